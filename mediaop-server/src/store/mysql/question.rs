//! A statement that reads, and its values.

use super::super::value::Value;

/// What is asked; the values stand for the `?` in it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Question {
    pub(super) sql: String,
    pub(super) values: Vec<Value>,
}

impl Question {
    pub(super) fn new(sql: impl Into<String>) -> Self {
        Question { sql: sql.into(), values: Vec::new() }
    }

    pub(super) fn with(mut self, number: i64) -> Self {
        self.values.push(Value::Int(number));
        self
    }

    pub(super) fn with_text(mut self, text: &str) -> Self {
        self.values.push(Value::Text(text.into()));
        self
    }

    pub(super) fn with_all(mut self, numbers: impl IntoIterator<Item = i64>) -> Self {
        self.values.extend(numbers.into_iter().map(Value::Int));
        self
    }
}
