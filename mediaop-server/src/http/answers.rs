//! Questions: carried to the contract as they came, and the answer back as it is.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::State as Shared;
use axum::http::{HeaderValue, Request, StatusCode, header};
use axum::response::Response;
use indicatif::HumanCount;
use mediaop_core::contract::{self, answer, problem};

use crate::counted::counted;

use super::state::State;

/// A question may wait for its turn and take this long.
const TIME_LIMIT: Duration = Duration::from_secs(60);
const RETRY_AFTER_SECONDS: u32 = 2;

/// Answers every question below `/api`.
pub(super) async fn any(Shared(state): Shared<Arc<State>>, request: Request<Body>) -> Response {
    let Some(dataset) = state.dataset.load_full() else { return not_ready(&state) };
    let method = request.method().as_str().to_owned();
    let path = request.uri().path().to_owned();
    let query = request.uri().query().unwrap_or_default().to_owned();
    let if_none_match =
        request.headers().get(header::IF_NONE_MATCH).and_then(|tag| tag.to_str().ok().map(str::to_owned));
    let host = state.host();
    if method == "GET"
        && if_none_match.is_none()
        && let Some(asked) = request.uri().path_and_query()
        && let Some(prepared) = state.prepared.take(&dataset, host.today, asked.as_str())
    {
        return carried(prepared);
    }
    // The body goes when it has been packed and measured: till then the answer is that to GET.
    let method = if method == "HEAD" { "GET".to_owned() } else { method };
    let turns = Arc::clone(&state.turns);
    let work = async move {
        // Held by the work itself: giving up on a question does not free the core that it keeps busy.
        let turn = turns.acquire_owned().await.ok();
        let work = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            let request = contract::Request {
                method: &method,
                path: &path,
                query: &query,
                if_none_match: if_none_match.as_deref(),
            };
            answer(&dataset, &host, &request)
        });
        match work.await {
            Ok(response) => response,
            Err(panic) => match panic.try_into_panic() {
                Ok(panic) => std::panic::resume_unwind(panic),
                Err(_) => problem(503, "The server is shutting down.", &[]),
            },
        }
    };
    match tokio::time::timeout(TIME_LIMIT, work).await {
        Ok(response) => carried(response),
        Err(_) => try_later(&format!(
            "The answer took longer than {} seconds. Ask for fewer days, or again when the server is less busy.",
            TIME_LIMIT.as_secs()
        )),
    }
}

/// The contract's answer as a response.
pub(super) fn carried(answer: contract::Response) -> Response {
    let mut response = Response::new(Body::from(answer.body));
    *response.status_mut() = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    for (name, value) in answer.headers {
        if let Ok(value) = HeaderValue::from_str(&value) {
            response.headers_mut().append(name, value);
        }
    }
    response
}

/// A response that says when to ask again.
fn try_later(detail: &str) -> Response {
    let mut response = carried(problem(503, detail, &[]));
    response.headers_mut().insert(header::RETRY_AFTER, RETRY_AFTER_SECONDS.into());
    response
}

fn not_ready(state: &State) -> Response {
    let detail = match state.jobs.current() {
        Some(job) if job.rows_total > 0 => {
            let rows = counted(job.rows_total, "row", "rows");
            format!("The data is being read: {} of {rows} so far.", HumanCount(job.rows_done))
        }
        Some(_) => "The data is being read.".to_owned(),
        None => match state.jobs.last().and_then(|job| job.error) {
            Some(error) => format!("The data could not be read: {error}. POST /api/refresh tries again."),
            None => "The data is not read yet.".to_owned(),
        },
    };
    try_later(&detail)
}
