//! Daily increments as columns.

use std::sync::Arc;

use arrow_array::{ArrayRef, Date32Array, Int64Array, RecordBatch};
use arrow_schema::{DataType, Field, Schema};
use mediaop_core::{Baseline, Dataset, Metric};
use pyo3::PyResult;
use rayon::prelude::*;

use crate::arrow_source::arrow_error;
use crate::table::ArrowTable;

/// One row for each (video, day) with an increment; a metric that no row has is a column of nulls.
pub(crate) fn table(dataset: &Dataset, baseline: Baseline) -> PyResult<ArrowTable> {
    let increments = dataset.increments(baseline);
    let mut fields = vec![Field::new("aweme_id", DataType::Int64, false), Field::new("date", DataType::Date32, false)];
    let mut columns: Vec<ArrayRef> = vec![
        Arc::new(Int64Array::from_iter_values(increments.iter().map(|increment| increment.aweme_id))),
        Arc::new(Date32Array::from_iter_values(increments.iter().map(|increment| increment.day.number()))),
    ];
    fields.extend(Metric::ALL.map(|metric| Field::new(metric.column(), DataType::Int64, true)));
    let of_metric = |metric: &Metric| -> ArrayRef {
        Arc::new(Int64Array::from_iter(increments.iter().map(|increment| increment.gained[*metric])))
    };
    columns.par_extend(Metric::ALL.par_iter().map(of_metric));
    fields.push(Field::new("span_days", DataType::Int64, false));
    columns.push(Arc::new(Int64Array::from_iter_values(increments.iter().map(|increment| increment.span_days.into()))));
    let schema = Arc::new(Schema::new(fields));
    let batch = RecordBatch::try_new(Arc::clone(&schema), columns).map_err(arrow_error)?;
    Ok(ArrowTable::new(schema, vec![batch]))
}
