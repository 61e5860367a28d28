//! The log of runs: loads, refreshes, imports, with what became of them.
//!
//! It is kept in the database (`mediaop_runs`), and in memory alone where that cannot be written.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use mediaop_core::contract::Run;
use mediaop_core::{Calendar, Cell};

use super::database::{Database, StoreError};
use super::reader::Reader;
use super::write::Writer;

const RUNS: &str = "mediaop_runs";
const KEPT: usize = 200;
const SHOWN: usize = 20;

/// A piece of work that is over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FinishedRun {
    pub(crate) kind: String,
    pub(crate) started_at: i64,
    pub(crate) finished_at: i64,
    pub(crate) rows_read: Option<u64>,
    pub(crate) rows_accepted: Option<u64>,
    pub(crate) error: Option<String>,
}

impl FinishedRun {
    fn id(&self) -> String {
        format!("{}-{}-{}", self.kind, self.started_at, std::process::id())
    }
}

/// The last runs, the newest first.
#[derive(Debug)]
pub(crate) struct RunLog {
    database: Database,
    runs: Mutex<Vec<(String, FinishedRun)>>,
}

impl RunLog {
    /// An empty log; nothing is read yet.
    pub(crate) fn new(database: &Database) -> Self {
        RunLog { database: database.clone(), runs: Mutex::default() }
    }

    /// A log with what the database has kept.
    pub(crate) fn open(database: &Database) -> Self {
        let log = RunLog::new(database);
        log.recall();
        log
    }

    /// Reads what this and other processes have kept in the database. It may wait for a writer.
    pub(crate) fn recall(&self) {
        // A log that cannot be read stays as it is in memory: the data matter, not the log.
        if let Ok(runs) = read(&self.database)
            && !runs.is_empty()
        {
            *self.lock() = runs;
        }
    }

    /// Adds a run, in the database too if it can be written.
    pub(crate) async fn add(&self, run: FinishedRun) {
        self.note(run.clone());
        self.keep(&run).await;
    }

    /// Adds a run in memory.
    pub(crate) fn note(&self, run: FinishedRun) {
        let mut runs = self.lock();
        runs.insert(0, (run.id(), run));
        runs.truncate(KEPT);
    }

    /// When the last run of a kind that succeeded began.
    pub(crate) fn last_done(&self, kind: &str) -> Option<i64> {
        let runs = self.lock();
        runs.iter().find(|(_, run)| run.kind == kind && run.error.is_none()).map(|(_, run)| run.started_at)
    }

    /// Writes a run to the database if that can be written.
    pub(crate) async fn keep(&self, run: &FinishedRun) {
        if !self.database.is_read_only()
            && let Err(error) = self.write(&run.id(), run).await
        {
            tracing::warn!("the run log is kept in memory only: {error}");
        }
    }

    /// The last runs as `/api/meta` shows them.
    pub(crate) fn shown(&self, calendar: &Calendar) -> Vec<Run> {
        self.lock()
            .iter()
            .take(SHOWN)
            .map(|(id, run)| Run {
                id: id.clone(),
                kind: run.kind.clone(),
                state: if run.error.is_some() { "failed" } else { "done" }.to_owned(),
                started_at: calendar.rfc3339(run.started_at),
                finished_at: Some(calendar.rfc3339(run.finished_at)),
                rows_read: run.rows_read,
                error: run.error.clone(),
            })
            .collect()
    }

    async fn write(&self, id: &str, run: &FinishedRun) -> Result<(), StoreError> {
        let mut writer = Writer::open_existing(&self.database).await?;
        writer.add_run(id, run).await
    }

    fn lock(&self) -> MutexGuard<'_, Vec<(String, FinishedRun)>> {
        self.runs.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Writer {
    async fn add_run(&mut self, id: &str, run: &FinishedRun) -> Result<(), StoreError> {
        let runs = self.database.table(RUNS);
        let create = format!(
            "CREATE TABLE {runs} (id VARCHAR(128) PRIMARY KEY, kind VARCHAR(32) NOT NULL, state VARCHAR(16) NOT NULL, \
             started_at BIGINT NOT NULL, finished_at BIGINT, rows_read BIGINT, rows_accepted BIGINT, error TEXT){}",
            self.database.dialect().table_options()
        );
        self.make(RUNS, &create).await?;
        let state = if run.error.is_some() { "failed" } else { "done" };
        let values = vec![
            id.into(),
            run.kind.as_str().into(),
            state.into(),
            run.started_at.into(),
            run.finished_at.into(),
            run.rows_read.map(|rows| rows as i64).into(),
            run.rows_accepted.map(|rows| rows as i64).into(),
            run.error.as_deref().into(),
        ];
        let doing = "writing the run log";
        self.execute(format!("REPLACE INTO {runs} VALUES (?, ?, ?, ?, ?, ?, ?, ?)"), values, doing).await?;
        // Twice nested, since MySQL takes no LIMIT in the list of an IN.
        let forget = format!(
            "DELETE FROM {runs} WHERE id NOT IN (SELECT id FROM \
             (SELECT id FROM {runs} ORDER BY started_at DESC, id LIMIT {KEPT}) AS kept)"
        );
        self.run(&forget, doing).await
    }
}

fn read(database: &Database) -> Result<Vec<(String, FinishedRun)>, StoreError> {
    let reader = Reader::open(database)?;
    if reader.columns(RUNS)?.is_empty() {
        return Ok(Vec::new());
    }
    let text = |cell: Cell<'_>| if let Cell::Text(text) = cell { Some(text.to_owned()) } else { None };
    let number = |cell: Cell<'_>| if let Cell::Int(number) = cell { Some(number) } else { None };
    let count = |cell: Cell<'_>| number(cell).map(|rows| rows.max(0) as u64);
    let mut runs = Vec::new();
    let columns = ["id", "kind", "started_at", "finished_at", "rows_read", "rows_accepted", "error"];
    reader.rows(RUNS, &columns, |row| {
        let run = FinishedRun {
            kind: text(row.text(1)).unwrap_or_default(),
            started_at: number(row.number(2)).unwrap_or(0),
            finished_at: number(row.number(3)).unwrap_or(0),
            rows_read: count(row.number(4)),
            rows_accepted: count(row.number(5)),
            error: text(row.text(6)),
        };
        runs.push((text(row.text(0)).unwrap_or_default(), run));
    })?;
    runs.sort_by(|(a_id, a), (b_id, b)| b.started_at.cmp(&a.started_at).then_with(|| a_id.cmp(b_id)));
    Ok(runs)
}

/// The clock, in milliseconds since 1970.
pub(crate) fn now_ms() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis() as i64)
}
