//! Databases that go away, disks that are full, processes that are killed, writers that go on.

mod support;

use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use rusqlite::types::Value;
use support::mariadb::MariaDb;
use support::{Place, Server, rows, wait_until};

const ROWS: i64 = 12_000;
const BATCH: i64 = 2_000;
const TABLE: &str = "CREATE TABLE douyin_aweme_summary (aweme_id BIGINT NOT NULL, update_ts BIGINT NOT NULL,
    create_time BIGINT, sec_uid VARCHAR(64), digg_count BIGINT, product_id VARCHAR(64),
    PRIMARY KEY (aweme_id, update_ts))";

fn now() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis() as i64
}

/// Snapshots of the last days, `ROWS` of them.
fn csv() -> String {
    let mut csv = "aweme_id,update_ts,create_time,sec_uid,digg_count,product_id\n".to_owned();
    let begin = now() - 5 * 86_400_000;
    for row in 0..ROWS {
        let (video, crawl) = (row % 400 + 1, row / 400);
        let ts = begin + crawl * 4 * 3_600_000;
        csv.push_str(&format!("{video},{ts},{},c{},{},p{}\n", begin / 1000 - 60, video % 9, crawl * video, video % 50));
    }
    csv
}

fn number(place: &Place, sql: &str) -> i64 {
    match rows(&place.database(), sql)[0][0] {
        Value::Integer(number) => number,
        ref other => panic!("{other:?}"),
    }
}

/// Kills a command with a share of the time that it takes undisturbed.
fn killed(place: &Place, arguments: &[&str], after: Duration) {
    let mut command = place.command();
    let mut child = command.args(arguments).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    std::thread::sleep(after);
    let _ = child.kill();
    child.wait().unwrap();
}

fn version_after(server: &Server, parameters: &str) -> String {
    wait_until(|| server.get("/healthz").json()["job"]["state"] != "running");
    let job = server.post(&format!("/api/refresh{parameters}"), "").json()["job"]["id"].as_str().unwrap().to_owned();
    wait_until(|| server.get(&format!("/api/jobs/{job}")).json()["job"]["state"] == "done");
    server.get("/api/meta").json()["data"]["data_version"].to_string()
}

#[test]
fn killed_in_mid_import_there_are_whole_batches_and_the_next_import_goes_on() {
    let place = Place::new();
    place.file("s.csv", csv());
    let began = Instant::now();
    place.run(&["--db", "whole.db", "import", "s.csv"]).ends_with_code(0);
    let whole = began.elapsed();
    for share in 1..=20 {
        killed(&place, &["import", "s.csv"], whole * share / 21);
        if place.path("mediaop.db").exists() {
            assert_eq!(rows(&place.database(), "PRAGMA integrity_check"), [[Value::Text("ok".into())]]);
            if number(&place, "SELECT count(*) FROM sqlite_master WHERE name = 'douyin_aweme_summary'") == 1 {
                let stored = number(&place, "SELECT count(*) FROM douyin_aweme_summary");
                assert_eq!(stored % BATCH, 0, "half a batch after {share}/21");
            }
        }
        if share % 4 == 0 {
            for ending in ["", "-wal", "-shm"] {
                let _ = std::fs::remove_file(place.path(&format!("mediaop.db{ending}")));
            }
        }
    }
    place.run(&["import", "s.csv"]).ends_with_code(0);
    let all = "SELECT * FROM douyin_aweme_summary ORDER BY 1, 2";
    let expected = rusqlite::Connection::open(place.path("whole.db")).unwrap();
    assert_eq!(rows(&place.database(), all), rows(&expected, all));
    assert_eq!(number(&place, "SELECT count(*) FROM douyin_aweme_summary"), ROWS);
}

#[test]
fn killed_in_mid_refresh_the_next_start_has_all_and_nothing_by_half() {
    let place = Place::new();
    place.import("s.csv", csv()).ends_with_code(0);
    let began = Instant::now();
    let server = place.serve(&[]);
    wait_until(|| server.get("/healthz").json()["job"]["state"] == "done");
    let whole = began.elapsed();
    drop(server);
    for share in 1..=15 {
        place
            .database()
            .execute("INSERT INTO douyin_aweme_summary (aweme_id, update_ts, digg_count) VALUES (7, ?1, 5)", [now()])
            .unwrap();
        // Every third time there is nothing kept, and all is read.
        if share % 3 == 0 {
            place.database().execute_batch("DELETE FROM mediaop_segments").unwrap();
        }
        killed(&place, &["serve", "--no-schedule", "--listen", "127.0.0.1:0"], whole * share / 12);
    }
    let server = place.serve(&[]);
    assert_eq!(version_after(&server, ""), version_after(&server, "?full=true"));
    assert_eq!(server.get("/api/meta").json()["data"]["rows"]["read"], ROWS + 15);
}

#[test]
fn killed_in_mid_precomputing_the_tables_are_of_one_writing() {
    let place = Place::new();
    place.import("s.csv", csv()).ends_with_code(0);
    let began = Instant::now();
    place.run(&["precompute"]).ends_with_code(0);
    let whole = began.elapsed();
    let counts = "SELECT count(*), (SELECT count(*) FROM product_creator_stats) FROM product_matrix_stats";
    let expected = rows(&place.database(), counts);
    for share in 1..=15 {
        killed(&place, &["precompute"], whole * share / 14);
        assert_eq!(rows(&place.database(), counts), expected);
        let at = rows(
            &place.database(),
            "SELECT updated_at FROM product_matrix_stats UNION SELECT updated_at FROM product_creator_stats",
        );
        assert_eq!(at.len(), 1, "{at:?}");
    }
    place.run(&["precompute"]).ends_with_code(0);
    assert_eq!(rows(&place.database(), counts), expected);
}

/// A file beside which there is a journal, as a process that is killed leaves both.
#[test]
fn what_a_killed_writer_left_by_half_is_put_back_before_reading() {
    let place = Place::new();
    let writer = rusqlite::Connection::open(place.path("crawler.db")).unwrap();
    // Pages go to the file long before the transaction ends.
    writer.execute_batch(&format!("PRAGMA journal_mode = DELETE; PRAGMA cache_size = 5; {TABLE}; BEGIN")).unwrap();
    let mut insert =
        writer.prepare("INSERT INTO douyin_aweme_summary VALUES (?1, ?2, ?2 / 1000, 'c', 5, 'p')").unwrap();
    let yesterday = now() - 86_400_000;
    for id in 1..=3_000 {
        insert.execute([id, yesterday]).unwrap();
    }
    writer.execute_batch("COMMIT; BEGIN; UPDATE douyin_aweme_summary SET product_id = 'another'").unwrap();
    let left_by_half = |name: &str| {
        for ending in ["", "-journal"] {
            std::fs::copy(place.path(&format!("crawler.db{ending}")), place.path(&format!("{name}{ending}"))).unwrap();
        }
    };
    let top = ["query", "videos?page_size=1", "--format", "csv"];

    left_by_half("left.db");
    let asked = place.run(&[&["--db", "left.db"], top.as_slice()].concat());
    let answer = asked.ends_with_code(0).stdout();
    assert!(answer.contains(",p,") && !answer.contains("another"), "{answer}");
    assert!(!place.path("left.db-journal").exists());
    left_by_half("imported.db");
    place.run(&["import", "imported.db"]).ends_with_code(0).says("3,000 added");
    left_by_half("fixed.db");
    let mut fixed = place.path("fixed.db").metadata().unwrap().permissions();
    fixed.set_readonly(true);
    std::fs::set_permissions(place.path("fixed.db"), fixed).unwrap();
    let asked = place.run(&[&["--db", "fixed.db"], top.as_slice()].concat());
    asked.ends_with_code(1).says("was ended amid a transaction").says("fixed.db-journal");
    assert!(place.path("fixed.db-journal").exists());
    // A writer that is still there is waited for, as long as it has not ended.
    writer.execute_batch("ROLLBACK").unwrap();
    place.run(&[&["--db", "crawler.db"], top.as_slice()].concat()).ends_with_code(0);
}

#[test]
fn a_full_disk_leaves_the_old_tables() {
    let place = Place::new();
    place.import("s.csv", csv()).ends_with_code(0);
    place.run(&["precompute"]).ends_with_code(0);
    let all = "SELECT * FROM product_creator_stats ORDER BY id";
    let before = rows(&place.database(), all);
    assert!(before.len() > 100);
    // No file may grow beyond some kilobytes; who writes more is told so.
    let program = env!("CARGO_BIN_EXE_mediaop");
    let script = format!("trap '' XFSZ; ulimit -f 16; exec {program} precompute");
    let ran = Command::new("sh").args(["-c", &script]).current_dir(place.path("")).output().unwrap();
    let said = String::from_utf8_lossy(&ran.stderr);
    assert_eq!(ran.status.code(), Some(1), "{said}");
    assert!(said.contains("failed") && said.contains("mediaop.db"), "{said}");
    assert_eq!(rows(&place.database(), all), before);
    assert_eq!(rows(&place.database(), "PRAGMA integrity_check"), [[Value::Text("ok".into())]]);
    place.run(&["precompute"]).ends_with_code(0);
}

#[test]
fn a_lock_on_our_tables_holds_up_no_new_rows() {
    let (place, server) = (Place::new(), MariaDb::start());
    let row = |id: i64| {
        format!("INSERT INTO shop.douyin_aweme_summary (aweme_id, update_ts, digg_count) VALUES ({id}, {}, 5)", now())
    };
    server.sql(&format!("CREATE DATABASE shop; USE shop; {TABLE}; {}", row(1)));
    let running = place.serve(&["--db", &server.url("root", "shop")]);
    wait_until(|| running.get("/healthz").json()["job"]["state"] == "done");
    // As a backup does; it ends with the server.
    let lock = "LOCK TABLES shop.mediaop_segments READ; SELECT SLEEP(600)";
    let mut locks = server.client().args(["-e", lock]).spawn().unwrap();
    let sleeps = "SELECT count(*) FROM information_schema.processlist WHERE info LIKE 'SELECT SLEEP%'";
    wait_until(|| server.sql(sleeps) == "1");
    for id in [2, 3] {
        server.sql(&row(id));
        running.post("/api/refresh", "");
        wait_until(|| running.get("/api/meta").json()["data"]["video_count"] == id);
    }
    assert!(locks.try_wait().unwrap().is_none(), "the lock stands");
    locks.kill().unwrap();
    locks.wait().unwrap();
}

#[test]
fn a_server_that_is_gone_at_the_start_and_later_is_waited_for() {
    let (place, mut server) = (Place::new(), MariaDb::start());
    server.sql(&format!("CREATE DATABASE shop; USE shop; {TABLE}; INSERT INTO douyin_aweme_summary (aweme_id, update_ts, digg_count) VALUES (7, {}, 5)", now()));
    server.kill();
    let running = place.serve(&["--db", &server.url("root", "shop")]);
    wait_until(|| running.get("/healthz").json()["job"]["state"] == "failed");
    assert!(running.get("/healthz").body.contains("mysql://root@"), "nobody else asks");
    assert_eq!((running.get("/readyz").status, running.get("/api/videos").status), (503, 503));
    server.restart();
    wait_until(|| running.get("/readyz").status == 200);
    // Served before it has ended: what is amid it would fail as well, and be tried again later.
    wait_until(|| running.get("/healthz").json()["job"]["state"] == "done");
    server.kill();
    running.post("/api/refresh", "");
    wait_until(|| running.get("/healthz").json()["job"]["state"] == "failed");
    let meta = running.get("/api/meta").json();
    assert_eq!(
        (meta["data"]["video_count"].as_u64(), meta["data"]["runs"][0]["state"].as_str()),
        (Some(1), Some("failed"))
    );
    server.restart();
    server.sql(&format!(
        "INSERT INTO shop.douyin_aweme_summary (aweme_id, update_ts, digg_count) VALUES (8, {}, 5)",
        now()
    ));
    wait_until(|| running.get("/api/meta").json()["data"]["video_count"] == 2);
    // What failed meanwhile stays to be seen, and is written down now that this is possible.
    let failures = |meta: &serde_json::Value| {
        let runs = meta["data"]["runs"].as_array().unwrap().clone();
        runs.into_iter().filter(|run| run["state"] == "failed").collect::<Vec<_>>()
    };
    let failed = failures(&running.get("/api/meta").json());
    assert!(failed.iter().any(|run| run["kind"] == "load") && failed.iter().any(|run| run["kind"] == "refresh"));
    // The data are served before the runs are written down, in a table that may not be there yet.
    let log =
        "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = 'shop' AND table_name = 'mediaop_runs'";
    wait_until(|| server.sql(log) == "1");
    let kept = "SELECT COUNT(*) FROM shop.mediaop_runs WHERE state = 'failed'";
    wait_until(|| server.sql(kept) == failed.len().to_string());
    wait_until(|| {
        server.sql("SELECT MAX(started_at) = MAX(IF(state = 'done', started_at, 0)) FROM shop.mediaop_runs") == "1"
    });
    drop(running);
    let next = place.serve(&["--db", &server.url("root", "shop")]);
    next.wait_until_ready();
    assert_eq!(failures(&next.get("/api/meta").json()), failed);
}

/// A reading waits for a table that is locked as long as the server may take to answer, far longer than the test.
#[test]
fn a_signal_ends_it_whoever_watches_and_whatever_a_reading_waits_for() {
    let (place, server) = (Place::new(), MariaDb::start());
    server.sql(&format!("CREATE DATABASE shop; USE shop; {TABLE}"));
    let mut holder = server.client().arg("shop").stdin(Stdio::piped()).spawn().unwrap();
    writeln!(holder.stdin.as_ref().unwrap(), "LOCK TABLES douyin_aweme_summary WRITE;").unwrap();
    wait_until(|| !server.sql("SHOW OPEN TABLES FROM shop WHERE In_use > 0").is_empty());
    for signal in ["-TERM", "-INT"] {
        let running = place.serve(&["--db", &server.url("root", "shop")]);
        let id = running.get("/healthz").json()["job"]["id"].as_str().unwrap().to_owned();
        let mut stream = running.connect();
        let head = format!("GET /api/jobs/{id}/events HTTP/1.1\r\nHost: localhost\r\n\r\n");
        stream.write_all(head.as_bytes()).unwrap();
        let mut lines = BufReader::new(stream).lines().map_while(Result::ok);
        assert!(lines.any(|line| line == "event: progress"));
        running.signal(signal);
        let (code, log) = running.wait_for_end();
        assert_eq!(code, Some(0), "{signal}");
        let is_said = |words: &str| log.iter().any(|line| line.contains(words));
        assert!(is_said("stopping") && !is_said("are cut off"), "{signal}: {log:?}");
    }
    holder.kill().unwrap();
    holder.wait().unwrap();
}

/// The crawler writes 2,000 rows a second, and waits for nobody; refreshes and requests go on.
#[test]
fn a_writer_is_not_held_up_and_loses_nothing() {
    let (place, server) = (Place::new(), MariaDb::start());
    server.sql(&format!("CREATE DATABASE shop; USE shop; {TABLE}"));
    place.file("s.csv", csv());
    let url = server.url("root", "shop");
    place.run(&["--db", &url, "import", "s.csv"]).ends_with_code(0);
    let running = place.serve(&["--db", &url]);
    running.wait_until_ready();
    // It goes on for five seconds, and on a slow machine until some refreshes have ended meanwhile.
    let refreshes = AtomicU32::new(0);
    let is_enough = |batch: u32| batch >= 50 && refreshes.load(Ordering::Relaxed) >= 3;
    std::thread::scope(|scope| {
        let writer = scope.spawn(|| {
            let mut client = server.client().arg("shop").stdin(Stdio::piped()).spawn().unwrap();
            let mut input = client.stdin.take().unwrap();
            let began = Instant::now();
            for batch in (0..3_000).take_while(|batch| !is_enough(*batch)) {
                let row = |row: u32| {
                    let (video, ts) = (row % 500 + 1, now() - i64::from(row % 7) * 60_000 + i64::from(batch % 60));
                    format!("({video}, {ts}, 'c{}', {}, 'p{}')", video % 9, batch * 10 + row % 10, video % 50)
                };
                let values: Vec<_> = (0..200).map(|place| row(batch * 200 + place)).collect();
                let into =
                    "INSERT IGNORE INTO douyin_aweme_summary (aweme_id, update_ts, sec_uid, digg_count, product_id)";
                writeln!(input, "{into} VALUES {};", values.join(", ")).unwrap();
                let due = Duration::from_millis(100) * (batch + 1);
                std::thread::sleep(due.saturating_sub(began.elapsed()));
            }
            drop(input);
            assert!(client.wait().unwrap().success());
        });
        while !writer.is_finished() {
            version_after(&running, "");
            refreshes.fetch_add(1, Ordering::Relaxed);
            let answer = running.get("/api/products/hot?period_days=3");
            assert_eq!(answer.status, 200, "{answer:?}");
        }
        writer.join().unwrap();
    });
    assert!(refreshes.into_inner() >= 3);
    assert_eq!(
        server.sql(
            "SELECT variable_value FROM information_schema.global_status WHERE variable_name = 'INNODB_ROW_LOCK_WAITS'"
        ),
        "0"
    );
    let followed = version_after(&running, "");
    let accepted = running.get("/api/meta").json()["data"]["rows"]["accepted"].to_string();
    assert_eq!(accepted, server.sql("SELECT COUNT(*) FROM shop.douyin_aweme_summary"));
    assert_eq!(version_after(&running, "?full=true"), followed);
}
