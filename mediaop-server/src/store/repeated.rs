//! Texts that are mostly those of the row before.

use std::collections::HashMap;

use mediaop_core::Cell;

use super::reader::RawCell;

/// The latest value of a column of texts. One that repeats is neither checked nor looked up again.
#[derive(Debug, Default)]
pub(super) struct Repeated {
    latest: Value,
    code: u32,
    codes: HashMap<Box<str>, u32>,
}

#[derive(Debug, Default)]
enum Value {
    #[default]
    Missing,
    Int(i64),
    Float(f64),
    Text(String),
}

impl Repeated {
    /// Takes the next row's value, and says whether it is another one. Bytes that are no text are no
    /// value.
    #[inline]
    pub(super) fn read(&mut self, cell: RawCell<'_>) -> bool {
        let is_same = match (&self.latest, cell) {
            (Value::Text(latest), RawCell::Text(bytes)) => latest.as_bytes() == bytes,
            (Value::Missing, RawCell::Null) => true,
            (Value::Int(latest), RawCell::Int(number)) => *latest == number,
            _ => false,
        };
        if !is_same {
            self.change(cell);
        }
        !is_same
    }

    fn change(&mut self, cell: RawCell<'_>) {
        self.latest = match cell {
            RawCell::Null | RawCell::NoText => Value::Missing,
            RawCell::Int(number) => Value::Int(number),
            RawCell::Float(number) => Value::Float(number),
            RawCell::Text(bytes) => match std::str::from_utf8(bytes) {
                Ok(text) => Value::Text(text.to_owned()),
                Err(_) => Value::Missing,
            },
        };
        self.code = match &self.latest {
            Value::Missing => 0,
            Value::Int(number) => code_of(&mut self.codes, &number.to_string()),
            Value::Float(number) => code_of(&mut self.codes, &number.to_string()),
            Value::Text(text) => code_of(&mut self.codes, text),
        };
    }

    /// The value, as the core takes it.
    pub(super) fn cell(&self) -> Cell<'_> {
        match &self.latest {
            Value::Missing => Cell::Null,
            Value::Int(number) => Cell::Int(*number),
            Value::Float(number) => Cell::Float(*number),
            Value::Text(text) => Cell::Text(text),
        }
    }

    /// Whether the value is a text or missing, and no number.
    #[inline]
    pub(super) fn is_text(&self) -> bool {
        matches!(self.latest, Value::Missing | Value::Text(_))
    }

    /// The text, where the value is one.
    #[inline]
    pub(super) fn text(&self) -> Option<&str> {
        match &self.latest {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// A number that stands for the value, 0 for none: equal values have equal numbers.
    #[inline]
    pub(super) fn code(&self) -> u32 {
        self.code
    }
}

fn code_of(codes: &mut HashMap<Box<str>, u32>, text: &str) -> u32 {
    if let Some(code) = codes.get(text) {
        return *code;
    }
    let code = codes.len() as u32 + 1;
    codes.insert(text.into(), code);
    code
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_values_have_one_code_and_bytes_that_are_no_text_none() {
        let mut column = Repeated::default();
        let mut read = |cell| {
            column.read(cell);
            let shown = format!("{:?}", column.cell());
            (column.code(), shown)
        };
        assert_eq!(read(RawCell::Text(b"p1")), (1, "Text(\"p1\")".to_owned()));
        assert_eq!(read(RawCell::Text(b"p1")), (1, "Text(\"p1\")".to_owned()));
        assert_eq!(read(RawCell::Text(b"\xff")), (0, "Null".to_owned()));
        assert_eq!(read(RawCell::Int(7)), (2, "Int(7)".to_owned()));
        assert_eq!(read(RawCell::NoText), (0, "Null".to_owned()));
        assert_eq!(read(RawCell::Text(b"7")).0, 2);
        assert_eq!(read(RawCell::Text(b"p1")).0, 1);
    }
}
