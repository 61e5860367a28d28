//! Increments of sorted rows are those of the data set.

use mediaop_core::{Baseline, Calendar, DatasetBuilder, Error, ErrorKind, Increment, SnapshotRow, sorted_increments};
use proptest::prelude::*;

use super::reference::accepted;
use super::rows::{Data, Row, cases, snapshots};

const BASELINES: [Baseline; 2] = [Baseline::WithinDay, Baseline::PreviousClose];

/// By either kind of row, which must come to the same.
fn streamed(data: &Data, baseline: Baseline) -> (Vec<Increment>, Vec<Error>) {
    let of_cells = streamed_from(data.rows.iter().map(Row::raw), &data.calendar, baseline);
    let of_numbers = streamed_from(data.rows.iter().map(Row::plain), &data.calendar, baseline);
    assert_eq!(of_cells.0, of_numbers.0);
    assert!(of_cells.1.iter().map(Error::row).eq(of_numbers.1.iter().map(Error::row)));
    of_cells
}

fn streamed_from(
    rows: impl Iterator<Item = impl mediaop_core::Row>,
    calendar: &Calendar,
    baseline: Baseline,
) -> (Vec<Increment>, Vec<Error>) {
    let (mut increments, mut errors) = (Vec::new(), Vec::new());
    for item in sorted_increments(rows, calendar, baseline) {
        match item {
            Ok(increment) => increments.push(increment),
            Err(error) => errors.push(error),
        }
    }
    (increments, errors)
}

proptest! {
    #![proptest_config(cases(128))]

    #[test]
    fn sorted_rows_give_the_increments_of_the_data_set(mut data in snapshots()) {
        data.rows.sort_by_key(|row| (row.aweme_id, row.update_ts));
        let is_rejected = |row: &u64| !accepted(&data.rows[*row as usize], &data.calendar);
        let rejected: Vec<u64> = (0..data.rows.len() as u64).filter(is_rejected).collect();
        for baseline in BASELINES {
            let (increments, errors) = streamed(&data, baseline);
            prop_assert_eq!(increments, data.dataset().increments(baseline));
            prop_assert_eq!(errors.iter().filter_map(Error::row).collect::<Vec<_>>(), &rejected[..]);
            prop_assert!(errors.iter().all(|error| matches!(error.kind(), ErrorKind::Rejected(_))));
        }
    }

    #[test]
    fn an_unsorted_row_is_named_and_left_out(data in snapshots()) {
        let (mut kept, mut expected) = (Vec::new(), Vec::new());
        let mut greatest = (0, 0);
        for (number, row) in data.rows.iter().enumerate() {
            let key = (row.aweme_id, row.update_ts);
            if !accepted(row, &data.calendar) {
                expected.push((number as u64, None));
            } else if key < greatest {
                expected.push((number as u64, Some(key)));
            } else {
                greatest = key;
                kept.push(row);
            }
        }
        let kept = data.with_rows(kept);
        for baseline in BASELINES {
            let (increments, errors) = streamed(&data, baseline);
            prop_assert_eq!(increments, kept.increments(baseline));
            let named = errors.iter().map(|error| match error.kind() {
                ErrorKind::NotSorted { aweme_id, update_ts } => (error.row().unwrap(), Some((*aweme_id, *update_ts))),
                _ => (error.row().unwrap(), None),
            });
            prop_assert_eq!(named.collect::<Vec<_>>(), &expected[..]);
        }
    }
}

/// In 2010 clocks in St. John's went back at 00:01 of 7 November, to 23:01 of the day before.
#[test]
fn a_day_that_comes_twice_is_one_day() {
    let calendar = Calendar::new("America/St_Johns").unwrap();
    let change = 1_289_097_060_000;
    let row = |(minutes, digg): (i64, i64)| {
        let mut row = SnapshotRow { aweme_id: 7, update_ts: change + minutes * 60_000, ..SnapshotRow::default() };
        row.counters[0] = digg;
        row
    };
    let rows = [(-120, 10), (0, 40), (10, 90), (20, 160), (120, 250), (180, 360)].map(row);
    let early = rows.map(|row| SnapshotRow { update_ts: row.update_ts - 30_000, ..row });
    assert_eq!(early.map(|row| calendar.day_of_ms(row.update_ts).to_string()[8..].to_owned())[..3], ["06", "07", "06"]);
    for rows in [rows, early] {
        let mut builder = DatasetBuilder::new(calendar.clone());
        builder.extend_rows(rows).unwrap();
        let dataset = builder.finish();
        for baseline in BASELINES {
            let streamed: Result<Vec<Increment>, _> = sorted_increments(rows, &calendar, baseline).collect();
            assert_eq!(streamed.unwrap(), dataset.increments(baseline));
        }
    }
}
