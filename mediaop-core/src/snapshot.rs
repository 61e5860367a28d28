//! One reading of a video's counters, checked: accepted or rejected, never guessed.

use std::borrow::Cow;
use std::fmt;

use crate::calendar::{Calendar, LocalDay};
use crate::counter_text::{CounterText, parse_counter};
use crate::metric::{Counters, Metric};

/// A value as a table or a file hands it out.
///
/// ```
/// use mediaop_core::{Calendar, Cell, RawSnapshot};
/// let update_ts = Cell::Text("1767283200000");
/// for aweme_id in [Cell::Int(7), Cell::Float(7.0), Cell::Text(" 7 ")] {
///     let row = RawSnapshot { aweme_id, update_ts, ..RawSnapshot::default() };
///     assert_eq!(row.check(&Calendar::default()).unwrap().aweme_id, 7);
/// }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum Cell<'a> {
    /// NULL, or a column that is not there.
    #[default]
    Null,
    /// A whole number.
    Int(i64),
    /// A floating-point number; NaN is NULL.
    Float(f64),
    /// A text.
    Text(&'a str),
}

/// A row of `douyin_aweme_summary` before it is checked; columns that are not there stay `Null`.
///
/// # Example: a row from a CSV file
/// ```
/// use mediaop_core::{Calendar, Cell, Metric, RawSnapshot};
/// let mut row = RawSnapshot {
///     aweme_id: Cell::Text("7310000000000000001"),
///     update_ts: Cell::Text("1767283200000"),
///     sec_uid: Cell::Text("MS4w-example"),
///     ..RawSnapshot::default()
/// };
/// row.counters[Metric::Digg as usize] = Cell::Text("1.2w");
/// let snapshot = row.check(&Calendar::default()).unwrap();
/// assert_eq!(snapshot.counters[Metric::Digg], Some(12_000));
/// ```
#[derive(Debug, Clone, Copy, Default)]
pub struct RawSnapshot<'a> {
    /// The video; a positive whole number.
    pub aweme_id: Cell<'a>,
    /// When it was read, in milliseconds since 1970 (UTC).
    pub update_ts: Cell<'a>,
    /// When the video was published, in seconds since 1970 (UTC).
    pub create_time: Cell<'a>,
    /// The counters, indexed by `Metric as usize`.
    pub counters: [Cell<'a>; Metric::COUNT],
    /// The creator.
    pub sec_uid: Cell<'a>,
    /// The creator, where the crawler hides `sec_uid`.
    pub creator_hash: Cell<'a>,
    /// The creator's name.
    pub nickname: Cell<'a>,
    /// The address of the creator's picture.
    pub avatar: Cell<'a>,
    /// The video's title.
    pub title: Cell<'a>,
    /// The product that the video sells.
    pub product_id: Cell<'a>,
    /// The product's name.
    pub product_title: Cell<'a>,
    /// The product's price in cents (分).
    pub price: Cell<'a>,
    /// How often the product was sold.
    pub sales: Cell<'a>,
    /// The address of the video.
    pub aweme_url: Cell<'a>,
    /// The address of its cover picture.
    pub cover_url: Cell<'a>,
}

/// An accepted row: ids and times are sound, counters are numbers or missing, texts are not empty.
///
/// ```
/// use mediaop_core::{Calendar, Metric, example};
/// let snapshot = example::rows().next().unwrap().check(&Calendar::default())?;
/// assert_eq!((snapshot.day.to_string().as_str(), snapshot.product_id.as_deref()), ("2026-03-07", Some("p1")));
/// assert_eq!((snapshot.counters[Metric::Digg], snapshot.counters[Metric::Play]), (Some(100), None));
/// # Ok::<(), mediaop_core::Rejection>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Snapshot<'a> {
    /// The video.
    pub aweme_id: i64,
    /// When it was read, in milliseconds since 1970 (UTC).
    pub update_ts: i64,
    /// The local day of `update_ts`.
    pub day: LocalDay,
    /// When the video was published, in seconds since 1970 (UTC), as far as this row knows.
    pub create_time: Option<i64>,
    /// The counters.
    pub counters: Counters,
    /// Whether the row proves that the video exists but reads no counters.
    pub blank: bool,
    /// How many counters were texts such as `10w+`, and therefore missing.
    pub inexact: u32,
    /// The creator: `sec_uid`, else `creator_hash`.
    pub creator: Option<Cow<'a, str>>,
    /// The creator's name.
    pub nickname: Option<Cow<'a, str>>,
    /// The address of the creator's picture.
    pub avatar: Option<Cow<'a, str>>,
    /// The video's title.
    pub title: Option<Cow<'a, str>>,
    /// The product that the video sells.
    pub product_id: Option<Cow<'a, str>>,
    /// The product's name.
    pub product_title: Option<Cow<'a, str>>,
    /// The product's price in cents (分).
    pub price: Option<i64>,
    /// How often the product was sold.
    pub sales: Option<i64>,
    /// The address of the video.
    pub aweme_url: Option<Cow<'a, str>>,
    /// The address of its cover picture.
    pub cover_url: Option<Cow<'a, str>>,
}

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
    UpdateTsMissing = "update_ts_missing", "a whole number of milliseconds since 1970";
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
        write!(f, "{} is {}, expected {}", self.column, self.found, self.reason.expected())?;
        if self.is_rounded() {
            write!(f, " (a spreadsheet has rounded it: format the column as text before the ids go in)")?;
        }
        Ok(())
    }
}

impl std::error::Error for Rejection {}

impl Rejection {
    /// Whether an id has lost its last digits, as spreadsheets write long numbers: `7.31E+18`.
    fn is_rounded(&self) -> bool {
        let written = self.found.trim_matches(['"', ' ']);
        self.reason == RejectReason::AwemeIdNotAWholeNumber
            && written.contains(['e', 'E'])
            && written.starts_with(|first: char| first.is_ascii_digit())
            && written.parse::<f64>().is_ok()
    }
}

impl<'a> RawSnapshot<'a> {
    /// Accepts or rejects the row ([`crate::metrics`], section 2).
    ///
    /// # Missing data
    /// A counter that is NULL, empty, `None`, `-` or −1 is `None`, and so is 0 in play, recommend and
    /// admire. The row counts for its other metrics.
    ///
    /// # Errors
    /// The first reason that fits, in the order of [`RejectReason`].
    ///
    /// # Example: a row from before the publication that it states itself
    /// ```
    /// use mediaop_core::{Calendar, Cell, RawSnapshot, RejectReason};
    /// let row = RawSnapshot {
    ///     aweme_id: Cell::Int(7),
    ///     update_ts: Cell::Int(1_767_283_200_000),
    ///     create_time: Cell::Int(1_767_283_200 + 86_400),
    ///     ..RawSnapshot::default()
    /// };
    /// assert_eq!(row.check(&Calendar::default()).unwrap_err().reason, RejectReason::BeforePublication);
    /// ```
    pub fn check(&self, calendar: &Calendar) -> Result<Snapshot<'a>, Rejection> {
        let Reading { aweme_id, update_ts, day, create_time, counters, blank, inexact } =
            self.check_reading(|ms| calendar.day_of_ms(ms))?;
        Ok(Snapshot {
            aweme_id,
            update_ts,
            day,
            create_time,
            counters,
            blank,
            inexact,
            creator: text(self.sec_uid).or_else(|| text(self.creator_hash)),
            nickname: text(self.nickname),
            avatar: text(self.avatar),
            title: text(self.title),
            product_id: text(self.product_id),
            product_title: text(self.product_title),
            price: amount(self.price),
            sales: amount(self.sales),
            aweme_url: text(self.aweme_url),
            cover_url: text(self.cover_url),
        })
    }

    /// The same without the texts; `day_of_ms` tells the local day of an instant.
    #[inline]
    pub(crate) fn check_reading(&self, mut day_of_ms: impl FnMut(i64) -> LocalDay) -> Result<Reading, Rejection> {
        let aweme_id = self.checked_id()?;
        let update_ts = self.checked_update_ts()?;
        let create_time = self.checked_create_time()?;
        let (counters, inexact) = self.checked_counters()?;
        Reading::new((aweme_id, update_ts), create_time, (counters, inexact), &mut day_of_ms)
            .ok_or_else(|| reject(RejectReason::BeforePublication, "update_ts", self.update_ts))
    }

    #[inline]
    fn checked_id(&self) -> Result<i64, Rejection> {
        let refuse = |reason| reject(reason, "aweme_id", self.aweme_id);
        match whole(self.aweme_id) {
            Whole::Missing => Err(refuse(RejectReason::AwemeIdMissing)),
            Whole::Broken => Err(refuse(RejectReason::AwemeIdNotAWholeNumber)),
            Whole::Number(id) if id <= 0 => Err(refuse(RejectReason::AwemeIdNotPositive)),
            Whole::Number(id) => Ok(id),
        }
    }

    #[inline]
    fn checked_update_ts(&self) -> Result<i64, Rejection> {
        let reason = match whole(self.update_ts) {
            Whole::Number(ms @ 100_000_000_000..100_000_000_000_000) => return Ok(ms),
            Whole::Number(ms) if ms < 100_000_000_000 => RejectReason::UpdateTsInSeconds,
            Whole::Number(_) => RejectReason::UpdateTsInMicroseconds,
            Whole::Missing | Whole::Broken => RejectReason::UpdateTsMissing,
        };
        Err(reject(reason, "update_ts", self.update_ts))
    }

    #[inline]
    fn checked_create_time(&self) -> Result<Option<i64>, Rejection> {
        let reason = match whole(self.create_time) {
            Whole::Missing => return Ok(None),
            Whole::Number(seconds) if seconds <= 0 => return Ok(None),
            Whole::Number(seconds @ ..=100_000_000_000) => return Ok(Some(seconds)),
            Whole::Number(_) => RejectReason::CreateTimeInMilliseconds,
            Whole::Broken => RejectReason::CreateTimeNotANumber,
        };
        Err(reject(reason, "create_time", self.create_time))
    }

    #[inline]
    fn checked_counters(&self) -> Result<(Counters, u32), Rejection> {
        let plain = |cell: &Cell<'_>| matches!(cell, Cell::Null | Cell::Int(-1..));
        if self.counters.iter().all(plain) {
            let counters = std::array::from_fn(|m| match self.counters[m] {
                Cell::Int(0) if Metric::ALL[m].zero_is_missing() => None,
                Cell::Int(value @ 0..) => Some(value),
                _ => None,
            });
            return Ok((Counters(counters), 0));
        }
        let read = self.counters.map(counter);
        let refuse = |reason, fits: fn(&CounterText) -> bool| match read.iter().position(fits) {
            Some(m) => Err(reject(reason, Metric::ALL[m].column(), self.counters[m])),
            None => Ok(()),
        };
        refuse(RejectReason::CounterNotANumber, |counter| *counter == CounterText::NotANumber)?;
        refuse(RejectReason::CounterNegative, |counter| matches!(counter, CounterText::Exact(..=-2)))?;
        let counters = std::array::from_fn(|m| match read[m] {
            CounterText::Exact(0) if Metric::ALL[m].zero_is_missing() => None,
            CounterText::Exact(value @ 0..) => Some(value),
            _ => None,
        });
        let inexact = read.iter().filter(|counter| **counter == CounterText::Inexact).count();
        Ok((Counters(counters), inexact as u32))
    }
}

/// The checked numbers of a row.
pub(crate) struct Reading {
    pub(crate) aweme_id: i64,
    pub(crate) update_ts: i64,
    pub(crate) day: LocalDay,
    pub(crate) create_time: Option<i64>,
    pub(crate) counters: Counters,
    pub(crate) blank: bool,
    inexact: u32,
}

impl Reading {
    /// Of numbers that are in their ranges; `None` for a row of a day before its publication.
    #[inline]
    pub(crate) fn new(
        (aweme_id, update_ts): (i64, i64),
        create_time: Option<i64>,
        (counters, inexact): (Counters, u32),
        mut day_of_ms: impl FnMut(i64) -> LocalDay,
    ) -> Option<Reading> {
        let day = day_of_ms(update_ts);
        let blank = counters.is_blank();
        // Two days later is a later day wherever clocks are turned; less may not be.
        let published = create_time
            .map(|seconds| seconds.saturating_mul(1000))
            .filter(|ms| blank || update_ts < ms.saturating_add(2 * 86_400_000))
            .map(day_of_ms);
        if published.is_some_and(|published| day < published) {
            return None;
        }
        let blank = blank && published != Some(day);
        Some(Reading { aweme_id, update_ts, day, create_time, counters, blank, inexact })
    }
}

enum Whole {
    Missing,
    Number(i64),
    Broken,
}

#[inline]
fn whole(cell: Cell<'_>) -> Whole {
    match cell {
        Cell::Null => Whole::Missing,
        Cell::Int(number) => Whole::Number(number),
        Cell::Float(number) if number.is_nan() => Whole::Missing,
        Cell::Float(number) => exact_float(number).map_or(Whole::Broken, Whole::Number),
        Cell::Text(text) => match text.trim() {
            "" | "None" | "-" => Whole::Missing,
            text => text.parse().map_or(Whole::Broken, Whole::Number),
        },
    }
}

/// A float that is a whole number below 2^53, where every whole number has a float of its own.
fn exact_float(number: f64) -> Option<i64> {
    (number.fract() == 0.0 && number.abs() < 9_007_199_254_740_992.0).then_some(number as i64)
}

#[inline]
pub(crate) fn counter(cell: Cell<'_>) -> CounterText {
    match cell {
        Cell::Null => CounterText::Missing,
        Cell::Int(number) => CounterText::Exact(number),
        Cell::Float(number) if number.is_nan() => CounterText::Missing,
        Cell::Float(number) => exact_float(number).map_or(CounterText::NotANumber, CounterText::Exact),
        Cell::Text(text) => parse_counter(text),
    }
}

/// A price or a number of sales: for show, so anything but a count is missing.
fn amount(cell: Cell<'_>) -> Option<i64> {
    match counter(cell) {
        CounterText::Exact(value @ 0..) => Some(value),
        _ => None,
    }
}

#[inline]
pub(crate) fn text(cell: Cell<'_>) -> Option<Cow<'_, str>> {
    let text = match cell {
        Cell::Null => return None,
        Cell::Int(number) => Cow::Owned(number.to_string()),
        // A whole float of 2^53 or more may stand for another number: as an id it would be a guess.
        Cell::Float(number) if number.fract() == 0.0 => Cow::Owned(exact_float(number)?.to_string()),
        Cell::Float(number) if number.is_finite() => Cow::Owned(number.to_string()),
        Cell::Float(_) => return None,
        Cell::Text(text) => Cow::Borrowed(text.trim()),
    };
    (!text.is_empty()).then_some(text)
}

#[cold]
fn reject(reason: RejectReason, column: &'static str, cell: Cell<'_>) -> Rejection {
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
