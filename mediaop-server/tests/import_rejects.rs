//! `mediaop import`: what is said of a file that is not as it should be, and mending it.

mod support;

use rusqlite::types::Value;
use support::{Place, rows};

const TS: i64 = 1_767_283_200_000; // 2026-01-02 00:00 in Shanghai

fn mend(place: &Place, name: &str, wrong: &str, right: &str) {
    let rejected = std::fs::read_to_string(place.path(name)).unwrap();
    assert!(rejected.contains(wrong), "{wrong:?} is not in:\n{rejected}");
    place.file(name, rejected.replacen(wrong, right, 1));
}

#[test]
fn rejected_rows_keep_their_columns_and_can_be_imported_when_mended() {
    let place = Place::new();
    let csv = format!("Note;aweme_id;update_ts;digg_count;title\nn;7;{TS};5,5 x;=a, b\nn;8;{TS};6;c\nn;9;{TS}\n");
    place.import("s.csv", csv).ends_with_code(3).says("1 added");
    let rejected = std::fs::read_to_string(place.path("s.csv.rejected.csv")).unwrap();
    let mut lines = rejected.trim_start_matches('\u{feff}').lines();
    assert_eq!(
        lines.next(),
        Some(
            "Note,aweme_id,update_ts,digg_count,title,reject_line,reject_reason,reject_found,reject_expected,reject_raw"
        )
    );
    let first = lines.next().unwrap();
    assert!(first.starts_with(&format!("n,7,{TS},\"5,5 x\",\"=a, b\",2,counter_not_a_number,")), "{first}");
    assert!(lines.next().unwrap().ends_with(&format!(",n;9;{TS}")));

    mend(&place, "s.csv.rejected.csv", "\"5,5 x\"", "5");
    let again = place.run(&["import", "s.csv.rejected.csv"]);
    again.ends_with_code(3).says("1 added").says("ignored: Note\n").says("aweme_id_missing");
    let stored = "SELECT digg_count, title FROM douyin_aweme_summary WHERE aweme_id = 7";
    assert_eq!(rows(&place.database(), stored), [[Value::Integer(5), Value::Text("=a, b".to_owned())]]);
    // What could not be told apart stays to be mended.
    let rest = std::fs::read_to_string(place.path("s.csv.rejected.csv.rejected.csv")).unwrap();
    assert!(rest.trim_end().ends_with(&format!(",n;9;{TS}")) && rest.matches("reject_raw").count() == 1, "{rest}");
}

#[test]
fn rejected_rows_of_json_and_databases_can_be_mended_too() {
    let place = Place::new();
    let json = format!("{{\"aweme_id\": 7, \"update_ts\": {TS}, \"digg_count\": \"many\"}}\n{{broken\n");
    place.import("s.jsonl", json).ends_with_code(3);
    mend(&place, "s.jsonl.rejected.csv", "many", "5");
    assert!(std::fs::read_to_string(place.path("s.jsonl.rejected.csv")).unwrap().contains("{broken"));
    place.run(&["import", "s.jsonl.rejected.csv"]).says("1 added").ends_with_code(3);

    let other = rusqlite::Connection::open(place.path("o.db")).unwrap();
    other
        .execute_batch(&format!(
            "CREATE TABLE douyin_aweme_summary (AWEME_ID, update_ts, digg_count);
             INSERT INTO douyin_aweme_summary VALUES (8, {TS}, 'few')"
        ))
        .unwrap();
    place.run(&["import", "o.db"]).ends_with_code(3);
    mend(&place, "o.db.rejected.csv", "few", "6");
    place.run(&["import", "o.db.rejected.csv"]).ends_with_code(0).says("1 added");
}

#[test]
fn a_file_without_counters_is_warned_of() {
    let place = Place::new();
    let ran = place.import("s.csv", format!("Aweme_ID, UPDATE_TS ,like_count,digg_cuont\n7,{TS},5,6\n"));
    ran.ends_with_code(0).says("1 added").says("warning: no counter column known: expected digg_count, ");
    ran.says("ignored: digg_cuont (did you mean digg_count?), like_count");
    let json = format!("{{\"AWEME_ID\": 7, \"Update_TS\": {TS}, \"Digg_Count\": 5}}");
    assert!(!place.import("s.json", json).stderr().contains("warning"));
    assert_eq!(rows(&place.database(), "SELECT digg_count FROM douyin_aweme_summary"), [[Value::Integer(5)]]);
    place.import("slip.csv", "awemeid,update_ts\n").ends_with_code(1).says("awemeid (did you mean aweme_id?)");
}

#[test]
fn a_file_in_another_encoding_brings_a_hint() {
    let place = Place::new();
    let mut csv = b"aweme_id,update_ts,title\n".to_vec();
    for id in 1..=4 {
        csv.extend(format!("{id},{TS},").as_bytes());
        csv.extend(b"\xbf\xda\xba\xec\n"); // 口红 in GBK
    }
    place.import("gbk.csv", csv).ends_with_code(3).says("iconv -f GBK -t UTF-8").says("CSV UTF-8");
}

#[test]
fn a_row_that_gives_way_to_the_stored_one_is_counted() {
    let place = Place::new();
    place.import("a.csv", format!("aweme_id,update_ts,digg_count\n7,{TS},9\n8,{TS},3\n")).ends_with_code(0);
    let words = "of them kept, the stored row is greater";
    let ran = place.import("b.csv", format!("aweme_id,update_ts,digg_count\n7,{TS},8\n8,{TS},3\n"));
    ran.ends_with_code(0).says("0 added, 0 changed, 2 unchanged").says(&format!("1 {words}"));
    // A file without counters does not lose by them.
    let ran = place.import("c.csv", format!("aweme_id,update_ts,title,digg_count\n7,{TS},x,\n"));
    assert!(!ran.says("1 changed").stderr().contains(words), "{}", ran.stderr());
}

#[test]
fn a_quote_that_is_never_closed_loses_its_own_line_alone() {
    let place = Place::new();
    let mut csv = "aweme_id,update_ts,digg_count,title\n".to_owned();
    for id in 1..=3_000 {
        let title = if id == 11 || id == 2_999 { "\"lone" } else { "x" };
        csv.push_str(&format!("{id},{TS},5,{title}\n"));
    }
    let ran = place.import("s.csv", csv);
    ran.ends_with_code(3).says("2,998 added").says(
        "2 rejected, quote_not_closed:\n    line 12: the quote opened on line 12 is never closed, expected a second one",
    );
    ran.says("line 3000: the quote opened on line 3000 is never closed");
    mend(&place, "s.csv.rejected.csv", &format!("\"11,{TS},5,\"\"lone\""), "\"\"");
    place.import("h.csv", "aweme_id,\"update_ts\n7,5\n").ends_with_code(1).says("the quote opened on line 1, in");
    place.import("one.csv", "aweme_id,\"update_ts").ends_with_code(1).says("the quote opened on line 1, in");
}

#[test]
fn an_id_that_a_spreadsheet_has_rounded_brings_a_hint() {
    let place = Place::new();
    let hint = "(a spreadsheet has rounded it: format the column as text before the ids go in)";
    place.import("s.csv", format!("aweme_id,update_ts\n7.31E+18,{TS}\n")).ends_with_code(3).says(hint);
    assert!(std::fs::read_to_string(place.path("s.csv.rejected.csv")).unwrap().contains(hint));
}

#[test]
fn json_rows_are_rejected_one_by_one() {
    let place = Place::new();
    let lines = [
        format!("{{\"aweme_id\": 7, \"update_ts\": {TS}, \"unknown\": [1]}}"),
        "{\"aweme_id\": 7, \"upd".to_owned(),
        String::new(),
        format!("{{\"aweme_id\": 8, \"update_ts\": {TS}, \"title\": {{\"zh\": \"x\"}}}}"),
        "17".to_owned(),
        format!("{{\"aweme_id\": 73100000000000000010, \"update_ts\": {TS}}}"),
        format!("{{\"aweme_id\": 9.25, \"update_ts\": {TS}}}"),
    ];
    let ran = place.import("s.jsonl", format!("\u{feff}{}", lines.join("\r\n")));
    ran.ends_with_code(3)
        .says("6 rows read")
        .says("1 added")
        .says("warning: no counter column known: expected digg_count, ")
        .says("; ignored: unknown\n")
        .says("rejected, not_json:\n    line 2: ")
        .says("rejected, nested_value:\n    line 4: title is an object or an array, expected a text, a number or null")
        .says("rejected, not_an_object:\n    line 5: ")
        .says("2 rejected, aweme_id_not_a_whole_number:\n    line 6: aweme_id is \"73100000000000000010\", ");
    let exponent = format!("{{\"aweme_id\": 7.3100000000000000011e18, \"update_ts\": {TS}}}");
    place.import("e.jsonl", exponent).ends_with_code(3).says("aweme_id is \"7.3100000000000000011e18\", ");
}
