//! The times and counters of days, from the rows that decide them.

use super::Summaries;
use super::column::{CounterColumn, CounterColumns};
use super::fold::Runs;
use super::instant::{NO_TIME, held};
use super::rows::RowColumns;
use crate::metric::Metric;

/// Fetches what days take from their rows, column by column: many fetches are then under way at
/// once.
pub(super) fn complete(runs: Runs, rows: &RowColumns<'_>) -> Summaries {
    let Runs { summaries, seen_rows, first_rows, last_rows, .. } = runs;
    let times = |deciding: &[u32]| {
        let held = |(row, day): (&u32, &i32)| rows.update_ts.get(*row as usize).map_or(NO_TIME, |ts| held(*day, *ts));
        deciding.iter().zip(&summaries.day).map(held).collect::<Vec<u32>>()
    };
    let counters = |deciding: &[u32]| {
        CounterColumns(std::array::from_fn(|m| {
            CounterColumn::gather(rows.counters[m], deciding, Metric::ALL[m].zero_is_missing())
        }))
    };
    let (seen, first_at, last_at) = (times(&seen_rows), times(&first_rows), times(&last_rows));
    let (first, last) = (counters(&first_rows), counters(&last_rows));
    Summaries { seen, first_at, last_at, first, last, ..summaries }
}
