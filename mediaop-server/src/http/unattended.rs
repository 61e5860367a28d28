//! What the server does by itself: the tasks of the plan, each when its time has come.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use mediaop_core::answer::PrecomputedStats;
use tokio::task::JoinHandle;

use crate::precomputed::told;
use crate::schedule::{Due, Plan, Task};
use crate::store::{FinishedRun, Writer};

use super::crawl;
use super::reading::read_now;
use super::state::State;

/// Also how late a change of the clock or the end of a sleep is noticed.
const BETWEEN_LOOKS: Duration = Duration::from_secs(20);
const MINUTE_MS: i64 = 60_000;
/// Between a task that failed and the next attempt; each time twice as long.
const SHORTEST_PAUSE_MS: i64 = MINUTE_MS;
const LONGEST_PAUSE_MS: i64 = 60 * MINUTE_MS;
/// A clock that goes back by less is being corrected: what was done is not done again.
const LARGEST_CORRECTION_MS: i64 = 24 * 60 * MINUTE_MS;

/// Works through the plan.
pub(super) struct Unattended {
    state: Arc<State>,
    /// Tasks planned until then are done, or wait for another attempt.
    done_until_ms: i64,
    failed: BTreeMap<Task, Failed>,
    crawling: Option<Crawling>,
    /// A crawl whose time came while another ran.
    waiting: Option<Due>,
}

/// A crawler that runs beside the other tasks.
struct Crawling {
    due: Due,
    outcome: JoinHandle<Result<(), String>>,
}

#[derive(Debug, Clone, Copy)]
struct Failed {
    planned_ms: i64,
    attempts: u32,
    next_ms: i64,
}

impl Unattended {
    pub(super) fn new(state: &Arc<State>) -> Self {
        Unattended {
            state: Arc::clone(state),
            done_until_ms: state.clock.now_ms(),
            failed: BTreeMap::new(),
            crawling: None,
            waiting: None,
        }
    }

    /// Goes on until the server stops.
    pub(super) async fn run(mut self) {
        let Some(plan) = self.state.settings.plan.clone() else { return };
        // The run log comes with the first reading.
        while self.state.jobs.current().is_some() && self.goes_on_after(Duration::from_millis(200)).await {}
        self.make_up_for_what_was_missed(&plan).await;
        while self.goes_on_after(BETWEEN_LOOKS).await {
            self.look(&plan).await;
        }
        // It is ended with the server.
        if let Some(crawling) = self.crawling {
            let _ = crawling.outcome.await;
        }
    }

    async fn goes_on_after(&self, pause: Duration) -> bool {
        tokio::select! {
            () = tokio::time::sleep(pause) => true,
            () = self.state.shutdown.cancelled() => false,
        }
    }

    /// Does what has come due since the last look; what was done. A crawler is begun and runs on.
    pub(super) async fn look(&mut self, plan: &Plan) -> Vec<Due> {
        let mut due = Vec::new();
        if let Some(crawling) = self.crawling.take_if(|crawling| crawling.outcome.is_finished()) {
            let outcome =
                crawling.outcome.await.unwrap_or_else(|panic| Err(format!("an error inside mediaop: {panic}")));
            self.note(crawling.due, outcome);
            due.push(Due { task: Task::Import, ..crawling.due });
            due.extend(self.waiting.take());
        }
        self.add_what_has_come_due(plan, &mut due);
        if self.crawling.is_some() {
            self.waiting = due.extract_if(.., |due| due.task == Task::Crawl).last().or(self.waiting);
        }
        due.sort_unstable();
        for task in &due {
            self.perform(*task).await;
        }
        due
    }

    fn add_what_has_come_due(&mut self, plan: &Plan, due: &mut Vec<Due>) {
        let now = self.state.clock.now_ms();
        if now < self.done_until_ms {
            if self.done_until_ms - now > LARGEST_CORRECTION_MS {
                self.done_until_ms = now;
            }
            return;
        }
        let planned = plan.due(self.done_until_ms, now, self.state.settings.zone);
        due.retain(|due| planned.iter().all(|planned| planned.task != due.task));
        due.extend(planned);
        self.done_until_ms = now;
        for (task, failed) in &self.failed {
            // What a crawler is writing is not imported, but all of it when it has ended.
            let is_to_wait = self.crawling.is_some() && matches!(task, Task::Crawl | Task::Import);
            if failed.next_ms <= now && !is_to_wait && due.iter().all(|due| due.task != *task) {
                due.push(Due { task: *task, planned_ms: failed.planned_ms });
            }
        }
    }

    /// Tasks of the time when no server ran. Reading is done at every start.
    async fn make_up_for_what_was_missed(&mut self, plan: &Plan) {
        let now = self.state.clock.now_ms();
        for task in [Task::Crawl, Task::Precompute] {
            let Some(planned_ms) = plan.last_before(task, now, self.state.settings.zone) else { continue };
            let is_missed = match self.state.runs.last_done(task.name()) {
                Some(done_ms) => done_ms < planned_ms,
                // Nobody expects a crawler to begin when a server is started for the first time.
                None => task == Task::Precompute,
            };
            if is_missed {
                self.perform(Due { task, planned_ms }).await;
            }
        }
    }

    async fn perform(&mut self, due: Due) {
        let outcome = match due.task {
            Task::Refresh => read_now(&self.state, "refresh", false).await,
            Task::Rebuild => read_now(&self.state, "rebuild", true).await,
            Task::Precompute => precompute(&self.state).await,
            Task::Import => crawl::import(&self.state).await,
            Task::Crawl => {
                let state = Arc::clone(&self.state);
                let outcome = tokio::spawn(async move { crawl::run(&state).await });
                self.crawling = Some(Crawling { due, outcome });
                return;
            }
        };
        self.note(due, outcome);
    }

    /// Has what failed done again.
    fn note(&mut self, due: Due, outcome: Result<(), String>) {
        match outcome {
            Ok(()) => drop(self.failed.remove(&due.task)),
            // A reading is tried again where it failed.
            Err(_) if matches!(due.task, Task::Refresh | Task::Rebuild) => {}
            Err(error) => {
                let attempts = self.failed.get(&due.task).map_or(0, |failed| failed.attempts) + 1;
                let pause = SHORTEST_PAUSE_MS.saturating_mul(1 << attempts.min(16)).min(LONGEST_PAUSE_MS);
                let next_ms = self.state.clock.now_ms() + pause;
                tracing::error!("{} failed, next attempt in {} min: {error}", due.task.name(), pause / MINUTE_MS);
                self.failed.insert(due.task, Failed { planned_ms: due.planned_ms, attempts, next_ms });
            }
        }
    }
}

/// Writes the tables for other programs, as of yesterday, from rows that have just been read.
async fn precompute(state: &Arc<State>) -> Result<(), String> {
    let started_at = state.clock.now_ms();
    read_now(state, "refresh", false).await?;
    let Some(dataset) = state.dataset.load_full() else { return Err("no data have been read".to_owned()) };
    let as_of = state.today() + -1;
    let (rows_read, rows_accepted) = (dataset.intake().rows_read, dataset.intake().rows_accepted);
    let stats = tokio::task::block_in_place(|| PrecomputedStats::compute(&dataset, as_of));
    let writing = async {
        let mut writer = Writer::open_existing(&state.settings.database).await?;
        writer.precomputed(&stats, state.clock.now_ms(), &state.settings.calendar).await?;
        writer.close().await
    };
    let outcome = writing.await.map_err(|error| error.to_string());
    let run = FinishedRun {
        kind: Task::Precompute.name().to_owned(),
        started_at,
        finished_at: state.clock.now_ms(),
        rows_read: Some(rows_read),
        rows_accepted: Some(rows_accepted),
        error: outcome.clone().err(),
    };
    if outcome.is_ok() {
        tracing::info!("precomputed: {}", told(&stats, as_of));
    }
    state.runs.add(run).await;
    outcome
}

#[cfg(test)]
mod tests;
