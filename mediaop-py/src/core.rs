//! The data set.

use std::sync::Arc;

use mediaop_core::{Baseline, Dataset};
use pyo3::prelude::*;

use crate::errors::invalid;
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
