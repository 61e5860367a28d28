//! A new row, compared with what is known of its video.

use mediaop_core::{DatasetBuilder, RowTexts, SnapshotRow};

use super::super::reader::{RawCell, RowRef};
use super::super::readings::whole_snapshot;

const CREATE_TIME: usize = 2;
const FIRST_COUNTER: usize = 3;

/// Adds a row with all columns of a snapshot. A rejection is counted by the builder.
pub(super) fn push(builder: &mut DatasetBuilder, row: RowRef<'_, '_>) {
    let plain = match row {
        // Values that have just been written are not copied: the processor would wait until they are stored.
        RowRef::Page(cells) => plain(|column| cells[column]),
        row => plain(|column| row.raw(column)),
    };
    let is_known = plain.is_some_and(|(numbers, texts)| builder.push_again(&numbers, &texts));
    if !is_known {
        let _ = builder.push(&whole_snapshot(row));
    }
}

/// The row, where its numbers are numbers and its texts texts.
#[inline]
fn plain<'row>(raw: impl Fn(usize) -> RawCell<'row>) -> Option<(SnapshotRow, RowTexts<'row>)> {
    let number = |column, missing| match raw(column) {
        RawCell::Int(number) => Some(number),
        RawCell::Null => Some(missing),
        _ => None,
    };
    let text = |column| match raw(column) {
        RawCell::Text(bytes) => Some(Some(bytes)),
        RawCell::Null => Some(None),
        _ => None,
    };
    let mut numbers = SnapshotRow {
        aweme_id: number(0, -1)?,
        update_ts: number(1, -1)?,
        create_time: number(CREATE_TIME, 0)?,
        ..SnapshotRow::default()
    };
    for (counter, column) in numbers.counters.iter_mut().zip(FIRST_COUNTER..) {
        *counter = number(column, -1)?;
    }
    let texts = RowTexts {
        price: number(10, -1)?,
        sales: number(11, -1)?,
        sec_uid: text(12)?,
        creator_hash: text(13)?,
        nickname: text(14)?,
        avatar: text(15)?,
        title: text(16)?,
        product_id: text(17)?,
        product_title: text(18)?,
        aweme_url: text(19)?,
        cover_url: text(20)?,
    };
    Some((numbers, texts))
}
