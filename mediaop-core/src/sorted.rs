//! Increments of rows that are sorted already, without holding them.

use std::collections::VecDeque;
use std::ops::Range;

use crate::calendar::{Calendar, LocalDay};
use crate::error::{Error, ErrorKind};
use crate::increment::{Baseline, Increment};
use crate::metric::{Counters, Metric};
use crate::row::{Checked, INSTANTS, Row, Run};
use crate::snapshot::{Reading, Rejection};

/// Yields the daily increments of rows sorted by (`aweme_id`, `update_ts`), as a primary key
/// hands them out.
///
/// # Input
/// Rows in that order; rows of one key in any order. [`crate::SnapshotRow`]s, which are plain
/// numbers, cost least.
///
/// # Output
/// By video, then day; the same as [`crate::Dataset::increments`] over the same rows.
///
/// # Cost
/// Memory for the days of one video. Time: one step a row.
///
/// # Errors
/// An item is an error where a row is rejected, or stands before its predecessor; the row is
/// left out, and the iterator goes on.
///
/// # Example: what did each video gain, day by day?
/// ```
/// use mediaop_core::{Baseline, Calendar, Cell, Metric, RawSnapshot, sorted_increments};
/// let row = |id, hour: i64, digg| {
///     let update_ts = Cell::Int(1_767_283_200_000 + hour * 3_600_000);
///     let mut row = RawSnapshot { aweme_id: Cell::Int(id), update_ts, ..Default::default() };
///     row.counters[Metric::Digg as usize] = Cell::Int(digg);
///     row
/// };
/// let rows = [row(1, 1, 10), row(1, 20, 40), row(1, 30, 50), row(1, 40, 45), row(2, 3, 7)];
/// let gained: Vec<_> = sorted_increments(rows, &Calendar::default(), Baseline::WithinDay)
///     .map(|increment| increment.unwrap().gained[Metric::Digg])
///     .collect();
/// assert_eq!(gained, [Some(30), Some(-5)]);
/// ```
pub fn sorted_increments<I: IntoIterator<Item: Row>>(
    rows: I,
    calendar: &Calendar,
    baseline: Baseline,
) -> SortedIncrements<'_, I::IntoIter> {
    SortedIncrements {
        rows: rows.into_iter(),
        days: Days { calendar, baseline, key: (0, 0), create_time: None, of_video: Vec::new(), ready: VecDeque::new() },
        row: 0,
        latest: (0..0, LocalDay(0)),
        run: Run::default(),
        has_gone_on: false,
    }
}

/// The iterator that [`sorted_increments`] returns.
///
/// ```
/// use mediaop_core::{Baseline, Calendar, Increment, example, sorted_increments};
/// let calendar = Calendar::default();
/// let increments: Result<Vec<Increment>, _> = sorted_increments(example::rows(), &calendar, Baseline::WithinDay).collect();
/// assert_eq!(increments?, example::dataset().increments(Baseline::WithinDay));
/// # Ok::<(), mediaop_core::Error>(())
/// ```
pub struct SortedIncrements<'c, I> {
    rows: I,
    row: u64,
    days: Days<'c>,
    /// The latest day, and instants that lie on it.
    latest: (Range<i64>, LocalDay),
    /// The rows of the latest day, if no other has come since.
    run: Run,
    /// Whether its last row is still to be added.
    has_gone_on: bool,
}

/// The days of one video, as far as they are known.
struct Days<'c> {
    calendar: &'c Calendar,
    baseline: Baseline,
    /// Of the latest row.
    key: (i64, i64),
    /// The latest of the video: the time it was read, and the seconds.
    create_time: Option<(i64, i64)>,
    /// Those that have a reading.
    of_video: Vec<Day>,
    ready: VecDeque<Increment>,
}

#[derive(Clone, Copy)]
struct Day {
    day: LocalDay,
    first: (i64, Plain),
    last: (i64, Plain),
}

/// Counters, −1 where one is missing: they are in the order of [`Counters`], and half as large.
type Plain = [i64; Metric::COUNT];

impl<I: Iterator<Item: Row>> Iterator for SortedIncrements<'_, I> {
    type Item = Result<Increment, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(increment) = self.days.ready.pop_front() {
                return Some(Ok(increment));
            }
            let row = loop {
                match self.rows.next() {
                    Some(row) if row.goes_on(&mut self.run) => {
                        self.row += 1;
                        self.has_gone_on = true;
                    }
                    row => break row,
                }
            };
            self.end_run();
            match row {
                Some(row) => {
                    if let Err(error) = self.add(&row) {
                        return Some(Err(error));
                    }
                }
                None if self.days.of_video.is_empty() => return None,
                None => self.days.finish_video(),
            }
        }
    }
}

impl<I: Iterator<Item: Row>> SortedIncrements<'_, I> {
    fn end_run(&mut self) {
        if std::mem::take(&mut self.has_gone_on) {
            self.days.go_on(&self.run);
        }
        self.run.end_ts = 0;
    }

    fn add(&mut self, row: &I::Item) -> Result<(), Error> {
        let number = self.row;
        self.row += 1;
        let reading = check(row, self.days.calendar, &mut self.latest)
            .map_err(|rejection| Error::at_row(ErrorKind::Rejected(rejection), number))?;
        let Reading { aweme_id, update_ts, create_time, .. } = reading;
        if (aweme_id, update_ts) < self.days.key {
            return Err(Error::at_row(ErrorKind::NotSorted { aweme_id, update_ts }, number));
        }
        self.days.add(&reading);
        let is_of_last_day = self.days.of_video.last().is_some_and(|day| day.day == reading.day);
        if !reading.blank && is_of_last_day && self.latest.0.contains(&update_ts) {
            let end_ts = self.latest.0.end.min(INSTANTS.end);
            self.run = Run { aweme_id, create_time, update_ts, end_ts, counters: self.run.counters };
        }
        Ok(())
    }
}

fn check(row: &impl Row, calendar: &Calendar, latest: &mut (Range<i64>, LocalDay)) -> Result<Reading, Rejection> {
    row.reading(|ms| {
        if !latest.0.contains(&ms) {
            let (day, around) = calendar.day_around_ms(ms);
            *latest = (around, day);
        }
        latest.1
    })
}

impl Days<'_> {
    fn add(&mut self, snapshot: &Reading) {
        let ts = snapshot.update_ts;
        if snapshot.aweme_id != self.key.0 {
            self.finish_video();
        }
        self.key = (snapshot.aweme_id, ts);
        self.create_time = self.create_time.max(snapshot.create_time.map(|seconds| (ts, seconds)));
        if snapshot.blank {
            return;
        }
        let reading = (ts, snapshot.counters.0.map(|counter| counter.unwrap_or(-1)));
        // Where clocks go back over midnight, a day comes again after the next one has begun.
        let place = self.of_video.iter().rposition(|day| day.day <= snapshot.day);
        match place.map(|place| &mut self.of_video[place]) {
            Some(day) if day.day == snapshot.day => {
                // At one instant the greater counters are the ones that count.
                if day.first.0 == ts {
                    day.first = day.first.max(reading);
                }
                day.last = day.last.max(reading);
            }
            _ => {
                let day = Day { day: snapshot.day, first: reading, last: reading };
                self.of_video.insert(place.map_or(0, |place| place + 1), day);
            }
        }
    }

    /// Adds the last row of a run whose first is in.
    fn go_on(&mut self, run: &Run) {
        self.key.1 = run.update_ts;
        self.create_time = self.create_time.max(run.create_time.map(|seconds| (run.update_ts, seconds)));
        if let Some(day) = self.of_video.last_mut() {
            let least = |m: usize| i64::from(Metric::ALL[m].zero_is_missing());
            let known = |m: usize| if run.counters[m] >= least(m) { run.counters[m] } else { -1 };
            day.last = (run.update_ts, std::array::from_fn(known));
        }
    }

    fn finish_video(&mut self) {
        let published = self.create_time.take().map(|(_, seconds)| self.calendar.day_of_seconds(seconds));
        let mut close: Option<Day> = None;
        for day in self.of_video.drain(..) {
            let previous = close.replace(day).filter(|_| self.baseline == Baseline::PreviousClose);
            let mut span_days = 1;
            let open = if published == Some(day.day) {
                [0; Metric::COUNT]
            } else if let Some(previous) = previous {
                span_days = day.day - previous.day;
                previous.last.1
            } else if day.first.0 == day.last.0 {
                continue;
            } else {
                day.first.1
            };
            let gained = |m: usize| (open[m] >= 0 && day.last.1[m] >= 0).then(|| day.last.1[m] - open[m]);
            let gained = Counters(std::array::from_fn(gained));
            if gained.any() {
                self.ready.push_back(Increment { aweme_id: self.key.0, day: day.day, gained, span_days });
            }
        }
    }
}
