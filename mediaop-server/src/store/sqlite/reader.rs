//! Reading whole tables.
//!
//! This goes through rusqlite: sqlx hands every row over from a worker thread and copies every
//! value: 4 s for a million snapshots that rusqlite reads in 0.8 s. Both link the same SQLite.

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, Row, Statement, params};

use super::super::database::{Dialect, StoreError};
use super::super::reader::{RowRef, Span};
use super::super::schema::SUMMARY;
use super::super::video_grid::{self, Cell};
use super::recovery::{is_left_by_half, put_back};

const SNAPSHOTS: &str = SUMMARY.name;
/// Fewer rows are not worth a statement of their own.
const ROWS_A_PART: u64 = 256;
/// As far as this, the end of a video is looked for.
const NEAR_ROWS: u64 = 4_096;
/// In bytes; what SQLite takes is limited when it is compiled, by `SQLITE_MAX_MMAP_SIZE`.
const LARGEST_FILE: i64 = 1 << 44;
const ATTEMPTS_TO_BEGIN_TOGETHER: usize = 8;

/// A file opened for reading only.
pub(in super::super) struct SqliteReader {
    connection: Connection,
    path: std::path::PathBuf,
}

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
            Ok(connection) => Ok(SqliteReader { connection, path: path.to_owned() }),
            Err(source) if is_left_by_half(&source) => Err(StoreError::LeftByHalf { path: path.to_owned() }),
            Err(source) => {
                Err(StoreError::Read { place: path.display().to_string(), doing: "opening it".into(), source })
            }
        }
    }

    /// Maps the whole file into memory, so that no page is copied. Each page that is looked at costs
    /// more than a copy at first, and when the file is closed: worth it where pages are looked at often.
    pub(in super::super) fn map(&self) -> Result<(), StoreError> {
        let sql = format!("PRAGMA mmap_size = {LARGEST_FILE}");
        self.connection.execute_batch(&sql).map_err(|source| self.error("mapping it into memory", source))
    }

    /// Opens up to so many readers that see the file as it is at one moment, as long as they live.
    ///
    /// Where others write so often that no moment can be held for all, there is one reader.
    pub(in super::super) fn open_together(path: &Path, number: usize) -> Result<(Self, Vec<Self>), StoreError> {
        let first = SqliteReader::open(path)?;
        let begin = |reader: &SqliteReader| -> rusqlite::Result<()> {
            // The first look at the file is what holds the moment.
            reader.connection.execute_batch("BEGIN; SELECT count(*) FROM sqlite_master")
        };
        let end = |reader: &SqliteReader| reader.connection.execute_batch("ROLLBACK");
        let failed = |source| first.error("beginning to read", source);
        let version = |reader: &SqliteReader| {
            reader.connection.query_row("PRAGMA data_version", [], |row| row.get::<_, i64>(0)).map_err(failed)
        };
        let others: Result<Vec<_>, _> = (1..number).map(|_| SqliteReader::open(path)).collect();
        let others = others?;
        // Who waits for a writer that waits for the first reader would wait in vain.
        others.iter().try_for_each(|other| other.connection.busy_timeout(Duration::ZERO)).map_err(failed)?;
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

    /// The numbers of the first and the last snapshot; `None` where rows have none.
    pub(in super::super) fn row_ids(&self) -> Result<Option<(i64, i64)>, StoreError> {
        // A column of that name hides the number.
        if self.columns(SNAPSHOTS)?.iter().any(|column| column.eq_ignore_ascii_case("rowid")) {
            return Ok(None);
        }
        let sql = format!("SELECT (SELECT min(rowid) FROM {SNAPSHOTS}), (SELECT max(rowid) FROM {SNAPSHOTS})");
        // A view, or a table without them.
        let Ok(mut statement) = self.connection.prepare(&sql) else { return Ok(None) };
        statement
            .query_row([], |row| Ok(row.get::<_, i64>(0).ok().zip(row.get::<_, i64>(1).ok())))
            .map_err(|source| self.error(&format!("looking at the table {SNAPSHOTS}"), source))
    }

    /// Cuts the snapshots into at most so many parts: by the numbers of the rows, or by videos where
    /// the table is kept in their order.
    pub(in super::super) fn spans(&self, number: usize) -> Result<Vec<Span>, StoreError> {
        if let Some((first, last)) = self.row_ids()? {
            let rows = last.abs_diff(first).saturating_add(1);
            let number = number.min(usize::try_from(rows / ROWS_A_PART).unwrap_or(usize::MAX)).max(1);
            let mut begins: Vec<i64> = Cell { first, last }.cut(number).map(|cell| cell.first).collect();
            self.move_between_videos(&mut begins).map_err(|source| self.error("looking at the videos", source))?;
            let ends = begins.iter().skip(1).map(|begin| begin - 1).chain([last]);
            return Ok(begins.iter().zip(ends).map(|(first, last)| Span::RowIds(*first, last)).collect());
        }
        let begins = self.videos_apart(number).map_err(|source| self.error("looking at the videos", source))?;
        Ok(Span::of_videos(&begins))
    }

    /// Moves numbers of rows, the first apart, on to where another video begins, if that is near: what
    /// is read of a video by one thread alone needs no merging.
    fn move_between_videos(&self, begins: &mut Vec<i64>) -> rusqlite::Result<()> {
        let sql = format!(
            "SELECT rowid FROM {SNAPSHOTS} WHERE rowid > ?1 AND rowid <= ?1 + {NEAR_ROWS} AND aweme_id IS NOT \
             (SELECT aweme_id FROM {SNAPSHOTS} WHERE rowid >= ?1 ORDER BY rowid LIMIT 1) ORDER BY rowid LIMIT 1"
        );
        let mut other_video = self.connection.prepare(&sql)?;
        for begin in begins.iter_mut().skip(1) {
            let mut rows = other_video.query([*begin])?;
            if let Some(row) = rows.next()? {
                *begin = row.get(0)?;
            }
        }
        begins.dedup();
        Ok(())
    }

    /// Where groups of videos begin but the first; none where the table is not kept in the order of ids.
    fn videos_apart(&self, number: usize) -> rusqlite::Result<Vec<i64>> {
        let leads = "SELECT count(*) FROM pragma_table_info(?1) WHERE pk = 1 AND name = 'aweme_id' COLLATE NOCASE";
        if self.connection.query_row(leads, [SNAPSHOTS], |row| row.get::<_, i64>(0))? == 0 {
            return Ok(Vec::new());
        }
        // Ids that are no numbers stand before or behind all others, and need no cut.
        let is_number = format!("aweme_id > {} AND aweme_id < {}", i64::MIN, i64::MAX);
        let sql = format!(
            "SELECT (SELECT min(aweme_id) FROM {SNAPSHOTS} WHERE {is_number}), (SELECT max(aweme_id) FROM {SNAPSHOTS} WHERE {is_number})"
        );
        let ends = |row: &Row<'_>| Ok(row.get::<_, i64>(0).ok().zip(row.get::<_, i64>(1).ok()));
        let Some((first, last)) = self.connection.query_row(&sql, [], ends)? else { return Ok(Vec::new()) };
        let sql = format!("SELECT min(aweme_id) FROM {SNAPSHOTS} WHERE aweme_id >= ?1 AND aweme_id <= ?2");
        let mut least = self.connection.prepare(&sql)?;
        let mut least = |cell: &Cell| least.query_row([cell.first, cell.last], |row| Ok(row.get(0).unwrap_or(None)));
        video_grid::begins(Cell { first, last }, number, |cells| cells.iter().map(&mut least).collect())
    }

    /// Hands the snapshots of a part to `each`, as long as it says true: those that fill one of some
    /// columns where such are named.
    pub(in super::super) fn snapshots(
        &self,
        span: Span,
        filled: &[&str],
        columns: &[&str],
        mut each: impl FnMut(RowRef<'_, '_>) -> bool,
    ) -> Result<(), StoreError> {
        let span = match span {
            Span::RowIds(first, last) if filled.is_empty() => {
                match self.rows_in_pages(SNAPSHOTS, (first, last), columns, &mut each)? {
                    Some(next) => Span::RowIds(next, last),
                    None => return Ok(()),
                }
            }
            span => span,
        };
        let list = self.selected(SNAPSHOTS, columns)?;
        let mut read = || -> rusqlite::Result<()> {
            let (within, bounds) = match span {
                Span::All | Span::Videos(i64::MIN, i64::MAX) => ("1", vec![]),
                Span::RowIds(first, last) => ("rowid BETWEEN ?1 AND ?2", vec![first, last]),
                // Between two whole numbers there may be others.
                Span::Videos(i64::MIN, last) => ("aweme_id < ?1", vec![last + 1]),
                Span::Videos(first, i64::MAX) => ("aweme_id >= ?1", vec![first]),
                Span::Videos(first, last) => ("aweme_id >= ?1 AND aweme_id < ?2", vec![first, last + 1]),
            };
            let filled =
                if filled.is_empty() { String::new() } else { format!(" AND {}", Dialect::Sqlite.filled(filled)) };
            let sql = format!("SELECT {list} FROM {SNAPSHOTS} WHERE {within}{filled}");
            let mut statement = self.connection.prepare_cached(&sql)?;
            let mut rows = statement.query(rusqlite::params_from_iter(bounds))?;
            while let Some(row) = rows.next()? {
                if !each(RowRef::Sqlite(row)) {
                    break;
                }
            }
            Ok(())
        };
        read().map_err(|source| self.error(&format!("reading the table {SNAPSHOTS}"), source))
    }

    /// The snapshots with these keys.
    pub(in super::super) fn rows_at(
        &self,
        keys: &[(i64, i64)],
        columns: &[&str],
        mut each: impl FnMut(RowRef<'_, '_>),
    ) -> Result<(), StoreError> {
        let list = self.selected(SNAPSHOTS, columns)?;
        let mut read = || -> rusqlite::Result<()> {
            let sql = format!("SELECT {list} FROM {SNAPSHOTS} WHERE aweme_id = ?1 AND update_ts = ?2");
            let mut statement = self.connection.prepare(&sql)?;
            each_of(&mut statement, keys, |_, row| each(RowRef::Sqlite(row)))
        };
        read().map_err(|source| self.error("reading names and links", source))
    }

    /// The snapshots of these videos that fill a column.
    pub(in super::super) fn rows_with(
        &self,
        videos: &[i64],
        filled: &str,
        columns: &[&str],
        mut each: impl FnMut(RowRef<'_, '_>),
    ) -> Result<(), StoreError> {
        let list = self.selected(SNAPSHOTS, columns)?;
        let mut read = || -> rusqlite::Result<()> {
            let filled = Dialect::Sqlite.filled(&[filled]);
            let sql = format!("SELECT {list} FROM {SNAPSHOTS} WHERE aweme_id = ?1 AND {filled}");
            let mut statement = self.connection.prepare(&sql)?;
            for aweme_id in videos {
                let mut rows = statement.query([aweme_id])?;
                while let Some(row) = rows.next()? {
                    each(RowRef::Sqlite(row));
                }
            }
            Ok(())
        };
        read().map_err(|source| self.error("reading names and links", source))
    }

    /// Each video's latest `update_ts`, ascending by video; `None` where the key has no index.
    ///
    /// From the greatest key downwards, one look-up a video: an aggregate would read the whole index.
    pub(in super::super) fn latest(&self) -> Result<Option<Vec<(i64, i64)>>, StoreError> {
        let read = || -> rusqlite::Result<Option<Vec<(i64, i64)>>> {
            if !self.is_key_indexed()? {
                return Ok(None);
            }
            // Ids that are no numbers stand behind all numbers, where nobody looks below.
            let odd = format!("SELECT EXISTS (SELECT 1 FROM {SNAPSHOTS} WHERE aweme_id > ?1)");
            if self.connection.query_row(&odd, [i64::MAX], |row| row.get::<_, bool>(0))? {
                return Ok(None);
            }
            let mut below = self.connection.prepare(&format!(
                "SELECT aweme_id, update_ts FROM {SNAPSHOTS} WHERE aweme_id <= ?1 ORDER BY aweme_id DESC, update_ts DESC LIMIT 1"
            ))?;
            let (mut latest, mut next) = (Vec::new(), i64::MAX);
            loop {
                let mut rows = below.query(params![next])?;
                let Some(row) = rows.next()? else { break };
                // Of another type, the row is one that the core rejects, and whose order means nothing.
                let (Ok(aweme_id), Ok(update_ts)) = (row.get::<_, i64>(0), row.get(1)) else { return Ok(None) };
                latest.push((aweme_id, update_ts));
                match aweme_id.checked_sub(1) {
                    Some(before) => next = before,
                    None => break,
                }
            }
            latest.reverse();
            Ok(Some(latest))
        };
        read().map_err(|source| self.error("looking for new snapshots", source))
    }

    /// How many rows each of these videos has since a moment.
    pub(in super::super) fn counts_since(&self, videos: &[i64], since: i64) -> Result<Vec<(i64, i64)>, StoreError> {
        let read = || -> rusqlite::Result<Vec<(i64, i64)>> {
            let sql = format!("SELECT count(*) FROM {SNAPSHOTS} WHERE aweme_id = ?1 AND update_ts >= ?2");
            let mut statement = self.connection.prepare(&sql)?;
            videos.iter().map(|id| Ok((*id, statement.query_row(params![id, since], |row| row.get(0))?))).collect()
        };
        read().map_err(|source| self.error("looking for new snapshots", source))
    }

    /// The snapshots of each video of `from` since the moment that stands beside it.
    pub(in super::super) fn rows_since(
        &self,
        from: &[(i64, i64)],
        columns: &[&str],
        mut each: impl FnMut(RowRef<'_, '_>),
    ) -> Result<(), StoreError> {
        let list = self.selected(SUMMARY.name, columns)?;
        let mut read = || -> rusqlite::Result<()> {
            let sql = format!("SELECT {list} FROM {SNAPSHOTS} WHERE aweme_id = ?1 AND update_ts >= ?2");
            let mut statement = self.connection.prepare(&sql)?;
            each_of(&mut statement, from, |_, row| each(RowRef::Sqlite(row)))
        };
        read().map_err(|source| self.error("reading new snapshots", source))
    }

    pub(in super::super) fn has_key_index(&self) -> Result<bool, StoreError> {
        self.is_key_indexed().map_err(|source| self.error(&format!("looking at the table {SNAPSHOTS}"), source))
    }

    /// Whether an index, or the table itself, is ordered by (`aweme_id`, `update_ts`).
    fn is_key_indexed(&self) -> rusqlite::Result<bool> {
        let sql = "SELECT count(*) FROM pragma_index_list(?1) AS list WHERE list.partial = 0 \
                   AND (SELECT name FROM pragma_index_info(list.name) WHERE seqno = 0) = 'aweme_id' COLLATE NOCASE \
                   AND (SELECT name FROM pragma_index_info(list.name) WHERE seqno = 1) = 'update_ts' COLLATE NOCASE";
        self.connection.query_row(sql, [SUMMARY.name], |row| row.get::<_, i64>(0)).map(|indexes| indexes > 0)
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

fn each_of(
    statement: &mut Statement<'_>,
    from: &[(i64, i64)],
    mut each: impl FnMut(i64, &rusqlite::Row<'_>),
) -> rusqlite::Result<()> {
    for (aweme_id, since) in from {
        let mut rows = statement.query(params![aweme_id, since])?;
        while let Some(row) = rows.next()? {
            each(*aweme_id, row);
        }
    }
    Ok(())
}

fn quoted(identifier: &str) -> String {
    Dialect::Sqlite.quoted(identifier)
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
