//! Day summaries: a video's first and last snapshot of a local day, and what that day says of it.
//!
//! Two summaries of one video and day merge into a third, in any order, grouping and repetition.
//! Everything else is computed from these.

mod check;
pub(crate) mod column;
mod door;
mod even_days;
mod facts;
mod few;
mod fill;
mod fingerprint;
mod fold;
mod gains;
mod in_order;
mod instant;
mod ledger;
mod merge;
mod odd;
mod rows;
mod shuffled;
mod stored;

use std::ops::Range;

use crate::metric::Counters;
use column::CounterColumns;
use facts::FactColumn;
use instant::NO_TIME;

pub(crate) use door::{Folded, daily_gains, fold};
pub(crate) use facts::{Fact, Stamped};
pub(crate) use ledger::{Changes, DayRow, Extended, Ledger, Readings, Recoding, Rows, Told};
pub(crate) use odd::is_creator_hash;
pub use rows::CounterSlice;
pub(crate) use rows::{Codes, Dictionary, RowColumns, flag};

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

    /// Whether all videos are before those of another set.
    pub(crate) fn is_before(&self, other: &Summaries) -> bool {
        let ends = self.videos.last().zip(other.videos.first());
        ends.is_none_or(|(last, first)| last < first)
    }

    /// Both sets in one, of which this one [is before](Summaries::is_before) the other.
    pub(crate) fn followed_by(mut self, other: Summaries) -> Summaries {
        self.append(&other);
        self.shrink_to_fit();
        self
    }

    /// Puts a set behind this one, which is before it.
    fn append(&mut self, part: &Summaries) {
        let (row, videos) = (self.len(), 0..part.videos.len());
        self.ends.extend(part.ends.iter().map(|end| row + end));
        self.videos.extend_from_slice(&part.videos);
        self.day.extend_from_slice(&part.day);
        self.seen.extend_from_slice(&part.seen);
        self.first_at.extend_from_slice(&part.first_at);
        self.last_at.extend_from_slice(&part.last_at);
        for (columns, of_part) in [(&mut self.first, &part.first), (&mut self.last, &part.last)] {
            columns.0.iter_mut().zip(&of_part.0).for_each(|(column, part)| column.extend(part));
        }
        self.product.push_range(&part.product, videos.clone(), 0, row);
        self.creator.push_range(&part.creator, videos.clone(), 0, row);
        self.create_time.push_range(&part.create_time, videos, 0, row);
        self.links.extend_from_slice(&part.links);
        self.authors.extend_from_slice(&part.authors);
    }

    /// Replaces text codes: `products[old] == new`, likewise for creators.
    pub(crate) fn recode(&mut self, products: &[u32], creators: &[u32]) {
        fn recode(facts: &mut FactColumn<u32>, seen: &mut [FirstSeen], codes: &[u32]) {
            facts.recode(codes);
            let (mut latest, mut ascend) = ((i64::MIN, 0), true);
            for seen in &mut *seen {
                seen.value = codes[seen.value as usize];
                let this = (seen.aweme_id, seen.value);
                ascend &= latest < this;
                latest = this;
            }
            if !ascend {
                seen.sort_unstable_by_key(|seen| (seen.aweme_id, seen.value));
            }
        }
        let Summaries { product, creator, links, authors, .. } = self;
        rayon::join(|| recode(product, links, products), || recode(creator, authors, creators));
    }

    /// Makes room for so many videos, but not for their days.
    fn reserve_videos(&mut self, videos: usize) {
        self.videos.reserve(videos);
        self.ends.reserve(videos);
        self.product.reserve(videos);
        self.creator.reserve(videos);
        self.create_time.reserve(videos);
        self.links.reserve(videos);
        self.authors.reserve(videos);
    }

    /// Makes room for so many times what is in.
    fn reserve_times(&mut self, times: f64) {
        let more = |len: usize| (len as f64 * times) as usize;
        let (days, videos) = (more(self.day.len()), more(self.videos.len()));
        self.day.reserve_exact(days);
        for times in [&mut self.seen, &mut self.first_at, &mut self.last_at] {
            times.reserve_exact(days);
        }
        self.first.reserve_exact(days);
        self.last.reserve_exact(days);
        self.videos.reserve_exact(videos);
        self.ends.reserve_exact(videos);
    }

    pub(crate) fn shrink_to_fit(&mut self) {
        for times in [&mut self.seen, &mut self.first_at, &mut self.last_at] {
            times.shrink_to_fit();
        }
        self.day.shrink_to_fit();
        self.videos.shrink_to_fit();
        self.ends.shrink_to_fit();
        self.links.shrink_to_fit();
        self.authors.shrink_to_fit();
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
