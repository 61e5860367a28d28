//! The times and counters of days, from the rows that decide them.

use super::Summaries;
use super::column::{CounterColumn, CounterColumns};
use super::fold::{DayRows, Runs};
use super::instant::{NO_TIME, held};
use super::rows::RowColumns;
use crate::metric::Metric;

/// Fetches what days take from their rows, column by column: many fetches are then under way at
/// once.
pub(super) fn complete(runs: Runs, rows: &RowColumns<'_>) -> Summaries {
    let Runs { summaries, days, .. } = runs;
    let times = |deciding: fn(&DayRows) -> u32| {
        let held = |day: &DayRows| rows.update_ts.get(deciding(day) as usize).map_or(NO_TIME, |ts| held(day.day, *ts));
        days.iter().map(held).collect::<Vec<u32>>()
    };
    let counters = |deciding: fn(&DayRows) -> u32| {
        CounterColumns(std::array::from_fn(|m| {
            let deciding = days.iter().map(deciding);
            CounterColumn::gather(rows.counters[m], deciding, Metric::ALL[m].zero_is_missing())
        }))
    };
    let (seen, first_at, last_at) = (times(|day| day.seen), times(|day| day.first), times(|day| day.last));
    let (first, last) = (counters(|day| day.first), counters(|day| day.last));
    let day = days.iter().map(|day| day.day).collect();
    Summaries { day, seen, first_at, last_at, first, last, ..summaries }
}
