//! Day summaries: a video's first and last snapshot of a local day, and what that day says of it.
//!
//! Two summaries of one video and day merge into a third, in any order, grouping and repetition.
//! Everything else is computed from these.

pub(crate) mod column;
mod fingerprint;
mod fold;
mod grouping;
mod merge;

use std::ops::Range;

use crate::metric::Counters;
use column::{CounterColumn, CounterColumns};

pub use fold::CounterSlice;
pub(crate) use fold::{Codes, RowColumns, flag, fold, is_creator_hash};

/// Stands for "no such instant" in columns of instants.
pub(crate) const NEVER: i64 = -1;
/// Stands for "no such text" in columns of text codes.
pub(crate) const NO_TEXT: u32 = u32::MAX;

/// What the rows of a day say of an attribute: the latest value, and when it was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stamped<V> {
    pub(crate) ts: i64,
    pub(crate) value: V,
}

/// A column of attributes that can be missing.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct FactColumn<V> {
    ts: Vec<i64>,
    value: Vec<V>,
}

impl<V: Copy + Default> FactColumn<V> {
    /// What the day of this row says; `video` is the row's.
    #[inline]
    pub(crate) fn value(&self, _video: usize, row: usize) -> Option<V> {
        (self.ts[row] != NEVER).then(|| self.value[row])
    }

    fn get(&self, row: usize) -> Option<Stamped<V>> {
        (self.ts[row] != NEVER).then(|| Stamped { ts: self.ts[row], value: self.value[row] })
    }

    fn push(&mut self, fact: Option<Stamped<V>>) {
        self.ts.push(fact.map_or(NEVER, |fact| fact.ts));
        self.value.push(fact.map_or(V::default(), |fact| fact.value));
    }

    fn shrink_to_fit(&mut self) {
        self.ts.shrink_to_fit();
        self.value.shrink_to_fit();
    }
}

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
    seen_ts: Vec<i64>,
    first_ts: Vec<i64>,
    last_ts: Vec<i64>,
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
        self.seen_ts[row]
    }

    /// The instant of the day's first snapshot, or [`NEVER`].
    #[inline]
    pub(crate) fn first_ts(&self, row: usize) -> i64 {
        self.first_ts[row]
    }

    /// The instant of the day's last snapshot, or [`NEVER`].
    #[inline]
    pub(crate) fn last_ts(&self, row: usize) -> i64 {
        self.last_ts[row]
    }

    #[inline]
    pub(crate) fn has_reading(&self, row: usize) -> bool {
        self.first_ts(row) != NEVER
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
        fn facts<V: Copy + Send + Sync + 'static>(
            parts: &[Summaries],
            of: impl Fn(&Summaries) -> &FactColumn<V>,
        ) -> FactColumn<V> {
            FactColumn { ts: column(parts, |part| &of(part).ts), value: column(parts, |part| &of(part).value) }
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
            seen_ts,
            first_ts,
            last_ts,
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
                *seen_ts = column(parts, |part| &part.seen_ts);
            });
            scope.spawn(|_| *first_ts = column(parts, |part| &part.first_ts));
            scope.spawn(|_| *last_ts = column(parts, |part| &part.last_ts));
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
        let recode = |facts: &mut FactColumn<u32>, codes: &[u32]| {
            for (value, ts) in facts.value.iter_mut().zip(&facts.ts) {
                if *ts != NEVER {
                    *value = codes[*value as usize];
                }
            }
        };
        recode(&mut self.product, products);
        recode(&mut self.creator, creators);
        let order = |seen: &mut Vec<FirstSeen>, codes: &[u32]| {
            seen.iter_mut().for_each(|seen| seen.value = codes[seen.value as usize]);
            seen.sort_unstable_by_key(|seen| (seen.aweme_id, seen.value));
        };
        order(&mut self.links, products);
        order(&mut self.authors, creators);
    }

    pub(crate) fn shrink_to_fit(&mut self) {
        for times in [&mut self.seen_ts, &mut self.first_ts, &mut self.last_ts] {
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
