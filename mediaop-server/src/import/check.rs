//! From the values of a source row to records for the tables, or to the reason why not.

use std::borrow::Cow;
use std::path::Path;

use mediaop_core::{Calendar, Cell, Rejection, Snapshot};

use crate::store::{
    ColumnKind, DOUYIN_AWEME, DY_CREATOR, PRODUCT_INFO, Record, SNAPSHOT_COLUMNS, SUMMARY, Table, Value,
    name_in_douyin_aweme, raw_snapshot,
};

use super::ImportError;
use super::local_times::{LocalTimes, lack_a_moment};
use super::names::{are_comments, meant, with_what_was_meant};

/// A row that was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct BadRow {
    pub(super) reason: &'static str,
    pub(super) column: Cow<'static, str>,
    pub(super) found: String,
    pub(super) expected: Cow<'static, str>,
}

impl std::fmt::Display for BadRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}, expected {}", self.in_column(), self.expected)
    }
}

impl BadRow {
    /// What was found, and where.
    pub(super) fn in_column(&self) -> String {
        if self.column.is_empty() { self.found.clone() } else { format!("{} is {}", self.column, self.found) }
    }
}

/// A row that was accepted.
#[derive(Debug, Default)]
pub(super) struct Checked {
    pub(super) records: Vec<(&'static Table, Record)>,
    pub(super) blank: bool,
    pub(super) inexact: u32,
}

/// What rows are, by their columns; `None` if these are not the columns of any table.
pub(super) fn recognise<'a>(columns: impl Iterator<Item = &'a str> + Clone) -> Option<&'static Table> {
    let has = |name: &str| columns.clone().any(|column| column == name);
    // Videos have a product, a creator and a title too.
    let has_slip_of_id = || columns.clone().any(|column| meant(column, std::iter::once("aweme_id")).is_some());
    match has("aweme_id") {
        true if has("update_ts") => Some(&SUMMARY),
        true if has("last_modify_ts") && has("liked_count") => Some(&DOUYIN_AWEME),
        true => None,
        false if has_slip_of_id() => None,
        false if has("product_id") && ["category", "category2", "title"].iter().any(|name| has(name)) => {
            Some(&PRODUCT_INFO)
        }
        false if has("user_id") && has("nickname") => Some(&DY_CREATOR),
        false => None,
    }
}

/// What the rows of a whole file are, or why none of it is taken.
pub(super) fn recognise_file(path: &Path, columns: &[String]) -> Result<&'static Table, ImportError> {
    recognise(columns.iter().map(String::as_str)).ok_or_else(|| {
        let path = path.to_owned();
        if are_comments(columns) || LocalTimes::are_douk_comments(columns) {
            ImportError::Comments { path }
        } else if lack_a_moment(columns) {
            ImportError::NoMoment { path }
        } else {
            ImportError::NotRecognised { path, found: with_what_was_meant(columns) }
        }
    })
}

/// Checks rows of one kind, whose values stand in the order of the source's columns.
pub(super) struct Checker {
    table: &'static Table,
    /// Whether rows of `douyin_aweme` are snapshots too.
    are_snapshots: bool,
    /// For each column of the table, where the source has it.
    places: Vec<Option<usize>>,
    snapshot_places: [Option<usize>; SNAPSHOT_COLUMNS.len()],
}

impl Checker {
    pub(super) fn new(table: &'static Table, are_snapshots: bool, source_columns: &[impl AsRef<str>]) -> Self {
        let place = |name: &str| source_columns.iter().position(|column| column.as_ref() == name);
        let in_source = |column| if std::ptr::eq(table, &DOUYIN_AWEME) { name_in_douyin_aweme(column) } else { column };
        Checker {
            table,
            are_snapshots,
            places: table.columns.iter().map(|column| place(column.name)).collect(),
            snapshot_places: SNAPSHOT_COLUMNS.map(|column| place(in_source(column))),
        }
    }

    pub(super) fn table(&self) -> &'static Table {
        self.table
    }

    /// Accepts or rejects a row.
    pub(super) fn check(&self, values: &[Value], calendar: &Calendar) -> Result<Checked, BadRow> {
        let is_videos = std::ptr::eq(self.table, &DOUYIN_AWEME);
        if !is_videos && !std::ptr::eq(self.table, &SUMMARY) {
            return self.check_catalog_row(values);
        }
        let cell = |column: usize| self.snapshot_places[column].map_or(Cell::Null, |place| values[place].cell());
        let snapshot = raw_snapshot(cell).check(calendar).map_err(|rejection| self.bad(rejection))?;
        let mut records = Vec::with_capacity(2);
        if self.are_snapshots {
            records.push((&SUMMARY, self.summary_record(&snapshot, values)));
        }
        if is_videos {
            records.push((&DOUYIN_AWEME, self.record(values)));
        }
        Ok(Checked { records, blank: snapshot.blank, inexact: snapshot.inexact })
    }

    fn check_catalog_row(&self, values: &[Value]) -> Result<Checked, BadRow> {
        let record = self.record(values);
        if record[0].is_null() {
            let column = self.table.columns[0].name;
            let reason = if column == "product_id" { "product_id_missing" } else { "user_id_missing" };
            return Err(BadRow { reason, column: column.into(), found: "empty".to_owned(), expected: "an id".into() });
        }
        Ok(Checked { records: vec![(self.table, record)], ..Checked::default() })
    }

    fn bad(&self, rejection: Rejection) -> BadRow {
        let is_videos = std::ptr::eq(self.table, &DOUYIN_AWEME);
        BadRow {
            reason: rejection.reason.name(),
            column: if is_videos { name_in_douyin_aweme(rejection.column) } else { rejection.column }.into(),
            expected: rejection.expected(),
            found: rejection.found,
        }
    }

    fn summary_record(&self, snapshot: &Snapshot<'_>, values: &[Value]) -> Record {
        let from_source = |name| {
            let place = self.table.position(name).and_then(|position| self.places[position]);
            place.map_or(Value::Null, |place| values[place].text())
        };
        let value = |name, kind| match (name, kind) {
            ("aweme_id", _) => Value::Int(snapshot.aweme_id),
            ("update_ts", _) => Value::Int(snapshot.update_ts),
            ("create_time", _) => snapshot.create_time.into(),
            ("price", _) => snapshot.price.into(),
            ("sales", _) => snapshot.sales.into(),
            // Where the crawler hides it, creator_hash stands in for it.
            ("sec_uid", _) => snapshot.creator.as_deref().into(),
            (_, ColumnKind::Counter(metric)) => snapshot.counters[metric].into(),
            (name, _) => from_source(name),
        };
        SUMMARY.columns.iter().map(|column| value(column.name, column.kind)).collect()
    }

    fn record(&self, values: &[Value]) -> Record {
        let columns = self.table.columns.iter().zip(&self.places);
        columns
            .map(|(column, place)| match (place, column.kind) {
                (None, _) => Value::Null,
                (Some(place), ColumnKind::Whole) => values[*place].whole(),
                (Some(place), ColumnKind::Moment) if matches!(values[*place], Value::Int(_)) => values[*place].clone(),
                (Some(place), _) => values[*place].text(),
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_recognised_by_their_columns() {
        let kind = |columns: &str| recognise(columns.split(',')).map(|table| table.name);
        assert_eq!(kind("update_ts,aweme_id"), Some("douyin_aweme_summary"));
        assert_eq!(kind("aweme_id,last_modify_ts,liked_count"), Some("douyin_aweme"));
        assert_eq!(kind("product_id,category"), Some("product_info"));
        assert_eq!(kind("nickname,user_id"), Some("dy_creator"));
        assert_eq!(kind("aweme_id,product_id,category"), None);
        assert_eq!(kind("a,b"), None);
    }

    #[test]
    fn a_row_of_douyin_aweme_is_a_snapshot_at_last_modify_ts() {
        let columns = ["aweme_id", "last_modify_ts", "liked_count", "collected_count", "creator_hash"];
        let values = ["7", "1767283200000", "1.2w", "5", "0123456789abcdef"].map(|text| Value::Text(text.into()));
        let checked = Checker::new(&DOUYIN_AWEME, true, &columns).check(&values, &Calendar::default()).unwrap();
        let (table, record) = &checked.records[0];
        let value = |name| record[table.position(name).unwrap()].clone();
        assert_eq!(table.name, "douyin_aweme_summary");
        assert_eq!(value("update_ts"), Value::Int(1_767_283_200_000));
        assert_eq!([value("digg_count"), value("collect_count")], [Value::Int(12_000), Value::Int(5)]);
        assert_eq!(value("sec_uid"), Value::Text("0123456789abcdef".into()));
    }

    #[test]
    fn a_rejection_names_the_column_of_the_source() {
        let columns = ["aweme_id", "last_modify_ts", "liked_count"];
        let values = ["7", "1767283200000", "-3"].map(|text| Value::Text(text.into()));
        let bad = Checker::new(&DOUYIN_AWEME, true, &columns).check(&values, &Calendar::default()).unwrap_err();
        assert_eq!(bad.to_string(), "liked_count is \"-3\", expected 0 or more, or -1 for missing");
    }
}
