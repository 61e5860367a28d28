//! What people and machines find outside `/api`.

use std::sync::Arc;

use axum::extract::State as Shared;
use axum::http::{StatusCode, Uri, header};
use axum::response::{Html, IntoResponse, Response};
use mediaop_core::contract::problem;

use super::answers::carried;
use super::state::State;

/// What stands in the place of a page that was not built.
pub(super) fn without_page() -> Response {
    Html(include_str!("welcome.html")).into_response()
}

/// `GET /healthz`.
pub(super) async fn health(Shared(state): Shared<Arc<State>>) -> Response {
    let job = state.jobs.last();
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

/// Everything else.
pub(super) async fn nothing_here(uri: Uri) -> Response {
    let path = uri.path().chars().take(100).collect::<String>();
    carried(problem(404, &format!("There is nothing at {path}. Answers are below /api/."), &[]))
}
