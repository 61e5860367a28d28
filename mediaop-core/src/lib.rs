//! Daily increments, rankings, the product matrix and creator benchmarks from snapshots of short
//! videos' counters.
//!
//! A crawler reads the cumulative counters of each video several times a day. Its rows go into a
//! [`DatasetBuilder`], in any order, twice or in parts; the questions of [`answer`] are asked of
//! the [`Dataset`] that comes out. What each number means stands in [`metrics`].
//!
//! There is no input or output here and no clock: rows come from an iterator or from columns, and
//! the current day is an argument.
//!
//! # Input
//! [`RawSnapshot`]s by [`DatasetBuilder::extend`], [`SnapshotRow`]s, which are plain numbers, by
//! [`DatasetBuilder::extend_rows`], or columns by [`DatasetBuilder::push_columns`];
//! products with their categories, creators and their other ids from tables of their own. Rows
//! that are sorted already need no data set for their increments: [`sorted_increments`].
//!
//! # Output
//! Answers as plain structs; as a [`Table`] by [`Table::of`]; as JSON, CSV, XLSX and Arrow by the
//! module `contract`, a feature that is on by default.
//!
//! # Missing data
//! A counter that is not known is `None` and never 0. What an answer leaves out is counted in its
//! [`Coverage`], what was not accepted in the [`Intake`].
//!
//! # Errors
//! Bad input is an [`Error`], a [`Rejection`], a [`WindowError`] or a [`QuestionError`]. A panic
//! is a bug.
//!
//! # Example: which video gained most today?
//! The examples of this crate ask the few rows of [`example`], whose numbers can be checked by
//! hand.
//!
//! ```
//! use mediaop_core::answer::TopVideos;
//! use mediaop_core::{Calendar, DatasetBuilder, Filter, Period, Ranking, View, Window, example};
//!
//! let mut builder = DatasetBuilder::new(Calendar::new("Asia/Shanghai")?);
//! builder.extend(example::rows());
//! let dataset = builder.finish();
//!
//! let window = Window::resolve(Period::Days(1), None, example::today(), dataset.first_day())?;
//! let (view, filter) = (View::new(window).gained(), Filter::default());
//! let answer = TopVideos { view, ranking: Ranking::default(), filter, page: None }.ask(&dataset)?;
//! assert_eq!((answer.data[0].aweme_id.as_str(), answer.data[0].counts.0[0]), ("4", Some(300 - 260)));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod aggregate;
pub mod answer;
mod batch;
mod builder;
mod calendar;
mod catalog;
mod category_days;
mod columns;
#[cfg(feature = "contract")]
pub mod contract;
mod counter_text;
mod coverage;
mod daily;
mod dataset;
mod error;
pub mod example;
mod facts;
mod filter;
mod frame;
mod grid;
mod increment;
mod increment_columns;
mod index;
mod intake;
mod merge;
mod metric;
#[doc = include_str!("../docs/METRICS.md")]
///
/// # Example: a fall is kept
/// ```
/// use mediaop_core::{Baseline, Metric, example};
/// let increments = example::dataset().increments(Baseline::WithinDay);
/// assert!(increments.iter().any(|increment| increment.gained[Metric::Digg] == Some(535 - 540)));
/// ```
pub mod metrics {}
mod order;
mod product_days;
pub mod record;
mod row;
mod show;
mod shown;
mod sightings;
mod snapshot;
mod sorted;
mod stored;
mod summary;
mod texts;
mod validity;
mod version;
mod window;

pub use batch::Batch;
pub use builder::{DatasetBuilder, Known, RowTexts};
pub use calendar::{Calendar, LocalDay};
pub use catalog::{CreatorAlias, CreatorInfo, ProductInfo};
pub use columns::{CounterSlice, SnapshotColumns, TextColumn};
pub use counter_text::{CounterText, parse_counter};
pub use coverage::Coverage;
pub use daily::{GainedColumn, IncrementColumns, daily_increments};
pub use dataset::Dataset;
pub use error::{Error, ErrorKind};
pub use filter::{Filter, QuestionError};
pub use increment::{Baseline, Increment};
pub use intake::{Intake, RejectedRows};
pub use metric::{Counters, Metric, RankBy, Similarity};
pub use order::{Page, Ranking};
pub use record::{Column, Kind, Record, Table, Value};
pub use row::{CreatorCode, ProductCode, Row, SnapshotRow};
pub use snapshot::{Cell, RawSnapshot, RejectReason, Rejection, Snapshot};
pub use sorted::{SortedIncrements, sorted_increments};
pub use stored::Addition;
pub use validity::Validity;
pub use window::{Basis, Linked, Period, View, Window, WindowError};

/// Runs the examples of the README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
