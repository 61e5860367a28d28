//! New rows by the numbers that an SQLite file gives to its rows.
//!
//! A row that is added comes behind all others. Whether the rows before are still those that were
//! read, their count tells, which SQLite has from the heads of its pages, and the keys of the last
//! ones: rows that were taken away, put in between or numbered anew change one or the other.

use std::panic::resume_unwind;

use mediaop_core::{Calendar, DatasetBuilder};

use super::super::database::StoreError;
use super::super::reader::Reader;
use super::super::snapshot_columns::SNAPSHOT_COLUMNS;
use super::super::sqlite::SqliteReader;
use super::{Cursor, News, push, read_items, write_numbers};

/// Keys that are kept of the last rows.
const TAIL: usize = 32;

/// The rows that were read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) struct Numbers {
    /// The number of the last row.
    last: i64,
    count: u64,
    /// Number, video and moment of the last rows, descending.
    tail: Vec<[i64; 3]>,
}

impl Numbers {
    #[cfg(test)]
    pub(super) fn new(last: i64, count: u64, tail: Vec<[i64; 3]>) -> Self {
        Numbers { last, count, tail }
    }

    /// After a reading of all rows, which were so many; `None` where rows have no numbers.
    pub(in super::super) fn after(reader: &Reader, count: u64) -> Result<Option<Self>, StoreError> {
        let Some(file) = reader.sqlite() else { return Ok(None) };
        let Some((_, last)) = file.row_ids()? else { return Ok(None) };
        Ok(Some(Numbers { last, count, tail: file.last_keys(last, TAIL)? }))
    }

    pub(super) fn news(
        &self,
        reader: &Reader,
        others: &mut [Reader],
        calendar: &Calendar,
    ) -> Result<Option<News>, StoreError> {
        let Some(file) = reader.sqlite() else { return Ok(None) };
        if file.last_keys(self.last, TAIL)? != self.tail {
            return Ok(None);
        }
        let mut builder = DatasetBuilder::new(calendar.clone());
        let mut read = || file.rows_behind(self.last, &SNAPSHOT_COLUMNS, |row| push(&mut builder, row));
        // The count looks at every page of an index; a second reader does so meanwhile.
        let counted = match others.first_mut() {
            None => read().and_then(|()| file.exact_count())?,
            Some(other) => std::thread::scope(|scope| {
                let counting = scope.spawn(move || other.sqlite().map_or(Ok(0), SqliteReader::exact_count));
                read()?;
                counting.join().unwrap_or_else(|panic| resume_unwind(panic))
            })?,
        };
        let new = builder.intake().rows_read;
        let count = self.count + new;
        if counted != count {
            return Ok(None);
        }
        if new == 0 {
            return Ok(Some(News { builder, cursor: Cursor::Numbers(self.clone()), part: None }));
        }
        let cursor = Numbers::after(reader, count)?.map(Cursor::Numbers);
        Ok(cursor.map(|cursor| News { builder, part: Some(cursor.clone()), cursor }))
    }

    pub(super) fn write_to(&self, out: &mut Vec<u8>) {
        write_numbers(out, [self.last, self.count as i64, self.tail.len() as i64]);
        write_numbers(out, self.tail.iter().flatten().copied());
    }

    pub(super) fn read_from(numbers: &mut dyn Iterator<Item = i64>) -> Option<Self> {
        let (last, count) = (numbers.next()?, u64::try_from(numbers.next()?).ok()?);
        let tail = read_items(numbers, |numbers| Some([numbers.next()?, numbers.next()?, numbers.next()?]))?;
        Some(Numbers { last, count, tail })
    }
}
