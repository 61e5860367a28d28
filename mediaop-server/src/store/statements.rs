//! The statements that write rows.

use super::connection::{Bound, Connection, Declared};
use super::database::Dialect;
use super::schema::{ColumnKind, Table};
use super::value::{Value, instant_ms};
use super::write::Record;

/// SQLite takes at most this many values in one statement.
const VALUES_A_STATEMENT: usize = 32_766;
const ROWS_A_STATEMENT: usize = 200;

/// A table as it stands in the database.
#[derive(Debug)]
pub(super) struct Target {
    pub(super) table: &'static Table,
    pub(super) dialect: Dialect,
    /// The table's name as SQL wants it.
    pub(super) name: String,
    /// Of the table's columns, those that are there.
    pub(super) columns: Vec<(usize, Declared)>,
}

impl Target {
    fn column(&self, column: usize) -> String {
        self.dialect.quoted(self.table.columns[column].name)
    }
}

/// Adds rows whose keys are new.
pub(super) async fn insert(connection: &mut Connection, target: &Target, rows: &[Record]) -> sqlx::Result<()> {
    let width = target.columns.len();
    let names: Vec<_> = target.columns.iter().map(|(column, _)| target.column(*column)).collect();
    let one_row = format!("({})", vec!["?"; width].join(","));
    for rows in rows.chunks(ROWS_A_STATEMENT.min(VALUES_A_STATEMENT / width)) {
        let sql = format!(
            "INSERT INTO {} ({}) VALUES {}",
            target.name,
            names.join(", "),
            vec![one_row.as_str(); rows.len()].join(",")
        );
        let cells = rows.iter().flat_map(|row| target.columns.iter().map(move |column| (row, column)));
        let values = cells.map(|(row, (column, declared))| bound(target.table, *column, &row[*column], *declared));
        connection.execute(sql, values.collect()).await?;
    }
    Ok(())
}

/// Writes the changed columns of a row.
pub(super) async fn update(
    connection: &mut Connection,
    target: &Target,
    changed: &[(usize, Declared)],
    row: &Record,
) -> sqlx::Result<()> {
    let set: Vec<_> = changed.iter().map(|(column, _)| format!("{} = ?", target.column(*column))).collect();
    let key = 0..target.table.key_columns;
    let equal: Vec<_> = key.clone().map(|column| format!("{} = ?", target.column(column))).collect();
    let sql = format!("UPDATE {} SET {} WHERE {}", target.name, set.join(", "), equal.join(" AND "));
    let new = changed.iter().map(|(column, declared)| bound(target.table, *column, &row[*column], *declared));
    let values = new.chain(key.map(|column| Bound::from(row[column].clone()))).collect();
    connection.execute(sql, values).await.map(drop)
}

/// What is missing is NULL, or where the column refuses NULL the value that means missing.
fn bound(table: &Table, column: usize, value: &Value, declared: Declared) -> Bound {
    match (value, table.columns[column].kind) {
        (value, ColumnKind::Moment) if declared.is_date => date_and_time(value).map_or(Bound::Null, Bound::Text),
        (Value::Null, _) if !declared.refuses_null => Bound::Null,
        (Value::Null, ColumnKind::Counter(_)) => Bound::Int(-1),
        (Value::Null, ColumnKind::Whole) => Bound::Int(0),
        (Value::Null, ColumnKind::Text | ColumnKind::Moment) => Bound::Text(String::new()),
        (value, _) => value.clone().into(),
    }
}

/// A moment in the form that columns of dates and times take, in UTC.
pub(super) fn date_and_time(value: &Value) -> Option<String> {
    let moment = chrono::DateTime::from_timestamp_millis(instant_ms(value.cell())?)?;
    Some(moment.format("%Y-%m-%d %H:%M:%S").to_string())
}
