//! Which rows count (`docs/METRICS.md`, section 2): each reason, its edges and its message.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use mediaop_core::RejectReason::{self, *};
use mediaop_core::{Calendar, Cell, DatasetBuilder, Metric, RawSnapshot, Snapshot};

/// Building a calendar takes longer than a row.
static SHANGHAI: LazyLock<Calendar> = LazyLock::new(Calendar::default);
/// 2026-03-10T12:00:00+08:00.
const NOON_MS: i64 = 1_773_115_200_000;
/// 2026-03-10T00:00:00+08:00.
const MIDNIGHT_MS: i64 = NOON_MS - 12 * 3_600_000;

/// A row that is accepted and not blank.
fn sound() -> RawSnapshot<'static> {
    let row = RawSnapshot { aweme_id: Cell::Int(7), update_ts: Cell::Int(NOON_MS), ..RawSnapshot::default() };
    with(row, "digg_count", Cell::Int(3))
}

/// The row with another value in a column.
fn with<'a>(mut row: RawSnapshot<'a>, column: &str, value: Cell<'a>) -> RawSnapshot<'a> {
    match Metric::ALL.into_iter().find(|metric| metric.column() == column) {
        Some(metric) => row.counters[metric as usize] = value,
        None => match column {
            "aweme_id" => row.aweme_id = value,
            "update_ts" => row.update_ts = value,
            "create_time" => row.create_time = value,
            _ => panic!("{column} is never the reason for a rejection"),
        },
    }
    row
}

fn check<'a>(row: &RawSnapshot<'a>) -> Result<Snapshot<'a>, (RejectReason, String)> {
    row.check(&SHANGHAI).map_err(|rejection| (rejection.reason, rejection.to_string()))
}

/// Column, value, reason, and how the value is shown.
#[rustfmt::skip]
const REJECTED: [(&str, Cell<'static>, RejectReason, &str); 52] = [
    ("aweme_id", Cell::Null, AwemeIdMissing, "NULL"),
    ("aweme_id", Cell::Text(""), AwemeIdMissing, r#""""#),
    ("aweme_id", Cell::Text("  "), AwemeIdMissing, r#""  ""#),
    ("aweme_id", Cell::Text("None"), AwemeIdMissing, r#""None""#),
    ("aweme_id", Cell::Text("-"), AwemeIdMissing, r#""-""#),
    ("aweme_id", Cell::Float(f64::NAN), AwemeIdMissing, "NaN"),
    ("aweme_id", Cell::Text("video"), AwemeIdNotAWholeNumber, r#""video""#),
    ("aweme_id", Cell::Text("1.5"), AwemeIdNotAWholeNumber, r#""1.5""#),
    ("aweme_id", Cell::Text("1w"), AwemeIdNotAWholeNumber, r#""1w""#),
    ("aweme_id", Cell::Text("１２３"), AwemeIdNotAWholeNumber, r#""１２３""#),
    ("aweme_id", Cell::Text("9223372036854775808"), AwemeIdNotAWholeNumber, r#""9223372036854775808""#),
    ("aweme_id", Cell::Text("7\0"), AwemeIdNotAWholeNumber, r#""7\0""#),
    ("aweme_id", Cell::Float(1.5), AwemeIdNotAWholeNumber, "1.5"),
    ("aweme_id", Cell::Float(f64::INFINITY), AwemeIdNotAWholeNumber, "inf"),
    // Above 2^53 a float is no longer one id.
    ("aweme_id", Cell::Float(9_007_199_254_740_994.0), AwemeIdNotAWholeNumber, "9007199254740994"),
    ("aweme_id", Cell::Int(0), AwemeIdNotPositive, "0"),
    ("aweme_id", Cell::Int(-1), AwemeIdNotPositive, "-1"),
    ("aweme_id", Cell::Int(i64::MIN), AwemeIdNotPositive, "-9223372036854775808"),
    ("aweme_id", Cell::Text("-5"), AwemeIdNotPositive, r#""-5""#),
    ("aweme_id", Cell::Float(0.0), AwemeIdNotPositive, "0"),
    ("update_ts", Cell::Null, UpdateTsMissing, "NULL"),
    ("update_ts", Cell::Text(""), UpdateTsMissing, r#""""#),
    ("update_ts", Cell::Float(1.5), UpdateTsMissing, "1.5"),
    ("update_ts", Cell::Float(f64::NAN), UpdateTsMissing, "NaN"),
    ("update_ts", Cell::Int(99_999_999_999), UpdateTsInSeconds, "99999999999"),
    ("update_ts", Cell::Int(1_773_115_200), UpdateTsInSeconds, "1773115200"),
    ("update_ts", Cell::Int(0), UpdateTsInSeconds, "0"),
    ("update_ts", Cell::Int(i64::MIN), UpdateTsInSeconds, "-9223372036854775808"),
    ("update_ts", Cell::Text("1773115200"), UpdateTsInSeconds, r#""1773115200""#),
    ("update_ts", Cell::Int(100_000_000_000_000), UpdateTsInMicroseconds, "100000000000000"),
    ("update_ts", Cell::Int(i64::MAX), UpdateTsInMicroseconds, "9223372036854775807"),
    ("update_ts", Cell::Float(1e15), UpdateTsInMicroseconds, "1000000000000000"),
    ("create_time", Cell::Text("yesterday"), CreateTimeNotANumber, r#""yesterday""#),
    ("create_time", Cell::Text("１７７３１１５２００"), CreateTimeNotANumber, r#""１７７３１１５２００""#),
    ("create_time", Cell::Float(1.5), CreateTimeNotANumber, "1.5"),
    ("create_time", Cell::Int(100_000_000_001), CreateTimeInMilliseconds, "100000000001"),
    ("create_time", Cell::Int(NOON_MS), CreateTimeInMilliseconds, "1773115200000"),
    ("create_time", Cell::Int(i64::MAX), CreateTimeInMilliseconds, "9223372036854775807"),
    ("create_time", Cell::Text("1773115200000"), CreateTimeInMilliseconds, r#""1773115200000""#),
    ("digg_count", Cell::Text("many"), CounterNotANumber, r#""many""#),
    ("digg_count", Cell::Text("1.5"), CounterNotANumber, r#""1.5""#),
    ("collect_count", Cell::Float(1.5), CounterNotANumber, "1.5"),
    ("share_count", Cell::Text("1.23456w"), CounterNotANumber, r#""1.23456w""#),
    ("comment_count", Cell::Float(f64::INFINITY), CounterNotANumber, "inf"),
    ("play_count", Cell::Text("9223372036854775808"), CounterNotANumber, r#""9223372036854775808""#),
    ("recommend_count", Cell::Text("w"), CounterNotANumber, r#""w""#),
    ("digg_count", Cell::Int(-2), CounterNegative, "-2"),
    ("collect_count", Cell::Int(i64::MIN), CounterNegative, "-9223372036854775808"),
    ("share_count", Cell::Float(-2.0), CounterNegative, "-2"),
    ("play_count", Cell::Text("-2"), CounterNegative, r#""-2""#),
    ("admire_count", Cell::Text("－２"), CounterNegative, r#""－２""#),
    // Published on 11 March, at local midnight.
    ("create_time", Cell::Int((MIDNIGHT_MS + 86_400_000) / 1000), BeforePublication, "1773115200000"),
];

/// What would have been right, by reason.
#[rustfmt::skip]
const EXPECTED: [(RejectReason, &str, &str); 11] = [
    (AwemeIdMissing, "aweme_id_missing", "a video id, such as 7310000000000000001"),
    (AwemeIdNotAWholeNumber, "aweme_id_not_a_whole_number", "a whole number of at most 19 digits"),
    (AwemeIdNotPositive, "aweme_id_not_positive", "a number above 0"),
    (UpdateTsMissing, "update_ts_missing", "a whole number of milliseconds since 1970 (UTC)"),
    (UpdateTsInSeconds, "update_ts_in_seconds", "milliseconds since 1970, at least 10^11"),
    (UpdateTsInMicroseconds, "update_ts_in_microseconds", "milliseconds since 1970, below 10^14"),
    (CreateTimeNotANumber, "create_time_not_a_number", "a whole number of seconds since 1970, or nothing"),
    (CreateTimeInMilliseconds, "create_time_in_milliseconds", "seconds since 1970, at most 10^11"),
    (CounterNotANumber, "counter_not_a_number", "a whole number, such as 12345 or 1.2w, or nothing"),
    (CounterNegative, "counter_negative", "0 or more, or -1 for missing"),
    (BeforePublication, "before_publication", "an instant on or after the local day of create_time"),
];

#[test]
fn every_reason_names_the_column_what_was_found_and_what_was_expected() {
    for (column, value, reason, shown) in REJECTED {
        let (_, _, expected) = EXPECTED.iter().find(|(known, ..)| *known == reason).unwrap();
        let at_fault = if reason == BeforePublication { "update_ts" } else { column };
        let message = format!("{at_fault} is {shown}, expected {expected}");
        assert_eq!(check(&with(sound(), column, value)).unwrap_err(), (reason, message), "{column} {value:?}");
    }
}

#[test]
fn an_id_that_a_spreadsheet_rounded_is_told_so() {
    let message = |id: &'static str| check(&with(sound(), "aweme_id", Cell::Text(id))).unwrap_err().1;
    let told = " (a spreadsheet has rounded it: format the column as text before the ids go in)";
    for rounded in ["7.31E+18", "7.31e+18", " 7E18 "] {
        let refused = format!("aweme_id is {rounded:?}, expected a whole number of at most 19 digits{told}");
        assert_eq!(message(rounded), refused);
    }
    for other in ["video", "1.5", "E18", "-7E18", "inf", "7.31E+18x", "9223372036854775808"] {
        assert!(!message(other).contains("spreadsheet"), "{other}");
    }
}

#[test]
fn a_date_for_a_moment_is_told_to_be_a_text() {
    let refusal = |cell| check(&with(sound(), "update_ts", cell)).unwrap_err();
    let told =
        "expected a whole number of milliseconds since 1970 (UTC), and no text: 2026-03-09 00:30:00 is 1773016200000";
    for date in ["2026-11-20 08:30:00", "2026-11-20T08:30:00+08:00", "1.77302E+12", "昨天"] {
        assert_eq!(refusal(Cell::Text(date)), (UpdateTsMissing, format!("update_ts is {date:?}, {told}")));
    }
    for missing in [Cell::Null, Cell::Text(""), Cell::Text(" None "), Cell::Text("-"), Cell::Float(1.5)] {
        assert!(!refusal(missing).1.contains("text"), "{missing:?}");
    }
    let moment = Cell::Int(1_773_016_200_000);
    assert_eq!(
        SHANGHAI.rfc3339(check(&with(sound(), "update_ts", moment)).unwrap().update_ts),
        "2026-03-09T08:30:00+08:00"
    );
}

#[test]
fn the_tables_hold_every_reason() {
    let tried: BTreeSet<RejectReason> = REJECTED.iter().map(|(_, _, reason, _)| *reason).collect();
    assert_eq!(tried, RejectReason::ALL.iter().copied().collect());
    let names = EXPECTED.map(|(reason, name, expected)| (reason, name, expected));
    let known: Vec<_> = RejectReason::ALL.iter().map(|reason| (*reason, reason.name(), reason.expected())).collect();
    assert_eq!(known, names);
}

#[test]
fn the_edges_themselves_are_accepted() {
    for (column, value) in [
        ("aweme_id", Cell::Int(1)),
        ("aweme_id", Cell::Int(i64::MAX)),
        ("aweme_id", Cell::Text("9223372036854775807")),
        ("aweme_id", Cell::Text(" 7310000000000000001 ")),
        ("aweme_id", Cell::Float(7.0)),
        ("aweme_id", Cell::Float(9_007_199_254_740_991.0)),
        ("update_ts", Cell::Int(100_000_000_000)),
        ("update_ts", Cell::Int(99_999_999_999_999)),
        ("update_ts", Cell::Text("1773115200000")),
        ("update_ts", Cell::Float(1_773_115_200_000.0)),
        ("create_time", Cell::Int(1)),
        ("create_time", Cell::Text("1773115200")),
        // Later than the row, but on its local day.
        ("create_time", Cell::Int((MIDNIGHT_MS + 86_399_000) / 1000)),
        ("digg_count", Cell::Int(i64::MAX)),
        ("digg_count", Cell::Int(0)),
        ("digg_count", Cell::Int(-1)),
    ] {
        assert_eq!(check(&with(sound(), column, value)).err(), None, "{column} {value:?}");
    }
    // The greatest create_time lies on the last day that update_ts can name.
    let last = with(sound(), "create_time", Cell::Int(100_000_000_000));
    assert_eq!(check(&last).unwrap_err().0, BeforePublication);
    let last = check(&with(last, "update_ts", Cell::Int(99_999_999_999_999))).unwrap();
    assert_eq!(last.create_time, Some(100_000_000_000));
}

#[test]
fn a_row_of_the_day_before_its_publication_is_rejected_to_the_millisecond() {
    let published = with(sound(), "create_time", Cell::Int(NOON_MS / 1000));
    let at = |ms| check(&with(published, "update_ts", Cell::Int(ms)));
    assert_eq!(at(MIDNIGHT_MS - 1).unwrap_err().0, BeforePublication);
    assert_eq!(at(MIDNIGHT_MS).unwrap().day.to_string(), "2026-03-10");
}

#[test]
fn a_create_time_of_0_or_below_is_missing() {
    for value in [
        Cell::Null,
        Cell::Int(0),
        Cell::Int(-1),
        Cell::Int(i64::MIN),
        Cell::Text(""),
        Cell::Text("None"),
        Cell::Text("0"),
    ] {
        assert_eq!(check(&with(sound(), "create_time", value)).unwrap().create_time, None, "{value:?}");
    }
}

#[test]
fn the_reasons_are_tried_in_their_order() {
    let mut row = sound();
    for (column, value) in [
        ("aweme_id", Cell::Null),
        ("update_ts", Cell::Int(10)),
        ("create_time", Cell::Text("?")),
        ("admire_count", Cell::Text("?")),
    ] {
        row = with(row, column, value);
    }
    let mut reasons = Vec::new();
    for (column, value) in [
        ("aweme_id", Cell::Int(0)),
        ("aweme_id", Cell::Int(7)),
        ("update_ts", Cell::Int(NOON_MS)),
        ("create_time", Cell::Int(NOON_MS)),
        ("create_time", Cell::Int(NOON_MS / 1000 + 86_400)),
        ("admire_count", Cell::Int(-2)),
        ("admire_count", Cell::Int(2)),
        ("create_time", Cell::Int(NOON_MS / 1000)),
    ] {
        reasons.push(check(&row).unwrap_err().0);
        row = with(row, column, value);
    }
    assert_eq!(check(&row).err(), None);
    let in_order = [
        AwemeIdMissing,
        AwemeIdNotPositive,
        UpdateTsInSeconds,
        CreateTimeNotANumber,
        CreateTimeInMilliseconds,
        CounterNotANumber,
        CounterNegative,
        BeforePublication,
    ];
    assert_eq!(reasons, in_order);
}

#[test]
fn a_counter_that_is_no_number_comes_before_a_negative_one() {
    for (negative, no_number) in [("digg_count", "collect_count"), ("admire_count", "digg_count")] {
        let row = with(with(sound(), negative, Cell::Int(-2)), no_number, Cell::Text("many"));
        let (reason, message) = check(&row).unwrap_err();
        assert_eq!(reason, CounterNotANumber, "{message}");
        assert!(message.starts_with(&format!("{no_number} is \"many\", ")), "{message}");
    }
}

#[test]
fn what_was_found_is_shown_in_64_characters() {
    let long = "中".repeat(1_000);
    let message = check(&with(sound(), "digg_count", Cell::Text(&long))).unwrap_err().1;
    assert_eq!(message.chars().filter(|c| *c == '中').count(), 63, "{message}");
    // 10^300 has 301 digits.
    for value in [1e300, -1e300, 1e-300] {
        for column in ["aweme_id", "update_ts", "create_time", "digg_count"] {
            let found = with(sound(), column, Cell::Float(value)).check(&SHANGHAI).unwrap_err().found;
            assert!(found.chars().count() <= 64, "{column}: {} characters", found.chars().count());
        }
    }
}

#[test]
fn the_builder_counts_rejected_rows_by_reason() {
    let mut builder = DatasetBuilder::new(Calendar::default());
    builder.extend([sound()]);
    builder.extend(REJECTED.map(|(column, value, ..)| with(sound(), column, value)));
    let intake = builder.intake();
    assert_eq!((intake.rows_read, intake.rows_accepted, intake.rows_rejected()), (53, 1, 52));
    for reason in RejectReason::ALL {
        let count = REJECTED.iter().filter(|(_, _, tried, _)| tried == reason).count();
        let rejected = &intake.rejected[reason];
        assert_eq!((rejected.count, rejected.examples.len()), (count as u64, count.min(5)), "{}", reason.name());
    }
    // Row 0 is the sound one.
    let first = "row 1: aweme_id is NULL, expected a video id, such as 7310000000000000001";
    assert_eq!(intake.rejected[&AwemeIdMissing].examples[0], first);
    let dataset = builder.finish();
    assert_eq!((dataset.video_count(), dataset.summary_count()), (1, 1));
}
