//! Increments of rows that are sorted already, without holding them.

use std::collections::VecDeque;
use std::ops::Range;

use crate::calendar::{Calendar, LocalDay};
use crate::error::{Error, ErrorKind};
use crate::increment::{Baseline, Increment};
use crate::metric::Counters;
use crate::snapshot::{RawSnapshot, Reading, Rejection};

/// Yields the daily increments of rows sorted by (`aweme_id`, `update_ts`), as a primary key
/// hands them out.
///
/// # Input
/// Rows in that order; rows of one key in any order.
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
pub fn sorted_increments<'r, 'c, I>(
    rows: I,
    calendar: &'c Calendar,
    baseline: Baseline,
) -> SortedIncrements<'c, I::IntoIter>
where
    I: IntoIterator<Item = RawSnapshot<'r>>,
{
    SortedIncrements {
        rows: rows.into_iter(),
        calendar,
        baseline,
        row: 0,
        key: (0, 0),
        latest: (0..0, LocalDay(0)),
        create_time: None,
        days: Vec::new(),
        ready: VecDeque::new(),
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
    calendar: &'c Calendar,
    baseline: Baseline,
    row: u64,
    /// Of the latest row.
    key: (i64, i64),
    /// The latest day, and instants that lie on it.
    latest: (Range<i64>, LocalDay),
    /// The latest of the current video: the time it was read, and the seconds.
    create_time: Option<(i64, i64)>,
    /// Days of the current video that have a reading.
    days: Vec<Day>,
    ready: VecDeque<Increment>,
}

#[derive(Clone, Copy)]
struct Day {
    day: LocalDay,
    first: (i64, Counters),
    last: (i64, Counters),
}

impl<'r, I: Iterator<Item = RawSnapshot<'r>>> Iterator for SortedIncrements<'_, I> {
    type Item = Result<Increment, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(increment) = self.ready.pop_front() {
                return Some(Ok(increment));
            }
            let Some(row) = self.rows.next() else {
                if self.days.is_empty() {
                    return None;
                }
                self.finish_video();
                continue;
            };
            let number = self.row;
            self.row += 1;
            match self.check(&row) {
                Err(rejection) => return Some(Err(Error::at_row(ErrorKind::Rejected(rejection), number))),
                Ok(snapshot) => {
                    let (aweme_id, update_ts) = (snapshot.aweme_id, snapshot.update_ts);
                    if (aweme_id, update_ts) < self.key {
                        return Some(Err(Error::at_row(ErrorKind::NotSorted { aweme_id, update_ts }, number)));
                    }
                    self.add(&snapshot);
                }
            }
        }
    }
}

impl<I> SortedIncrements<'_, I> {
    fn check(&mut self, row: &RawSnapshot<'_>) -> Result<Reading, Rejection> {
        let (calendar, latest) = (self.calendar, &mut self.latest);
        row.check_reading(|ms| {
            if !latest.0.contains(&ms) {
                let (day, around) = calendar.day_around_ms(ms);
                *latest = (around, day);
            }
            latest.1
        })
    }

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
        let reading = (ts, snapshot.counters);
        match self.days.last_mut() {
            Some(day) if day.day == snapshot.day => {
                // At one instant the greater counters are the ones that count.
                if day.first.0 == ts {
                    day.first = day.first.max(reading);
                }
                day.last = day.last.max(reading);
            }
            _ => self.days.push(Day { day: snapshot.day, first: reading, last: reading }),
        }
    }

    fn finish_video(&mut self) {
        let published = self.create_time.take().map(|(_, seconds)| self.calendar.day_of_seconds(seconds));
        let mut close: Option<Day> = None;
        for day in self.days.drain(..) {
            let previous = close.replace(day).filter(|_| self.baseline == Baseline::PreviousClose);
            let mut span_days = 1;
            let gained = if published == Some(day.day) {
                day.last.1
            } else if let Some(previous) = previous {
                span_days = day.day - previous.day;
                day.last.1.since(&previous.last.1)
            } else if day.first.0 == day.last.0 {
                continue;
            } else {
                day.last.1.since(&day.first.1)
            };
            if gained.any() {
                self.ready.push_back(Increment { aweme_id: self.key.0, day: day.day, gained, span_days });
            }
        }
    }
}
