//! Reading tables of a server, in pieces along the key: nothing is held open for long, and what the
//! crawler writes meanwhile waits for nobody.

use std::cell::{OnceCell, RefCell};

use mediaop_core::Cell;

use super::super::database::{Database, Dialect, StoreError};
use super::super::reader::{RowRef, Span};
use super::super::schema::SUMMARY;
use super::super::video_grid;
use super::link::Link;
use super::question::Question;
use super::select::Select;
use super::session::{DECLARED, schema_of};
use super::{CellKind, DeclaredColumn};

const ROWS_A_PIECE: u64 = 50_000;
/// MariaDB makes a join of a longer list, and reads all rows of its videos.
const VIDEOS_A_PIECE: usize = 500;
const KEYS_A_PIECE: usize = 500;
const HOUR_MS: i64 = 3_600_000;
const KEY: [&str; 2] = ["aweme_id", "update_ts"];

/// A connection that reads; rows are handed over on the thread that asks for them.
pub(in super::super) struct MySqlReader {
    link: RefCell<Link>,
    pub(super) database: Database,
    /// The columns of the snapshots, when they have been asked for: they are read in many pieces.
    snapshot_columns: OnceCell<Vec<DeclaredColumn>>,
}

impl MySqlReader {
    pub(in super::super) fn open(database: &Database) -> Result<Self, StoreError> {
        let link = RefCell::new(Link::open(database)?);
        Ok(MySqlReader { link, database: database.clone(), snapshot_columns: OnceCell::new() })
    }

    pub(in super::super) fn columns(&self, table: &str) -> Result<Vec<String>, StoreError> {
        Ok(self.declared(table)?.into_iter().map(|column| column.name).collect())
    }

    /// Tables of millions of rows are not counted: that would read them.
    pub(in super::super) fn count(&self, table: &str) -> Result<u64, StoreError> {
        let sql = "SELECT CAST(table_rows AS SIGNED) FROM information_schema.tables WHERE table_schema = ? AND table_name = ?";
        let about = self.number(sql, &[schema_of(&self.database, table), table], table)?;
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
        self.stream(&Question::new(sql), &select.kinds, &doing, &mut each)
    }

    /// Cuts the snapshots into at most so many parts, of which a video is in one.
    pub(in super::super) fn spans(&self, number: usize) -> Result<Vec<Span>, StoreError> {
        let table = self.database.table(SUMMARY.name);
        let numbers = |sql: String, columns: usize| -> Result<Vec<Option<i64>>, StoreError> {
            let mut found = vec![None; columns];
            self.stream(&Question::new(sql), &vec![CellKind::Int; columns], "looking at the videos", &mut |row| {
                for (column, found) in found.iter_mut().enumerate() {
                    *found = if let Cell::Int(id) = row.number(column) { Some(id) } else { None };
                }
                true
            })?;
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
        // Ids that are no numbers of ours are read too, and rejected.
        let last = (are_keys_sure || last < i64::MAX).then_some(last);
        let begin = format!(
            "SELECT {} FROM {} WHERE aweme_id BETWEEN ? AND {}",
            select.list(),
            self.database.table(SUMMARY.name),
            last.map_or(u64::MAX.to_string(), |_| "?".to_owned())
        );
        let order = format!("ORDER BY aweme_id, update_ts LIMIT {ROWS_A_PIECE}");
        // The first condition is the range; the second passes over the rows of its first video.
        let (mut behind, mut passed): (Option<(i64, i64)>, usize) = (None, 0);
        loop {
            let goes_on = if behind.is_some() { "AND (aweme_id > ? OR update_ts > ?) " } else { "" };
            let sql = format!("{begin} {goes_on}{order} OFFSET {passed}");
            let question = Question::new(sql).with(behind.map_or(first, |(id, _)| id)).with_all(last);
            let question = question.with_all(behind.into_iter().flat_map(|(id, ts)| [id, ts]));
            let (mut rows, mut goes_on) = (0, true);
            self.stream(&question, &select.kinds, "reading snapshots", &mut |row| {
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
            let question = Question::new(sql).with_all(videos.iter().copied());
            self.stream(&question, &select.kinds, "reading names and links", &mut |row| {
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
            let question = Question::new(format!("{begin} WHERE (aweme_id, update_ts) IN ({places})"));
            let question = question.with_all(keys.iter().flat_map(|(id, ts)| [*id, *ts]));
            self.stream(&question, &select.kinds, "reading names and links", &mut |row| {
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
        self.stream(&Question::new(sql), &[CellKind::Int; 2], doing, &mut |row| {
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
                let question = Question::new(sql).with(since).with_all(videos.iter().map(|(aweme_id, _)| *aweme_id));
                self.stream(&question, kinds, "reading new snapshots", &mut |row| {
                    each(row);
                    true
                })?;
            }
        }
        Ok(())
    }

    pub(super) fn stream(
        &self,
        question: &Question,
        kinds: &[CellKind],
        doing: &str,
        each: &mut dyn FnMut(RowRef<'_, '_>) -> bool,
    ) -> Result<(), StoreError> {
        self.link.borrow_mut().rows(question, kinds, each).map_err(|source| self.database.error(doing, source))
    }

    fn number(&self, sql: &str, values: &[&str], table: &str) -> Result<Option<i64>, StoreError> {
        let question = values.iter().fold(Question::new(sql), |question, value| question.with_text(value));
        let mut number = None;
        self.stream(&question, &[CellKind::Int], &format!("counting the rows of {table}"), &mut |row| {
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
        let indexes = self.number(sql, &[schema_of(&self.database, SUMMARY.name), SUMMARY.name], SUMMARY.name)?;
        Ok(indexes.is_some_and(|indexes| indexes > 0))
    }

    fn declared(&self, table: &str) -> Result<Vec<DeclaredColumn>, StoreError> {
        let known = self.snapshot_columns.get().filter(|_| table == SUMMARY.name);
        if let Some(known) = known {
            return Ok(known.clone());
        }
        let question = Question::new(DECLARED).with_text(schema_of(&self.database, table)).with_text(table);
        let mut declared = Vec::new();
        self.stream(&question, &[CellKind::Text; 4], &format!("looking at the table {table}"), &mut |row| {
            let text = |column| if let Cell::Text(text) = row.text(column) { text.to_owned() } else { String::new() };
            declared.push(DeclaredColumn::of([0, 1, 2, 3].map(text)));
            true
        })?;
        // A table that is not there yet may be made.
        if table == SUMMARY.name && !declared.is_empty() {
            return Ok(self.snapshot_columns.get_or_init(|| declared).clone());
        }
        Ok(declared)
    }
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
