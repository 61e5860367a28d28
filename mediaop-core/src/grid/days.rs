//! The days of neighbouring videos → columns.

use std::ops::Range;
use std::sync::Arc;

use super::Regular;
use super::block::{Block, Columns, Kind};
use super::cells::{Cell, Cells};
use super::sums::DaySums;
use super::walk;
use crate::metric::Metric;
use crate::summary::Summaries;

/// A video on its way through the days.
#[derive(Clone, Copy)]
pub(super) struct Cursor {
    /// Of the summaries that are still to come.
    pub(super) next: usize,
    pub(super) end: usize,
    /// The latest day with a reading.
    pub(super) close: Option<i32>,
    pub(super) regular: Regular,
}

impl Cursor {
    /// At the first of some rows; `close` is the latest day with a reading before them.
    pub(super) fn new(rows: Range<usize>, close: Option<i32>, regular: Regular) -> Self {
        Cursor { next: rows.start, end: rows.end, close, regular }
    }
}

/// The days of a block, one after the other.
pub(super) struct Days<'a, T> {
    summaries: &'a Summaries,
    metrics: &'a [usize],
    /// The days of the columns that are made.
    days: Vec<i32>,
    cursors: Vec<Option<Cursor>>,
    state: State<T>,
}

/// The numbers of each video as they stand at the end of a day, and the sums over all.
pub(super) struct State<T> {
    /// Metric by metric.
    pub(super) within: Vec<Vec<T>>,
    pub(super) last: Vec<Vec<T>>,
    /// Days with a reading, then those of each [`Kind`].
    pub(super) counts: [Vec<u16>; KINDS],
    pub(super) sums: DaySums,
}

/// The columns that were made, their days, and the sums up to and with each.
pub(super) struct Made {
    pub(super) days: Vec<i32>,
    pub(super) columns: Columns,
    pub(super) sums: Vec<DaySums>,
}

/// Days with a reading, then those of each [`Kind`].
pub(super) const KINDS: usize = 1 + Kind::ALL.len();

impl<'a, T: Cell> Days<'a, T> {
    /// All days of some videos, from the first of which on they stand in the summaries.
    pub(super) fn of_all(
        summaries: &'a Summaries,
        metrics: &'a [usize],
        first: usize,
        lanes: &[Option<Regular>],
    ) -> Self {
        let cursor = |(video, regular): (usize, &Option<Regular>)| {
            regular.map(|regular| Cursor::new(summaries.rows(video), None, regular))
        };
        let cursors: Vec<Option<Cursor>> = (first..).zip(lanes).map(cursor).collect();
        let zeros = || vec![vec![T::default(); cursors.len()]; metrics.len()];
        let state = State {
            within: zeros(),
            last: zeros(),
            counts: std::array::from_fn(|_| vec![0; cursors.len()]),
            sums: DaySums::default(),
        };
        let days = days_of(cursors.iter().flatten().map(|cursor| &summaries.day[cursor.next..cursor.end]));
        Days { summaries, metrics, days, cursors, state }
    }

    /// The whole block; `None` if a number does not fit.
    pub(super) fn block(mut self) -> Option<Block> {
        let before = self.days.first().map_or(0, |first| first - 1);
        self.days.insert(0, before);
        self.open()?;
        let lanes = self.cursors.len();
        let regular = || self.cursors.iter().flatten().map(|cursor| cursor.regular.metrics);
        let (metrics, regular) = (regular().fold(u8::MAX, |all, metrics| all & metrics), regular().count());
        let days = std::mem::take(&mut self.days);
        let made = walk::walk(self.summaries, self.metrics, &self.cursors, self.state, days)?;
        let Made { days, columns: shared, sums } = made;
        let (held, shared, renewed) = (days.len(), Arc::new(shared), Columns::none());
        Some(Block { days, lanes, metrics, regular, shared, held, renewed, sums })
    }

    /// What the first day of each video is compared with.
    fn open(&mut self) -> Option<()> {
        for (lane, cursor) in self.cursors.iter().enumerate() {
            let Some(Cursor { next, regular, .. }) = cursor else { continue };
            if regular.published == Some(self.summaries.day[*next]) {
                continue;
            }
            for (last, m) in self.state.last.iter_mut().zip(self.metrics) {
                if (regular.metrics >> m) & 1 == 1 {
                    let open = self.summaries.first.0[*m].raw(*next);
                    last[lane] = T::of(open)?;
                    self.state.sums.last[*m] += open;
                }
            }
        }
        Some(())
    }
}

/// All days of some lists that ascend, ascending.
pub(super) fn days_of<'a>(lists: impl Iterator<Item = &'a [i32]> + Clone) -> Vec<i32> {
    /// Days that are told apart by a flag each.
    const FEW: usize = 1 << 12;
    let ends = lists.clone().filter_map(|days| Some((*days.first()?, *days.last()?)));
    let Some((first, last)) = ends.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1))) else { return Vec::new() };
    let span = usize::try_from(i64::from(last) - i64::from(first)).unwrap_or(usize::MAX);
    if span >= FEW {
        let mut days: Vec<i32> = lists.flatten().copied().collect();
        days.sort_unstable();
        days.dedup();
        return days;
    }
    let mut is_there = [false; FEW];
    lists.flatten().for_each(|day| is_there[(day - first) as usize] = true);
    (first..=last).filter(|day| is_there[(day - first) as usize]).collect()
}

impl Columns {
    /// What was gained within days and what counters last said, by metric, and the counts of each kind,
    /// of which none are kept where all are 0.
    pub(super) fn of<T: Cell>(metrics: &[usize], columns: Vec<(Vec<T>, Vec<T>)>, counts: [Vec<u16>; KINDS]) -> Columns {
        let mut made = Columns::none();
        for (m, (within, last)) in metrics.iter().zip(columns) {
            (made.within[*m], made.last[*m]) = (T::cells(within), T::cells(last));
        }
        let [reads, counts @ ..] = counts;
        let counts = counts.map(|counts| if counts.iter().all(|count| *count == 0) { Vec::new() } else { counts });
        Columns { reads, counts, ..made }
    }

    pub(super) fn none() -> Columns {
        Columns {
            within: [const { Cells::Zero }; Metric::COUNT],
            last: [const { Cells::Zero }; Metric::COUNT],
            reads: Vec::new(),
            counts: Default::default(),
        }
    }
}
