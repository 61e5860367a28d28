//! MySQL and MariaDB: the same reading and writing as of an SQLite file.

mod cells;
mod look_up;
mod news;
mod place;
mod reader;
mod session;

pub(crate) use cells::CellKind;
pub(super) use cells::{bytes, owned, raw_cell};
pub(super) use look_up::look_up;
pub(super) use place::MySqlPlace;
pub(super) use reader::{MySqlReader, wait_for};
pub(super) use session::{DeclaredColumn, connect, declared_columns};
