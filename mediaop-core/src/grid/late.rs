//! The last days of a block, one after the other: few days, on each of which nearly all videos have a
//! row, and rows that lie close to each other.

use super::block::Columns;
use super::cells::Cell;
use super::days::{Cursor, KINDS, Made, State};
use super::sums::DaySums;
use super::walk::{are_alike, bit, holds};
use crate::summary::Summaries;
use crate::summary::column::CounterColumn;

/// A video with a reading on the day.
struct Reading {
    lane: usize,
    row: usize,
    /// The metrics that the video has, as bits.
    metrics: u8,
    holds: u8,
}

/// The columns of some days, which begin with numbers as they stand before; `None` if a number does
/// not fit.
pub(super) fn late<T: Cell>(
    summaries: &Summaries,
    metrics: &[usize],
    mut cursors: Vec<Option<Cursor>>,
    mut state: State<T>,
    days: Vec<i32>,
) -> Option<Made> {
    let room = cursors.len() * days.len();
    let mut columns: Vec<(Vec<T>, Vec<T>)> =
        metrics.iter().map(|_| (Vec::with_capacity(room), Vec::with_capacity(room))).collect();
    let mut counts: [Vec<u16>; KINDS] = std::array::from_fn(|_| Vec::with_capacity(room));
    let alike = are_alike(&cursors);
    let of_all = cursors.iter().flatten().next().filter(|_| alike).map(|cursor| cursor.regular.metrics);
    let mut sums = Vec::with_capacity(days.len());
    let mut readings = Vec::with_capacity(cursors.len());
    for day in &days {
        read(summaries, *day, &mut cursors, &mut readings);
        let mut of_day = DaySums::default();
        for (place, m) in metrics.iter().enumerate() {
            let (within, last) = (&mut state.within[place], &mut state.last[place]);
            let (gained, risen) = gain(summaries, *m, &mut readings, within, last)?;
            (of_day.within[*m], of_day.last[*m]) = (gained, risen);
            columns[place].0.extend_from_slice(within);
            columns[place].1.extend_from_slice(last);
        }
        readings.iter_mut().for_each(|reading| of_day.count_day(&mut reading.holds, reading.metrics, alike));
        of_all.into_iter().for_each(|metrics| of_day.count_alike(metrics));
        state.sums = state.sums.and(&of_day);
        sums.push(state.sums);
        let any = readings.iter().fold(0, |any, reading| any | reading.holds);
        for (kind, (column, count)) in counts.iter_mut().zip(&mut state.counts).enumerate() {
            let is_of_kind = |holds: u8| kind == 0 || (holds >> (kind - 1)) & 1 == 1;
            if is_of_kind(any) {
                readings.iter().for_each(|reading| count[reading.lane] += u16::from(is_of_kind(reading.holds)));
            }
            column.extend_from_slice(count);
        }
    }
    Some(Made { days, columns: Columns::of(metrics, columns, counts), sums })
}

/// Takes up the readings of a day, which is the next one of all cursors.
fn read(summaries: &Summaries, day: i32, cursors: &mut [Option<Cursor>], readings: &mut Vec<Reading>) {
    readings.clear();
    for (lane, cursor) in cursors.iter_mut().enumerate() {
        let Some(Cursor { next, end, close, regular }) = cursor else { continue };
        let row = *next;
        if row == *end || summaries.day[row] != day {
            continue;
        }
        *next += 1;
        if summaries.has_reading(row) {
            let holds = holds(summaries, row, *regular, close);
            readings.push(Reading { lane, row, metrics: regular.metrics, holds });
        }
    }
}

/// Adds what was gained in a metric to the numbers of each video; by how much they rise in all.
fn gain<T: Cell>(
    summaries: &Summaries,
    m: usize,
    readings: &mut [Reading],
    within: &mut [T],
    last: &mut [T],
) -> Option<(i64, i64)> {
    match (&summaries.first.0[m], &summaries.last.0[m]) {
        (CounterColumn::Narrow(firsts), CounterColumn::Narrow(lasts)) => {
            let counters = |row: usize| (i64::from(firsts[row]), i64::from(lasts[row]));
            gain_of(readings, m, within, last, counters)
        }
        (firsts, lasts) => gain_of(readings, m, within, last, |row| (firsts.raw(row), lasts.raw(row))),
    }
}

#[inline]
fn gain_of<T: Cell>(
    readings: &mut [Reading],
    m: usize,
    within: &mut [T],
    last: &mut [T],
    counters: impl Fn(usize) -> (i64, i64),
) -> Option<(i64, i64)> {
    let (mut all_gained, mut all_risen) = (0, 0);
    for Reading { lane, row, metrics, holds } in readings {
        if (*metrics >> m) & 1 == 0 {
            continue;
        }
        let (within, last) = (&mut within[*lane], &mut last[*lane]);
        let (open, close) = counters(*row);
        let gained = if *holds & bit::PUBLISHED != 0 { close } else { close - open };
        let risen = close - (*last).into();
        *holds |= if close < open { bit::FELL_WITHIN } else { 0 };
        *holds |= if risen < 0 { bit::FELL_CLOSE } else { 0 };
        (*within, *last) = (T::of((*within).into() + gained)?, T::of(close)?);
        (all_gained, all_risen) = (all_gained + gained, all_risen + risen);
    }
    Some((all_gained, all_risen))
}
