//! One video whose rows come in any order, twice, blank, or with attributes that change.

use std::ops::Range;

use super::rows::{Codes, RowColumns, flag};
use super::{NEVER, NO_TEXT, Stamped, beats};
use crate::calendar::Calendar;

/// The rows that decide a day, by number.
pub(super) struct Day {
    pub(super) day: i32,
    /// The latest sighting.
    pub(super) seen: Stamped<usize>,
    pub(super) first: Option<Stamped<usize>>,
    pub(super) last: Option<Stamped<usize>>,
    pub(super) product: Option<Stamped<u32>>,
    pub(super) creator: Option<Stamped<u32>>,
    pub(super) create_time: Option<Stamped<i64>>,
}

/// What is known of a video so far.
pub(super) struct OddVideo<'a> {
    calendar: &'a Calendar,
    /// Ascending.
    pub(super) days: Vec<Day>,
    /// When it was first seen with each product and creator.
    pub(super) products: Vec<Stamped<u32>>,
    pub(super) creators: Vec<Stamped<u32>>,
    /// The day of the latest row: instants that lie on it, and where it stands in `days`.
    latest: (Range<i64>, usize),
}

impl<'a> OddVideo<'a> {
    pub(super) fn new(calendar: &'a Calendar) -> Self {
        OddVideo { calendar, days: Vec::new(), products: Vec::new(), creators: Vec::new(), latest: (0..0, 0) }
    }

    /// Goes over to another video.
    pub(super) fn clear(&mut self) {
        self.days.clear();
        self.products.clear();
        self.creators.clear();
        self.latest = (0..0, 0);
    }

    pub(super) fn add(&mut self, rows: &RowColumns<'_>, row: usize, flags: u8) {
        if flags & flag::REJECTED != 0 {
            return;
        }
        let ts = rows.update_ts[row];
        if !self.latest.0.contains(&ts) {
            let (day, around) = self.calendar.day_around_ms(ts);
            self.latest = (around, self.slot(day.number()));
        }
        let day = &mut self.days[self.latest.1];
        if ts > day.seen.ts {
            day.seen = Stamped { ts, value: row };
        }
        if flags & flag::BLANK == 0 {
            let greater =
                |than: &Stamped<usize>| beats(ts, || rows.counters(row), than.ts, || rows.counters(than.value));
            let this = Some(Stamped { ts, value: row });
            if day.first.as_ref().is_none_or(|first| ts < first.ts || greater(first)) {
                day.first = this;
            }
            if day.last.as_ref().is_none_or(|last| ts > last.ts || greater(last)) {
                day.last = this;
            }
        }
        let constant = rows.constant(row);
        if let Some((products, product)) = text(rows.product, constant.product) {
            see(&mut self.products, product, ts);
            later(&mut day.product, ts, product, |new, old| products.text(new) > products.text(old));
        }
        if let Some((creators, creator)) = text(rows.creator, constant.creator) {
            see(&mut self.creators, creator, ts);
            let is_hash = |code: u32| is_creator_hash(creators.text(code));
            let greater = |new, old| creators.text(new) > creators.text(old);
            later_creator(&mut day.creator, ts, creator, is_hash, greater);
        }
        if constant.create_time > 0 {
            later(&mut day.create_time, ts, constant.create_time, |new, old| new > old);
        }
    }

    /// Where the day stands among the video's days; a new day is put in its place.
    fn slot(&mut self, day: i32) -> usize {
        let slot = match self.days.last() {
            Some(last) if last.day == day => return self.days.len() - 1,
            Some(last) if last.day > day => self.days.partition_point(|other| other.day < day),
            _ => self.days.len(),
        };
        if self.days.get(slot).is_none_or(|found| found.day != day) {
            let seen = Stamped { ts: NEVER, value: 0 };
            let new = Day { day, seen, first: None, last: None, product: None, creator: None, create_time: None };
            self.days.insert(slot, new);
        }
        slot
    }
}

fn text(column: Option<Codes<'_>>, code: u32) -> Option<(Codes<'_>, u32)> {
    column.filter(|_| code != NO_TEXT).map(|column| (column, code))
}

fn see(seen: &mut Vec<Stamped<u32>>, value: u32, ts: i64) {
    match seen.iter_mut().find(|seen| seen.value == value) {
        Some(known) => known.ts = known.ts.min(ts),
        None => seen.push(Stamped { ts, value }),
    }
}

/// Keeps the later of two values; at one instant the greater.
#[inline]
pub(super) fn later<V: Copy + PartialEq>(
    fact: &mut Option<Stamped<V>>,
    ts: i64,
    value: V,
    greater: impl FnOnce(V, V) -> bool,
) {
    match fact {
        Some(old) if old.value == value => old.ts = old.ts.max(ts),
        Some(old) if ts < old.ts || (ts == old.ts && !greater(value, old.value)) => {}
        _ => *fact = Some(Stamped { ts, value }),
    }
}

/// Keeps the later of two creators, but never lets a hash replace a `sec_uid`.
#[inline]
pub(super) fn later_creator(
    fact: &mut Option<Stamped<u32>>,
    ts: i64,
    creator: u32,
    is_hash: impl Fn(u32) -> bool,
    greater: impl FnOnce(u32, u32) -> bool,
) {
    match fact {
        Some(old) if old.value != creator && is_hash(old.value) != is_hash(creator) => {
            if is_hash(old.value) {
                *fact = Some(Stamped { ts, value: creator });
            }
        }
        _ => later(fact, ts, creator, greater),
    }
}

/// Whether a creator's id is the hash that crawlers write in place of a `sec_uid`: 16 hex digits.
pub(crate) fn is_creator_hash(id: &str) -> bool {
    id.len() == 16 && id.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}
