//! Day summaries: a video's first and last snapshot of a local day, and what that day says of it.
//!
//! Two summaries of one video and day merge into a third, in any order, grouping and repetition.
//! Everything else is computed from these.

pub(crate) mod column;
mod facts;
mod fingerprint;
mod fold;
mod grouping;
mod instant;
mod merge;
mod stored;

use std::ops::Range;

use crate::metric::Counters;
use column::{CounterColumn, CounterColumns};
use instant::NO_TIME;

pub(crate) use facts::{Fact, FactColumn, Stamped};
pub use fold::CounterSlice;
pub(crate) use fold::{Codes, RowColumns, flag, fold, is_creator_hash};

/// Stands for "no such instant" in columns of instants.
pub(crate) const NEVER: i64 = -1;
/// Stands for "no such text" in columns of text codes.
pub(crate) const NO_TEXT: u32 = u32::MAX;

/// When a video was first seen with a value: its product, its creator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct FirstSeen {
    pub(crate) aweme_id: i64,
    pub(crate) value: u32,
    pub(crate) ts: i64,
}

/// Summaries in columns, sorted by video, then day.
///
/// A row without a first and last snapshot (`has_reading`) is a day with blank rows alone.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Summaries {
    /// Ids of the videos, ascending.
    pub(crate) videos: Vec<i64>,
    /// Where the rows of a video end; they begin where those of its predecessor end.
    pub(crate) ends: Vec<usize>,
    pub(crate) day: Vec<i32>,
    /// The latest sighting of the day, as [`instant`] holds it.
    seen: Vec<u32>,
    /// The instants of the day's first and last snapshot.
    first_at: Vec<u32>,
    last_at: Vec<u32>,
    pub(crate) first: CounterColumns,
    pub(crate) last: CounterColumns,
    pub(crate) product: FactColumn<u32>,
    pub(crate) creator: FactColumn<u32>,
    pub(crate) create_time: FactColumn<i64>,
    /// Every product a video was seen with, sorted by video, then product.
    pub(crate) links: Vec<FirstSeen>,
    /// Every creator a video was seen with, sorted by video, then creator.
    pub(crate) authors: Vec<FirstSeen>,
}

impl Summaries {
    pub(crate) fn rows(&self, video: usize) -> Range<usize> {
        let begin = if video == 0 { 0 } else { self.ends[video - 1] };
        begin..self.ends[video]
    }

    pub(crate) fn len(&self) -> usize {
        self.day.len()
    }

    /// The instant of the day's latest sighting.
    #[inline]
    pub(crate) fn seen_ts(&self, row: usize) -> i64 {
        instant::instant(self.day[row], self.seen[row])
    }

    /// The instant of the day's first snapshot, or [`NEVER`].
    #[inline]
    pub(crate) fn first_ts(&self, row: usize) -> i64 {
        instant::instant(self.day[row], self.first_at[row])
    }

    /// The instant of the day's last snapshot, or [`NEVER`].
    #[inline]
    pub(crate) fn last_ts(&self, row: usize) -> i64 {
        instant::instant(self.day[row], self.last_at[row])
    }

    #[inline]
    pub(crate) fn has_reading(&self, row: usize) -> bool {
        self.first_at[row] != NO_TIME
    }

    /// Whether the day's first snapshot is its last.
    #[inline]
    pub(crate) fn is_single(&self, row: usize) -> bool {
        self.first_at[row] == self.last_at[row]
    }

    pub(crate) fn product_of(&self, video: usize, row: usize) -> Option<Stamped<u32>> {
        self.product.stamped(video, row, self.day[row], self.seen_ts(row))
    }

    pub(crate) fn creator_of(&self, video: usize, row: usize) -> Option<Stamped<u32>> {
        self.creator.stamped(video, row, self.day[row], self.seen_ts(row))
    }

    pub(crate) fn create_time_of(&self, video: usize, row: usize) -> Option<Stamped<i64>> {
        self.create_time.stamped(video, row, self.day[row], self.seen_ts(row))
    }

    /// The rows of a video on days up to and with this one.
    pub(crate) fn rows_until(&self, video: usize, day: i32) -> Range<usize> {
        let rows = self.rows(video);
        let count = self.day[rows.clone()].partition_point(|d| *d <= day);
        rows.start..rows.start + count
    }

    /// The rows of a video on the days from–to.
    pub(crate) fn rows_within(&self, video: usize, from: i32, to: i32) -> Range<usize> {
        let rows = self.rows(video);
        let days = &self.day[rows.clone()];
        let begin = days.partition_point(|day| *day < from);
        let count = days[begin..].partition_point(|day| *day <= to);
        rows.start + begin..rows.start + begin + count
    }

    /// The latest row with a reading on a day up to and with this one.
    pub(crate) fn latest_reading(&self, video: usize, day: i32) -> Option<usize> {
        self.rows_until(video, day).rev().find(|row| self.has_reading(*row))
    }

    /// Puts sets of ascending videos one behind the other.
    fn concat(mut parts: Vec<Summaries>) -> Summaries {
        if parts.len() == 1 {
            return parts.pop().unwrap_or_default();
        }
        fn column<T: Copy + Send + Sync>(parts: &[Summaries], of: impl Fn(&Summaries) -> &Vec<T>) -> Vec<T> {
            let mut all = Vec::with_capacity(parts.iter().map(|part| of(part).len()).sum());
            parts.iter().for_each(|part| all.extend_from_slice(of(part)));
            all
        }
        fn facts<V: Fact>(parts: &[Summaries], of: impl Fn(&Summaries) -> &FactColumn<V>) -> FactColumn<V> {
            let mut all = FactColumn::default();
            let mut row = 0;
            for part in parts {
                all.push_range(of(part), 0..part.videos.len(), 0, row);
                row += part.len();
            }
            all
        }
        let mut all = Summaries::default();
        let parts = &parts[..];
        let mut offset = 0;
        for part in parts {
            all.ends.extend(part.ends.iter().map(|end| end + offset));
            offset += part.len();
        }
        let Summaries {
            videos,
            day,
            seen,
            first_at,
            last_at,
            first,
            last,
            product,
            creator,
            create_time,
            links,
            authors,
            ends: _,
        } = &mut all;
        rayon::scope(|scope| {
            for (m, column) in first.0.iter_mut().enumerate() {
                scope.spawn(move |_| *column = CounterColumn::concat(parts.iter().map(|part| &part.first.0[m])));
            }
            for (m, column) in last.0.iter_mut().enumerate() {
                scope.spawn(move |_| *column = CounterColumn::concat(parts.iter().map(|part| &part.last.0[m])));
            }
            scope.spawn(|_| {
                *videos = column(parts, |part| &part.videos);
                *day = column(parts, |part| &part.day);
                *seen = column(parts, |part| &part.seen);
            });
            scope.spawn(|_| *first_at = column(parts, |part| &part.first_at));
            scope.spawn(|_| *last_at = column(parts, |part| &part.last_at));
            scope.spawn(|_| *product = facts(parts, |part| &part.product));
            scope.spawn(|_| *creator = facts(parts, |part| &part.creator));
            scope.spawn(|_| *create_time = facts(parts, |part| &part.create_time));
            scope.spawn(|_| {
                *links = column(parts, |part| &part.links);
                *authors = column(parts, |part| &part.authors);
            });
        });
        all
    }

    /// Replaces text codes: `products[old] == new`, likewise for creators.
    pub(crate) fn recode(&mut self, products: &[u32], creators: &[u32]) {
        self.product.recode(products);
        self.creator.recode(creators);
        let order = |seen: &mut Vec<FirstSeen>, codes: &[u32]| {
            seen.iter_mut().for_each(|seen| seen.value = codes[seen.value as usize]);
            seen.sort_unstable_by_key(|seen| (seen.aweme_id, seen.value));
        };
        order(&mut self.links, products);
        order(&mut self.authors, creators);
    }

    pub(crate) fn shrink_to_fit(&mut self) {
        for times in [&mut self.seen, &mut self.first_at, &mut self.last_at] {
            times.shrink_to_fit();
        }
        self.day.shrink_to_fit();
        self.first.shrink_to_fit();
        self.last.shrink_to_fit();
        self.product.shrink_to_fit();
        self.creator.shrink_to_fit();
        self.create_time.shrink_to_fit();
    }
}

/// Whether a snapshot stands before another of the same video: by time, and at one time by
/// counters, of which the greater tuple is the one that counts.
fn beats(ts: i64, counters: impl FnOnce() -> Counters, than_ts: i64, than: impl FnOnce() -> Counters) -> bool {
    ts == than_ts && counters() > than()
}
