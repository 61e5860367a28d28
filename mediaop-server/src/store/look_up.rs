//! Which rows are stored already under given keys.

use std::collections::HashMap;

use rusqlite::params_from_iter;
use rusqlite::types::Value as Bound;

use super::bulk::{Reader, RowRef};
use super::database::{StoreError, quoted};
use super::merge::in_one_form;
use super::schema::Table;
use super::value::Value;
use super::write::Record;

/// What tells rows apart.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Key {
    Numbers(i64, i64),
    Text(Box<str>),
}

impl Key {
    pub(super) fn of(table: &Table, row: &[Value]) -> Self {
        match (&row[0], &row[1]) {
            (Value::Int(first), Value::Int(second)) if table.key_columns == 2 => Key::Numbers(*first, *second),
            (Value::Int(id), _) => Key::Numbers(*id, 0),
            (Value::Text(id), _) => Key::Text(id.clone()),
            (Value::Float(id), _) => Key::Text(id.to_string().into()),
            (Value::Null, _) => Key::Text("".into()),
        }
    }

    fn values(&self, table: &Table) -> impl Iterator<Item = Bound> {
        let (first, second) = match self {
            Key::Numbers(first, second) => (Bound::Integer(*first), Bound::Integer(*second)),
            Key::Text(id) => (Bound::Text(id.to_string()), Bound::Null),
        };
        [first, second].into_iter().take(table.key_columns)
    }
}

impl Reader {
    /// The stored rows under these keys; of columns that are not named, nothing.
    pub(super) fn look_up(
        &self,
        table: &Table,
        columns: &[usize],
        keys: &[Key],
    ) -> Result<HashMap<Key, Record>, StoreError> {
        if keys.is_empty() {
            return Ok(HashMap::new());
        }
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
            let mut rows = statement.query(params_from_iter(keys.iter().flat_map(|key| key.values(table))))?;
            while let Some(row) = rows.next()? {
                let mut record = vec![Value::Null; table.columns.len()];
                for (place, column) in columns.iter().enumerate() {
                    // Bytes are no value, here as in a new row.
                    record[*column] = RowRef::of(row).value(place, true);
                }
                found.insert(Key::of(table, &in_one_form(table, &record)), record);
            }
            Ok(())
        };
        read().map_err(|source| self.error(&format!("looking rows of {} up", table.name), source))?;
        Ok(found)
    }
}
