//! Reading whole tables.
//!
//! This goes through rusqlite: sqlx hands every row over from a worker thread and copies every
//! value: 4 s for a million snapshots that rusqlite reads in 0.8 s. Both link the same SQLite.

use std::path::Path;
use std::time::Duration;

use mediaop_core::Cell;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags};

use super::database::{StoreError, quoted};
use super::schema::{SUMMARY, Table};
use super::value::Value;

/// A database opened for reading only.
pub(crate) struct Reader {
    connection: Connection,
    path: std::path::PathBuf,
}

impl Reader {
    /// Opens the file without ever writing to it.
    pub(crate) fn open(path: &Path) -> Result<Self, StoreError> {
        let connection = open_flags(path, "").or_else(|first| {
            // A database in WAL mode inside a folder that cannot be written to: nobody else can
            // be writing it either, which is what `immutable` claims.
            let in_fixed_folder =
                path.parent().and_then(|dir| dir.metadata().ok()).is_some_and(|dir| dir.permissions().readonly());
            if in_fixed_folder { open_flags(path, "&immutable=1") } else { Err(first) }
        });
        match connection {
            Ok(connection) => Ok(Reader { connection, path: path.to_owned() }),
            Err(source) => Err(StoreError::Read { path: path.to_owned(), doing: "opening it".into(), source }),
        }
    }

    /// All of what is read inside `work` is of one moment, whatever others write meanwhile.
    pub(crate) fn at_one_moment<T>(&self, work: impl FnOnce(&Self) -> Result<T, StoreError>) -> Result<T, StoreError> {
        self.connection.execute_batch("BEGIN").map_err(|source| self.error("beginning to read", source))?;
        let outcome = work(self);
        // Nothing was written, so there is nothing to lose.
        let _ = self.connection.execute_batch("ROLLBACK");
        outcome
    }

    /// The names of a table's columns; none if there is no such table.
    pub(crate) fn columns(&self, table: &str) -> Result<Vec<String>, StoreError> {
        let read = || -> rusqlite::Result<_> {
            self.connection
                .prepare("SELECT name FROM pragma_table_info(?1)")?
                .query_map([table], |row| row.get(0))?
                .collect()
        };
        read().map_err(|source| self.error(&format!("looking at the table {table}"), source))
    }

    /// Whether the table is there; an error where snapshots lack a column of their key.
    pub(crate) fn has_table(&self, table: &Table) -> Result<bool, StoreError> {
        let there = self.columns(table.name)?;
        let missing = table.key().iter().find(|key| !there.iter().any(|name| name.eq_ignore_ascii_case(key.name)));
        match missing {
            Some(key) if !there.is_empty() && std::ptr::eq(table, &SUMMARY) => {
                Err(StoreError::NoKey { path: self.path.clone(), table: table.name, column: key.name })
            }
            _ => Ok(!there.is_empty()),
        }
    }

    /// How many rows a table has.
    pub(crate) fn count(&self, table: &str) -> Result<u64, StoreError> {
        self.connection
            .query_row(&format!("SELECT count(*) FROM {}", quoted(table)), [], |row| row.get::<_, i64>(0))
            .map(|rows| rows.max(0) as u64)
            .map_err(|source| self.error(&format!("counting the rows of {table}"), source))
    }

    /// Hands every row of a table to `each`, with these columns; those that the table lacks are NULL.
    ///
    /// In the order in which the file keeps them: an `ORDER BY` on the key would look every row up
    /// by itself, and the core sorts faster than that.
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
        mut each: impl FnMut(RowRef<'_, '_>) -> bool,
    ) -> Result<(), StoreError> {
        let there = self.columns(table)?;
        let list: Vec<_> = columns
            .iter()
            .map(|column| {
                if there.iter().any(|name| name.eq_ignore_ascii_case(column)) {
                    quoted(column)
                } else {
                    "NULL".to_owned()
                }
            })
            .collect();
        let mut read = || -> rusqlite::Result<()> {
            let mut statement =
                self.connection.prepare(&format!("SELECT {} FROM {}", list.join(", "), quoted(table)))?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                if !each(RowRef(row)) {
                    break;
                }
            }
            Ok(())
        };
        read().map_err(|source| self.error(&format!("reading the table {table}"), source))
    }

    pub(super) fn connection(&self) -> &Connection {
        &self.connection
    }

    pub(super) fn error(&self, doing: &str, source: rusqlite::Error) -> StoreError {
        StoreError::Read { path: self.path.clone(), doing: doing.to_owned(), source }
    }
}

fn open_flags(path: &Path, more: &str) -> rusqlite::Result<Connection> {
    let mut uri = String::from("file:");
    for &byte in path.as_os_str().as_encoded_bytes() {
        match byte {
            b'?' | b'#' | b'%' => uri.push_str(&format!("%{byte:02X}")),
            _ if byte.is_ascii() => uri.push(char::from(byte)),
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri.push_str("?mode=ro");
    uri.push_str(more);
    let connection = Connection::open_with_flags(
        uri,
        OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )?;
    connection.busy_timeout(Duration::from_secs(10))?;
    connection.execute_batch("PRAGMA query_only = 1; PRAGMA mmap_size = 1073741824; PRAGMA cache_size = -16384")?;
    // SQLite opens lazily: this is what finds out whether the file is a database.
    connection.query_row("SELECT count(*) FROM sqlite_master", [], |_| Ok(()))?;
    Ok(connection)
}

/// A row under the cursor.
#[derive(Clone, Copy)]
pub(crate) struct RowRef<'row, 'statement>(&'row rusqlite::Row<'statement>);

impl<'row, 'statement> RowRef<'row, 'statement> {
    pub(super) fn of(row: &'row rusqlite::Row<'statement>) -> Self {
        RowRef(row)
    }

    /// A value that should be a number. Bytes that are no text stay something that is no number,
    /// so that the row is rejected and not taken for one without the value.
    pub(crate) fn number(&self, column: usize) -> Cell<'row> {
        self.cell(column, Cell::Text("(bytes)"))
    }

    /// A value that should be text. Bytes that are no text are no value.
    pub(crate) fn text(&self, column: usize) -> Cell<'row> {
        self.cell(column, Cell::Null)
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
        match self.0.get_ref(column) {
            Ok(ValueRef::Integer(number)) => Cell::Int(number),
            Ok(ValueRef::Real(number)) => Cell::Float(number),
            Ok(ValueRef::Text(text)) => std::str::from_utf8(text).map_or(bytes, Cell::Text),
            Ok(ValueRef::Blob(_)) => bytes,
            Ok(ValueRef::Null) | Err(_) => Cell::Null,
        }
    }
}
