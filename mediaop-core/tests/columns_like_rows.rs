//! Columns are taken and refused exactly as the same values in rows.

use std::sync::LazyLock;

use mediaop_core::{
    Calendar, Cell, CounterSlice, Dataset, DatasetBuilder, ErrorKind, Intake, Metric, RawSnapshot, RejectReason,
    SnapshotColumns, SnapshotRow, TextColumn, Validity,
};

/// 2026-03-10T00:00:00+08:00.
const MIDNIGHT_MS: i64 = 1_773_115_200_000 - 12 * 3_600_000;
/// Building a calendar takes longer than a row.
static SHANGHAI: LazyLock<Calendar> = LazyLock::new(Calendar::default);
const TEXTS: [&str; 5] = ["A", " A ", "", "中", " "];

/// The values of rows, column by column.
#[derive(Default)]
struct Values {
    aweme_id: Vec<i64>,
    update_ts: Vec<i64>,
    create_time: Vec<i64>,
    digg: Vec<i64>,
    share: Vec<i32>,
    play: Vec<i64>,
    codes: Vec<i32>,
}

/// Every edge of every column with every other.
fn edges() -> Values {
    let seconds = MIDNIGHT_MS / 1000;
    let mut values = Values::default();
    let ids = [i64::MIN, -1, 0, 1, 2, i64::MAX];
    let times = [
        i64::MIN,
        99_999_999_999,
        100_000_000_000,
        MIDNIGHT_MS - 1,
        MIDNIGHT_MS,
        MIDNIGHT_MS + 3_600_000,
        99_999_999_999_999,
        100_000_000_000_000,
        i64::MAX,
    ];
    let created =
        [-1, 0, 1, seconds - 1, seconds, seconds + 86_399, seconds + 86_400, 100_000_000_000, 100_000_000_001];
    let counters = [(0, 0, 0), (-1, -1, -1), (5, 0, -1), (0, 0, 7), (-2, 0, 0), (3, -2, 0), (i64::MAX, i32::MAX, 1)];
    for (id, ts) in itertools::iproduct!(ids, times) {
        for (create_time, (digg, share, play)) in itertools::iproduct!(created, counters) {
            let row = values.aweme_id.len();
            values.aweme_id.push(id);
            values.update_ts.push(ts);
            values.create_time.push(create_time);
            values.digg.push(digg);
            values.share.push(share);
            values.play.push(play);
            values.codes.push((row % (TEXTS.len() + 1)) as i32 - 1);
        }
    }
    values
}

impl Values {
    fn columns(&self, rows: std::ops::Range<usize>) -> SnapshotColumns<'_> {
        let texts = Some(TextColumn { codes: &self.codes[rows.clone()], texts: &TEXTS, known: None });
        let mut columns = SnapshotColumns {
            aweme_id: &self.aweme_id[rows.clone()],
            update_ts: &self.update_ts[rows.clone()],
            create_time: Some(&self.create_time[rows.clone()]),
            creator: texts,
            nickname: texts,
            avatar: texts,
            title: texts,
            product_id: texts,
            product_title: texts,
            aweme_url: texts,
            cover_url: texts,
            ..SnapshotColumns::default()
        };
        columns.counters[Metric::Digg as usize] = Some(CounterSlice::Wide(&self.digg[rows.clone()]));
        columns.counters[Metric::Share as usize] = Some(CounterSlice::Narrow(&self.share[rows.clone()]));
        columns.counters[Metric::Play as usize] = Some(CounterSlice::Wide(&self.play[rows]));
        columns
    }

    fn row(&self, row: usize) -> RawSnapshot<'static> {
        let text = usize::try_from(self.codes[row]).map_or(Cell::Null, |code| Cell::Text(TEXTS[code]));
        let mut raw = RawSnapshot {
            aweme_id: Cell::Int(self.aweme_id[row]),
            update_ts: Cell::Int(self.update_ts[row]),
            create_time: Cell::Int(self.create_time[row]),
            sec_uid: text,
            nickname: text,
            avatar: text,
            title: text,
            product_id: text,
            product_title: text,
            aweme_url: text,
            cover_url: text,
            ..RawSnapshot::default()
        };
        raw.counters[Metric::Digg as usize] = Cell::Int(self.digg[row]);
        raw.counters[Metric::Share as usize] = Cell::Int(self.share[row].into());
        raw.counters[Metric::Play as usize] = Cell::Int(self.play[row]);
        raw
    }
}

fn from_rows(rows: impl Iterator<Item = RawSnapshot<'static>>) -> (Intake, Dataset) {
    let mut builder = DatasetBuilder::new(SHANGHAI.clone());
    builder.extend(rows);
    (builder.intake().clone(), builder.finish())
}

fn from_columns<'a>(pieces: impl IntoIterator<Item = SnapshotColumns<'a>>) -> (Intake, Dataset) {
    let mut builder = DatasetBuilder::new(SHANGHAI.clone());
    pieces.into_iter().for_each(|piece| builder.push_columns(&piece).unwrap());
    (builder.intake().clone(), builder.finish())
}

/// The same in plain numbers, creators and products by codes, at once and one by one; without texts that are
/// only shown.
fn from_plain_rows(values: &Values, rows: std::ops::Range<usize>) -> (Intake, Dataset) {
    let (mut builder, mut one_by_one) = (DatasetBuilder::new(SHANGHAI.clone()), DatasetBuilder::new(SHANGHAI.clone()));
    TEXTS.iter().for_each(|id| assert_eq!(one_by_one.creator(id).is_some(), one_by_one.product(id).is_some()));
    let creators = TEXTS.map(|id| builder.creator(id));
    let products = TEXTS.map(|id| builder.product(id));
    let row = |row: usize| {
        let code = usize::try_from(values.codes[row]).ok();
        let mut plain = SnapshotRow {
            aweme_id: values.aweme_id[row],
            update_ts: values.update_ts[row],
            create_time: values.create_time[row],
            creator: code.and_then(|code| creators[code]),
            product: code.and_then(|code| products[code]),
            ..SnapshotRow::default()
        };
        plain.counters[Metric::Digg as usize] = values.digg[row];
        plain.counters[Metric::Share as usize] = values.share[row].into();
        plain.counters[Metric::Play as usize] = values.play[row];
        plain
    };
    let accepted = rows.clone().filter(|place| one_by_one.push_row(&row(*place)).is_ok()).count();
    builder.extend_rows(rows.map(row)).unwrap();
    assert_eq!(builder.intake(), one_by_one.intake());
    assert_eq!(builder.intake().rows_accepted, accepted as u64);
    let intake = builder.intake().clone();
    let dataset = builder.finish();
    assert!(one_by_one.finish() == dataset);
    (intake, dataset)
}

fn without_shown_texts(row: RawSnapshot<'static>) -> RawSnapshot<'static> {
    RawSnapshot {
        nickname: Cell::Null,
        avatar: Cell::Null,
        title: Cell::Null,
        product_title: Cell::Null,
        aweme_url: Cell::Null,
        cover_url: Cell::Null,
        ..row
    }
}

/// Rows read, accepted and blank, and rejected by reason.
fn counts(intake: &Intake) -> ([u64; 3], Vec<(RejectReason, u64)>) {
    let rejected = intake.rejected.iter().map(|(reason, rows)| (*reason, rows.count)).collect();
    ([intake.rows_read, intake.rows_accepted, intake.rows_blank], rejected)
}

#[test]
fn columns_and_rows_accept_and_reject_the_same() {
    let values = edges();
    let all = values.aweme_id.len();
    assert_eq!(all, 6 * 9 * 9 * 7);
    let (intake, dataset) = from_rows((0..all).map(|row| values.row(row)));
    assert!(intake.rows_accepted > 100 && intake.rows_blank > 10 && intake.rejected.len() == 6);
    assert_eq!(from_columns([values.columns(0..all)]), (intake, dataset));
    // One row at a time, so that no row can hide behind another.
    for row in 0..all {
        let (intake, dataset) = from_rows([values.row(row)].into_iter());
        let (same_intake, same) = from_columns([values.columns(row..row + 1)]);
        assert_eq!(same_intake, intake, "{:?}", values.row(row));
        let seen = |dataset: &Dataset| (dataset.video_count(), dataset.summary_count());
        assert_eq!(seen(&same), seen(&dataset), "{:?}", values.row(row));
    }
}

#[test]
fn rows_in_plain_numbers_are_taken_and_refused_as_others_are() {
    let values = edges();
    let all = values.aweme_id.len();
    let rows = |rows: std::ops::Range<usize>| from_rows(rows.map(|row| without_shown_texts(values.row(row))));
    assert_eq!(from_plain_rows(&values, 0..all), rows(0..all));
    for row in 0..all {
        assert_eq!(from_plain_rows(&values, row..row + 1), rows(row..row + 1), "{:?}", values.row(row));
    }
}

#[test]
fn slices_and_pieces_give_what_the_whole_gives() {
    let values = edges();
    let all = values.aweme_id.len();
    let (whole_intake, whole) = from_columns([values.columns(0..all)]);
    for step in [1_000, 77] {
        let pieces = (0..all).step_by(step).map(|begin| values.columns(begin..all.min(begin + step)));
        let (intake, dataset) = from_columns(pieces);
        assert_eq!((counts(&intake), &dataset), (counts(&whole_intake), &whole), "pieces of {step}");
    }
    let middle = all / 3..all * 2 / 3;
    let rows = from_rows(middle.clone().map(|row| values.row(row)));
    assert_eq!(from_columns([values.columns(middle)]), rows);
    let empty = from_columns([values.columns(5..5)]);
    assert_eq!((empty.0, empty.1.video_count()), (Intake::default(), 0));
}

#[test]
fn the_numbers_of_rejected_rows_go_on_from_piece_to_piece() {
    let piece = SnapshotColumns { aweme_id: &[7, -4], update_ts: &[MIDNIGHT_MS; 2], ..SnapshotColumns::default() };
    let (intake, _) = from_columns([piece, piece]);
    let examples = &intake.rejected[&RejectReason::AwemeIdNotPositive].examples;
    let found = "aweme_id is -4, expected a number above 0";
    assert_eq!(*examples, [format!("row 1: {found}"), format!("row 3: {found}")]);
}

#[test]
fn a_text_that_no_accepted_row_bears_leaves_no_trace() {
    // Row 1 is rejected, and nobody bears "nobody".
    let texts = ["A", "B", "nobody"];
    let codes = Some(TextColumn { codes: &[0, 1], texts: &texts, known: None });
    let (aweme_id, update_ts) = (&[7, -4], &[MIDNIGHT_MS; 2]);
    let columns =
        SnapshotColumns { aweme_id, update_ts, creator: codes, product_id: codes, ..SnapshotColumns::default() };
    let row = |id, text| RawSnapshot {
        aweme_id: Cell::Int(id),
        update_ts: Cell::Int(MIDNIGHT_MS),
        sec_uid: Cell::Text(text),
        product_id: Cell::Text(text),
        ..RawSnapshot::default()
    };
    let (rows_intake, rows) = from_rows([row(7, "A"), row(-4, "B")].into_iter());
    let (intake, dataset) = from_columns([columns]);
    assert_eq!(intake, rows_intake);
    assert_eq!((dataset.product_count(), dataset.creator_count()), (1, 1));
    assert_eq!(dataset, rows);
    assert_eq!(dataset.version(), rows.version());
}

#[test]
fn columns_that_are_not_there_are_missing() {
    let columns = SnapshotColumns { aweme_id: &[7], update_ts: &[MIDNIGHT_MS], ..SnapshotColumns::default() };
    let (intake, dataset) = from_columns([columns]);
    assert_eq!((intake.rows_accepted, intake.rows_blank), (1, 1));
    assert_eq!((dataset.video_count(), dataset.summary_count()), (1, 0));
}

/// Videos of 300 rows each, of which all, none, the first ones or every other say a text.
fn videos_with_gaps() -> Values {
    let mut values = Values::default();
    for video in 0..80 {
        for row in 0..300 {
            let has_text = [true, false, row < 5, row % 2 == 0][video % 4];
            values.aweme_id.push(video as i64 + 1);
            values.update_ts.push(MIDNIGHT_MS + row * 10_000_000);
            values.create_time.push(MIDNIGHT_MS / 1000);
            values.digg.push(row);
            values.share.push(1);
            values.play.push(-1);
            values.codes.push(if has_text { [0, 3][video % 3 % 2] } else { -1 });
        }
    }
    values
}

#[test]
fn codes_that_are_not_known_are_missing_whatever_they_are() {
    for mut values in [videos_with_gaps(), edges()] {
        let all = values.aweme_id.len();
        for in_order in [true, false] {
            if !in_order {
                let (front, back) = (all / 3, all - all / 3);
                for column in [&mut values.aweme_id, &mut values.update_ts, &mut values.create_time, &mut values.digg] {
                    column.rotate_left(front);
                }
                values.play.rotate_left(front);
                values.share.rotate_left(front);
                values.codes.rotate_left(front);
                assert!(values.aweme_id[back - 1] >= values.aweme_id[back]);
            }
            let expected = from_columns([values.columns(0..all)]);
            for (offset, beneath) in [(0, 2), (3, i32::MAX), (8, -1), (13, i32::MIN)] {
                let mut bits = vec![0; (offset + all).div_ceil(8)];
                let mut codes = values.codes.clone();
                for (row, code) in codes.iter_mut().enumerate() {
                    match *code {
                        -1 => *code = beneath,
                        _ => bits[(offset + row) / 8] |= 1 << ((offset + row) % 8),
                    }
                }
                let known = Validity::new(&bits, offset, all);
                let texts = Some(TextColumn { codes: &codes, texts: &TEXTS, known });
                let columns = SnapshotColumns {
                    creator: texts,
                    nickname: texts,
                    avatar: texts,
                    title: texts,
                    product_id: texts,
                    product_title: texts,
                    aweme_url: texts,
                    cover_url: texts,
                    ..values.columns(0..all)
                };
                let found = from_columns([columns]);
                assert!(found == expected, "{beneath} where nothing is known, from bit {offset}");
                assert_eq!(found.1.version(), expected.1.version());
            }
        }
    }
}

#[test]
fn a_validity_of_another_length_is_named_and_nothing_is_added() {
    let known = Validity::new(&[0xff], 0, 3);
    let creator = Some(TextColumn { codes: &[0, 0], texts: &TEXTS, known });
    let (aweme_id, update_ts) = (&[7, 8], &[MIDNIGHT_MS; 2]);
    let mut builder = DatasetBuilder::new(SHANGHAI.clone());
    let columns = SnapshotColumns { aweme_id, update_ts, creator, ..SnapshotColumns::default() };
    let error = builder.push_columns(&columns).unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::ValidityLength { column: "creator", found: 3, expected: 2 });
    assert_eq!(error.to_string(), "column creator has a validity of 3 bits: expected 2, one for each aweme_id");
    assert_eq!((builder.intake().rows_read, builder.finish().video_count()), (0, 0));
}

#[test]
fn narrow_and_wide_counters_are_the_same() {
    let values = edges();
    let all = values.aweme_id.len();
    let share: Vec<i64> = values.share.iter().map(|share| i64::from(*share)).collect();
    let mut wide = values.columns(0..all);
    wide.counters[Metric::Share as usize] = Some(CounterSlice::Wide(&share));
    assert_eq!(from_columns([wide]), from_columns([values.columns(0..all)]));
}

#[test]
fn a_column_of_another_length_is_named_and_nothing_is_added() {
    let codes = [0];
    let texts = Some(TextColumn { codes: &codes, texts: &TEXTS, known: None });
    let sound = SnapshotColumns { aweme_id: &[7, 8], update_ts: &[MIDNIGHT_MS; 2], ..SnapshotColumns::default() };
    let mut wrong = vec![
        ("update_ts", SnapshotColumns { update_ts: &[MIDNIGHT_MS], ..sound }),
        ("create_time", SnapshotColumns { create_time: Some(&[0]), ..sound }),
        ("creator", SnapshotColumns { creator: texts, ..sound }),
        ("nickname", SnapshotColumns { nickname: texts, ..sound }),
        ("avatar", SnapshotColumns { avatar: texts, ..sound }),
        ("title", SnapshotColumns { title: texts, ..sound }),
        ("product_id", SnapshotColumns { product_id: texts, ..sound }),
        ("product_title", SnapshotColumns { product_title: texts, ..sound }),
        ("aweme_url", SnapshotColumns { aweme_url: texts, ..sound }),
        ("cover_url", SnapshotColumns { cover_url: texts, ..sound }),
    ];
    for metric in Metric::ALL {
        for counter in [CounterSlice::Narrow(&[1]), CounterSlice::Wide(&[1])] {
            let mut columns = sound;
            columns.counters[metric as usize] = Some(counter);
            wrong.push((metric.column(), columns));
        }
    }
    for (column, columns) in wrong {
        let mut builder = DatasetBuilder::new(SHANGHAI.clone());
        let error = builder.push_columns(&columns).unwrap_err();
        assert_eq!(*error.kind(), ErrorKind::ColumnLength { column, found: 1, expected: 2 });
        assert_eq!(error.to_string(), format!("column {column} has 1 value: expected 2, one for each aweme_id"));
        assert_eq!((builder.intake().rows_read, builder.finish().video_count()), (0, 0));
    }
}

#[test]
fn a_code_without_a_text_is_named_with_its_row_and_nothing_is_added() {
    for (code, texts) in [(5, 5), (i32::MAX, 5), (-2, 5), (i32::MIN, 5), (0, 0)] {
        let codes = [-1, code, code];
        let column = Some(TextColumn { codes: &codes, texts: &TEXTS[..texts], known: None });
        let (aweme_id, update_ts) = (&[1, 2, 3], &[MIDNIGHT_MS; 3]);
        let columns = SnapshotColumns { aweme_id, update_ts, product_id: column, ..SnapshotColumns::default() };
        let mut builder = DatasetBuilder::new(SHANGHAI.clone());
        let error = builder.push_columns(&columns).unwrap_err();
        assert_eq!((error.row(), error.kind()), (Some(1), &ErrorKind::TextCode { column: "product_id", code, texts }));
        let message =
            format!("row 1: column product_id holds code {code}: expected a code below {texts}, or -1 for missing");
        assert_eq!(error.to_string(), message);
        assert_eq!((builder.intake().rows_read, builder.finish().video_count()), (0, 0));
    }
}
