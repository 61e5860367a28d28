//! What can be wrong with input, said so that it can be put right.

use std::fmt;

use crate::snapshot::Rejection;

/// An error of this crate: bad input, never a fault of the machine.
///
/// ```
/// let error = "like".parse::<mediaop_core::Metric>().unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "unknown metric \"like\": expected digg, collect, share, comment, play, recommend, admire",
/// );
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Error {
    kind: Box<ErrorKind>,
    row: Option<u64>,
}

/// What was found and what was allowed.
///
/// ```
/// use mediaop_core::{ErrorKind, Similarity};
/// assert_eq!(Similarity::new(2.0).unwrap_err().kind(), &ErrorKind::SimilarityOutOfRange(2.0));
/// ```
#[non_exhaustive]
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ErrorKind {
    /// A name outside a closed list.
    #[error("unknown {what} {found:?}: expected {allowed}")]
    UnknownName {
        /// What was named.
        what: &'static str,
        /// The name that was given.
        found: String,
        /// The names that exist.
        allowed: &'static str,
    },
    /// A similarity outside `[0, 1)`.
    #[error("similarity is {0}: expected at least 0 and below 1")]
    SimilarityOutOfRange(f64),
    /// A text that is no date.
    #[error("{0:?} is no date: expected YYYY-MM-DD, from 1970-01-01 on")]
    NotADate(String),
    /// A time zone that is not in the IANA database.
    #[error("unknown time zone {0:?}: expected an IANA name such as Asia/Shanghai")]
    UnknownTimeZone(String),
    /// A row that cannot be accepted.
    #[error(transparent)]
    Rejected(#[from] Rejection),
    /// A row that stands before its predecessor in the order of (`aweme_id`, `update_ts`).
    #[error(
        "aweme_id {aweme_id} at update_ts {update_ts} comes after a greater key: expected rows sorted by (aweme_id, update_ts)"
    )]
    NotSorted {
        /// The video of the row.
        aweme_id: i64,
        /// The time of the row.
        update_ts: i64,
    },
    /// A column whose length differs from that of `aweme_id`.
    #[error("column {column} has {found} value{}: expected {expected}, one for each aweme_id", if *found == 1 { "" } else { "s" })]
    ColumnLength {
        /// The column's name.
        column: &'static str,
        /// Its length.
        found: usize,
        /// The length of `aweme_id`.
        expected: usize,
    },
    /// A text column whose validity is of another length than `aweme_id`.
    #[error("column {column} has a validity of {found} bits: expected {expected}, one for each aweme_id")]
    ValidityLength {
        /// The column's name.
        column: &'static str,
        /// How many bits there are.
        found: usize,
        /// The length of `aweme_id`.
        expected: usize,
    },
    /// A text code without a text in its dictionary.
    #[error("column {column} holds code {code}: expected a code below {texts}, or -1 for missing")]
    TextCode {
        /// The column's name.
        column: &'static str,
        /// The code that was found.
        code: i32,
        /// The number of texts in the dictionary.
        texts: usize,
    },
    /// Bytes that [`crate::Dataset::to_bytes`] did not give, or that were damaged since.
    #[error("not a stored data set: at byte {at} {problem}: expected what Dataset::to_bytes gave")]
    NotADataset {
        /// The byte at which it was seen.
        at: usize,
        /// What is wrong there.
        problem: &'static str,
    },
    /// Two data sets of different time zones.
    #[error("a data set in {found} cannot be merged into one in {expected}: days differ")]
    TimeZonesDiffer {
        /// The zone of the data set to be merged.
        found: String,
        /// The zone of the data set merged into.
        expected: String,
    },
}

impl Error {
    pub(crate) fn new(kind: ErrorKind) -> Self {
        Error { kind: Box::new(kind), row: None }
    }

    pub(crate) fn at_row(kind: ErrorKind, row: u64) -> Self {
        Error { kind: Box::new(kind), row: Some(row) }
    }

    /// What is wrong.
    ///
    /// ```
    /// use mediaop_core::{Calendar, ErrorKind};
    /// let error = Calendar::new("Berlin").unwrap_err();
    /// assert!(matches!(error.kind(), ErrorKind::UnknownTimeZone(name) if name == "Berlin"));
    /// ```
    pub fn kind(&self) -> &ErrorKind {
        &self.kind
    }

    /// The row at fault, counted from 0, where rows were read.
    ///
    /// ```
    /// use mediaop_core::{Baseline, Calendar, Error, example, sorted_increments};
    /// let mut rows: Vec<_> = example::rows().collect();
    /// rows.swap(0, 1);
    /// let calendar = Calendar::default();
    /// let error = sorted_increments(rows, &calendar, Baseline::WithinDay).find_map(Result::err);
    /// assert_eq!(error.as_ref().and_then(Error::row), Some(1));
    /// ```
    pub fn row(&self) -> Option<u64> {
        self.row
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(row) = self.row {
            write!(f, "row {row}: ")?;
        }
        self.kind.fmt(f)
    }
}

impl std::error::Error for Error {}
