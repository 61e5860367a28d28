//! The statements that write rows.

use sqlx::sqlite::{SqliteArguments, SqliteConnection};
use sqlx::{AssertSqlSafe, Sqlite};

use super::database::quoted;
use super::schema::{ColumnKind, Table};
use super::value::Value;
use super::write::Record;

/// SQLite takes at most this many values in one statement.
const VALUES_A_STATEMENT: usize = 32_766;
const ROWS_A_STATEMENT: usize = 200;

/// A table as it stands in the database.
#[derive(Debug)]
pub(super) struct Target {
    pub(super) table: &'static Table,
    /// Of the table's columns, those that are there, and whether they refuse NULL.
    pub(super) columns: Vec<(usize, bool)>,
}

/// Adds rows whose keys are new.
pub(super) async fn insert(connection: &mut SqliteConnection, target: &Target, rows: &[Record]) -> sqlx::Result<()> {
    let width = target.columns.len();
    let names: Vec<_> = target.columns.iter().map(|(i, _)| quoted(target.table.columns[*i].name)).collect();
    let one_row = format!("({})", vec!["?"; width].join(","));
    for rows in rows.chunks(ROWS_A_STATEMENT.min(VALUES_A_STATEMENT / width)) {
        let sql = format!(
            "INSERT INTO {} ({}) VALUES {}",
            quoted(target.table.name),
            names.join(", "),
            vec![one_row.as_str(); rows.len()].join(",")
        );
        let mut query = sqlx::query(AssertSqlSafe(sql));
        for row in rows {
            for &(column, required) in &target.columns {
                query = bind(query, &row[column], target.table.columns[column].kind, required);
            }
        }
        query.execute(&mut *connection).await?;
    }
    Ok(())
}

/// Writes the changed columns of a row.
pub(super) async fn update(
    connection: &mut SqliteConnection,
    table: &Table,
    changed: &[(usize, bool)],
    row: &Record,
) -> sqlx::Result<()> {
    let set: Vec<_> = changed.iter().map(|(i, _)| format!("{} = ?", quoted(table.columns[*i].name))).collect();
    let key: Vec<_> = table.key().iter().map(|column| format!("{} = ?", quoted(column.name))).collect();
    let sql = format!("UPDATE {} SET {} WHERE {}", quoted(table.name), set.join(", "), key.join(" AND "));
    let mut query = sqlx::query(AssertSqlSafe(sql));
    for &(column, required) in changed {
        query = bind(query, &row[column], table.columns[column].kind, required);
    }
    for (column, value) in table.key().iter().zip(row) {
        query = bind(query, value, column.kind, true);
    }
    query.execute(connection).await.map(drop)
}

pub(super) type Query<'q> = sqlx::query::Query<'q, Sqlite, SqliteArguments>;

/// What is missing is NULL, or where the column refuses NULL the value that means missing.
fn bind<'q>(query: Query<'q>, value: &Value, kind: ColumnKind, required: bool) -> Query<'q> {
    match (value, kind) {
        (Value::Int(number), _) => query.bind(*number),
        (Value::Float(number), _) => query.bind(*number),
        (Value::Text(text), _) => query.bind(text.to_string()),
        (Value::Null, _) if !required => query.bind(None::<i64>),
        (Value::Null, ColumnKind::Counter(_)) => query.bind(-1_i64),
        (Value::Null, ColumnKind::Whole) => query.bind(0_i64),
        (Value::Null, ColumnKind::Text | ColumnKind::Moment) => query.bind(""),
    }
}
