//! What MediaCrawler writes, in its three generations, with every trap that its files have had.

mod support;

use rusqlite::types::Value;
use support::mariadb::MariaDb;
use support::{Place, rows};

const HOUR: i64 = 3_600_000;
/// 2026-06-30 08:00 in Shanghai.
const TS: i64 = 1_782_777_600_000;
/// The first 16 hex digits of the SHA-256 of `104255897823`.
const HASH: &str = "7717e57dc6c6d5f2";
const SNAPSHOTS: &str = "SELECT aweme_id, update_ts, digg_count, collect_count, sec_uid FROM douyin_aweme_summary
    ORDER BY aweme_id, update_ts";

/// To 2025-09: JSON, counters as texts, `None` where the platform said nothing.
fn first_generation() -> String {
    let video = |id: &str, ts: i64, liked: &str, collected: &str| {
        format!(
            r#"    {{
        "aweme_id": "{id}", "aweme_type": "0", "title": "第一条 #好物", "desc": "第一条 #好物",
        "create_time": {}, "user_id": "104255897823", "sec_uid": "MS4wLjABAAAA-lily", "short_user_id": "0",
        "user_unique_id": "lily.shop", "user_signature": "你好\n世界", "nickname": "莉莉",
        "avatar": "https://p3.example/a.jpeg", "liked_count": "{liked}", "collected_count": "{collected}",
        "comment_count": "3", "share_count": "None", "ip_location": "", "last_modify_ts": {ts},
        "aweme_url": "https://www.douyin.com/video/{id}", "cover_url": "", "video_download_url": "",
        "source_keyword": "口红"
    }}"#,
            TS / 1000 - 86_400
        )
    };
    let videos = [
        video("7310000000000000001", TS, "100", "10"),
        video("7310000000000000001", TS + HOUR, "1.2w", "None"),
        video("7310000000000000002", TS, "7.5w+", "4"),
        video("7310000000000000003", TS / 1000, "5", "5"),
    ];
    format!("[\n{}\n]", videos.join(",\n"))
}

const SECOND_HEADER: &str = "aweme_id,aweme_type,title,desc,create_time,user_id,sec_uid,short_user_id,\
    user_unique_id,user_signature,nickname,avatar,liked_count,collected_count,comment_count,share_count,ip_location,\
    last_modify_ts,aweme_url,cover_url,video_download_url,music_download_url,note_download_url,source_keyword";

fn second_row(id: i64, ts: i64, liked: &str) -> String {
    format!(
        "{id},0,\"第二, 条\r\n带换行\",\"desc with \"\"quotes\"\"\",{},104255897823,MS4wLjABAAAA-lily,0,lily.shop,,莉莉,\
         ,{liked},5,1,2,上海,{ts},https://www.douyin.com/video/{id},,,,,",
        TS / 1000 - 86_400
    )
}

/// From 2026-07 on, without the creator's identity.
fn third_row(id: i64, ts: i64, liked: &str) -> String {
    format!(
        r#"{{"aweme_id": {id}, "aweme_type": "0", "title": "第三条", "desc": "", "create_time": {}, "creator_hash": "{HASH}", "nickname": "莉*", "liked_count": "{liked}", "collected_count": "0", "comment_count": "0", "share_count": "0", "last_modify_ts": {ts}, "aweme_url": "https://www.douyin.com/video/{id}", "source_keyword": ""}}"#,
        TS / 1000 - 86_400
    )
}

/// A file of the second generation into which the third wrote on after an upgrade in mid-day.
fn mixed() -> String {
    let third = format!("7310000000000000006,0,title,desc,{},{HASH},莉*,,9,5,1,2,{TS},,,,,", TS / 1000);
    let rows = [
        SECOND_HEADER.to_owned(),
        second_row(7_310_000_000_000_000_004, TS, "40"),
        third,
        second_row(7_310_000_000_000_000_004, TS + HOUR, "45"),
        second_row(7_310_000_000_000_000_005, TS, "-3"),
    ];
    format!("\u{feff}{}\r\n", rows.join("\r\n"))
}

/// The folder as the crawler leaves it.
fn folder(place: &Place) {
    for folder in ["json", "csv", "jsonl"] {
        std::fs::create_dir_all(place.path(&format!("data/douyin/{folder}"))).unwrap();
    }
    place.file("data/douyin/json/search_contents_2025-09-01.json", first_generation());
    place.file("data/douyin/csv/detail_contents_2026-06-30.csv", mixed());
    place.file(
        "data/douyin/csv/creator_creators_2026-06-30.csv",
        format!(
            "user_id,nickname,gender,avatar,desc,ip_location,follows,fans,interaction,videos_count,last_modify_ts\r\n\
             MS4wLjABAAAA-lily,莉莉,Female,,,,10,12.3w,5,7,{TS}\r\n"
        ),
    );
    let third = [
        third_row(7_310_000_000_000_000_007, TS, "70"),
        String::new(),
        "{\"aweme_id\": 73100000".to_owned(),
        third_row(7_310_000_000_000_000_001, TS + 2 * HOUR, "12100"),
    ];
    place.file("data/douyin/jsonl/search_contents_2026-07-02.jsonl", third.join("\n"));
    place.file("data/douyin/jsonl/search_comments_2026-07-02.jsonl", "{\"comment_id\": 1, \"aweme_id\": 7}\n");
}

fn integer(number: i64) -> Value {
    Value::Integer(number)
}

#[test]
fn a_folder_of_all_generations_is_taken_at_once_and_twice_is_once() {
    let place = Place::new();
    folder(&place);
    let once = place.run(&["import", "data/douyin"]);
    once.ends_with_code(3)
        .says("search_contents_2025-09-01.json: 4 rows read\n  videos: 2 added, 0 changed, 0 unchanged\n  snapshots: 3 added")
        .says("1 rejected, update_ts_in_seconds")
        .says("1 counter not exact")
        .says("detail_contents_2026-06-30.csv: 4 rows read\n  videos: 1 added, 0 changed, 0 unchanged\n  snapshots: 2 added")
        .says("1 rejected, wrong_width")
        .says("1 rejected, counter_negative")
        .says("creators: 1 added")
        .says("search_contents_2026-07-02.jsonl: 3 rows read\n  videos: 1 added, 1 changed, 0 unchanged\n  snapshots: 2 added")
        .says("1 rejected, not_json");
    assert!(!once.stderr().contains("comments"), "{}", once.stderr());
    let stored = rows(&place.database(), SNAPSHOTS);
    let lily = || Value::Text("MS4wLjABAAAA-lily".to_owned());
    let hash = || Value::Text(HASH.to_owned());
    let first = 7_310_000_000_000_000_001;
    let row = |id: i64, ts: i64, digg: i64, collect: i64, creator: Value| {
        vec![integer(first + id), integer(ts), integer(digg), integer(collect), creator]
    };
    assert_eq!(
        stored,
        [
            row(0, TS, 100, 10, lily()),
            row(0, TS + HOUR, 12_000, -1, lily()),
            row(0, TS + 2 * HOUR, 12_100, 0, hash()),
            row(1, TS, -1, 4, lily()),
            row(3, TS, 40, 5, lily()),
            row(3, TS + HOUR, 45, 5, lily()),
            row(6, TS, 70, 0, hash()),
        ]
    );
    let twice = place.run(&["import", "data/douyin"]);
    twice.ends_with_code(3).says("3 unchanged").says("creators: 0 added, 0 changed, 1 unchanged");
    assert!(!twice.stderr().contains("1 added") && !twice.stderr().contains("1 changed"), "{}", twice.stderr());
    assert_eq!(rows(&place.database(), SNAPSHOTS), stored);
}

#[test]
fn a_creator_is_one_in_all_generations() {
    let place = Place::new();
    folder(&place);
    place.run(&["import", "data/douyin"]).ends_with_code(3);
    let all = place.run(&["query", "creators?linked=all&period_days=3&as_of=2026-06-30&format=csv"]);
    let all = all.ends_with_code(0).stdout();
    assert_eq!(all.lines().count(), 2, "{all}");
    assert!(all.contains("MS4wLjABAAAA-lily,莉*,") && all.contains(",123000,4,"), "{all}");
    for alias in [HASH, "104255897823", "lily.shop"] {
        let query = format!("videos?linked=all&period_days=3&as_of=2026-06-30&creator_id={alias}&format=csv");
        let videos = place.run(&["query", &query]).ends_with_code(0).stdout();
        assert_eq!(videos.matches("MS4wLjABAAAA-lily").count(), 4, "{alias}: {videos}");
    }
}

#[test]
fn comments_are_named_as_what_they_are() {
    let place = Place::new();
    for (name, content) in [
        ("c.csv", "comment_id,aweme_id,content,last_modify_ts\n1,7,好,5\n"),
        ("c.jsonl", "{\"comment_id\": 1, \"aweme_id\": 7, \"content\": \"好\"}\n"),
    ] {
        place.import(name, content).ends_with_code(1).says("holds comments");
    }
}

const CRAWLERS_TABLE: &str =
    "CREATE TABLE douyin_aweme (id INTEGER PRIMARY KEY, user_id VARCHAR(255), sec_uid VARCHAR(255),
    short_user_id VARCHAR(255), user_unique_id VARCHAR(255), nickname TEXT, avatar TEXT, user_signature TEXT,
    ip_location TEXT, add_ts BIGINT, last_modify_ts BIGINT, aweme_id BIGINT, aweme_type TEXT, title TEXT,
    create_time BIGINT, liked_count TEXT, comment_count TEXT, share_count TEXT, collected_count TEXT)";

fn crawled(hours: i64) -> String {
    format!(
        "DELETE FROM douyin_aweme; INSERT INTO douyin_aweme (id, user_id, sec_uid, aweme_id, add_ts, last_modify_ts,
            create_time, liked_count, collected_count)
         VALUES (1, '104255897823', 'MS4w-lily', 7, {TS}, {}, {}, '{}', '3')",
        TS + hours * HOUR,
        TS / 1000 - 86_400,
        100 + hours * 5
    )
}

/// The crawler's own database keeps the latest row of each video: its history grows import by import.
#[test]
fn a_database_without_a_history_gets_one_import_by_import() {
    let (place, server) = (Place::new(), MariaDb::start());
    let crawler = || rusqlite::Connection::open(place.path("crawler.db")).unwrap();
    crawler().execute_batch(CRAWLERS_TABLE).unwrap();
    server.sql(&format!("CREATE DATABASE crawler CHARACTER SET utf8mb4; USE crawler; {CRAWLERS_TABLE}"));
    let url = server.url("root", "crawler");
    for hours in [0, 4] {
        crawler().execute_batch(&crawled(hours)).unwrap();
        server.sql(&format!("USE crawler; {}", crawled(hours)));
        for (own, from) in [("from_file.db", "crawler.db"), ("from_server.db", &url)] {
            for _ in 0..2 {
                place.run(&["--db", own, "import", from]).ends_with_code(0).says("one row a video, without a history");
            }
        }
    }
    let stored = |own: &str| rows(&rusqlite::Connection::open(place.path(own)).unwrap(), SNAPSHOTS);
    let lily = || Value::Text("MS4w-lily".to_owned());
    let expected = [
        vec![integer(7), integer(TS), integer(100), integer(3), lily()],
        vec![integer(7), integer(TS + 4 * HOUR), integer(120), integer(3), lily()],
    ];
    assert_eq!(stored("from_file.db"), expected);
    assert_eq!(stored("from_server.db"), expected);
    let secret = server.url("root:s3cret", "crawler");
    let refused = place.run(&["--db", "x.db", "import", &secret]);
    assert!(!refused.stderr().contains("s3cret"), "{}", refused.stderr());
}
