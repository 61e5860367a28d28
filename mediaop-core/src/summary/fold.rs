//! Rows in columns → day summaries.

use std::ops::Range;

use rayon::prelude::*;

use super::column::{CounterColumn, CounterColumns};
use super::grouping::Grouped;
use super::instant::held;
use super::{FirstSeen, NEVER, NO_TEXT, Stamped, Summaries, beats};
use crate::calendar::Calendar;
use crate::metric::{Counters, Metric};
use crate::texts::Texts;

/// A column of counters as it is handed in; negative is missing.
///
/// ```
/// use mediaop_core::{CounterSlice, Metric, SnapshotColumns};
/// let mut columns = SnapshotColumns::default();
/// columns.counters[Metric::Digg as usize] = Some(CounterSlice::Narrow(&[100, 130, -1]));
/// ```
#[derive(Debug, Clone, Copy)]
pub enum CounterSlice<'a> {
    /// 32 bits wide.
    Narrow(&'a [i32]),
    /// 64 bits wide.
    Wide(&'a [i64]),
}

impl CounterSlice<'_> {
    #[inline]
    pub(crate) fn get(&self, row: usize) -> i64 {
        match self {
            CounterSlice::Narrow(values) => i64::from(values[row]),
            CounterSlice::Wide(values) => values[row],
        }
    }

    pub(crate) fn len(&self) -> usize {
        match self {
            CounterSlice::Narrow(values) => values.len(),
            CounterSlice::Wide(values) => values.len(),
        }
    }
}

/// Text codes of a column and the code each stands for in the dictionary of the data set.
#[derive(Clone, Copy)]
pub(crate) struct Codes<'a> {
    pub(crate) codes: &'a [i32],
    pub(crate) known_as: &'a [u32],
    pub(crate) texts: &'a Texts,
}

impl Codes<'_> {
    #[inline]
    fn get(&self, row: usize) -> u32 {
        usize::try_from(self.codes[row]).map_or(NO_TEXT, |code| self.known_as[code])
    }
}

/// What the check of a row found.
pub(crate) mod flag {
    pub(crate) const REJECTED: u8 = 1;
    pub(crate) const BLANK: u8 = 2;
}

/// Rows in columns that have been checked, in any order.
#[derive(Clone, Copy)]
pub(crate) struct RowColumns<'a> {
    pub(crate) aweme_id: &'a [i64],
    pub(crate) update_ts: &'a [i64],
    /// Seconds; 0 and below is missing.
    pub(crate) create_time: Option<&'a [i64]>,
    pub(crate) counters: [Option<CounterSlice<'a>>; Metric::COUNT],
    pub(crate) product: Option<Codes<'a>>,
    pub(crate) creator: Option<Codes<'a>>,
    pub(crate) flags: &'a [u8],
}

impl RowColumns<'_> {
    fn counters(&self, row: usize) -> Counters {
        Counters(std::array::from_fn(|m| {
            let value = self.counters[m]?.get(row);
            (value > 0 || (value == 0 && !Metric::ALL[m].zero_is_missing())).then_some(value)
        }))
    }
}

/// Folds rows into summaries.
///
/// # Cost
/// One pass over the rows where `aweme_id` ascends; otherwise also one hash look-up a row and a
/// counting sort by video. The order within a video costs next to nothing.
pub(crate) fn fold(rows: &RowColumns<'_>, calendar: &Calendar) -> Summaries {
    let groups = Grouped::new(rows);
    let parts: Vec<Summaries> = groups
        .split(rayon::current_num_threads() * 4)
        .into_par_iter()
        .map(|part| {
            let mut folder = Folder::new(rows, calendar);
            let mut block = Block::default();
            for group in part {
                let range = groups.range(group);
                match (&groups.order, groups.constant(rows, group)) {
                    (None, Some(constant)) => {
                        for row in range {
                            folder.add_reading(row, rows.update_ts[row], rows.flags[row]);
                        }
                        folder.set_facts(constant);
                    }
                    (None, None) => range.for_each(|row| folder.add(row, rows.facts(row))),
                    (Some(order), Some(constant)) => {
                        block.gather_readings(rows, &order[range.clone()]);
                        for ((row, ts), flags) in order[range].iter().zip(&block.ts).zip(&block.flags) {
                            folder.add_reading(*row as usize, *ts, *flags);
                        }
                        folder.set_facts(constant);
                    }
                    (Some(order), None) => {
                        block.gather(rows, &order[range.clone()]);
                        order[range]
                            .iter()
                            .zip(block.facts())
                            .for_each(|(row, facts)| folder.add(*row as usize, facts));
                    }
                }
                folder.finish_video(groups.videos[group]);
            }
            folder.finish()
        })
        .collect();
    Summaries::concat(parts)
}

fn fetch<T>(into: &mut Vec<T>, order: &[u32], value: impl Fn(usize) -> T) {
    into.clear();
    into.extend(order.iter().map(|row| value(*row as usize)));
}

/// What the fold looks at in every row.
#[derive(Clone, Copy)]
struct Facts {
    ts: i64,
    create_time: i64,
    product: u32,
    creator: u32,
    flags: u8,
}

/// What most videos say alike in all their rows.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Constant {
    create_time: i64,
    product: u32,
    creator: u32,
}

impl RowColumns<'_> {
    /// What a row says that other rows of its video most likely say too.
    #[inline]
    pub(super) fn constant(&self, row: usize) -> Constant {
        Constant {
            create_time: self.create_time.map_or(0, |seconds| seconds[row]),
            product: self.product.map_or(NO_TEXT, |product| product.get(row)),
            creator: self.creator.map_or(NO_TEXT, |creator| creator.get(row)),
        }
    }

    #[inline]
    fn facts(&self, row: usize) -> Facts {
        let Constant { create_time, product, creator } = self.constant(row);
        Facts { ts: self.update_ts[row], create_time, product, creator, flags: self.flags[row] }
    }
}

/// The facts of scattered rows, fetched column by column: the processor then has many fetches
/// under way at once, where one row after the other would wait for each.
#[derive(Default)]
struct Block {
    ts: Vec<i64>,
    create_time: Vec<i64>,
    product: Vec<u32>,
    creator: Vec<u32>,
    flags: Vec<u8>,
}

impl Block {
    /// The times and flags alone.
    fn gather_readings(&mut self, rows: &RowColumns<'_>, order: &[u32]) {
        fetch(&mut self.ts, order, |row| rows.update_ts[row]);
        fetch(&mut self.flags, order, |row| rows.flags[row]);
    }

    fn gather(&mut self, rows: &RowColumns<'_>, order: &[u32]) {
        self.gather_readings(rows, order);
        match rows.create_time {
            Some(seconds) => fetch(&mut self.create_time, order, |row| seconds[row]),
            None => fetch(&mut self.create_time, order, |_| 0),
        }
        for (into, codes) in [(&mut self.product, rows.product), (&mut self.creator, rows.creator)] {
            match codes {
                Some(codes) => fetch(into, order, |row| codes.get(row)),
                None => fetch(into, order, |_| NO_TEXT),
            }
        }
    }

    fn facts(&self) -> impl Iterator<Item = Facts> {
        (0..self.ts.len()).map(|place| Facts {
            ts: self.ts[place],
            create_time: self.create_time[place],
            product: self.product[place],
            creator: self.creator[place],
            flags: self.flags[place],
        })
    }
}

/// The rows that decide a day, by number.
struct Day {
    day: i32,
    seen_ts: i64,
    first: Option<Stamped<usize>>,
    last: Option<Stamped<usize>>,
    product: Option<Stamped<u32>>,
    creator: Option<Stamped<u32>>,
    create_time: Option<Stamped<i64>>,
}

struct Folder<'a> {
    rows: &'a RowColumns<'a>,
    calendar: &'a Calendar,
    /// The days of the current video, ascending.
    days: Vec<Day>,
    /// The day of the latest row: instants that lie on it, and where it stands in `days`.
    latest: (Range<i64>, usize),
    /// The earliest row of the current video.
    first_ts: i64,
    products: Vec<Stamped<u32>>,
    creators: Vec<Stamped<u32>>,
    /// For each row of `out` the rows that its counters come from.
    first_rows: Vec<u32>,
    last_rows: Vec<u32>,
    out: Summaries,
}

impl<'a> Folder<'a> {
    fn new(rows: &'a RowColumns<'a>, calendar: &'a Calendar) -> Self {
        Folder {
            rows,
            calendar,
            days: Vec::new(),
            latest: (0..0, 0),
            first_ts: i64::MAX,
            products: Vec::new(),
            creators: Vec::new(),
            first_rows: Vec::new(),
            last_rows: Vec::new(),
            out: Summaries::default(),
        }
    }

    /// Adds a row.
    #[inline]
    fn add(&mut self, row: usize, facts: Facts) {
        let Facts { ts, create_time, product, creator, flags } = facts;
        let rows = self.rows;
        if !self.add_reading(row, ts, flags) {
            return;
        }
        if product != NO_TEXT {
            see(&mut self.products, product, ts);
        }
        if creator != NO_TEXT {
            see(&mut self.creators, creator, ts);
        }
        let day = &mut self.days[self.latest.1];
        if product != NO_TEXT {
            later(&mut day.product, ts, product, |new, old| {
                rows.product.is_some_and(|p| p.texts.get(new) > p.texts.get(old))
            });
        }
        if let (Some(creators), true) = (rows.creator, creator != NO_TEXT) {
            let text = |code: u32| creators.texts.get(code);
            let is_hash = |code: u32| is_creator_hash(text(code));
            later_creator(&mut day.creator, ts, creator, is_hash, |new, old| text(new) > text(old));
        }
        if create_time > 0 {
            later(&mut day.create_time, ts, create_time, |new, old| new > old);
        }
    }

    /// Adds a row's counters; false if the row was rejected.
    #[inline]
    fn add_reading(&mut self, row: usize, ts: i64, flags: u8) -> bool {
        if flags & flag::REJECTED != 0 {
            return false;
        }
        if !self.latest.0.contains(&ts) {
            let (day, around) = self.calendar.day_around_ms(ts);
            self.latest = (around, self.slot(day.number()));
        }
        let rows = self.rows;
        let day = &mut self.days[self.latest.1];
        day.seen_ts = day.seen_ts.max(ts);
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
        self.first_ts = self.first_ts.min(ts);
        true
    }

    /// Gives all days of the video what all its rows say.
    fn set_facts(&mut self, constant: Constant) {
        let Constant { create_time, product, creator } = constant;
        for (values, value) in [(&mut self.products, product), (&mut self.creators, creator)] {
            if value != NO_TEXT && !self.days.is_empty() {
                values.push(Stamped { ts: self.first_ts, value });
            }
        }
        for day in &mut self.days {
            let ts = day.seen_ts;
            let text = |value: u32| (value != NO_TEXT).then_some(Stamped { ts, value });
            (day.product, day.creator) = (text(product), text(creator));
            day.create_time = (create_time > 0).then_some(Stamped { ts, value: create_time });
        }
    }

    /// Where the day stands among the video's days; a new day is put in its place.
    #[inline]
    fn slot(&mut self, day: i32) -> usize {
        let slot = match self.days.last() {
            Some(last) if last.day == day => return self.days.len() - 1,
            Some(last) if last.day > day => self.days.partition_point(|other| other.day < day),
            _ => self.days.len(),
        };
        if self.days.get(slot).is_none_or(|found| found.day != day) {
            let new =
                Day { day, seen_ts: NEVER, first: None, last: None, product: None, creator: None, create_time: None };
            self.days.insert(slot, new);
        }
        slot
    }

    fn finish_video(&mut self, aweme_id: i64) {
        self.first_ts = i64::MAX;
        if self.days.is_empty() {
            return;
        }
        let out = &mut self.out;
        self.latest = (0..0, 0);
        let days = &self.days;
        let row = out.day.len();
        out.product.push_days(row, days.iter().map(|day| (day.day, day.seen_ts, day.product)));
        out.creator.push_days(row, days.iter().map(|day| (day.day, day.seen_ts, day.creator)));
        out.create_time.push_days(row, days.iter().map(|day| (day.day, day.seen_ts, day.create_time)));
        for day in self.days.drain(..) {
            out.day.push(day.day);
            out.seen.push(held(day.day, day.seen_ts));
            out.first_at.push(held(day.day, day.first.map_or(NEVER, |first| first.ts)));
            out.last_at.push(held(day.day, day.last.map_or(NEVER, |last| last.ts)));
            self.first_rows.push(day.first.map_or(NO_ROW, |first| first.value as u32));
            self.last_rows.push(day.last.map_or(NO_ROW, |last| last.value as u32));
        }
        out.videos.push(aweme_id);
        out.ends.push(out.day.len());
        for (seen, values) in [(&mut out.links, &mut self.products), (&mut out.authors, &mut self.creators)] {
            values.sort_unstable_by_key(|seen| seen.value);
            seen.extend(values.drain(..).map(|Stamped { ts, value }| FirstSeen { aweme_id, value, ts }));
        }
    }

    /// Fetches the counters, column by column: many fetches are then under way at once.
    fn finish(mut self) -> Summaries {
        let gather = |rows: &[u32]| {
            CounterColumns(std::array::from_fn(|m| {
                let zero_is_missing = Metric::ALL[m].zero_is_missing();
                CounterColumn::gather(self.rows.counters[m], rows, zero_is_missing)
            }))
        };
        self.out.first = gather(&self.first_rows);
        self.out.last = gather(&self.last_rows);
        self.out
    }
}

/// Stands for "no row" among the rows whose counters are wanted; a fold has fewer than 2^30.
const NO_ROW: u32 = u32::MAX;

#[inline]
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
