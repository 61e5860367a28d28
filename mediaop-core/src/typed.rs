//! A row whose values are of the kinds that its columns should hold.

use crate::metric::Metric;
use crate::row::SnapshotRow;
use crate::snapshot::{Cell, RawSnapshot};

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
            sec_uid: text(self.sec_uid),
            creator_hash: text(self.creator_hash),
            product_id: text(self.product_id),
            ..self.numbers().raw()
        }
    }

    /// The numbers of the row.
    #[inline]
    pub(crate) fn numbers(&self) -> SnapshotRow {
        let TypedSnapshot { aweme_id, update_ts, create_time, counters, .. } = *self;
        SnapshotRow { aweme_id, update_ts, create_time, counters, creator: None, product: None }
    }
}
