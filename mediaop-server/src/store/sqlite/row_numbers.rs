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
