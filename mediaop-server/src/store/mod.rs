//! The database: opening, reading in bulk, writing, and the log of runs.
//!
//! The user's tables are read and written as they stand and never altered; our own begin with `mediaop_`.

mod catalog;
mod connection;
mod cursor;
mod database;
mod demo;
mod key;
mod latest;
mod live;
mod load;
mod marks;
mod merge;
mod mysql;
mod precomputed;
mod reader;
mod readings;
mod repeated;
mod runs;
mod schema;
mod segments;
mod shown_url;
mod snapshot_columns;
mod sqlite;
mod statements;
pub mod table_rows;
mod value;
mod video_grid;
mod write;

pub(crate) use database::{Database, StoreError};
pub(crate) use demo::{holds_demo, is_no_demo, must_be_no_demo, write_demo};
pub(crate) use live::{Live, Reading};
pub(crate) use load::{LoadProgress, load};
pub(crate) use reader::Reader;
pub(crate) use runs::{FinishedRun, RunLog, now_ms};
pub(crate) use schema::{ColumnKind, DOUYIN_AWEME, DY_CREATOR, PRODUCT_INFO, SUMMARY, TABLES, Table};
pub(crate) use shown_url::{holds_login, without_password};
pub(crate) use snapshot_columns::{SNAPSHOT_COLUMNS, name_in_douyin_aweme, raw_snapshot};
pub(crate) use value::Value;
pub(crate) use write::{Changes, Record, Writer};
