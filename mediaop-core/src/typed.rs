//! A row whose values are of the kinds that its columns should hold.

use crate::calendar::Calendar;
use crate::metric::Metric;
use crate::snapshot::{Cell, RawSnapshot};
use crate::summary::{A_LATER_DAY, INSTANTS, LATEST_CREATE_TIME};

/// A reading of `douyin_aweme_summary` with numbers as numbers: what most rows of most tables are.
///
/// It costs a builder a fraction of a [`RawSnapshot`], which takes whatever a table may hold, and
/// means the same: it is accepted or rejected, counted and kept alike.
///
/// # Missing data
/// 0 or below in `create_time`, −1 in counters, `None` or an empty text.
///
/// # Example: a row from a database driver
/// ```
/// use mediaop_core::{Calendar, DatasetBuilder, Metric, TypedSnapshot};
/// let mut row = TypedSnapshot {
///     aweme_id: 7_310_000_000_000_000_001,
///     update_ts: 1_767_283_200_000,
///     sec_uid: Some("MS4w-example"),
///     ..TypedSnapshot::default()
/// };
/// row.counters[Metric::Digg as usize] = 12_000;
/// let mut builder = DatasetBuilder::new(Calendar::default());
/// builder.push_typed(&row)?;
/// assert_eq!(builder.finish().creator_count(), 1);
/// # Ok::<(), mediaop_core::Rejection>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TypedSnapshot<'a> {
    /// The video; a positive number.
    pub aweme_id: i64,
    /// When it was read, in milliseconds since 1970 (UTC).
    pub update_ts: i64,
    /// When the video was published, in seconds since 1970 (UTC).
    pub create_time: i64,
    /// The counters, indexed by `Metric as usize`.
    pub counters: [i64; Metric::COUNT],
    /// The creator.
    pub sec_uid: Option<&'a str>,
    /// The creator, where the crawler hides `sec_uid`.
    pub creator_hash: Option<&'a str>,
    /// The product that the video sells.
    pub product_id: Option<&'a str>,
}

impl Default for TypedSnapshot<'_> {
    fn default() -> Self {
        TypedSnapshot {
            aweme_id: 0,
            update_ts: 0,
            create_time: 0,
            counters: [-1; Metric::COUNT],
            sec_uid: None,
            creator_hash: None,
            product_id: None,
        }
    }
}

impl<'a> TypedSnapshot<'a> {
    /// The same row as any table might hold it.
    pub(crate) fn raw(&self) -> RawSnapshot<'a> {
        let text = |text: Option<&'a str>| text.map_or(Cell::Null, Cell::Text);
        RawSnapshot {
            aweme_id: Cell::Int(self.aweme_id),
            update_ts: Cell::Int(self.update_ts),
            create_time: Cell::Int(self.create_time),
            counters: self.counters.map(Cell::Int),
            sec_uid: text(self.sec_uid),
            creator_hash: text(self.creator_hash),
            product_id: text(self.product_id),
            ..RawSnapshot::default()
        }
    }

    /// Whether the row is blank; `None` where it is rejected.
    #[inline]
    pub(crate) fn accepted_blank(&self, calendar: &Calendar) -> Option<bool> {
        let ends = |(least, most): (i64, i64), value: i64| (least.min(value), most.max(value));
        let (least, most) = self.counters.into_iter().fold((0, -1), ends);
        if self.aweme_id <= 0
            || !INSTANTS.contains(&self.update_ts)
            || self.create_time > LATEST_CREATE_TIME
            || least < -1
        {
            return None;
        }
        let nothing = most <= 0;
        if self.create_time <= 0 {
            return Some(nothing);
        }
        if !nothing && self.update_ts - self.create_time * 1000 >= A_LATER_DAY {
            return Some(false);
        }
        let (day, published) = (calendar.day_of_ms(self.update_ts), calendar.day_of_seconds(self.create_time));
        (day >= published).then_some(nothing && day != published)
    }
}
