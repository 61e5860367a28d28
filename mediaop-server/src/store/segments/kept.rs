//! Reading what is kept: pieces as they come, segments as soon as they are whole.
//!
//! A base takes as long to unpack as some ten additions, and cursors as long again: each kind has a
//! thread, and what was added is put together meanwhile.

use std::collections::{BTreeMap, HashMap};
use std::panic::resume_unwind;
use std::sync::mpsc::{Receiver, channel, sync_channel};

use mediaop_core::{Addition, Batch, Calendar, Cell, Dataset, DatasetBuilder};

use super::super::cursor::Cursor;
use super::super::database::StoreError;
use super::super::reader::Reader;
use super::{PIECE_BYTES, PIECES, SEGMENTS};

/// Joined one by one, all that came before would be sorted each time; all at once, they would be held.
const CURSORS_AT_ONCE: usize = 16;

/// Unpacked ones are larger, and wait for the base.
const ADDITIONS_AHEAD: usize = 8;

/// All segments.
pub(in super::super) struct Kept {
    base: Dataset,
    /// What the refreshes since have added.
    more: DatasetBuilder,
    pub(in super::super) cursor: Cursor,
    pub(in super::super) past: i64,
    /// The number of the last segment.
    pub(in super::super) head: i64,
    pub(in super::super) segments: usize,
}

impl Kept {
    /// All of it and the rest in one. The base is large: it is merged once.
    pub(in super::super) fn with(mut self, rest: Batch) -> Result<Dataset, StoreError> {
        self.more.push_batch(rest)?;
        Ok(self.more.finish_onto(&self.base)?)
    }
}

/// A segment as the database lists it.
struct Entry {
    number: i64,
    is_base: bool,
    past: i64,
    pieces: i64,
}

/// The bytes of a segment, as far as they have come.
#[derive(Default)]
struct Arriving {
    bytes: Vec<u8>,
    pieces: i64,
    /// Pieces that came before those in front of them.
    early: BTreeMap<i64, Vec<u8>>,
}

impl Arriving {
    fn take(&mut self, piece: i64, bytes: &[u8]) {
        if piece != self.pieces {
            self.early.insert(piece, bytes.to_vec());
            return;
        }
        self.bytes.extend_from_slice(bytes);
        self.pieces += 1;
        while let Some(next) = self.early.remove(&self.pieces) {
            self.bytes.extend(next);
            self.pieces += 1;
        }
    }
}

impl Reader {
    /// The number of the last segment that is kept for a time zone.
    pub(in super::super) fn head(&self, calendar: &Calendar) -> Result<Option<i64>, StoreError> {
        Ok(self.entries(calendar)?.last().map(|last| last.number))
    }

    /// What is kept; `None` where there is nothing, or nothing of use.
    pub(in super::super) fn kept(&self, calendar: &Calendar) -> Result<Option<Kept>, StoreError> {
        let entries = self.entries(calendar)?;
        let Some(last) = entries.last() else { return Ok(None) };
        let (head, past, segments) = (last.number, last.past, entries.len());
        std::thread::scope(|scope| {
            let (to_base, base) = channel::<Vec<u8>>();
            let (to_additions, additions) = channel::<Vec<u8>>();
            let (to_cursors, cursors) = channel();
            let (to_rows, rows) = sync_channel(ADDITIONS_AHEAD);
            let cursor_of_base = to_cursors.clone();
            let base = scope.spawn(move || {
                let (snapshots, cursor) = unpacked(&base.recv().ok()?, Batch::from_bytes)?;
                cursor_of_base.send((0, cursor)).ok()?;
                Some(snapshots.into_dataset())
            });
            scope.spawn(move || {
                for (place, bytes) in (1..).zip(additions) {
                    let Some((rows, cursor)) = unpacked(&bytes, Addition::from_bytes) else { return };
                    if to_cursors.send((place, cursor)).is_err() || to_rows.send(rows).is_err() {
                        return;
                    }
                }
            });
            let cursor = scope.spawn(move || joined(&cursors, segments));
            self.segment_bytes(&entries, |place, bytes| {
                let to = if place == 0 { &to_base } else { &to_additions };
                // Nobody takes what is behind something of no use.
                let _ = to.send(bytes);
            })?;
            drop((to_base, to_additions));
            let Some(base) = base.join().unwrap_or_else(|panic| resume_unwind(panic)) else { return Ok(None) };
            let mut more = DatasetBuilder::new(calendar.clone());
            for rows in rows {
                if more.push_beside(rows, &base).is_err() {
                    return Ok(None);
                }
            }
            let cursor = cursor.join().unwrap_or_else(|panic| resume_unwind(panic));
            Ok(cursor.map(|cursor| Kept { base, more, cursor, past, head, segments }))
        })
    }

    /// Hands over the bytes of segments, one after the other, as far as their pieces are there.
    fn segment_bytes(&self, entries: &[Entry], mut each: impl FnMut(usize, Vec<u8>)) -> Result<(), StoreError> {
        let mut arriving: HashMap<i64, Arriving> = HashMap::new();
        let mut next = 0;
        self.rows(PIECES, &["segment", "piece", "bytes"], |row| {
            let (Cell::Int(segment), Cell::Int(piece), Some(bytes)) = (row.number(0), row.number(1), row.bytes(2))
            else {
                return;
            };
            let Some(entry) = entries.iter().find(|entry| entry.number == segment) else { return };
            let of_entry = arriving.entry(segment).or_insert_with(|| {
                let bytes = Vec::with_capacity(usize::try_from(entry.pieces).unwrap_or(0).min(1024) * PIECE_BYTES);
                Arriving { bytes, ..Arriving::default() }
            });
            of_entry.take(piece, bytes);
            while let Some(entry) = entries.get(next)
                && arriving.get(&entry.number).is_some_and(|whole| whole.pieces == entry.pieces)
                && let Some(whole) = arriving.remove(&entry.number)
            {
                each(next, whole.bytes);
                next += 1;
            }
        })
    }

    /// The last base and what follows it, all of one time zone.
    fn entries(&self, calendar: &Calendar) -> Result<Vec<Entry>, StoreError> {
        if self.columns(SEGMENTS)?.is_empty() {
            return Ok(Vec::new());
        }
        let mut entries = Vec::new();
        let columns = ["number", "is_base", "past", "pieces", "timezone"];
        self.rows(SEGMENTS, &columns, |row| {
            let number = |column| if let Cell::Int(number) = row.number(column) { number } else { 0 };
            if row.text(4) == Cell::Text(calendar.name()) {
                let (past, pieces) = (number(2), number(3));
                entries.push(Entry { number: number(0), is_base: number(1) != 0, past, pieces });
            }
        })?;
        entries.sort_unstable_by_key(|entry| entry.number);
        match entries.iter().rposition(|entry| entry.is_base) {
            Some(base) => Ok(entries.split_off(base)),
            None => Ok(Vec::new()),
        }
    }
}

/// The cursors of so many segments in one, with their places, of which the base has the first; `None`
/// where one does not come.
fn joined(cursors: &Receiver<(usize, Cursor)>, segments: usize) -> Option<Cursor> {
    let (mut all, mut waiting) = (None, Vec::new());
    for _ in 0..segments {
        // Some additions are unpacked before the base is.
        match cursors.recv().ok()? {
            (0, cursor) => all = Some(cursor),
            (_, cursor) => waiting.push(cursor),
        }
        if waiting.len() >= CURSORS_AT_ONCE
            && let Some(before) = all.take()
        {
            all = Some(before.joined(std::mem::take(&mut waiting))?);
        }
    }
    all?.joined(waiting)
}

/// What stands in the bytes of a segment; `None` for what another version has written.
fn unpacked<T, E>(bytes: &[u8], snapshots: impl FnOnce(&[u8]) -> Result<T, E>) -> Option<(T, Cursor)> {
    let (length, rest) = bytes.split_first_chunk::<8>()?;
    let (rows, cursor) = rest.split_at_checked(usize::try_from(u64::from_le_bytes(*length)).ok()?)?;
    Some((snapshots(rows).ok()?, Cursor::read_from(cursor)?))
}
