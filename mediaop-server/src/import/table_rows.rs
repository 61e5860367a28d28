//! Rows of the known tables in a database.

use crate::store::{ColumnKind, DOUYIN_AWEME, Database, Reader, SUMMARY, TABLES, Table, Value, holds_demo};

use super::check::{BadRow, Checker};
use super::rejects::Rejected;
use super::{BesideDemo, ImportError, Intake, Next};

/// Reads every known table that the database holds; those of a file all as of one moment.
///
/// Where there are snapshots, `douyin_aweme` supplies attributes only.
pub(super) fn read(intake: &mut Intake, source: &Database) -> Result<(), ImportError> {
    let path = intake.path.clone();
    intake.report.counts_rows();
    let mut failure = None;
    let reader = Reader::open(source)?;
    if intake.beside_demo == BesideDemo::Refused && holds_demo(&reader)? {
        return Err(ImportError::Demo { path });
    }
    reader.expect_much()?;
    reader.at_one_moment(|reader| {
        let mut found = false;
        let mut has_snapshots = false;
        for table in TABLES {
            if !reader.has_table(table)? {
                continue;
            }
            let columns = reader.columns(table.name)?;
            found = true;
            if std::ptr::eq(table, &SUMMARY) {
                has_snapshots = !reader.is_empty(table.name)?;
            }
            let are_snapshots = std::ptr::eq(table, &SUMMARY) || (std::ptr::eq(table, &DOUYIN_AWEME) && !has_snapshots);
            if are_snapshots && !std::ptr::eq(table, &SUMMARY) {
                intake.report.has_no_history();
            }
            if let Err(error) = read_table(intake, reader, table, are_snapshots, columns) {
                failure = Some(error);
                return Ok(());
            }
        }
        if !found {
            failure = Some(ImportError::NoTables { path: path.clone() });
        }
        Ok(())
    })?;
    failure.map_or(Ok(()), Err)
}

fn read_table(
    intake: &mut Intake,
    reader: &Reader,
    table: &'static Table,
    are_snapshots: bool,
    columns: Vec<String>,
) -> Result<(), ImportError> {
    // A number that counts the rows of the table itself.
    intake.report.reads(table, columns.into_iter().filter(|column| column != "id"));
    let mut known: Vec<_> = table.columns.iter().map(|column| column.name).collect();
    known.push("creator_hash");
    let checker = Checker::new(table, are_snapshots, &known);
    intake.rejects.have_columns(known.iter().map(|name| (*name).to_owned()));
    // Keys and counters decide whether a row stands; in the other columns, bytes are no value.
    let is_text = |name: &str| {
        let kind = table.position(name).map(|position| table.columns[position].kind);
        !name.ends_with("_count") && !matches!(kind, Some(ColumnKind::Whole))
    };
    let are_texts: Vec<_> = known.iter().map(|name| is_text(name)).collect();
    let mut number = 0;
    let mut failure = None;
    let mut values: Vec<Value> = Vec::with_capacity(known.len());
    reader.rows_while(table.name, &known, |row| {
        number += 1;
        values.clear();
        values.extend(are_texts.iter().enumerate().map(|(column, is_text)| row.value(column, *is_text)));
        let checked = checker.check(&values, &intake.calendar);
        let key = checked.as_ref().err().and_then(|bad| key_of(table, &values, bad));
        let rejected = || match key {
            Some(key) => Rejected::Keyed(key, texts(&values)),
            None => cells(&values),
        };
        match intake.take(number, checked, rejected) {
            Ok(next) => next == Next::GoOn,
            Err(error) => {
                failure = Some(error);
                false
            }
        }
    })?;
    failure.map_or(Ok(()), Err)
}

/// What a row is called by its key, as far as that is right; `None` where nothing of it is.
fn key_of(table: &Table, values: &[Value], bad: &BadRow) -> Option<String> {
    let right = table.key().iter().zip(values).take_while(|(column, _)| column.name != bad.column);
    let parts = right.map(|(column, value)| match value {
        Value::Int(number) => Some(format!("{} {number}", column.name)),
        Value::Text(text) => Some(format!("{} {text}", column.name)),
        Value::Null | Value::Float(_) => None,
    });
    parts.collect::<Option<Vec<_>>>().filter(|parts| !parts.is_empty()).map(|parts| parts.join(", "))
}

/// Values as a CSV file has them.
pub(super) fn cells(values: &[Value]) -> Rejected {
    Rejected::Cells(texts(values))
}

fn texts(values: &[Value]) -> Vec<String> {
    let cell = |value: &Value| match value {
        Value::Null => String::new(),
        Value::Int(number) => number.to_string(),
        Value::Float(number) => number.to_string(),
        Value::Text(text) => text.to_string(),
    };
    values.iter().map(cell).collect()
}
