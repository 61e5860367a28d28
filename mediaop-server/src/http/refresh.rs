//! Asking for a reading of the database, and watching how far it is.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Path, RawQuery, State as Shared};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::{Stream, StreamExt, stream};
use mediaop_core::contract::{problem, refresh_parameters};
use serde::Serialize;
use tokio::sync::watch;

use super::answers::carried;
use super::jobs::{Job, JobState};
use super::reading::begin;
use super::state::State;

/// News are for people to look at; more would only make work.
const BETWEEN_EVENTS: Duration = Duration::from_millis(200);

/// `POST /api/refresh`: begins a job, or joins one that has yet to read.
pub(super) async fn post(Shared(state): Shared<Arc<State>>, RawQuery(query): RawQuery) -> Response {
    let full = match refresh_parameters(query.as_deref().unwrap_or_default()) {
        Ok(full) => full,
        Err(problem) => return carried(problem),
    };
    let job = begin(&state, "refresh", full);
    let location = HeaderValue::from_str(&format!("/api/jobs/{}", job.id)).ok();
    let mut response = shown(StatusCode::ACCEPTED, &job);
    response.headers_mut().extend(location.map(|location| (header::LOCATION, location)));
    response
}

/// Any other method on `/api/refresh`.
pub(super) async fn only_post() -> Response {
    let mut response = carried(problem(405, "A refresh is begun by POST.", &[]));
    response.headers_mut().insert(header::ALLOW, HeaderValue::from_static("POST"));
    response
}

/// `GET /api/jobs/{id}`.
pub(super) async fn get(Shared(state): Shared<Arc<State>>, Path(id): Path<String>) -> Response {
    match state.jobs.watch(&id) {
        Some(job) => shown(StatusCode::OK, &job.borrow()),
        None => unknown(&id),
    }
}

/// `GET /api/jobs/{id}/events`: events `progress`, and one `done` or `failed` at the end.
pub(super) async fn events(Shared(state): Shared<Arc<State>>, Path(id): Path<String>) -> Response {
    match state.jobs.watch(&id) {
        Some(job) => {
            let events = events_of(job).take_until(state.shutdown.clone().cancelled_owned());
            Sse::new(events).keep_alive(KeepAlive::new().interval(Duration::from_secs(10))).into_response()
        }
        None => unknown(&id),
    }
}

fn events_of(job: watch::Receiver<Job>) -> impl Stream<Item = Result<Event, Infallible>> {
    stream::unfold(Some((job, true)), async |next| {
        let (mut job, is_first) = next?;
        if !is_first {
            tokio::time::sleep(BETWEEN_EVENTS).await;
            // The sender lives as long as the server remembers the job.
            job.changed().await.ok()?;
        }
        let now = job.borrow_and_update().clone();
        let (name, is_last) = match now.state {
            JobState::Running => ("progress", false),
            JobState::Done => ("done", true),
            JobState::Failed => ("failed", true),
        };
        let event = Event::default().event(name).data(json(&now));
        Some((Ok(event), (!is_last).then_some((job, false))))
    })
}

fn shown(status: StatusCode, job: &Job) -> Response {
    let headers = [(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-store")];
    (status, headers, json(job)).into_response()
}

fn json(job: &Job) -> String {
    #[derive(Serialize)]
    struct Shown<'a> {
        job: &'a Job,
    }
    // Texts and numbers always serialise.
    serde_json::to_string(&Shown { job }).unwrap_or_default()
}

fn unknown(id: &str) -> Response {
    carried(problem(404, &format!("There is no job {id:?}; jobs are forgotten when the server stops."), &[]))
}
