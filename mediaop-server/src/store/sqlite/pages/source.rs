//! Pages of the file, as SQLite hands them out.

use std::sync::Once;

use rusqlite::{CachedStatement, Connection};

use super::tree::{RowInPage, held_in_page};

/// Greater rows are left to SQLite.
const LARGEST_ROW: usize = 1 << 20;
/// By the format of the file.
const LEAST_USABLE: usize = 480;
/// In the head of the file.
const UNUSED_AT_THE_END: usize = 20;
const ENCODING: std::ops::Range<usize> = 56..60;
const UTF_8: [u8; 4] = [0, 0, 0, 1];

/// The pages of a file, of the moment that its connection holds.
pub(super) struct Pages<'connection> {
    page: CachedStatement<'connection>,
    /// So many bytes of each page are used.
    pub(super) usable: usize,
    /// So many may still be read: each has one place in the file, unless that is damaged.
    left: u32,
}

impl<'connection> Pages<'connection> {
    /// `None` where SQLite was compiled without a way to them, and where texts are not UTF-8.
    pub(super) fn of(connection: &'connection Connection) -> Option<Self> {
        let page =
            connection.prepare_cached("SELECT data FROM sqlite_dbpage WHERE pgno = ?1").inspect_err(tell).ok()?;
        let left = connection.prepare_cached("PRAGMA page_count").ok()?.query_row([], |row| row.get(0)).ok()?;
        let mut pages = Pages { page, usable: 0, left };
        let mut first = Vec::new();
        pages.read(1, &mut first).ok().filter(|is_there| *is_there)?;
        pages.usable = first.len().checked_sub(usize::from(*first.get(UNUSED_AT_THE_END)?))?;
        (first.get(ENCODING)? == UTF_8 && pages.usable >= LEAST_USABLE).then_some(pages)
    }

    /// Copies a page; whether there is one of that number, and it can be one that was not read yet.
    pub(super) fn read(&mut self, number: u32, page: &mut Vec<u8>) -> rusqlite::Result<bool> {
        page.clear();
        let Some(left) = self.left.checked_sub(1) else { return Ok(false) };
        self.left = left;
        let mut rows = self.page.query([number])?;
        let Some(row) = rows.next()? else { return Ok(false) };
        page.extend_from_slice(row.get_ref(0)?.as_blob().unwrap_or_default());
        Ok(true)
    }

    /// The record of a row that does not end in its page; `None` where its pages cannot be followed, or
    /// are many.
    pub(super) fn record(&mut self, row: &RowInPage<'_>) -> rusqlite::Result<Option<Vec<u8>>> {
        let here = row.bytes.split_at_checked(held_in_page(row.length, self.usable));
        let Some((here, behind)) = here.filter(|_| row.length <= LARGEST_ROW) else { return Ok(None) };
        let Some((next, _)) = behind.split_first_chunk::<4>() else { return Ok(None) };
        let (mut record, mut page) = (here.to_vec(), Vec::new());
        let mut number = u32::from_be_bytes(*next);
        while record.len() < row.length {
            if !self.read(number, &mut page)? {
                return Ok(None);
            }
            let Some((following, content)) = page.get(..self.usable).and_then(|page| page.split_first_chunk::<4>())
            else {
                return Ok(None);
            };
            record.extend_from_slice(&content[..content.len().min(row.length - record.len())]);
            number = u32::from_be_bytes(*following);
        }
        Ok(Some(record))
    }
}

/// Says, once, why reading is slow.
fn tell(error: &rusqlite::Error) {
    static TOLD: Once = Once::new();
    TOLD.call_once(|| {
        tracing::warn!(
            "SQLite hands out no pages ({error}), so that rows are read one after the other: \
             it was compiled without SQLITE_ENABLE_DBPAGE_VTAB, which .cargo/config.toml asks for"
        );
    });
}
