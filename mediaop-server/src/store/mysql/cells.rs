//! Values of rows, by the kinds that their columns were declared with.

use sqlx::mysql::{MySqlRow, MySqlValueRef};
use sqlx::{Decode, MySql, Row, ValueRef};

use super::super::reader::RawCell;
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

/// A value as it came over the wire.
pub(in super::super) fn raw_cell(row: &MySqlRow, column: usize, kind: CellKind) -> RawCell<'_> {
    let Ok(value) = row.try_get_raw(column) else { return RawCell::Null };
    if value.is_null() {
        return RawCell::Null;
    }
    match kind {
        CellKind::Int => decoded(value).map_or(RawCell::NoText, RawCell::Int),
        CellKind::Unsigned => match decoded::<u64>(value).map(i64::try_from) {
            Some(Ok(number)) => RawCell::Int(number),
            // Beyond every counter and id: as a number that is refused, not as none.
            _ => RawCell::Float(f64::MAX),
        },
        CellKind::Float => decoded(value).map_or(RawCell::NoText, RawCell::Float),
        CellKind::Text => decoded(value).map_or(RawCell::NoText, RawCell::Text),
        CellKind::Absent => RawCell::Null,
    }
}

/// The value, owned; bytes that are no text are no value.
pub(in super::super) fn owned(row: &MySqlRow, column: usize, kind: CellKind) -> Value {
    match raw_cell(row, column, kind) {
        RawCell::Null | RawCell::NoText => Value::Null,
        RawCell::Int(number) => Value::Int(number),
        RawCell::Float(number) => Value::Float(number),
        RawCell::Text(text) => std::str::from_utf8(text).map_or(Value::Null, |text| Value::Text(text.into())),
    }
}

/// Bytes, where there are any.
pub(in super::super) fn bytes(row: &MySqlRow, column: usize) -> Option<&[u8]> {
    row.try_get_raw(column).ok().filter(|value| !value.is_null()).and_then(decoded)
}

fn decoded<'row, T: Decode<'row, MySql>>(value: MySqlValueRef<'row>) -> Option<T> {
    T::decode(value).ok()
}
