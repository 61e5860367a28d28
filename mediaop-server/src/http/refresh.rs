//! Reading the database again, and telling how far that is.

use std::convert::Infallible;
use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use axum::extract::{Path, RawQuery, State as Shared};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::{Stream, StreamExt, stream};
use mediaop_core::contract::{problem, refresh_parameters};
use serde::Serialize;
use tokio::sync::watch;

use crate::store::{FinishedRun, Reading, now_ms};

use super::answers::carried;
use super::jobs::{Begun, Job, JobState};
use super::state::State;

/// News are for people to look at; more would only make work.
const BETWEEN_EVENTS: Duration = Duration::from_millis(200);
/// Between a reading that failed and the next attempt; each time twice as long.
const SHORTEST_PAUSE: Duration = Duration::from_secs(2);
const LONGEST_PAUSE: Duration = Duration::from_secs(300);

/// `POST /api/refresh`: begins a job or joins the running one.
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

/// Begins to read the database in the background, unless that is going on.
pub(super) fn begin(state: &Arc<State>, kind: &'static str, full: bool) -> Job {
    let calendar = &state.settings.calendar;
    match state.jobs.begin(kind, calendar.rfc3339(now_ms())) {
        Begun::Joined(job) => job,
        Begun::New(sender) => {
            let job = sender.borrow().clone();
            tokio::spawn(read_again(Arc::clone(state), kind, full, sender));
            job
        }
    }
}

async fn read_again(state: Arc<State>, kind: &'static str, full: bool, job: watch::Sender<Job>) {
    let started_at = now_ms();
    let reading = tokio::task::spawn_blocking({
        let (state, job) = (Arc::clone(&state), job.clone());
        move || {
            let mut log = super::log::LoadLog::new(&state.settings);
            state.runs.recall();
            let mut live = state.live.lock().unwrap_or_else(PoisonError::into_inner);
            live.refresh(full, started_at, &mut |progress| {
                job.send_modify(|job| job.is_at(progress));
                log.at(progress);
            })
        }
    });
    let outcome = match reading.await {
        Ok(Ok(reading)) => Ok(reading),
        Ok(Err(error)) => Err(error.to_string()),
        Err(panic) => {
            tracing::error!("reading the database panicked: {panic}");
            Err("an error inside mediaop; its log says more".to_owned())
        }
    };
    let finished_at = now_ms();
    let (read, error) = match outcome {
        Ok(reading) => (Some(reading), None),
        Err(error) => (None, Some(error)),
    };
    let run = FinishedRun {
        kind: kind.to_owned(),
        started_at,
        finished_at,
        rows_read: read.as_ref().map(|read| read.rows_read),
        rows_accepted: read.as_ref().map(|read| read.rows_accepted),
        error: error.clone(),
    };
    state.runs.note(run.clone());
    match read {
        Some(Reading { dataset, rows_read, rows_accepted, full }) => {
            let (what, videos) = (if full { "all rows" } else { "new rows" }, dataset.video_count());
            let took = finished_at - started_at;
            tracing::info!(
                "ready: {rows_read} rows read ({what}), {rows_accepted} accepted, {videos} videos, {took} ms"
            );
            state.failures.store(0, Ordering::Relaxed);
            state.dataset.store(Some(dataset));
        }
        None => {
            tracing::error!("the data could not be read: {}", error.as_deref().unwrap_or_default());
            tokio::spawn(try_again(Arc::clone(&state), kind, full));
        }
    }
    // Whoever sees the new data can begin the next refresh: nothing may wait in between.
    job.send_modify(|job| job.end(state.settings.calendar.rfc3339(finished_at), error));
    state.runs.keep(&run).await;
}

/// Waits longer after each failure, and leaves it when somebody else was faster.
async fn try_again(state: Arc<State>, kind: &'static str, full: bool) {
    let failures = state.failures.fetch_add(1, Ordering::Relaxed);
    let pause = SHORTEST_PAUSE.saturating_mul(1 << failures.min(16)).min(LONGEST_PAUSE);
    let last = state.jobs.last().map(|job| job.id);
    tokio::select! {
        () = tokio::time::sleep(pause) => {}
        () = state.shutdown.cancelled() => return,
    }
    if state.jobs.last().map(|job| job.id) == last {
        begin(&state, kind, full);
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
