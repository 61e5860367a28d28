//! What requests share: the data set, the jobs, the log of runs.

use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use arc_swap::ArcSwapOption;
use mediaop_core::contract::Host;
use mediaop_core::{Dataset, LocalDay};
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;

use crate::clock::Clock;
use crate::settings::Settings;
use crate::store::{Live, RunLog};

use super::cache::Cache;
use super::jobs::Jobs;
use super::metrics::Metrics;
use super::prepared::Prepared;

/// Questions that are worked on at once; each may use every core.
const QUESTIONS_AT_ONCE: usize = 4;

/// Shared by all requests.
pub(super) struct State {
    pub(super) settings: Settings,
    /// Readers take what is there; a refresh replaces it in one step.
    pub(super) dataset: ArcSwapOption<Dataset>,
    /// What the data set was read from; held by the job that refreshes it.
    pub(super) live: Mutex<Live>,
    /// Readings that failed since one was done.
    pub(super) failures: AtomicU32,
    /// How many data sets there were: a new one changes it.
    pub(super) generation: AtomicU64,
    pub(super) cache: Cache,
    pub(super) prepared: Prepared,
    pub(super) metrics: Metrics,
    pub(super) jobs: Jobs,
    pub(super) runs: RunLog,
    pub(super) turns: Arc<Semaphore>,
    pub(super) shutdown: CancellationToken,
    pub(super) clock: Clock,
}

impl State {
    pub(super) fn new(settings: Settings, shutdown: CancellationToken, clock: Clock) -> Arc<Self> {
        Arc::new(State {
            dataset: ArcSwapOption::empty(),
            live: Mutex::new(Live::keeping(&settings.database, &settings.calendar)),
            failures: AtomicU32::new(0),
            generation: AtomicU64::new(0),
            cache: Cache::default(),
            prepared: Prepared::default(),
            metrics: Metrics::default(),
            jobs: Jobs::default(),
            runs: RunLog::new(&settings.database),
            turns: Arc::new(Semaphore::new(QUESTIONS_AT_ONCE)),
            shutdown,
            clock,
            settings,
        })
    }

    /// Answers from another data set from now on.
    pub(super) fn serve(&self, dataset: Arc<Dataset>) {
        self.dataset.store(Some(dataset));
        // Behind it: who sees the new number sees the new data.
        self.generation.fetch_add(1, Ordering::AcqRel);
    }

    /// Readings that failed since one was done.
    pub(super) fn failures(&self) -> u32 {
        self.failures.load(Ordering::Relaxed)
    }

    /// What only the host knows, as of now.
    pub(super) fn host(&self) -> Host {
        Host { today: self.today(), runs: self.runs.shown(&self.settings.calendar) }
    }

    /// The current day in the configured time zone.
    pub(super) fn today(&self) -> LocalDay {
        self.settings.calendar.day_of_ms(self.clock.now_ms())
    }
}
