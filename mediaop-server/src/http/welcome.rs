//! What people and machines find outside `/api`.

use std::sync::Arc;

use axum::extract::State as Shared;
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{Html, IntoResponse, Response};
use mediaop_core::contract::problem;

use super::answers::carried;
use super::state::State;
use crate::page::escaped;

/// What stands in the place of a page that was not built.
pub(super) fn without_page() -> Response {
    Html(include_str!("welcome.html")).into_response()
}

/// `GET /healthz`. Where a token is asked for, who has none does not hear where the database is.
pub(super) async fn health(Shared(state): Shared<Arc<State>>, has_token: bool) -> Response {
    let mut job = state.jobs.last();
    if has_token && let Some(error) = job.as_mut().and_then(|job| job.error.as_mut()) {
        *error = "the database could not be read; /api/meta says why".to_owned();
    }
    let body = serde_json::json!({
        "status": "ok",
        "ready": state.dataset.load().is_some(),
        "version": env!("CARGO_PKG_VERSION"),
        "job": job,
    });
    ([(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-store")], body.to_string())
        .into_response()
}

/// `GET /readyz`.
pub(super) async fn ready(Shared(state): Shared<Arc<State>>) -> Response {
    let is_ready = state.dataset.load().is_some();
    let (status, text) =
        if is_ready { (StatusCode::OK, "ready\n") } else { (StatusCode::SERVICE_UNAVAILABLE, "reading\n") };
    (status, [(header::CONTENT_TYPE, "text/plain"), (header::CACHE_CONTROL, "no-store")], text).into_response()
}

/// Everything else: a page for people, a problem for machines.
pub(super) async fn nothing_here(headers: HeaderMap, uri: Uri) -> Response {
    let path = uri.path().chars().take(100).collect::<String>();
    if asks_for_a_page(&headers) {
        let page = if likes_chinese_best(&headers) {
            include_str!("nothing_here.zh.html")
        } else {
            include_str!("nothing_here.en.html")
        };
        let page = Html(page.replace("{path}", &escaped(&path)));
        return (StatusCode::NOT_FOUND, [(header::VARY, "accept, accept-language")], page).into_response();
    }
    let mut response = carried(problem(404, &format!("There is nothing at {path}. Answers are below /api/."), &[]));
    response.headers_mut().insert(header::VARY, HeaderValue::from_static("accept"));
    response
}

/// Browsers name the language that is liked best first.
fn likes_chinese_best(headers: &HeaderMap) -> bool {
    let languages = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    languages.trim_start().get(..2).is_some_and(|first| first.eq_ignore_ascii_case("zh"))
}

/// Browsers name HTML in what they accept; programs take what comes.
fn asks_for_a_page(headers: &HeaderMap) -> bool {
    let accepted = headers.get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok());
    accepted.flat_map(|value| value.split(',')).any(|kind| {
        let mut parts = kind.split(';').map(str::trim);
        let is_html = parts.next().is_some_and(|name| name.eq_ignore_ascii_case("text/html"));
        is_html && !parts.any(|part| matches!(part, "q=0" | "q=0.0" | "q=0.00" | "q=0.000"))
    })
}
