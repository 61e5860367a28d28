//! Reading tables, whatever database they are in.

use mediaop_core::Cell;
use rusqlite::types::ValueRef;
use sqlx::mysql::MySqlRow;

use super::database::{Database, Place, StoreError};
use super::mysql::{CellKind, MySqlReader, WireRow, bytes, raw_cell};
use super::schema::{SUMMARY, Table};
use super::sqlite::SqliteReader;
use super::value::Value;

/// A database opened for reading only.
pub(crate) struct Reader {
    database: Database,
    source: Source,
}

enum Source {
    Sqlite(SqliteReader),
    MySql(MySqlReader),
}

impl Reader {
    /// Opens a database without ever writing to it.
    pub(crate) fn open(database: &Database) -> Result<Self, StoreError> {
        let source = match database.place() {
            Place::Sqlite(path) => Source::Sqlite(SqliteReader::open(path)?),
            Place::MySql(_) => Source::MySql(MySqlReader::open(database)?),
        };
        Ok(Reader { database: database.clone(), source })
    }

    /// Prepares for looking at most pages of the database, or at some of them often.
    pub(crate) fn expect_much(&self) -> Result<(), StoreError> {
        self.sqlite().map_or(Ok(()), SqliteReader::map)
    }

    /// Opens as many readers as can be had, up to a number, for reading at once. What they read of an
    /// SQLite file is of one moment as long as they live; of a server, see [`at_one_moment`](Reader::at_one_moment).
    pub(super) fn open_together(database: &Database, number: usize) -> Result<(Self, Vec<Self>), StoreError> {
        let reader = |source| Reader { database: database.clone(), source };
        let (first, others) = match database.place() {
            Place::Sqlite(path) => {
                let (first, others) = SqliteReader::open_together(path, number)?;
                (Source::Sqlite(first), others.into_iter().map(Source::Sqlite).collect::<Vec<_>>())
            }
            Place::MySql(_) => {
                let first = MySqlReader::open(database)?;
                // A server that lets nobody else in is read with one.
                let others = (1..number).map_while(|_| MySqlReader::open(database).ok());
                (Source::MySql(first), others.map(Source::MySql).collect())
            }
        };
        Ok((reader(first), others.into_iter().map(reader).collect()))
    }

    pub(super) fn database(&self) -> &Database {
        &self.database
    }

    /// Whether a table has no rows.
    pub(crate) fn is_empty(&self, table: &str) -> Result<bool, StoreError> {
        match &self.source {
            Source::Sqlite(reader) => reader.is_empty(table),
            Source::MySql(reader) => reader.is_empty(table),
        }
    }

    /// In an SQLite file, all of what is read inside `work` is of one moment. A server is read in
    /// short pieces that hold nobody up: rows are added meanwhile, and come with the next refresh.
    pub(crate) fn at_one_moment<T>(&self, work: impl FnOnce(&Self) -> Result<T, StoreError>) -> Result<T, StoreError> {
        match &self.source {
            Source::Sqlite(reader) => reader.at_one_moment(|_| work(self)),
            Source::MySql(_) => work(self),
        }
    }

    /// The names of a table's columns; none if there is no such table.
    pub(crate) fn columns(&self, table: &str) -> Result<Vec<String>, StoreError> {
        match &self.source {
            Source::Sqlite(reader) => reader.columns(table),
            Source::MySql(reader) => reader.columns(table),
        }
    }

    /// Whether the table is there; an error where snapshots lack a column of their key.
    pub(crate) fn has_table(&self, table: &Table) -> Result<bool, StoreError> {
        let there = self.columns(table.name)?;
        let missing = table.key().iter().find(|key| !there.iter().any(|name| name.eq_ignore_ascii_case(key.name)));
        match missing {
            Some(key) if !there.is_empty() && std::ptr::eq(table, &SUMMARY) => {
                Err(StoreError::NoKey { place: self.database.to_string(), table: table.name, column: key.name })
            }
            _ => Ok(!there.is_empty()),
        }
    }

    /// About how many rows a table has.
    pub(crate) fn count(&self, table: &str) -> Result<u64, StoreError> {
        match &self.source {
            Source::Sqlite(reader) => reader.count(table),
            Source::MySql(reader) => reader.count(table),
        }
    }

    /// Hands every row of a table to `each`, with these columns; those that the table lacks are NULL.
    pub(crate) fn rows(
        &self,
        table: &str,
        columns: &[&str],
        mut each: impl FnMut(RowRef<'_, '_>),
    ) -> Result<(), StoreError> {
        self.rows_while(table, columns, |row| {
            each(row);
            true
        })
    }

    /// Like [`rows`](Reader::rows), as long as `each` says true.
    pub(crate) fn rows_while(
        &self,
        table: &str,
        columns: &[&str],
        each: impl FnMut(RowRef<'_, '_>) -> bool,
    ) -> Result<(), StoreError> {
        match &self.source {
            Source::Sqlite(reader) => reader.rows_while(table, columns, each),
            Source::MySql(reader) => reader.rows_while(table, columns, each),
        }
    }

    /// Whether an index is ordered by a snapshot's key, so that a look-up of one reads that one alone.
    pub(super) fn has_key_index(&self) -> Result<bool, StoreError> {
        match &self.source {
            Source::Sqlite(reader) => reader.has_key_index(),
            Source::MySql(reader) => reader.has_key_index(),
        }
    }

    /// Cuts the snapshots into at most so many parts of about one size, in the order of rows or videos.
    pub(super) fn spans(&self, number: usize) -> Result<Vec<Span>, StoreError> {
        match &self.source {
            Source::Sqlite(reader) => reader.spans(number),
            Source::MySql(reader) => reader.spans(number),
        }
    }

    /// Hands the snapshots of a part to `each`, as long as it says true.
    pub(super) fn snapshots(
        &self,
        span: Span,
        columns: &[&str],
        each: impl FnMut(RowRef<'_, '_>) -> bool,
    ) -> Result<(), StoreError> {
        match &self.source {
            Source::Sqlite(reader) => reader.snapshots(span, &[], columns, each),
            Source::MySql(reader) => reader.snapshots(span, columns, each),
        }
    }

    /// The snapshots of a part that fill one of these columns.
    pub(super) fn snapshots_with(
        &self,
        span: Span,
        filled: &[&str],
        columns: &[&str],
        mut each: impl FnMut(RowRef<'_, '_>),
    ) -> Result<(), StoreError> {
        match &self.source {
            Source::Sqlite(reader) => reader.snapshots(span, filled, columns, |row| {
                each(row);
                true
            }),
            Source::MySql(reader) => reader.snapshots_with(span, filled, columns, each),
        }
    }

    /// The snapshots of these videos that fill a column.
    pub(super) fn rows_with(
        &self,
        videos: &[i64],
        filled: &str,
        columns: &[&str],
        each: impl FnMut(RowRef<'_, '_>),
    ) -> Result<(), StoreError> {
        match &self.source {
            Source::Sqlite(reader) => reader.rows_with(videos, filled, columns, each),
            Source::MySql(reader) => reader.rows_with(videos, filled, columns, each),
        }
    }

    /// The snapshots with these keys.
    pub(super) fn rows_at(
        &self,
        keys: &[(i64, i64)],
        columns: &[&str],
        each: impl FnMut(RowRef<'_, '_>),
    ) -> Result<(), StoreError> {
        match &self.source {
            Source::Sqlite(reader) => reader.rows_at(keys, columns, each),
            Source::MySql(reader) => reader.rows_at(keys, columns, each),
        }
    }

    /// The latest `update_ts` of each video from one to another, ascending by video; `None` where finding
    /// it would read all rows.
    pub(super) fn latest_within(&self, first: i64, last: i64) -> Result<Option<Vec<(i64, i64)>>, StoreError> {
        match &self.source {
            Source::Sqlite(reader) => {
                let mut latest = reader.latest()?;
                latest.iter_mut().for_each(|latest| latest.retain(|(id, _)| (first..=last).contains(id)));
                Ok(latest)
            }
            Source::MySql(reader) if reader.has_key_index()? => reader.latest_within(first, last).map(Some),
            Source::MySql(_) => Ok(None),
        }
    }

    /// How many rows each of these videos has since a moment, in any order; none, or 0, for 0.
    pub(super) fn counts_since(&self, videos: &[i64], since: i64) -> Result<Vec<(i64, i64)>, StoreError> {
        match &self.source {
            Source::Sqlite(reader) => reader.counts_since(videos, since),
            Source::MySql(reader) => reader.counts_since(videos, since),
        }
    }

    /// The snapshots of each video of `from` since the moment that stands beside it.
    pub(super) fn rows_since(
        &self,
        from: &[(i64, i64)],
        columns: &[&str],
        each: impl FnMut(RowRef<'_, '_>),
    ) -> Result<(), StoreError> {
        match &self.source {
            Source::Sqlite(reader) => reader.rows_since(from, columns, each),
            Source::MySql(reader) => reader.rows_since(from, columns, each),
        }
    }

    pub(super) fn sqlite(&self) -> Option<&SqliteReader> {
        match &self.source {
            Source::Sqlite(reader) => Some(reader),
            Source::MySql(_) => None,
        }
    }
}

/// A part of the snapshots.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Span {
    All,
    /// Of an SQLite file, by the numbers of its rows.
    RowIds(i64, i64),
    /// From one video to another. In an SQLite file, the least and the greatest number stand for
    /// no limit, so that ids that are no numbers are read too.
    Videos(i64, i64),
}

impl Span {
    /// All videos, apart where these begin.
    pub(super) fn of_videos(begins: &[i64]) -> Vec<Span> {
        let firsts = std::iter::once(i64::MIN).chain(begins.iter().copied());
        let lasts = begins.iter().map(|begin| begin - 1).chain([i64::MAX]);
        firsts.zip(lasts).map(|(first, last)| Span::Videos(first, last)).collect()
    }

    /// This part and one that follows it.
    pub(super) fn up_to(self, next: Span) -> Span {
        match (self, next) {
            (Span::RowIds(first, _), Span::RowIds(_, last)) => Span::RowIds(first, last),
            (Span::Videos(first, _), Span::Videos(_, last)) => Span::Videos(first, last),
            _ => Span::All,
        }
    }
}

/// A value as the database hands it over.
#[derive(Debug, Clone, Copy)]
pub(crate) enum RawCell<'row> {
    Null,
    Int(i64),
    Float(f64),
    /// Not looked at yet: it may not be UTF-8.
    Text(&'row [u8]),
    /// Bytes that claim to be nothing else.
    NoText,
}

/// A row under the cursor.
#[derive(Clone, Copy)]
pub(crate) enum RowRef<'row, 'statement> {
    Sqlite(&'row rusqlite::Row<'statement>),
    /// With the kind of each column.
    MySql(&'row MySqlRow, &'row [CellKind]),
    Wire(&'row WireRow<'row>),
    /// Of a page of an SQLite file, with the values that are asked for.
    Page(&'row [RawCell<'row>]),
}

impl<'row> RowRef<'row, '_> {
    /// A value that should be a number. Bytes that are no text stay something that is no number,
    /// so that the row is rejected and not taken for one without the value.
    pub(crate) fn number(&self, column: usize) -> Cell<'row> {
        self.cell(column, Cell::Text("(bytes)"))
    }

    /// A value that should be text. Bytes that are no text are no value.
    pub(crate) fn text(&self, column: usize) -> Cell<'row> {
        self.cell(column, Cell::Null)
    }

    /// Bytes, where the column holds such.
    pub(super) fn bytes(&self, column: usize) -> Option<&'row [u8]> {
        match self {
            RowRef::Sqlite(row) => row.get_ref(column).ok()?.as_blob().ok(),
            RowRef::MySql(row, _) => bytes(row, column),
            RowRef::Wire(row) => row.bytes(column),
            // Snapshots have none that would be asked for.
            RowRef::Page(_) => None,
        }
    }

    /// The value, owned.
    pub(crate) fn value(&self, column: usize, is_text: bool) -> Value {
        match if is_text { self.text(column) } else { self.number(column) } {
            Cell::Null => Value::Null,
            Cell::Int(number) => Value::Int(number),
            Cell::Float(number) => Value::Float(number),
            Cell::Text(text) => Value::Text(text.into()),
        }
    }

    fn cell(&self, column: usize, bytes: Cell<'row>) -> Cell<'row> {
        match self.raw(column) {
            RawCell::Null => Cell::Null,
            RawCell::Int(number) => Cell::Int(number),
            RawCell::Float(number) => Cell::Float(number),
            RawCell::Text(text) => std::str::from_utf8(text).map_or(bytes, Cell::Text),
            RawCell::NoText => bytes,
        }
    }

    #[inline]
    pub(super) fn raw(&self, column: usize) -> RawCell<'row> {
        let row = match self {
            RowRef::Sqlite(row) => row,
            RowRef::Wire(row) => return row.raw(column),
            RowRef::Page(cells) => return cells[column],
            RowRef::MySql(row, kinds) => return raw_cell(row, column, kinds[column]),
        };
        match row.get_ref(column) {
            Ok(ValueRef::Integer(number)) => RawCell::Int(number),
            Ok(ValueRef::Real(number)) => RawCell::Float(number),
            Ok(ValueRef::Text(text)) => RawCell::Text(text),
            Ok(ValueRef::Blob(_)) => RawCell::NoText,
            Ok(ValueRef::Null) | Err(_) => RawCell::Null,
        }
    }
}
