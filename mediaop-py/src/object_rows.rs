//! Rows as Python has them: dicts, tuples with names, and objects with attributes.

use mediaop_core::{Cell, DatasetBuilder};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyBytes, PyDict, PyFloat, PyInt, PyList, PyMapping, PyString, PyTuple, PyType};

use crate::arrow_cells::{Moment, moment, without_zone};
use crate::errors::{invalid, invalid_cell, rejected};
use crate::tables::Table;

/// Rows between two looks at whether the user wants to stop.
const BETWEEN_SIGNALS: u64 = 1 << 14;

/// Takes rows one by one.
pub(crate) struct ObjectRows<'a, 'py> {
    table: Table,
    strict: bool,
    builder: &'a mut DatasetBuilder,
    names: Vec<Bound<'py, PyString>>,
    /// The names that the caller gives for rows without names of their own.
    given: Option<Vec<String>>,
    /// The latest kind of row, and where its columns stand.
    latest: Option<(Bound<'py, PyType>, Shape<'py>)>,
    rows: u64,
}

/// How the columns of a row are found.
#[derive(Clone)]
enum Shape<'py> {
    /// By key.
    Mapping,
    /// By place; `Row`s of SQLAlchemy and named tuples bring their names.
    Places(Vec<Option<usize>>),
    /// By attribute; those that objects of this kind have.
    Attributes(Vec<Option<Bound<'py, PyString>>>),
}

impl<'a, 'py> ObjectRows<'a, 'py> {
    pub(crate) fn new(
        py: Python<'py>,
        table: Table,
        strict: bool,
        given: Option<Vec<String>>,
        rows_before: u64,
        builder: &'a mut DatasetBuilder,
    ) -> Self {
        let names = table.columns().iter().map(|name| PyString::intern(py, name)).collect();
        ObjectRows { table, strict, builder, names, given, latest: None, rows: rows_before }
    }

    /// Takes all rows of an iterable.
    pub(crate) fn take_all(&mut self, rows: &Bound<'py, PyAny>) -> PyResult<u64> {
        let py = rows.py();
        let mut values: Vec<Option<Bound<'py, PyAny>>> = vec![None; self.names.len()];
        let rows: Box<dyn Iterator<Item = PyResult<Bound<'py, PyAny>>>> = match rows.cast::<PyList>() {
            Ok(list) => Box::new(list.iter().map(Ok)),
            Err(_) => Box::new(rows.try_iter()?),
        };
        for row in rows {
            self.take(&row?, &mut values)?;
            if self.rows.is_multiple_of(BETWEEN_SIGNALS) {
                py.check_signals()?;
            }
        }
        Ok(self.rows)
    }

    fn take(&mut self, row: &Bound<'py, PyAny>, values: &mut [Option<Bound<'py, PyAny>>]) -> PyResult<()> {
        let kind = row.get_type();
        if self.latest.as_ref().is_none_or(|(latest, _)| !latest.is(&kind)) {
            let shape = self.shape(row)?;
            self.latest = Some((kind, shape));
        }
        let Some((_, shape)) = &self.latest else { return Ok(()) };
        match shape {
            Shape::Mapping => match row.cast::<PyDict>() {
                Ok(dict) => {
                    for (value, name) in values.iter_mut().zip(&self.names) {
                        *value = dict.get_item(name)?;
                    }
                }
                Err(_) => {
                    let mapping = row.cast::<PyMapping>()?;
                    for (value, name) in values.iter_mut().zip(&self.names) {
                        *value = if mapping.contains(name)? { Some(mapping.get_item(name)?) } else { None };
                    }
                }
            },
            Shape::Places(places) => {
                let tuple = match row.cast::<PyTuple>() {
                    Ok(tuple) => tuple.clone(),
                    Err(_) => row.try_iter()?.collect::<PyResult<Vec<_>>>().and_then(|v| PyTuple::new(row.py(), v))?,
                };
                if let Some(given) = self.given.as_ref().filter(|given| given.len() != tuple.len()) {
                    let (found, expected) = (tuple.len(), given.len());
                    let values = if found == 1 { "value" } else { "values" };
                    let reason = format!("has {found} {values}: expected {expected}, one for each column");
                    return Err(invalid_cell(self.rows, "", reason));
                }
                for (value, place) in values.iter_mut().zip(places) {
                    *value = place.map(|place| tuple.get_item(place)).transpose()?;
                }
            }
            Shape::Attributes(attributes) => {
                for (value, attribute) in values.iter_mut().zip(attributes) {
                    *value = attribute.as_ref().map(|attribute| row.getattr(attribute)).transpose()?;
                }
            }
        }
        self.push(values)
    }

    /// Looks at a row of a kind that was not the one before.
    fn shape(&self, row: &Bound<'py, PyAny>) -> PyResult<Shape<'py>> {
        let py = row.py();
        if row.is_instance_of::<PyDict>() {
            return self.mapping(row);
        }
        let own_names = row.getattr_opt(intern!(py, "_fields"))?.map(|names| names.extract::<Vec<String>>());
        if let Some(names) = own_names.transpose()?.or_else(|| self.given.clone()) {
            let places: Vec<Option<usize>> =
                self.table.columns().iter().map(|column| names.iter().position(|name| name == column)).collect();
            return self
                .with_key(places.iter().map(Option::is_some), &names.join(", "))
                .map(|()| Shape::Places(places));
        }
        if row.is_instance_of::<PyTuple>() || row.is_instance_of::<PyList>() {
            return Err(invalid("rows that are tuples need columns=[…], the names of their values in order"));
        }
        if row.cast::<PyMapping>().is_ok() {
            return self.mapping(row);
        }
        let attributes: Vec<Option<Bound<'py, PyString>>> =
            self.names.iter().map(|name| Ok(row.getattr_opt(name)?.map(|_| name.clone()))).collect::<PyResult<_>>()?;
        let found = format!("an object of the type {}", row.get_type().name()?);
        self.with_key(attributes.iter().map(Option::is_some), &found).map(|()| Shape::Attributes(attributes))
    }

    /// Later rows may lack a key, and are rejected for it one by one.
    fn mapping(&self, row: &Bound<'py, PyAny>) -> PyResult<Shape<'py>> {
        let there: Vec<bool> = self.names.iter().map(|name| row.contains(name)).collect::<PyResult<_>>()?;
        let keys: Vec<String> = row.try_iter()?.map(|key| Ok(key?.str()?.to_string())).collect::<PyResult<_>>()?;
        self.with_key(there.into_iter(), &keys.join(", ")).map(|()| Shape::Mapping)
    }

    /// Refuses a kind of row that lacks a column of the key.
    fn with_key(&self, there: impl Iterator<Item = bool>, found: &str) -> PyResult<()> {
        let there: Vec<&str> =
            self.table.columns().iter().zip(there).filter(|(_, there)| *there).map(|(name, _)| *name).collect();
        match self.table.key().iter().find(|key| !there.contains(key)) {
            Some(key) => Err(invalid_cell(self.rows, key, format!("there is no {key}, found {found}"))),
            None => Ok(()),
        }
    }

    fn push(&mut self, values: &mut [Option<Bound<'py, PyAny>>]) -> PyResult<()> {
        let columns = self.table.columns();
        for (value, column) in values.iter_mut().zip(columns) {
            if let Some(found) = value.take() {
                *value = plain(found, column).map_err(|error| in_row(error, self.rows))?;
            }
        }
        let mut cells = [Cell::Null; 32];
        for ((cell, value), column) in cells.iter_mut().zip(&*values).zip(columns) {
            if let Some(value) = value {
                *cell = read(value).ok_or_else(|| invalid_cell(self.rows, column, unfit(value, column)))?;
            }
        }
        let outcome = self.table.push(self.builder, |column| cells[column]);
        if let (true, Err(rejection)) = (self.strict, outcome) {
            return Err(rejected(self.rows, &rejection));
        }
        self.rows += 1;
        Ok(())
    }
}

/// A value that the core knows how to read: `None` for missing; a moment as a number; other
/// numbers, such as decimals, as their text.
fn plain<'py>(value: Bound<'py, PyAny>, column: &str) -> PyResult<Option<Bound<'py, PyAny>>> {
    let py = value.py();
    if value.is_none() {
        return Ok(None);
    }
    let is_plain = value.is_exact_instance_of::<PyInt>()
        || value.is_exact_instance_of::<PyString>()
        || value.is_exact_instance_of::<PyFloat>();
    if is_plain {
        return Ok(Some(value));
    }
    if value.is_instance_of::<PyBool>() || value.is_instance_of::<PyBytes>() {
        return Ok(Some(value));
    }
    if let Some(timestamp) = value.getattr_opt(intern!(py, "timestamp"))? {
        let has_zone = value.getattr_opt(intern!(py, "tzinfo"))?.is_some_and(|zone| !zone.is_none());
        // `pandas.NaT` is a moment that is missing.
        if !value.eq(&value)? {
            return Ok(None);
        }
        if !has_zone && column == "updated_at" {
            return value.call_method0(intern!(py, "isoformat")).map(Some);
        }
        let Some(counted) = moment(column) else { return value.str().map(|text| Some(text.into_any())) };
        if !has_zone {
            return Err(without_zone(column));
        }
        let seconds: f64 = timestamp.call0()?.extract()?;
        let number = if counted == Moment::Seconds { seconds.floor() } else { (seconds * 1000.0).round() };
        return Ok(Some((number as i64).into_pyobject(py)?.into_any()));
    }
    if value.hasattr(intern!(py, "__index__"))? {
        return Ok(Some(value.extract::<i64>()?.into_pyobject(py)?.into_any()));
    }
    if value.hasattr(intern!(py, "__float__"))? {
        return value.str().map(|text| Some(text.into_any()));
    }
    Ok(Some(value))
}

fn read<'a>(value: &'a Bound<'_, PyAny>) -> Option<Cell<'a>> {
    if value.is_instance_of::<PyBool>() {
        return None;
    }
    if let Ok(text) = value.cast::<PyString>() {
        return text.to_str().ok().map(Cell::Text);
    }
    if value.is_instance_of::<PyInt>() {
        // Beyond 64 bits no number is exact; the core refuses such a float where it matters.
        return value.extract::<i64>().map(Cell::Int).or_else(|_| value.extract::<f64>().map(Cell::Float)).ok();
    }
    if value.is_instance_of::<PyFloat>() {
        return value.extract::<f64>().map(Cell::Float).ok();
    }
    None
}

fn unfit(value: &Bound<'_, PyAny>, column: &str) -> String {
    let kind = value.get_type().name().map_or_else(|_| "object".to_owned(), |name| name.to_string());
    format!("{column} is a value of the type {kind}: expected a number, a text or None")
}

/// The same complaint, with the row.
fn in_row(error: PyErr, row: u64) -> PyErr {
    Python::attach(|py| {
        let _ = error.value(py).setattr("row", row);
        error
    })
}
