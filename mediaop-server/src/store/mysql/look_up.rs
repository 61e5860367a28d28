//! Which rows are stored already under given keys.

use std::collections::HashMap;

use futures_util::TryStreamExt;
use sqlx::AssertSqlSafe;
use sqlx::mysql::MySqlConnection;

use super::super::database::{Database, Dialect, StoreError};
use super::super::key::Key;
use super::super::merge::in_one_form;
use super::super::schema::Table;
use super::super::value::Value;
use super::super::write::Record;
use super::{CellKind, declared_columns, owned};

/// The stored rows under these keys, locked until the transaction ends; of columns that are not
/// named, nothing.
pub(in super::super) async fn look_up(
    connection: &mut MySqlConnection,
    database: &Database,
    table: &Table,
    columns: &[usize],
    keys: &[Key],
) -> Result<HashMap<Key, Record>, StoreError> {
    if keys.is_empty() {
        return Ok(HashMap::new());
    }
    let declared = declared_columns(connection, database, table.name).await?;
    let of = |column: &usize| declared.iter().find(|declared| declared.name == table.columns[*column].name);
    let kinds: Vec<_> = columns.iter().map(|column| of(column).map_or(CellKind::Absent, |found| found.kind)).collect();
    let select: Vec<_> = columns
        .iter()
        .map(|column| {
            let name = Dialect::MySql.quoted(table.columns[*column].name);
            of(column).map_or("NULL".to_owned(), |declared| declared.selected(&name))
        })
        .collect();
    let key: Vec<_> = table.key().iter().map(|key| Dialect::MySql.quoted(key.name)).collect();
    // A list of pairs would be compared with every row of the table.
    let one_key = format!("({})", key.iter().map(|key| format!("{key} = ?")).collect::<Vec<_>>().join(" AND "));
    let sql = format!(
        "SELECT {} FROM {} WHERE {} FOR UPDATE",
        select.join(", "),
        database.table(table.name),
        vec![one_key; keys.len()].join(" OR ")
    );
    let values = keys.iter().flat_map(|key| key.values(table));
    let query = values.fold(sqlx::query(AssertSqlSafe(sql)), |query, value| match value {
        Value::Int(number) => query.bind(number),
        Value::Text(text) => query.bind(String::from(text)),
        Value::Float(number) => query.bind(number),
        Value::Null => query.bind(None::<i64>),
    });
    let mut found = HashMap::with_capacity(keys.len());
    let mut rows = query.fetch(connection);
    let failed = |source| database.error(&format!("looking rows of {} up", table.name), source);
    while let Some(row) = rows.try_next().await.map_err(failed)? {
        let mut record = vec![Value::Null; table.columns.len()];
        for (place, column) in columns.iter().enumerate() {
            record[*column] = owned(&row, place, kinds[place]);
        }
        found.insert(Key::of(table, &in_one_form(table, &record)), record);
    }
    Ok(found)
}
