//! Rows of ascending videos → day summaries.

use std::ops::Range;

use super::check::Check;
use super::door::Found;
use super::even_days::EvenDays;
use super::few::{FewRows, has_few_rows_each, videos_of};
use super::odd::OddVideo;
use super::rows::{Constant, RowColumns, flag};
use super::{FirstSeen, NO_TEXT, Stamped, Summaries};
use crate::calendar::Calendar;

/// Rows that one thread folds at a time: few enough to stay in its cache from the check on.
pub(super) const PART: usize = 1 << 14;

/// The days of videos, and which rows decide them.
#[derive(Default)]
pub(super) struct Runs {
    /// All but days, times and counters.
    pub(super) summaries: Summaries,
    pub(super) days: Vec<DayRows>,
    /// Whether videos do not ascend; then the rest is not to be used.
    pub(super) descends: bool,
    /// Whether a row has a text code without a text; then the rest is not to be used.
    pub(super) has_foreign_codes: bool,
}

/// A day of a video, and the rows that decide it.
#[derive(Clone, Copy)]
pub(super) struct DayRows {
    pub(super) day: i32,
    /// The row of the latest sighting.
    pub(super) seen: u32,
    /// Those of the first and the last snapshot, or [`NO_ROW`].
    pub(super) first: u32,
    pub(super) last: u32,
}

/// Stands for "no row" among the rows that decide a day.
pub(super) const NO_ROW: u32 = u32::MAX;

/// Folds rows whose videos ascend, and checks them if they were not checked; `before` were read
/// before. There are fewer than 2^32.
///
/// # Cost
/// A few steps a row, most of them on several rows at a time, where the rows of a video ascend by
/// time and say one product, creator and creation time. Other videos are taken row by row.
pub(super) fn runs(rows: &RowColumns<'_>, before: u64, calendar: &Calendar) -> (Runs, Found) {
    let mut folder = Folder {
        rows,
        check: Check::new(rows, before, calendar),
        days: EvenDays::new(calendar),
        odd: OddVideo::new(calendar),
        blank: Vec::new(),
        latest: None,
        out: Runs::default(),
    };
    let videos = videos_of(rows.aweme_id);
    folder.out.days.reserve(rows.len() / 6 + videos);
    folder.out.summaries.reserve_videos(videos);
    let few = has_few_rows_each(rows.len(), videos).then(|| FewRows::of(rows)).flatten();
    match few {
        Some(few) => folder.videos_of_few(&few),
        None => folder.videos(),
    }
    let found = if rows.flags.is_some() { Found::default() } else { folder.check.found() };
    (folder.out, found)
}

struct Folder<'a> {
    rows: &'a RowColumns<'a>,
    check: Check<'a>,
    days: EvenDays<'a>,
    odd: OddVideo<'a>,
    /// The blank rows of a plain video, ascending.
    blank: Vec<usize>,
    /// The latest video, which may have no row that is accepted.
    latest: Option<i64>,
    out: Runs,
}

impl Folder<'_> {
    fn videos(&mut self) {
        let ids = self.rows.aweme_id;
        let mut begin = 0;
        while begin < ids.len() && self.ascends_to(ids[begin]) {
            let end = begin + count_equal(&ids[begin..]);
            self.video(begin..end);
            begin = end;
        }
    }

    /// As [`Self::videos`] does, where most have few rows.
    #[inline(never)]
    fn videos_of_few(&mut self, few: &FewRows<'_>) {
        let ids = self.rows.aweme_id;
        let mut begin = 0;
        while begin < ids.len() && self.ascends_to(ids[begin]) {
            let video = few.video(begin);
            let end = video.as_ref().map_or_else(|| begin + count_equal(&ids[begin..]), |video| video.end);
            match video.and_then(|video| video.constant) {
                Some(constant) => self.few_readings(begin..end, constant),
                None => self.video(begin..end),
            }
            begin = end;
        }
    }

    /// Whether a video is above the latest one, which it becomes; if not, the result says so.
    #[inline]
    fn ascends_to(&mut self, id: i64) -> bool {
        self.out.descends = self.latest.is_some_and(|latest| latest >= id);
        self.latest = Some(id);
        !self.out.descends
    }

    /// Once, with all that it calls, for both loops.
    #[inline(never)]
    fn video(&mut self, rows: Range<usize>) {
        let ascends = ascends(&self.rows.update_ts[rows.clone()]);
        let constant = if ascends { self.rows.constant_of(rows.clone()) } else { None };
        let constant = constant.filter(|constant| self.accepts(rows.clone(), constant.create_time));
        match constant {
            Some(constant) if self.days(rows.clone()) => self.finish_plain(rows, constant),
            Some(_) => self.odd_video(rows),
            None => {
                if self.rows.flags.is_none() {
                    self.check.rows(rows.clone());
                }
                self.odd_video(rows);
            }
        }
    }

    /// Adds a video whose rows ascend by time and are all readings that are accepted.
    #[inline]
    fn few_readings(&mut self, rows: Range<usize>, constant: Constant) {
        let times = &self.rows.update_ts[rows.clone()];
        let (day, around) = self.days.around(times[0]);
        let (first, last) = (rows.start as u32, (rows.end - 1) as u32);
        if times[times.len() - 1] < around.end {
            self.out.days.push(DayRows { day: day.number(), seen: last, first, last });
        } else {
            self.blank.clear();
            if !self.days_of_few(rows.clone()) {
                return self.video(rows);
            }
        }
        self.check.accept(rows.len());
        self.finish_plain(rows, constant);
    }

    /// [`Self::days`] apart from those of [`Self::video`], of which it is a part.
    #[inline(never)]
    fn days_of_few(&mut self, rows: Range<usize>) -> bool {
        self.days(rows)
    }

    /// Whether none of the rows of a video, which ascend by time, is rejected; then it is known which
    /// are blank.
    fn accepts(&mut self, rows: Range<usize>, create_time: i64) -> bool {
        let Some(flags) = self.rows.flags else {
            return self.check.accepts_video(rows, create_time, &mut self.blank);
        };
        let flags = &flags[rows.clone()];
        self.blank.clear();
        let all = flags.iter().fold(0, |all, flags| all | flags);
        if all & flag::BLANK != 0 {
            self.blank.extend(rows.zip(flags).filter(|(_, flags)| **flags & flag::BLANK != 0).map(|(row, _)| row));
        }
        all & flag::REJECTED == 0
    }

    /// Adds the days of rows that ascend by time; false, and none is added, if the days do not
    /// ascend with them.
    #[inline(always)]
    fn days(&mut self, rows: Range<usize>) -> bool {
        let begin_of_video = self.out.days.len();
        let times = &self.rows.update_ts[..rows.end];
        let mut blank = &self.blank[..];
        let (mut begin, mut latest) = (rows.start, i32::MIN);
        let mut likely = 0;
        while begin < rows.end {
            let (day, around) = self.days.around(times[begin]);
            likely = count_before(&times[begin..], around.end, likely);
            let end = begin + likely;
            let last = (end - 1) as u32;
            let mut this = DayRows { day: day.number(), seen: last, first: begin as u32, last };
            if blank.first().is_some_and(|blank| *blank < end) {
                let blank_of_day;
                (blank_of_day, blank) = blank.split_at(blank.partition_point(|row| *row < end));
                (this.first, this.last) = readings(begin..end, blank_of_day);
            }
            if this.day > latest {
                self.out.days.push(this);
            } else if this.day < latest {
                self.out.days.truncate(begin_of_video);
                return false;
            } else if let Some(known) = self.out.days.last_mut() {
                // A calendar may know a day in pieces.
                known.seen = this.seen;
                if known.first == NO_ROW {
                    known.first = this.first;
                }
                if this.last != NO_ROW {
                    known.last = this.last;
                }
            }
            (begin, latest) = (end, this.day);
        }
        true
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
        out.ends.push(self.out.days.len());
    }

    fn odd_video(&mut self, rows: Range<usize>) {
        let aweme_id = self.rows.aweme_id[rows.start];
        if !self.rows.has_sound_codes(rows.clone()) {
            self.out.has_foreign_codes = true;
            return;
        }
        let (video, check) = (&mut self.odd, &self.check);
        video.clear();
        for row in rows {
            let flags = self.rows.flags.map_or_else(|| check.flags(row), |flags| flags[row]);
            video.add(self.rows, row, flags);
        }
        if video.days.is_empty() {
            return;
        }
        let row = self.out.days.len();
        self.out.days.extend(video.days.iter().map(|day| DayRows {
            day: day.day,
            seen: day.seen.value as u32,
            first: day.first.map_or(NO_ROW, |first| first.value as u32),
            last: day.last.map_or(NO_ROW, |last| last.value as u32),
        }));
        let (out, days) = (&mut self.out.summaries, video.days.iter());
        out.product.push_days(row, days.clone().map(|day| (day.day, day.seen.ts, day.product)));
        out.creator.push_days(row, days.clone().map(|day| (day.day, day.seen.ts, day.creator)));
        out.create_time.push_days(row, days.map(|day| (day.day, day.seen.ts, day.create_time)));
        out.videos.push(aweme_id);
        out.ends.push(self.out.days.len());
        for (seen, values) in [(&mut out.links, &mut video.products), (&mut out.authors, &mut video.creators)] {
            values.sort_unstable_by_key(|seen| seen.value);
            seen.extend(values.iter().map(|Stamped { ts, value }| FirstSeen { aweme_id, value: *value, ts: *ts }));
        }
    }
}

/// The first and the last of some rows, [`NO_ROW`] if all are blank.
#[inline]
fn readings(rows: Range<usize>, blank: &[usize]) -> (u32, u32) {
    let (mut first, mut behind) = (rows.start, rows.end);
    for row in blank {
        first += usize::from(*row == first);
    }
    for row in blank.iter().rev() {
        behind -= usize::from(*row + 1 == behind);
    }
    if first == rows.end { (NO_ROW, NO_ROW) } else { (first as u32, (behind - 1) as u32) }
}

/// Whether each is above the one before, and none far outside of what is accepted. Without an early
/// end, so that many are compared at a time.
#[inline]
fn ascends(times: &[i64]) -> bool {
    const MOST: i64 = 1 << 60;
    let Some((first, others)) = times.split_first() else { return true };
    let (bits, falls) = others
        .iter()
        .zip(times)
        .fold((*first, 0), |(bits, falls), (ts, before)| (bits | ts, falls | ts.wrapping_sub(*before).wrapping_sub(1)));
    (0..MOST).contains(&bits) && falls >= 0
}

/// How many values at the beginning equal the first.
#[inline]
pub(super) fn count_equal(values: &[i64]) -> usize {
    let Some(first) = values.first() else { return 0 };
    let (blocks, _) = values.as_chunks::<16>();
    // Without an early end, so that many are compared at a time.
    let is_equal = |block: &&[i64; 16]| block.iter().fold(0, |odd, value| odd | (value ^ first)) == 0;
    let equal = blocks.iter().take_while(is_equal).count() * 16;
    equal + values[equal..].iter().take_while(|value| *value == first).count()
}

/// How many of some instants, which ascend, come before another one; most likely so many.
#[inline]
fn count_before(times: &[i64], end: i64, likely: usize) -> usize {
    // A guess that holds lets the processor go on to the next day before it has looked at this one.
    if let (Some(within), Some(behind)) = (times.get(likely.wrapping_sub(1)), times.get(likely))
        && *within < end
        && *behind >= end
    {
        return likely;
    }
    if times.last().is_some_and(|last| *last < end) {
        return times.len();
    }
    let (eights, rest) = times.as_chunks::<8>();
    let mut count = 0;
    for eight in eights {
        // Signs are added up without a branch, several at a time.
        let before = eight.iter().fold(0, |before, ts| before + (ts.wrapping_sub(end) as u64 >> 63)) as usize;
        count += before;
        if before < eight.len() {
            return count;
        }
    }
    count + rest.iter().take_while(|ts| **ts < end).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_many_come_before_an_instant_whatever_was_likely() {
        // Lengths around those of the pieces that are looked at together; twice an instant that two have.
        for length in 0..20 {
            let times: Vec<i64> = (0..length).map(|row| 10 * (row - row % 5 / 4)).collect();
            for end in [-1, 0, 1, 10, 30, 31, 40, 41, 70, 71, 150, 1 << 60] {
                let before = times.iter().filter(|ts| **ts < end).count();
                for likely in 0..22 {
                    assert_eq!(count_before(&times, end, likely), before, "of {times:?} before {end}, not {likely}");
                }
            }
        }
    }
}
