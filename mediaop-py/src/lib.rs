//! mediaop in Python: unpack, release the interpreter, call the core, pack. Nothing is computed here.

mod answers;
mod arrow_cells;
mod arrow_columns;
mod arrow_source;
mod builder;
mod core;
mod database;
mod errors;
mod increments;
mod object_rows;
mod table;
mod tables;

use pyo3::prelude::*;

/// The compiled part of mediaop; use the package `mediaop`.
///
/// It does without the interpreter's lock: what a class holds never changes, but for the builder,
/// which a mutex lends to one thread at a time.
#[pymodule(gil_used = false)]
mod _mediaop {
    #[pymodule_export]
    use super::answers::{page, problem, refresh_parameters};
    #[pymodule_export]
    use super::builder::Builder;
    #[pymodule_export]
    use super::core::Core;
    #[pymodule_export]
    use super::database::{command_line, read_database};
    #[pymodule_export]
    use super::increments::increments_of;
    #[pymodule_export]
    use super::table::ArrowTable;
    #[pymodule_export]
    use super::tables::{recognise, table_columns};
}
