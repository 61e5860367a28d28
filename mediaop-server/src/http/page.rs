//! The page, carried as it is.

use axum::http::{HeaderMap, Uri, header};
use axum::response::Response;

use super::answers::carried;
use super::welcome;
use crate::page::{Place, is_address, respond};

const HERE: Place<'static> = Place { page_root: "", api_root: "/api" };

/// The page's start, and its files.
pub(super) async fn any(headers: HeaderMap, uri: Uri) -> Response {
    let known = headers.get(header::IF_NONE_MATCH).and_then(|tag| tag.to_str().ok());
    match respond(uri.path(), known, HERE) {
        Some(response) => carried(response),
        None if is_address(uri.path()) => welcome::without_page(),
        None => welcome::nothing_here(headers, uri).await,
    }
}
