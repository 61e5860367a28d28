//! Going through the pages of a table, from one row to another.

use super::super::super::reader::{RawCell, RowRef};
use super::record::Fields;
use super::source::Pages;
use super::tree::{Interior, Leaf, Node, held_in_page};

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
    rows: Rows<'a, E>,
    /// Room for a page of each level.
    levels: Vec<Vec<u8>>,
}

/// What is wanted of rows, and who takes it.
struct Rows<'a, E> {
    fields: &'a Fields,
    /// Of a page so many bytes are used.
    usable: usize,
    first: i64,
    last: i64,
    /// The row that was handed over last.
    reached: Option<i64>,
    each: E,
}

/// How far the rows of a page were looked at.
enum Looked {
    Step(Step),
    /// As far as the row of this place, which does not end in its page.
    UpTo(usize),
}

impl<'a, E: FnMut(RowRef<'_, '_>) -> bool> Scan<'a, E> {
    pub(super) fn new(pages: Pages<'a>, fields: &'a Fields, (first, last): (i64, i64), each: E) -> Self {
        let rows = Rows { fields, usable: pages.usable, first, last, reached: None, each };
        Scan { pages, rows, levels: vec![Vec::new(); MOST_LEVELS] }
    }

    /// The number of the next row; `None` if there is none.
    pub(super) fn next_row(&self) -> Option<i64> {
        match self.rows.reached {
            None => Some(self.rows.first),
            Some(reached) => reached.checked_add(1).filter(|next| *next <= self.rows.last),
        }
    }

    /// The rows below a page.
    pub(super) fn node(&mut self, number: u32, level: usize) -> rusqlite::Result<Step> {
        let Some(copy) = self.levels.get_mut(level) else { return Ok(Step::Unknown) };
        let mut copy = std::mem::take(copy);
        let Scan { pages, rows, .. } = self;
        let looked = pages.look_at(number, |page| {
            let looked = match Node::of(page) {
                Some(Node::Leaf(leaf)) => rows.within(&leaf, 0),
                _ => Looked::UpTo(0),
            };
            // Other pages are asked for amid this one, which must not be held then.
            if let Looked::UpTo(_) = looked {
                copy.clear();
                copy.extend_from_slice(page);
            }
            looked
        })?;
        let step = match looked {
            Some(Looked::Step(step)) => step,
            Some(Looked::UpTo(place)) => match Node::of(&copy) {
                Some(Node::Interior(interior)) => self.below(&interior, level)?,
                Some(Node::Leaf(leaf)) => self.rows_from(&leaf, place)?,
                None => Step::Unknown,
            },
            None => Step::Unknown,
        };
        self.levels[level] = copy;
        Ok(step)
    }

    fn below(&mut self, interior: &Interior<'_>, level: usize) -> rusqlite::Result<Step> {
        for child in interior.children() {
            let Some((child, greatest)) = child else { return Ok(Step::Unknown) };
            if greatest.is_some_and(|greatest| greatest < self.rows.first) {
                continue;
            }
            match self.node(child, level + 1)? {
                Step::On => {}
                step => return Ok(step),
            }
            if greatest.is_some_and(|greatest| greatest >= self.rows.last) {
                return Ok(Step::Enough);
            }
        }
        Ok(Step::On)
    }

    /// Rows of a page from the one of a place on, also those that do not end in it.
    fn rows_from(&mut self, leaf: &Leaf<'_>, mut place: usize) -> rusqlite::Result<Step> {
        while let Some(Some(row)) = leaf.row(place) {
            let Some(record) = self.pages.record(&row)? else { return Ok(Step::Unknown) };
            let mut cells = self.rows.fields.no_cells();
            let step = self.rows.take(row.number, &record, &mut cells);
            if step != Step::On {
                return Ok(step);
            }
            match self.rows.within(leaf, place + 1) {
                Looked::Step(step) => return Ok(step),
                Looked::UpTo(next) => place = next,
            }
        }
        Ok(Step::Unknown)
    }
}

impl<E: FnMut(RowRef<'_, '_>) -> bool> Rows<'_, E> {
    /// Hands over the rows of a page from the one of a place on.
    fn within(&mut self, leaf: &Leaf<'_>, from: usize) -> Looked {
        let mut cells = self.fields.no_cells();
        for (place, row) in leaf.rows().enumerate().skip(from) {
            let Some(row) = row else { return Looked::Step(Step::Unknown) };
            if row.number < self.first {
                continue;
            }
            if row.number > self.last {
                return Looked::Step(Step::Enough);
            }
            // Rows ascend, unless the file is damaged.
            if self.reached.is_some_and(|reached| row.number <= reached) {
                return Looked::Step(Step::Unknown);
            }
            if held_in_page(row.length, self.usable) != row.length {
                return Looked::UpTo(place);
            }
            let Some(record) = row.bytes.get(..row.length) else { return Looked::Step(Step::Unknown) };
            match self.take(row.number, record, &mut cells) {
                Step::On => {}
                step => return Looked::Step(step),
            }
        }
        Looked::Step(Step::On)
    }

    /// Hands a row over.
    #[inline]
    fn take<'record>(&mut self, number: i64, record: &'record [u8], cells: &mut [RawCell<'record>]) -> Step {
        if self.fields.read(record, cells).is_none() {
            return Step::Unknown;
        }
        let is_wanted = (self.each)(RowRef::Page(cells));
        self.reached = Some(number);
        if is_wanted { Step::On } else { Step::Enough }
    }
}
