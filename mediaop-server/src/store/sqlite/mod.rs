//! SQLite files: reading in bulk.

mod look_up;
mod reader;

pub(super) use reader::SqliteReader;
