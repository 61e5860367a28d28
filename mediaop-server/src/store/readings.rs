//! All snapshots of the table: the numbers of every row, names and links of the latest ones.
//!
//! Of a row's 21 values nine are texts that seldom change, and cost more than all the rest. So the
//! first pass takes the readings alone, with the ids of creator and product, and notes which row of
//! a video is the latest with these; the second takes names and links from those rows. Where such a
//! row leaves one open, the rows of the video that fill it are read as well. What comes out is the
//! same as of all rows in full.

mod pieces;
mod row;

use std::ops::Range;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use mediaop_core::{Calendar, Cell, DatasetBuilder, RawSnapshot};

use super::cursor::{Cursor, Keys, Numbers};
use super::database::StoreError;
use super::latest::{Latest, Seen};
use super::reader::{Reader, RowRef, Span};
use super::schema::SUMMARY;
use super::snapshot_columns::{FIRST_TEXT_COLUMN, SNAPSHOT_COLUMNS, raw_snapshot};
pub(super) use pieces::Pieces;
use row::ReadingRow;

const ROWS_BETWEEN_NEWS: u64 = 16_384;
/// Enough that threads end together, however unlike the pieces are.
const PIECES_A_THREAD: usize = 16;

/// All snapshots, read.
pub(super) struct Readings {
    pub(super) builder: DatasetBuilder,
    /// `None` where new rows could not be told from these.
    pub(super) cursor: Option<Cursor>,
}

/// Reads all snapshots, on a thread for each reader; `news` learns how many are done.
pub(super) fn read(
    first: &Reader,
    others: &mut [Reader],
    calendar: &Calendar,
    since: i64,
    news: &mut dyn FnMut(u64),
) -> Result<Readings, StoreError> {
    let has_keys = first.has_key_index()?;
    let threads = 1 + others.len();
    let spans =
        if has_keys || first.sqlite().is_some() { first.spans(threads * PIECES_A_THREAD)? } else { vec![Span::All] };
    let columns = first.columns(SUMMARY.name)?;
    let table = TableToRead {
        pieces: Pieces::new(spans, threads),
        calendar,
        columns: &columns,
        since,
        has_keys,
        done: AtomicU64::new(0),
        failed: AtomicBool::new(false),
    };
    let parts: Vec<Result<Vec<Part<'_>>, StoreError>> = std::thread::scope(|scope| {
        let table = &table;
        let beside: Vec<_> = (1..)
            .zip(others.iter_mut())
            .map(|(thread, reader)| scope.spawn(move || table.read_with(reader, thread, &mut |_| {})))
            .collect();
        let mine = table.read_with(first, 0, news);
        let joined = |thread: std::thread::ScopedJoinHandle<'_, _>| match thread.join() {
            Ok(read) => read,
            Err(panic) => std::panic::resume_unwind(panic),
        };
        std::iter::once(mine).chain(beside.into_iter().map(joined)).collect()
    });
    let mut all = Vec::new();
    for parts in parts {
        all.extend(parts?);
    }
    all.sort_unstable_by_key(|part| part.places.start);
    let mut builder = DatasetBuilder::new(calendar.clone());
    let mut seen = Vec::new();
    for part in all {
        builder.append(part.builder)?;
        seen.push(part.seen);
    }
    let cursor = match Numbers::after(first, builder.intake().rows_read)? {
        Some(numbers) => Some(Cursor::Numbers(numbers)),
        None if !has_keys => None,
        None => Some(Cursor::Keys(Keys::of(seen.into_iter().flat_map(Seen::into_keys).collect(), since))),
    };
    Ok(Readings { builder, cursor })
}

/// What all threads share.
struct TableToRead<'a> {
    pieces: Pieces,
    calendar: &'a Calendar,
    /// The columns that the table has.
    columns: &'a [String],
    since: i64,
    has_keys: bool,
    done: AtomicU64,
    failed: AtomicBool,
}

impl<'a> TableToRead<'a> {
    /// Reads pieces on one thread until none is left; pieces that follow each other are one part.
    fn read_with(
        &'a self,
        reader: &Reader,
        thread: usize,
        news: &mut dyn FnMut(u64),
    ) -> Result<Vec<Part<'a>>, StoreError> {
        let read = self.read_parts(reader, thread, news);
        self.failed.fetch_or(read.is_err(), Ordering::Relaxed);
        read
    }

    fn read_parts(
        &'a self,
        reader: &Reader,
        thread: usize,
        news: &mut dyn FnMut(u64),
    ) -> Result<Vec<Part<'a>>, StoreError> {
        let mut parts: Vec<Part<'a>> = Vec::new();
        let mut tally = Tally { here: 0, done: &self.done, news };
        while let Some((place, span)) = self.pieces.next(thread) {
            if self.failed.load(Ordering::Relaxed) {
                return Ok(Vec::new());
            }
            match parts.last_mut() {
                Some(part) if part.places.end == place => part.read_on(reader, span, &mut tally)?,
                _ => {
                    parts.last_mut().map_or(Ok(()), |part| part.finish(reader))?;
                    let mut part = Part::new(self, place, span);
                    part.read(reader, span, &mut tally)?;
                    parts.push(part);
                }
            }
        }
        parts.last_mut().map_or(Ok(()), |part| part.finish(reader))?;
        Ok(parts)
    }
}

/// What one thread reads of pieces that follow each other.
struct Part<'a> {
    table: &'a TableToRead<'a>,
    places: Range<usize>,
    span: Span,
    builder: DatasetBuilder,
    seen: Seen,
    latest: Latest,
    row: ReadingRow,
    /// Whether a row was accepted whose key cannot be looked up.
    has_odd_keys: bool,
}

impl<'a> Part<'a> {
    fn new(table: &'a TableToRead<'a>, place: usize, span: Span) -> Self {
        Part {
            table,
            places: place..place + 1,
            span,
            builder: DatasetBuilder::new(table.calendar.clone()),
            seen: Seen::new(table.since),
            latest: Latest::default(),
            row: ReadingRow::new(table.columns),
            has_odd_keys: false,
        }
    }

    fn read_on(&mut self, reader: &Reader, span: Span, tally: &mut Tally<'_>) -> Result<(), StoreError> {
        self.places.end += 1;
        self.span = self.span.up_to(span);
        self.read(reader, span, tally)
    }

    /// The numbers of all rows of a piece, or all that they hold, where rows cannot be looked up.
    fn read(&mut self, reader: &Reader, span: Span, tally: &mut Tally<'_>) -> Result<(), StoreError> {
        let failed = &self.table.failed;
        if !self.table.has_keys {
            return reader.snapshots(span, &SNAPSHOT_COLUMNS, |row| {
                // A rejection is counted by the builder.
                let _ = self.builder.push(&whole_snapshot(row));
                tally.one_more();
                !failed.load(Ordering::Relaxed)
            });
        }
        let columns = self.row.columns.clone();
        reader.snapshots(span, &columns, |row| {
            self.reading(row);
            tally.one_more();
            !failed.load(Ordering::Relaxed)
        })
    }

    /// Names and links of the latest rows.
    fn finish(&mut self, reader: &Reader) -> Result<(), StoreError> {
        if !self.table.has_keys || self.table.failed.load(Ordering::Relaxed) {
            return Ok(());
        }
        if self.has_odd_keys {
            return reader.snapshots(self.span, &SNAPSHOT_COLUMNS, |row| {
                self.attributes(row);
                true
            });
        }
        let keys = std::mem::take(&mut self.latest).into_keys();
        let mut open: Vec<(&'static str, i64)> = Vec::new();
        reader.rows_at(&keys, &SNAPSHOT_COLUMNS, |row| {
            if let Some((id, columns)) = self.attributes(row) {
                open.extend(columns.into_iter().map(|column| (column, id)));
            }
        })?;
        open.retain(|(column, _)| self.table.columns.iter().any(|there| there.eq_ignore_ascii_case(column)));
        self.fill(reader, open, keys.len())
    }

    /// Reads rows that say what the latest ones leave open.
    fn fill(&mut self, reader: &Reader, mut open: Vec<(&'static str, i64)>, keys: usize) -> Result<(), StoreError> {
        open.sort_unstable();
        open.dedup();
        let (mostly, seldom): (Vec<_>, Vec<_>) =
            open.chunk_by(|a, b| a.0 == b.0).partition(|videos| videos.len() > keys / 2);
        let mostly: Vec<&str> = mostly.iter().map(|videos| videos[0].0).collect();
        if !mostly.is_empty() {
            reader.snapshots_with(self.span, &mostly, &SNAPSHOT_COLUMNS, |row| drop(self.attributes(row)))?;
        }
        for videos in seldom {
            let ids: Vec<i64> = videos.iter().map(|(_, id)| *id).collect();
            reader.rows_with(&ids, videos[0].0, &SNAPSHOT_COLUMNS, |row| drop(self.attributes(row)))?;
        }
        Ok(())
    }

    fn reading(&mut self, row: RowRef<'_, '_>) {
        let (key, accepted) = match self.row.plain(row, &mut self.builder) {
            // A rejection is counted by the builder.
            Some(plain) => (Some((plain.aweme_id, plain.update_ts)), self.builder.push_row(&plain).is_ok()),
            None => {
                let raw = self.row.any(row);
                let key = match (raw.aweme_id, raw.update_ts) {
                    (Cell::Int(id), Cell::Int(ts)) => Some((id, ts)),
                    _ => None,
                };
                (key, self.builder.push(&raw).is_ok())
            }
        };
        match key {
            Some((id, ts)) => {
                self.seen.saw(id, ts);
                if accepted {
                    self.latest.saw(id, self.row.codes(), ts);
                }
            }
            None => self.has_odd_keys |= accepted,
        }
    }

    /// Takes names and links from a row; what it leaves open.
    fn attributes(&mut self, row: RowRef<'_, '_>) -> Option<(i64, Vec<&'static str>)> {
        let raw = whole_snapshot(row);
        let open = self.builder.push_attributes(&raw).ok()?;
        if let Cell::Int(id) = raw.aweme_id { Some((id, open)) } else { None }
    }
}

pub(super) fn whole_snapshot<'row>(row: RowRef<'row, '_>) -> RawSnapshot<'row> {
    raw_snapshot(|column| if column < FIRST_TEXT_COLUMN { row.number(column) } else { row.text(column) })
}

/// Counts the rows of all threads.
struct Tally<'a> {
    here: u64,
    done: &'a AtomicU64,
    news: &'a mut dyn FnMut(u64),
}

impl Tally<'_> {
    fn one_more(&mut self) {
        self.here += 1;
        if self.here.is_multiple_of(ROWS_BETWEEN_NEWS) {
            let before = self.done.fetch_add(ROWS_BETWEEN_NEWS, Ordering::Relaxed);
            (self.news)(before + ROWS_BETWEEN_NEWS);
        }
    }
}

#[cfg(test)]
mod tests;
