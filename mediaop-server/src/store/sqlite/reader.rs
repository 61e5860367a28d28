//! Reading whole tables.
//!
//! This goes through rusqlite: sqlx hands every row over from a worker thread and copies every
//! value: 4 s for a million snapshots that rusqlite reads in 0.8 s. Both link the same SQLite.

use std::path::{Path, PathBuf};

use rusqlite::Connection;

use super::super::database::{Dialect, StoreError};
use super::super::reader::RowRef;
use super::super::schema::SUMMARY;

/// In bytes; what SQLite takes is limited when it is compiled, by `SQLITE_MAX_MMAP_SIZE`.
const LARGEST_FILE: i64 = 1 << 44;

/// A file opened for reading only.
pub(in super::super) struct SqliteReader {
    connection: Connection,
    path: PathBuf,
}

impl SqliteReader {
    pub(super) fn new(connection: Connection, path: &Path) -> Self {
        SqliteReader { connection, path: path.to_owned() }
    }

    /// Maps the whole file into memory, so that no page is copied. Each page that is looked at costs
    /// more than a copy at first, and when the file is closed: worth it where pages are looked at often.
    pub(in super::super) fn map(&self) -> Result<(), StoreError> {
        let sql = format!("PRAGMA mmap_size = {LARGEST_FILE}");
        self.connection.execute_batch(&sql).map_err(|source| self.error("mapping it into memory", source))
    }

    /// Keeps few pages: each that comes is copied to where another one lay, and that place stays in the
    /// processor's cache. A count of all rows takes a third less for it.
    pub(super) fn expect_each_page_once(&self) -> Result<(), StoreError> {
        let few = self.connection.execute_batch("PRAGMA cache_size = -256");
        few.map_err(|source| self.error("setting its cache", source))
    }

    /// All of what is read inside `work` is of one moment, whatever others write meanwhile.
    pub(in super::super) fn at_one_moment<T>(
        &self,
        work: impl FnOnce(&Self) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.connection.execute_batch("BEGIN").map_err(|source| self.error("beginning to read", source))?;
        let outcome = work(self);
        // Nothing was written, so there is nothing to lose.
        let _ = self.connection.execute_batch("ROLLBACK");
        outcome
    }

    /// The names of a table's columns; none if there is no such table.
    pub(in super::super) fn columns(&self, table: &str) -> Result<Vec<String>, StoreError> {
        let read = || -> rusqlite::Result<_> {
            self.connection
                .prepare_cached("SELECT name FROM pragma_table_info(?1)")?
                .query_map([table], |row| row.get(0))?
                .collect()
        };
        read().map_err(|source| self.error(&format!("looking at the table {table}"), source))
    }

    pub(in super::super) fn is_empty(&self, table: &str) -> Result<bool, StoreError> {
        self.connection
            .query_row(&format!("SELECT EXISTS (SELECT 1 FROM {})", quoted(table)), [], |row| row.get::<_, bool>(0))
            .map(|any| !any)
            .map_err(|source| self.error(&format!("looking at the table {table}"), source))
    }

    /// How many rows a table has: exactly, or by the numbers of its rows where it is one of snapshots.
    pub(in super::super) fn count(&self, table: &str) -> Result<u64, StoreError> {
        if table == SUMMARY.name
            && let Some((first, last)) = self.row_ids()?
        {
            return Ok(last.abs_diff(first).saturating_add(1));
        }
        self.connection
            .query_row(&format!("SELECT count(*) FROM {}", quoted(table)), [], |row| row.get::<_, i64>(0))
            .map(|rows| rows.max(0) as u64)
            .map_err(|source| self.error(&format!("counting the rows of {table}"), source))
    }

    /// Hands rows to `each` as long as it says true, in the order in which the file keeps them: an
    /// `ORDER BY` on the key would look every row up by itself, and the core sorts faster than that.
    pub(in super::super) fn rows_while(
        &self,
        table: &str,
        columns: &[&str],
        mut each: impl FnMut(RowRef<'_, '_>) -> bool,
    ) -> Result<(), StoreError> {
        let list = self.selected(table, columns)?;
        let mut read = || -> rusqlite::Result<()> {
            let mut statement = self.connection.prepare(&format!("SELECT {list} FROM {}", quoted(table)))?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                if !each(RowRef::Sqlite(row)) {
                    break;
                }
            }
            Ok(())
        };
        read().map_err(|source| self.error(&format!("reading the table {table}"), source))
    }

    pub(super) fn selected(&self, table: &str, columns: &[&str]) -> Result<String, StoreError> {
        let there = self.columns(table)?;
        let is_there = |column: &str| there.iter().any(|name| name.eq_ignore_ascii_case(column));
        let select = |column: &&str| if is_there(column) { quoted(column) } else { "NULL".to_owned() };
        Ok(columns.iter().map(select).collect::<Vec<_>>().join(", "))
    }

    pub(in super::super) fn connection(&self) -> &Connection {
        &self.connection
    }

    pub(in super::super) fn error(&self, doing: &str, source: rusqlite::Error) -> StoreError {
        StoreError::Read { place: self.path.display().to_string(), doing: doing.to_owned(), source }
    }
}

fn quoted(identifier: &str) -> String {
    Dialect::Sqlite.quoted(identifier)
}
