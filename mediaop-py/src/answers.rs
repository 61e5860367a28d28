//! Questions, carried to the contract, and the answers back.

use std::time::{SystemTime, UNIX_EPOCH};

use arrow_ipc::reader::StreamReader;
use mediaop_core::contract::{self, Host, Request, Response, Run};
use mediaop_core::{Dataset, LocalDay};
use mediaop_server::page::Place;
use pyo3::prelude::*;
use pyo3::types::PyBytes;

use crate::arrow_source::arrow_error;
use crate::errors::invalid;
use crate::table::ArrowTable;

/// Status, headers, body.
pub(crate) type Answered<'py> = (u16, Vec<(&'static str, String)>, Bound<'py, PyBytes>);

/// Id, kind, state, start and end in RFC 3339, rows read, error.
pub(crate) type RunFacts = (String, String, String, String, Option<String>, Option<u64>, Option<String>);

type RequestParts<'a> = (&'a str, &'a str, &'a str, Option<&'a str>);

pub(crate) fn answer<'py>(
    py: Python<'py>,
    dataset: &Dataset,
    (method, path, query, if_none_match): RequestParts<'_>,
    today: Option<&str>,
    runs: Vec<RunFacts>,
) -> PyResult<Answered<'py>> {
    let host = Host { today: day(dataset, today)?, runs: runs.into_iter().map(run).collect() };
    let response = py.detach(|| contract::answer(dataset, &host, &Request { method, path, query, if_none_match }));
    Ok(of(py, response))
}

/// A problem of a host's own, in the form that all answers use.
#[pyfunction]
pub(crate) fn problem<'py>(py: Python<'py>, status: u16, detail: &str) -> Answered<'py> {
    of(py, contract::problem(status, detail, &[]))
}

/// What is wrong with the parameters of `POST /api/refresh`, if anything is.
#[pyfunction]
pub(crate) fn refresh_parameters<'py>(py: Python<'py>, query: &str) -> Option<Answered<'py>> {
    contract::refresh_parameters(query).err().map(|problem| of(py, problem))
}

/// The page or a file of it, for a path below the page's root; `None` where it is neither.
#[pyfunction]
#[pyo3(signature = (path, page_root, api_root, if_none_match = None))]
pub(crate) fn page<'py>(
    py: Python<'py>,
    path: &str,
    page_root: &str,
    api_root: &str,
    if_none_match: Option<&str>,
) -> Option<Answered<'py>> {
    let place = Place { page_root, api_root };
    mediaop_server::page::respond(path, if_none_match, place).map(|response| of(py, response))
}

fn of<'py>(py: Python<'py>, response: Response) -> Answered<'py> {
    (response.status, response.headers, PyBytes::new(py, &response.body))
}

pub(crate) fn table(
    py: Python<'_>,
    dataset: &Dataset,
    path: &str,
    query: &str,
    today: Option<&str>,
) -> PyResult<(u16, Vec<u8>, Option<ArrowTable>)> {
    let host = Host { today: day(dataset, today)?, runs: Vec::new() };
    py.detach(|| {
        let request = Request { method: "GET", path, query, if_none_match: None };
        let response = contract::answer_table(dataset, &host, &request);
        if response.header("content-type") != Some("application/vnd.apache.arrow.stream") {
            return Ok((response.status, response.body, None));
        }
        let stream = StreamReader::try_new(response.body.as_slice(), None).map_err(arrow_error)?;
        let schema = stream.schema();
        let batches = stream.collect::<Result<_, _>>().map_err(arrow_error)?;
        Ok((response.status, Vec::new(), Some(ArrowTable::new(schema, batches))))
    })
}

/// The current local day, unless the caller says another.
pub(crate) fn day(dataset: &Dataset, today: Option<&str>) -> PyResult<LocalDay> {
    match today {
        Some(today) => today.parse().map_err(invalid),
        None => {
            let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis() as i64);
            Ok(dataset.calendar().day_of_ms(now))
        }
    }
}

fn run((id, kind, state, started_at, finished_at, rows_read, error): RunFacts) -> Run {
    Run { id, kind, state, started_at, finished_at, rows_read, error }
}
