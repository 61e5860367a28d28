//! Rows of the user's tables into a data set, cell by cell, whatever they are read with.

use std::borrow::Cow;

use mediaop_core::{Cell, CreatorAlias, CreatorInfo, DatasetBuilder, ProductInfo, Rejection};

pub use super::snapshot_columns::SNAPSHOT_COLUMNS;
use super::snapshot_columns::raw_snapshot;
use super::value::instant_ms;

const FIRST_ALIAS: usize = SNAPSHOT_COLUMNS.len();

/// The columns of `douyin_aweme` that [`push_video`] takes, in order.
pub const VIDEO_COLUMNS: [&str; FIRST_ALIAS + 3] = [
    "aweme_id",
    "last_modify_ts",
    "create_time",
    "liked_count",
    "collected_count",
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
    "user_id",
    "short_user_id",
    "user_unique_id",
];

/// The columns of `product_info` that [`push_product`] takes, in order.
pub const PRODUCT_COLUMNS: [&str; 6] = ["product_id", "title", "brand", "category", "category2", "updated_at"];

/// The columns of `dy_creator` that [`push_creator`] takes, in order.
pub const CREATOR_COLUMNS: [&str; 5] = ["user_id", "nickname", "avatar", "fans", "last_modify_ts"];

/// A row of `douyin_aweme_summary`, in the order of [`SNAPSHOT_COLUMNS`].
///
/// # Errors
/// The row was rejected; the builder has counted it.
pub fn push_snapshot<'a>(builder: &mut DatasetBuilder, cell: impl Fn(usize) -> Cell<'a>) -> Result<(), Rejection> {
    builder.push(&raw_snapshot(cell))
}

/// A row of `douyin_aweme`: a snapshot, or attributes only where there are better snapshots; and
/// the creator's other ids.
///
/// # Errors
/// The row was rejected; the builder has counted it, unless it was for attributes only.
pub fn push_video<'a>(
    builder: &mut DatasetBuilder,
    cell: impl Fn(usize) -> Cell<'a>,
    attributes_only: bool,
) -> Result<(), Rejection> {
    let snapshot = raw_snapshot(&cell);
    if attributes_only {
        builder.push_sighting(&snapshot)?;
    } else {
        builder.push(&snapshot)?;
    }
    let creator = text(snapshot.sec_uid).or_else(|| text(snapshot.creator_hash));
    let Some(creator_id) = creator else { return Ok(()) };
    for column in FIRST_ALIAS..VIDEO_COLUMNS.len() {
        if let Some(alias) = text(cell(column)) {
            builder.push_alias(CreatorAlias { creator_id: &creator_id, alias: &alias });
        }
    }
    Ok(())
}

/// A row of `product_info`; one without an id is passed over.
pub fn push_product<'a>(builder: &mut DatasetBuilder, cell: impl Fn(usize) -> Cell<'a>) {
    let texts: [_; 5] = std::array::from_fn(|column| text(cell(column)));
    let [Some(product_id), title, brand, category, category2] = &texts else { return };
    builder.push_product(ProductInfo {
        product_id,
        title: title.as_deref(),
        brand: brand.as_deref(),
        category: category.as_deref(),
        category2: category2.as_deref(),
        updated_at: instant_ms(cell(5)).unwrap_or(0),
    });
}

/// A row of `dy_creator`; one without an id is passed over.
pub fn push_creator<'a>(builder: &mut DatasetBuilder, cell: impl Fn(usize) -> Cell<'a>) {
    let texts: [_; 3] = std::array::from_fn(|column| text(cell(column)));
    let [Some(creator_id), nickname, avatar] = &texts else { return };
    builder.push_creator(CreatorInfo {
        creator_id,
        nickname: nickname.as_deref(),
        avatar: avatar.as_deref(),
        fans: cell(3),
        updated_at: instant_ms(cell(4)).unwrap_or(0),
    });
}

fn text(cell: Cell<'_>) -> Option<Cow<'_, str>> {
    let text = match cell {
        Cell::Null => return None,
        Cell::Int(number) => Cow::Owned(number.to_string()),
        Cell::Float(number) => Cow::Owned(number.to_string()),
        Cell::Text(text) => Cow::Borrowed(text.trim()),
    };
    (!text.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    use mediaop_core::Calendar;

    use super::super::snapshot_columns::name_in_douyin_aweme;
    use super::*;

    #[test]
    fn a_video_has_the_columns_of_a_snapshot_under_its_own_names() {
        assert!(SNAPSHOT_COLUMNS.map(name_in_douyin_aweme).iter().eq(&VIDEO_COLUMNS[..FIRST_ALIAS]));
    }

    #[test]
    fn a_video_brings_the_other_ids_of_its_creator() {
        let cells = |column: usize| match VIDEO_COLUMNS[column] {
            "aweme_id" => Cell::Int(7),
            "last_modify_ts" => Cell::Int(1_767_290_400_000),
            "liked_count" => Cell::Text("1.2w"),
            "sec_uid" => Cell::Text("lily"),
            "short_user_id" => Cell::Int(42),
            _ => Cell::Null,
        };
        let mut builder = DatasetBuilder::new(Calendar::default());
        push_video(&mut builder, cells, true).unwrap();
        assert_eq!(builder.intake().rows_read, 0);
        push_video(&mut builder, cells, false).unwrap();
        let dataset = builder.finish();
        assert_eq!((dataset.intake().rows_read, dataset.summary_count(), dataset.creator_count()), (1, 1, 1));
    }
}
