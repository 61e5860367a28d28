//! Rows in, a data set out.

use std::sync::{Mutex, TryLockError};

use arrow_array::RecordBatchReader;
use mediaop_core::{Calendar, DatasetBuilder};
use pyo3::prelude::*;
use pyo3_arrow::input::AnyRecordBatch;

use crate::arrow_source::{Batches, arrow_error};
use crate::core::Core;
use crate::errors::invalid;
use crate::object_rows::ObjectRows;
use crate::tables::Table;

/// Takes rows, in any order, twice or in parts, and builds a data set.
#[pyclass(frozen, module = "mediaop._mediaop")]
pub(crate) struct Builder(Mutex<Option<DatasetBuilder>>);

#[pymethods]
impl Builder {
    #[new]
    fn new(timezone: &str) -> PyResult<Self> {
        let calendar = Calendar::new(timezone).map_err(invalid)?;
        Ok(Builder(Mutex::new(Some(DatasetBuilder::new(calendar)))))
    }

    /// Takes all rows of an Arrow table, batch or stream; returns how many.
    #[pyo3(signature = (table, source, strict = false))]
    fn push_arrow(&self, py: Python<'_>, table: &str, source: AnyRecordBatch, strict: bool) -> PyResult<u64> {
        let table = Table::named(table)?;
        let mut reader = source.into_reader()?;
        self.with(|builder| {
            let mut batches = Batches::new(table, strict, reader.schema(), builder)?;
            // The source may be written in Python: it takes the interpreter for itself when it has to.
            loop {
                py.check_signals()?;
                let more = py.detach(|| match reader.next() {
                    Some(batch) => batches.take(batch.map_err(arrow_error)?).map(|()| true),
                    None => Ok(false),
                })?;
                if !more {
                    break;
                }
            }
            py.detach(|| batches.finish())
        })
    }

    /// Takes all rows of an iterable; returns how many there were, those before included.
    #[pyo3(signature = (table, rows, columns = None, strict = false, rows_before = 0))]
    fn push_rows(
        &self,
        table: &str,
        rows: &Bound<'_, PyAny>,
        columns: Option<Vec<String>>,
        strict: bool,
        rows_before: u64,
    ) -> PyResult<u64> {
        let table = Table::named(table)?;
        self.with(|builder| ObjectRows::new(rows.py(), table, strict, columns, rows_before, builder).take_all(rows))
    }

    /// The data set; the builder is spent.
    fn finish(&self, py: Python<'_>) -> PyResult<Core> {
        let builder = self.lock()?.take().ok_or_else(spent)?;
        Ok(Core::new(py.detach(|| builder.finish())))
    }
}

impl Builder {
    fn lock(&self) -> PyResult<std::sync::MutexGuard<'_, Option<DatasetBuilder>>> {
        match self.0.try_lock() {
            Ok(builder) => Ok(builder),
            Err(TryLockError::WouldBlock) => Err(invalid("this builder is taking rows in another thread")),
            Err(TryLockError::Poisoned(builder)) => Ok(builder.into_inner()),
        }
    }

    fn with<T>(&self, work: impl FnOnce(&mut DatasetBuilder) -> PyResult<T>) -> PyResult<T> {
        work(self.lock()?.as_mut().ok_or_else(spent)?)
    }
}

fn spent() -> PyErr {
    invalid("this builder has made its data set already")
}
