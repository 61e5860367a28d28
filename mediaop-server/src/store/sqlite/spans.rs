//! Snapshots in parts of about one size.

use rusqlite::Row;

use super::super::database::{Dialect, StoreError};
use super::super::reader::{RowRef, Span};
use super::super::schema::SUMMARY;
use super::super::video_grid::{self, Cell};
use super::reader::SqliteReader;

const SNAPSHOTS: &str = SUMMARY.name;
/// Fewer rows are not worth a statement of their own.
const ROWS_A_PART: u64 = 256;
/// As far as this, the end of a video is looked for.
const NEAR_ROWS: u64 = 4_096;

impl SqliteReader {
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
        let mut other_video = self.connection().prepare(&sql)?;
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
        if self.connection().query_row(leads, [SNAPSHOTS], |row| row.get::<_, i64>(0))? == 0 {
            return Ok(Vec::new());
        }
        // Ids that are no numbers stand before or behind all others, and need no cut.
        let is_number = format!("aweme_id > {} AND aweme_id < {}", i64::MIN, i64::MAX);
        let sql = format!(
            "SELECT (SELECT min(aweme_id) FROM {SNAPSHOTS} WHERE {is_number}), (SELECT max(aweme_id) FROM {SNAPSHOTS} WHERE {is_number})"
        );
        let ends = |row: &Row<'_>| Ok(row.get::<_, i64>(0).ok().zip(row.get::<_, i64>(1).ok()));
        let Some((first, last)) = self.connection().query_row(&sql, [], ends)? else { return Ok(Vec::new()) };
        let sql = format!("SELECT min(aweme_id) FROM {SNAPSHOTS} WHERE aweme_id >= ?1 AND aweme_id <= ?2");
        let mut least = self.connection().prepare(&sql)?;
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
            let mut statement = self.connection().prepare_cached(&sql)?;
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
}
