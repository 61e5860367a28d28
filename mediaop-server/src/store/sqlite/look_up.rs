//! Which rows are stored already under given keys.

use std::collections::HashMap;

use rusqlite::params_from_iter;
use rusqlite::types::Value as Bound;

use super::super::database::{Dialect, StoreError};
use super::super::key::Key;
use super::super::merge::in_one_form;
use super::super::reader::RowRef;
use super::super::schema::Table;
use super::super::value::Value;
use super::super::write::Record;
use super::reader::SqliteReader;

impl SqliteReader {
    /// The stored rows under these keys; of columns that are not named, nothing.
    pub(in super::super) fn look_up(
        &self,
        table: &Table,
        columns: &[usize],
        keys: &[Key],
    ) -> Result<HashMap<Key, Record>, StoreError> {
        if keys.is_empty() {
            return Ok(HashMap::new());
        }
        let quoted = |name: &str| Dialect::Sqlite.quoted(name);
        let name = |column: &usize| format!("t.{}", quoted(table.columns[*column].name));
        let same = table.key().iter().map(|key| format!("t.{key} = wanted.{key}", key = quoted(key.name)));
        let key: Vec<_> = table.key().iter().map(|key| quoted(key.name)).collect();
        let one_key = format!("({})", vec!["?"; key.len()].join(","));
        // CROSS JOIN keeps SQLite from scanning the table: it looks each wanted key up.
        let sql = format!(
            "WITH wanted ({}) AS (VALUES {}) SELECT {} FROM wanted CROSS JOIN {} AS t ON {}",
            key.join(", "),
            vec![one_key; keys.len()].join(","),
            columns.iter().map(name).collect::<Vec<_>>().join(", "),
            quoted(table.name),
            same.collect::<Vec<_>>().join(" AND ")
        );
        let mut found = HashMap::with_capacity(keys.len());
        let mut read = || -> rusqlite::Result<()> {
            let mut statement = self.connection().prepare_cached(&sql)?;
            let mut rows =
                statement.query(params_from_iter(keys.iter().flat_map(|key| key.values(table)).map(bound)))?;
            while let Some(row) = rows.next()? {
                let mut record = vec![Value::Null; table.columns.len()];
                for (place, column) in columns.iter().enumerate() {
                    // Bytes are no value, here as in a new row.
                    record[*column] = RowRef::Sqlite(row).value(place, true);
                }
                found.insert(Key::of(table, &in_one_form(table, &record)), record);
            }
            Ok(())
        };
        read().map_err(|source| self.error(&format!("looking rows of {} up", table.name), source))?;
        Ok(found)
    }
}

fn bound(value: Value) -> Bound {
    match value {
        Value::Null => Bound::Null,
        Value::Int(number) => Bound::Integer(number),
        Value::Float(number) => Bound::Real(number),
        Value::Text(text) => Bound::Text(text.into()),
    }
}
