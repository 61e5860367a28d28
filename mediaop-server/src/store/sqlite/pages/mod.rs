//! Reading snapshots where they lie in the pages of the file.
//!
//! SQLite steps from row to row and hands out a value at a time: a third of the processors' time of a
//! full load. Here it is asked for pages (`sqlite_dbpage`), so that locks, the log and the moment at
//! which the file is read stay its own, and rows are looked at in them. The format of the file is
//! [documented](https://sqlite.org/fileformat2.html) and kept for good. What this part does not know is
//! left to SQLite, from that row on: tables whose values are not what is stored, pages that are damaged.

mod layout;
mod record;
mod scan;
mod source;
mod tree;

use super::super::database::StoreError;
use super::super::reader::RowRef;
use super::reader::SqliteReader;
use layout::Layout;
use scan::{Scan, Step};
use source::Pages;

impl SqliteReader {
    /// Hands the rows of a table from one number to another to `each`, as long as it says true. The
    /// number from which on rows are left to be read by SQLite; `None` where none are.
    pub(super) fn rows_in_pages(
        &self,
        table: &str,
        (first, last): (i64, i64),
        columns: &[&str],
        each: impl FnMut(RowRef<'_, '_>) -> bool,
    ) -> Result<Option<i64>, StoreError> {
        // Outside of a transaction, each page would be one of another moment.
        if first > last || self.connection().is_autocommit() {
            return Ok(Some(first));
        }
        let read = || -> rusqlite::Result<Option<i64>> {
            let Some(pages) = Pages::of(self.connection()) else { return Ok(Some(first)) };
            let Some(layout) = Layout::of(self.connection(), table, columns)? else { return Ok(Some(first)) };
            let mut scan = Scan::new(pages, &layout.fields, (first, last), each);
            Ok(match scan.node(layout.root, 0)? {
                Step::Unknown => scan.next_row(),
                Step::On | Step::Enough => None,
            })
        };
        read().map_err(|source| self.error(&format!("reading the table {table}"), source))
    }
}

#[cfg(test)]
mod tests;
