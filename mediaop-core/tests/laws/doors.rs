//! Rows give one data set by whichever doors they come, and however the parts are joined.

use mediaop_core::{Batch, DatasetBuilder, Intake, RejectReason, SnapshotRow};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::columns::{self, Layout, layout};
use super::rows::{Data, Row, cases, data};

#[derive(Debug, Clone, Copy)]
enum Door {
    Cells,
    PlainRows,
    PlainRowsOneByOne,
    Columns,
}

/// How rows that have come by a door join those before them.
#[derive(Debug, Clone, Copy)]
enum Join {
    Directly,
    Behind,
    Before,
    Batch,
    StoredBatch,
}

#[derive(Debug, Clone, Copy)]
struct Piece {
    rows: usize,
    in_order: bool,
    door: Door,
    layout: Layout,
    join: Join,
}

fn piece() -> impl Strategy<Value = Piece> {
    let doors = select(&[Door::Cells, Door::PlainRows, Door::PlainRowsOneByOne, Door::Columns][..]);
    let joins = select(&[Join::Directly, Join::Behind, Join::Before, Join::Batch, Join::StoredBatch][..]);
    (1..=20_usize, any::<bool>(), doors, layout(), joins).prop_map(|(rows, in_order, door, layout, join)| Piece {
        rows,
        in_order,
        door,
        layout,
        join,
    })
}

fn take(builder: &mut DatasetBuilder, rows: &[Row], data: &Data, piece: Piece) {
    let (sightings, mut rows): (Vec<Row>, Vec<Row>) = rows.iter().cloned().partition(|row| row.sighting);
    if piece.in_order {
        rows.sort_by_key(|row| (row.aweme_id, row.update_ts));
    }
    match piece.door {
        Door::Cells => rows.iter().for_each(|row| row.push(builder)),
        Door::Columns => columns::push(builder, &rows, data, piece.layout),
        Door::PlainRows => {
            let plain: Vec<SnapshotRow> = rows.iter().map(|row| plain(row, builder)).collect();
            builder.extend_rows(plain).unwrap();
        }
        Door::PlainRowsOneByOne => {
            for row in &rows {
                let plain = plain(row, builder);
                // The intake keeps the count.
                let _ = builder.push_row(&plain);
            }
        }
    }
    if matches!(piece.door, Door::PlainRows | Door::PlainRowsOneByOne) {
        // A rejected row has no names.
        rows.iter().map(Row::raw).for_each(|row| drop(builder.push_attributes(&row)));
    }
    sightings.iter().for_each(|row| row.push(builder));
}

fn plain(row: &Row, builder: &mut DatasetBuilder) -> SnapshotRow {
    SnapshotRow {
        creator: row.creator.and_then(|id| builder.creator(id)),
        product: row.product_id.and_then(|id| builder.product(id)),
        ..row.plain()
    }
}

fn joined(mut before: DatasetBuilder, part: DatasetBuilder, join: Join) -> DatasetBuilder {
    match join {
        Join::Directly => return part,
        Join::Behind => before.append(part).unwrap(),
        Join::Before => {
            let behind = std::mem::replace(&mut before, part);
            before.append(behind).unwrap();
        }
        Join::Batch => before.push_batch(part.batch()).unwrap(),
        Join::StoredBatch => before.push_batch(Batch::from_bytes(&part.batch().to_bytes()).unwrap()).unwrap(),
    }
    before
}

fn builder(data: &Data, rows: &[Row], pieces: &[Piece]) -> DatasetBuilder {
    let nothing = || DatasetBuilder::new(data.calendar.clone());
    let mut builder = nothing();
    data.catalog.iter().for_each(|entry| entry.push(&mut builder));
    let mut rest = rows;
    for piece in pieces.iter().cycle().copied() {
        if rest.is_empty() {
            break;
        }
        let rows = rest.split_off(..piece.rows.min(rest.len())).unwrap_or_default();
        let mut part = match piece.join {
            Join::Directly => std::mem::replace(&mut builder, nothing()),
            _ => nothing(),
        };
        take(&mut part, rows, data, piece);
        builder = joined(builder, part, piece.join);
    }
    builder
}

/// Rows read, accepted and blank, and rejected by reason.
fn counts(intake: &Intake) -> ([u64; 3], Vec<(RejectReason, u64)>) {
    let rejected = intake.rejected.iter().map(|(reason, rows)| (*reason, rows.count)).collect();
    ([intake.rows_read, intake.rows_accepted, intake.rows_blank], rejected)
}

proptest! {
    #![proptest_config(cases(192))]

    #[test]
    fn by_any_door_and_in_any_parts_rows_give_one_data_set(data in data(), pieces in vec(piece(), 1..=6)) {
        let (whole, builder) = (data.dataset(), builder(&data, &data.rows, &pieces));
        prop_assert_eq!(counts(builder.intake()), counts(whole.intake()));
        let joined = builder.finish();
        prop_assert!(joined == whole);
        prop_assert_eq!(joined.version(), whole.version());
    }

    #[test]
    fn what_came_by_any_door_goes_onto_a_data_set(
        data in data(), pieces in vec(piece(), 1..=6), cut in any::<prop::sample::Index>(),
    ) {
        let (before, new) = data.rows.split_at(cut.index(data.rows.len() + 1));
        let (base, batch) = (data.with_rows(before), builder(&data, new, &pieces).batch());
        let merged = batch.onto(&base).unwrap();
        let whole = data.dataset();
        prop_assert!(merged == whole);
        prop_assert_eq!(merged.version(), whole.version());
        prop_assert_eq!(counts(merged.intake()), counts(whole.intake()));
        prop_assert!(batch.into_dataset().merge(&base).unwrap() == whole);
    }
}
