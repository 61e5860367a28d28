//! New rows by the numbers that an SQLite file gives to its rows.
//!
//! A row that is added comes behind all others. Whether the rows before are still those that were
//! read, the keys of the last ones tell, and their count: rows that were taken away, put in between or
//! numbered anew change one or the other. The count takes longer than reading what is new, though SQLite
//! has it from the heads of its pages; it is taken when that is served.

use std::ops::Range;
use std::panic::resume_unwind;
use std::sync::Arc;
use std::thread::ScopedJoinHandle;

use mediaop_core::{DatasetBuilder, Known};

use super::super::database::StoreError;
use super::super::reader::{Reader, Span};
use super::super::readings::Pieces;
use super::super::snapshot_columns::SNAPSHOT_COLUMNS;
use super::super::video_grid::Cell;
use super::{Cursor, News, Search, push, read_items, write_numbers};

/// Keys that are kept of the last rows.
const TAIL: usize = 32;
/// Fewer rows are not worth a statement of their own.
const ROWS_A_PIECE: u64 = 1_024;
/// Enough that threads end together, however unlike the pieces are.
const PIECES_A_THREAD: usize = 32;

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

    pub(super) fn news(&self, search: Search<'_>) -> Result<Option<News>, StoreError> {
        let Search { reader, others, known, .. } = search;
        let Some(file) = reader.sqlite() else { return Ok(None) };
        if file.last_keys(self.last, TAIL)? != self.tail {
            return Ok(None);
        }
        let last = file.row_ids()?.map_or(self.last, |(_, last)| last);
        let pieces = Pieces::new(pieces(self.last, last, 1 + others.len()), 1 + others.len());
        let parts = std::thread::scope(|scope| {
            let read = |reader, thread| Part::read_all(reader, &pieces, thread, known);
            let beside: Vec<_> =
                (1..).zip(others).map(|(thread, other)| scope.spawn(move || read(other, thread))).collect();
            let mine = read(reader, 0);
            std::iter::once(mine).chain(beside.into_iter().map(joined)).collect::<Result<Vec<_>, _>>()
        })?;
        let mut parts: Vec<Part> = parts.into_iter().flatten().collect();
        parts.sort_unstable_by_key(|part| part.places.start);
        let mut builder = DatasetBuilder::beside(Arc::clone(known));
        for part in parts {
            builder.append(part.builder)?;
        }
        let new = builder.intake().rows_read;
        if new == 0 {
            return Ok(Some(self.no_news(builder)));
        }
        let cursor = Numbers::after(reader, self.count + new)?.map(Cursor::Numbers);
        Ok(cursor.map(|cursor| News { builder, part: Some(cursor.clone()), cursor }))
    }

    /// No rows come late: each is behind all others. `None` where those that were read are not all there.
    pub(super) fn rest(&self, search: Search<'_>) -> Result<Option<News>, StoreError> {
        let Some(file) = search.reader.sqlite() else { return Ok(None) };
        let are_there = file.last_keys(self.last, TAIL)? == self.tail && file.count_up_to(self.last)? == self.count;
        Ok(are_there.then(|| self.no_news(DatasetBuilder::beside(Arc::clone(search.known)))))
    }

    fn no_news(&self, builder: DatasetBuilder) -> News {
        News { builder, cursor: Cursor::Numbers(self.clone()), part: None }
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

/// What one thread has read of pieces that follow each other.
struct Part {
    places: Range<usize>,
    builder: DatasetBuilder,
}

impl Part {
    /// Reads pieces until none is left.
    fn read_all(reader: &Reader, pieces: &Pieces, thread: usize, known: &Arc<Known>) -> Result<Vec<Part>, StoreError> {
        let mut parts: Vec<Part> = Vec::new();
        while let Some((place, span)) = pieces.next(thread) {
            if parts.last().is_none_or(|part| part.places.end != place) {
                parts.push(Part { places: place..place, builder: DatasetBuilder::beside(Arc::clone(known)) });
            }
            let Some(part) = parts.last_mut() else { continue };
            part.places.end = place + 1;
            reader.snapshots(span, &SNAPSHOT_COLUMNS, |row| {
                push(&mut part.builder, row);
                true
            })?;
        }
        Ok(parts)
    }
}

/// The rows behind a number up to another, in pieces for so many threads.
fn pieces(behind: i64, last: i64, threads: usize) -> Vec<Span> {
    if last <= behind {
        return Vec::new();
    }
    let enough = usize::try_from(last.abs_diff(behind) / ROWS_A_PIECE).unwrap_or(usize::MAX);
    let cells = Cell { first: behind + 1, last }.cut(enough.clamp(1, threads * PIECES_A_THREAD));
    cells.map(|cell| Span::RowIds(cell.first, cell.last)).collect()
}

fn joined<T>(thread: ScopedJoinHandle<'_, T>) -> T {
    thread.join().unwrap_or_else(|panic| resume_unwind(panic))
}
