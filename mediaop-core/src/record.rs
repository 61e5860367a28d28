//! Rows of answers: one declaration gives the JSON object, the table columns and the cells.
//!
//! # Example: which likes, collects, shares and comments do lily's videos have?
//! ```
//! use mediaop_core::answer::Creators;
//! use mediaop_core::{Filter, Ranking, example, record::Totals};
//! let (view, ranking, filter) = (example::view(7), Ranking::default(), Filter::default());
//! let rows = Creators { view, ranking, filter, search: None, page: None }.ask(&example::dataset())?.data;
//! // Shares and comments are not known.
//! assert_eq!(rows[0].totals, Totals([Some(390), Some(35), None, None]));
//! # Ok::<(), mediaop_core::QuestionError>(())
//! ```

mod field;
mod groups;
mod kinds;
mod table;

pub(crate) use field::{Field, nested, record};
pub use groups::{AllCounts, Averages, Counts, Medians, Totals, VideoGains, VideoTotals};
pub use kinds::{Keyed, Number};
pub use table::{Column, Kind, Table, Value};

/// A row of an answer.
///
/// ```
/// use mediaop_core::{Record, answer::BestVideo};
/// let mut columns = Vec::new();
/// BestVideo::columns("best_video_", &mut columns);
/// assert_eq!(columns[0].name, "best_video_aweme_id");
/// ```
pub trait Record {
    /// Appends the row's columns, their names behind the prefix.
    fn columns(prefix: &str, out: &mut Vec<Column>);
    /// Appends the row's values, one for each column.
    fn values<'a>(&'a self, out: &mut Vec<Value<'a>>);
}
