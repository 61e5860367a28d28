//! What stands in a cell, and what it says as a number, a counter or a text.

use std::borrow::Cow;

use crate::counter_text::{CounterText, parse_counter};

/// A value as a table or a file hands it out.
///
/// ```
/// use mediaop_core::{Calendar, Cell, RawSnapshot};
/// let update_ts = Cell::Text("1767283200000");
/// for aweme_id in [Cell::Int(7), Cell::Float(7.0), Cell::Text(" 7 ")] {
///     let row = RawSnapshot { aweme_id, update_ts, ..RawSnapshot::default() };
///     assert_eq!(row.check(&Calendar::default()).unwrap().aweme_id, 7);
/// }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum Cell<'a> {
    /// NULL, or a column that is not there.
    #[default]
    Null,
    /// A whole number.
    Int(i64),
    /// A floating-point number; NaN is NULL.
    Float(f64),
    /// A text.
    Text(&'a str),
}

/// What a cell says where a whole number is expected.
pub(super) enum Whole {
    Missing,
    Number(i64),
    Broken,
}

#[inline]
pub(super) fn whole(cell: Cell<'_>) -> Whole {
    match cell {
        Cell::Null => Whole::Missing,
        Cell::Int(number) => Whole::Number(number),
        Cell::Float(number) if number.is_nan() => Whole::Missing,
        Cell::Float(number) => exact_float(number).map_or(Whole::Broken, Whole::Number),
        Cell::Text(text) => match text.trim() {
            "" | "None" | "-" => Whole::Missing,
            text => text.parse().map_or(Whole::Broken, Whole::Number),
        },
    }
}

/// A float that is a whole number below 2^53, where every whole number has a float of its own.
fn exact_float(number: f64) -> Option<i64> {
    (number.fract() == 0.0 && number.abs() < 9_007_199_254_740_992.0).then_some(number as i64)
}

#[inline]
pub(crate) fn counter(cell: Cell<'_>) -> CounterText {
    match cell {
        Cell::Null => CounterText::Missing,
        Cell::Int(number) => CounterText::Exact(number),
        Cell::Float(number) if number.is_nan() => CounterText::Missing,
        Cell::Float(number) => exact_float(number).map_or(CounterText::NotANumber, CounterText::Exact),
        Cell::Text(text) => parse_counter(text),
    }
}

/// A price or a number of sales: for show, so anything but a count is missing.
pub(super) fn amount(cell: Cell<'_>) -> Option<i64> {
    match counter(cell) {
        CounterText::Exact(value @ 0..) => Some(value),
        _ => None,
    }
}

#[inline]
pub(crate) fn text(cell: Cell<'_>) -> Option<Cow<'_, str>> {
    let text = match cell {
        Cell::Null => return None,
        Cell::Int(number) => Cow::Owned(number.to_string()),
        // A whole float of 2^53 or more may stand for another number: as an id it would be a guess.
        Cell::Float(number) if number.fract() == 0.0 => Cow::Owned(exact_float(number)?.to_string()),
        Cell::Float(number) if number.is_finite() => Cow::Owned(number.to_string()),
        Cell::Float(_) => return None,
        Cell::Text(text) => Cow::Borrowed(text.trim()),
    };
    (!text.is_empty()).then_some(text)
}
