//! Going through the pages of a table, from one row to another.

use super::super::super::reader::RowRef;
use super::record::Fields;
use super::source::Pages;
use super::tree::{Interior, Leaf, Node, RowInPage, held_in_page};

/// A tree of more than 2^60 rows has fewer levels.
const MOST_LEVELS: usize = 20;

/// How it goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    On,
    /// The last row was handed over, or no more are wanted.
    Enough,
    /// What follows is nothing that is known here.
    Unknown,
}

pub(super) struct Scan<'a, E> {
    pages: Pages<'a>,
    fields: &'a Fields,
    first: i64,
    last: i64,
    /// The row that was handed over last.
    reached: Option<i64>,
    /// Room for a page of each level.
    levels: Vec<Vec<u8>>,
    each: E,
}

impl<'a, E: FnMut(RowRef<'_, '_>) -> bool> Scan<'a, E> {
    pub(super) fn new(pages: Pages<'a>, fields: &'a Fields, (first, last): (i64, i64), each: E) -> Self {
        Scan { pages, fields, first, last, reached: None, levels: vec![Vec::new(); MOST_LEVELS], each }
    }

    /// The number of the next row; `None` if there is none.
    pub(super) fn next_row(&self) -> Option<i64> {
        match self.reached {
            None => Some(self.first),
            Some(reached) => reached.checked_add(1).filter(|next| *next <= self.last),
        }
    }

    /// The rows below a page.
    pub(super) fn node(&mut self, number: u32, level: usize) -> rusqlite::Result<Step> {
        let Some(page) = self.levels.get_mut(level) else { return Ok(Step::Unknown) };
        let mut page = std::mem::take(page);
        let is_there = self.pages.read(number, &mut page)?;
        let step = match Node::of(&page).filter(|_| is_there) {
            Some(Node::Interior(interior)) => self.below(&interior, level)?,
            Some(Node::Leaf(leaf)) => self.rows(&leaf)?,
            None => Step::Unknown,
        };
        self.levels[level] = page;
        Ok(step)
    }

    fn below(&mut self, interior: &Interior<'_>, level: usize) -> rusqlite::Result<Step> {
        for child in interior.children() {
            let Some((child, greatest)) = child else { return Ok(Step::Unknown) };
            if greatest.is_some_and(|greatest| greatest < self.first) {
                continue;
            }
            match self.node(child, level + 1)? {
                Step::On => {}
                step => return Ok(step),
            }
            if greatest.is_some_and(|greatest| greatest >= self.last) {
                return Ok(Step::Enough);
            }
        }
        Ok(Step::On)
    }

    fn rows(&mut self, leaf: &Leaf<'_>) -> rusqlite::Result<Step> {
        let fields = self.fields;
        let mut cells = fields.no_cells();
        for row in leaf.rows() {
            let Some(row) = row else { return Ok(Step::Unknown) };
            if row.number < self.first {
                continue;
            }
            if row.number > self.last {
                return Ok(Step::Enough);
            }
            // Rows ascend, unless the file is damaged.
            if self.reached.is_some_and(|reached| row.number <= reached) {
                return Ok(Step::Unknown);
            }
            let is_wanted = if held_in_page(row.length, self.pages.usable) == row.length {
                let read = row.bytes.get(..row.length).and_then(|record| fields.read(record, &mut cells));
                read.map(|()| (self.each)(RowRef::Page(&cells)))
            } else {
                self.row_of_pages(&row)?
            };
            let Some(is_wanted) = is_wanted else { return Ok(Step::Unknown) };
            self.reached = Some(row.number);
            if !is_wanted {
                return Ok(Step::Enough);
            }
        }
        Ok(Step::On)
    }

    /// Hands a row over that does not end in its page.
    fn row_of_pages(&mut self, row: &RowInPage<'_>) -> rusqlite::Result<Option<bool>> {
        let Some(record) = self.pages.record(row)? else { return Ok(None) };
        let mut cells = self.fields.no_cells();
        let read = self.fields.read(&record, &mut cells);
        Ok(read.map(|()| (self.each)(RowRef::Page(&cells))))
    }
}
