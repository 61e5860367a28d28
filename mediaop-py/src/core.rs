//! The data set.

use std::sync::Arc;

use mediaop_core::answer::PrecomputedStats;
use mediaop_core::{Baseline, Dataset, Table, Value};
use pyo3::IntoPyObjectExt;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyTuple};

use crate::answers::day;
use crate::errors::{invalid, not_stored};
use crate::increments;
use crate::table::ArrowTable;

/// A data set. Immutable, so that threads may share it.
#[pyclass(frozen, module = "mediaop._mediaop")]
pub(crate) struct Core(pub(crate) Arc<Dataset>);

impl Core {
    pub(crate) fn new(dataset: Dataset) -> Self {
        Core(Arc::new(dataset))
    }
}

#[pymethods]
impl Core {
    /// A fingerprint of the content.
    fn version(&self, py: Python<'_>) -> String {
        py.detach(|| self.0.version().to_owned())
    }

    #[getter]
    fn timezone(&self) -> &'static str {
        self.0.calendar().name()
    }

    #[getter]
    fn first_day(&self) -> Option<String> {
        self.0.first_day().map(|day| day.to_string())
    }

    #[getter]
    fn last_day(&self) -> Option<String> {
        self.0.last_day().map(|day| day.to_string())
    }

    #[getter]
    fn video_count(&self) -> usize {
        self.0.video_count()
    }

    #[getter]
    fn product_count(&self) -> usize {
        self.0.product_count()
    }

    #[getter]
    fn creator_count(&self, py: Python<'_>) -> usize {
        py.detach(|| self.0.creator_count())
    }

    #[getter]
    fn rows_read(&self) -> u64 {
        self.0.intake().rows_read
    }

    #[getter]
    fn rows_accepted(&self) -> u64 {
        self.0.intake().rows_accepted
    }

    /// Of each reason for which rows were rejected: its name, how many, and the first few.
    #[getter]
    fn rejected(&self) -> Vec<(&'static str, u64, Vec<String>)> {
        let rejected = self.0.intake().rejected.iter();
        rejected.map(|(reason, rows)| (reason.name(), rows.count, rows.examples.clone())).collect()
    }

    /// Both data sets in one.
    fn merge(&self, py: Python<'_>, other: &Core) -> PyResult<Core> {
        let merged = py.detach(|| self.0.merge(&other.0)).map_err(invalid)?;
        Ok(Core::new(merged))
    }

    /// The data set as bytes.
    fn to_bytes<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        let bytes = py.detach(|| self.0.to_bytes());
        PyBytes::new(py, &bytes)
    }

    /// The data set that `to_bytes` gave these bytes for.
    #[staticmethod]
    fn from_bytes(py: Python<'_>, data: &[u8]) -> PyResult<Core> {
        py.detach(|| Dataset::from_bytes(data)).map(Core::new).map_err(|error| not_stored(&error))
    }

    /// The rows of `product_creator_stats` and of `product_matrix_stats`, each with the names of
    /// its columns; as of yesterday, or of a day.
    #[pyo3(signature = (as_of = None, today = None))]
    fn precomputed_stats<'py>(
        &self,
        py: Python<'py>,
        as_of: Option<&str>,
        today: Option<&str>,
    ) -> PyResult<(Statistics<'py>, Statistics<'py>)> {
        let today = day(&self.0, today)?;
        let as_of = as_of.map_or(Ok(today + -1), str::parse).map_err(invalid)?;
        if as_of > today {
            return Err(invalid(format!("as_of is {as_of}: expected today ({today}) or an earlier day")));
        }
        let stats = py.detach(|| PrecomputedStats::compute(&self.0, as_of));
        Ok((statistics(py, &Table::of(&stats.product_creator))?, statistics(py, &Table::of(&stats.product_matrix))?))
    }

    /// All daily increments, by video and day.
    fn increments(&self, py: Python<'_>, baseline: &str) -> PyResult<ArrowTable> {
        let baseline: Baseline = baseline.parse().map_err(invalid)?;
        py.detach(|| increments::table(&self.0, baseline))
    }

    /// The contract: status, headers, body.
    #[pyo3(signature = (method, path, query, if_none_match = None, today = None, runs = Vec::new()))]
    #[allow(clippy::too_many_arguments, reason = "one for each part of a request")]
    fn answer<'py>(
        &self,
        py: Python<'py>,
        method: &str,
        path: &str,
        query: &str,
        if_none_match: Option<&str>,
        today: Option<&str>,
        runs: Vec<crate::answers::RunFacts>,
    ) -> PyResult<crate::answers::Answered<'py>> {
        crate::answers::answer(py, &self.0, (method, path, query, if_none_match), today, runs)
    }

    /// A question's table; a status other than 200 comes with a problem document instead.
    #[pyo3(signature = (path, query, today = None))]
    fn table(
        &self,
        py: Python<'_>,
        path: &str,
        query: &str,
        today: Option<&str>,
    ) -> PyResult<(u16, Vec<u8>, Option<ArrowTable>)> {
        crate::answers::table(py, &self.0, path, query, today)
    }
}

/// Names of columns, and rows.
type Statistics<'py> = (Vec<String>, Vec<Bound<'py, PyTuple>>);

fn statistics<'py>(py: Python<'py>, table: &Table<'_>) -> PyResult<Statistics<'py>> {
    let value = |value: &Value<'_>| match value {
        Value::Null => Ok(py.None().into_bound(py)),
        Value::Text(text) => text.as_ref().into_bound_py_any(py),
        Value::Int(number) => number.into_bound_py_any(py),
        Value::Float(number) => number.into_bound_py_any(py),
        Value::Bool(truth) => truth.into_bound_py_any(py),
    };
    let row = |row: &[Value<'_>]| PyTuple::new(py, row.iter().map(value).collect::<PyResult<Vec<_>>>()?);
    let names = table.columns.iter().map(|column| column.name.to_string()).collect();
    Ok((names, table.rows().map(row).collect::<PyResult<_>>()?))
}
