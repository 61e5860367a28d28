//! The contract that every host carries: a request in, status, headers and bytes out.
//!
//! A host (a server, a web framework, the command line) unpacks a request, calls [`answer`] and
//! sends what comes back. Parameters and fields carry the names of [`crate::metrics`].
//!
//! # Input
//! | path below `/api` | question |
//! |---|---|
//! | `/creators` | [`Creators`](crate::answer::Creators) |
//! | `/creators/{creator_id}/products` | [`CreatorProducts`](crate::answer::CreatorProducts) |
//! | `/products`, `/products/search` | [`Products`](crate::answer::Products) |
//! | `/products/{product_id}/videos`, `/videos` | [`TopVideos`](crate::answer::TopVideos) |
//! | `/products/matrix` | [`ProductMatrix`](crate::answer::ProductMatrix) |
//! | `/products/hot` | [`HotProducts`](crate::answer::HotProducts) |
//! | `/benchmark/creators` | [`CreatorBenchmark`](crate::answer::CreatorBenchmark) |
//! | `/benchmark/videos` | [`BestVideos`](crate::answer::BestVideos) |
//! | `/benchmark/compare` | [`CompareCreators`](crate::answer::CompareCreators) |
//! | `/videos/{aweme_id}/daily`, `/creators/{creator_id}/daily`, `/products/{product_id}/daily`, `/categories/daily` | [`DailySeries`](crate::answer::DailySeries) |
//! | `/videos/{aweme_id}/snapshots` | [`VideoSnapshots`](crate::answer::VideoSnapshots) |
//! | `/categories` | [`Categories`](crate::answer::Categories) |
//! | `/meta` | what the data set is |
//! | `/openapi.json`, `/docs` | these paths, for programs and for people |
//!
//! # Output
//! JSON, or a table with `format=csv`, `xlsx` or `arrow`; a problem document (RFC 9457) with
//! status 400, 404 or 405 where the request cannot be answered, which names every parameter at
//! fault; an `ETag`, and 304 without a body where `If-None-Match` holds.
//!
//! # Example: what a host does
//! ```
//! use mediaop_core::contract::{Host, Request, answer};
//! use mediaop_core::example;
//! let host = Host { today: example::today(), runs: Vec::new() };
//! let request = Request { method: "GET", path: "/api/videos", query: "format=csv", if_none_match: None };
//! let response = answer(&example::dataset(), &host, &request);
//! assert_eq!(response.status, 200);
//! assert_eq!(response.header("content-type"), Some("text/csv; charset=utf-8"));
//! assert!(String::from_utf8(response.body)?.starts_with("\u{feff}aweme_id,title,creator_id"));
//! # Ok::<(), std::string::FromUtf8Error>(())
//! ```

mod etag;
mod format;
mod meta;
mod near;
mod openapi;
mod params;
mod percent;
mod problem;
mod questions;
mod request;
mod respond;
mod routes;

pub use meta::{Host, Run};
pub use params::PARAMETERS;
pub use problem::problem;
pub use request::{Request, Response};

use crate::dataset::Dataset;
use params::Params;
use problem::Problem;
use respond::{Ask, Shape};

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
    answer_as(Shape::Response, dataset, host, request)
}

/// Answers a request as a table for the program around.
///
/// # Output
/// An Arrow IPC stream of the rows, in the columns of `format=arrow`; all of them, unless the query
/// names a page. The metadata `mediaop` of its schema is the JSON of the answer without the rows:
/// `{"data": {…}, "window": …, "coverage": …}`, in `data` what the question says beside them, such
/// as the medians of the matrix. A creator's products are one row for each group, as `group_by`
/// says. `/api/meta` is the JSON that it always is.
///
/// # Errors
/// As [`answer`]: a status other than 200, and a problem document.
///
/// # Cost
/// That of the question, and one copy of its rows.
///
/// # Example: the two best videos, as a table
/// ```
/// use mediaop_core::contract::{Host, Request, answer_table};
/// use mediaop_core::example;
/// let host = Host { today: example::today(), runs: Vec::new() };
/// let request = Request { method: "GET", path: "/api/videos", query: "page_size=2", if_none_match: None };
/// let response = answer_table(&example::dataset(), &host, &request);
/// let stream = arrow_ipc::reader::StreamReader::try_new(response.body.as_slice(), None)?;
/// let about = stream.schema().metadata()["mediaop"].clone();
/// assert!(about.starts_with(r#"{"data":{},"window":{"from":"2026-03-04""#));
/// assert_eq!(stream.map(|batch| batch.unwrap().num_rows()).sum::<usize>(), 2);
/// # Ok::<(), arrow_schema::ArrowError>(())
/// ```
pub fn answer_table(dataset: &Dataset, host: &Host, request: &Request<'_>) -> Response {
    answer_as(Shape::Table, dataset, host, request)
}

fn answer_as(shape: Shape, dataset: &Dataset, host: &Host, request: &Request<'_>) -> Response {
    let response = if matches!(request.method, "GET" | "HEAD") {
        request.segments().and_then(|segments| {
            let ask = Ask::new(dataset, host, request, &segments, shape);
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
