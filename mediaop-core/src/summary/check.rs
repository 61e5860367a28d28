//! Each row of some columns: accepted, blank or rejected.

use std::ops::Range;

use super::door::Found;
use super::rows::{CounterSlice, RowColumns, flag};
use crate::calendar::Calendar;
use crate::intake::Intake;
use crate::row::INSTANTS;

/// Rows that are looked at together; if they are all plain, none is looked at by itself.
const BLOCK: usize = 1024;
/// Rows of a block that are looked at together, if not all are plain.
const FEW: usize = 16;
/// Of so many rows, one that has a counter without a number is looked at by itself.
const MOST_ODD: usize = 16;
/// Rows of a video that are looked at together.
const PIECE: usize = 64;
pub(super) const LATEST_CREATE_TIME: i64 = 100_000_000_000;
/// This long after an instant is a later day, however clocks are turned.
const A_LATER_DAY: i64 = 2 * 86_400_000;

/// Checks rows of which `before` were read before.
pub(super) fn check(rows: &RowColumns<'_>, before: u64, calendar: &Calendar) -> Found {
    let mut check = Check::new(rows, before, calendar);
    check.rows(0..rows.len());
    check.found()
}

/// What was found of the rows so far; they are looked at one range behind the other.
pub(super) struct Check<'a> {
    rows: &'a RowColumns<'a>,
    columns: Vec<CounterSlice<'a>>,
    /// The same where there are few, and all narrow; the first stands for those that there are not.
    narrow: Option<[&'a [i32]; 4]>,
    before: u64,
    days: Days<'a>,
    intake: Intake,
    /// Of the rows up to the last that is not plain.
    flags: Vec<u8>,
    /// Of each row of a range something above 0 if a counter is above 0.
    most: Vec<i32>,
}

impl<'a> Check<'a> {
    pub(super) fn new(rows: &'a RowColumns<'a>, before: u64, calendar: &'a Calendar) -> Self {
        let columns: Vec<CounterSlice<'a>> = rows.counters.iter().flatten().copied().collect();
        Check {
            rows,
            narrow: narrow(&columns),
            columns,
            before,
            days: Days { calendar, latest: (0..0, 0), published: (0, i32::MIN) },
            intake: Intake { rows_read: before, ..Intake::default() },
            flags: Vec::new(),
            most: Vec::new(),
        }
    }

    pub(super) fn found(self) -> Found {
        let Check { rows, before, intake, mut flags, .. } = self;
        if !flags.is_empty() {
            flags.resize(rows.len(), 0);
        }
        let intake = Intake { rows_read: intake.rows_read - before, ..intake };
        Found { intake, flags: (!flags.is_empty()).then_some(flags) }
    }
}

impl Check<'_> {
    /// The flags of a row that was looked at.
    #[inline]
    pub(super) fn flags(&self, row: usize) -> u8 {
        self.flags.get(row).copied().unwrap_or(0)
    }

    pub(super) fn rows(&mut self, rows: Range<usize>) {
        for begin in rows.clone().step_by(BLOCK) {
            self.block(begin..rows.end.min(begin + BLOCK));
        }
    }

    /// Accepts the rows of a video that ascend by time and state one creation time, and tells which
    /// of them are blank; false, and nothing is done, if one of them may have to be rejected.
    pub(super) fn accepts_video(&mut self, rows: Range<usize>, create_time: i64, blank: &mut Vec<usize>) -> bool {
        blank.clear();
        let times = &self.rows.update_ts[rows.clone()];
        let ends = [times.first(), times.last()].into_iter().flatten();
        let are_sound = self.rows.aweme_id[rows.start] > 0
            && create_time <= LATEST_CREATE_TIME
            && ends.fold(true, |sound, ts| sound & INSTANTS.contains(ts));
        if !are_sound || !self.none_is_before_publication(times, create_time) {
            return false;
        }
        let mut pieces = rows.clone().step_by(PIECE).map(|begin| begin..rows.end.min(begin + PIECE));
        if !pieces.all(|piece| self.are_read(piece.clone()) || self.find_blank(piece, create_time, blank)) {
            return false;
        }
        self.accept(rows.len());
        self.intake.rows_blank += blank.len() as u64;
        for row in blank {
            self.flags.resize(*row, 0);
            self.flags.push(flag::BLANK);
        }
        true
    }

    /// Whether none of these instants, which ascend, lies on a day before that of publication.
    fn none_is_before_publication(&mut self, times: &[i64], create_time: i64) -> bool {
        if create_time <= 0 {
            return true;
        }
        let published = self.days.published(create_time);
        let soon = times.iter().take_while(|ts| since_a_later_day(create_time, **ts) < 0);
        soon.fold(true, |sound, ts| sound & (self.days.of(*ts) >= published))
    }

    /// Whether each of some rows has a counter above 0 in the first column, and no counter a sign.
    #[inline]
    fn are_read(&self, rows: Range<usize>) -> bool {
        // A number is above 0 exactly if neither it nor the one before has a sign.
        if let Some([first, others @ ..]) = self.narrow {
            let [first, a, b, c] = [first, others[0], others[1], others[2]].map(|column| &column[rows.clone()]);
            let others = a.iter().zip(b).zip(c).map(|((a, b), c)| a | b | c);
            return first.iter().zip(others).fold(0, |odd, (v, others)| odd | v | v.wrapping_sub(1) | others) >= 0;
        }
        let Some((first, others)) = self.columns.split_first() else { return false };
        let odd = match first.part(rows.clone()) {
            CounterSlice::Narrow(values) => values.iter().fold(0, |odd, value| odd | value | value.wrapping_sub(1)) < 0,
            CounterSlice::Wide(values) => values.iter().fold(0, |odd, value| odd | value | value.wrapping_sub(1)) < 0,
        };
        !others.iter().fold(odd, |odd, column| {
            odd | match column.part(rows.clone()) {
                CounterSlice::Narrow(values) => values.iter().fold(0, |signs, value| signs | value) < 0,
                CounterSlice::Wide(values) => values.iter().fold(0, |signs, value| signs | value) < 0,
            }
        })
    }

    /// Adds the blank ones among some rows of a video; false if one of the rows may have to be
    /// rejected.
    fn find_blank(&mut self, rows: Range<usize>, create_time: i64, blank: &mut Vec<usize>) -> bool {
        let published = if create_time > 0 { Some(self.days.published(create_time)) } else { None };
        for few in rows.clone().step_by(FEW).map(|begin| begin..rows.end.min(begin + FEW)) {
            if self.are_read(few.clone()) {
                continue;
            }
            for row in few {
                let counters = self.columns.iter().map(|column| column.get(row));
                let (least, most) = counters.fold((0, 0), |(least, most), value| (value.min(least), value.max(most)));
                if least < -1 {
                    return false;
                }
                if most <= 0 && published != Some(self.days.of(self.rows.update_ts[row])) {
                    blank.push(row);
                }
            }
        }
        true
    }

    fn block(&mut self, rows: Range<usize>) {
        if !self.has_sound_keys(rows.clone()) || !self.look_at_counters(rows.clone()) {
            return rows.for_each(|row| self.row(row));
        }
        self.look_at_publication(rows.clone());
        for begin in rows.clone().step_by(FEW) {
            let few = begin..rows.end.min(begin + FEW);
            let most = &self.most[begin - rows.start..few.end - rows.start];
            if !most.iter().fold(false, |odd, most| odd | (*most <= 0)) {
                self.accept(few.len());
                continue;
            }
            for row in few {
                if self.most[row - rows.start] > 0 { self.accept(1) } else { self.row(row) }
            }
        }
    }

    #[inline]
    pub(super) fn accept(&mut self, rows: usize) {
        self.intake.rows_read += rows as u64;
        self.intake.rows_accepted += rows as u64;
    }

    /// Finds of each row something above 0 if a counter is above 0 and all others are sound; false
    /// if one may not be in its range, where that is known.
    fn look_at_counters(&mut self, rows: Range<usize>) -> bool {
        self.most.clear();
        self.most.resize(rows.len(), 0);
        // Where no sign is set, the bits of all counters tell enough.
        for column in &self.columns {
            collect_bits(&mut self.most, column.part(rows.clone()));
        }
        let with_signs = self.most.iter().fold(0, |count, bits| count + (*bits as u32 >> 31)) as usize;
        with_signs * MOST_ODD <= rows.len() || self.look_closer(rows) >= -1
    }

    /// Takes 0 for what was found of rows, whose keys are sound, that may be of the day of their
    /// publication or before.
    fn look_at_publication(&mut self, rows: Range<usize>) {
        if let Some(seconds) = self.rows.create_time {
            let times = seconds[rows.clone()].iter().zip(&self.rows.update_ts[rows]);
            for (most, (seconds, ts)) in self.most.iter_mut().zip(times) {
                *most &= !(since_a_later_day(*seconds, *ts) >> 63) as i32;
            }
        }
    }

    fn look_closer(&mut self, rows: Range<usize>) -> i32 {
        self.most.fill(0);
        let mut least = 0;
        for column in &self.columns {
            match column.part(rows.clone()) {
                CounterSlice::Narrow(values) => {
                    for (most, value) in self.most.iter_mut().zip(values) {
                        *most = (*most).max(*value);
                        least = least.min(*value);
                    }
                }
                CounterSlice::Wide(values) => {
                    for (most, value) in self.most.iter_mut().zip(values) {
                        *most |= i32::from(*value > 0);
                        least = least.min(if *value < -1 { -2 } else { 0 });
                    }
                }
            }
        }
        least
    }

    /// Whether ids and times are in their ranges. A number is out of one exactly if its distance to
    /// one end is negative, so that the signs of all distances tell.
    fn has_sound_keys(&self, rows: Range<usize>) -> bool {
        let ids = self.rows.aweme_id[rows.clone()].iter().fold(0, |odd, id| odd | *id | id.wrapping_sub(1));
        let times = self.rows.update_ts[rows.clone()]
            .iter()
            .fold(0, |odd, ts| odd | ts.wrapping_sub(INSTANTS.start) | (INSTANTS.end - 1).wrapping_sub(*ts));
        let published = self.rows.create_time.map_or(0, |seconds| {
            seconds[rows].iter().fold(0, |odd, seconds| odd | LATEST_CREATE_TIME.wrapping_sub(*seconds))
        });
        ids | times | published >= 0
    }

    fn row(&mut self, row: usize) {
        let flags = match self.plain(row) {
            Some(blank) => {
                self.intake.rows_read += 1;
                self.intake.rows_accepted += 1;
                self.intake.rows_blank += u64::from(blank);
                if blank { flag::BLANK } else { 0 }
            }
            None => match self.rows.raw(row).check(self.days.calendar) {
                Ok(snapshot) => {
                    self.intake.accept(snapshot.blank, snapshot.inexact);
                    if snapshot.blank { flag::BLANK } else { 0 }
                }
                Err(rejection) => {
                    self.intake.reject(&rejection);
                    flag::REJECTED
                }
            },
        };
        if flags != 0 {
            self.flags.resize(row, 0);
            self.flags.push(flags);
        }
    }

    /// Whether the row is blank, where it is plain that it is accepted.
    fn plain(&mut self, row: usize) -> Option<bool> {
        let (id, ts) = (self.rows.aweme_id[row], self.rows.update_ts[row]);
        let create_time = self.rows.create_time.map_or(0, |seconds| seconds[row]);
        let counters = || self.columns.iter().map(|column| column.get(row));
        if id <= 0 || !INSTANTS.contains(&ts) || create_time > LATEST_CREATE_TIME || counters().any(|value| value < -1)
        {
            return None;
        }
        let nothing = counters().all(|value| value <= 0);
        if create_time <= 0 {
            return Some(nothing);
        }
        let (day, published) = (self.days.of(ts), self.days.published(create_time));
        (day >= published).then_some(nothing && day != published)
    }
}

fn narrow<'a, const N: usize>(columns: &[CounterSlice<'a>]) -> Option<[&'a [i32]; N]> {
    let CounterSlice::Narrow(first) = columns.first()? else { return None };
    let mut all = [*first; N];
    for (place, column) in columns.iter().enumerate() {
        let CounterSlice::Narrow(values) = column else { return None };
        *all.get_mut(place)? = values;
    }
    Some(all)
}

/// Adds to each row bits that are those of a number above 0 if a counter of the row is, unless one
/// has a sign.
#[inline]
fn collect_bits(rows: &mut [i32], counters: CounterSlice<'_>) {
    match counters {
        CounterSlice::Narrow(values) => rows.iter_mut().zip(values).for_each(|(bits, value)| *bits |= value),
        CounterSlice::Wide(values) => {
            rows.iter_mut().zip(values).for_each(|(bits, value)| *bits |= (value >> 32) as i32 | *value as i32);
        }
    }
}

/// Of an accepted row below 0 if its day may be that of the publication, or one before.
#[inline]
pub(super) fn since_a_later_day(create_time: i64, ts: i64) -> i64 {
    ts.wrapping_sub(create_time.wrapping_mul(1000)).wrapping_sub(A_LATER_DAY)
}

/// Days of instants, of which one is often that of the one before.
struct Days<'a> {
    calendar: &'a Calendar,
    latest: (Range<i64>, i32),
    published: (i64, i32),
}

impl Days<'_> {
    #[inline]
    fn of(&mut self, ts: i64) -> i32 {
        if !self.latest.0.contains(&ts) {
            let (day, around) = self.calendar.day_around_ms(ts);
            self.latest = (around, day.number());
        }
        self.latest.1
    }

    #[inline]
    fn published(&mut self, seconds: i64) -> i32 {
        if self.published.0 != seconds {
            self.published = (seconds, self.calendar.day_of_seconds(seconds).number());
        }
        self.published.1
    }
}
