//! Reading the database again, and telling how far that is.

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

use crate::store::{FinishedRun, load, now_ms};

use super::answers::carried;
use super::jobs::{Begun, Job, JobState};
use super::state::State;

/// News are for people to look at; more would only make work.
const BETWEEN_EVENTS: Duration = Duration::from_millis(200);

/// `POST /api/refresh`: begins a job or joins the running one.
pub(super) async fn post(Shared(state): Shared<Arc<State>>, RawQuery(query): RawQuery) -> Response {
    // With and without `full` everything is read: nothing is kept from the reading before.
    if let Err(problem) = refresh_parameters(query.as_deref().unwrap_or_default()) {
        return carried(problem);
    }
    let job = begin(&state, "refresh");
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
pub(super) fn begin(state: &Arc<State>, kind: &'static str) -> Job {
    let calendar = &state.settings.calendar;
    match state.jobs.begin(kind, calendar.rfc3339(now_ms())) {
        Begun::Joined(job) => job,
        Begun::New(sender) => {
            let job = sender.borrow().clone();
            tokio::spawn(read_again(Arc::clone(state), kind, sender));
            job
        }
    }
}

async fn read_again(state: Arc<State>, kind: &'static str, job: watch::Sender<Job>) {
    let started_at = now_ms();
    let reading = tokio::task::spawn_blocking({
        let (state, job) = (Arc::clone(&state), job.clone());
        move || {
            let settings = &state.settings;
            let mut log = super::log::LoadLog::new(settings);
            state.runs.recall();
            load(&settings.database, &settings.calendar, &mut |progress| {
                job.send_modify(|job| job.is_at(progress));
                log.at(progress);
            })
        }
    });
    let outcome = match reading.await {
        Ok(Ok(dataset)) => Ok(dataset),
        Ok(Err(error)) => Err(error.to_string()),
        Err(panic) => {
            tracing::error!("reading the database panicked: {panic}");
            Err("an error inside mediaop; its log says more".to_owned())
        }
    };
    let (rows_read, rows_accepted, error) = match outcome {
        Ok(dataset) => {
            let intake = dataset.intake();
            let counts = (Some(intake.rows_read), Some(intake.rows_accepted), None);
            tracing::info!(
                "ready: {} rows read, {} accepted, {} videos, {} ms",
                intake.rows_read,
                intake.rows_accepted,
                dataset.video_count(),
                now_ms() - started_at
            );
            state.dataset.store(Some(Arc::new(dataset)));
            counts
        }
        Err(error) => {
            tracing::error!("the data could not be read: {error}");
            (None, None, Some(error))
        }
    };
    let finished_at = now_ms();
    let run =
        FinishedRun { kind: kind.to_owned(), started_at, finished_at, rows_read, rows_accepted, error: error.clone() };
    state.runs.add(run).await;
    job.send_modify(|job| job.end(state.settings.calendar.rfc3339(finished_at), error));
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
