//! The increments of days, straight from the rows that decide them.

use std::ops::Range;

use super::facts::{Fact, FactColumn};
use super::fold::{NO_ROW, Runs};
use super::rows::{CounterSlice, RowColumns};
use crate::calendar::Calendar;
use crate::daily::{GainedColumn, IncrementColumns};
use crate::increment::Baseline;
use crate::metric::Metric;

/// The increments of some videos; products and creators are not looked at.
pub(super) fn gains(runs: Runs, rows: &RowColumns<'_>, calendar: &Calendar, baseline: Baseline) -> IncrementColumns {
    let mut pairs = Pairs::with_capacity(runs.first_rows.len());
    let mut begin = 0;
    for (video, end) in runs.summaries.ends.iter().enumerate() {
        let days = begin..*end;
        let create_time = latest(&runs.summaries.create_time, video, days.clone());
        let published = create_time.map(|seconds| calendar.day_of_seconds(seconds).number());
        pairs.push_video(&runs, rows, video, days, published, baseline);
        begin = *end;
    }
    pairs.gained(rows)
}

/// The latest value that is known of a video.
fn latest(facts: &FactColumn<i64>, video: usize, mut days: Range<usize>) -> Option<i64> {
    match facts.of_video[video] {
        i64::VARIES => days.rfind(|day| facts.value(video, *day).is_some()).and_then(|day| facts.value(video, day)),
        i64::NONE => None,
        value => Some(value),
    }
}

/// Of each increment the rows that it lies between.
struct Pairs {
    aweme_id: Vec<i64>,
    day: Vec<i32>,
    span_days: Vec<i32>,
    /// [`NO_ROW`] for a day of publication, which opens at 0.
    open: Vec<u32>,
    close: Vec<u32>,
}

impl Pairs {
    fn with_capacity(days: usize) -> Self {
        let rows = || Vec::with_capacity(days);
        Pairs {
            aweme_id: Vec::with_capacity(days),
            day: Vec::with_capacity(days),
            span_days: Vec::with_capacity(days),
            open: rows(),
            close: rows(),
        }
    }

    fn push_video(
        &mut self,
        runs: &Runs,
        rows: &RowColumns<'_>,
        video: usize,
        days: Range<usize>,
        published: Option<i32>,
        baseline: Baseline,
    ) {
        let aweme_id = runs.summaries.videos[video];
        let mut previous: Option<(i32, u32)> = None;
        for place in days {
            let (day, first, last) = (runs.summaries.day[place], runs.first_rows[place], runs.last_rows[place]);
            if first == NO_ROW {
                continue;
            }
            let close_before = previous.replace((day, last)).filter(|_| baseline == Baseline::PreviousClose);
            let (open, span_days) = match close_before {
                _ if published == Some(day) => (NO_ROW, 1),
                Some((day_before, close)) => (close, day - day_before),
                None if rows.update_ts[first as usize] == rows.update_ts[last as usize] => continue,
                None => (first, 1),
            };
            self.aweme_id.push(aweme_id);
            self.day.push(day);
            self.span_days.push(span_days);
            self.open.push(open);
            self.close.push(last);
        }
    }

    /// Subtracts, metric by metric, and leaves out pairs that have no metric at both ends.
    fn gained(self, rows: &RowColumns<'_>) -> IncrementColumns {
        let Pairs { aweme_id, day, span_days, open, close } = self;
        let gained: [GainedColumn; Metric::COUNT] = std::array::from_fn(|m| {
            let least = i32::from(Metric::ALL[m].zero_is_missing());
            let pairs = open.iter().zip(&close);
            match rows.counters[m] {
                None => GainedColumn::Absent,
                Some(CounterSlice::Narrow(values)) => {
                    let gain = |pair| gain(values, pair, least).unwrap_or(GainedColumn::MISSING_NARROW);
                    GainedColumn::Narrow(pairs.map(gain).collect())
                }
                Some(CounterSlice::Wide(values)) => {
                    let gain = |pair| gain(values, pair, i64::from(least)).unwrap_or(GainedColumn::MISSING_WIDE);
                    GainedColumn::Wide(pairs.map(gain).collect())
                }
            }
        });
        let mut all = IncrementColumns { aweme_id, day, gained, span_days };
        all.drop_empty();
        all
    }
}

/// What lies between two counters; [`NO_ROW`] opens at 0. Known counters are at least `least`.
#[inline]
fn gain<T: Copy + Default + PartialOrd + std::ops::Sub<Output = T>>(
    values: &[T],
    (open, close): (&u32, &u32),
    least: T,
) -> Option<T> {
    let close = values[*close as usize];
    if *open == NO_ROW {
        return (close >= least).then_some(close);
    }
    let open = values[*open as usize];
    (open >= least && close >= least).then(|| close - open)
}
