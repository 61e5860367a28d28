//! A value on its way into or out of a table.

use mediaop_core::Cell;

/// One value, owned.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) enum Value {
    #[default]
    Null,
    Int(i64),
    Float(f64),
    Text(Box<str>),
}

impl Value {
    /// The value as the core checks it.
    pub(crate) fn cell(&self) -> Cell<'_> {
        match self {
            Value::Null => Cell::Null,
            Value::Int(number) => Cell::Int(*number),
            Value::Float(number) => Cell::Float(*number),
            Value::Text(text) => Cell::Text(text),
        }
    }

    /// A text without the space around it; missing when nothing is left.
    pub(crate) fn text(&self) -> Value {
        match self {
            Value::Null => Value::Null,
            Value::Int(number) => Value::Text(number.to_string().into()),
            Value::Float(number) if number.is_nan() => Value::Null,
            Value::Float(number) => Value::Text(number.to_string().into()),
            Value::Text(text) if text.trim().is_empty() => Value::Null,
            Value::Text(text) => Value::Text(text.trim().into()),
        }
    }

    /// A whole number, or missing.
    pub(crate) fn whole(&self) -> Value {
        match self {
            Value::Int(_) => self.clone(),
            Value::Float(number) if number.fract() == 0.0 && number.abs() < 9e15 => Value::Int(*number as i64),
            Value::Text(text) => text.trim().parse().map_or(Value::Null, Value::Int),
            _ => Value::Null,
        }
    }

    pub(crate) fn is_null(&self) -> bool {
        matches!(self, Value::Null)
    }

    /// The greater of two values of one kind; missing is the least.
    pub(crate) fn greater(self, other: Value) -> Value {
        let less = match (&self, &other) {
            (Value::Null, _) => true,
            (_, Value::Null) => false,
            (Value::Int(a), Value::Int(b)) => a < b,
            (Value::Text(a), Value::Text(b)) => a < b,
            // Columns of free kind (`updated_at`): any order will do, as long as it is one.
            (a, b) => format!("{a:?}") < format!("{b:?}"),
        };
        if less { other } else { self }
    }
}

impl From<Option<i64>> for Value {
    fn from(number: Option<i64>) -> Self {
        number.map_or(Value::Null, Value::Int)
    }
}

impl From<Option<&str>> for Value {
    fn from(text: Option<&str>) -> Self {
        text.map_or(Value::Null, |text| Value::Text(text.into()))
    }
}

/// Milliseconds since 1970 from what tables keep in `updated_at` and its like: a number of seconds
/// or milliseconds, or a date and time (taken as UTC: only the order of the rows depends on it).
pub(crate) fn instant_ms(cell: Cell<'_>) -> Option<i64> {
    let of_number = |number: i64| if number.abs() < 100_000_000_000 { number.saturating_mul(1000) } else { number };
    match cell {
        Cell::Null => None,
        Cell::Int(number) => Some(of_number(number)),
        Cell::Float(number) => Some(of_number(number as i64)),
        Cell::Text(text) => {
            let text = text.trim();
            let date_and_time = || {
                ["%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M:%S%.f"]
                    .iter()
                    .find_map(|shape| chrono::NaiveDateTime::parse_from_str(text, shape).ok())
                    .map(|moment| moment.and_utc().timestamp_millis())
            };
            let with_zone = || chrono::DateTime::parse_from_rfc3339(text).ok().map(|moment| moment.timestamp_millis());
            text.parse().ok().map(of_number).or_else(date_and_time).or_else(with_zone)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_read_in_the_forms_that_tables_use() {
        for cell in [
            Cell::Int(1_767_283_200),
            Cell::Int(1_767_283_200_000),
            Cell::Text("1767283200"),
            Cell::Text("2026-01-01 16:00:00"),
            Cell::Text("2026-01-01T16:00:00.000"),
            Cell::Text("2026-01-02T00:00:00+08:00"),
        ] {
            assert_eq!(instant_ms(cell), Some(1_767_283_200_000), "{cell:?}");
        }
        assert_eq!(instant_ms(Cell::Text("yesterday")), None);
    }

    #[test]
    fn the_greater_text_wins_and_missing_never_does() {
        let text = |text: &str| Value::Text(text.into());
        assert_eq!(text("a").greater(text("b")), text("b"));
        assert_eq!(text("b").greater(Value::Null), text("b"));
        assert_eq!(Value::Null.greater(Value::Int(0)), Value::Int(0));
    }
}
