//! Rows of JSON files: an array of objects, or an object a line.

use std::collections::BTreeSet;
use std::fmt;
use std::io::BufRead;

use serde::de::{Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use crate::store::{Table, Value};

use super::check::{BadRow, Checker, recognise};
use super::files::{self, Source};
use super::names::{are_comments, known_names, with_what_was_meant};
use super::rejects::Rejected;
use super::table_rows::cells;
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
            let keys = known_names(&object.into_iter().map(|(key, _)| key).collect::<Vec<_>>());
            self.table = recognise(keys.iter().map(String::as_str));
            self.keys.extend(keys);
        }
        if self.table.is_some() || self.looked == OBJECTS_TO_RECOGNISE { Next::Stop } else { Next::GoOn }
    }

    fn rows(self, intake: &mut Intake) -> Result<Rows, ImportError> {
        let Some(table) = self.table else {
            if are_comments(&Vec::from_iter(self.keys.iter().cloned())) {
                return Err(ImportError::Comments { path: intake.path.clone() });
            }
            let found = if self.keys.is_empty() {
                "(no object at all)".to_owned()
            } else {
                with_what_was_meant(&Vec::from_iter(self.keys))
            };
            return Err(ImportError::NotRecognised { path: intake.path.clone(), found });
        };
        let mut columns: Vec<_> = table.columns.iter().map(|column| column.name).collect();
        columns.push("creator_hash");
        intake.report.reads(table, []);
        intake.rejects.have_columns(columns.iter().map(|name| (*name).to_owned()));
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
        let values = match self.values(text) {
            Ok(values) => values,
            Err(bad) => {
                return intake.take(number, Err(bad), || Rejected::Raw(String::from_utf8_lossy(text).into_owned()));
            }
        };
        let row = self.checker.check(&values, &intake.calendar);
        intake.take(number, row, || cells(&values))
    }

    fn values(&mut self, text: &[u8]) -> Result<Vec<Value>, BadRow> {
        let mut values = vec![Value::Null; self.columns.len()];
        for (key, value) in object(text)? {
            let exact = self.columns.iter().position(|column| *column == key);
            let place = exact.or_else(|| {
                let alike = self.columns.iter().position(|column| column.eq_ignore_ascii_case(key.trim()));
                alike.filter(|place| values[*place].is_null())
            });
            let key = place.map_or(key, |place| self.columns[place].to_owned());
            if !self.seen.contains(&key) {
                self.seen.insert(key.clone());
            }
            let Some(place) = place else { continue };
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
            let value = scalar(map.next_value()?).map_err(serde::de::Error::custom)?;
            object.push((key, value));
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

/// A value as a row takes it. Numbers beyond what a float tells apart stay as they are written, to
/// be judged by the rule for their column.
fn scalar(raw: &RawValue) -> serde_json::Result<Json> {
    const EXACT: f64 = 9e15;
    let text = raw.get();
    let as_written = || Value::Text(text.into());
    Ok(Json::Value(match text.as_bytes().first() {
        Some(b'{' | b'[') => return Ok(Json::Nested),
        Some(b'"') => Value::Text(serde_json::from_str(text)?),
        Some(b'n') => Value::Null,
        Some(b'-' | b'0'..=b'9') => match (text.parse(), text.parse::<f64>()) {
            (Ok(whole), _) => Value::Int(whole),
            (_, Ok(number)) if number.abs() < EXACT => Value::Float(number),
            _ => as_written(),
        },
        _ => as_written(),
    }))
}
