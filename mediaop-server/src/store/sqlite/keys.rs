//! Snapshots by their key: look-ups in an index, a video or a row at a time.

use rusqlite::{Row, Statement, params};

use super::super::database::{Dialect, StoreError};
use super::super::reader::RowRef;
use super::super::schema::SUMMARY;
use super::reader::SqliteReader;

const SNAPSHOTS: &str = SUMMARY.name;

impl SqliteReader {
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
            let mut statement = self.connection().prepare(&sql)?;
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
            let mut statement = self.connection().prepare(&sql)?;
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
            if self.connection().query_row(&odd, [i64::MAX], |row| row.get::<_, bool>(0))? {
                return Ok(None);
            }
            let mut below = self.connection().prepare(&format!(
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
            let mut statement = self.connection().prepare(&sql)?;
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
            let mut statement = self.connection().prepare(&sql)?;
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
        self.connection().query_row(sql, [SUMMARY.name], |row| row.get::<_, i64>(0)).map(|indexes| indexes > 0)
    }
}

fn each_of(
    statement: &mut Statement<'_>,
    from: &[(i64, i64)],
    mut each: impl FnMut(i64, &Row<'_>),
) -> rusqlite::Result<()> {
    for (aweme_id, since) in from {
        let mut rows = statement.query(params![aweme_id, since])?;
        while let Some(row) = rows.next()? {
            each(*aweme_id, row);
        }
    }
    Ok(())
}
