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
/// Beside the last failure, which is shown for as long as it is kept.
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

    fn failed(&self) -> bool {
        self.error.is_some()
    }

    fn state(&self) -> &'static str {
        if self.failed() { "failed" } else { "done" }
    }
}

/// The last runs, the newest first.
#[derive(Debug)]
pub(crate) struct RunLog {
    database: Database,
    runs: Mutex<Vec<Logged>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Logged {
    id: String,
    run: FinishedRun,
    /// Whether the database has it. What failed since that is away is written when it is back.
    is_kept: bool,
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
        let Ok(mut kept) = read(&self.database) else { return };
        let mut runs = self.lock();
        runs.retain(|logged| !logged.is_kept && kept.iter().all(|kept| kept.id != logged.id));
        runs.append(&mut kept);
        runs.sort_by(|a, b| b.run.started_at.cmp(&a.run.started_at).then_with(|| a.id.cmp(&b.id)));
        runs.truncate(KEPT);
    }

    /// Adds a run, in the database too if it can be written.
    pub(crate) async fn add(&self, run: FinishedRun) {
        self.note(run);
        self.keep().await;
    }

    /// Adds a run in memory.
    pub(crate) fn note(&self, run: FinishedRun) {
        let mut runs = self.lock();
        // A load that keeps what it has read may end after a refresh that began later.
        let place = runs.partition_point(|logged| logged.run.started_at > run.started_at);
        let id = free_id(&runs, run.id());
        runs.insert(place, Logged { id, run, is_kept: false });
        runs.truncate(KEPT);
    }

    /// When the last run of a kind that succeeded began.
    pub(crate) fn last_done(&self, kind: &str) -> Option<i64> {
        let runs = self.lock();
        runs.iter().find(|logged| logged.run.kind == kind && !logged.run.failed()).map(|logged| logged.run.started_at)
    }

    /// Writes the runs that the database does not have, if it can be written.
    pub(crate) async fn keep(&self) {
        if !self.database.is_read_only()
            && let Err(error) = self.write().await
        {
            tracing::warn!("the run log is kept in memory only: {error}");
        }
    }

    /// The last runs as `/api/meta` shows them; behind them the last that failed, and the one since which it
    /// works again.
    pub(crate) fn shown(&self, calendar: &Calendar) -> Vec<Run> {
        let runs = self.lock();
        let failed = runs.iter().position(|logged| logged.run.failed());
        let again = failed.and_then(|failed| {
            let kind = &runs[failed].run.kind;
            runs[..failed].iter().rposition(|logged| logged.run.kind == *kind)
        });
        runs.iter()
            .enumerate()
            .filter(|(place, _)| *place < SHOWN || [failed, again].contains(&Some(*place)))
            .map(|(_, Logged { id, run, .. })| Run {
                id: id.clone(),
                kind: run.kind.clone(),
                state: run.state().to_owned(),
                started_at: calendar.rfc3339(run.started_at),
                finished_at: Some(calendar.rfc3339(run.finished_at)),
                rows_read: run.rows_read,
                error: run.error.clone(),
            })
            .collect()
    }

    async fn write(&self) -> Result<(), StoreError> {
        let missing: Vec<Logged> = self.lock().iter().filter(|logged| !logged.is_kept).cloned().collect();
        let mut writer = Writer::open_existing(&self.database).await?;
        for Logged { id, run, .. } in missing {
            writer.add_run(&id, &run).await?;
            self.lock().iter_mut().filter(|logged| logged.id == id).for_each(|logged| logged.is_kept = true);
        }
        Ok(())
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Logged>> {
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
        let values = vec![
            id.into(),
            run.kind.as_str().into(),
            run.state().into(),
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

/// The id, or a longer one where a run that began in the same millisecond has it.
fn free_id(runs: &[Logged], id: String) -> String {
    let is_free = |id: &String| runs.iter().all(|logged| logged.id != *id);
    let longer = (2..).map(|number| format!("{id}-{number}"));
    std::iter::once(id.clone()).chain(longer).find(is_free).unwrap_or(id)
}

fn read(database: &Database) -> Result<Vec<Logged>, StoreError> {
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
        runs.push(Logged { id: text(row.text(0)).unwrap_or_default(), run, is_kept: true });
    })?;
    Ok(runs)
}

/// The clock, in milliseconds since 1970.
pub(crate) fn now_ms() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis() as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(kind: &str, started_at: i64, error: Option<&str>) -> FinishedRun {
        let error = error.map(str::to_owned);
        let (rows_read, rows_accepted) = (Some(0), Some(0));
        FinishedRun { kind: kind.to_owned(), started_at, finished_at: started_at + 1, rows_read, rows_accepted, error }
    }

    fn shown(log: &RunLog) -> Vec<(String, String)> {
        let runs = log.shown(&Calendar::default());
        runs.into_iter().map(|run| (run.id.rsplit_once('-').unwrap().0.to_owned(), run.state)).collect()
    }

    fn expected(runs: &[(&str, &str)]) -> Vec<(String, String)> {
        runs.iter().map(|(id, state)| ((*id).to_owned(), (*state).to_owned())).collect()
    }

    #[tokio::test]
    async fn what_failed_while_the_database_was_away_is_written_when_it_is_back() {
        let dir = tempfile::tempdir().unwrap();
        let (place, away) = (dir.path().join("shop.db"), dir.path().join("away.db"));
        rusqlite::Connection::open(&place).unwrap().execute_batch("CREATE TABLE t (a)").unwrap();
        let log = RunLog::open(&Database::at(&place));
        log.add(run("refresh", 1, None)).await;
        std::fs::rename(&place, &away).unwrap();
        log.add(run("refresh", 2, Some("it is away"))).await;
        std::fs::rename(&away, &place).unwrap();
        log.recall();
        let all = expected(&[("refresh-2", "failed"), ("refresh-1", "done")]);
        assert_eq!(shown(&log), all, "what is kept does not displace what is not");
        assert_eq!(shown(&RunLog::open(&Database::at(&place))), all[1..]);
        log.add(run("import", 3, None)).await;
        let all = [expected(&[("import-3", "done")]), all].concat();
        assert_eq!(shown(&RunLog::open(&Database::at(&place))), all);
        log.recall();
        assert_eq!(shown(&log), all, "none twice");
    }

    #[tokio::test]
    async fn runs_that_begin_in_one_millisecond_are_all_kept() {
        let dir = tempfile::tempdir().unwrap();
        let database = Database::at(dir.path().join("shop.db"));
        rusqlite::Connection::open(dir.path().join("shop.db")).unwrap().execute_batch("CREATE TABLE t (a)").unwrap();
        let log = RunLog::new(&database);
        for finished_at in 1..=3 {
            log.add(FinishedRun { finished_at, ..run("refresh", 1, None) }).await;
        }
        let kept = read(&database).unwrap();
        assert_eq!(kept.iter().map(|logged| logged.run.finished_at).sum::<i64>(), 1 + 2 + 3);
        log.recall();
        assert_eq!(shown(&log).len(), 3);
    }

    #[test]
    fn what_began_last_is_the_newest_whatever_ends_last() {
        let log = RunLog::new(&Database::at("nowhere.db"));
        log.note(run("refresh", 2, Some("it is away")));
        log.note(run("load", 1, None));
        assert_eq!(shown(&log), expected(&[("refresh-2", "failed"), ("load-1", "done")]));
    }

    #[test]
    fn the_last_failure_is_shown_with_the_run_since_which_it_works_again() {
        let log = RunLog::new(&Database::at("nowhere.db"));
        log.note(run("refresh", 1, Some("earlier")));
        log.note(run("refresh", 2, Some("last")));
        log.note(run("import", 3, None));
        log.note(run("refresh", 4, None));
        (5..=40).for_each(|at| log.note(run("refresh", at, None)));
        let runs = shown(&log);
        assert_eq!(runs.len(), SHOWN + 2);
        assert_eq!(runs[SHOWN..], expected(&[("refresh-4", "done"), ("refresh-2", "failed")]));
        (41..=240).for_each(|at| log.note(run("refresh", at, None)));
        assert_eq!(shown(&log).len(), SHOWN, "not for ever");
    }
}
