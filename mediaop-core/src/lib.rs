//! Daily increments, rankings, the product matrix and creator benchmarks from snapshots of short
//! videos' counters.
//!
//! Rows go into a [`DatasetBuilder`], in any order, twice or in parts; the questions of
//! [`answer`] are asked of the [`Dataset`] that comes out. There is no input or output here and
//! no clock: the current day is an argument.

mod aggregate;
pub mod answer;
mod builder;
mod calendar;
mod catalog;
mod columns;
#[cfg(feature = "contract")]
pub mod contract;
mod counter_text;
mod coverage;
mod dataset;
mod error;
mod filter;
mod frame;
mod increment;
mod index;
mod intake;
mod metric;
mod order;
pub mod record;
mod show;
mod snapshot;
mod sorted;
mod summary;
mod texts;
mod window;

pub use builder::DatasetBuilder;
pub use calendar::{Calendar, LocalDay};
pub use catalog::{CreatorAlias, CreatorInfo, ProductInfo};
pub use columns::{CounterSlice, SnapshotColumns, TextColumn};
pub use counter_text::{CounterText, parse_counter};
pub use coverage::Coverage;
pub use dataset::Dataset;
pub use error::{Error, ErrorKind};
pub use filter::{Filter, QuestionError};
pub use increment::{Baseline, Increment};
pub use intake::{Intake, RejectedRows};
pub use metric::{Counters, Metric, RankBy, Similarity};
pub use order::{Page, Ranking};
pub use record::{Column, Kind, Record, Table, Value};
pub use snapshot::{Cell, RawSnapshot, RejectReason, Rejection, Snapshot};
pub use sorted::{SortedIncrements, sorted_increments};
pub use window::{Basis, Linked, Period, View, Window, WindowError};
