//! Why a row is rejected.

use std::borrow::Cow;
use std::fmt;

use super::Cell;

macro_rules! reasons {
    ($($(#[$doc:meta])* $name:ident = $text:literal, $expected:literal;)*) => {
        /// Why a row is rejected; the order is that in which the reasons are tried.
        ///
        /// ```
        /// use mediaop_core::RejectReason;
        /// assert!(RejectReason::AwemeIdMissing < RejectReason::BeforePublication);
        /// ```
        #[non_exhaustive]
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum RejectReason { $($(#[$doc])* $name,)* }

        impl RejectReason {
            /// All reasons, in the order in which they are tried.
            ///
            /// ```
            /// use mediaop_core::RejectReason;
            /// assert_eq!(RejectReason::ALL.first(), Some(&RejectReason::AwemeIdMissing));
            /// ```
            pub const ALL: &[RejectReason] = &[$(RejectReason::$name,)*];

            /// The name in reports: `update_ts_in_seconds`, …
            ///
            /// ```
            /// assert_eq!(mediaop_core::RejectReason::CounterNegative.name(), "counter_negative");
            /// ```
            pub fn name(self) -> &'static str {
                match self { $(RejectReason::$name => $text,)* }
            }

            /// What would have been right.
            ///
            /// ```
            /// assert_eq!(mediaop_core::RejectReason::CounterNegative.expected(), "0 or more, or -1 for missing");
            /// ```
            pub fn expected(self) -> &'static str {
                match self { $(RejectReason::$name => $expected,)* }
            }
        }
    };
}

reasons! {
    /// No `aweme_id`.
    AwemeIdMissing = "aweme_id_missing", "a video id, such as 7310000000000000001";
    /// An `aweme_id` that is no whole number of 63 bits.
    AwemeIdNotAWholeNumber = "aweme_id_not_a_whole_number", "a whole number of at most 19 digits";
    /// An `aweme_id` of 0 or below.
    AwemeIdNotPositive = "aweme_id_not_positive", "a number above 0";
    /// No `update_ts`, or not a whole number.
    UpdateTsMissing = "update_ts_missing", "a whole number of milliseconds since 1970 (UTC)";
    /// An `update_ts` below 10^11.
    UpdateTsInSeconds = "update_ts_in_seconds", "milliseconds since 1970, at least 10^11";
    /// An `update_ts` of 10^14 or above.
    UpdateTsInMicroseconds = "update_ts_in_microseconds", "milliseconds since 1970, below 10^14";
    /// A `create_time` that is no whole number.
    CreateTimeNotANumber = "create_time_not_a_number", "a whole number of seconds since 1970, or nothing";
    /// A `create_time` above 10^11.
    CreateTimeInMilliseconds = "create_time_in_milliseconds", "seconds since 1970, at most 10^11";
    /// A counter that is no number.
    CounterNotANumber = "counter_not_a_number", "a whole number, such as 12345 or 1.2w, or nothing";
    /// A counter below −1.
    CounterNegative = "counter_negative", "0 or more, or -1 for missing";
    /// A row of a local day before the publication that it states itself.
    BeforePublication = "before_publication", "an instant on or after the local day of create_time";
}

/// A row that was refused: the column, what stood there and what would have been right.
///
/// ```
/// use mediaop_core::{Calendar, Cell, RawSnapshot, RejectReason};
/// let row = RawSnapshot { aweme_id: Cell::Int(7), update_ts: Cell::Int(1_767_283_200), ..Default::default() };
/// let rejection = row.check(&Calendar::default()).unwrap_err();
/// assert_eq!(rejection.reason, RejectReason::UpdateTsInSeconds);
/// assert_eq!(
///     rejection.to_string(),
///     "update_ts is 1767283200, expected milliseconds since 1970, at least 10^11",
/// );
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejection {
    /// Why.
    pub reason: RejectReason,
    /// The column at fault.
    pub column: &'static str,
    /// What stood there, shortened to 64 characters.
    pub found: String,
}

impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} is {}, expected {}", self.column, self.found, self.expected())
    }
}

impl std::error::Error for Rejection {}

impl Rejection {
    /// What would have been right, and what to do where the cause can be told.
    ///
    /// ```
    /// use mediaop_core::{Calendar, Cell, RawSnapshot};
    /// let row = RawSnapshot { aweme_id: Cell::Text("7.31E+18"), ..Default::default() };
    /// let rejection = row.check(&Calendar::default()).unwrap_err();
    /// assert!(rejection.expected().ends_with("format the column as text before the ids go in)"));
    /// ```
    pub fn expected(&self) -> Cow<'static, str> {
        let expected = self.reason.expected();
        if self.is_rounded() {
            return format!(
                "{expected} (a spreadsheet has rounded it: format the column as text before the ids go in)"
            )
            .into();
        }
        if self.is_text_for_a_moment() {
            return format!("{expected}, and no text: 2026-03-09 00:30:00 is 1773016200000").into();
        }
        expected.into()
    }

    /// Whether there is a moment, but as a date that is not guessed at, for want of a time zone.
    fn is_text_for_a_moment(&self) -> bool {
        let written = self.found.trim_matches(['"', ' ']);
        self.reason == RejectReason::UpdateTsMissing
            && self.found.starts_with('"')
            && !matches!(written, "" | "None" | "-")
    }

    /// Whether an id has lost its last digits, as spreadsheets write long numbers: `7.31E+18`.
    fn is_rounded(&self) -> bool {
        let written = self.found.trim_matches(['"', ' ']);
        self.reason == RejectReason::AwemeIdNotAWholeNumber
            && written.contains(['e', 'E'])
            && written.starts_with(|first: char| first.is_ascii_digit())
            && written.parse::<f64>().is_ok()
    }
}

#[cold]
pub(super) fn reject(reason: RejectReason, column: &'static str, cell: Cell<'_>) -> Rejection {
    let found = match cell {
        Cell::Null => "NULL".to_owned(),
        Cell::Int(number) => number.to_string(),
        Cell::Float(number) => shortened(&number.to_string()).into_owned(),
        Cell::Text(text) => format!("{:?}", shortened(text)),
    };
    Rejection { reason, column, found }
}

/// At most 64 characters.
fn shortened(text: &str) -> Cow<'_, str> {
    match text.chars().nth(64) {
        Some(_) => text.chars().take(63).chain(['…']).collect::<String>().into(),
        None => text.into(),
    }
}
