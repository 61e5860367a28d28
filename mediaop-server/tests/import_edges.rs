//! `mediaop import` where a batch, a file or a database ends.

mod support;

use rusqlite::types::Value;
use support::{Place, rows};

const TS: i64 = 1_767_283_200_000; // 2026-01-02 00:00 in Shanghai

#[test]
fn a_file_may_hold_a_whole_number_of_batches() {
    for (header, row, table) in [
        ("aweme_id,update_ts,digg_count", ",1767283200000,5", "douyin_aweme_summary"),
        ("aweme_id,last_modify_ts,liked_count", ",1767283200000,5", "douyin_aweme"),
        ("product_id,title", ",a", "product_info"),
        ("user_id,nickname", ",a", "dy_creator"),
    ] {
        for count in [2_000_i64, 4_000] {
            let place = Place::new();
            let mut csv = format!("{header}\n");
            (1..=count).for_each(|id| csv.push_str(&format!("{id}{row}\n")));
            place.import("full.csv", &csv).ends_with_code(0).says(&format!("{},000 added", count / 1000));
            let found = rows(&place.database(), &format!("SELECT count(*) FROM {table}"));
            assert_eq!(found, [[Value::Integer(count)]], "{table}");
        }
    }
}

#[test]
fn a_file_without_rows_to_store_makes_no_database() {
    let place = Place::new();
    place.file("strange.csv", "a,b\n1,2\n");
    place.file("bad.csv", format!("aweme_id,update_ts\nx,{TS}\n"));
    place.run(&["--db", "new/new.db", "import", "nothere.csv"]).ends_with_code(1).says("nothere.csv cannot be read");
    place.run(&["--db", "new/new.db", "import", "strange.csv"]).ends_with_code(1);
    place.run(&["--db", "new/new.db", "import", "bad.csv"]).ends_with_code(3);
    assert!(!place.path("new").exists());
    place.file("good.csv", format!("aweme_id,update_ts\n7,{TS}\n"));
    let made = "the folder new was not there and was made";
    let filled = place.run(&["--db", "new/new.db", "import", "nothere.csv", "good.csv"]);
    filled.ends_with_code(1).says("1 added").says(made);
    assert!(place.path("new/new.db").exists());
    assert!(!place.run(&["--db", "new/new.db", "import", "good.csv"]).stderr().contains(made));
    place.run(&["--db", "slip/a.db", "demo", "--size", "500"]).ends_with_code(0).says("the folder slip was not there");
}

#[test]
fn snapshots_without_a_key_column_are_refused_by_its_name() {
    for (columns, missing) in [("aweme_id BIGINT", "update_ts"), ("update_ts BIGINT", "aweme_id")] {
        let place = Place::new();
        let sql = format!("CREATE TABLE douyin_aweme_summary ({columns}, digg_count INT)");
        place.database().execute_batch(&format!("{sql}; INSERT INTO douyin_aweme_summary VALUES (1, 2)")).unwrap();
        let words = format!("the table douyin_aweme_summary has no column {missing}");
        place.run(&["refresh"]).ends_with_code(1).says(&words);
        place.run(&["query", "videos"]).ends_with_code(1).says(&words);
        place.import("s.csv", format!("aweme_id,update_ts\n7,{TS}\n")).ends_with_code(1).says(&words);
        place.run(&["--db", "other.db", "import", "mediaop.db"]).ends_with_code(1).says(&words);
    }
}

#[test]
fn a_directory_is_no_database() {
    let place = Place::new();
    std::fs::create_dir(place.path("data")).unwrap();
    place.file("good.csv", format!("aweme_id,update_ts\n7,{TS}\n"));
    for arguments in [["refresh"].as_slice(), &["query", "videos"], &["import", "good.csv"], &["demo"], &["serve"]] {
        let arguments: Vec<_> = ["--db", "data"].iter().chain(arguments).copied().collect();
        place.run(&arguments).ends_with_code(1).says("data is a directory");
    }
}
