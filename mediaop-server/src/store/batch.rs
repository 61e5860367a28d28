//! Rows on their way from the thread that reads them to the one that checks them.

use mediaop_core::{Cell, RawSnapshot};

use super::reader::{RawCell, RowRef};
use super::snapshot_columns::{FIRST_TEXT_COLUMN, SNAPSHOT_COLUMNS, raw_snapshot};

const WIDTH: usize = SNAPSHOT_COLUMNS.len();
const ROWS: usize = 1_024;

/// Copies of some rows of snapshots.
#[derive(Debug, Default)]
pub(super) struct Batch {
    cells: Vec<Copied>,
    /// The texts of all cells, one behind the other.
    texts: Vec<u8>,
}

#[derive(Debug, Clone, Copy)]
enum Copied {
    Null,
    Int(i64),
    Float(f64),
    Text(u32, u32),
    NoText,
}

impl Batch {
    /// Adds a row with the [`SNAPSHOT_COLUMNS`].
    pub(super) fn add(&mut self, row: RowRef<'_, '_>) {
        for column in 0..WIDTH {
            let copied = match row.raw(column) {
                RawCell::Null => Copied::Null,
                RawCell::Int(number) => Copied::Int(number),
                RawCell::Float(number) => Copied::Float(number),
                RawCell::Text(text) => {
                    let begin = self.texts.len();
                    self.texts.extend_from_slice(text);
                    match (u32::try_from(begin), u32::try_from(self.texts.len())) {
                        (Ok(begin), Ok(end)) => Copied::Text(begin, end),
                        // Four gigabytes in a thousand rows.
                        _ => Copied::NoText,
                    }
                }
                RawCell::NoText => Copied::NoText,
            };
            self.cells.push(copied);
        }
    }

    pub(super) fn is_full(&self) -> bool {
        self.cells.len() >= ROWS * WIDTH
    }

    pub(super) fn clear(&mut self) {
        self.cells.clear();
        self.texts.clear();
    }

    /// The rows, as the core takes them.
    pub(super) fn rows(&self) -> impl Iterator<Item = RawSnapshot<'_>> {
        self.cells.chunks(WIDTH).map(|row| raw_snapshot(|column| self.cell(row[column], column)))
    }

    /// Bytes that are no text are no value, or where a number should be something that is none.
    fn cell(&self, copied: Copied, column: usize) -> Cell<'_> {
        let no_text = if column < FIRST_TEXT_COLUMN { Cell::Text("(bytes)") } else { Cell::Null };
        match copied {
            Copied::Null => Cell::Null,
            Copied::Int(number) => Cell::Int(number),
            Copied::Float(number) => Cell::Float(number),
            Copied::Text(begin, end) => {
                std::str::from_utf8(&self.texts[begin as usize..end as usize]).map_or(no_text, Cell::Text)
            }
            Copied::NoText => no_text,
        }
    }
}
