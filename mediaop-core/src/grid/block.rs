//! Neighbouring videos with all their days.

use super::Regular;
use super::cells::{Cell, Cells};
use crate::metric::Metric;
use crate::summary::Summaries;

/// Sums over the regular videos of a block, up to and with a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct DaySums {
    /// Days with a reading.
    pub(crate) reads: i64,
    pub(crate) singles: i64,
    /// First days without an increment.
    pub(crate) opens: i64,
    pub(crate) falls_within: i64,
    pub(crate) falls_close: i64,
    pub(crate) gaps: i64,
    pub(crate) within: [i64; Metric::COUNT],
    pub(crate) last: [i64; Metric::COUNT],
    /// Days with an increment by `within_day`, of the videos that have the metric.
    pub(crate) withins: [i64; Metric::COUNT],
    /// Days with an increment by `previous_close`, of the videos that have the metric.
    pub(crate) closes: [i64; Metric::COUNT],
}

impl DaySums {
    /// What is beyond other sums.
    pub(crate) fn less(&self, other: &DaySums) -> DaySums {
        let each = |a: &[i64; Metric::COUNT], b: &[i64; Metric::COUNT]| std::array::from_fn(|m| a[m] - b[m]);
        DaySums {
            reads: self.reads - other.reads,
            singles: self.singles - other.singles,
            opens: self.opens - other.opens,
            falls_within: self.falls_within - other.falls_within,
            falls_close: self.falls_close - other.falls_close,
            gaps: self.gaps - other.gaps,
            within: each(&self.within, &other.within),
            last: each(&self.last, &other.last),
            withins: each(&self.withins, &other.withins),
            closes: each(&self.closes, &other.closes),
        }
    }
}

/// Columns for the day before the block's first, and for each day up to its last. A day on which
/// a video has no reading repeats the day before.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Block {
    /// The day of the first column.
    before: i32,
    lanes: usize,
    columns: usize,
    /// The metrics that all regular videos have, as bits.
    pub(crate) metrics: u8,
    /// How many of the videos are regular.
    pub(crate) regular: usize,
    /// Sums of increments by `within_day`.
    pub(crate) within: [Cells; Metric::COUNT],
    /// The last reading; before the first one, what its day is compared with: 0 on the day of
    /// publication, else the first reading.
    pub(crate) last: [Cells; Metric::COUNT],
    /// Days with a reading.
    pub(crate) reads: Vec<u16>,
    /// Days with a single snapshot, the publication day apart.
    pub(crate) singles: Counts,
    /// Days on which a metric fell, by `within_day`.
    pub(crate) falls_within: Counts,
    /// Days on which a metric fell, by `previous_close`.
    pub(crate) falls_close: Counts,
    /// Days whose increment by `previous_close` spans more than a day.
    pub(crate) gaps: Counts,
    sums: Vec<DaySums>,
}

/// Counts in columns, of which most blocks have none.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Counts(Vec<u16>);

impl Counts {
    fn of(counts: Vec<u16>) -> Self {
        Counts(if counts.iter().all(|count| *count == 0) { Vec::new() } else { counts })
    }

    pub(crate) fn is_zero(&self) -> bool {
        self.0.is_empty()
    }

    /// The counts of a column, which begins at a place; only where there are any.
    pub(crate) fn column(&self, at: usize, lanes: usize) -> &[u16] {
        &self.0[at..at + lanes]
    }

    #[inline]
    pub(crate) fn get(&self, place: usize) -> u16 {
        self.0.get(place).copied().unwrap_or(0)
    }
}

impl Block {
    /// Where the column of a day begins: numbers as they stood at its end.
    #[inline]
    pub(crate) fn at(&self, day: i32) -> usize {
        self.column(day) * self.lanes
    }

    #[inline]
    pub(crate) fn sums(&self, day: i32) -> &DaySums {
        &self.sums[self.column(day)]
    }

    fn column(&self, day: i32) -> usize {
        usize::try_from(i64::from(day) - i64::from(self.before)).unwrap_or(0).min(self.columns - 1)
    }

    pub(super) fn new(summaries: &Summaries, metrics: &[usize], first: usize, lanes: &[Option<Regular>]) -> Block {
        let narrow = Builder::<i32>::new(summaries, metrics, first, lanes).build();
        let wide = || Builder::<i64>::new(summaries, metrics, first, lanes).build();
        match narrow.or_else(wide) {
            Some(block) => block,
            None => unreachable!("64 bits hold all sums of regular videos"),
        }
    }
}

/// A video on its way through the days.
#[derive(Clone, Copy)]
struct Cursor {
    /// Of the summaries that are still to come.
    next: usize,
    end: usize,
    /// The row of the latest day with a reading.
    close: Option<usize>,
    regular: Regular,
}

struct Builder<'a, T> {
    summaries: &'a Summaries,
    metrics: &'a [usize],
    before: i32,
    columns: usize,
    cursors: Vec<Option<Cursor>>,
    /// As they stand at the end of the current day, metric by metric.
    within: Vec<Vec<T>>,
    last: Vec<Vec<T>>,
    counts: [Vec<u16>; 5],
    sums: DaySums,
}

const READS: usize = 0;
const SINGLES: usize = 1;
const FALLS_WITHIN: usize = 2;
const FALLS_CLOSE: usize = 3;
const GAPS: usize = 4;

impl<'a, T: Cell + Into<i64>> Builder<'a, T> {
    fn new(summaries: &'a Summaries, metrics: &'a [usize], first: usize, lanes: &[Option<Regular>]) -> Self {
        let cursors: Vec<Option<Cursor>> = (first..)
            .zip(lanes)
            .map(|(video, regular)| {
                let rows = summaries.rows(video);
                regular.map(|regular| Cursor { next: rows.start, end: rows.end, close: None, regular })
            })
            .collect();
        let days =
            || cursors.iter().flatten().map(|cursor| (summaries.day[cursor.next], summaries.day[cursor.end - 1]));
        let before = days().map(|(first, _)| first - 1).min().unwrap_or(0);
        let last = days().map(|(_, last)| last).max().unwrap_or(before);
        let zeros = || vec![vec![T::default(); cursors.len()]; metrics.len()];
        Builder {
            summaries,
            metrics,
            before,
            columns: (last - before) as usize + 1,
            within: zeros(),
            last: zeros(),
            counts: std::array::from_fn(|_| vec![0; cursors.len()]),
            sums: DaySums::default(),
            cursors,
        }
    }

    /// `None` if a number does not fit.
    fn build(mut self) -> Option<Block> {
        self.open()?;
        let size = self.cursors.len() * self.columns;
        let column = || Vec::with_capacity(size);
        let (mut within, mut last): (Vec<Vec<T>>, Vec<Vec<T>>) =
            self.metrics.iter().map(|_| (column(), column())).unzip();
        let mut counts: [Vec<u16>; 5] = std::array::from_fn(|_| Vec::with_capacity(size));
        let mut sums = Vec::with_capacity(self.columns);
        for day in (self.before..).take(self.columns) {
            self.pass(day)?;
            within.iter_mut().zip(&self.within).for_each(|(column, now)| column.extend_from_slice(now));
            last.iter_mut().zip(&self.last).for_each(|(column, now)| column.extend_from_slice(now));
            counts.iter_mut().zip(&self.counts).for_each(|(column, now)| column.extend_from_slice(now));
            sums.push(self.sums);
        }
        let mut block = self.empty();
        for (m, (within, last)) in self.metrics.iter().zip(within.into_iter().zip(last)) {
            (block.within[*m], block.last[*m]) = (T::cells(within), T::cells(last));
        }
        let [reads, singles, falls_within, falls_close, gaps] = counts;
        Some(Block {
            reads,
            singles: Counts::of(singles),
            falls_within: Counts::of(falls_within),
            falls_close: Counts::of(falls_close),
            gaps: Counts::of(gaps),
            sums,
            ..block
        })
    }

    fn empty(&self) -> Block {
        Block {
            before: self.before,
            lanes: self.cursors.len(),
            columns: self.columns,
            metrics: self.cursors.iter().flatten().fold(u8::MAX, |all, cursor| all & cursor.regular.metrics),
            regular: self.cursors.iter().flatten().count(),
            within: [const { Cells::Zero }; Metric::COUNT],
            last: [const { Cells::Zero }; Metric::COUNT],
            reads: vec![0; self.cursors.len() * self.columns],
            singles: Counts::default(),
            falls_within: Counts::default(),
            falls_close: Counts::default(),
            gaps: Counts::default(),
            sums: vec![DaySums::default(); self.columns],
        }
    }

    /// What the first day of each video is compared with.
    fn open(&mut self) -> Option<()> {
        for (lane, cursor) in self.cursors.iter().enumerate() {
            let Some(Cursor { next, regular, .. }) = cursor else { continue };
            if regular.published == Some(self.summaries.day[*next]) {
                continue;
            }
            for (last, m) in self.last.iter_mut().zip(self.metrics) {
                if (regular.metrics >> m) & 1 == 1 {
                    let open = self.summaries.first.0[*m].raw(*next);
                    last[lane] = T::of(open)?;
                    self.sums.last[*m] += open;
                }
            }
        }
        Some(())
    }

    /// Takes in the rows of a day.
    fn pass(&mut self, day: i32) -> Option<()> {
        let summaries = self.summaries;
        for lane in 0..self.cursors.len() {
            let Some(cursor) = &mut self.cursors[lane] else { continue };
            if cursor.next == cursor.end || summaries.day[cursor.next] != day {
                continue;
            }
            let row = cursor.next;
            cursor.next += 1;
            if summaries.has_reading(row) {
                let close = cursor.close.replace(row);
                let regular = cursor.regular;
                self.read(lane, row, close, regular)?;
            }
        }
        Some(())
    }

    fn read(&mut self, lane: usize, row: usize, close: Option<usize>, regular: Regular) -> Option<()> {
        let (summaries, day) = (self.summaries, self.summaries.day[row]);
        let published = regular.published == Some(day);
        let single = summaries.is_single(row) && !published;
        let (mut fell_within, mut fell_close) = (false, false);
        let known = close.is_some() || !single;
        for (place, m) in self.metrics.iter().enumerate().filter(|(_, m)| (regular.metrics >> **m) & 1 == 1) {
            let (first, last) = (summaries.first.0[*m].raw(row), summaries.last.0[*m].raw(row));
            let gained = if published { last } else { last - first };
            fell_within |= last < first;
            let held: i64 = self.last[place][lane].into();
            fell_close |= last < held;
            let within: i64 = self.within[place][lane].into();
            self.within[place][lane] = T::of(within + gained)?;
            self.last[place][lane] = T::of(last)?;
            self.sums.within[*m] += gained;
            self.sums.last[*m] += last - held;
            self.sums.withins[*m] += i64::from(!single);
            self.sums.closes[*m] += i64::from(known);
        }
        let gap = close.is_some_and(|close| day - summaries.day[close] > 1) && !published;
        let mut count = |kind: usize, happened: bool| {
            self.counts[kind][lane] += u16::from(happened);
            i64::from(happened)
        };
        self.sums.reads += count(READS, true);
        self.sums.opens += i64::from(!known);
        self.sums.singles += count(SINGLES, single);
        self.sums.falls_within += count(FALLS_WITHIN, fell_within && !published);
        self.sums.falls_close += count(FALLS_CLOSE, fell_close && !published);
        self.sums.gaps += count(GAPS, gap);
        Some(())
    }
}
