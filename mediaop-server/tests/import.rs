//! `mediaop import` on real files and real databases.

mod support;

use rusqlite::Connection;
use rusqlite::types::Value;
use support::{Place, rows, schema};

const ALL: &str = "SELECT * FROM douyin_aweme_summary ORDER BY aweme_id, update_ts";
const TS: i64 = 1_767_283_200_000; // 2026-01-02 00:00 in Shanghai

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

#[test]
fn importing_a_file_twice_changes_nothing() {
    let place = Place::new();
    let csv = format!("aweme_id,update_ts,digg_count,title\n7,{TS},5,a\n7,{TS},4,b\n8,{TS},,\n");
    place
        .import("s.csv", &csv)
        .ends_with_code(0)
        .says("3 rows read")
        .says("snapshots: 2 added, 0 changed, 0 unchanged");
    let once = rows(&place.database(), ALL);
    place.import("s.csv", &csv).ends_with_code(0).says("snapshots: 0 added, 0 changed, 2 unchanged");
    assert_eq!(rows(&place.database(), ALL), once);
    assert_eq!(once.len(), 2);
}

#[test]
fn rows_of_one_key_make_the_same_row_in_any_order() {
    let head = "aweme_id,update_ts,digg_count,share_count,title,price\n";
    let lines = [format!("7,{TS},9,,b,\n"), format!("7,{TS},9,1,,5\n"), format!("7,{TS},,99,c,4\n")];
    let stored = |order: [usize; 3], in_one_file: bool| {
        let place = Place::new();
        if in_one_file {
            let all: String = order.iter().map(|i| lines[*i].as_str()).collect();
            place.import("all.csv", format!("{head}{all}")).ends_with_code(0);
        } else {
            for i in order {
                place.import(&format!("{i}.csv"), format!("{head}{}", lines[i])).ends_with_code(0);
            }
        }
        rows(&place.database(), "SELECT digg_count, share_count, collect_count, title, price FROM douyin_aweme_summary")
    };
    let expected = vec![vec![Value::Integer(9), Value::Integer(1), Value::Integer(-1), text("c"), Value::Integer(5)]];
    for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
        assert_eq!(stored(order, true), expected, "{order:?}");
    }
    assert_eq!(stored([2, 1, 0], false), expected);
    assert_eq!(stored([0, 2, 1], false), expected);
}

/// Every reason, on a line of its own, with quoted line breaks in between; the file begins with a
/// byte order mark and ends its lines with CR LF.
#[test]
fn every_rejected_row_is_listed_with_line_and_reason() {
    let place = Place::new();
    let create = TS / 1000;
    let later = create + 86_400;
    let cases = [
        (format!("7,{TS},{create},1,\"two\r\nlines\""), None),
        (format!(",{TS},,1,x"), Some("aweme_id_missing")),
        (format!("7.5,{TS},,1,x"), Some("aweme_id_not_a_whole_number")),
        (format!("99999999999999999999,{TS},,1,x"), Some("aweme_id_not_a_whole_number")),
        (format!("-7,{TS},,1,\"three\r\n\r\nlines\""), Some("aweme_id_not_positive")),
        ("7,,,1,x".to_owned(), Some("update_ts_missing")),
        (format!("7,{},,1,x", TS / 1000), Some("update_ts_in_seconds")),
        (format!("7,{TS}000,,1,x"), Some("update_ts_in_microseconds")),
        (format!("7,{TS},soon,1,x"), Some("create_time_not_a_number")),
        (format!("7,{TS},{TS},1,x"), Some("create_time_in_milliseconds")),
        (format!("7,{TS},,many,x"), Some("counter_not_a_number")),
        (format!("7,{TS},,-2,x"), Some("counter_negative")),
        (format!("7,{TS},{later},1,x"), Some("before_publication")),
        (format!("7,{TS},,1"), Some("wrong_width")),
        (format!("7,{TS},,1,x,y"), Some("wrong_width")),
        (format!("8,{TS},0,10w+,x"), None),
    ];
    let mut csv = "\u{feff}aweme_id,update_ts,create_time,digg_count,title\r\n".to_owned();
    let (mut line, mut expected) = (2, Vec::new());
    for (row, reason) in &cases {
        if let Some(reason) = reason {
            expected.push((line, *reason));
        }
        line += 1 + row.matches('\n').count();
        csv.push_str(row);
        csv.push_str("\r\n");
    }
    let ran = place.import("bad.csv", &csv);
    ran.ends_with_code(3)
        .says("16 rows read")
        .says("2 added")
        .says("1 counter not exact")
        .says("2 rejected, wrong_width:")
        .says(": digg_count is \"-2\", expected 0 or more, or -1 for missing");

    let rejected = std::fs::read_to_string(place.path("bad.csv.rejected.csv")).unwrap();
    let mut reader = csv::Reader::from_reader(rejected.trim_start_matches('\u{feff}').as_bytes());
    let listed: Vec<_> = reader.records().map(Result::unwrap).collect();
    let found: Vec<_> = listed.iter().map(|row| (row[5].parse().unwrap(), row[6].to_owned())).collect();
    let found: Vec<_> = found.iter().map(|(line, reason): &(usize, String)| (*line, reason.as_str())).collect();
    assert_eq!(found, expected);
    assert_eq!(listed[0].iter().take(5).collect::<Vec<_>>(), ["", &TS.to_string(), "", "1", "x"]);
    assert_eq!(rows(&place.database(), "SELECT aweme_id FROM douyin_aweme_summary").len(), 2);
}

#[test]
fn bytes_that_are_no_text_reject_their_row_alone() {
    let place = Place::new();
    let mut csv = format!("aweme_id,update_ts,digg_count,title\n7,{TS},1,").into_bytes();
    csv.extend(b"\xbf\xda\xba\xec\n"); // 口红 in GBK
    csv.extend(format!("8,{TS},1,x\n").as_bytes());
    place.import("gbk.csv", csv).ends_with_code(3).says("1 added").says("line 2: bytes that are no text");
}

#[test]
fn empty_lines_do_not_shift_line_numbers() {
    let place = Place::new();
    let csv = format!("aweme_id,update_ts,digg_count\n7,{TS},1\n\n\nx,{TS},1\n");
    place.import("gaps.csv", csv).ends_with_code(3).says("line 5: aweme_id is \"x\"");
}

#[test]
fn the_list_of_rejected_rows_goes_when_there_are_none() {
    let place = Place::new();
    let head = "aweme_id,update_ts,digg_count\n";
    place.import("s.csv", format!("{head}x,{TS},1\n")).ends_with_code(3);
    assert!(place.path("s.csv.rejected.csv").exists());
    place.import("s.csv", format!("{head}7,{TS},1\n")).ends_with_code(0);
    assert!(!place.path("s.csv.rejected.csv").exists());
}

#[test]
fn a_slip_in_a_key_column_is_named() {
    let place = Place::new();
    for (columns, slip) in [
        ("aweme_id,updatets,digg_count", "updatets (did you mean update_ts?)"),
        ("aweme_id,last_modifyts,digg_count", "last_modifyts (did you mean last_modify_ts?)"),
        // Without its id a video looks like a product, or like a creator.
        ("awemeid,update_ts,product_id,title,digg_count", "awemeid (did you mean aweme_id?)"),
        ("awemeid,last_modify_ts,user_id,nickname,liked_count", "awemeid (did you mean aweme_id?)"),
        ("product_id,titel", "titel (did you mean title?)"),
    ] {
        let ran = place.import("s.csv", format!("{columns}\n1,2,3,4,5\n"));
        ran.ends_with_code(1).says(slip).says("Expected are aweme_id and update_ts (snapshots)");
    }
    place.import("f2.csv", "aweme_id,digg_count\n7,5\n").ends_with_code(1).says("add a column update_ts");
}

#[test]
fn a_file_of_two_bytes_a_character_is_told_how_to_become_utf8() {
    let place = Place::new();
    let csv = format!("aweme_id,update_ts,digg_count\n7,{TS},1\n");
    let json = format!("[{{\"aweme_id\": 7, \"update_ts\": {TS}}}]");
    let little = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>();
    let big = |text: &str| text.encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<_>>();
    for text in [&csv, &json] {
        let marked = format!("\u{feff}{text}");
        for (bytes, encoding) in
            [(little(&marked), "UTF-16"), (big(&marked), "UTF-16"), (little(text), "UTF-16LE"), (big(text), "UTF-16BE")]
        {
            let ran = place.import("utf16", bytes);
            ran.ends_with_code(1).says(&format!("utf16 is UTF-16, expected UTF-8: save it as \"CSV UTF-8\", or make one by `iconv -f {encoding} -t UTF-8`"));
        }
    }
    place.import("gbk.csv", b"\xbf\xda\xba\xec,x\n").ends_with_code(1).says("`iconv -f GBK -t UTF-8`");
}

#[test]
fn ids_of_19_digits_stay_exact_in_json() {
    let place = Place::new();
    let id = 7_310_000_000_000_000_001_i64;
    let json = format!(
        "[{{\"aweme_id\": {id}, \"update_ts\": {TS}, \"digg_count\": 1}},\n {{\"update_ts\": \"{TS}\", \"aweme_id\": \"{}\"}}]",
        id + 1
    );
    place.import("s.json", json).ends_with_code(0);
    let ids = rows(&place.database(), "SELECT aweme_id FROM douyin_aweme_summary ORDER BY 1");
    assert_eq!(ids, [[Value::Integer(id)], [Value::Integer(id + 1)]]);
}

#[test]
fn a_broken_json_array_keeps_the_rows_before_the_break() {
    let place = Place::new();
    let json = format!("[{{\"aweme_id\": 7, \"update_ts\": {TS}}},\n{{\"aweme_id\": 8, ]");
    place.import("s.json", json).ends_with_code(1).says("is not JSON at line 2").says("The 1 row before is imported");
    assert_eq!(rows(&place.database(), ALL).len(), 1);
}

#[test]
fn files_that_cannot_be_read_or_recognised_say_so() {
    let place = Place::new();
    place.import("a.csv", "x,y\n1,2\n").ends_with_code(1).says("a.csv has the columns x, y");
    place.import("b.json", "[1, 2]").ends_with_code(1).says("(no object at all)");
    place.import("c.csv", "").ends_with_code(1).says("c.csv is empty");
    place.import("d.csv", "aweme_id,update_ts,title,title\n").ends_with_code(1).says("has the column title twice");
    place.run(&["import", "nowhere.csv"]).ends_with_code(1).says("nowhere.csv cannot be read");
    std::fs::create_dir(place.path("folder")).unwrap();
    place.run(&["import", "folder"]).ends_with_code(1).says("no file to import");
    place.import("f.csv", format!("aweme_id,update_ts\n7,{TS}\n")).ends_with_code(0);
    place.run(&["import", "mediaop.db"]).ends_with_code(1).says("is the database itself");
    Connection::open(place.path("e.db")).unwrap().execute_batch("CREATE TABLE t (a)").unwrap();
    place.run(&["import", "e.db"]).ends_with_code(1).says("holds none of the tables");
    for (name, magic) in [("g.xlsx", b"PK\x03\x04".as_slice()), ("h.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")] {
        let workbook = [magic, b"\x14\x00\x06\x00\x08\x00\x00\x00!\x00"].concat();
        place.import(name, workbook).ends_with_code(1).says("is an Excel workbook").says("CSV UTF-8");
    }
}

#[test]
fn who_has_products_without_any_category_is_told_how_they_come() {
    let place = Place::new();
    let hint = "no product has a category yet";
    let snapshots = |column: &str, id: u32| format!("aweme_id,update_ts,{column}\n7,{},{id}\n", TS + i64::from(id));
    let without = place.import("s.csv", snapshots("digg_count", 1));
    assert!(!without.ends_with_code(0).stderr().contains(hint));
    place.import("s.csv", snapshots("product_id", 2)).ends_with_code(0).says(hint).says("product_id, category");
    place.import("p.csv", "product_id,title\n2,a\n").ends_with_code(0);
    place.import("s.csv", snapshots("product_id", 3)).ends_with_code(0).says(hint);
    place.file("p.csv", "product_id,category\n2,food\n");
    place.file("s.csv", snapshots("product_id", 4));
    let both = place.run(&["import", "s.csv", "p.csv"]);
    assert!(!both.ends_with_code(0).stderr().contains(hint));
}

#[test]
fn categories_filled_in_a_spreadsheet_come_back_and_erase_nothing() {
    let place = Place::new();
    place.import("p.csv", "product_id,title,brand\n1,口红,甲\n2,面霜,乙\n").ends_with_code(0);
    place.import("filled.csv", "product_id;title;category;category2\n1;;美妆;彩妆\n2;面霜2;;\n").ends_with_code(0);
    let stored =
        rows(&place.database(), "SELECT title, brand, category, category2 FROM product_info ORDER BY product_id");
    assert_eq!(
        stored,
        [
            vec![text("口红"), text("甲"), text("美妆"), text("彩妆")],
            vec![text("面霜2"), text("乙"), Value::Null, Value::Null],
        ]
    );
    place.import("none.csv", "product_id,category\n,x\n").ends_with_code(3).says("product_id_missing");
}

#[test]
fn an_older_row_of_a_creator_does_not_replace_a_newer_one() {
    let place = Place::new();
    place.import("new.csv", format!("user_id,nickname,fans,last_modify_ts\nS,now,9,{TS}\n")).ends_with_code(0);
    place.import("old.csv", format!("user_id,nickname,gender,last_modify_ts\nS,then,f,{}\n", TS - 1)).ends_with_code(0);
    let stored = rows(&place.database(), "SELECT nickname, fans, gender FROM dy_creator");
    assert_eq!(stored, [[text("now"), text("9"), text("f")]]);
}

#[test]
fn videos_of_media_crawler_are_snapshots_too() {
    let place = Place::new();
    let csv = format!(
        "liked_count,aweme_id,last_modify_ts,collected_count,sec_uid,short_user_id\n1.2w,7,{TS},5,S,42\n1.3w,7,{},6,S,42\n-3,8,{TS},0,S,42\n",
        TS + 1
    );
    place
        .import("v.csv", &csv)
        .ends_with_code(3)
        .says("liked_count is \"-3\"")
        .says("snapshots: 2 added")
        .says("videos: 1 added");
    let database = place.database();
    let snapshots = rows(&database, "SELECT update_ts, digg_count, collect_count FROM douyin_aweme_summary ORDER BY 1");
    assert_eq!(snapshots, [[TS, 12_000, 5].map(Value::Integer), [TS + 1, 13_000, 6].map(Value::Integer)]);
    assert_eq!(rows(&database, "SELECT liked_count, short_user_id FROM douyin_aweme"), [[text("1.3w"), text("42")]]);
    place
        .import("v.csv", &csv)
        .says("snapshots: 0 added, 0 changed, 2 unchanged")
        .says("videos: 0 added, 0 changed, 1 unchanged");
}

#[test]
fn the_users_own_tables_are_filled_but_not_altered() {
    let place = Place::new();
    place
        .database()
        .execute_batch(
            "CREATE TABLE douyin_aweme_summary (aweme_id BIGINT, update_ts BIGINT, digg_count INTEGER NOT NULL DEFAULT 0,
                 share_count INTEGER, play_count TEXT, title TEXT NOT NULL, own TEXT DEFAULT 'kept', PRIMARY KEY (aweme_id, update_ts));
             CREATE TABLE orders (a); CREATE INDEX by_a ON orders (a);",
        )
        .unwrap();
    place
        .database()
        .execute("INSERT INTO douyin_aweme_summary VALUES (7, ?1, 5, 6, '1.5w', ' t ', 'mine')", [TS])
        .unwrap();
    let before = schema(&place.path("mediaop.db"));
    let csv =
        format!("aweme_id,update_ts,digg_count,play_count,nickname,title\n7,{TS},5,15000,n,u\n7,{},,,n,\n", TS + 1);
    let ran = place.import("s.csv", csv);
    ran.ends_with_code(0)
        .says("snapshots: 1 added, 1 changed, 0 unchanged")
        .says("columns that the database does not have, not kept: douyin_aweme_summary.nickname");
    assert_eq!(schema(&place.path("mediaop.db")), before);
    // The greater tuple of counters is the stored one, which has shares: all counters are its own.
    let (one, minus_one) = (Value::Integer(TS + 1), Value::Integer(-1));
    let stored = rows(&place.database(), "SELECT * FROM douyin_aweme_summary ORDER BY update_ts");
    assert_eq!(
        stored[0],
        [7, TS, 5, 6]
            .map(Value::Integer)
            .into_iter()
            .chain([text("1.5w"), text("u"), text("mine")])
            .collect::<Vec<_>>()
    );
    assert_eq!(stored[1], [Value::Integer(7), one, minus_one, Value::Null, Value::Null, text(""), text("kept")]);
}

#[test]
fn a_table_without_its_key_is_refused() {
    let place = Place::new();
    place.database().execute_batch("CREATE TABLE douyin_aweme_summary (aweme_id BIGINT)").unwrap();
    let ran = place.import("s.csv", format!("aweme_id,update_ts\n7,{TS}\n"));
    ran.ends_with_code(1).says("the table douyin_aweme_summary has no column update_ts");
}

#[test]
fn an_sqlite_file_gives_all_its_tables_and_odd_values_only_reject_their_row() {
    let place = Place::new();
    let source = Connection::open(place.path("crawl.db")).unwrap();
    source
        .execute_batch(&format!(
            "CREATE TABLE douyin_aweme_summary (id INTEGER, aweme_id, update_ts, digg_count, title, mood);
             INSERT INTO douyin_aweme_summary VALUES (1, 7, {TS}, 5, 'a', 1), (2, '8', '{TS}', 5.0, x'ff', 1),
                 (3, 9, {TS}, x'00', 'c', 1), (4, x'ff', {TS}, 1, 'd', 1), (5, 10, {TS}, 1.5, 'e', 1),
                 (6, 11, 0, 1, 'f', 1);
             CREATE TABLE product_info (product_id, title); INSERT INTO product_info VALUES (1, 'p');
             CREATE TABLE douyin_aweme (aweme_id, last_modify_ts, liked_count, short_user_id);
             INSERT INTO douyin_aweme VALUES (7, {TS}, '99', 's');"
        ))
        .unwrap();
    drop(source);
    let before = schema(&place.path("crawl.db"));
    let ran = place.run(&["import", "crawl.db"]);
    ran.ends_with_code(3)
        .says("8 rows read")
        .says("snapshots: 2 added")
        .says("products: 1 added")
        .says("videos: 1 added")
        .says("ignored: mood")
        .says("2 rejected, counter_not_a_number:\n    aweme_id 9, update_ts ")
        .says(&format!("    aweme_id 10, update_ts {TS}: digg_count is 1.5, expected"))
        .says("    aweme_id 11: update_ts is 0, expected")
        .says("1 rejected, aweme_id_not_a_whole_number:\n    row 4: aweme_id is ");
    assert_eq!(schema(&place.path("crawl.db")), before);
    let stored = rows(&place.database(), "SELECT aweme_id, digg_count, title FROM douyin_aweme_summary ORDER BY 1");
    assert_eq!(stored[0], [Value::Integer(7), Value::Integer(5), text("a")]);
    // Bytes are no title: the row stands without one.
    assert_eq!(stored[1], [Value::Integer(8), Value::Integer(5), Value::Null]);
}
