//! A few videos at a time, from day to day.

use itertools::Itertools;

use super::Regular;
use super::block::{Columns, Kind};
use super::cells::Cell;
use super::days::{Cursor, KINDS, Made, State};
use super::sums::DaySums;
use crate::metric::Metric;
use crate::summary::Summaries;
use crate::summary::column::CounterColumn;

/// Videos that are taken together: as many as have their numbers of a day in one line of the cache.
/// What they read and what becomes of it stays in the nearest cache meanwhile.
const GROUP: usize = 16;

/// What holds of a day of a video, as bits: those of [`Kind`], and more.
pub(super) mod bit {
    use super::Kind;

    pub(crate) const SINGLE: u8 = 1 << Kind::Singles as u8;
    pub(crate) const FELL_WITHIN: u8 = 1 << Kind::FallsWithin as u8;
    pub(crate) const FELL_CLOSE: u8 = 1 << Kind::FallsClose as u8;
    pub(crate) const GAP: u8 = 1 << Kind::Gaps as u8;
    pub(crate) const PUBLISHED: u8 = 1 << 4;
    /// It has an increment by `previous_close`.
    pub(crate) const KNOWN: u8 = 1 << 5;
}

/// A day of a video with a reading.
struct Reading {
    row: usize,
    /// The column of the day.
    place: u32,
    /// The metrics that the video has, as bits.
    metrics: u8,
    holds: u8,
}

/// What holds of a row with a reading, as far as its counters do not tell; it is the close of the
/// next one.
#[inline]
pub(super) fn holds(summaries: &Summaries, row: usize, regular: Regular, close: &mut Option<i32>) -> u8 {
    let day = summaries.day[row];
    let published = regular.published == Some(day);
    let single = summaries.is_single(row) && !published;
    let before = close.replace(day);
    let gap = before.is_some_and(|before| day - before > 1) && !published;
    let flag = |holds: bool, bit: u8| if holds { bit } else { 0 };
    flag(published, bit::PUBLISHED)
        | flag(single, bit::SINGLE)
        | flag(gap, bit::GAP)
        | flag(before.is_some() || !single, bit::KNOWN)
}

/// The columns of some days, which begin with numbers as they stand before; `None` if a number does
/// not fit.
pub(super) fn walk<T: Cell>(
    summaries: &Summaries,
    metrics: &[usize],
    cursors: &[Option<Cursor>],
    state: State<T>,
    days: Vec<i32>,
) -> Option<Made> {
    let numbers = || vec![T::default(); cursors.len() * days.len()];
    let mut walk = Walk {
        summaries,
        days: &days,
        lanes: cursors.len(),
        readings: Vec::new(),
        ends: Vec::new(),
        sums: vec![DaySums::default(); days.len()],
        alike: are_alike(cursors),
    };
    let mut columns: Vec<(Vec<T>, Vec<T>)> = metrics.iter().map(|_| (numbers(), numbers())).collect();
    let mut counts: [Vec<u16>; KINDS] = std::array::from_fn(|_| vec![0; cursors.len() * days.len()]);
    let mut tile =
        Tile { within: vec![T::default(); GROUP * days.len()], last: vec![T::default(); GROUP * days.len()] };
    let mut counted = vec![0; GROUP * days.len()];
    for (group, cursors) in cursors.chunks(GROUP).enumerate() {
        let first = group * GROUP;
        walk.read(cursors);
        for (place, m) in metrics.iter().enumerate() {
            let (within, last) = (&state.within[place][first..], &state.last[place][first..]);
            let before = within.iter().copied().zip(last.iter().copied());
            walk.metric(*m, cursors, before, &mut tile)?;
            walk.sum_column(within, &tile.within, |sums, more| sums.within[*m] += more);
            walk.sum_column(last, &tile.last, |sums, more| sums.last[*m] += more);
            walk.put(&mut columns[place].0, first, &tile.within);
            walk.put(&mut columns[place].1, first, &tile.last);
        }
        walk.sum_days();
        for (kind, (column, before)) in counts.iter_mut().zip(&state.counts).enumerate() {
            if walk.count(kind, &before[first..], &mut counted) {
                walk.put(column, first, &counted);
            }
        }
    }
    let Walk { mut sums, alike, .. } = walk;
    if let Some(cursor) = cursors.iter().flatten().next().filter(|_| alike) {
        for sums in &mut sums {
            sums.count_alike(cursor.regular.metrics);
        }
    }
    sums.iter_mut().fold(state.sums, |before, sums| {
        *sums = sums.and(&before);
        *sums
    });
    Some(Made { days, columns: Columns::of(metrics, columns, counts), sums })
}

impl DaySums {
    /// Counts days with an increment, by `within_day` and by `previous_close`, of videos that have
    /// these metrics.
    #[inline]
    fn count_increments(&mut self, metrics: u8, within: i64, close: i64) {
        for m in (0..Metric::COUNT).filter(|m| (metrics >> m) & 1 == 1) {
            self.withins[m] += within;
            self.closes[m] += close;
        }
    }

    /// Counts a day of which this holds, its increments by metric too unless all videos have the
    /// same metrics. On the day of publication nothing falls.
    #[inline]
    pub(super) fn count_day(&mut self, holds: &mut u8, metrics: u8, alike: bool) {
        if *holds & bit::PUBLISHED != 0 {
            *holds &= !(bit::FELL_WITHIN | bit::FELL_CLOSE);
        }
        let holds = *holds;
        if !alike {
            self.count_increments(metrics, i64::from(holds & bit::SINGLE == 0), i64::from(holds & bit::KNOWN != 0));
        }
        self.reads += 1;
        self.opens += i64::from(holds & bit::KNOWN == 0);
        for (sum, bit) in [
            (&mut self.singles, bit::SINGLE),
            (&mut self.falls_within, bit::FELL_WITHIN),
            (&mut self.falls_close, bit::FELL_CLOSE),
            (&mut self.gaps, bit::GAP),
        ] {
            *sum += i64::from(holds & bit != 0);
        }
    }

    /// Counts the increments by metric of days of videos that all have these metrics.
    pub(super) fn count_alike(&mut self, metrics: u8) {
        self.count_increments(metrics, self.reads - self.singles, self.reads - self.opens);
    }
}

/// Whether all videos have the same metrics.
pub(super) fn are_alike(cursors: &[Option<Cursor>]) -> bool {
    cursors.iter().flatten().map(|cursor| cursor.regular.metrics).all_equal()
}

/// The numbers of a group at the end of each day.
struct Tile<T> {
    within: Vec<T>,
    last: Vec<T>,
}

struct Walk<'a> {
    summaries: &'a Summaries,
    days: &'a [i32],
    lanes: usize,
    /// Those of a group, video by video, and where those of each end.
    readings: Vec<Reading>,
    ends: Vec<usize>,
    /// What each day adds.
    sums: Vec<DaySums>,
    /// Whether all videos have the same metrics; their increments are counted at the end then.
    alike: bool,
}

impl Walk<'_> {
    /// Takes up the readings of a group.
    fn read(&mut self, cursors: &[Option<Cursor>]) {
        self.readings.clear();
        self.ends.clear();
        for cursor in cursors {
            if let Some(Cursor { next, end, mut close, regular }) = *cursor {
                let mut place = 0;
                for row in (next..end).filter(|row| self.summaries.has_reading(*row)) {
                    let day = self.summaries.day[row];
                    place += self.days[place..].iter().take_while(|known| **known < day).count();
                    let holds = holds(self.summaries, row, regular, &mut close);
                    let (place, metrics) = (place as u32, regular.metrics);
                    self.readings.push(Reading { row, place, metrics, holds });
                }
            }
            self.ends.push(self.readings.len());
        }
    }

    /// Fills in the numbers of a metric, beside those before the first day.
    fn metric<T: Cell>(
        &mut self,
        m: usize,
        cursors: &[Option<Cursor>],
        before: impl Iterator<Item = (T, T)>,
        tile: &mut Tile<T>,
    ) -> Option<()> {
        let (first, last) = (&self.summaries.first.0[m], &self.summaries.last.0[m]);
        match (first, last) {
            (CounterColumn::Narrow(first), CounterColumn::Narrow(last)) => {
                self.fill(m, cursors, before, tile, |row| (first[row].into(), last[row].into()))
            }
            _ => self.fill(m, cursors, before, tile, |row| (first.raw(row), last.raw(row))),
        }
    }

    #[inline]
    fn fill<T: Cell>(
        &mut self,
        m: usize,
        cursors: &[Option<Cursor>],
        before: impl Iterator<Item = (T, T)>,
        tile: &mut Tile<T>,
        counters: impl Fn(usize) -> (i64, i64),
    ) -> Option<()> {
        let mut begin = 0;
        for ((lane, cursor), (mut within, mut last)) in cursors.iter().enumerate().zip(before) {
            let end = self.ends[lane];
            let has_metric = cursor.is_some_and(|cursor| (cursor.regular.metrics >> m) & 1 == 1);
            let readings = if has_metric { &mut self.readings[begin..end] } else { &mut [] };
            begin = end;
            let mut next = 0;
            for Reading { row, place, holds, .. } in readings {
                let (row, place) = (*row, *place as usize);
                for day in next..place {
                    (tile.within[day * GROUP + lane], tile.last[day * GROUP + lane]) = (within, last);
                }
                let (open, close) = counters(row);
                let gained = if *holds & bit::PUBLISHED != 0 { close } else { close - open };
                *holds |= if close < open { bit::FELL_WITHIN } else { 0 };
                *holds |= if close < last.into() { bit::FELL_CLOSE } else { 0 };
                (within, last) = (T::of(within.into() + gained)?, T::of(close)?);
                (tile.within[place * GROUP + lane], tile.last[place * GROUP + lane]) = (within, last);
                next = place + 1;
            }
            for day in next..self.days.len() {
                (tile.within[day * GROUP + lane], tile.last[day * GROUP + lane]) = (within, last);
            }
        }
        Some(())
    }

    /// Adds up by how much the numbers of a group rise on each day.
    fn sum_column<T: Cell>(&mut self, before: &[T], tile: &[T], add: impl Fn(&mut DaySums, i64)) {
        let lanes = self.ends.len();
        let sum = |numbers: &[T]| numbers.iter().map(|number| (*number).into()).sum::<i64>();
        let mut latest = sum(&before[..lanes]);
        for (sums, numbers) in self.sums.iter_mut().zip(tile.as_chunks::<GROUP>().0) {
            // A fixed number of them is added several at a time.
            let now = if lanes == GROUP { sum(numbers) } else { sum(&numbers[..lanes]) };
            add(sums, now - latest);
            latest = now;
        }
    }

    /// Adds up what holds of the days of a group.
    fn sum_days(&mut self) {
        for Reading { place, metrics, holds, .. } in &mut self.readings {
            self.sums[*place as usize].count_day(holds, *metrics, self.alike);
        }
    }

    /// Counts the days of a kind, the first of which is that of all readings; false, and nothing is
    /// counted, if there is none.
    fn count(&self, kind: usize, before: &[u16], counted: &mut [u16]) -> bool {
        let is_of_kind = |reading: &Reading| kind == 0 || (reading.holds >> (kind - 1)) & 1 == 1;
        let before = &before[..self.ends.len()];
        if before.iter().all(|count| *count == 0) && !self.readings.iter().any(is_of_kind) {
            return false;
        }
        let mut begin = 0;
        for (lane, (end, count)) in self.ends.iter().zip(before).enumerate() {
            let (mut count, mut next) = (*count, 0);
            for reading in self.readings[begin..*end].iter().filter(|reading| is_of_kind(reading)) {
                let place = reading.place as usize;
                (next..place).for_each(|day| counted[day * GROUP + lane] = count);
                (count, next) = (count + 1, place);
            }
            (next..self.days.len()).for_each(|day| counted[day * GROUP + lane] = count);
            begin = *end;
        }
        true
    }

    /// Puts the numbers of a group, which begins with a lane, in their places.
    fn put<T: Copy>(&self, column: &mut [T], first: usize, tile: &[T]) {
        for (column, numbers) in column.chunks_mut(self.lanes).zip(tile.chunks(GROUP)) {
            let places = &mut column[first..self.lanes.min(first + GROUP)];
            places.copy_from_slice(&numbers[..places.len()]);
        }
    }
}
