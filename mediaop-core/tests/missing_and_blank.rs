//! What is missing, which is never 0, and which rows are blank (`docs/METRICS.md`, section 2).

use std::sync::LazyLock;

use mediaop_core::{Calendar, Cell, Metric, RawSnapshot, Snapshot};

/// Building a calendar takes longer than a row.
static SHANGHAI: LazyLock<Calendar> = LazyLock::new(Calendar::default);
/// 2026-03-10T12:00:00+08:00.
const NOON_MS: i64 = 1_773_115_200_000;

fn snapshot<'a>(create_time: Cell<'a>, counters: [Cell<'a>; Metric::COUNT]) -> Snapshot<'a> {
    let (aweme_id, update_ts) = (Cell::Int(7), Cell::Int(NOON_MS));
    let row = RawSnapshot { aweme_id, update_ts, create_time, counters, ..RawSnapshot::default() };
    row.check(&SHANGHAI).unwrap()
}

/// The same value in each of the seven counters.
fn read(value: Cell<'_>) -> (Snapshot<'_>, [Option<i64>; Metric::COUNT]) {
    let snapshot = snapshot(Cell::Null, [value; Metric::COUNT]);
    let counters = snapshot.counters.0;
    (snapshot, counters)
}

#[test]
fn a_missing_counter_is_none() {
    for value in [
        Cell::Null,
        Cell::Int(-1),
        Cell::Float(-1.0),
        Cell::Float(f64::NAN),
        Cell::Text(""),
        Cell::Text("  "),
        Cell::Text("None"),
        Cell::Text("-"),
        Cell::Text("-1"),
    ] {
        let (snapshot, counters) = read(value);
        assert_eq!((counters, snapshot.inexact), ([None; 7], 0), "{value:?}");
    }
}

#[test]
fn an_inexact_counter_is_missing_and_counted() {
    for text in ["10w+", "7.5w~10w", "1万以上", "100+", "１０ｗ＋"] {
        let (snapshot, counters) = read(Cell::Text(text));
        assert_eq!((counters, snapshot.inexact), ([None; 7], 7), "{text}");
    }
}

#[test]
fn a_0_is_missing_where_crawlers_cannot_see_the_counter() {
    for value in
        [Cell::Int(0), Cell::Float(0.0), Cell::Float(-0.0), Cell::Text("0"), Cell::Text("０"), Cell::Text("0w")]
    {
        let known = Some(0);
        // digg, collect, share, comment; play, recommend, admire.
        assert_eq!(read(value).1, [known, known, known, known, None, None, None], "{value:?}");
    }
}

#[test]
fn a_counter_is_read_as_it_is_written() {
    for (value, number) in [
        (Cell::Int(12_345), 12_345),
        (Cell::Int(i64::MAX), i64::MAX),
        (Cell::Float(12_345.0), 12_345),
        (Cell::Text(" 12,345 "), 12_345),
        (Cell::Text("１２３４５"), 12_345),
        (Cell::Text("１２，３４５"), 12_345),
        (Cell::Text("7.5w"), 75_000),
        (Cell::Text("7.5W"), 75_000),
        (Cell::Text("７．５万"), 75_000),
        (Cell::Text("3千"), 3_000),
        (Cell::Text("3k"), 3_000),
        (Cell::Text("2m"), 2_000_000),
        (Cell::Text("1.5亿"), 150_000_000),
        (Cell::Text("1B"), 1_000_000_000),
    ] {
        assert_eq!(read(value).1, [Some(number); 7], "{value:?}");
    }
}

#[test]
fn a_row_of_zeros_is_blank_but_on_the_day_of_publication() {
    let (zero, none) = (Cell::Int(0), Cell::Null);
    let day = 86_400;
    let noon = NOON_MS / 1000;
    let read_nothing: [[Cell<'_>; 7]; 5] = [
        [zero; 7],
        [none; 7],
        [Cell::Int(-1); 7],
        [zero, none, Cell::Text("-"), Cell::Text(""), zero, zero, Cell::Text("None")],
        // Inexact is missing, too.
        [Cell::Text("10w+"), zero, zero, zero, zero, zero, zero],
    ];
    for counters in read_nothing {
        for (create_time, blank) in [
            (Cell::Int(noon), false),
            // The first and the last second of 10 March in Shanghai.
            (Cell::Int(noon - day / 2), false),
            (Cell::Int(noon + day / 2 - 1), false),
            (Cell::Int(noon - day / 2 - 1), true),
            (Cell::Int(1), true),
            (Cell::Int(0), true),
            (Cell::Null, true),
        ] {
            assert_eq!(snapshot(create_time, counters).blank, blank, "{create_time:?} {counters:?}");
        }
    }
}

#[test]
fn a_row_with_any_count_is_not_blank() {
    for metric in Metric::ALL {
        let mut counters = [Cell::Int(0); 7];
        counters[metric as usize] = Cell::Int(1);
        assert!(!snapshot(Cell::Null, counters).blank, "{metric}");
    }
}

#[test]
fn a_text_is_missing_when_it_is_empty_after_trimming() {
    let row = |value| RawSnapshot {
        aweme_id: Cell::Int(7),
        update_ts: Cell::Int(NOON_MS),
        sec_uid: value,
        nickname: value,
        avatar: value,
        title: value,
        product_id: value,
        product_title: value,
        aweme_url: value,
        cover_url: value,
        ..RawSnapshot::default()
    };
    for (value, expected) in [
        (Cell::Null, None),
        (Cell::Text(""), None),
        (Cell::Text(" \t\r\n\u{3000}"), None),
        (Cell::Float(f64::NAN), None),
        (Cell::Text(" 口红 "), Some("口红")),
        (Cell::Int(7_310_000_000_000_000_001), Some("7310000000000000001")),
        (Cell::Text("\0"), Some("\0")),
    ] {
        let row = row(value);
        let s = row.check(&SHANGHAI).unwrap();
        let texts =
            [&s.creator, &s.nickname, &s.avatar, &s.title, &s.product_id, &s.product_title, &s.aweme_url, &s.cover_url];
        assert_eq!(texts.map(|text| text.as_deref()), [expected; 8], "{value:?}");
    }
}

#[test]
fn a_price_that_is_no_count_is_missing_and_rejects_nothing() {
    for (value, expected) in [
        (Cell::Int(1_990), Some(1_990)),
        (Cell::Text("1.2w"), Some(12_000)),
        (Cell::Int(0), Some(0)),
        (Cell::Int(-1), None),
        (Cell::Text("19.9"), None),
        (Cell::Text("free"), None),
        (Cell::Float(1e300), None),
    ] {
        let (aweme_id, update_ts) = (Cell::Int(7), Cell::Int(NOON_MS));
        let row = RawSnapshot { aweme_id, update_ts, price: value, sales: value, ..RawSnapshot::default() };
        let snapshot = row.check(&SHANGHAI).unwrap();
        assert_eq!((snapshot.price, snapshot.sales), (expected, expected), "{value:?}");
    }
}
