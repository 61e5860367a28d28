//! Values that JSON has one form for and tables another.

use serde::ser::{Serialize, SerializeMap, SerializeStruct, Serializer};

use super::{Column, Field, Value};

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
