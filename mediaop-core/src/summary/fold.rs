//! Rows of ascending videos → day summaries.

use std::ops::Range;

use super::check::Check;
use super::door::Found;
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
        days: LatestDays::new(calendar),
        odd: OddVideo::new(calendar),
        latest: None,
        out: Runs::default(),
    };
    folder.out.days.reserve(rows.len() / 6);
    let mut begin = 0;
    while begin < rows.len() && !folder.out.descends {
        let id = rows.aweme_id[begin];
        let end = begin + count_equal(&rows.aweme_id[begin..]);
        folder.out.descends = folder.latest.is_some_and(|latest| latest >= id);
        folder.latest = Some(id);
        folder.video(begin..end);
        begin = end;
    }
    let found = if rows.flags.is_some() { Found::default() } else { folder.check.found() };
    (folder.out, found)
}

struct Folder<'a> {
    rows: &'a RowColumns<'a>,
    check: Check<'a>,
    days: LatestDays<'a>,
    odd: OddVideo<'a>,
    /// The latest video, which may have no row that is accepted.
    latest: Option<i64>,
    out: Runs,
}

impl Folder<'_> {
    fn video(&mut self, rows: Range<usize>) {
        let ascends = ascends(&self.rows.update_ts[rows.clone()]);
        let constant = if ascends { self.rows.constant_of(rows.clone()) } else { None };
        let found = match (self.rows.flags, constant) {
            (Some(flags), _) => flags[rows.clone()].iter().fold(0, |all, flags| all | flags),
            (None, Some(constant)) if self.check.accepts_video(rows.clone(), constant.create_time) => {
                self.check.flags_of(rows.clone())
            }
            (None, _) => {
                self.check.rows(rows.clone());
                flag::REJECTED
            }
        };
        match constant {
            Some(constant) if found & flag::REJECTED == 0 && self.days(rows.clone(), found != 0) => {
                self.finish_plain(rows, constant);
            }
            _ => self.odd_video(rows),
        }
    }

    /// What the check of a row found.
    #[inline]
    fn flags(&self, row: usize) -> u8 {
        match self.rows.flags {
            Some(flags) => flags[row],
            None => self.check.flags(row),
        }
    }

    /// Adds the days of rows that ascend by time; false, and none is added, if the days do not
    /// ascend with them.
    fn days(&mut self, rows: Range<usize>, some_blank: bool) -> bool {
        let begin_of_video = self.out.days.len();
        let times = &self.rows.update_ts[..rows.end];
        let (mut begin, mut latest) = (rows.start, i32::MIN);
        while begin < rows.end {
            let (day, around) = self.days.around(times[begin]);
            let end = begin + count_before(&times[begin..], around.end);
            let read = if some_blank { self.readings(begin..end) } else { Some((begin, end - 1)) };
            let (first, last) = read.map_or((NO_ROW, NO_ROW), |(first, last)| (first as u32, last as u32));
            let this = DayRows { day: day.number(), seen: (end - 1) as u32, first, last };
            if this.day > latest {
                self.out.days.push(this);
            } else if this.day < latest {
                self.out.days.truncate(begin_of_video);
                return false;
            } else if let Some(known) = self.out.days.last_mut() {
                // A calendar may know a day in pieces.
                known.seen = this.seen;
                if known.first == NO_ROW {
                    known.first = first;
                }
                if last != NO_ROW {
                    known.last = last;
                }
            }
            (begin, latest) = (end, this.day);
        }
        true
    }

    /// The first and the last of these rows that is not blank.
    fn readings(&self, rows: Range<usize>) -> Option<(usize, usize)> {
        let is_read = |row: &usize| self.flags(*row) == 0;
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
            video.add(self.rows, row, self.rows.flags.map_or_else(|| check.flags(row), |flags| flags[row]));
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

/// Whether each is above the one before, and none far outside of what is accepted. Without an early
/// end, so that many are compared at a time.
#[inline]
fn ascends(times: &[i64]) -> bool {
    const MOST: i64 = 1 << 60;
    let bits = times.iter().fold(0, |all, ts| all | ts);
    let pairs = times.iter().zip(times.iter().skip(1));
    let falls = pairs.fold(0, |odd, (before, ts)| odd | (ts.wrapping_sub(*before).wrapping_sub(1)));
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

/// How many of some instants, which ascend, come before another one.
#[inline]
fn count_before(times: &[i64], end: i64) -> usize {
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
