//! The page: its built files, from `web/dist`, are part of the program. A host carries what stands
//! here, as it carries answers.

use std::fmt::Write;

use mediaop_core::contract::{Response, problem};
use rand::TryRng;
use rand::rngs::SysRng;
use rust_embed::{EmbeddedFile, RustEmbed};

/// A program that was built without the page has no files, and says so.
#[derive(RustEmbed)]
#[folder = "web/dist"]
#[allow_missing = true]
struct Files;

/// The page's own addresses: whatever is chosen on it stands in the query.
pub(crate) const ADDRESSES: [&str; 8] =
    ["/", "/hot", "/videos", "/products/{id}", "/creators", "/creators/{id}", "/benchmark", "/data"];

/// Headers that keep browsers from doing more with an answer than showing it.
pub(crate) const SECURITY_HEADERS: [(&str, &str); 4] = [
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-resource-policy", "same-origin"),
];

/// Where a host has the page and the API.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    /// What stands before the page's addresses, without a slash at the end: `""` or `"/shop"`.
    pub page_root: &'a str,
    /// What stands in the place of `/api`.
    pub api_root: &'a str,
}

/// Whether a path, below the page's root, is the page or a file of it.
pub(crate) fn is_its(path: &str) -> bool {
    path == ICON || file_name(path).is_some() || is_address(path)
}

/// The page, or a file of it; `None` where the path, below the page's root and encoded as it came,
/// is neither, or where the program was built without the page.
pub fn respond(path: &str, if_none_match: Option<&str>, place: Place<'_>) -> Option<Response> {
    let mut response = if is_address(path) {
        start(place)?
    } else if path == ICON {
        icon(if_none_match)?
    } else {
        asset(file_name(path)?)?
    };
    response.headers.extend(SECURITY_HEADERS.map(|(name, value)| (name, value.to_owned())));
    Some(response)
}

const ICON: &str = "/favicon.svg";

/// Whether a path is one of the page's own.
pub(crate) fn is_address(path: &str) -> bool {
    ADDRESSES.iter().any(|address| match address.strip_suffix("{id}") {
        Some(before) => path.strip_prefix(before).is_some_and(|id| !id.is_empty() && !id.contains('/')),
        None => path == *address,
    })
}

fn file_name(path: &str) -> Option<&str> {
    path.strip_prefix("/assets/").filter(|name| !name.is_empty() && !name.contains(['/', '%']))
}

fn start(place: Place<'_>) -> Option<Response> {
    let index = Files::get("index.html")?;
    let Some(nonce) = nonce() else { return Some(problem(500, "The system gives no random numbers.", &[])) };
    let root = escaped(place.page_root);
    let index = String::from_utf8_lossy(&index.data);
    let index = said(&index, "style-nonce", &nonce);
    let index = said(&index, "page-root", &root);
    let index = said(&index, "api-root", &escaped(place.api_root));
    // A page with an id in its address would look for its files beside that id.
    let index = index.replace("\"./", &format!("\"{root}/"));
    let headers = vec![
        ("content-type", "text/html; charset=utf-8".to_owned()),
        // A nonce holds for one visit.
        ("cache-control", "no-store".to_owned()),
        ("content-security-policy", policy(&nonce)),
        ("cross-origin-opener-policy", "same-origin".to_owned()),
    ];
    Some(Response { status: 200, headers, body: index.into_bytes() })
}

/// The start with another value for one of its `meta` elements.
fn said(index: &str, name: &str, value: &str) -> String {
    let before = format!("<meta name=\"{name}\" content=\"");
    match index.split_once(&before) {
        Some((head, rest)) => {
            let rest = rest.split_once('"').map_or(rest, |(_, rest)| rest);
            format!("{head}{before}{value}\"{rest}")
        }
        None => index.to_owned(),
    }
}

/// As text of an element or an attribute of HTML.
pub(crate) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;").replace('>', "&gt;")
}

/// Scripts and requests go to this server alone; covers and avatars come from the video platform.
fn policy(nonce: &str) -> String {
    format!(
        "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-{nonce}'; img-src 'self' https:; \
         connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
}

fn nonce() -> Option<String> {
    let mut bytes = [0; 16];
    SysRng.try_fill_bytes(&mut bytes).ok()?;
    Some(hex(&bytes))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // A string takes whatever is written.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// A file whose name changes with what it holds.
fn asset(name: &str) -> Option<Response> {
    let file = Files::get(&format!("assets/{name}"))?;
    Some(sent(file, content_type(name), "public, max-age=31536000, immutable"))
}

/// The picture in the browser's tab.
fn icon(if_none_match: Option<&str>) -> Option<Response> {
    let file = Files::get("favicon.svg")?;
    let etag = format!("\"{}\"", hex(&file.metadata.sha256_hash()));
    let mut response = sent(file, "image/svg+xml", "no-cache");
    if if_none_match == Some(etag.as_str()) {
        response = Response { status: 304, headers: Vec::new(), body: Vec::new() };
    }
    response.headers.push(("etag", etag));
    Some(response)
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map(|(_, extension)| extension) {
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        _ => "application/octet-stream",
    }
}

fn sent(file: EmbeddedFile, content_type: &str, cache_control: &str) -> Response {
    let headers = vec![("content-type", content_type.to_owned()), ("cache-control", cache_control.to_owned())];
    Response { status: 200, headers, body: file.data.into_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(path: &str, place: Place<'_>) -> String {
        String::from_utf8(respond(path, None, place).unwrap().body).unwrap()
    }

    #[test]
    fn the_start_says_where_page_and_api_are() {
        let place = Place { page_root: "/a\"b<", api_root: "/v1/api" };
        let start = body("/products/7", place);
        for said in [
            "<meta name=\"page-root\" content=\"/a&quot;b&lt;\"",
            "<meta name=\"api-root\" content=\"/v1/api\"",
            "src=\"/a&quot;b&lt;/assets/index-",
            "href=\"/a&quot;b&lt;/favicon.svg\"",
        ] {
            assert!(start.contains(said), "{said} is not in {start}");
        }
        assert!(!start.contains("\"./"), "{start}");
    }

    #[test]
    fn what_is_not_its_own_is_left_to_others() {
        for own in ["/", "/hot", "/products/a%2Fb", "/creators/x", "/assets/x.js", "/favicon.svg"] {
            assert!(is_its(own), "{own}");
        }
        for other in [
            "",
            "/api",
            "/api/meta",
            "/metrics",
            "/hot/",
            "//",
            "/products/",
            "/products/a/b",
            "/assets/",
            "/assets/../api/meta",
            "/assets/..%2findex.html",
            "/favicon.svg/x",
        ] {
            assert!(!is_its(other), "{other}");
            assert_eq!(respond(other, None, Place { page_root: "", api_root: "/api" }), None, "{other}");
        }
    }
}
