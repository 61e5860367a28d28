//! Arrow arrays of any type, read cell by cell as the core checks them.

use arrow_array::cast::AsArray;
use arrow_array::types::{
    ArrowDictionaryKeyType, Date32Type, Decimal128Type, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type,
    Int64Type, TimestampMicrosecondType, TimestampMillisecondType, TimestampNanosecondType, TimestampSecondType,
    UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use arrow_array::{Array, ArrayRef};
use arrow_schema::{DataType, TimeUnit};
use mediaop_core::Cell;
use pyo3::PyResult;

use crate::errors::invalid_column;

/// What numbers that stand for moments count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Moment {
    Milliseconds,
    Seconds,
}

/// The moments that columns hold, by their names.
pub(crate) fn moment(column: &str) -> Option<Moment> {
    match column {
        "update_ts" | "last_modify_ts" | "updated_at" => Some(Moment::Milliseconds),
        "create_time" => Some(Moment::Seconds),
        _ => None,
    }
}

/// Reads the cell of a row.
pub(crate) type ReadCell<'a> = Box<dyn Fn(usize) -> Cell<'a> + Send + Sync + 'a>;

/// How to read a column.
///
/// # Errors
/// Its type has no meaning there.
pub(crate) fn cells<'a>(column: &str, array: &'a ArrayRef) -> PyResult<ReadCell<'a>> {
    if let DataType::Dictionary(key, _) = array.data_type() {
        return match key.as_ref() {
            DataType::Int8 => of_dictionary::<Int8Type>(column, array),
            DataType::Int16 => of_dictionary::<Int16Type>(column, array),
            DataType::Int32 => of_dictionary::<Int32Type>(column, array),
            DataType::Int64 => of_dictionary::<Int64Type>(column, array),
            DataType::UInt8 => of_dictionary::<UInt8Type>(column, array),
            DataType::UInt16 => of_dictionary::<UInt16Type>(column, array),
            DataType::UInt32 => of_dictionary::<UInt32Type>(column, array),
            _ => of_dictionary::<UInt64Type>(column, array),
        };
    }
    let plain = plain(column, array)?;
    if array.null_count() == 0 {
        return Ok(plain);
    }
    Ok(Box::new(move |row| if array.is_null(row) { Cell::Null } else { plain(row) }))
}

fn of_dictionary<'a, K: ArrowDictionaryKeyType>(column: &str, array: &'a ArrayRef) -> PyResult<ReadCell<'a>> {
    let dictionary = array.as_dictionary::<K>();
    let value = cells(column, dictionary.values())?;
    Ok(Box::new(move |row| dictionary.key(row).map_or(Cell::Null, &value)))
}

macro_rules! numbers {
    ($array:ident, $type:ty, |$value:ident| $cell:expr) => {{
        let values = $array.as_primitive::<$type>().values();
        Box::new(move |row| {
            let $value = values[row];
            $cell
        })
    }};
}

fn plain<'a>(column: &str, array: &'a ArrayRef) -> PyResult<ReadCell<'a>> {
    Ok(match array.data_type() {
        DataType::Null => Box::new(|_| Cell::Null),
        DataType::Int8 => numbers!(array, Int8Type, |value| Cell::Int(value.into())),
        DataType::Int16 => numbers!(array, Int16Type, |value| Cell::Int(value.into())),
        DataType::Int32 => numbers!(array, Int32Type, |value| Cell::Int(value.into())),
        DataType::Int64 => numbers!(array, Int64Type, |value| Cell::Int(value)),
        DataType::UInt8 => numbers!(array, UInt8Type, |value| Cell::Int(value.into())),
        DataType::UInt16 => numbers!(array, UInt16Type, |value| Cell::Int(value.into())),
        DataType::UInt32 => numbers!(array, UInt32Type, |value| Cell::Int(value.into())),
        DataType::UInt64 => numbers!(array, UInt64Type, |value| whole(value.into())),
        DataType::Decimal128(_, 0) => numbers!(array, Decimal128Type, |value| whole(value)),
        DataType::Float32 => numbers!(array, Float32Type, |value| Cell::Float(value.into())),
        DataType::Float64 => numbers!(array, Float64Type, |value| Cell::Float(value)),
        DataType::Utf8 => {
            let texts = array.as_string::<i32>();
            Box::new(move |row| Cell::Text(texts.value(row)))
        }
        DataType::LargeUtf8 => {
            let texts = array.as_string::<i64>();
            Box::new(move |row| Cell::Text(texts.value(row)))
        }
        DataType::Utf8View => {
            let texts = array.as_string_view();
            Box::new(move |row| Cell::Text(texts.value(row)))
        }
        DataType::Date32 if column == "updated_at" => {
            numbers!(array, Date32Type, |day| Cell::Int(i64::from(day) * 86_400_000))
        }
        DataType::Timestamp(unit, zone) if moment(column).is_some() => {
            // Of `updated_at` the order alone matters.
            if zone.is_none() && column != "updated_at" {
                return Err(without_zone(column));
            }
            let counted = moment(column).unwrap_or(Moment::Milliseconds);
            match unit {
                TimeUnit::Second => numbers!(array, TimestampSecondType, |at| moment_cell(counted, at, 1)),
                TimeUnit::Millisecond => {
                    numbers!(array, TimestampMillisecondType, |at| moment_cell(counted, at, 1_000))
                }
                TimeUnit::Microsecond => {
                    numbers!(array, TimestampMicrosecondType, |at| moment_cell(counted, at, 1_000_000))
                }
                TimeUnit::Nanosecond => {
                    numbers!(array, TimestampNanosecondType, |at| moment_cell(counted, at, 1_000_000_000))
                }
            }
        }
        other => return Err(unfit(column, other)),
    })
}

/// Beyond 64 bits no number is exact; the core refuses such a float where it matters.
fn whole<'a>(value: i128) -> Cell<'a> {
    i64::try_from(value).map_or(Cell::Float(value as f64), Cell::Int)
}

fn moment_cell<'a>(counted: Moment, at: i64, per_second: i64) -> Cell<'a> {
    Cell::Int(counted.of(at, per_second))
}

impl Moment {
    /// A number of ticks, so many a second, in this unit; fractions are cut off downwards.
    pub(crate) fn of(self, ticks: i64, per_second: i64) -> i64 {
        let own = if self == Moment::Seconds { 1 } else { 1_000 };
        if own >= per_second { ticks.saturating_mul(own / per_second) } else { ticks.div_euclid(per_second / own) }
    }
}

pub(crate) fn without_zone(column: &str) -> pyo3::PyErr {
    let unit = if moment(column) == Some(Moment::Seconds) { "seconds" } else { "milliseconds" };
    let reason = format!(
        "{column} holds timestamps without a time zone: expected timestamps with one, or whole {unit} since 1970 (UTC)"
    );
    invalid_column(column, reason)
}

fn unfit(column: &str, found: &DataType) -> pyo3::PyErr {
    let expected = match (moment(column), column) {
        (Some(Moment::Seconds), _) => "whole seconds since 1970, or timestamps with a time zone",
        (Some(Moment::Milliseconds), _) => "whole milliseconds since 1970, or timestamps with a time zone",
        (_, "aweme_id") => "whole numbers of 64 bits, or text",
        (_, name) if name.ends_with("_count") => "whole numbers, or text such as 1.2w",
        (_, "price" | "sales" | "fans") => "whole numbers",
        _ => "text",
    };
    invalid_column(column, format!("{column} is of the type {found}: expected {expected}"))
}
