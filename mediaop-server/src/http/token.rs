//! The bearer token that callers show where the server can be reached from other machines.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderValue, Request, header};
use axum::middleware::Next;
use axum::response::Response;
use mediaop_core::contract::problem;

use super::answers::carried;
use crate::page;

pub(super) const PROBES: [&str; 2] = ["/healthz", "/readyz"];

/// Probes tell nothing of the data, and who probes has no token. Nor does the page, which asks for it.
fn is_open(path: &str) -> bool {
    PROBES.contains(&path) || page::is_its(path)
}

/// A secret that is never shown.
#[derive(Clone)]
pub(crate) struct Token(Arc<[u8]>);

impl Token {
    /// A token that is too short to be one is refused.
    pub(crate) fn new(text: &str) -> Result<Self, String> {
        let text = text.trim();
        match text.len() {
            16.. if text.bytes().all(|byte| byte.is_ascii_graphic()) => Ok(Token(text.as_bytes().into())),
            length => Err(format!(
                "the token has {length} characters, expected at least 16 without blanks; `openssl rand -hex 32` makes one"
            )),
        }
    }

    /// Takes as long for a wrong token as for the right one.
    fn is(&self, shown: &[u8]) -> bool {
        let differences = self.0.iter().zip(shown.iter().chain(std::iter::repeat(&0)));
        let different = differences.fold(0, |seen, (a, b)| std::hint::black_box(seen | (a ^ b)));
        different == 0 && self.0.len() == shown.len()
    }
}

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token(…)")
    }
}

/// Refuses requests without the token.
pub(super) async fn required(State(token): State<Option<Token>>, request: Request<Body>, next: Next) -> Response {
    let Some(token) = token.filter(|_| !is_open(request.uri().path())) else { return next.run(request).await };
    let shown = request.headers().get(header::AUTHORIZATION).map(HeaderValue::as_bytes);
    let shown = shown.and_then(|shown| shown.strip_prefix(b"Bearer ").or_else(|| shown.strip_prefix(b"bearer ")));
    if shown.is_some_and(|shown| token.is(shown)) {
        return next.run(request).await;
    }
    let mut response = carried(problem(401, "Show the token: `Authorization: Bearer …`.", &[]));
    response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"mediaop\""));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_whole_token_is_the_token() {
        let token = Token::new(" 0123456789abcdef\n").unwrap();
        assert!(token.is(b"0123456789abcdef"));
        for wrong in ["", "0123456789abcde", "0123456789abcdef0", "1123456789abcdef", "0123456789abcdeg"] {
            assert!(!token.is(wrong.as_bytes()), "{wrong}");
        }
        assert!(Token::new("short").unwrap_err().contains("openssl rand"));
        assert!(!format!("{token:?}").contains("0123"));
    }
}
