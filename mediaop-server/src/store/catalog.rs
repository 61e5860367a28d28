//! Whether products, creators and videos are still those of the last reading.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use mediaop_core::Cell;

/// Fingerprints of the rows of the catalog tables.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct CatalogPrint {
    rows: HashMap<u64, RowPrint>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct RowPrint {
    /// When the row says that it was written.
    written_at: Option<i64>,
    content: u64,
    /// A bit for each value that is there.
    filled: u32,
}

/// How a catalog came from an earlier one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Growth {
    Same,
    /// Rows were added, or say themselves that they are newer: merging gives what a reading gives.
    Grown,
    /// Rows have gone or were changed silently.
    Other,
}

impl CatalogPrint {
    /// Notes a row of a table; the first value is its key.
    pub(super) fn saw(&mut self, table: &str, written_at: Option<i64>, cells: &[Cell<'_>]) {
        let hash = |cells: &[Cell<'_>]| {
            let mut hasher = DefaultHasher::new();
            table.hash(&mut hasher);
            cells.iter().for_each(|cell| hash_cell(cell, &mut hasher));
            hasher.finish()
        };
        let filled = |filled: u32, cell: &Cell<'_>| filled << 1 | u32::from(!matches!(cell, Cell::Null));
        let print = RowPrint { written_at, content: hash(cells), filled: cells.iter().fold(0, filled) };
        // Of rows with one key, any order of reading gives the same.
        self.rows
            .entry(hash(&cells[..1]))
            .and_modify(|known| known.content ^= print.content.rotate_left(1))
            .or_insert(print);
    }

    pub(super) fn growth_since(&self, earlier: &CatalogPrint) -> Growth {
        if self == earlier {
            return Growth::Same;
        }
        let grew = earlier.rows.iter().all(|(key, old)| {
            self.rows.get(key).is_some_and(|new| {
                let is_newer = old.written_at.is_some() && new.written_at > old.written_at;
                new == old || (is_newer && old.filled & !new.filled == 0)
            })
        });
        if grew { Growth::Grown } else { Growth::Other }
    }
}

fn hash_cell(cell: &Cell<'_>, hasher: &mut DefaultHasher) {
    match cell {
        Cell::Null => 0_u8.hash(hasher),
        Cell::Int(number) => (1_u8, number).hash(hasher),
        Cell::Float(number) => (2_u8, number.to_bits()).hash(hasher),
        Cell::Text(text) => (3_u8, text).hash(hasher),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn print(rows: &[(&str, Option<i64>, Option<&str>)]) -> CatalogPrint {
        let mut print = CatalogPrint::default();
        for (id, written_at, name) in rows {
            print.saw("t", *written_at, &[Cell::Text(id), name.map_or(Cell::Null, Cell::Text)]);
        }
        print
    }

    #[test]
    fn a_catalog_grows_by_new_rows_and_by_rows_that_say_they_are_newer() {
        let before = print(&[("a", Some(1), Some("x")), ("b", None, Some("y"))]);
        let now = |rows: &[(&str, Option<i64>, Option<&str>)]| print(rows).growth_since(&before);
        assert_eq!(now(&[("b", None, Some("y")), ("a", Some(1), Some("x"))]), Growth::Same);
        assert_eq!(now(&[("a", Some(2), Some("z")), ("b", None, Some("y")), ("c", None, None)]), Growth::Grown);
        assert_eq!(now(&[("a", Some(1), Some("z")), ("b", None, Some("y"))]), Growth::Other, "changed silently");
        assert_eq!(now(&[("a", Some(2), None), ("b", None, Some("y"))]), Growth::Other, "a value was taken away");
        assert_eq!(now(&[("a", Some(1), Some("x"))]), Growth::Other, "a row was taken away");
        assert_eq!(now(&[("a", Some(1), Some("x")), ("b", Some(9), Some("z"))]), Growth::Other, "b was undated");
    }
}
