//! MySQL and MariaDB: the same reading and writing as of an SQLite file.

mod cells;
mod link;
mod look_up;
mod news;
mod not_connected;
mod place;
mod question;
mod reader;
mod select;
mod session;
mod waiting;
mod wire;

pub(crate) use cells::CellKind;
pub(super) use cells::{bytes, owned, raw_cell};
pub(super) use look_up::look_up;
pub(super) use not_connected::is_no_schema;
pub(super) use place::MySqlPlace;
pub(super) use reader::MySqlReader;
pub(super) use session::{DeclaredColumn, connect, declared_columns};
pub(super) use waiting::wait_for;
pub(crate) use wire::WireRow;
