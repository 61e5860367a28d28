//! Who may ask for work: other sites' pages must not, even though a browser here would carry it out.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Request, StatusCode, Uri};
use axum::middleware::Next;
use axum::response::Response;
use mediaop_core::contract::problem;

use super::answers::carried;
use crate::page::SECURITY_HEADERS;

/// Names under which this server goes.
#[derive(Debug, Clone)]
pub(super) struct Names {
    listen: SocketAddr,
    more: Vec<String>,
}

impl Names {
    pub(super) fn new(listen: SocketAddr, more: &[String]) -> Self {
        Names { listen, more: more.iter().map(|name| name.to_ascii_lowercase()).collect() }
    }

    /// Whether `Host: name` means this server. A name of another site that resolves to this
    /// machine (DNS rebinding) does not.
    fn include(&self, host: &str) -> bool {
        let host = without_port(host).to_ascii_lowercase();
        if host == "localhost" || self.more.contains(&host) {
            return true;
        }
        match host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>() {
            // Rebinding needs a name: whoever asks for a bare address has come to the right place.
            Ok(address) => address.is_loopback() || address == self.listen.ip() || !self.listen.ip().is_loopback(),
            Err(_) => false,
        }
    }
}

/// Refuses requests under a name that is not this server's, and requests to change something that
/// another site's page may have sent.
pub(super) async fn cross_site(State(names): State<Arc<Names>>, request: Request<Body>, next: Next) -> Response {
    let only_reads = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    let refusal = foreign_name(&names, request.headers(), request.uri())
        .or_else(|| if only_reads { None } else { foreign_page(request.headers()) });
    match refusal {
        Some(detail) => carried(problem(403, &detail, &[])),
        None => next.run(request).await,
    }
}

/// Says in the form of all answers that a body is too large.
pub(super) async fn large_body(request: Request<Body>, next: Next) -> Response {
    let response = next.run(request).await;
    match response.status() {
        StatusCode::PAYLOAD_TOO_LARGE => carried(problem(413, "A request body may hold 64 KiB at most.", &[])),
        _ => response,
    }
}

fn header_text(headers: &HeaderMap, name: &str) -> Option<String> {
    headers.get(name).map(|value| value.to_str().unwrap_or("?").to_owned())
}

/// A page of another site could read the data if its name led here.
fn foreign_name(names: &Names, headers: &HeaderMap, uri: &Uri) -> Option<String> {
    let host = header_text(headers, "host").or_else(|| uri.authority().map(ToString::to_string)).unwrap_or_default();
    (!names.include(&host)).then(|| {
        format!("This server does not go by the name {host:?}. If it should, start it with --allow-host NAME.")
    })
}

fn foreign_page(headers: &HeaderMap) -> Option<String> {
    let host = header_text(headers, "host").unwrap_or_default();
    if let Some(origin) = header_text(headers, "origin")
        && origin.split_once("://").is_none_or(|(_, origin)| !origin.eq_ignore_ascii_case(&host))
    {
        return Some(format!("A page of {origin} may not do this."));
    }
    let is_cross_site = header_text(headers, "sec-fetch-site").is_some_and(|site| site == "cross-site");
    is_cross_site.then(|| "A page of another site may not do this.".to_owned())
}

/// Headers that keep browsers from doing more with an answer than showing it; the page has its own policy.
pub(super) async fn security_headers(request: Request<Body>, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in SECURITY_HEADERS.into_iter().chain([POLICY]) {
        headers.entry(HeaderName::from_static(name)).or_insert(HeaderValue::from_static(value));
    }
    response
}

const POLICY: (&str, &str) =
    ("content-security-policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'");

fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_of_this_server_are_its_names() {
        let names = Names::new("127.0.0.1:8787".parse().unwrap(), &["Shop.example".to_owned()]);
        for host in ["127.0.0.1:8787", "localhost:8787", "localhost", "[::1]:8787", "shop.EXAMPLE"] {
            assert!(names.include(host), "{host}");
        }
        for host in ["", "evil.example:8787", "10.0.0.5:8787", "localhost.evil.example", "127.0.0.1.evil.example"] {
            assert!(!names.include(host), "{host}");
        }
        let open = Names::new("0.0.0.0:8787".parse().unwrap(), &[]);
        assert!(open.include("10.0.0.5:8787") && !open.include("evil.example"));
    }
}
