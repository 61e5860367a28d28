//! Two rows with one key become one (`docs/METRICS.md`, section 2).

use std::sync::LazyLock;

use mediaop_core::{Calendar, Cell, Counters, Metric, RawSnapshot};

use super::schema::{ColumnKind, DOUYIN_AWEME, Table};
use super::value::{Value, instant_ms};
use super::write::Record;

/// The row that both rows together make.
///
/// Snapshots: the greater tuple of counters counts, and of every attribute the greater value, so
/// that neither order nor repetition matters. Other tables: the newer row counts, what it leaves
/// empty comes from the other; a row that does not say how new it is counts as the newest.
pub(super) fn merged(table: &Table, stored: Record, new: Record) -> Record {
    let Some(newer_by) = table.newer_by.and_then(|column| table.position(column)) else {
        return merged_snapshots(table, stored, new);
    };
    let (stored_at, new_at) = (instant_ms(stored[newer_by].cell()), instant_ms(new[newer_by].cell()));
    let new_counts = match (stored_at, new_at) {
        // A crawler wrote both: neither order nor repetition may matter.
        (Some(stored_at), Some(new_at)) if stored_at == new_at && std::ptr::eq(table, &DOUYIN_AWEME) => {
            return pairwise(stored, new, Value::greater);
        }
        (Some(stored_at), Some(new_at)) => new_at >= stored_at,
        (_, None) | (None, _) => true,
    };
    let filled = |first: Value, second: Value| if first.is_null() { second } else { first };
    if new_counts { pairwise(new, stored, filled) } else { pairwise(stored, new, filled) }
}

fn merged_snapshots(table: &Table, stored: Record, new: Record) -> Record {
    let counters_from_new = counters(table, &new) > counters(table, &stored);
    let is_counter = table.columns.iter().map(|column| matches!(column.kind, ColumnKind::Counter(_)));
    stored
        .into_iter()
        .zip(new)
        .zip(is_counter)
        .map(|((stored, new), is_counter)| match is_counter {
            true if counters_from_new => new,
            true => stored,
            false => stored.greater(new),
        })
        .collect()
}

/// Whether a snapshot brings counters of its own that do not count, since the stored ones are greater.
pub(super) fn is_outdone(table: &Table, stored: &Record, new: &Record) -> bool {
    let (stored, new) = (counters(table, stored), counters(table, new));
    let differs = Metric::ALL.iter().any(|metric| new[*metric].is_some() && new[*metric] != stored[*metric]);
    differs && new < stored
}

fn pairwise(first: Record, second: Record, choose: impl Fn(Value, Value) -> Value) -> Record {
    first.into_iter().zip(second).map(|(first, second)| choose(first, second)).collect()
}

fn counters(table: &Table, record: &Record) -> Counters {
    let mut counters = Counters::default();
    for (column, value) in table.columns.iter().zip(record) {
        if let (ColumnKind::Counter(metric), Value::Int(count)) = (column.kind, value) {
            counters[metric] = Some(*count);
        }
    }
    counters
}

/// A stored row in the form that the importer gives to new ones, so that the two can be compared:
/// counters are numbers or missing, texts are not empty.
pub(super) fn in_one_form(table: &Table, stored: &Record) -> Record {
    let form = |kind: ColumnKind, value: &Value| match kind {
        ColumnKind::Counter(metric) => known_count(metric, value.cell()).into(),
        ColumnKind::Whole => value.whole(),
        ColumnKind::Text => value.text(),
        ColumnKind::Moment if matches!(value, Value::Text(_)) => value.text(),
        ColumnKind::Moment => value.clone(),
    };
    table.columns.iter().zip(stored).map(|(column, value)| form(column.kind, value)).collect()
}

/// What the core makes of a counter that stands in a table.
fn known_count(metric: Metric, cell: Cell<'_>) -> Option<i64> {
    // A calendar is made once: it holds the offsets of sixty years of days.
    static CALENDAR: LazyLock<Calendar> = LazyLock::new(Calendar::default);
    let mut row = RawSnapshot { aweme_id: Cell::Int(1), update_ts: Cell::Int(1_000_000_000_000), ..Default::default() };
    row.counters[metric as usize] = cell;
    row.check(&CALENDAR).ok()?.counters[metric]
}

#[cfg(test)]
mod tests {
    use super::super::schema::{DY_CREATOR, PRODUCT_INFO, SUMMARY};
    use super::*;

    fn record(table: &Table, values: &[(&str, Value)]) -> Record {
        let mut record = vec![Value::Null; table.columns.len()];
        for (column, value) in values {
            record[table.position(column).unwrap()] = value.clone();
        }
        record
    }
    fn text(text: &str) -> Value {
        Value::Text(text.into())
    }

    #[test]
    fn of_three_snapshots_every_order_gives_the_same_row() {
        let rows = [
            record(&SUMMARY, &[("digg_count", Value::Int(9)), ("title", text("b"))]),
            record(
                &SUMMARY,
                &[("digg_count", Value::Int(9)), ("share_count", Value::Int(1)), ("price", Value::Int(5))],
            ),
            record(&SUMMARY, &[("share_count", Value::Int(99)), ("title", text("c"))]),
        ];
        let expected = record(
            &SUMMARY,
            &[
                ("digg_count", Value::Int(9)),
                ("share_count", Value::Int(1)),
                ("price", Value::Int(5)),
                ("title", text("c")),
            ],
        );
        for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
            let [a, b, c] = order.map(|i| rows[i].clone());
            assert_eq!(merged(&SUMMARY, merged(&SUMMARY, a.clone(), b.clone()), c.clone()), expected);
            assert_eq!(merged(&SUMMARY, a, merged(&SUMMARY, b, c)), expected);
        }
    }

    #[test]
    fn an_empty_cell_erases_nothing_and_a_filled_one_replaces() {
        let stored = record(&PRODUCT_INFO, &[("product_id", text("p")), ("title", text("old")), ("brand", text("b"))]);
        let new = record(&PRODUCT_INFO, &[("product_id", text("p")), ("title", text("new")), ("category", text("c"))]);
        let both = merged(&PRODUCT_INFO, stored, new);
        let expected =
            [("product_id", text("p")), ("title", text("new")), ("brand", text("b")), ("category", text("c"))];
        assert_eq!(both, record(&PRODUCT_INFO, &expected));
    }

    #[test]
    fn an_older_row_only_fills_gaps() {
        let stored =
            record(&DY_CREATOR, &[("nickname", text("now")), ("last_modify_ts", Value::Int(2_000_000_000_000))]);
        let new = record(
            &DY_CREATOR,
            &[("nickname", text("then")), ("fans", text("7")), ("last_modify_ts", Value::Int(1_000_000_000_000))],
        );
        let both = merged(&DY_CREATOR, stored, new);
        assert_eq!(both[DY_CREATOR.position("nickname").unwrap()], text("now"));
        assert_eq!(both[DY_CREATOR.position("fans").unwrap()], text("7"));
    }

    #[test]
    fn a_stored_minus_one_is_the_same_as_missing() {
        let stored =
            record(&SUMMARY, &[("digg_count", Value::Int(-1)), ("play_count", Value::Int(0)), ("title", text(" "))]);
        assert_eq!(in_one_form(&SUMMARY, &stored), record(&SUMMARY, &[]));
    }
}
