//! The increments of days, straight from the rows that decide them.

use std::ops::Range;

use super::facts::{Fact, FactColumn};
use super::fold::{DayRows, NO_ROW, Runs};
use super::rows::{CounterSlice, RowColumns};
use crate::calendar::Calendar;
use crate::daily::{GainedColumn, IncrementColumns};
use crate::increment::Baseline;
use crate::metric::Metric;

/// The increments of some videos alone.
pub(super) fn gains(runs: Runs, rows: &RowColumns<'_>, calendar: &Calendar, baseline: Baseline) -> IncrementColumns {
    let mut all = IncrementColumns::default();
    Pairs::of(runs, calendar, baseline).put_behind(&mut all, rows);
    all
}

/// The latest value that is known of a video.
fn latest(facts: &FactColumn<i64>, video: usize, mut days: Range<usize>) -> Option<i64> {
    match facts.of_video[video] {
        i64::VARIES => days.rfind(|day| facts.value(video, *day).is_some()).and_then(|day| facts.value(video, day)),
        i64::NONE => None,
        value => Some(value),
    }
}

/// Of each increment what it lies between; products and creators are not looked at.
pub(super) struct Pairs {
    aweme_id: Vec<i64>,
    days: Vec<Pair>,
}

#[derive(Clone, Copy)]
struct Pair {
    day: i32,
    span_days: i32,
    /// The rows; [`NO_ROW`] where a day of publication opens at 0.
    open: u32,
    close: u32,
}

impl Pairs {
    pub(super) fn of(runs: Runs, calendar: &Calendar, baseline: Baseline) -> Pairs {
        let Runs { summaries, days, .. } = runs;
        let mut pairs = Pairs { aweme_id: Vec::with_capacity(days.len()), days: Vec::with_capacity(days.len()) };
        let mut begin = 0;
        for (video, end) in summaries.ends.iter().enumerate() {
            let create_time = latest(&summaries.create_time, video, begin..*end);
            let published = create_time.map(|seconds| calendar.day_of_seconds(seconds).number());
            let days = &days[begin..*end];
            match baseline {
                Baseline::WithinDay => pairs.push_within_day(days, published),
                Baseline::PreviousClose => pairs.push_previous_close(days, published),
            }
            pairs.aweme_id.resize(pairs.days.len(), summaries.videos[video]);
            begin = *end;
        }
        pairs
    }

    fn push_within_day(&mut self, days: &[DayRows], published: Option<i32>) {
        for DayRows { day, first, last, .. } in days {
            let is_published = published == Some(*day);
            if *first != NO_ROW && (is_published || first != last) {
                let open = if is_published { NO_ROW } else { *first };
                self.days.push(Pair { day: *day, span_days: 1, open, close: *last });
            }
        }
    }

    fn push_previous_close(&mut self, days: &[DayRows], published: Option<i32>) {
        let mut previous: Option<DayRows> = None;
        for this in days.iter().filter(|day| day.first != NO_ROW) {
            let DayRows { day, first, last, .. } = *this;
            let (open, span_days) = match previous.replace(*this) {
                _ if published == Some(day) => (NO_ROW, 1),
                Some(before) => (before.last, day - before.day),
                None if first == last => continue,
                None => (first, 1),
            };
            self.days.push(Pair { day, span_days, open, close: last });
        }
    }

    /// Subtracts, metric by metric, and leaves out pairs that have no metric at both ends. What
    /// there is already came from rows with the same metrics, of videos before.
    pub(super) fn put_behind(&self, all: &mut IncrementColumns, rows: &RowColumns<'_>) {
        let (before, pairs) = (all.len(), self.days.iter());
        for (m, column) in all.gained.iter_mut().enumerate() {
            let least = i32::from(Metric::ALL[m].zero_is_missing());
            match rows.counters[m] {
                None => {}
                Some(CounterSlice::Narrow(values)) => {
                    let gain = |pair: &Pair| gain(values, pair, least).unwrap_or(GainedColumn::MISSING_NARROW);
                    column.narrow().extend(pairs.clone().map(gain));
                }
                Some(CounterSlice::Wide(values)) => {
                    let gain = |pair: &Pair| gain(values, pair, i64::from(least)).unwrap_or(GainedColumn::MISSING_WIDE);
                    column.wide().extend(pairs.clone().map(gain));
                }
            }
        }
        all.aweme_id.extend_from_slice(&self.aweme_id);
        all.day.extend(pairs.clone().map(|pair| pair.day));
        all.span_days.extend(pairs.map(|pair| pair.span_days));
        all.drop_empty(before);
    }
}

/// What lies between two counters; [`NO_ROW`] opens at 0. Known counters are at least `least`.
#[inline]
fn gain<T: Copy + Default + PartialOrd + std::ops::Sub<Output = T>>(values: &[T], pair: &Pair, least: T) -> Option<T> {
    let close = values[pair.close as usize];
    // There are fewer rows than `NO_ROW`.
    let open = values.get(pair.open as usize).copied();
    (close >= least && open.is_none_or(|open| open >= least)).then(|| close - open.unwrap_or_default())
}
