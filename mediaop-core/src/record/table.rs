//! The table form of an answer.

use std::borrow::Cow;

use super::Record;

/// What the cells of a table column hold.
///
/// ```
/// use mediaop_core::{Kind, Table, answer::CategoryRow};
/// let table = Table::of::<CategoryRow>(&[]);
/// assert_eq!((table.columns[0].kind, table.columns[3].kind), (Kind::Text, Kind::Int));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Text, ids and dates.
    Text,
    /// Whole numbers of 64 bits.
    Int,
    /// f64.
    Float,
    /// Whole numbers, or f64 if the column holds at least one.
    Number,
    /// True or false.
    Bool,
}

/// A column of a table form.
///
/// ```
/// use mediaop_core::{Table, answer::CategoryRow};
/// let names = Table::of::<CategoryRow>(&[]).columns.into_iter().map(|column| column.name);
/// assert!(names.eq(["category", "category2", "product_count", "video_count"]));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// The name: that of the JSON field; `best_video_title` for a field of a nested object.
    pub name: Cow<'static, str>,
    /// What its cells hold.
    pub kind: Kind,
}

/// One value of a table form.
///
/// ```
/// use mediaop_core::{Table, Value, answer::Categories, example};
/// let rows = Categories { view: example::view(7) }.ask(&example::dataset()).data;
/// assert_eq!(Table::of(&rows).values[3], Value::Int(3));
/// ```
#[derive(Debug, Clone, PartialEq)]
pub enum Value<'a> {
    /// Not known.
    Null,
    /// A text, an id, a date.
    Text(Cow<'a, str>),
    /// A whole number.
    Int(i64),
    /// A fraction.
    Float(f64),
    /// True or false.
    Bool(bool),
}

/// An answer's rows as a table: what CSV, XLSX, Arrow and terminals show.
///
/// # Example: a table as tab-separated text
/// ```
/// use mediaop_core::{Table, Value, answer::Categories, example};
/// let rows = Categories { view: example::view(7) }.ask(&example::dataset()).data;
/// let table = Table::of(&rows);
/// let text = |value: &Value<'_>| match value {
///     Value::Text(text) => text.to_string(),
///     Value::Int(number) => number.to_string(),
///     other => format!("{other:?}"),
/// };
/// let lines: Vec<_> = table.rows().map(|row| row.iter().map(text).collect::<Vec<_>>().join("\t")).collect();
/// assert_eq!(lines, ["美妆\t彩妆, 护肤\t1\t3", "食品\t零食\t1\t1"]);
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Table<'a> {
    /// The columns, in order.
    pub columns: Vec<Column>,
    /// The values, row by row; their number is a multiple of the number of columns.
    pub values: Vec<Value<'a>>,
}

impl<'a> Table<'a> {
    /// The table form of a list of rows.
    ///
    /// ```
    /// use mediaop_core::{Table, Column, Kind};
    /// # use mediaop_core::answer::BestVideo;
    /// let table = Table::of::<BestVideo>(&[]);
    /// assert_eq!(table.columns[0], Column { name: "aweme_id".into(), kind: Kind::Text });
    /// assert_eq!(table.rows().count(), 0);
    /// ```
    pub fn of<R: Record>(rows: &'a [R]) -> Self {
        let mut columns = Vec::new();
        R::columns("", &mut columns);
        let mut values = Vec::with_capacity(rows.len() * columns.len());
        for row in rows {
            row.values(&mut values);
        }
        Table { columns, values }
    }

    /// The rows, each a slice of as many values as there are columns.
    ///
    /// ```
    /// use mediaop_core::{Table, answer::Categories, example};
    /// let rows = Categories { view: example::view(7) }.ask(&example::dataset()).data;
    /// assert!(Table::of(&rows).rows().all(|row| row.len() == 4));
    /// ```
    pub fn rows(&self) -> impl ExactSizeIterator<Item = &[Value<'a>]> {
        self.values.chunks_exact(self.columns.len().max(1))
    }
}
