//! All snapshots of the table: the numbers of every row, names and links of the latest ones.
//!
//! Of a row's 21 values nine are texts that seldom change, and cost more than all the rest. So the
//! first pass takes the readings alone, with the ids of creator and product, and notes which row of
//! a video is the latest with these; the second takes names and links from those rows. Where such a
//! row leaves one open, the rows of the video that fill it are read as well. What comes out is the
//! same as of all rows in full.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use mediaop_core::{Calendar, Cell, DatasetBuilder, RawSnapshot};

use super::cursor::{Cursor, Keys, Numbers};
use super::database::StoreError;
use super::latest::{Latest, Seen};
use super::reader::{Reader, RowRef, Span};
use super::repeated::Repeated;
use super::schema::SUMMARY;
use super::snapshot_columns::{
    FIRST_READING_TEXT, FIRST_TEXT_COLUMN, READING_COLUMNS, SNAPSHOT_COLUMNS, raw_reading, raw_snapshot,
};

const ROWS_BETWEEN_NEWS: u64 = 16_384;

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
    let spans = if has_keys || first.sqlite().is_some() { first.spans(1 + others.len())? } else { vec![Span::All] };
    let (done, failed) = (AtomicU64::new(0), AtomicBool::new(false));
    let part = |reader: &Reader, span, news: &mut dyn FnMut(u64)| {
        let columns = reader.columns(SUMMARY.name)?;
        let mut part = Part::new(calendar, since, columns);
        let read = if has_keys {
            part.read_in_two_passes(reader, span, &done, &failed, news)
        } else {
            part.read_in_full(reader, span, &done, &failed, news)
        };
        failed.fetch_or(read.is_err(), Ordering::Relaxed);
        read.map(|()| part)
    };
    let mut spans = spans.into_iter();
    let span = spans.next().unwrap_or(Span::All);
    let parts: Vec<Result<Part, StoreError>> = std::thread::scope(|scope| {
        let part = &part;
        let beside: Vec<_> = others
            .iter_mut()
            .zip(spans)
            .map(|(reader, span)| scope.spawn(move || part(reader, span, &mut |_| {})))
            .collect();
        let mine = part(first, span, news);
        let joined = |thread: std::thread::ScopedJoinHandle<'_, _>| match thread.join() {
            Ok(read) => read,
            Err(panic) => std::panic::resume_unwind(panic),
        };
        std::iter::once(mine).chain(beside.into_iter().map(joined)).collect()
    });
    let mut builder = DatasetBuilder::new(calendar.clone());
    let mut seen = Vec::new();
    for part in parts {
        let part = part?;
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

/// What one thread reads.
struct Part {
    builder: DatasetBuilder,
    seen: Seen,
    latest: Latest,
    texts: [Repeated; READING_COLUMNS.len() - FIRST_READING_TEXT],
    /// The columns that the table has.
    columns: Vec<String>,
    /// Whether a row was accepted whose key cannot be looked up.
    has_odd_keys: bool,
}

impl Part {
    fn new(calendar: &Calendar, since: i64, columns: Vec<String>) -> Self {
        Part {
            builder: DatasetBuilder::new(calendar.clone()),
            seen: Seen::new(since),
            latest: Latest::default(),
            texts: Default::default(),
            columns,
            has_odd_keys: false,
        }
    }

    fn read_in_two_passes(
        &mut self,
        reader: &Reader,
        span: Span,
        done: &AtomicU64,
        failed: &AtomicBool,
        news: &mut dyn FnMut(u64),
    ) -> Result<(), StoreError> {
        let mut tally = Tally { here: 0, done, news };
        reader.snapshots(span, &READING_COLUMNS, |row| {
            self.reading(row);
            tally.one_more();
            !failed.load(Ordering::Relaxed)
        })?;
        if failed.load(Ordering::Relaxed) {
            return Ok(());
        }
        if self.has_odd_keys {
            return reader.snapshots(span, &SNAPSHOT_COLUMNS, |row| {
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
        open.retain(|(column, _)| self.columns.iter().any(|there| there.eq_ignore_ascii_case(column)));
        self.fill(reader, span, open, keys.len())
    }

    /// Reads rows that say what the latest ones leave open.
    fn fill(
        &mut self,
        reader: &Reader,
        span: Span,
        mut open: Vec<(&'static str, i64)>,
        keys: usize,
    ) -> Result<(), StoreError> {
        open.sort_unstable();
        open.dedup();
        let (mostly, seldom): (Vec<_>, Vec<_>) =
            open.chunk_by(|a, b| a.0 == b.0).partition(|videos| videos.len() > keys / 2);
        let mostly: Vec<&str> = mostly.iter().map(|videos| videos[0].0).collect();
        if !mostly.is_empty() {
            reader.snapshots_with(span, &mostly, &SNAPSHOT_COLUMNS, |row| drop(self.attributes(row)))?;
        }
        for videos in seldom {
            let ids: Vec<i64> = videos.iter().map(|(_, id)| *id).collect();
            reader.rows_with(&ids, videos[0].0, &SNAPSHOT_COLUMNS, |row| drop(self.attributes(row)))?;
        }
        Ok(())
    }

    fn read_in_full(
        &mut self,
        reader: &Reader,
        span: Span,
        done: &AtomicU64,
        failed: &AtomicBool,
        news: &mut dyn FnMut(u64),
    ) -> Result<(), StoreError> {
        let mut tally = Tally { here: 0, done, news };
        reader.snapshots(span, &SNAPSHOT_COLUMNS, |row| {
            // A rejection is counted by the builder.
            let _ = self.builder.push(&whole_snapshot(row));
            tally.one_more();
            !failed.load(Ordering::Relaxed)
        })
    }

    fn reading(&mut self, row: RowRef<'_, '_>) {
        for (text, column) in self.texts.iter_mut().zip(FIRST_READING_TEXT..) {
            text.read(row.raw(column));
        }
        let raw = raw_reading(|column| match column.checked_sub(FIRST_READING_TEXT) {
            None => row.number(column),
            Some(text) => self.texts[text].cell(),
        });
        // A rejection is counted by the builder.
        let accepted = self.builder.push(&raw).is_ok();
        match (raw.aweme_id, raw.update_ts) {
            (Cell::Int(id), Cell::Int(ts)) => {
                self.seen.saw(id, ts);
                if accepted {
                    self.latest.saw(id, [0, 1, 2].map(|text| self.texts[text].code()), ts);
                }
            }
            _ => self.has_odd_keys |= accepted,
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
