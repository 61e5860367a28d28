//! Exceptions; their classes are written in Python.

use mediaop_core::{Error, ErrorKind, Rejection};
use pyo3::prelude::*;

pyo3::import_exception!(mediaop._errors, InvalidInputError);
pyo3::import_exception!(mediaop._errors, DatabaseError);

/// Input that cannot be taken: which column, and what would be right.
pub(crate) fn invalid_column(column: &str, reason: impl Into<String>) -> PyErr {
    InvalidInputError::new_err((reason.into(), None::<u64>, Some(column.to_owned())))
}

/// Input that cannot be taken: which row and column, and what would be right.
pub(crate) fn invalid_cell(row: u64, column: &str, reason: impl Into<String>) -> PyErr {
    InvalidInputError::new_err((reason.into(), Some(row), Some(column.to_owned())))
}

/// An argument that cannot be taken.
pub(crate) fn invalid(reason: impl ToString) -> PyErr {
    InvalidInputError::new_err((reason.to_string(), None::<u64>, None::<String>))
}

/// A row that was rejected where none may be.
pub(crate) fn rejected(row: u64, rejection: &Rejection) -> PyErr {
    invalid_cell(row, rejection.column, rejection.to_string())
}

/// Bytes that are no data set, in the words of those who save and load.
pub(crate) fn not_stored(error: &Error) -> PyErr {
    match error.kind() {
        ErrorKind::NotADataset { at, problem } => {
            invalid(format!("not a stored data set: at byte {at} {problem}: expected what Dataset.save wrote"))
        }
        _ => invalid(error),
    }
}
