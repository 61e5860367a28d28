//! `docs/METRICS.md`, sections 2 to 4, word by word: every question searches all rows.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use mediaop_core::{Baseline, Calendar};

use super::rows::{Data, Row};

/// Counters in the order of `Metric::ALL`.
pub(crate) type Values = [Option<i64>; 7];
/// When, and what.
pub(crate) type Reading = (i64, Values);

pub(crate) struct Reference<'a> {
    pub(crate) data: &'a Data,
    /// Those that were accepted.
    pub(crate) rows: Vec<&'a Row>,
}

impl<'a> Reference<'a> {
    pub(crate) fn of(data: &'a Data) -> Self {
        let rows = data.rows.iter().filter(|row| accepted(row, &data.calendar)).collect();
        Reference { data, rows }
    }

    pub(crate) fn videos(&self) -> BTreeSet<i64> {
        self.rows.iter().map(|row| row.aweme_id).collect()
    }

    pub(crate) fn day(&self, row: &Row) -> i32 {
        self.data.calendar.day_of_ms(row.update_ts).number()
    }

    fn of_video(&self, video: i64) -> impl Iterator<Item = &'a Row> {
        self.rows.iter().copied().filter(move |row| row.aweme_id == video)
    }

    /// The rows of a video by the end of a day.
    pub(crate) fn seen(&self, video: i64, by: i32) -> impl Iterator<Item = &'a Row> {
        self.of_video(video).filter(move |row| self.day(row) <= by)
    }

    fn readings(&self, video: i64, day: i32) -> impl Iterator<Item = Reading> {
        let of_day = self.of_video(video).filter(move |row| self.day(row) == day);
        of_day.filter(|row| !blank(row, &self.data.calendar)).map(|row| (row.update_ts, counters(row)))
    }

    /// The days of a video that have a summary.
    pub(crate) fn days(&self, video: i64) -> BTreeSet<i32> {
        self.of_video(video)
            .map(|row| self.day(row))
            .filter(|day| self.readings(video, *day).next().is_some())
            .collect()
    }

    pub(crate) fn first(&self, video: i64, day: i32) -> Option<Reading> {
        self.readings(video, day).min_by_key(|(ts, counters)| (*ts, Reverse(*counters)))
    }

    pub(crate) fn last(&self, video: i64, day: i32) -> Option<Reading> {
        self.readings(video, day).max()
    }

    pub(crate) fn published(&self, video: i64, known_by: i32) -> Option<i32> {
        let known = self.seen(video, known_by).filter_map(|row| Some((row.update_ts, row.create_time?)));
        let (_, seconds) = known.filter(|(_, seconds)| *seconds > 0).max()?;
        Some(self.data.calendar.day_of_seconds(seconds).number())
    }

    /// What a video gained on a day that has a summary, and over how many days.
    pub(crate) fn increment(&self, video: i64, day: i32, baseline: Baseline, known_by: i32) -> (Values, i32) {
        let (Some(first), Some(last)) = (self.first(video, day), self.last(video, day)) else { return ([None; 7], 1) };
        if self.published(video, known_by) == Some(day) {
            return (last.1, 1);
        }
        let close = self.days(video).into_iter().filter(|earlier| *earlier < day).max();
        if let (Baseline::PreviousClose, Some(close)) = (baseline, close) {
            let (_, counters) = self.last(video, close).unwrap();
            return (minus(last.1, counters), day - close);
        }
        (if first.0 == last.0 { [None; 7] } else { minus(last.1, first.1) }, 1)
    }

    /// All of them: video, day, gained, span.
    pub(crate) fn increments(&self, baseline: Baseline) -> Vec<(i64, i32, Values, i32)> {
        let mut all = Vec::new();
        for video in self.videos() {
            for day in self.days(video) {
                let (gained, span) = self.increment(video, day, baseline, i32::MAX);
                if gained.iter().any(Option::is_some) {
                    all.push((video, day, gained, span));
                }
            }
        }
        all
    }
}

pub(crate) fn minus(last: Values, first: Values) -> Values {
    std::array::from_fn(|m| Some(last[m]? - first[m]?))
}

pub(crate) fn accepted(row: &Row, calendar: &Calendar) -> bool {
    let published = row.create_time.filter(|seconds| *seconds > 0).map(|seconds| calendar.day_of_seconds(seconds));
    row.aweme_id > 0
        && (100_000_000_000..100_000_000_000_000).contains(&row.update_ts)
        && row.create_time.is_none_or(|seconds| seconds <= 100_000_000_000)
        && (row.sighting || row.counters.iter().flatten().all(|counter| *counter >= -1))
        && published.is_none_or(|published| published <= calendar.day_of_ms(row.update_ts))
}

fn counters(row: &Row) -> Values {
    let known = |m: usize, count: i64| count > 0 || (count == 0 && m < 4);
    std::array::from_fn(|m| row.counters[m].filter(|count| !row.sighting && known(m, *count)))
}

fn blank(row: &Row, calendar: &Calendar) -> bool {
    let published = row.create_time.filter(|seconds| *seconds > 0).map(|seconds| calendar.day_of_seconds(seconds));
    let nothing = counters(row).iter().all(|count| count.unwrap_or(0) == 0);
    row.sighting || (nothing && published != Some(calendar.day_of_ms(row.update_ts)))
}
