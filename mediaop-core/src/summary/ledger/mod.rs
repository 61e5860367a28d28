//! Day summaries in two tiers: rows that versions of a data set share, and rows that came later.
//!
//! What a refresh brings touches the latest days of videos. Those days are open: they stand apart,
//! and the next refresh makes them anew. All others are closed, and shared as they are.

mod attributes;
mod extend;
mod flat;
mod newest;
mod rows;

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use super::column::CounterColumns;
use super::facts::{Fact, FactColumn};
use super::{FirstSeen, Summaries};
use crate::metric::Counters;

pub(crate) use extend::{Changes, Extended, Recoding};

/// Summaries by video, then day. A row is known by its number, which says nothing of its place.
#[derive(Debug, Clone, Default)]
pub(crate) struct Ledger {
    closed: Arc<Summaries>,
    /// The sum of the fingerprints of the closed rows, as soon as it was asked for.
    closed_sum: Arc<OnceLock<u128>>,
    /// Of each video the newest closed row, as long as none is open.
    newest: Option<Arc<Summaries>>,
    open: Option<Arc<Open>>,
}

/// What is not as the closed tier has it.
#[derive(Debug)]
struct Open {
    videos: Arc<Vec<i64>>,
    /// One for each video.
    spans: Vec<Span>,
    /// Columns alone; their rows are numbered behind those of the closed tier.
    rows: Summaries,
    /// Of all rows of each video, which are counted from 0.
    product: Arc<FactColumn<u32>>,
    creator: Arc<FactColumn<u32>>,
    create_time: Arc<FactColumn<i64>>,
    links: Arc<Vec<FirstSeen>>,
    authors: Arc<Vec<FirstSeen>>,
}

/// Where the rows of a video are.
#[derive(Debug, Clone, Copy)]
struct Span {
    /// Its closed rows that hold.
    begin: u32,
    cut: u32,
    /// The end of its open rows; they begin where those of its predecessor end.
    open: u32,
}

/// The rows of a video, by day: closed ones, then open ones.
#[derive(Debug, Clone)]
pub(crate) struct Rows {
    closed: Range<usize>,
    open: Range<usize>,
}

impl Rows {
    pub(crate) fn len(&self) -> usize {
        self.closed.len() + self.open.len()
    }

    #[inline]
    pub(crate) fn first(&self) -> Option<usize> {
        self.clone().next()
    }

    /// Those whose place is in a range.
    fn part(&self, places: Range<usize>) -> Rows {
        let closed = self.closed.len();
        let (begin, end) = (places.start.min(closed), places.end.min(closed));
        let open = places.start.saturating_sub(closed)..places.end.saturating_sub(closed);
        Rows {
            closed: self.closed.start + begin..self.closed.start + end,
            open: self.open.start + open.start..self.open.start + open.end,
        }
    }
}

/// Days with a reading, tier after tier.
#[derive(Debug, Clone)]
pub(crate) struct Readings<'a> {
    tier: &'a Summaries,
    /// Of this tier.
    rows: Range<usize>,
    /// The tier behind it, and the rows there.
    open: Option<(&'a Summaries, Range<usize>)>,
}

impl<'a> Iterator for Readings<'a> {
    type Item = DayRow<'a>;

    #[inline]
    fn next(&mut self) -> Option<DayRow<'a>> {
        loop {
            for row in self.rows.by_ref() {
                if self.tier.has_reading(row) {
                    return Some(DayRow { tier: self.tier, row });
                }
            }
            (self.tier, self.rows) = self.open.take()?;
        }
    }
}

/// A day of a video, in whichever tier it is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct DayRow<'a> {
    tier: &'a Summaries,
    row: usize,
}

impl<'a> DayRow<'a> {
    #[inline]
    pub(crate) fn day(&self) -> i32 {
        self.tier.day[self.row]
    }

    /// Whether the first snapshot is the last.
    #[inline]
    pub(crate) fn is_single(&self) -> bool {
        self.tier.is_single(self.row)
    }

    /// The instant of the latest sighting.
    pub(crate) fn seen_ts(&self) -> i64 {
        self.tier.seen_ts(self.row)
    }

    /// The instant of the first snapshot, or [`super::NEVER`].
    pub(crate) fn first_ts(&self) -> i64 {
        self.tier.first_ts(self.row)
    }

    /// The instant of the last snapshot, or [`super::NEVER`].
    pub(crate) fn last_ts(&self) -> i64 {
        self.tier.last_ts(self.row)
    }

    /// The counter of the first snapshot in the metric at a place.
    #[inline]
    pub(crate) fn first(&self, m: usize) -> Option<i64> {
        self.tier.first.0[m].get(self.row)
    }

    /// The counter of the last snapshot in the metric at a place.
    #[inline]
    pub(crate) fn last(&self, m: usize) -> Option<i64> {
        self.tier.last.0[m].get(self.row)
    }

    /// The columns with the counters of the first snapshot, and the place in them.
    #[inline]
    pub(crate) fn first_in(&self) -> (&'a CounterColumns, usize) {
        (&self.tier.first, self.row)
    }

    /// The columns with the counters of the last snapshot, and the place in them.
    #[inline]
    pub(crate) fn last_in(&self) -> (&'a CounterColumns, usize) {
        (&self.tier.last, self.row)
    }

    pub(crate) fn firsts(&self) -> Counters {
        self.tier.first.get(self.row)
    }

    #[inline]
    pub(crate) fn lasts(&self) -> Counters {
        self.tier.last.get(self.row)
    }
}

impl Iterator for Rows {
    type Item = usize;

    #[inline]
    fn next(&mut self) -> Option<usize> {
        self.closed.next().or_else(|| self.open.next())
    }
}

impl DoubleEndedIterator for Rows {
    #[inline]
    fn next_back(&mut self) -> Option<usize> {
        self.open.next_back().or_else(|| self.closed.next_back())
    }
}

/// An attribute of videos, by the places of their rows.
pub(crate) struct Told<'a, V> {
    facts: &'a FactColumn<V>,
    /// Where facts are by the numbers of rows.
    by_row: Option<&'a Summaries>,
}

impl<V: Fact> Told<'_, V> {
    /// What all rows of a video say; `None` if they differ.
    #[inline]
    pub(crate) fn alike(&self, video: usize) -> Option<Option<V>> {
        match self.facts.of_video[video] {
            value if value == V::VARIES => None,
            value if value == V::NONE => Some(None),
            value => Some(Some(value)),
        }
    }

    /// What the row at a place says.
    pub(crate) fn value(&self, video: usize, place: usize) -> Option<V> {
        let begin = self.by_row.map_or(0, |summaries| summaries.rows(video).start);
        self.facts.value(video, begin + place)
    }
}

impl From<Summaries> for Ledger {
    fn from(summaries: Summaries) -> Self {
        Ledger { closed: Arc::new(summaries), ..Ledger::default() }
    }
}

impl Ledger {
    /// Ids of the videos, ascending.
    #[inline]
    pub(crate) fn videos(&self) -> &[i64] {
        match &self.open {
            None => &self.closed.videos,
            Some(open) => &open.videos,
        }
    }

    /// How many rows there are.
    pub(crate) fn len(&self) -> usize {
        (0..self.videos().len()).map(|video| self.rows(video).len()).sum()
    }

    #[inline]
    pub(crate) fn rows(&self, video: usize) -> Rows {
        let Some(open) = &self.open else { return Rows { closed: self.closed.rows(video), open: 0..0 } };
        let span = open.spans[video];
        let begin = if video == 0 { 0 } else { open.spans[video - 1].open };
        let behind = self.closed.len();
        Rows {
            closed: span.begin as usize..span.cut as usize,
            open: behind + begin as usize..behind + span.open as usize,
        }
    }

    /// The open rows of a video, by their numbers in their tier.
    pub(crate) fn open_rows(&self, video: usize) -> (&Summaries, Range<usize>) {
        let rows = self.rows(video).open;
        let behind = self.closed.len();
        match &self.open {
            Some(open) => (&open.rows, rows.start - behind..rows.end - behind),
            None => (&self.closed, 0..0),
        }
    }

    pub(super) fn has_open_tier(&self) -> bool {
        self.open.is_some()
    }

    pub(super) fn closed_tier(&self) -> &Summaries {
        &self.closed
    }

    /// Those of a video's closed rows in whose place there are open ones.
    pub(super) fn closed_rows_out_of_use(&self, video: usize) -> Range<usize> {
        let Some(open) = &self.open else { return 0..0 };
        let id = open.videos[video];
        // Where no video is new, each stands where it stood.
        let closed = match self.closed.videos.get(video) {
            Some(same) if *same == id => Ok(video),
            _ => self.closed.videos.binary_search(&id),
        };
        closed.map_or(0..0, |closed| open.spans[video].cut as usize..self.closed.rows(closed).end)
    }

    pub(super) fn sum_of_closed_rows(&self) -> u128 {
        if let Some(sum) = self.closed_sum.get() {
            return *sum;
        }
        // Not while others wait for it: they may be the threads that its parts are handed to.
        let sum = self.closed.sum_of_rows();
        *self.closed_sum.get_or_init(|| sum)
    }

    #[inline]
    pub(crate) fn at(&self, row: usize) -> DayRow<'_> {
        let (tier, row) = self.tier(row);
        DayRow { tier, row }
    }

    /// Those of some rows that have a reading, in order.
    #[inline]
    pub(crate) fn readings(&self, rows: Rows) -> Readings<'_> {
        let behind = self.closed.len();
        let open = self.open.as_ref().filter(|_| !rows.open.is_empty());
        let open = open.map(|open| (&open.rows, rows.open.start - behind..rows.open.end - behind));
        Readings { tier: &self.closed, rows: rows.closed, open }
    }

    /// Rows of a video by their numbers in the closed tier, then those in the open one.
    #[inline]
    pub(crate) fn by_tier(&self, rows: &Rows) -> [(&Summaries, Range<usize>); 2] {
        let behind = self.closed.len();
        let open = match &self.open {
            Some(open) => (&open.rows, rows.open.start - behind..rows.open.end - behind),
            None => (&*self.closed, 0..0),
        };
        [(&self.closed, rows.closed.clone()), open]
    }

    /// The tier of a row, and its number there.
    #[inline]
    pub(crate) fn tier(&self, row: usize) -> (&Summaries, usize) {
        match &self.open {
            Some(open) if row >= self.closed.len() => (&open.rows, row - self.closed.len()),
            _ => (&self.closed, row),
        }
    }

    #[inline]
    pub(crate) fn day(&self, row: usize) -> i32 {
        let (tier, row) = self.tier(row);
        tier.day[row]
    }

    #[inline]
    pub(crate) fn has_reading(&self, row: usize) -> bool {
        let (tier, row) = self.tier(row);
        tier.has_reading(row)
    }

    /// Whether no row has the metric at a place.
    pub(crate) fn lacks(&self, m: usize) -> bool {
        self.tiers().all(|tier| tier.last.0[m].is_absent())
    }

    fn tiers(&self) -> impl Iterator<Item = &Summaries> {
        [&*self.closed].into_iter().chain(self.open.as_ref().map(|open| &open.rows))
    }

    /// The rows of a video on days up to and with this one.
    pub(crate) fn rows_until(&self, video: usize, day: i32) -> Rows {
        let rows = self.rows(video);
        let count = self.count_before(&rows, |other| other <= day);
        rows.part(0..count)
    }

    /// The rows of a video on this day and later, of which there are few, or on all.
    #[inline]
    pub(crate) fn rows_since(&self, video: usize, day: i32) -> Rows {
        let mut rows = self.rows(video);
        if day == i32::MIN {
            return rows;
        }
        let (begin, behind) = (rows.closed.start, self.closed.len());
        let days = &self.closed.day[rows.closed.clone()];
        rows.closed.start = begin + days.iter().rposition(|other| *other < day).map_or(0, |before| before + 1);
        if let Some(open) = &self.open {
            let days = &open.rows.day[rows.open.start - behind..rows.open.end - behind];
            rows.open.start += days.iter().take_while(|other| **other < day).count();
        }
        rows
    }

    /// The rows of a video before a day, and those from there to another.
    #[inline]
    pub(crate) fn around(&self, video: usize, from: i32, to: i32) -> (Rows, Rows) {
        let rows = self.rows(video);
        let begin = self.count_before(&rows, |day| day < from);
        let end = self.count_before(&rows, |day| day <= to).max(begin);
        (rows.part(0..begin), rows.part(begin..end))
    }

    /// How many rows lie on days of which this holds; after the first of which it does not, it
    /// holds of none.
    fn count_before(&self, rows: &Rows, holds: impl Fn(i32) -> bool) -> usize {
        let closed = self.closed.day[rows.closed.clone()].partition_point(|day| holds(*day));
        match &self.open {
            Some(open) if closed == rows.closed.len() && !rows.open.is_empty() => {
                let behind = self.closed.len();
                let days = &open.rows.day[rows.open.start - behind..rows.open.end - behind];
                closed + days.partition_point(|day| holds(*day))
            }
            _ => closed,
        }
    }

    /// The latest row with a reading on a day up to and with this one.
    pub(crate) fn latest_reading(&self, video: usize, day: i32) -> Option<usize> {
        self.rows_until(video, day).rev().find(|row| self.has_reading(*row))
    }

    /// The latest row with a reading on a day before this one.
    pub(crate) fn reading_before(&self, video: usize, day: i32) -> Option<usize> {
        day.checked_sub(1).and_then(|before| self.latest_reading(video, before))
    }

    pub(crate) fn products(&self) -> Told<'_, u32> {
        match &self.open {
            None => Told { facts: &self.closed.product, by_row: Some(&self.closed) },
            Some(open) => Told { facts: &open.product, by_row: None },
        }
    }

    pub(crate) fn creators(&self) -> Told<'_, u32> {
        match &self.open {
            None => Told { facts: &self.closed.creator, by_row: Some(&self.closed) },
            Some(open) => Told { facts: &open.creator, by_row: None },
        }
    }

    pub(crate) fn create_times(&self) -> Told<'_, i64> {
        match &self.open {
            None => Told { facts: &self.closed.create_time, by_row: Some(&self.closed) },
            Some(open) => Told { facts: &open.create_time, by_row: None },
        }
    }

    /// Every product a video was seen with, sorted by video, then product.
    pub(crate) fn links(&self) -> &[FirstSeen] {
        self.open.as_ref().map_or(&self.closed.links, |open| &open.links)
    }

    /// Every creator a video was seen with, sorted by video, then creator.
    pub(crate) fn authors(&self) -> &[FirstSeen] {
        self.open.as_ref().map_or(&self.closed.authors, |open| &open.authors)
    }
}

impl PartialEq for Ledger {
    fn eq(&self, other: &Self) -> bool {
        self.flat() == other.flat()
    }
}

#[cfg(all(test, feature = "contract"))]
impl Ledger {
    pub(crate) fn shares_closed_rows_with(&self, other: &Ledger) -> bool {
        Arc::ptr_eq(&self.closed, &other.closed)
    }

    pub(crate) fn has_open_rows(&self) -> bool {
        self.open.is_some()
    }

    pub(crate) fn closed_rows_in_use(&self) -> usize {
        (0..self.videos().len()).map(|video| self.rows(video).closed.len()).sum()
    }
}
