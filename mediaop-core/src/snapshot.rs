//! One reading of a video's counters, checked: accepted or rejected, never guessed.

mod cell;
mod check;
mod rejection;

use std::borrow::Cow;

pub use cell::Cell;
pub(crate) use cell::{counter, text};
pub(crate) use check::Reading;
pub use rejection::{RejectReason, Rejection};

use crate::calendar::LocalDay;
use crate::metric::{Counters, Metric};

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
