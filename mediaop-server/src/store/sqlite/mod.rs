//! SQLite files: reading in bulk.

mod look_up;
mod pages;
mod reader;
mod recovery;
mod row_numbers;

pub(super) use reader::SqliteReader;
