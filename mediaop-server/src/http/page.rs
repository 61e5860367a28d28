//! The page: its built files, from `web/dist`, are part of the program.

use axum::body::Body;
use axum::extract::Path;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri, header};
use axum::response::{Html, IntoResponse, Response};
use rand::TryRng;
use rand::rngs::SysRng;
use rust_embed::{EmbeddedFile, RustEmbed};

use super::welcome;

/// A program that was built without the page has no files, and says so.
#[derive(RustEmbed)]
#[folder = "web/dist"]
#[allow_missing = true]
struct Files;

/// The page's own addresses: whatever is chosen on it stands in the query.
pub(super) const ADDRESSES: [&str; 8] =
    ["/", "/hot", "/videos", "/products/{id}", "/creators", "/creators/{id}", "/benchmark", "/data"];

/// Where the page's start says which nonce its styles carry.
const NONCE_PLACE: &str = "<meta name=\"style-nonce\" content=\"";

/// The page's start.
pub(super) async fn start() -> Response {
    let Some(index) = Files::get("index.html") else { return welcome::without_page() };
    let Some(nonce) = nonce() else {
        return (StatusCode::INTERNAL_SERVER_ERROR, "The system gives no random numbers.").into_response();
    };
    let index = String::from_utf8_lossy(&index.data);
    let index = index.replacen(NONCE_PLACE, &format!("{NONCE_PLACE}{nonce}"), 1);
    let mut response = Html(index).into_response();
    let headers = response.headers_mut();
    // A nonce holds for one visit.
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Ok(policy) = HeaderValue::from_str(&policy(&nonce)) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    headers.insert(HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin"));
    response
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
    Some(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// A file whose name changes with what it holds.
pub(super) async fn asset(Path(name): Path<String>, uri: Uri) -> Response {
    match Files::get(&format!("assets/{name}")).filter(|_| !name.contains('/')) {
        Some(file) => sent(file, content_type(&name), "public, max-age=31536000, immutable"),
        None => welcome::nothing_here(uri).await,
    }
}

/// The picture in the browser's tab.
pub(super) async fn icon(headers: HeaderMap, uri: Uri) -> Response {
    let Some(file) = Files::get("favicon.svg") else { return welcome::nothing_here(uri).await };
    let etag =
        format!("\"{}\"", file.metadata.sha256_hash().iter().map(|byte| format!("{byte:02x}")).collect::<String>());
    let known = headers.get(header::IF_NONE_MATCH).is_some_and(|tag| tag.as_bytes() == etag.as_bytes());
    let mut response =
        if known { StatusCode::NOT_MODIFIED.into_response() } else { sent(file, "image/svg+xml", "no-cache") };
    if let Ok(etag) = HeaderValue::from_str(&etag) {
        response.headers_mut().insert(header::ETAG, etag);
    }
    response
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map(|(_, extension)| extension) {
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        _ => "application/octet-stream",
    }
}

fn sent(file: EmbeddedFile, content_type: &'static str, cache_control: &'static str) -> Response {
    let mut response = Response::new(Body::from(file.data));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache_control));
    response
}
