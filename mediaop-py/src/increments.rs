//! Daily increments as columns.

use std::sync::Arc;

use arrow_array::{ArrayRef, Date32Array, Int64Array, RecordBatch};
use arrow_buffer::{BooleanBuffer, NullBuffer, ScalarBuffer};
use arrow_schema::{DataType, Field, Schema};
use mediaop_core::{Baseline, Calendar, Dataset, GainedColumn, IncrementColumns, Metric, daily_increments};
use pyo3::prelude::*;
use pyo3_arrow::input::AnyRecordBatch;
use rayon::prelude::*;

use crate::arrow_columns::{Columns, FIRST_AMOUNT};
use crate::arrow_source::{Batches, arrow_error, whole};
use crate::errors::invalid;
use crate::table::ArrowTable;
use crate::tables::Table;

/// The daily increments of an Arrow table of snapshots, with no data set in between where its
/// columns are as the core has them.
#[pyfunction]
pub(crate) fn increments_of(
    py: Python<'_>,
    source: AnyRecordBatch,
    timezone: &str,
    baseline: &str,
) -> PyResult<ArrowTable> {
    let calendar = Calendar::new(timezone).map_err(invalid)?;
    let baseline: Baseline = baseline.parse().map_err(invalid)?;
    let reader = source.into_reader()?;
    py.detach(|| {
        let schema = reader.schema();
        let batch = whole(reader)?;
        let mut arrays = Batches::arrays(Table::Snapshots, &schema, &batch)?;
        // Texts and prices have no increments.
        arrays.iter_mut().skip(FIRST_AMOUNT).for_each(|array| *array = None);
        if let Some(columns) = Columns::new(&arrays) {
            let (increments, _) = daily_increments(&columns.as_snapshots(), &calendar, baseline).map_err(invalid)?;
            return columns_out(increments);
        }
        let mut builder = mediaop_core::DatasetBuilder::new(calendar);
        let mut batches = Batches::new(Table::Snapshots, false, schema, &mut builder)?;
        batches.take(batch.clone())?;
        batches.finish()?;
        table(&builder.finish(), baseline)
    })
}

/// One row for each (video, day) with an increment; a metric that no row has is a column of nulls.
pub(crate) fn table(dataset: &Dataset, baseline: Baseline) -> PyResult<ArrowTable> {
    columns_out(dataset.increment_columns(baseline))
}

fn columns_out(increments: IncrementColumns) -> PyResult<ArrowTable> {
    let rows = increments.len();
    let IncrementColumns { aweme_id, day, gained, span_days } = increments;
    let is_absent = |gained: &GainedColumn| matches!(gained, GainedColumn::Absent);
    // One for all metrics that no row has.
    let absent: ArrayRef = Arc::new(Int64Array::new_null(if gained.iter().any(is_absent) { rows } else { 0 }));
    let (gained, span_days) = rayon::join(
        || gained.into_par_iter().map(|gained| gained_out(gained).unwrap_or_else(|| Arc::clone(&absent))).collect(),
        || Int64Array::from_iter_values(span_days.into_iter().map(i64::from)),
    );
    packed(Arc::new(Int64Array::from(aweme_id)), Arc::new(Date32Array::from(day)), gained, Arc::new(span_days))
}

/// `None` where no row has the metric.
fn gained_out(gained: GainedColumn) -> Option<ArrayRef> {
    let (values, known) = match gained {
        GainedColumn::Absent => return None,
        GainedColumn::Narrow(values) => {
            let known = nulls(&values, GainedColumn::MISSING_NARROW);
            (values.into_iter().map(i64::from).collect(), known)
        }
        GainedColumn::Wide(values) => {
            let known = nulls(&values, GainedColumn::MISSING_WIDE);
            (values, known)
        }
    };
    Some(Arc::new(Int64Array::new(ScalarBuffer::from(values), known)))
}

fn nulls<T: PartialEq + Copy>(values: &[T], missing: T) -> Option<NullBuffer> {
    let known = || BooleanBuffer::collect_bool(values.len(), |row| values[row] != missing);
    values.contains(&missing).then(|| NullBuffer::new(known()))
}

fn packed(aweme_id: ArrayRef, date: ArrayRef, gained: Vec<ArrayRef>, span_days: ArrayRef) -> PyResult<ArrowTable> {
    let mut fields = vec![Field::new("aweme_id", DataType::Int64, false), Field::new("date", DataType::Date32, false)];
    fields.extend(Metric::ALL.map(|metric| Field::new(metric.column(), DataType::Int64, true)));
    fields.push(Field::new("span_days", DataType::Int64, false));
    let columns = [aweme_id, date].into_iter().chain(gained).chain([span_days]).collect();
    let schema = Arc::new(Schema::new(fields));
    let batch = RecordBatch::try_new(Arc::clone(&schema), columns).map_err(arrow_error)?;
    Ok(ArrowTable::new(schema, vec![batch]))
}
