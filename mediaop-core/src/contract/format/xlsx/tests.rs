use super::*;
use crate::record::Column;

fn table<'a>(kinds: &[(&'static str, Kind)], values: Vec<Value<'a>>) -> Table<'a> {
    let column = |(name, kind): &(&'static str, Kind)| Column { name: (*name).into(), kind: *kind };
    Table { columns: kinds.iter().map(column).collect(), values }
}

fn export() -> Export {
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    Export {
        window: vec![pair("from", "2026-03-01"), pair("to", "2026-03-07")],
        filters: vec![pair("category", "=美妆"), pair("q", "")],
        coverage: vec![("last_snapshot".into(), "2026-03-07T20:30:00+08:00".into())],
    }
}

fn one(kind: Kind, value: Value<'_>) -> Vec<u8> {
    bytes(&table(&[("c", kind)], vec![value]), &export()).unwrap()
}

fn mixed() -> Table<'static> {
    let kinds =
        [("aweme_id", Kind::Text), ("digg", Kind::Int), ("avg", Kind::Float), ("v", Kind::Number), ("gap", Kind::Bool)];
    let row = |i: i64| {
        [
            Value::Text((7_301_234_567_890_123_456 + i).to_string().into()),
            Value::Int(if i % 3 == 0 { i64::MAX } else { i }),
            Value::Float(if i % 5 == 0 { f64::NAN } else { i as f64 / 3.0 }),
            if i % 2 == 0 { Value::Null } else { Value::Float(0.5) },
            Value::Bool(i % 2 == 0),
        ]
    };
    table(&kinds, (0..300).flat_map(row).collect())
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let first = bytes(&mixed(), &export()).unwrap();
    assert!(first.starts_with(b"PK"));
    for _ in 0..5 {
        assert_eq!(bytes(&mixed(), &export()), Ok(first.clone()));
    }
}

#[test]
fn all_digits_of_ids_and_great_counts_are_kept() {
    // As f64 the two of each pair are the same number.
    let id = |id: &'static str| one(Kind::Text, Value::Text(id.into()));
    assert_ne!(id("7301234567890123456"), id("7301234567890123457"));
    let count = |count: i64| one(Kind::Int, Value::Int(count));
    assert_ne!(count((1 << 53) + 1), count((1 << 53) + 2));
    assert_ne!(count(i64::MAX), count(i64::MAX - 1));
    assert_ne!(count(i64::MIN), count(i64::MIN + 1));
}

#[test]
fn what_is_missing_is_blank() {
    let blank = one(Kind::Float, Value::Null);
    assert_eq!(one(Kind::Float, Value::Float(f64::NAN)), blank);
    assert_eq!(one(Kind::Float, Value::Float(f64::INFINITY)), blank);
    assert_eq!(one(Kind::Float, Value::Text("".into())), blank);
    assert_ne!(one(Kind::Float, Value::Float(0.0)), blank);
}

#[test]
fn odd_texts_are_written() {
    let texts = [
        "=1+1",
        "http://x",
        "mailto:x",
        "\0\u{1}\r\n\t",
        "_x0041_",
        "_x中",
        "_x中文_",
        "\u{fffe}\u{ffff}",
        "<&>\"'",
        " ",
        "😀",
    ];
    for text in texts {
        one(Kind::Text, Value::Text(text.into()));
        let odd = Export { window: vec![(text.into(), text.into())], filters: vec![], coverage: vec![] };
        bytes(&table(&[("a", Kind::Int)], vec![Value::Text(text.into())]), &odd).unwrap();
    }
}

#[test]
fn a_long_text_is_cut_to_what_a_cell_holds() {
    for (letter, kept) in [("a", 32_766), ("中", 32_766), ("😀", 16_383)] {
        let whole = letter.repeat(MOST_UNITS / letter.encode_utf16().count());
        assert_eq!(cut(&whole), whole);
        let long = letter.repeat(40_000);
        assert_eq!(cut(&long), format!("{}…", letter.repeat(kept)));
        one(Kind::Text, Value::Text(long.into()));
    }
}

#[test]
fn a_table_without_rows_or_columns_is_written() {
    bytes(&table(&[("a", Kind::Text)], vec![]), &Export::default()).unwrap();
    bytes(&table(&[], vec![]), &Export::default()).unwrap();
}

#[test]
fn a_table_that_does_not_fit_a_sheet_is_a_400() {
    let many = table(&[("a", Kind::Int)], vec![Value::Null; MOST_ROWS + 1]);
    let wide = table(&vec![("a", Kind::Int); MOST_COLUMNS + 1], vec![]);
    let full = table(&[("a", Kind::Int); 20], vec![Value::Null; MOST_CELLS + 20]);
    for (table, reason) in [
        (many, "1048576 rows do not fit a sheet, which holds 1048575: use csv"),
        (wide, "16385 columns do not fit a sheet, which holds 16384: use csv"),
        (full, "10000020 cells do not fit a sheet, which holds 10000000: use csv"),
    ] {
        assert_eq!(bytes(&table, &export()), Err(Problem::invalid("format", reason)));
    }
}

#[test]
fn columns_are_as_wide_as_what_they_show() {
    let width_of = |name: &'static str, text: &'static str| {
        width(&table(&[(name, Kind::Text)], vec![Value::Text(text.into())]), 0)
    };
    assert_eq!(width_of("a", "b"), 8.0);
    assert_eq!(width_of("aweme_id", "7301234567890123456"), 20.0);
    assert_eq!(width_of("product_title", "短"), 16.0);
    assert_eq!(width_of("title", "中文标题中文标题"), 17.0);
    assert_eq!(width_of("title", "a very long title that goes on and on and on and on and on"), 48.0);
}
