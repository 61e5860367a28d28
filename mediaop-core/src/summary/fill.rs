//! The times and counters of days, from the rows that decide them.

use rayon::prelude::*;

use super::Summaries;
use super::column::{CounterColumn, MISSING};
use super::fold::{NO_ROW, Runs};
use super::instant::{NO_TIME, held};
use super::rows::{CounterSlice, RowColumns};
use crate::metric::Metric;

/// The days of some videos with the rows that they were found in.
pub(super) struct Part<'a> {
    pub(super) runs: Runs,
    pub(super) rows: RowColumns<'a>,
}

/// Puts parts of ascending videos one behind the other, and fetches what their days take from the
/// rows: column by column, so that many fetches are under way at once, each to its place.
pub(super) fn complete(parts: Vec<Part<'_>>) -> Summaries {
    let days: usize = parts.iter().map(|part| part.runs.summaries.day.len()).sum();
    let mut times = [vec![0; days], vec![0; days], vec![0; days]];
    let mut day = vec![0; days];
    let first = counters(&parts, days, |runs| &runs.first_rows);
    let last = counters(&parts, days, |runs| &runs.last_rows);
    {
        let mut rest = (&mut day[..], times.each_mut().map(|times| &mut times[..]));
        let mut jobs = Vec::with_capacity(parts.len());
        for part in &parts {
            let count = part.runs.summaries.day.len();
            jobs.push((part, take(&mut rest.0, count), rest.1.each_mut().map(|rest| take(rest, count))));
        }
        jobs.into_par_iter().for_each(|(Part { runs, rows }, day, times)| {
            day.copy_from_slice(&runs.summaries.day);
            for (times, deciding) in times.into_iter().zip([&runs.seen_rows, &runs.first_rows, &runs.last_rows]) {
                for ((time, row), day) in times.iter_mut().zip(deciding).zip(&*day) {
                    *time = rows.update_ts.get(*row as usize).map_or(NO_TIME, |ts| held(*day, *ts));
                }
            }
        });
    }
    let [seen, first_at, last_at] = times;
    let mut all = Summaries::concat_videos(parts.into_iter().map(|part| part.runs.summaries).collect());
    (all.day, all.seen, all.first_at, all.last_at) = (day, seen, first_at, last_at);
    (all.first.0, all.last.0) = (first, last);
    all
}

fn take<'a, T>(rest: &mut &'a mut [T], count: usize) -> &'a mut [T] {
    let (taken, others) = std::mem::take(rest).split_at_mut(count);
    *rest = others;
    taken
}

/// The counters of the rows that decide the days in one way.
fn counters(parts: &[Part<'_>], days: usize, deciding: fn(&Runs) -> &Vec<u32>) -> [CounterColumn; Metric::COUNT] {
    std::array::from_fn(|m| {
        let zero_is_missing = Metric::ALL[m].zero_is_missing();
        match parts.first().and_then(|part| part.rows.counters[m]) {
            None => CounterColumn::Absent(days),
            Some(CounterSlice::Narrow(_)) => {
                let mut column = vec![0; days];
                let mut rest = &mut column[..];
                let places: Vec<_> =
                    parts.iter().map(|part| (part, take(&mut rest, part.runs.summaries.day.len()))).collect();
                let known = |(part, places): (&Part<'_>, &mut [i32])| match part.rows.counters[m] {
                    Some(CounterSlice::Narrow(values)) => fetch(values, deciding(&part.runs), zero_is_missing, places),
                    _ => false,
                };
                let any_known = places.into_par_iter().map(known).reduce(|| false, |a, b| a | b);
                if any_known { CounterColumn::Narrow(column) } else { CounterColumn::Absent(days) }
            }
            Some(CounterSlice::Wide(_)) => {
                let gather = |part: &Part<'_>| {
                    CounterColumn::gather(part.rows.counters[m], deciding(&part.runs), zero_is_missing)
                };
                let columns: Vec<CounterColumn> = parts.par_iter().map(gather).collect();
                CounterColumn::concat(columns.iter())
            }
        }
    })
}

/// Fetches the values of some rows; whether any of them is known.
fn fetch(values: &[i32], rows: &[u32], zero_is_missing: bool, places: &mut [i32]) -> bool {
    let least = i32::from(zero_is_missing);
    let mut most = MISSING as i32;
    for (place, row) in places.iter_mut().zip(rows) {
        let value = values.get(*row as usize).copied().unwrap_or(MISSING as i32);
        *place = if value < least { MISSING as i32 } else { value };
        most = most.max(*place);
    }
    debug_assert!(rows.iter().all(|row| *row == NO_ROW || (*row as usize) < values.len()));
    most >= 0
}
