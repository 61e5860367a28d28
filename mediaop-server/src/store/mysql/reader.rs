//! Reading tables of a server, in pieces along the key: nothing is held open for long, and what the
//! crawler writes meanwhile waits for nobody.

use std::cell::{OnceCell, RefCell};

use futures_util::TryStreamExt;
use mediaop_core::Cell;
use sqlx::mysql::MySqlConnection;
use sqlx::{AssertSqlSafe, MySql};
use tokio::runtime::Runtime;

use super::super::database::{Database, Dialect, StoreError};
use super::super::reader::{RowRef, Span};
use super::super::schema::SUMMARY;
use super::super::video_grid;
use super::{CellKind, DeclaredColumn, connect, declared_columns};

const ROWS_A_PIECE: u64 = 50_000;
/// MariaDB makes a join of a longer list, and reads all rows of its videos.
const VIDEOS_A_PIECE: usize = 500;
const KEYS_A_PIECE: usize = 500;
const HOUR_MS: i64 = 3_600_000;
const KEY: [&str; 2] = ["aweme_id", "update_ts"];

pub(super) type Query<'q> = sqlx::query::Query<'q, MySql, sqlx::mysql::MySqlArguments>;

/// A connection that reads; rows are handed over on the thread that asks for them.
pub(in super::super) struct MySqlReader {
    connection: RefCell<MySqlConnection>,
    pub(super) database: Database,
    runtime: OwnRuntime,
    /// The columns of the snapshots, when they have been asked for: they are read in many pieces.
    snapshot_columns: OnceCell<Vec<DeclaredColumn>>,
}

impl MySqlReader {
    pub(in super::super) fn open(database: &Database) -> Result<Self, StoreError> {
        let failed = |source| database.error("beginning to read", source);
        let runtime = OwnRuntime::new().map_err(failed)?;
        let connection = runtime.wait_for(connect(database)).map_err(failed)??;
        let snapshot_columns = OnceCell::new();
        Ok(MySqlReader { connection: RefCell::new(connection), database: database.clone(), runtime, snapshot_columns })
    }

    pub(in super::super) fn columns(&self, table: &str) -> Result<Vec<String>, StoreError> {
        Ok(self.declared(table)?.into_iter().map(|column| column.name).collect())
    }

    /// Tables of millions of rows are not counted: that would read them.
    pub(in super::super) fn count(&self, table: &str) -> Result<u64, StoreError> {
        let name = self.database.table(table);
        let (schema, table_name) = name.split_once('.').unwrap_or_default();
        let unquoted = |name: &str| name.trim_matches('`').replace("``", "`");
        let sql = "SELECT CAST(table_rows AS SIGNED) FROM information_schema.tables WHERE table_schema = ? AND table_name = ?";
        let about = self.number(sql, &[unquoted(schema), unquoted(table_name)], table)?;
        Ok(about.unwrap_or(0).max(0) as u64)
    }

    pub(in super::super) fn is_empty(&self, table: &str) -> Result<bool, StoreError> {
        let sql = format!("SELECT EXISTS (SELECT 1 FROM {})", self.database.table(table));
        self.number(&sql, &[], table).map(|any| any == Some(0))
    }

    pub(in super::super) fn rows_while(
        &self,
        table: &str,
        columns: &[&str],
        mut each: impl FnMut(RowRef<'_, '_>) -> bool,
    ) -> Result<(), StoreError> {
        let declared = self.declared(table)?;
        if table == SUMMARY.name && has_key(&declared) {
            return self.snapshots(Span::Videos(i64::MIN, i64::MAX), columns, each);
        }
        let select = Select::new(&declared, columns);
        let sql = format!("SELECT {} FROM {}", select.list(), self.database.table(table));
        let doing = format!("reading the table {table}");
        self.stream(sqlx::query(AssertSqlSafe(sql)), &select.kinds, &doing, &mut each)
    }

    /// Cuts the snapshots into at most so many parts, of which a video is in one.
    pub(in super::super) fn spans(&self, number: usize) -> Result<Vec<Span>, StoreError> {
        let table = self.database.table(SUMMARY.name);
        let numbers = |sql: String, columns: usize| -> Result<Vec<Option<i64>>, StoreError> {
            let mut found = vec![None; columns];
            self.stream(
                sqlx::query(AssertSqlSafe(sql)),
                &vec![CellKind::Int; columns],
                "looking at the videos",
                &mut |row| {
                    for (column, found) in found.iter_mut().enumerate() {
                        *found = if let Cell::Int(id) = row.number(column) { Some(id) } else { None };
                    }
                    true
                },
            )?;
            Ok(found)
        };
        let within = |cell: &video_grid::Cell| format!("aweme_id BETWEEN {} AND {}", cell.first, cell.last);
        let ends = format!("SELECT MIN(aweme_id), MAX(aweme_id) FROM {table} WHERE aweme_id <= {}", i64::MAX);
        let ends = numbers(ends, 2)?;
        let &[Some(first), Some(last)] = ends.as_slice() else { return Ok(Span::of_videos(&[])) };
        let begins = video_grid::begins(video_grid::Cell { first, last }, number, |cells| {
            let least = |cell: &video_grid::Cell| format!("(SELECT MIN(aweme_id) FROM {table} WHERE {})", within(cell));
            numbers(format!("SELECT {}", cells.iter().map(least).collect::<Vec<_>>().join(", ")), cells.len())
        })?;
        Ok(Span::of_videos(&begins))
    }

    /// Hands the snapshots of a part to `each`, as long as it says true: in pieces along the key,
    /// where that can be asked for.
    pub(in super::super) fn snapshots(
        &self,
        span: Span,
        columns: &[&str],
        mut each: impl FnMut(RowRef<'_, '_>) -> bool,
    ) -> Result<(), StoreError> {
        let Span::Videos(first, last) = span else {
            return self.rows_while(SUMMARY.name, columns, each);
        };
        let declared = self.declared(SUMMARY.name)?;
        let mut select = Select::new(&declared, columns);
        let key = if columns.starts_with(&KEY) { 0 } else { columns.len() };
        if key > 0 {
            select.add(&declared, &KEY);
        }
        // A number beyond all keys is no place to go on from.
        let are_keys_sure = select.kinds[key..key + KEY.len()] == [CellKind::Int; KEY.len()];
        let begin = format!(
            "SELECT {} FROM {} WHERE aweme_id BETWEEN ? AND ?",
            select.list(),
            self.database.table(SUMMARY.name)
        );
        let order = format!("ORDER BY aweme_id, update_ts LIMIT {ROWS_A_PIECE}");
        // The first condition is the range; the second passes over the rows of its first video.
        let (mut behind, mut passed): (Option<(i64, i64)>, usize) = (None, 0);
        loop {
            let goes_on = if behind.is_some() { "AND (aweme_id > ? OR update_ts > ?) " } else { "" };
            let sql = format!("{begin} {goes_on}{order} OFFSET {passed}");
            let query = sqlx::query(AssertSqlSafe(sql)).bind(behind.map_or(first, |(id, _)| id));
            // Ids that are no numbers of ours are read too, and rejected.
            let query = match are_keys_sure || last < i64::MAX {
                true => query.bind(last),
                false => query.bind(u64::MAX),
            };
            let query = match behind {
                Some((id, ts)) => query.bind(id).bind(ts),
                None => query,
            };
            let (mut rows, mut goes_on) = (0, true);
            self.stream(query, &select.kinds, "reading snapshots", &mut |row| {
                rows += 1;
                if rows == ROWS_A_PIECE || !are_keys_sure {
                    (behind, passed) = pair(row, key).map_or((behind, passed + 1), |key| (Some(key), 0));
                }
                goes_on = each(row);
                goes_on
            })?;
            if !goes_on || rows < ROWS_A_PIECE {
                return Ok(());
            }
        }
    }

    /// The snapshots of a part that fill one of these columns.
    pub(in super::super) fn snapshots_with(
        &self,
        span: Span,
        filled: &[&str],
        columns: &[&str],
        mut each: impl FnMut(RowRef<'_, '_>),
    ) -> Result<(), StoreError> {
        let Span::Videos(first, last) = span else { return Ok(()) };
        let videos = self.latest()?.unwrap_or_default();
        let within = videos.iter().map(|(id, _)| *id).filter(|id| (first..=last).contains(id));
        self.stream_with(&within.collect::<Vec<_>>(), filled, columns, &mut each)
    }

    /// The snapshots of these videos that fill a column.
    pub(in super::super) fn rows_with(
        &self,
        videos: &[i64],
        filled: &str,
        columns: &[&str],
        mut each: impl FnMut(RowRef<'_, '_>),
    ) -> Result<(), StoreError> {
        self.stream_with(videos, &[filled], columns, &mut each)
    }

    fn stream_with(
        &self,
        videos: &[i64],
        filled: &[&str],
        columns: &[&str],
        each: &mut dyn FnMut(RowRef<'_, '_>),
    ) -> Result<(), StoreError> {
        let select = Select::new(&self.declared(SUMMARY.name)?, columns);
        let filled = Dialect::MySql.filled(filled);
        let begin = format!("SELECT {} FROM {} WHERE {filled}", select.list(), self.database.table(SUMMARY.name));
        for videos in videos.chunks(KEYS_A_PIECE) {
            let sql = format!("{begin} AND aweme_id IN ({})", vec!["?"; videos.len()].join(","));
            let query = videos.iter().fold(sqlx::query(AssertSqlSafe(sql)), |query, id| query.bind(*id));
            self.stream(query, &select.kinds, "reading names and links", &mut |row| {
                each(row);
                true
            })?;
        }
        Ok(())
    }

    /// The snapshots with these keys.
    pub(in super::super) fn rows_at(
        &self,
        keys: &[(i64, i64)],
        columns: &[&str],
        mut each: impl FnMut(RowRef<'_, '_>),
    ) -> Result<(), StoreError> {
        let select = Select::new(&self.declared(SUMMARY.name)?, columns);
        let begin = format!("SELECT {} FROM {}", select.list(), self.database.table(SUMMARY.name));
        for keys in keys.chunks(KEYS_A_PIECE) {
            let places = vec!["(?,?)"; keys.len()].join(",");
            let query = sqlx::query(AssertSqlSafe(format!("{begin} WHERE (aweme_id, update_ts) IN ({places})")));
            let query = keys.iter().fold(query, |query, (id, ts)| query.bind(*id).bind(*ts));
            self.stream(query, &select.kinds, "reading names and links", &mut |row| {
                each(row);
                true
            })?;
        }
        Ok(())
    }

    /// Each video's latest `update_ts`, ascending by video. The server finds it by a look-up a
    /// video where the key is ordered by both columns; `None` where it is not.
    pub(in super::super) fn latest(&self) -> Result<Option<Vec<(i64, i64)>>, StoreError> {
        let name = self.database.table(SUMMARY.name);
        let doing = "looking for new snapshots";
        if !self.has_key_index()? {
            return Ok(None);
        }
        let sql = format!("SELECT aweme_id, MAX(update_ts) FROM {name} GROUP BY aweme_id ORDER BY aweme_id");
        let mut latest = Vec::new();
        self.stream(sqlx::query(AssertSqlSafe(sql)), &[CellKind::Int; 2], doing, &mut |row| {
            latest.extend(pair(row, 0));
            true
        })?;
        Ok(Some(latest))
    }

    pub(in super::super) fn rows_since(
        &self,
        from: &[(i64, i64)],
        columns: &[&str],
        mut each: impl FnMut(RowRef<'_, '_>),
    ) -> Result<(), StoreError> {
        let select = Select::new(&self.declared(SUMMARY.name)?, columns);
        let begin = format!("SELECT {} FROM {}", select.list(), self.database.table(SUMMARY.name));
        self.stream_since(&begin, from, &select.kinds, &mut each)
    }

    fn stream_since(
        &self,
        begin: &str,
        from: &[(i64, i64)],
        kinds: &[CellKind],
        each: &mut dyn FnMut(RowRef<'_, '_>),
    ) -> Result<(), StoreError> {
        // One list of videos and one moment: the time that a server takes to plan a range for each
        // video grows with the square of their number. Rows before a video's own moment come too.
        let mut from = from.to_vec();
        from.sort_unstable_by_key(|(aweme_id, since)| (*since, *aweme_id));
        for videos in from.chunk_by(|a, b| a.1 == b.1 || (a.1 != i64::MIN && b.1 - a.1 < HOUR_MS)) {
            for videos in videos.chunks(VIDEOS_A_PIECE) {
                let places = vec!["?"; videos.len()].join(",");
                let sql = format!("{begin} WHERE update_ts >= ? AND aweme_id IN ({places})");
                let since = videos.first().map_or(i64::MAX, |(_, since)| *since);
                let query = sqlx::query(AssertSqlSafe(sql)).bind(since);
                let query = videos.iter().fold(query, |query, (aweme_id, _)| query.bind(*aweme_id));
                self.stream(query, kinds, "reading new snapshots", &mut |row| {
                    each(row);
                    true
                })?;
            }
        }
        Ok(())
    }

    pub(super) fn stream(
        &self,
        query: Query<'_>,
        kinds: &[CellKind],
        doing: &str,
        each: &mut dyn FnMut(RowRef<'_, '_>) -> bool,
    ) -> Result<(), StoreError> {
        let mut connection = self.connection.borrow_mut();
        let streaming = async {
            let mut rows = query.fetch(&mut *connection);
            while let Some(row) = rows.try_next().await? {
                if !each(RowRef::MySql(&row, kinds)) {
                    break;
                }
            }
            Ok(())
        };
        self.runtime
            .wait_for(streaming)
            .and_then(|streamed| streamed)
            .map_err(|source| self.database.error(doing, source))
    }

    fn number(&self, sql: &str, values: &[String], table: &str) -> Result<Option<i64>, StoreError> {
        let query = sqlx::query(AssertSqlSafe(sql.to_owned()));
        let query = values.iter().fold(query, |query, value| query.bind(value.clone()));
        let mut number = None;
        self.stream(query, &[CellKind::Int], &format!("counting the rows of {table}"), &mut |row| {
            if let Cell::Int(found) = row.number(0) {
                number = Some(found);
            }
            true
        })?;
        Ok(number)
    }

    /// Whether the key can be looked up: an index begins with it, and it is of numbers.
    pub(in super::super) fn has_key_index(&self) -> Result<bool, StoreError> {
        if !has_key(&self.declared(SUMMARY.name)?) {
            return Ok(false);
        }
        let sql = "SELECT COUNT(*) FROM information_schema.statistics a JOIN information_schema.statistics b \
                   USING (table_schema, table_name, index_name) WHERE table_schema = ? AND table_name = ? \
                   AND a.seq_in_index = 1 AND a.column_name = 'aweme_id' \
                   AND b.seq_in_index = 2 AND b.column_name = 'update_ts'";
        let name = self.database.table(SUMMARY.name);
        let schema = name.split_once('.').map_or("", |(schema, _)| schema).trim_matches('`').replace("``", "`");
        let indexes = self.number(sql, &[schema, SUMMARY.name.to_owned()], SUMMARY.name)?;
        Ok(indexes.is_some_and(|indexes| indexes > 0))
    }

    fn declared(&self, table: &str) -> Result<Vec<DeclaredColumn>, StoreError> {
        let known = self.snapshot_columns.get().filter(|_| table == SUMMARY.name);
        if let Some(known) = known {
            return Ok(known.clone());
        }
        let declared = self
            .runtime
            .wait_for(declared_columns(&mut self.connection.borrow_mut(), &self.database, table))
            .map_err(|source| self.database.error(&format!("looking at the table {table}"), source))??;
        // A table that is not there yet may be made.
        if table == SUMMARY.name && !declared.is_empty() {
            return Ok(self.snapshot_columns.get_or_init(|| declared).clone());
        }
        Ok(declared)
    }
}

/// What waits for a connection: each reader has its own, so that several read at once.
struct OwnRuntime(Option<Runtime>);

impl OwnRuntime {
    fn new() -> sqlx::Result<Self> {
        Ok(OwnRuntime(Some(tokio::runtime::Builder::new_current_thread().enable_all().build()?)))
    }

    /// Waits on this thread, also where another runtime runs tasks, as long as that has further threads.
    fn wait_for<T>(&self, work: impl Future<Output = T>) -> sqlx::Result<T> {
        let runtime = self.0.as_ref().ok_or(sqlx::Error::WorkerCrashed)?;
        Ok(tokio::task::block_in_place(|| runtime.block_on(work)))
    }
}

impl Drop for OwnRuntime {
    /// Waits for nothing, which is forbidden where tasks run.
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}

/// Waits for work on a connection that is not a reader's.
pub(in super::super) fn wait_for<T>(work: impl Future<Output = T>) -> sqlx::Result<T> {
    OwnRuntime::new()?.wait_for(work)
}

pub(super) fn pair(row: RowRef<'_, '_>, column: usize) -> Option<(i64, i64)> {
    match (row.number(column), row.number(column + 1)) {
        (Cell::Int(id), Cell::Int(ts)) => Some((id, ts)),
        _ => None,
    }
}

/// Whether the key's columns are numbers, so that rows can be asked for from a key on.
fn has_key(declared: &[DeclaredColumn]) -> bool {
    let is_number = |name: &str| {
        let column = declared.iter().find(|column| column.name.eq_ignore_ascii_case(name));
        column.is_some_and(|column| matches!(column.kind, CellKind::Int | CellKind::Unsigned))
    };
    KEY.iter().all(|name| is_number(name))
}

/// What is selected, and how it comes.
struct Select {
    items: Vec<String>,
    kinds: Vec<CellKind>,
}

impl Select {
    fn new(declared: &[DeclaredColumn], columns: &[&str]) -> Self {
        let mut select = Select { items: Vec::new(), kinds: Vec::new() };
        select.add(declared, columns);
        select
    }

    fn add(&mut self, declared: &[DeclaredColumn], columns: &[&str]) {
        for name in columns {
            let column = declared.iter().find(|column| column.name.eq_ignore_ascii_case(name));
            self.items.push(column.map_or("NULL".to_owned(), |column| column.selected(&Dialect::MySql.quoted(name))));
            self.kinds.push(column.map_or(CellKind::Absent, |column| column.kind));
        }
    }

    fn list(&self) -> String {
        self.items.join(", ")
    }
}
