//! What a grid holds, which no answer tells.

use crate::{Calendar, Cell, Dataset, DatasetBuilder, RawSnapshot};

const DAY: i64 = 86_400_000;
const FIRST: i64 = 1_772_700_000_000;

/// Snapshots of (video, instant), each with as many likes as the instant has days.
fn builder(rows: impl IntoIterator<Item = (i64, i64)>) -> DatasetBuilder {
    let mut builder = DatasetBuilder::new(Calendar::default());
    builder.extend(rows.into_iter().map(|(aweme_id, update_ts)| {
        let mut row =
            RawSnapshot { aweme_id: Cell::Int(aweme_id), update_ts: Cell::Int(update_ts), ..RawSnapshot::default() };
        row.counters[0] = Cell::Int(update_ts / DAY);
        row
    }));
    builder
}

fn columns(dataset: &Dataset) -> usize {
    dataset.index.grid.blocks[0].days.len()
}

#[test]
fn a_row_of_a_far_year_costs_a_column_and_not_one_for_each_day_until_then() {
    let far = 99_000_000_000_000;
    let near = || (1..=300).flat_map(|video| [0, 1, 2, 40].map(|day| (video, FIRST + day * DAY)));
    let dataset = builder(near().chain([(7, far)])).finish();
    // The day before, four days, and that one.
    assert_eq!(columns(&dataset), 1 + 4 + 1);
    let merged = builder([(7, far)]).finish_onto(&builder(near()).finish()).unwrap();
    assert!(merged == dataset && columns(&merged) == columns(&dataset));
}

#[test]
fn a_late_row_is_paid_for_once() {
    let days = |days: std::ops::Range<i64>| {
        (1..=50).flat_map(move |video| days.clone().map(move |day| (video, FIRST + day * DAY)))
    };
    let held = |dataset: &Dataset| dataset.index.grid.blocks[0].held();
    let mut dataset = builder(days(0..60)).finish();
    assert_eq!(held(&dataset), 61);
    dataset = builder([(7, FIRST + DAY)]).finish_onto(&dataset).unwrap();
    assert_eq!(held(&dataset), 2);
    // What was made again for the late row is held from the next refresh on.
    dataset = builder(days(60..61)).finish_onto(&dataset).unwrap();
    assert!(held(&dataset) > 60, "{}", held(&dataset));
    assert!(dataset == builder(days(0..61)).finish());
}
