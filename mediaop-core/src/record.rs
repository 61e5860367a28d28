//! Rows of answers: one declaration gives the JSON object, the table columns and the cells.
//!
//! # Example: which likes, collects, shares and comments do lily's videos have?
//! ```
//! use mediaop_core::answer::Creators;
//! use mediaop_core::{Filter, Ranking, example, record::Totals};
//! let (view, ranking, filter) = (example::view(7), Ranking::default(), Filter::default());
//! let rows = Creators { view, ranking, filter, search: None, page: None }.ask(&example::dataset())?.data;
//! // Shares and comments are not known.
//! assert_eq!(rows[0].totals, Totals([Some(390), Some(35), None, None]));
//! # Ok::<(), mediaop_core::QuestionError>(())
//! ```

use std::borrow::Cow;

use serde::ser::{Serialize, SerializeMap, SerializeStruct, Serializer};

use crate::calendar::LocalDay;

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

/// A row of an answer.
///
/// ```
/// use mediaop_core::{Record, answer::BestVideo};
/// let mut columns = Vec::new();
/// BestVideo::columns("best_video_", &mut columns);
/// assert_eq!(columns[0].name, "best_video_aweme_id");
/// ```
pub trait Record {
    /// Appends the row's columns, their names behind the prefix.
    fn columns(prefix: &str, out: &mut Vec<Column>);
    /// Appends the row's values, one for each column.
    fn values<'a>(&'a self, out: &mut Vec<Value<'a>>);
}

/// A field of a row: one column, several, or none.
pub(crate) trait Field {
    fn columns(name: &'static str, prefix: &str, out: &mut Vec<Column>);
    fn values<'a>(&'a self, out: &mut Vec<Value<'a>>);
    fn serialize_as<S: SerializeStruct>(&self, name: &'static str, out: &mut S) -> Result<(), S::Error>;
}

/// Declares a struct's fields, in order, as a row.
macro_rules! record {
    ($name:ident $(<$life:lifetime>)? { $($field:ident),* $(,)? }) => {
        impl $(<$life>)? $crate::record::Record for $name $(<$life>)? {
            fn columns(prefix: &str, out: &mut Vec<$crate::record::Column>) {
                fn add<T, F: $crate::record::Field>(
                    _: impl Fn(&T) -> &F,
                    name: &'static str,
                    prefix: &str,
                    out: &mut Vec<$crate::record::Column>,
                ) {
                    F::columns(name, prefix, out);
                }
                $(add(|row: &Self| &row.$field, stringify!($field), prefix, out);)*
            }
            fn values<'a>(&'a self, out: &mut Vec<$crate::record::Value<'a>>) {
                let $name { $($field),* } = self;
                $($crate::record::Field::values($field, out);)*
            }
        }
        impl $(<$life>)? serde::Serialize for $name $(<$life>)? {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let $name { $($field),* } = self;
                let mut out = serializer.serialize_struct(stringify!($name), [$(stringify!($field)),*].len())?;
                $($crate::record::Field::serialize_as($field, stringify!($field), &mut out)?;)*
                serde::ser::SerializeStruct::end(out)
            }
        }
        $crate::record::nested!($name $(<$life>)?);
    };
}
pub(crate) use record;

/// Lets a row stand as a field of another row: an object in JSON, prefixed columns in tables.
macro_rules! nested {
    ($name:ident $(<$life:lifetime>)?) => {
        impl $(<$life>)? $crate::record::Field for $name $(<$life>)? {
            fn columns(name: &'static str, prefix: &str, out: &mut Vec<$crate::record::Column>) {
                <Self as $crate::record::Record>::columns(&format!("{prefix}{name}_"), out);
            }
            fn values<'a>(&'a self, out: &mut Vec<$crate::record::Value<'a>>) {
                $crate::record::Record::values(self, out);
            }
            fn serialize_as<S: serde::ser::SerializeStruct>(
                &self,
                name: &'static str,
                out: &mut S,
            ) -> Result<(), S::Error> {
                out.serialize_field(name, self)
            }
        }
    };
}
pub(crate) use nested;

macro_rules! plain_field {
    ($type:ty, $kind:expr, |$value:ident| $cell:expr) => {
        impl Field for $type {
            fn columns(name: &'static str, prefix: &str, out: &mut Vec<Column>) {
                out.push(Column { name: named(prefix, name), kind: $kind });
            }
            fn values<'a>(&'a self, out: &mut Vec<Value<'a>>) {
                let $value = self;
                out.push($cell);
            }
            fn serialize_as<S: SerializeStruct>(&self, name: &'static str, out: &mut S) -> Result<(), S::Error> {
                out.serialize_field(name, self)
            }
        }
    };
}

fn named(prefix: &str, name: &'static str) -> Cow<'static, str> {
    if prefix.is_empty() { Cow::Borrowed(name) } else { Cow::Owned(format!("{prefix}{name}")) }
}

plain_field!(String, Kind::Text, |text| Value::Text(Cow::Borrowed(text)));
plain_field!(&str, Kind::Text, |text| Value::Text(Cow::Borrowed(text)));
plain_field!(LocalDay, Kind::Text, |day| Value::Text(Cow::Owned(day.to_string())));
plain_field!(i64, Kind::Int, |number| Value::Int(*number));
plain_field!(u64, Kind::Int, |number| Value::Int(i64::try_from(*number).unwrap_or(i64::MAX)));
plain_field!(f64, Kind::Float, |number| Value::Float(*number));
plain_field!(bool, Kind::Bool, |truth| Value::Bool(*truth));
plain_field!(Number, Kind::Number, |number| match number {
    Number::Int(number) => Value::Int(*number),
    Number::Float(number) => Value::Float(*number),
});
// A list stands in one cell as in JSON.
plain_field!(Vec<Option<i64>>, Kind::Text, |numbers| Value::Text(Cow::Owned(format!(
    "[{}]",
    numbers.iter().map(|n| n.map_or("null".to_owned(), |n| n.to_string())).collect::<Vec<_>>().join(",")
))));
plain_field!(Vec<String>, Kind::Text, |texts| Value::Text(Cow::Owned(texts.join(", "))));

impl<F: Field + Serialize> Field for Option<F> {
    fn columns(name: &'static str, prefix: &str, out: &mut Vec<Column>) {
        F::columns(name, prefix, out);
    }
    fn values<'a>(&'a self, out: &mut Vec<Value<'a>>) {
        match self {
            Some(field) => field.values(out),
            None => {
                let mut columns = Vec::new();
                F::columns("", "", &mut columns);
                out.extend(columns.iter().map(|_| Value::Null));
            }
        }
    }
    fn serialize_as<S: SerializeStruct>(&self, name: &'static str, out: &mut S) -> Result<(), S::Error> {
        out.serialize_field(name, self)
    }
}

/// Rows inside a row are a list in JSON and have no cell in a table.
impl<R: Record + Serialize> Field for Vec<R> {
    fn columns(_: &'static str, _: &str, _: &mut Vec<Column>) {}
    fn values<'a>(&'a self, _: &mut Vec<Value<'a>>) {}
    fn serialize_as<S: SerializeStruct>(&self, name: &'static str, out: &mut S) -> Result<(), S::Error> {
        out.serialize_field(name, self)
    }
}

/// A count, or a fraction where the ranking is by `overall`.
///
/// ```
/// use mediaop_core::record::Number;
/// assert_ne!(Number::Int(1), Number::Float(1.0));
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Number {
    /// A count.
    Int(i64),
    /// A fraction.
    Float(f64),
}

#[cfg(feature = "contract")]
impl utoipa::PartialSchema for Number {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
        f64::schema()
    }
}

#[cfg(feature = "contract")]
impl utoipa::ToSchema for Number {}

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Number::Int(number) => serializer.serialize_i64(*number),
            Number::Float(number) => serializer.serialize_f64(*number),
        }
    }
}

/// Values under keys, in the order of the vector: a JSON object, without cells in a table.
///
/// ```
/// use mediaop_core::record::Keyed;
/// let likes = Keyed(vec![("lily".to_owned(), 390), ("ming".to_owned(), 300)]);
/// assert_eq!(likes.0[1], ("ming".to_owned(), 300));
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Keyed<T>(pub Vec<(String, T)>);

impl<T: Serialize> Serialize for Keyed<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_map(Some(self.0.len()))?;
        for (key, value) in &self.0 {
            out.serialize_entry(key, value)?;
        }
        out.end()
    }
}

impl<T: Serialize> Field for Keyed<T> {
    fn columns(_: &'static str, _: &str, _: &mut Vec<Column>) {}
    fn values<'a>(&'a self, _: &mut Vec<Value<'a>>) {}
    fn serialize_as<S: SerializeStruct>(&self, name: &'static str, out: &mut S) -> Result<(), S::Error> {
        out.serialize_field(name, self)
    }
}

/// Declares a group of values, one for each of some metrics, that stands flat in its row.
macro_rules! flat {
    ($(#[$doc:meta])* $name:ident($value:ty) = [$($key:literal),*]) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Default)]
        pub struct $name(pub [Option<$value>; [$($key),*].len()]);

        impl Field for $name {
            fn columns(_: &'static str, prefix: &str, out: &mut Vec<Column>) {
                $(<$value as Field>::columns($key, prefix, out);)*
            }
            fn values<'a>(&'a self, out: &mut Vec<Value<'a>>) {
                self.0.iter().for_each(|value| value.values(out));
            }
            fn serialize_as<S: SerializeStruct>(&self, _: &'static str, out: &mut S) -> Result<(), S::Error> {
                for (key, value) in [$($key),*].into_iter().zip(&self.0) {
                    out.serialize_field(key, value)?;
                }
                Ok(())
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let mut out = serializer.serialize_struct(stringify!($name), self.0.len())?;
                self.serialize_as("", &mut out)?;
                out.end()
            }
        }

        #[cfg(feature = "contract")]
        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
                let properties = utoipa::openapi::ObjectBuilder::new();
                $(let properties = properties.property($key, <Option<$value>>::schema());)*
                properties.into()
            }
        }

        #[cfg(feature = "contract")]
        impl utoipa::ToSchema for $name {}
    };
}

flat! {
    /// `total_digg_count`, … of a group: digg, collect, share, comment.
    ///
    /// ```
    /// use mediaop_core::{Table, answer::CreatorRow};
    /// let columns = Table::of::<CreatorRow>(&[]).columns;
    /// assert!(columns.iter().any(|column| column.name == "total_digg_count"));
    /// ```
    Totals(i64) = ["total_digg_count", "total_collect_count", "total_share_count", "total_comment_count"]
}
flat! {
    /// `avg_digg_count`, … of a group: digg, collect, share, comment.
    ///
    /// ```
    /// use mediaop_core::{Table, answer::CreatorRow};
    /// let columns = Table::of::<CreatorRow>(&[]).columns;
    /// assert!(columns.iter().any(|column| column.name == "avg_share_count"));
    /// ```
    Averages(f64) = ["avg_digg_count", "avg_collect_count", "avg_share_count", "avg_comment_count"]
}
flat! {
    /// `median_digg_count`, … of a group: digg, collect, share, comment.
    ///
    /// ```
    /// use mediaop_core::{Table, answer::BenchmarkedCreator};
    /// let columns = Table::of::<BenchmarkedCreator>(&[]).columns;
    /// assert!(columns.iter().any(|column| column.name == "median_collect_count"));
    /// ```
    Medians(f64) = ["median_digg_count", "median_collect_count", "median_share_count", "median_comment_count"]
}
flat! {
    /// `digg_count`, … of a video, a day or a snapshot: digg, collect, share, comment, play.
    ///
    /// ```
    /// use mediaop_core::{Table, answer::DayRow};
    /// let names = Table::of::<DayRow>(&[]).columns.into_iter().map(|column| column.name);
    /// assert!(names.skip(1).take(5).eq(["digg_count", "collect_count", "share_count", "comment_count", "play_count"]));
    /// ```
    Counts(i64) = ["digg_count", "collect_count", "share_count", "comment_count", "play_count"]
}
flat! {
    /// `digg_count`, … of all metrics.
    ///
    /// ```
    /// use mediaop_core::{Metric, record::AllCounts};
    /// assert_eq!(AllCounts::default().0[Metric::Admire as usize], None);
    /// ```
    AllCounts(i64) = [
        "digg_count", "collect_count", "share_count", "comment_count", "play_count", "recommend_count", "admire_count"
    ]
}
flat! {
    /// `total_digg_count`, … of a video: digg, collect, share, comment, play.
    ///
    /// ```
    /// use mediaop_core::{Table, answer::VideoRow};
    /// let columns = Table::of::<VideoRow>(&[]).columns;
    /// assert!(columns.iter().any(|column| column.name == "total_play_count"));
    /// ```
    VideoTotals(i64) = ["total_digg_count", "total_collect_count", "total_share_count", "total_comment_count", "total_play_count"]
}
flat! {
    /// `gained_digg_count`, … of a video: digg, collect, share, comment, play.
    ///
    /// ```
    /// use mediaop_core::{Table, answer::VideoRow};
    /// let columns = Table::of::<VideoRow>(&[]).columns;
    /// assert!(columns.iter().any(|column| column.name == "gained_play_count"));
    /// ```
    VideoGains(i64) = ["gained_digg_count", "gained_collect_count", "gained_share_count", "gained_comment_count", "gained_play_count"]
}
