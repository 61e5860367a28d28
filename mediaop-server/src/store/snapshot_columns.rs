//! Which column is which field of a snapshot.

use mediaop_core::{Cell, RawSnapshot};

/// The columns that a snapshot is made of, in the order of its cells.
///
/// `creator_hash` stands in for `sec_uid` where the crawler hides it.
pub const SNAPSHOT_COLUMNS: [&str; 21] = [
    "aweme_id",
    "update_ts",
    "create_time",
    "digg_count",
    "collect_count",
    "share_count",
    "comment_count",
    "play_count",
    "recommend_count",
    "admire_count",
    "price",
    "sales",
    "sec_uid",
    "creator_hash",
    "nickname",
    "avatar",
    "title",
    "product_id",
    "product_title",
    "aweme_url",
    "cover_url",
];

/// The columns before this one hold numbers, the others text.
pub(crate) const FIRST_TEXT_COLUMN: usize = 12;

/// The columns of a reading: all but names, links and amounts, which seldom change.
pub(super) const READING_COLUMNS: [&str; 13] = [
    "aweme_id",
    "update_ts",
    "create_time",
    "digg_count",
    "collect_count",
    "share_count",
    "comment_count",
    "play_count",
    "recommend_count",
    "admire_count",
    "sec_uid",
    "creator_hash",
    "product_id",
];

/// As [`FIRST_TEXT_COLUMN`], of [`READING_COLUMNS`].
pub(super) const FIRST_READING_TEXT: usize = 10;

/// What `douyin_aweme` calls a column of [`SNAPSHOT_COLUMNS`].
pub(crate) fn name_in_douyin_aweme(column: &'static str) -> &'static str {
    match column {
        "update_ts" => "last_modify_ts",
        "digg_count" => "liked_count",
        "collect_count" => "collected_count",
        same => same,
    }
}

/// A snapshot from cells by their place in [`SNAPSHOT_COLUMNS`].
pub(crate) fn raw_snapshot<'a>(cell: impl Fn(usize) -> Cell<'a>) -> RawSnapshot<'a> {
    RawSnapshot {
        aweme_id: cell(0),
        update_ts: cell(1),
        create_time: cell(2),
        counters: std::array::from_fn(|metric| cell(3 + metric)),
        price: cell(10),
        sales: cell(11),
        sec_uid: cell(12),
        creator_hash: cell(13),
        nickname: cell(14),
        avatar: cell(15),
        title: cell(16),
        product_id: cell(17),
        product_title: cell(18),
        aweme_url: cell(19),
        cover_url: cell(20),
    }
}

/// A reading from cells by their place in [`READING_COLUMNS`].
pub(super) fn raw_reading<'a>(cell: impl Fn(usize) -> Cell<'a>) -> RawSnapshot<'a> {
    RawSnapshot {
        aweme_id: cell(0),
        update_ts: cell(1),
        create_time: cell(2),
        counters: std::array::from_fn(|metric| cell(3 + metric)),
        sec_uid: cell(10),
        creator_hash: cell(11),
        product_id: cell(12),
        ..RawSnapshot::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use mediaop_core::Metric;

    #[test]
    fn counters_stand_in_the_order_of_the_metrics() {
        for metric in Metric::ALL {
            assert_eq!(SNAPSHOT_COLUMNS[3 + metric as usize], metric.column());
            assert_eq!(READING_COLUMNS[3 + metric as usize], metric.column());
        }
        assert_eq!(READING_COLUMNS[FIRST_READING_TEXT], "sec_uid");
        assert_eq!(SNAPSHOT_COLUMNS[FIRST_TEXT_COLUMN], "sec_uid");
    }
}
