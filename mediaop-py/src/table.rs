//! Tables out, by Arrow's C interface.

use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Float64Type, Int64Type};
use arrow_array::{Array, ArrayRef, RecordBatch};
use arrow_schema::{DataType, SchemaRef};
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyList};
use pyo3_arrow::error::PyArrowResult;
use pyo3_arrow::ffi::{ArrayIterator, to_schema_pycapsule, to_stream_pycapsule};

/// Columns, and what they rest on as JSON.
#[pyclass(frozen, module = "mediaop._mediaop")]
pub(crate) struct ArrowTable {
    schema: SchemaRef,
    batches: Vec<RecordBatch>,
}

impl ArrowTable {
    pub(crate) fn new(schema: SchemaRef, batches: Vec<RecordBatch>) -> Self {
        ArrowTable { schema, batches }
    }
}

#[pymethods]
impl ArrowTable {
    #[getter]
    fn num_rows(&self) -> usize {
        self.batches.iter().map(RecordBatch::num_rows).sum()
    }

    #[getter]
    fn column_names(&self) -> Vec<&str> {
        self.schema.fields().iter().map(|field| field.name().as_str()).collect()
    }

    /// Of each column: `text`, `int`, `float`, `bool` or `date`.
    #[getter]
    fn kinds(&self) -> Vec<&'static str> {
        self.schema.fields().iter().map(|field| kind(field.data_type())).collect()
    }

    /// What the rows rest on, as JSON.
    #[getter]
    fn about(&self) -> Option<&str> {
        self.schema.metadata().get("mediaop").map(String::as_str)
    }

    /// The values of a column from a row on, at most so many; dates are days since 1970.
    #[pyo3(signature = (column, offset = 0, length = None))]
    fn values<'py>(
        &self,
        py: Python<'py>,
        column: usize,
        offset: usize,
        length: Option<usize>,
    ) -> PyResult<Bound<'py, PyList>> {
        let values = PyList::empty(py);
        if column >= self.schema.fields().len() {
            return Ok(values);
        }
        let mut skip = offset;
        let mut rest = length.unwrap_or(usize::MAX);
        for batch in &self.batches {
            let from = skip.min(batch.num_rows());
            let take = rest.min(batch.num_rows() - from);
            (skip, rest) = (skip - from, rest - take);
            append(&values, &batch.column(column).slice(from, take))?;
        }
        Ok(values)
    }

    #[pyo3(signature = (requested_schema = None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyCapsule>>,
    ) -> PyArrowResult<Bound<'py, PyCapsule>> {
        let field = arrow_schema::Field::new_struct("", self.schema.fields().clone(), false)
            .with_metadata(self.schema.metadata().clone());
        let arrays: Vec<_> = self
            .batches
            .iter()
            .map(|batch| Ok(std::sync::Arc::new(arrow_array::StructArray::from(batch.clone())) as ArrayRef))
            .collect();
        let reader = Box::new(ArrayIterator::new(arrays, field.into()));
        to_stream_pycapsule(py, reader, requested_schema)
    }

    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyArrowResult<Bound<'py, PyCapsule>> {
        to_schema_pycapsule(py, self.schema.as_ref())
    }
}

fn kind(kind: &DataType) -> &'static str {
    match kind {
        DataType::Int64 => "int",
        DataType::Float64 => "float",
        DataType::Boolean => "bool",
        DataType::Date32 => "date",
        _ => "text",
    }
}

fn append(values: &Bound<'_, PyList>, array: &ArrayRef) -> PyResult<()> {
    match array.data_type() {
        DataType::Int64 => array.as_primitive::<Int64Type>().iter().try_for_each(|value| values.append(value)),
        DataType::Float64 => array.as_primitive::<Float64Type>().iter().try_for_each(|value| values.append(value)),
        DataType::Date32 => array.as_primitive::<Date32Type>().iter().try_for_each(|value| values.append(value)),
        DataType::Boolean => array.as_boolean().iter().try_for_each(|value| values.append(value)),
        _ => array.as_string::<i32>().iter().try_for_each(|value| values.append(value)),
    }
}
