//! The log of runs: loads, refreshes, imports, with what became of them.
//!
//! It is kept in the database (`mediaop_runs`), and in memory alone where that cannot be written.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use mediaop_core::contract::Run;
use mediaop_core::{Calendar, Cell};

use super::bulk::Reader;
use super::database::{Database, StoreError};
use super::write::Writer;

const CREATE: &str = "CREATE TABLE IF NOT EXISTS mediaop_runs (id TEXT PRIMARY KEY, kind TEXT NOT NULL, \
     state TEXT NOT NULL, started_at BIGINT NOT NULL, finished_at BIGINT, rows_read BIGINT, rows_accepted BIGINT, \
     error TEXT)";
const FORGET: &str = "DELETE FROM mediaop_runs WHERE id NOT IN \
     (SELECT id FROM mediaop_runs ORDER BY started_at DESC, id LIMIT 200)";
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

    /// Adds a run, in the database if it can be written.
    pub(crate) async fn add(&self, run: FinishedRun) {
        let id = format!("{}-{}-{}", run.kind, run.started_at, std::process::id());
        if !self.database.is_read_only()
            && let Err(error) = self.write(&id, &run).await
        {
            tracing::warn!("the run log is kept in memory only: {error}");
        }
        let mut runs = self.lock();
        runs.insert(0, (id, run));
        runs.truncate(SHOWN);
    }

    /// The last runs as `/api/meta` shows them.
    pub(crate) fn shown(&self, calendar: &Calendar) -> Vec<Run> {
        self.lock()
            .iter()
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
        writer.run(CREATE, "making the run log").await?;
        writer.add_run(id, run).await?;
        writer.run(FORGET, "shortening the run log").await
    }

    fn lock(&self) -> MutexGuard<'_, Vec<(String, FinishedRun)>> {
        self.runs.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Writer {
    async fn add_run(&mut self, id: &str, run: &FinishedRun) -> Result<(), StoreError> {
        let state = if run.error.is_some() { "failed" } else { "done" };
        let query = sqlx::query("INSERT OR REPLACE INTO mediaop_runs VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
            .bind(id.to_owned())
            .bind(run.kind.clone())
            .bind(state)
            .bind(run.started_at)
            .bind(run.finished_at)
            .bind(run.rows_read.map(|rows| rows as i64))
            .bind(run.rows_accepted.map(|rows| rows as i64))
            .bind(run.error.clone());
        self.execute(query, "writing the run log").await
    }
}

fn read(database: &Database) -> Result<Vec<(String, FinishedRun)>, StoreError> {
    let reader = Reader::open(database.path())?;
    if reader.columns("mediaop_runs")?.is_empty() {
        return Ok(Vec::new());
    }
    let text = |cell: Cell<'_>| if let Cell::Text(text) = cell { Some(text.to_owned()) } else { None };
    let number = |cell: Cell<'_>| if let Cell::Int(number) = cell { Some(number) } else { None };
    let count = |cell: Cell<'_>| number(cell).map(|rows| rows.max(0) as u64);
    let mut runs = Vec::new();
    let columns = ["id", "kind", "started_at", "finished_at", "rows_read", "rows_accepted", "error"];
    reader.rows("mediaop_runs", &columns, |row| {
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
    runs.truncate(SHOWN);
    Ok(runs)
}

/// The clock, in milliseconds since 1970.
pub(crate) fn now_ms() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis() as i64)
}
