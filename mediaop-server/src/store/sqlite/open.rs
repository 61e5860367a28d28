//! Opening a file, once or as several readers of one moment.

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use super::super::database::StoreError;
use super::reader::SqliteReader;
use super::recovery::{is_left_by_half, put_back};

const ATTEMPTS_TO_BEGIN_TOGETHER: usize = 8;

impl SqliteReader {
    /// Opens the file without ever writing to it, but to put back what was there before a transaction whose
    /// writer was ended.
    pub(in super::super) fn open(path: &Path) -> Result<Self, StoreError> {
        let connection = open_flags(path, "").or_else(|first| {
            if is_left_by_half(&first) {
                return put_back(path, first).and_then(|()| open_flags(path, ""));
            }
            // A database in WAL mode inside a folder that cannot be written to: nobody else can
            // be writing it either, which is what `immutable` claims.
            let in_fixed_folder =
                path.parent().and_then(|dir| dir.metadata().ok()).is_some_and(|dir| dir.permissions().readonly());
            if in_fixed_folder { open_flags(path, "&immutable=1") } else { Err(first) }
        });
        match connection {
            Ok(connection) => Ok(SqliteReader::new(connection, path)),
            Err(source) if is_left_by_half(&source) => Err(StoreError::LeftByHalf { path: path.to_owned() }),
            Err(source) => {
                Err(StoreError::Read { place: path.display().to_string(), doing: "opening it".into(), source })
            }
        }
    }

    /// Opens up to so many readers that see the file as it is at one moment, as long as they live.
    ///
    /// Where others write so often that no moment can be held for all, there is one reader.
    pub(in super::super) fn open_together(path: &Path, number: usize) -> Result<(Self, Vec<Self>), StoreError> {
        let first = SqliteReader::open(path)?;
        let begin = |reader: &SqliteReader| -> rusqlite::Result<()> {
            // The first look at the file is what holds the moment.
            reader.connection().execute_batch("BEGIN; SELECT count(*) FROM sqlite_master")
        };
        let end = |reader: &SqliteReader| reader.connection().execute_batch("ROLLBACK");
        let failed = |source| first.error("beginning to read", source);
        let version = |reader: &SqliteReader| {
            reader.connection().query_row("PRAGMA data_version", [], |row| row.get::<_, i64>(0)).map_err(failed)
        };
        let others: Result<Vec<_>, _> = (1..number).map(|_| SqliteReader::open(path)).collect();
        let others = others?;
        // Who waits for a writer that waits for the first reader would wait in vain.
        others.iter().try_for_each(|other| other.connection().busy_timeout(Duration::ZERO)).map_err(failed)?;
        let witness = SqliteReader::open(path)?;
        for _ in 0..ATTEMPTS_TO_BEGIN_TOGETHER {
            // Its number changes with each commit of anybody else.
            let before = version(&witness)?;
            begin(&first).map_err(failed)?;
            let begun = others.iter().take_while(|other| begin(other).is_ok()).count();
            if begun == others.len() && version(&witness)? == before {
                return Ok((first, others));
            }
            others.iter().take(begun).chain([&first]).try_for_each(end).map_err(failed)?;
        }
        begin(&first).map_err(failed)?;
        Ok((first, Vec::new()))
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
    connection.execute_batch("PRAGMA query_only = 1; PRAGMA cache_size = -16384")?;
    // SQLite opens lazily: this is what finds out whether the file is a database.
    connection.query_row("SELECT count(*) FROM sqlite_master", [], |_| Ok(()))?;
    Ok(connection)
}
