//! Values of rows, by the kinds that their columns were declared with.

use mediaop_core::Cell;
use sqlx::mysql::{MySqlRow, MySqlValueRef};
use sqlx::{Decode, MySql, Row, ValueRef};

use super::super::value::Value;

/// How a column's values come over the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CellKind {
    Int,
    Unsigned,
    Float,
    /// Text, or what is asked for as text.
    Text,
    /// A column that the table does not have.
    Absent,
}

impl CellKind {
    /// By `data_type` and `column_type` of `information_schema`.
    pub(super) fn declared(data_type: &str, column_type: &str) -> Self {
        match data_type {
            "tinyint" | "smallint" | "mediumint" | "int" | "bigint" => {
                if column_type.contains("unsigned") {
                    CellKind::Unsigned
                } else {
                    CellKind::Int
                }
            }
            "float" | "double" => CellKind::Float,
            _ => CellKind::Text,
        }
    }
}

/// What text is not UTF-8 stands for `bytes`.
pub(in super::super) fn cell<'row>(
    row: &'row MySqlRow,
    column: usize,
    kind: CellKind,
    bytes: Cell<'row>,
) -> Cell<'row> {
    let Ok(value) = row.try_get_raw(column) else { return Cell::Null };
    if value.is_null() || kind == CellKind::Absent {
        return Cell::Null;
    }
    match kind {
        CellKind::Int => decoded(value).map_or(bytes, Cell::Int),
        CellKind::Unsigned => match decoded::<u64>(value).map(i64::try_from) {
            Some(Ok(number)) => Cell::Int(number),
            // Beyond every counter and id: as a number that is refused, not as none.
            _ => Cell::Float(f64::MAX),
        },
        CellKind::Float => decoded(value).map_or(bytes, Cell::Float),
        CellKind::Text | CellKind::Absent => {
            let text = decoded::<&[u8]>(value).and_then(|text| std::str::from_utf8(text).ok());
            text.map_or(bytes, Cell::Text)
        }
    }
}

/// The value, owned; bytes that are no text are no value.
pub(in super::super) fn owned(row: &MySqlRow, column: usize, kind: CellKind) -> Value {
    match cell(row, column, kind, Cell::Null) {
        Cell::Null => Value::Null,
        Cell::Int(number) => Value::Int(number),
        Cell::Float(number) => Value::Float(number),
        Cell::Text(text) => Value::Text(text.into()),
    }
}

/// Bytes, where there are any.
pub(in super::super) fn bytes(row: &MySqlRow, column: usize) -> Option<&[u8]> {
    row.try_get_raw(column).ok().filter(|value| !value.is_null()).and_then(decoded)
}

fn decoded<'row, T: Decode<'row, MySql>>(value: MySqlValueRef<'row>) -> Option<T> {
    T::decode(value).ok()
}
