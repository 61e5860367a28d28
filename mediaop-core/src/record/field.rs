//! What a row consists of.

use std::borrow::Cow;

use serde::ser::{Serialize, SerializeStruct};

use super::{Column, Kind, Number, Record, Value};
use crate::calendar::LocalDay;

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
