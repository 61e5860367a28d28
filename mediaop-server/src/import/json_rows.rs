//! Rows of JSON files: an array of objects, or an object a line.

use std::collections::BTreeSet;
use std::fmt;
use std::io::BufRead;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use crate::store::{Table, Value};

use super::check::{BadRow, Checker, recognise};
use super::files::{self, Source};
use super::{ImportError, Intake, Next};

/// So many objects are looked at to find out what the rows are.
const OBJECTS_TO_RECOGNISE: usize = 1_000;

/// Reads `{…}` line by line; a line that is not an object is rejected alone.
pub(super) fn read_lines(intake: &mut Intake, source: Source) -> Result<(), ImportError> {
    let mut scout = Scout::default();
    each_line(intake, files::open(&intake.path)?, |_, _, line| Ok(scout.look(line)))?;
    let mut rows = scout.rows(intake)?;
    each_line(intake, source, |intake, number, line| rows.take(intake, number, line))?;
    rows.finish(intake);
    Ok(())
}

fn each_line(
    intake: &mut Intake,
    mut source: Source,
    mut each: impl FnMut(&mut Intake, u64, &[u8]) -> Result<Next, ImportError>,
) -> Result<(), ImportError> {
    let mut line = Vec::new();
    for number in 1.. {
        line.clear();
        let read = source.read_until(b'\n', &mut line);
        if read.map_err(|source| ImportError::File { path: intake.path.clone(), source })? == 0 {
            break;
        }
        let text = line.trim_ascii();
        if !text.is_empty() && each(intake, number, text)? == Next::Stop {
            break;
        }
    }
    Ok(())
}

/// Reads `[{…}, {…}]` without holding it in memory; rows are numbered from 1.
pub(super) fn read_array(intake: &mut Intake, source: Source) -> Result<(), ImportError> {
    let mut scout = Scout::default();
    each_element(intake, files::open(&intake.path)?, |_, _, element| Ok(scout.look(element)))?;
    let mut rows = scout.rows(intake)?;
    intake.report.counts_rows();
    let outcome = each_element(intake, source, |intake, number, element| rows.take(intake, number, element));
    rows.finish(intake);
    outcome
}

fn each_element(
    intake: &mut Intake,
    source: Source,
    each: impl FnMut(&mut Intake, u64, &[u8]) -> Result<Next, ImportError>,
) -> Result<(), ImportError> {
    let mut stopped = None;
    let mut reader = serde_json::Deserializer::from_reader(source);
    let outcome = reader.deserialize_seq(Elements { intake: &mut *intake, each, stopped: &mut stopped });
    let outcome = match stopped {
        Some(stopped) => return stopped,
        None => outcome.and_then(|()| reader.end()),
    };
    outcome.map_err(|error| ImportError::Json {
        path: intake.path.clone(),
        line: error.line(),
        column: error.column(),
        reason: error.to_string(),
        rows: intake.report.read,
    })
}

struct Elements<'a, F> {
    intake: &'a mut Intake,
    each: F,
    /// Set where the reading ended before the file did.
    stopped: &'a mut Option<Result<(), ImportError>>,
}

impl<'de, F: FnMut(&mut Intake, u64, &[u8]) -> Result<Next, ImportError>> Visitor<'de> for Elements<'_, F> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array of objects")
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut elements: A) -> Result<(), A::Error> {
        let mut number = 0;
        while let Some(element) = elements.next_element::<Box<RawValue>>()? {
            number += 1;
            let stopped = match (self.each)(self.intake, number, element.get().as_bytes()) {
                Ok(Next::GoOn) => continue,
                Ok(Next::Stop) => Ok(()),
                Err(error) => Err(error),
            };
            *self.stopped = Some(stopped);
            return Err(serde::de::Error::custom("stopped"));
        }
        Ok(())
    }
}

/// Looks for the first object whose keys say what the rows are.
#[derive(Default)]
struct Scout {
    looked: usize,
    table: Option<&'static Table>,
    keys: BTreeSet<String>,
}

impl Scout {
    fn look(&mut self, text: &[u8]) -> Next {
        self.looked += 1;
        if let Ok(object) = object(text) {
            self.table = recognise(object.iter().map(|(key, _)| key.as_str()));
            self.keys.extend(object.into_iter().map(|(key, _)| key));
        }
        if self.table.is_some() || self.looked == OBJECTS_TO_RECOGNISE { Next::Stop } else { Next::GoOn }
    }

    fn rows(self, intake: &mut Intake) -> Result<Rows, ImportError> {
        let Some(table) = self.table else {
            let found = if self.keys.is_empty() {
                "(no object at all)".to_owned()
            } else {
                Vec::from_iter(self.keys).join(", ")
            };
            return Err(ImportError::NotRecognised { path: intake.path.clone(), found });
        };
        let mut columns: Vec<_> = table.columns.iter().map(|column| column.name).collect();
        columns.push("creator_hash");
        intake.report.reads(table, []);
        Ok(Rows { checker: Checker::new(table, true, &columns), columns, seen: self.keys })
    }
}

/// Turns objects into rows.
struct Rows {
    checker: Checker,
    columns: Vec<&'static str>,
    seen: BTreeSet<String>,
}

impl Rows {
    fn take(&mut self, intake: &mut Intake, number: u64, text: &[u8]) -> Result<Next, ImportError> {
        let row = self.values(text).and_then(|values| self.checker.check(&values, &intake.calendar));
        intake.take(number, row, || String::from_utf8_lossy(text).into_owned())
    }

    fn values(&mut self, text: &[u8]) -> Result<Vec<Value>, BadRow> {
        let mut values = vec![Value::Null; self.columns.len()];
        for (key, value) in object(text)? {
            if !self.seen.contains(&key) {
                self.seen.insert(key.clone());
            }
            let Some(place) = self.columns.iter().position(|column| *column == key) else { continue };
            match value {
                Json::Value(value) => values[place] = value,
                Json::Nested => {
                    return Err(BadRow {
                        reason: "nested_value",
                        column: key.into(),
                        found: "an object or an array".to_owned(),
                        expected: "a text, a number or null".into(),
                    });
                }
            }
        }
        Ok(values)
    }

    fn finish(self, intake: &mut Intake) {
        intake.report.reads(self.checker.table(), self.seen);
    }
}

enum Json {
    Value(Value),
    Nested,
}

/// An object's keys and values.
fn object(text: &[u8]) -> Result<Vec<(String, Json)>, BadRow> {
    let bad =
        |reason, found, expected: &'static str| BadRow { reason, column: "".into(), found, expected: expected.into() };
    if std::str::from_utf8(text).is_err() {
        return Err(bad("not_utf8", "bytes that are no text".to_owned(), "UTF-8"));
    }
    let mut reader = serde_json::Deserializer::from_slice(text);
    match reader.deserialize_any(Object).and_then(|object| reader.end().map(|()| object)) {
        Ok(Some(object)) => Ok(object),
        Ok(None) => Err(bad("not_an_object", "another JSON value".to_owned(), "an object")),
        Err(error) => Err(bad("not_json", error.to_string(), "a JSON object")),
    }
}

struct Object;

impl<'de> Visitor<'de> for Object {
    type Value = Option<Vec<(String, Json)>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut object = Vec::with_capacity(map.size_hint().unwrap_or(32));
        while let Some(key) = map.next_key::<String>()? {
            object.push((key, map.next_value_seed(Scalar)?));
        }
        Ok(Some(object))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Self::Value, A::Error> {
        while elements.next_element::<IgnoredAny>()?.is_some() {}
        Ok(None)
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }
    fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
        Ok(None)
    }
    fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> {
        Ok(None)
    }
    fn visit_u64<E>(self, _: u64) -> Result<Self::Value, E> {
        Ok(None)
    }
    fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
        Ok(None)
    }
    fn visit_str<E>(self, _: &str) -> Result<Self::Value, E> {
        Ok(None)
    }
}

struct Scalar;

impl<'de> DeserializeSeed<'de> for Scalar {
    type Value = Json;
    fn deserialize<D: Deserializer<'de>>(self, value: D) -> Result<Json, D::Error> {
        value.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Scalar {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text, a number or null")
    }

    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Value(Value::Null))
    }
    fn visit_bool<E>(self, value: bool) -> Result<Json, E> {
        Ok(Json::Value(Value::Text(value.to_string().into())))
    }
    fn visit_i64<E>(self, value: i64) -> Result<Json, E> {
        Ok(Json::Value(Value::Int(value)))
    }
    fn visit_u64<E>(self, value: u64) -> Result<Json, E> {
        // A number beyond 63 bits is kept as it is written, to be rejected by the rule for its column.
        Ok(Json::Value(i64::try_from(value).map_or_else(|_| Value::Text(value.to_string().into()), Value::Int)))
    }
    fn visit_f64<E>(self, value: f64) -> Result<Json, E> {
        Ok(Json::Value(Value::Float(value)))
    }
    fn visit_str<E>(self, value: &str) -> Result<Json, E> {
        Ok(Json::Value(Value::Text(value.into())))
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Json, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Json::Nested)
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Json, A::Error> {
        while elements.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Json::Nested)
    }
}
