//! Rows by the numbers that SQLite gives them: one that is added is behind all others.

use std::hash::{DefaultHasher, Hash, Hasher};

use rusqlite::types::ValueRef;
use rusqlite::{Row, params};

use super::super::database::StoreError;
use super::super::schema::SUMMARY;
use super::reader::SqliteReader;

const SNAPSHOTS: &str = SUMMARY.name;
const DOING: &str = "looking for new snapshots";

impl SqliteReader {
    /// The numbers of the first and the last snapshot; `None` where rows have none.
    pub(in super::super) fn row_ids(&self) -> Result<Option<(i64, i64)>, StoreError> {
        // A column of that name hides the number.
        if self.columns(SNAPSHOTS)?.iter().any(|column| column.eq_ignore_ascii_case("rowid")) {
            return Ok(None);
        }
        let sql = format!("SELECT (SELECT min(rowid) FROM {SNAPSHOTS}), (SELECT max(rowid) FROM {SNAPSHOTS})");
        // A view, or a table without them.
        let Ok(mut statement) = self.connection().prepare(&sql) else { return Ok(None) };
        statement
            .query_row([], |row| Ok(row.get::<_, i64>(0).ok().zip(row.get::<_, i64>(1).ok())))
            .map_err(|source| self.error(&format!("looking at the table {SNAPSHOTS}"), source))
    }

    /// Number, video and moment of the last snapshots up to a number, descending; a hash of what is
    /// no whole number.
    pub(in super::super) fn last_keys(&self, number: i64, count: usize) -> Result<Vec<[i64; 3]>, StoreError> {
        let key = |row: &Row<'_>| {
            let whole = |column| row.get_ref(column).map_or(0, told_apart);
            Ok([whole(0), whole(1), whole(2)])
        };
        let read = || -> rusqlite::Result<Vec<[i64; 3]>> {
            let sql = format!(
                "SELECT rowid, aweme_id, update_ts FROM {SNAPSHOTS} WHERE rowid <= ?1 ORDER BY rowid DESC LIMIT ?2"
            );
            self.connection().prepare(&sql)?.query_map(params![number, count as i64], key)?.collect()
        };
        read().map_err(|source| self.error(DOING, source))
    }

    /// How many snapshots there are up to a number, behind which there are few. How many there are in all,
    /// the heads of the pages of the smallest index say: a range would be read row by row.
    pub(in super::super) fn count_up_to(&self, number: i64) -> Result<u64, StoreError> {
        self.expect_each_page_once()?;
        let sql = format!("SELECT (SELECT count(*) FROM {SNAPSHOTS}) - count(*) FROM {SNAPSHOTS} WHERE rowid > ?1");
        let count = self.connection().query_row(&sql, [number], |row| row.get(0));
        count.map(|rows: i64| rows.max(0) as u64).map_err(|source| self.error(DOING, source))
    }
}

fn told_apart(value: ValueRef<'_>) -> i64 {
    let mut hasher = DefaultHasher::new();
    match value {
        ValueRef::Integer(number) => return number,
        ValueRef::Null => return 0,
        ValueRef::Real(number) => number.to_bits().hash(&mut hasher),
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => bytes.hash(&mut hasher),
    }
    hasher.finish() as i64
}
