//! What tells the rows of a table apart.

use super::schema::Table;
use super::value::Value;

/// The key of a row.
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

    /// As values of the key's columns.
    pub(super) fn values(&self, table: &Table) -> impl Iterator<Item = Value> {
        let (first, second) = match self {
            Key::Numbers(first, second) => (Value::Int(*first), Value::Int(*second)),
            Key::Text(id) => (Value::Text(id.clone()), Value::Null),
        };
        [first, second].into_iter().take(table.key_columns)
    }
}
