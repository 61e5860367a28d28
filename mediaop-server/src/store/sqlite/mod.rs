//! SQLite files: reading in bulk.

mod keys;
mod look_up;
mod open;
mod pages;
mod reader;
mod recovery;
mod row_numbers;
mod spans;

pub(super) use reader::SqliteReader;
