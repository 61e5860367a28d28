//! What a refresh reads, and that it gives what a full reading gives, in either database.

mod support;

use std::time::{SystemTime, UNIX_EPOCH};

use support::mariadb::MariaDb;
use support::{Place, Server, wait_until};

const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;
const TABLES: &str = "
CREATE TABLE douyin_aweme_summary (aweme_id BIGINT NOT NULL, update_ts BIGINT NOT NULL, sec_uid VARCHAR(64),
    digg_count BIGINT, product_id VARCHAR(64), PRIMARY KEY (aweme_id, update_ts));
CREATE TABLE product_info (product_id VARCHAR(64) PRIMARY KEY, title VARCHAR(64), category VARCHAR(64),
    updated_at BIGINT);
CREATE TABLE douyin_aweme (aweme_id BIGINT PRIMARY KEY, last_modify_ts BIGINT, liked_count VARCHAR(16),
    user_unique_id VARCHAR(64), sec_uid VARCHAR(64));";

fn now() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis() as i64
}

/// A database of either kind, and how to write to it beside mediaop.
enum Tables {
    Sqlite,
    MariaDb(MariaDb),
}

struct Shop {
    place: Place,
    tables: Tables,
}

impl Shop {
    /// One of each kind, with the same rows: videos 1 and 2 for ten days.
    fn both() -> [Shop; 2] {
        let server = MariaDb::start();
        server.sql("CREATE DATABASE shop");
        [Tables::Sqlite, Tables::MariaDb(server)].map(|tables| {
            let shop = Shop { place: Place::new(), tables };
            shop.sql(TABLES);
            for days in 0..10 {
                for video in [1, 2] {
                    shop.insert(video, now() - days * DAY - 2 * HOUR, 1_000 - days * 10);
                    shop.insert(video, now() - days * DAY - 3 * HOUR, 995 - days * 10);
                }
            }
            shop.sql("INSERT INTO product_info VALUES ('p', 'lipstick', 'beauty', 5), ('q', 'nuts', 'food', NULL)");
            shop
        })
    }

    fn sql(&self, sql: &str) {
        match &self.tables {
            Tables::Sqlite => self.place.database().execute_batch(sql).unwrap(),
            Tables::MariaDb(server) => drop(server.sql(&format!("USE shop; {sql}"))),
        }
    }

    fn insert(&self, video: i64, update_ts: i64, digg: i64) {
        self.sql(&format!("INSERT INTO douyin_aweme_summary VALUES ({video}, {update_ts}, 'lily', {digg}, 'p')"));
    }

    fn url(&self) -> String {
        match &self.tables {
            Tables::Sqlite => "sqlite://mediaop.db".to_owned(),
            Tables::MariaDb(server) => server.url("root", "shop"),
        }
    }

    fn serve(&self) -> Server {
        let server = self.place.serve(&["--db", &self.url()]);
        // Served before they are kept.
        wait_until(|| server.get("/healthz").json()["job"]["state"] == "done");
        server
    }

    /// Refreshes; how many rows were read. The answers must be those of a server that has just read all.
    #[track_caller]
    fn refreshed(&self, server: &Server) -> u64 {
        let read = refresh(server, "");
        let version = |server: &Server| server.get("/api/meta").json()["data"]["data_version"].clone();
        let after = version(server);
        refresh(server, "?full=true");
        assert_eq!(version(server), after, "a refresh and a full reading differ in {}", self.url());
        read
    }
}

/// Refreshes and waits for the end; how many rows were read.
#[track_caller]
fn refresh(server: &Server, parameters: &str) -> u64 {
    let job = server.post(&format!("/api/refresh{parameters}"), "").json()["job"]["id"].as_str().unwrap().to_owned();
    let state = || server.get(&format!("/api/jobs/{job}")).json()["job"].clone();
    wait_until(|| state()["state"] != "running");
    assert_eq!(state()["state"], "done", "{}", state());
    server.get("/api/meta").json()["data"]["runs"][0]["rows_read"].as_u64().unwrap()
}

#[test]
fn a_job_says_when_it_served_and_goes_on_until_all_are_counted() {
    for shop in Shop::both() {
        let server = shop.serve();
        let served_at = |job: &str| server.get(&format!("/api/jobs/{job}")).json()["job"]["served_at"].clone();
        let last = || server.get("/healthz").json()["job"]["id"].as_str().unwrap().to_owned();
        refresh(&server, "");
        assert_eq!(served_at(&last()), serde_json::Value::Null, "there was nothing to serve");
        shop.insert(1, now() - HOUR, 1_200);
        refresh(&server, "");
        let job = server.get(&format!("/api/jobs/{}", last())).json()["job"].clone();
        let times: Vec<_> = ["started_at", "served_at", "finished_at"].map(|name| job[name].as_str().unwrap()).into();
        assert!(times.is_sorted(), "{job}");
        let figures = server.get("/metrics").body;
        assert!(figures.contains("mediaop_serving_seconds_count{kind=\"refresh\"} 1\n"), "{figures}");
        assert!(figures.contains("mediaop_reading_seconds_count{kind=\"refresh\",outcome=\"done\"} 2\n"), "{figures}");
    }
}

#[test]
fn only_new_rows_are_read() {
    for shop in Shop::both() {
        let server = shop.serve();
        assert_eq!(shop.refreshed(&server), 0, "nothing is new");
        shop.insert(1, now() - HOUR, 1_200);
        shop.insert(3, now() - HOUR, 70);
        assert_eq!(shop.refreshed(&server), 2, "a later row and a new video");
        shop.insert(2, now() - 2 * HOUR - 60_000, 997);
        shop.insert(1, now() - 2 * HOUR - 60_000, 998);
        assert_eq!(shop.refreshed(&server), 2, "late rows, behind those that were read");
        shop.insert(2, now() - 50 * 60_000, 1_300);
        shop.insert(2, now() - 40 * 60_000, 1_400);
        shop.insert(1, now() - 50 * 60_000, 1_300);
        shop.insert(1, now() - 40 * 60_000, 1_400);
        shop.insert(1, now() - 2 * HOUR - 120_000, 996);
        assert_eq!(shop.refreshed(&server), 5, "several later rows, and a late one among them");
        shop.insert(4, now() - 5 * DAY, 10);
        shop.insert(4, now() - 4 * DAY, 20);
        assert_eq!(shop.refreshed(&server), 2, "a new video of which all rows are old");
        shop.sql(&format!("INSERT INTO douyin_aweme_summary VALUES (5, {}, 'lily', -7, 'p')", now()));
        assert_eq!(shop.refreshed(&server), 1, "a row that is rejected");
        let meta = server.get("/api/meta").json();
        assert_eq!(meta["data"]["rows"]["rejected"], 1, "{meta}");
    }
}

#[test]
fn what_no_key_tells_is_found_all_the_same() {
    for shop in Shop::both() {
        let server = shop.serve();
        let rows = 40;
        shop.sql("DELETE FROM douyin_aweme_summary WHERE aweme_id = 2 AND digg_count > 998");
        assert_eq!(shop.refreshed(&server), rows - 1, "rows are gone");
        shop.sql("UPDATE product_info SET category = 'snacks' WHERE product_id = 'q'");
        assert_eq!(shop.refreshed(&server), 0, "a product was changed silently");
        shop.sql("UPDATE product_info SET category = 'care', updated_at = 6 WHERE product_id = 'p'");
        shop.sql("INSERT INTO product_info VALUES ('r', 'rice', 'food', NULL)");
        assert_eq!(shop.refreshed(&server), 0, "products that say that they are newer");
        shop.sql("INSERT INTO douyin_aweme VALUES (9, 1767283200000, '5', 'lily.shop', 'lily')");
        assert_eq!(shop.refreshed(&server), 0, "a new video without snapshots");
        assert_eq!(server.get("/api/creators/lily.shop/products?period_days=30").status, 200);
        shop.sql("UPDATE douyin_aweme SET last_modify_ts = 1767283200001");
        assert_eq!(shop.refreshed(&server), 0, "a video was seen later");
    }
}

#[test]
fn an_import_of_past_days_or_of_changed_rows_is_seen() {
    for shop in Shop::both() {
        let server = shop.serve();
        let import = |update_ts: i64, digg: i64| {
            shop.place.file("s.csv", format!("aweme_id,update_ts,digg_count\n1,{update_ts},{digg}\n"));
            shop.place.run(&["--db", &shop.url(), "import", "s.csv"]).ends_with_code(0);
        };
        let (past, today) = (now() - 7 * DAY, now() - 60_000);
        import(past, 933);
        assert_eq!(shop.refreshed(&server), 41);
        import(today, 2_000);
        assert_eq!(shop.refreshed(&server), 1);
        import(today, 2_001);
        assert_eq!(shop.refreshed(&server), 42);
        import(today, 2_001);
        assert_eq!(shop.refreshed(&server), 0);
    }
}

#[test]
fn without_snapshots_each_video_is_one_and_all_are_read() {
    for shop in Shop::both() {
        shop.sql(
            "DELETE FROM douyin_aweme_summary; INSERT INTO douyin_aweme VALUES (9, 1767283200000, '5', 'u', 'lily')",
        );
        let server = shop.serve();
        assert_eq!(shop.refreshed(&server), 1);
        shop.sql("UPDATE douyin_aweme SET last_modify_ts = 1767369600000, liked_count = '9'");
        assert_eq!(shop.refreshed(&server), 1);
        shop.insert(9, now(), 50);
        assert_eq!(shop.refreshed(&server), 1, "from now on there are snapshots");
    }
}

#[test]
fn what_was_kept_of_an_emptied_table_is_not_taken_up_beside_the_next_rows() {
    for shop in Shop::both() {
        let server = shop.serve();
        shop.sql("CREATE TABLE before_all AS SELECT * FROM douyin_aweme_summary");
        shop.sql("DELETE FROM douyin_aweme_summary");
        assert_eq!(shop.refreshed(&server), 0);
        shop.sql("INSERT INTO douyin_aweme_summary SELECT * FROM before_all");
        shop.sql("UPDATE douyin_aweme_summary SET digg_count = digg_count * 10");
        let rows = shop.refreshed(&server);
        assert!(rows > 0, "the same keys, other counters");
    }
}

fn last_run(server: &Server) -> (String, Option<u64>) {
    let run = server.get("/api/meta").json()["data"]["runs"][0].clone();
    (run["kind"].as_str().unwrap_or("none yet").to_owned(), run["rows_read"].as_u64())
}

#[test]
fn a_start_takes_up_the_day_summaries_that_were_kept() {
    for shop in Shop::both() {
        drop(shop.serve());
        let server = shop.serve();
        wait_until(|| last_run(&server) == ("load".to_owned(), Some(0)));
        shop.insert(1, now() - HOUR, 1_200);
        assert_eq!(refresh(&server, ""), 1);
        drop(server);
        shop.insert(3, now() - HOUR, 70);
        shop.sql("UPDATE product_info SET category = 'snacks' WHERE product_id = 'q'");
        let server = shop.serve();
        wait_until(|| last_run(&server) == ("load".to_owned(), Some(1)));
        let categories = server.get("/api/products?period_days=30").body;
        assert!(categories.contains("snacks") && !categories.contains("food"), "{categories}");
        shop.sql("UPDATE product_info SET category = 'sweets' WHERE product_id = 'q'");
        assert_eq!(shop.refreshed(&server), 0, "a silent change needs no snapshots where they are kept");
        let csv = shop.place.run(&["--db", &shop.url(), "query", "products?period_days=30&format=csv"]);
        assert!(csv.ends_with_code(0).stdout().contains("sweets"));
    }
}

#[test]
fn what_is_kept_and_of_no_use_is_passed_over() {
    for shop in Shop::both() {
        let all = 40;
        drop(shop.serve());
        let served_in = |zone: &str, rows: u64| {
            let server = shop.place.serve(&["--db", &shop.url(), "--timezone", zone]);
            // Until then the log may show the run of the server before, and nothing may be kept yet.
            wait_until(|| server.get("/healthz").json()["job"]["state"] == "done");
            assert_eq!(last_run(&server), ("load".to_owned(), Some(rows)));
        };
        served_in("Europe/Berlin", all);
        served_in("Asia/Shanghai", all);
        served_in("Asia/Shanghai", 0);
        shop.sql("UPDATE mediaop_segment_pieces SET bytes = X'00'");
        served_in("Asia/Shanghai", all);
        shop.sql("DELETE FROM mediaop_segment_pieces");
        served_in("Asia/Shanghai", all);
        shop.sql("DELETE FROM douyin_aweme_summary WHERE aweme_id = 1");
        served_in("Asia/Shanghai", all / 2);
    }
}

#[test]
fn two_servers_on_one_database_go_on_from_each_other() {
    for shop in Shop::both() {
        let servers = [shop.serve(), shop.serve()];
        let version = |server: &Server| server.get("/api/meta").json()["data"]["data_version"].clone();
        for round in 1..=6 {
            shop.insert(1, now() - HOUR + round, 1_200 + round);
            shop.insert(10 + round, now() - HOUR, 70);
            let server = &servers[round as usize % 2];
            refresh(server, if round == 4 { "?full=true" } else { "" });
        }
        for server in &servers {
            refresh(server, "");
        }
        let fresh = shop.serve();
        refresh(&fresh, "?full=true");
        assert_eq!([version(&servers[0]), version(&servers[1])], [version(&fresh), version(&fresh)]);
    }
}

#[test]
fn a_row_that_was_changed_is_mended_by_the_command_refresh() {
    for shop in Shop::both() {
        let refresh = || shop.place.run(&["--db", &shop.url(), "refresh"]).ends_with_code(0).stdout();
        refresh();
        let ask = || {
            let question = ["--db", &shop.url(), "query", "videos?period_days=30&basis=gained", "--format", "csv"];
            shop.place.run(&question).ends_with_code(0).stdout()
        };
        let before = ask();
        shop.sql("UPDATE douyin_aweme_summary SET digg_count = 5000 WHERE aweme_id = 1 AND digg_count = 1000");
        assert_eq!(ask(), before, "the day summaries that are kept");
        let said = refresh();
        assert!(said.contains("40 rows read, 40 accepted") && said.contains("  kept: "), "{said}");
        let mended = ask();
        assert_ne!(mended, before);
        shop.sql("DELETE FROM mediaop_segments");
        assert_eq!(ask(), mended, "the rows themselves");
    }
}

#[test]
fn a_server_takes_up_what_the_command_refresh_has_kept() {
    for shop in Shop::both() {
        let server = shop.serve();
        let version = || server.get("/api/meta").json()["data"]["data_version"].clone();
        let before = version();
        shop.sql("UPDATE douyin_aweme_summary SET digg_count = 5000 WHERE aweme_id = 1 AND digg_count = 1000");
        shop.place.run(&["--db", &shop.url(), "refresh"]).ends_with_code(0);
        shop.refreshed(&server);
        assert_ne!(version(), before);
    }
}

#[test]
fn a_job_ends_with_the_number_of_rows_that_were_read() {
    for shop in Shop::both() {
        if let Tables::MariaDb(server) = &shop.tables {
            // What the server believes of its tables need not be so.
            server.sql("UPDATE mysql.innodb_table_stats SET n_rows = 7 WHERE database_name = 'shop'; FLUSH TABLES");
        }
        let server = shop.serve();
        let rows_of_job = || {
            let job = server.get("/healthz").json()["job"].clone();
            ["rows_done", "rows_total"].map(|figure| job[figure].as_u64().unwrap())
        };
        refresh(&server, "?full=true");
        assert_eq!(rows_of_job(), [42, 42], "40 snapshots and 2 products");
        shop.insert(1, now() - HOUR, 1_200);
        shop.insert(2, now() - 2 * HOUR - 60_000, 997);
        assert_eq!(refresh(&server, ""), 2);
        assert_eq!(rows_of_job(), [2, 2], "one of them found behind what was served");
        assert_eq!(refresh(&server, ""), 0);
        assert_eq!(rows_of_job(), [0, 0]);
    }
}

#[test]
fn a_failed_refresh_is_tried_again() {
    let shop = Shop { place: Place::new(), tables: Tables::Sqlite };
    shop.sql(TABLES);
    shop.insert(1, now(), 5);
    let server = shop.serve();
    shop.insert(2, now(), 5);
    shop.sql("ALTER TABLE douyin_aweme_summary RENAME TO elsewhere; ALTER TABLE douyin_aweme RENAME TO aside");
    let job = server.post("/api/refresh", "").json()["job"]["id"].as_str().unwrap().to_owned();
    wait_until(|| server.get(&format!("/api/jobs/{job}")).json()["job"]["state"] == "failed");
    let meta = server.get("/api/meta").json()["data"].clone();
    assert_eq!((meta["video_count"].as_u64(), meta["runs"][0]["state"].as_str()), (Some(1), Some("failed")));
    shop.sql("ALTER TABLE elsewhere RENAME TO douyin_aweme_summary; ALTER TABLE aside RENAME TO douyin_aweme");
    wait_until(|| server.get("/api/meta").json()["data"]["video_count"] == 2);
}
