//! Neighbouring videos with all their days.

use std::sync::Arc;

use super::LANES;
use super::Regular;
use super::cells::{Cells, Column};
use super::days::Days;
use super::sums::DaySums;
use crate::metric::Metric;
use crate::summary::Summaries;

/// Columns for the day before the block's first, and for each day on which a video of it has a row.
/// A day on which a video has no reading repeats the one before.
#[derive(Debug, Clone)]
pub(crate) struct Block {
    /// The days of the columns, ascending. A row of a far year costs a column, not one for each day
    /// until then.
    pub(super) days: Vec<i32>,
    pub(super) lanes: usize,
    /// The metrics that all regular videos have, as bits.
    pub(crate) metrics: u8,
    /// How many of the videos are regular.
    pub(crate) regular: usize,
    /// The first columns, which versions of a data set share, and how many of them hold.
    pub(super) shared: Arc<Columns>,
    pub(super) held: usize,
    /// The others.
    pub(super) renewed: Columns,
    pub(super) sums: Vec<DaySums>,
}

/// Numbers for each video, column behind column.
#[derive(Debug, Clone)]
pub(super) struct Columns {
    /// Sums of increments by `within_day`.
    pub(super) within: [Cells; Metric::COUNT],
    /// The last reading; before the first one, what its day is compared with: 0 on the day of
    /// publication, else the first reading.
    pub(super) last: [Cells; Metric::COUNT],
    /// Days with a reading.
    pub(super) reads: Vec<u16>,
    /// One for each [`Kind`]; most blocks have none of them.
    pub(super) counts: [Vec<u16>; Kind::ALL.len()],
}

/// Days that are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// With a single snapshot, the publication day apart.
    Singles,
    /// On which a metric fell, by `within_day`.
    FallsWithin,
    /// On which a metric fell, by `previous_close`.
    FallsClose,
    /// Whose increment by `previous_close` spans more than a day.
    Gaps,
}

impl Kind {
    pub(crate) const ALL: [Kind; 4] = [Kind::Singles, Kind::FallsWithin, Kind::FallsClose, Kind::Gaps];
}

static NO_COUNTS: [u16; LANES] = [0; LANES];

impl Block {
    /// Of all rows of some videos, which stand one behind the other.
    pub(super) fn new(summaries: &Summaries, metrics: &[usize], first: usize, lanes: &[Option<Regular>]) -> Block {
        let narrow = Days::<i32>::of_all(summaries, metrics, first, lanes).block();
        let wide = || Days::<i64>::of_all(summaries, metrics, first, lanes).block();
        match narrow.or_else(wide) {
            Some(block) => block,
            None => unreachable!("64 bits hold all sums of regular videos"),
        }
    }

    /// Where the column of a day begins: numbers as they stood at its end.
    #[inline]
    pub(crate) fn at(&self, day: i32) -> usize {
        self.column(day) * self.lanes
    }

    #[inline]
    pub(crate) fn sums(&self, day: i32) -> &DaySums {
        &self.sums[self.column(day)]
    }

    /// The latest column up to a day, or the first of all.
    fn column(&self, day: i32) -> usize {
        self.days.partition_point(|known| *known <= day).saturating_sub(1)
    }

    #[inline]
    fn columns(&self, at: usize) -> (&Columns, usize) {
        match at.checked_sub(self.held * self.lanes) {
            Some(at) => (&self.renewed, at),
            None => (&self.shared, at),
        }
    }

    /// Sums of increments by `within_day`, in the column that begins at a place.
    #[inline]
    pub(crate) fn within(&self, m: usize, at: usize) -> Column<'_> {
        let (columns, at) = self.columns(at);
        columns.within[m].column(at)
    }

    /// The last readings; before the first one, what its day is compared with.
    #[inline]
    pub(crate) fn last(&self, m: usize, at: usize) -> Column<'_> {
        let (columns, at) = self.columns(at);
        columns.last[m].column(at)
    }

    /// Days with a reading.
    #[inline]
    pub(crate) fn reads(&self, at: usize) -> &[u16] {
        let (columns, at) = self.columns(at);
        &columns.reads[at..at + self.lanes]
    }

    /// Days of a kind.
    #[inline]
    pub(crate) fn counts(&self, kind: Kind, at: usize) -> &[u16] {
        let (columns, at) = self.columns(at);
        columns.counts[kind as usize].get(at..at + self.lanes).unwrap_or(&NO_COUNTS[..self.lanes])
    }

    /// Whether there is a day of a kind.
    pub(crate) fn has_days(&self, kind: Kind) -> bool {
        [&*self.shared, &self.renewed].iter().any(|columns| !columns.counts[kind as usize].is_empty())
    }

    /// Whether no video has a metric.
    pub(crate) fn lacks(&self, m: usize) -> bool {
        self.shared.last[m].is_zero()
    }
}
