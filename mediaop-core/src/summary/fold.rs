//! Rows of ascending videos → day summaries.

use std::ops::Range;

use super::latest_days::LatestDays;
use super::odd::OddVideo;
use super::rows::{Constant, RowColumns, flag};
use super::{FirstSeen, NO_TEXT, Stamped, Summaries};
use crate::calendar::Calendar;

/// Rows that one thread folds at a time: few enough to stay in its cache from the check on.
pub(super) const PART: usize = 1 << 14;

/// The days of videos, and which rows decide them.
#[derive(Default)]
pub(super) struct Runs {
    /// All but times and counters.
    pub(super) summaries: Summaries,
    /// Of each day the row of the latest sighting, and those of its first and its last snapshot.
    pub(super) seen_rows: Vec<u32>,
    pub(super) first_rows: Vec<u32>,
    pub(super) last_rows: Vec<u32>,
    /// Whether a row has a text code without a text; then the rest is not to be used.
    pub(super) has_foreign_codes: bool,
}

/// Stands for "no row" among the rows that decide a day.
pub(super) const NO_ROW: u32 = u32::MAX;

/// Folds rows that are checked and whose videos ascend; there are fewer than 2^32.
///
/// # Cost
/// A few steps a row, most of them on several rows at a time, where the rows of a video ascend by
/// time and say one product, creator and creation time. Other videos are taken row by row.
pub(super) fn runs(rows: &RowColumns<'_>, calendar: &Calendar) -> Runs {
    let days = LatestDays::new(calendar);
    let mut folder = Folder { rows, days, odd: OddVideo::new(calendar), rows_a_day: 0, out: Runs::default() };
    folder.out.reserve(rows.len() / 6);
    let (mut begin, mut count) = (0, 0);
    while begin < rows.len() {
        let id = rows.aweme_id[begin];
        let end = end_of_run(rows.aweme_id, begin, count, |other| other == id);
        folder.video(begin..end);
        (begin, count) = (end, end - begin);
    }
    folder.out
}

/// Where those that are within end; the first is, and after the first that is not, none is.
/// `likely` is how many it may be.
#[inline]
pub(super) fn end_of_run<T: Copy>(values: &[T], begin: usize, likely: usize, within: impl Fn(T) -> bool) -> usize {
    let is_within = |place: usize| values.get(place).is_some_and(|value| within(*value));
    let mut known = begin + 1;
    if likely > 1 && is_within(begin + likely - 1) {
        known = begin + likely;
    }
    let mut step = 1;
    while is_within(known + step - 1) {
        known += step;
        step *= 2;
    }
    let end = values.len().min(known + step - 1);
    known + values[known..end].partition_point(|value| within(*value))
}

impl Runs {
    fn reserve(&mut self, days: usize) {
        self.summaries.day.reserve(days);
        for rows in [&mut self.seen_rows, &mut self.first_rows, &mut self.last_rows] {
            rows.reserve(days);
        }
    }
}

struct Folder<'a> {
    rows: &'a RowColumns<'a>,
    days: LatestDays<'a>,
    odd: OddVideo<'a>,
    /// How many rows the latest day had.
    rows_a_day: usize,
    out: Runs,
}

impl Folder<'_> {
    fn video(&mut self, rows: Range<usize>) {
        let found = self.rows.flags.map_or(0, |flags| flags[rows.clone()].iter().fold(0, |all, flags| all | flags));
        let is_plain = found & flag::REJECTED == 0 && ascends(&self.rows.update_ts[rows.clone()]);
        let constant = if is_plain { self.rows.constant_of(rows.clone()) } else { None };
        match constant {
            Some(constant) if self.days(rows.clone(), found != 0) => self.finish_plain(rows, constant),
            _ => self.odd_video(rows),
        }
    }

    /// Adds the days of rows that ascend by time; false, and none is added, if the days do not
    /// ascend with them.
    fn days(&mut self, rows: Range<usize>, some_blank: bool) -> bool {
        let begin_of_video = self.out.summaries.day.len();
        let times = &self.rows.update_ts[..rows.end];
        let mut begin = rows.start;
        while begin < rows.end {
            let (day, around) = self.days.around(times[begin]);
            let end = end_of_run(times, begin, self.rows_a_day, |ts| ts < around.end);
            let read = if some_blank { self.readings(begin..end) } else { Some((begin, end - 1)) };
            let row = |row: Option<usize>| row.map_or(NO_ROW, |row| row as u32);
            let (first, last) = read.unzip();
            let out = &mut self.out;
            match out.summaries.day[begin_of_video..].last() {
                Some(latest) if *latest > day.number() => {
                    out.summaries.day.truncate(begin_of_video);
                    for rows in [&mut out.seen_rows, &mut out.first_rows, &mut out.last_rows] {
                        rows.truncate(begin_of_video);
                    }
                    return false;
                }
                // A calendar may know a day in pieces.
                Some(latest) if *latest == day.number() => {
                    let place = out.seen_rows.len() - 1;
                    out.seen_rows[place] = (end - 1) as u32;
                    if out.first_rows[place] == NO_ROW {
                        out.first_rows[place] = row(first);
                    }
                    if last.is_some() {
                        out.last_rows[place] = row(last);
                    }
                }
                _ => {
                    out.summaries.day.push(day.number());
                    out.seen_rows.push((end - 1) as u32);
                    out.first_rows.push(row(first));
                    out.last_rows.push(row(last));
                }
            }
            (begin, self.rows_a_day) = (end, end - begin);
        }
        true
    }

    /// The first and the last of these rows that is not blank.
    fn readings(&self, rows: Range<usize>) -> Option<(usize, usize)> {
        let is_read = |row: &usize| self.rows.flags.is_none_or(|flags| flags[*row] == 0);
        Some((rows.clone().find(is_read)?, rows.rev().find(is_read)?))
    }

    /// Adds a video whose days are in and say this.
    fn finish_plain(&mut self, rows: Range<usize>, constant: Constant) {
        let (aweme_id, ts) = (self.rows.aweme_id[rows.start], self.rows.update_ts[rows.start]);
        let Constant { create_time, product, creator } = constant;
        let out = &mut self.out.summaries;
        out.product.push_same(product);
        out.creator.push_same(creator);
        out.create_time.push_same(create_time.max(0));
        for (seen, value) in [(&mut out.links, product), (&mut out.authors, creator)] {
            if value != NO_TEXT {
                seen.push(FirstSeen { aweme_id, value, ts });
            }
        }
        out.videos.push(aweme_id);
        out.ends.push(out.day.len());
    }

    fn odd_video(&mut self, rows: Range<usize>) {
        let aweme_id = self.rows.aweme_id[rows.start];
        if !self.rows.has_sound_codes(rows.clone()) {
            self.out.has_foreign_codes = true;
            return;
        }
        let video = &mut self.odd;
        video.clear();
        rows.for_each(|row| video.add(self.rows, row, self.rows.flags.map_or(0, |flags| flags[row])));
        if video.days.is_empty() {
            return;
        }
        for day in &video.days {
            self.out.summaries.day.push(day.day);
            self.out.seen_rows.push(day.seen.value as u32);
            self.out.first_rows.push(day.first.map_or(NO_ROW, |first| first.value as u32));
            self.out.last_rows.push(day.last.map_or(NO_ROW, |last| last.value as u32));
        }
        let (out, days) = (&mut self.out.summaries, video.days.iter());
        let row = out.day.len() - days.len();
        out.product.push_days(row, days.clone().map(|day| (day.day, day.seen.ts, day.product)));
        out.creator.push_days(row, days.clone().map(|day| (day.day, day.seen.ts, day.creator)));
        out.create_time.push_days(row, days.map(|day| (day.day, day.seen.ts, day.create_time)));
        out.videos.push(aweme_id);
        out.ends.push(out.day.len());
        for (seen, values) in [(&mut out.links, &mut video.products), (&mut out.authors, &mut video.creators)] {
            values.sort_unstable_by_key(|seen| seen.value);
            seen.extend(values.iter().map(|Stamped { ts, value }| FirstSeen { aweme_id, value: *value, ts: *ts }));
        }
    }
}

/// Whether each is above the one before. Without an early end, so that many are compared at a
/// time; accepted instants are far inside 64 bits.
#[inline]
fn ascends(times: &[i64]) -> bool {
    let pairs = times.iter().zip(times.iter().skip(1));
    pairs.fold(0, |odd, (before, ts)| odd | (ts.wrapping_sub(*before) - 1)) >= 0
}
