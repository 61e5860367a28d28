//! Reading the database in the background, and again after a failure.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use indicatif::HumanCount;
use mediaop_core::{Dataset, Intake};
use tokio::sync::watch;

use crate::counted::counted;
use crate::rejected::{all_rejected, sentence};
use crate::store::{FinishedRun, Reading, StoreError};

use super::jobs::{Begun, Job, JobState};
use super::state::State;

/// Between a reading that failed and the next attempt; each time twice as long.
const SHORTEST_PAUSE: Duration = Duration::from_secs(2);
const LONGEST_PAUSE: Duration = Duration::from_secs(300);

/// Begins to read the database in the background, unless a job that has yet to read will do so.
pub(super) fn begin(state: &Arc<State>, kind: &'static str, full: bool) -> Job {
    let calendar = &state.settings.calendar;
    match state.jobs.begin(kind, full, calendar.rfc3339(state.clock.now_ms())) {
        Begun::Joined(job) => job,
        Begun::New(sender) => {
            let job = sender.borrow().clone();
            tokio::spawn(read_again(Arc::clone(state), kind, full, sender));
            job
        }
    }
}

async fn read_again(state: Arc<State>, kind: &'static str, full: bool, job: watch::Sender<Job>) {
    let begun_at = state.clock.now_ms();
    // Behind the job before it, if there is one that reads.
    let reads_since = Arc::new(AtomicI64::new(begun_at));
    let reading = tokio::task::spawn_blocking({
        let (state, job, reads_since) = (Arc::clone(&state), job.clone(), Arc::clone(&reads_since));
        move || {
            let mut log = super::log::LoadLog::new(&state.settings);
            state.runs.recall();
            let mut live = state.live.lock().unwrap_or_else(PoisonError::into_inner);
            let now_ms = state.clock.now_ms();
            reads_since.store(now_ms, Ordering::Relaxed);
            let mut news = |progress| {
                job.send_modify(|job| job.is_at(progress));
                log.at(progress);
            };
            // Yesterday's answers at once are better than today's in half a minute.
            if state.dataset.load().is_none()
                && let Some(dataset) = live.resume(&mut news)?
            {
                tracing::info!("ready: {} from the day summaries that were kept", videos(&dataset));
                state.serve(dataset);
            }
            let mut serve = |dataset: &Arc<Dataset>| {
                state.prepared.prepare(dataset, &state.host(), &state.cache.questions());
                state.serve(Arc::clone(dataset));
                let served_at = state.clock.now_ms();
                // Rows that came late, or are gone, have it served once more.
                let is_first = job.borrow().served_at.is_none();
                if is_first {
                    state.metrics.served(kind, millis_between(begun_at, served_at));
                }
                job.send_modify(|job| job.serves(state.settings.calendar.rfc3339(served_at)));
            };
            job.send_modify(Job::reads);
            let reading = live.refresh(full, now_ms, &mut news, &mut serve)?;
            // What another process has kept is taken up and brings nothing new. Before the next job reads:
            // it may serve newer data at once.
            if state.dataset.load().as_ref().is_none_or(|served| !Arc::ptr_eq(served, &reading.dataset)) {
                state.serve(Arc::clone(&reading.dataset));
            }
            Ok::<_, StoreError>(reading)
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
    let (started_at, finished_at) = (reads_since.load(Ordering::Relaxed), state.clock.now_ms());
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
    state.runs.note(run);
    let took = millis_between(started_at, finished_at);
    state.metrics.read(kind, read.is_some(), took);
    if let Some(read) = &read {
        state.metrics.fetched(read.rows_read, read.fetching);
    }
    match read {
        Some(Reading { dataset, rows_read, rows_accepted, full, is_without_history, .. }) => {
            tracing::info!(
                "ready: {} read ({}), {} accepted, {}, {} ms",
                counted(rows_read, "row", "rows"),
                if full { "all rows" } else { "new rows" },
                HumanCount(rows_accepted),
                videos(&dataset),
                took.as_millis()
            );
            if is_without_history && kind != "refresh" {
                tracing::warn!("{}", Reading::WITHOUT_HISTORY);
            }
            if kind == "load" || rows_accepted < rows_read {
                log_rejected(dataset.intake());
            }
            state.failures.store(0, Ordering::Relaxed);
        }
        None => {
            tracing::error!("the data could not be read: {}", error.as_deref().unwrap_or_default());
            tokio::spawn(try_again(Arc::clone(&state), kind, full, job.borrow().id.clone()));
        }
    }
    // Whoever sees the new data can begin the next refresh: nothing may wait in between.
    job.send_modify(|job| job.end(state.settings.calendar.rfc3339(finished_at), error));
    state.runs.keep().await;
}

fn log_rejected(intake: &Intake) {
    match sentence(intake) {
        Some(told) if all_rejected(intake) => tracing::warn!("{told}"),
        Some(told) => tracing::info!("{told}"),
        None => {}
    }
}

/// No clock that was set back makes it negative.
fn millis_between(began_ms: i64, ended_ms: i64) -> Duration {
    Duration::from_millis(u64::try_from(ended_ms - began_ms).unwrap_or(0))
}

/// Waits longer after each failure, and leaves it when somebody else was faster.
async fn try_again(state: Arc<State>, kind: &'static str, full: bool, failed: String) {
    let failures = state.failures.fetch_add(1, Ordering::Relaxed);
    let pause = SHORTEST_PAUSE.saturating_mul(1 << failures.min(16)).min(LONGEST_PAUSE);
    tokio::select! {
        () = tokio::time::sleep(pause) => {}
        () = state.shutdown.cancelled() => return,
    }
    if !state.jobs.is_made_up_for(&failed, full) {
        begin(&state, kind, full);
    }
}

/// Reads, after the reading that may be going on, and waits for the end; why it failed.
pub(super) async fn read_now(state: &Arc<State>, kind: &'static str, full: bool) -> Result<(), String> {
    let job = begin(state, kind, full);
    let Some(mut news) = state.jobs.watch(&job.id) else { return Err("it was forgotten".to_owned()) };
    let ended = news.wait_for(|job| job.state != JobState::Running).await;
    let ended = ended.map(|job| job.clone()).map_err(|_| "the server is stopping".to_owned())?;
    ended.error.map_or(Ok(()), Err)
}

fn videos(dataset: &Dataset) -> String {
    counted(dataset.video_count(), "video", "videos")
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::time::Instant;

    use rusqlite::Connection;
    use tokio_util::sync::CancellationToken;

    use super::*;
    use crate::cli::Global;
    use crate::clock::Clock;
    use crate::settings::Settings;
    use crate::store::Live;

    const NOW: i64 = 1_772_900_000_000;

    const INSERT: &str = "INSERT INTO douyin_aweme_summary VALUES (7, ?1, 5)";

    /// A file with a row, and a server without sockets that has read nothing yet.
    fn shop(folder: &Path) -> (Connection, Arc<State>) {
        let path = folder.join("shop.db");
        let file = Connection::open(&path).unwrap();
        let columns = "aweme_id BIGINT, update_ts BIGINT, digg_count INTEGER, PRIMARY KEY (aweme_id, update_ts)";
        file.execute_batch(&format!("CREATE TABLE douyin_aweme_summary ({columns})")).unwrap();
        file.execute(INSERT, [NOW]).unwrap();
        let db = Some(format!("sqlite://{}", path.display()));
        let global = Global { db, db_password_file: None, own_schema: None, timezone: None, config: None };
        let settings = Settings::resolve(&global).unwrap();
        (file, State::new(settings, CancellationToken::new(), Clock::driven(NOW)))
    }

    #[tokio::test]
    async fn who_sees_what_a_job_serves_begins_another() {
        let folder = tempfile::tempdir().unwrap();
        let (_file, state) = shop(folder.path());
        begin(&state, "load", false);
        tokio::task::yield_now().await;
        // The job is a thread's now, and does not end while this one looks.
        let began = Instant::now();
        while state.dataset.load().is_none() {
            assert!(began.elapsed() < Duration::from_secs(300), "nothing is served");
        }
        assert!(matches!(state.jobs.begin("refresh", false, String::new()), Begun::New(_)));
    }

    #[tokio::test]
    async fn rows_written_while_a_job_that_found_none_comes_to_its_end_are_read_by_the_next() {
        let folder = tempfile::tempdir().unwrap();
        let (file, state) = shop(folder.path());
        read_now(&state, "load", false).await.unwrap();
        // Until the load is written down.
        while Arc::strong_count(&state) > 1 {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        let first = begin(&state, "refresh", false);
        tokio::task::yield_now().await;
        // The third is the thread's that reads. When it is back the job goes on, but not while this one looks.
        let has_read = || {
            std::thread::sleep(Duration::from_millis(10));
            Arc::strong_count(&state) == 2
        };
        assert!((0..30_000).any(|_| has_read()), "it reads on and on");
        file.execute(INSERT, [NOW + 1]).unwrap();
        let second = begin(&state, "refresh", false);
        assert_ne!(second.id, first.id, "the first has read without the new row");
        let mut news = state.jobs.watch(&second.id).unwrap();
        news.wait_for(|job| job.state != JobState::Running).await.unwrap();
        assert_eq!(state.dataset.load().as_ref().map(|dataset| dataset.intake().rows_accepted), Some(2));
    }

    #[tokio::test]
    async fn who_reads_now_reads_once_where_another_waits_to_read_as_much() {
        let folder = tempfile::tempdir().unwrap();
        let (_file, state) = shop(folder.path());
        let (is_held, wait) = (std::sync::mpsc::channel(), std::sync::mpsc::channel::<()>());
        let holder = std::thread::spawn({
            let state = Arc::clone(&state);
            move || {
                let _live = state.live.lock();
                is_held.0.send(()).unwrap();
                wait.1.recv().unwrap();
            }
        });
        is_held.1.recv().unwrap();
        let asked = begin(&state, "refresh", true);
        let release = async {
            tokio::task::yield_now().await;
            wait.0.send(()).unwrap();
        };
        let (read, ()) = tokio::join!(read_now(&state, "rebuild", true), release);
        read.unwrap();
        holder.join().unwrap();
        assert_eq!(state.jobs.last().map(|job| job.id), Some(asked.id));
    }

    #[tokio::test]
    async fn a_full_reading_that_failed_is_tried_again_also_where_less_was_read_since() {
        let folder = tempfile::tempdir().unwrap();
        let (_file, state) = shop(folder.path());
        let (place, away) = (folder.path().join("shop.db"), folder.path().join("away.db"));
        std::fs::rename(&place, &away).unwrap();
        read_now(&state, "rebuild", true).await.unwrap_err();
        std::fs::rename(&away, &place).unwrap();
        read_now(&state, "refresh", false).await.unwrap();
        let less = state.jobs.last().unwrap();
        let is_tried = || state.jobs.last().is_some_and(|job| job.id != less.id);
        for _ in 0..15_000 {
            if is_tried() {
                break;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        assert_eq!(state.jobs.last().map(|job| job.kind), Some("rebuild"));
    }

    #[tokio::test]
    async fn the_time_until_new_data_were_served_is_counted_once_a_reading() {
        let folder = tempfile::tempdir().unwrap();
        let (file, state) = shop(folder.path());
        // Of the last 32 rows the keys are looked at before the new ones.
        (1..40).for_each(|later| assert_eq!(file.execute(INSERT, [NOW + later]), Ok(1)));
        read_now(&state, "load", false).await.unwrap();
        // Served with the new row at first, and behind that without the one that is gone.
        file.execute(INSERT, [NOW + 40]).unwrap();
        file.execute("DELETE FROM douyin_aweme_summary WHERE update_ts = ?1", [NOW]).unwrap();
        read_now(&state, "refresh", false).await.unwrap();
        assert_eq!(state.dataset.load().as_ref().map(|dataset| dataset.intake().rows_accepted), Some(40));
        let body = super::super::metrics::get(axum::extract::State(Arc::clone(&state))).await.into_body();
        let body = axum::body::to_bytes(body, usize::MAX).await.unwrap();
        let count = |name: &str| {
            let text = String::from_utf8_lossy(&body).into_owned();
            let line = text.lines().find(|line| line.starts_with(&format!("{name}_count{{kind=\"refresh\""))).unwrap();
            line.rsplit_once(' ').unwrap().1.to_owned()
        };
        assert_eq!((count("mediaop_reading_seconds"), count("mediaop_serving_seconds")), ("1".into(), "1".into()));
    }

    #[tokio::test]
    async fn what_a_job_has_read_is_served_before_another_job_can_read() {
        let folder = tempfile::tempdir().unwrap();
        let (file, state) = shop(folder.path());
        read_now(&state, "load", false).await.unwrap();
        // Another process reads a row and keeps it: to this one it is nothing new.
        file.execute(INSERT, [NOW + 1]).unwrap();
        let mut other = Live::keeping(&state.settings.database, &state.settings.calendar);
        other.refresh(false, NOW, &mut |_| (), &mut |_| ()).unwrap();
        begin(&state, "refresh", false);
        tokio::task::yield_now().await;
        // The job is a thread's now: nothing else goes on while this one looks.
        let rows = || state.dataset.load().as_ref().map(|dataset| dataset.intake().rows_accepted);
        let is_served = || {
            std::thread::sleep(Duration::from_millis(10));
            rows() == Some(2)
        };
        assert!((0..30_000).any(|_| is_served()), "{:?} rows are served", rows());
    }
}
