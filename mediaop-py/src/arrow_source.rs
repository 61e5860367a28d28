//! Any object that speaks Arrow's C interface, batch by batch into a data set.

use arrow_array::{ArrayRef, RecordBatch, RecordBatchReader};
use arrow_schema::{ArrowError, Schema, SchemaRef};
use arrow_select::concat::concat_batches;
use mediaop_core::{Cell, DatasetBuilder};
use pyo3::prelude::*;

use crate::arrow_cells::{ReadCell, cells};
use crate::arrow_columns::Columns;
use crate::errors::{invalid, invalid_column, rejected};
use crate::tables::Table;

/// Batches below this are joined first: each costs a pass over what is there already.
const LARGE: usize = 1 << 18;
const JOINED: usize = 1 << 20;

/// Takes batches and hands them on, small ones joined.
pub(crate) struct Batches<'a> {
    table: Table,
    strict: bool,
    schema: SchemaRef,
    builder: &'a mut DatasetBuilder,
    waiting: Vec<RecordBatch>,
    rows_before: u64,
}

impl<'a> Batches<'a> {
    /// # Errors
    /// The columns that make the key are not all there.
    pub(crate) fn new(
        table: Table,
        strict: bool,
        schema: SchemaRef,
        builder: &'a mut DatasetBuilder,
    ) -> PyResult<Self> {
        for key in table.key() {
            if position(&schema, key)?.is_none() {
                let found: Vec<&str> = schema.fields().iter().map(|field| field.name().as_str()).collect();
                return Err(invalid_column(key, format!("there is no column {key}, found {}", found.join(", "))));
            }
        }
        Ok(Batches { table, strict, schema, builder, waiting: Vec::new(), rows_before: 0 })
    }

    pub(crate) fn take(&mut self, batch: RecordBatch) -> PyResult<()> {
        if batch.num_rows() >= LARGE {
            self.join()?;
            return self.push(&batch);
        }
        self.waiting.push(batch);
        let rows: usize = self.waiting.iter().map(RecordBatch::num_rows).sum();
        if rows >= JOINED { self.join() } else { Ok(()) }
    }

    pub(crate) fn finish(mut self) -> PyResult<u64> {
        self.join()?;
        Ok(self.rows_before)
    }

    fn join(&mut self) -> PyResult<()> {
        let waiting = std::mem::take(&mut self.waiting);
        match waiting.as_slice() {
            [] => Ok(()),
            [one] => self.push(one),
            several => self.push(&concat_batches(&self.schema, several).map_err(arrow_error)?),
        }
    }

    /// The columns of a batch, in the order of the table's.
    pub(crate) fn arrays<'b>(
        table: Table,
        schema: &Schema,
        batch: &'b RecordBatch,
    ) -> PyResult<Vec<Option<&'b ArrayRef>>> {
        table.columns().iter().map(|name| Ok(position(schema, name)?.map(|place| batch.column(place)))).collect()
    }

    fn push(&mut self, batch: &RecordBatch) -> PyResult<()> {
        let arrays = Self::arrays(self.table, &self.schema, batch)?;
        // The type of every column is looked at before a row is in.
        let cells: Vec<Option<ReadCell<'_>>> = arrays
            .iter()
            .zip(self.table.columns())
            .map(|(array, name)| array.map(|array| cells(name, array)).transpose())
            .collect::<PyResult<_>>()?;
        let columns = if self.table == Table::Snapshots && !self.strict { Columns::new(&arrays) } else { None };
        match columns {
            Some(columns) => self.builder.push_columns(&columns.as_snapshots()).map_err(invalid)?,
            None => {
                for row in 0..batch.num_rows() {
                    let cell = |column: usize| cells[column].as_ref().map_or(Cell::Null, |cell| cell(row));
                    let outcome = self.table.push(self.builder, cell);
                    if let (true, Err(rejection)) = (self.strict, outcome) {
                        return Err(rejected(self.rows_before + row as u64, &rejection));
                    }
                }
            }
        }
        self.rows_before += batch.num_rows() as u64;
        Ok(())
    }
}

fn position(schema: &Schema, name: &str) -> PyResult<Option<usize>> {
    let mut places = schema.fields().iter().enumerate().filter(|(_, field)| field.name() == name);
    let first = places.next().map(|(place, _)| place);
    match places.next() {
        Some(_) => Err(invalid_column(name, format!("there are several columns {name}, expected one"))),
        None => Ok(first),
    }
}

/// All batches as one; one alone is not copied.
pub(crate) fn whole(reader: Box<dyn RecordBatchReader + Send>) -> PyResult<RecordBatch> {
    let schema = reader.schema();
    let batches: Vec<RecordBatch> = reader.collect::<Result<_, _>>().map_err(arrow_error)?;
    match <[RecordBatch; 1]>::try_from(batches) {
        Ok([one]) => Ok(one),
        Err(several) => concat_batches(&schema, &several).map_err(arrow_error),
    }
}

/// What the other side of the interface says went wrong.
pub(crate) fn arrow_error(error: ArrowError) -> PyErr {
    invalid(format!("the Arrow data cannot be read: {error}"))
}
