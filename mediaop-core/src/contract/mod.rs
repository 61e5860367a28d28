//! The contract that every host carries: a request in, status, headers and bytes out.
//!
//! A host (the server, Flask, the command line) unpacks a request, calls [`answer`] and sends
//! what comes back. All paths and parameters stand in `docs/HTTP-API.md`.

mod etag;
mod format;
mod meta;
mod near;
mod params;
mod percent;
mod problem;
mod questions;
mod request;
mod respond;
mod routes;

pub use meta::{Host, Run};
pub use problem::problem;
pub use request::{Request, Response};

use crate::dataset::Dataset;
use params::Params;
use problem::Problem;
use respond::Ask;

/// Answers a request below `/api`. What is wrong with the request is an answer too.
///
/// # Cost
/// That of the question, and of writing it out. A request whose `If-None-Match` holds costs
/// neither.
///
/// # Example: which videos did best in the last 7 days?
/// ```
/// use mediaop_core::contract::{Host, Request, answer};
/// use mediaop_core::{Calendar, DatasetBuilder};
/// let dataset = DatasetBuilder::new(Calendar::default()).finish();
/// let host = Host { today: "2026-03-10".parse()?, runs: Vec::new() };
/// let request = Request { method: "GET", path: "/api/videos", query: "metric=share", if_none_match: None };
/// let response = answer(&dataset, &host, &request);
/// assert_eq!(response.status, 200);
/// assert!(response.body.starts_with(br#"{"data":[],"window":{"from":"2026-03-04","to":"2026-03-10""#));
/// # Ok::<(), mediaop_core::Error>(())
/// ```
pub fn answer(dataset: &Dataset, host: &Host, request: &Request<'_>) -> Response {
    let response = if matches!(request.method, "GET" | "HEAD") {
        request.segments().and_then(|segments| {
            let ask = Ask::new(dataset, host, request, &segments);
            routes::route(ask, &segments.iter().map(String::as_str).collect::<Vec<_>>())
        })
    } else {
        Err(Problem::method_not_allowed())
    };
    let mut response = response.unwrap_or_else(Response::from);
    if request.method == "HEAD" {
        response.body.clear();
    }
    response
}

/// Reads the parameters of `POST /api/refresh`: whether everything is to be read anew.
///
/// # Errors
/// The 400 to send.
///
/// ```
/// use mediaop_core::contract::refresh_parameters;
/// assert_eq!(refresh_parameters("full=true"), Ok(true));
/// assert_eq!(refresh_parameters("fully=true").unwrap_err().status, 400);
/// ```
pub fn refresh_parameters(query: &str) -> Result<bool, Response> {
    let mut params = Params::parse(query);
    let full = params.flag("full").unwrap_or(false);
    params.finish(&["full"]).map(|()| full).map_err(Response::from)
}
