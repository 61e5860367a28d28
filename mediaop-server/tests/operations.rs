//! Tokens, probes, figures, ids of requests, and answers that come again.

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use rusqlite::types::Value;
use support::{Place, Server, rows, wait_until};

const TOKEN: &str = "0123456789abcdef0123456789abcdef";

fn now() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis() as i64
}

fn filled() -> Place {
    let place = Place::new();
    place.import("s.csv", format!("aweme_id,update_ts,digg_count\n7,{},5\n8,5,5\n", now() - 60_000)).ends_with_code(3);
    place
}

fn with_header(server: &Server, path: &str, header: &str) -> support::Response {
    server.ask(&format!("GET {path} HTTP/1.1\r\nHost: {}\r\n{header}", server.address))
}

#[test]
fn who_has_no_token_does_not_hear_where_the_database_is() {
    let place = filled();
    place.file("token", format!("{TOKEN}\n"));
    let server = place.serve(&["--token-file", "token", "--db", "mysql://someone@127.0.0.1:1/shop"]);
    wait_until(|| server.get("/healthz").json()["job"]["state"] == "failed");
    let health = server.get("/healthz").body;
    assert!(health.contains("could not be read") && !health.contains("someone"), "{health}");
    let meta = with_header(&server, "/api/meta", &format!("Authorization: Bearer {TOKEN}\r\n")).body;
    assert!(meta.contains("someone"), "{meta}");
}

#[test]
fn a_token_is_asked_for_and_compared_whole() {
    let place = filled();
    place.file("token", format!("{TOKEN}\n"));
    let server = place.serve(&["--token-file", "token"]);
    wait_until(|| server.get("/readyz").status == 200);
    for path in ["/api/meta", "/api", "/api/docs", "/metrics", "/nowhere", "/api/nowhere", "/products/a/b"] {
        let refused = server.get(path);
        assert_eq!(
            (refused.status, refused.header("www-authenticate")),
            (401, Some("bearer realm=\"mediaop\"")),
            "{path}"
        );
        for wrong in [&TOKEN[1..], "", "0123456789abcdef0123456789abcdee", &format!("{TOKEN}0")] {
            assert_eq!(with_header(&server, path, &format!("Authorization: Bearer {wrong}\r\n")).status, 401);
        }
    }
    assert_eq!(with_header(&server, "/api/meta", &format!("Authorization: Bearer {TOKEN}\r\n")).status, 200);
    assert_eq!(server.post("/api/refresh", "").status, 401);
    // The page asks for the token, and holds nothing of the data.
    for open in ["/healthz", "/", "/products/7", "/favicon.svg"] {
        assert_eq!(server.get(open).status, 200, "{open}");
    }
}

#[test]
fn another_address_wants_a_token_or_to_be_told() {
    let place = filled();
    let elsewhere = ["serve", "--no-schedule", "--listen", "0.0.0.0:0"];
    place.run(&elsewhere).ends_with_code(1).says("MEDIAOP_TOKEN").says("--allow-remote");
    let short = place.command().args(elsewhere).env("MEDIAOP_TOKEN", "short").output().unwrap();
    let said = String::from_utf8_lossy(&short.stderr).into_owned();
    assert!(said.contains("the token has 5 characters"), "{said}");
    let mut open = place
        .command()
        .args(elsewhere)
        .env("MEDIAOP_TOKEN", TOKEN)
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(open.stderr.take().unwrap()).lines().map(Result::unwrap);
    assert!(lines.any(|line| line.contains("listens on http://0.0.0.0:")), "with a token it serves");
    open.kill().unwrap();
    open.wait().unwrap();
}

#[test]
fn figures_say_what_was_read_and_asked() {
    let place = filled();
    place
        .database()
        .execute_batch("INSERT INTO douyin_aweme_summary (aweme_id, update_ts) VALUES (9, 5), (-4, 1767283200000)")
        .unwrap();
    let server = place.serve(&[]);
    wait_until(|| server.get("/healthz").body.contains("\"state\":\"done\""));
    server.get("/api/videos/7/daily");
    server.get("/api/videos/7/daily");
    server.get("/api/videos/404/daily");
    let figures = server.get("/metrics").body;
    let value = |series: &str| {
        let line = figures.lines().find_map(|line| line.strip_prefix(series)?.strip_prefix(' '));
        line.unwrap_or_else(|| panic!("no {series} in\n{figures}")).parse::<f64>().unwrap()
    };
    assert_eq!(value("mediaop_request_seconds_count{route=\"/api/videos/{aweme_id}/daily\",status=\"200\"}"), 2.0);
    assert_eq!(value("mediaop_request_seconds_count{route=\"/api/videos/{aweme_id}/daily\",status=\"404\"}"), 1.0);
    assert_eq!(value("mediaop_cache_requests_total{outcome=\"hit\"}"), 1.0);
    assert_eq!((value("mediaop_rows_read"), value("mediaop_rows_accepted"), value("mediaop_ready")), (3.0, 1.0, 1.0));
    assert_eq!(value("mediaop_rows_rejected{reason=\"update_ts_in_seconds\"}"), 1.0);
    assert_eq!(value("mediaop_reading_seconds_count{kind=\"load\",outcome=\"done\"}"), 1.0);
    assert_eq!(value("mediaop_fetched_rows"), value("mediaop_rows_read"));
    assert!(value("mediaop_fetching_seconds") > 0.0);
    let last = rows(&place.database(), "SELECT update_ts FROM douyin_aweme_summary WHERE aweme_id = 7");
    let Value::Integer(last) = last[0][0] else { panic!("{last:?}") };
    let at_most = (now() - last) as f64 / 1000.0;
    assert!((60.0..=at_most).contains(&value("mediaop_data_age_seconds")), "{figures}");
    assert!(value("process_resident_memory_bytes") > 1e6);
}

#[test]
fn a_request_bears_an_id_and_keeps_the_one_of_a_proxy() {
    let place = filled();
    let server = place.serve(&[]);
    let ids = [0, 1].map(|_| server.get("/healthz").header("x-request-id").unwrap().to_owned());
    assert_ne!(ids[0], ids[1]);
    assert_eq!(with_header(&server, "/healthz", "X-Request-Id: a-1_b\r\n").header("x-request-id"), Some("a-1_b"));
    let odd = with_header(&server, "/healthz", "X-Request-Id: a b\"c\r\n");
    assert!(!odd.header("x-request-id").unwrap().contains('"'), "{odd:?}");
}

#[test]
fn an_answer_that_comes_again_is_the_same_until_the_data_change() {
    let place = filled();
    let server = place.serve(&[]);
    wait_until(|| server.get("/healthz").body.contains("\"state\":\"done\""));
    let path = "/api/videos/7/snapshots";
    let first = server.get_bytes(path);
    assert_eq!((first.0, &server.get_bytes(path)), (200, &first));
    let tag = first.1.clone().unwrap();
    let known = with_header(&server, path, &format!("If-None-Match: {tag}\r\n"));
    assert_eq!((known.status, known.body.as_str(), known.header("etag")), (304, "", Some(tag.as_str())));
    let packed = with_header(&server, path, "Accept-Encoding: gzip\r\n");
    assert_eq!(packed.header("content-encoding"), Some("gzip"));
    assert_eq!(server.get_bytes(path), first, "packed bytes are for those who can unpack them");
    place
        .database()
        .execute("INSERT INTO douyin_aweme_summary (aweme_id, update_ts, digg_count) VALUES (7, ?1, 9)", [now()])
        .unwrap();
    server.post("/api/refresh", "");
    wait_until(|| server.get_bytes(path) != first);
    assert!(server.get(path).body.contains("\"digg_count\":9"));
    assert_ne!(server.get("/api/meta").header("cache-control"), None);
}

#[test]
fn head_says_of_an_answer_what_get_says() {
    let place = filled();
    let server = place.serve(&[]);
    wait_until(|| server.get("/healthz").body.contains("\"state\":\"done\""));
    for path in ["/api/videos", "/api/videos?page=0", "/api/nowhere", "/api/docs", "/healthz", "/nowhere", "/"] {
        for header in ["", "Accept-Encoding: gzip\r\n"] {
            let head = server.ask(&format!("HEAD {path} HTTP/1.1\r\nHost: {}\r\n{header}", server.address));
            let get = with_header(&server, path, header);
            assert_eq!((head.status, head.body.as_str()), (get.status, ""), "{path}");
            for name in ["vary", "content-type", "content-encoding", "etag"] {
                assert_eq!(head.header(name), get.header(name), "{name} of {path}");
            }
            // What is packed for the first time has no length before its end.
            let length = head.header("content-length");
            assert!(
                length == get.header("content-length") || (length.is_none() && !header.is_empty()),
                "{path}: {head:?}"
            );
        }
    }
    assert!(
        server
            .ask(&format!("HEAD /api/videos HTTP/1.1\r\nHost: {}\r\n", server.address))
            .head
            .contains("vary: accept-encoding")
    );
}

#[test]
fn who_asks_too_often_is_told_when_to_ask_again() {
    let place = filled();
    place.file("mediaop.toml", "rate_limit = 3\n");
    let server = place.serve(&[]);
    wait_until(|| server.get("/readyz").status == 200);
    assert!((0..6).all(|_| server.get("/api/meta").status == 200), "six at once, and more as time passes");
    // Who is held up by a slow machine does not ask too often.
    let refused = (0..10_000).map(|_| server.get("/api/meta")).find(|answer| answer.status == 429).unwrap();
    assert_eq!(refused.header("content-type"), Some("application/problem+json"));
    assert_eq!(refused.header("retry-after"), Some("1"));
    assert!(refused.body.contains("rate_limit"), "{refused:?}");
    assert!((0..20).all(|_| server.get("/healthz").status == 200), "probes are not counted");
    wait_until(|| server.get("/api/meta").status == 200);
    let unlimited = place.serve(&["--rate-limit", "0"]);
    wait_until(|| unlimited.get("/readyz").status == 200);
    assert!((0..40).all(|_| unlimited.get("/api/meta").status == 200), "a flag goes before the file");
}

#[test]
fn a_log_for_machines_is_an_object_a_line_with_the_request_and_its_id() {
    let place = filled();
    let mut child = place
        .command()
        .args(["serve", "--no-schedule", "--listen", "127.0.0.1:0"])
        .env("MEDIAOP_LOG_FORMAT", "json")
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines().map(Result::unwrap);
    let address = lines.by_ref().find_map(|line| line.split_once("listens on http://").map(|(_, at)| at.to_owned()));
    let address = address.expect("it says where it listens");
    let mut stream = TcpStream::connect(&address).unwrap();
    let head = format!(
        "GET /healthz?a=%22b%22 HTTP/1.1\r\nHost: {address}\r\nX-Request-Id: from-a-proxy\r\nConnection: close\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).unwrap();
    stream.read_to_string(&mut String::new()).unwrap();
    let logged: serde_json::Value = lines
        .map(|line| serde_json::from_str::<serde_json::Value>(&line).unwrap_or_else(|_| panic!("not JSON: {line}")))
        .find(|line| line["message"] == "request")
        .unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!((&logged["id"], &logged["method"]), (&"from-a-proxy".into(), &"GET".into()), "{logged}");
    assert_eq!((&logged["uri"], &logged["status"]), (&"/healthz?a=%22b%22".into(), &200.into()), "{logged}");
    assert_eq!(logged["level"], "INFO");
    assert!(logged["ms"].as_str().unwrap().parse::<f64>().unwrap() >= 0.0 && logged["timestamp"].is_string());
}

#[test]
fn rejected_rows_are_told_by_the_log_and_all_of_them_by_an_answer_too() {
    let place = Place::new();
    place
        .database()
        .execute_batch(
            "CREATE TABLE douyin_aweme_summary (aweme_id BIGINT, update_ts BIGINT, digg_count BIGINT);
             INSERT INTO douyin_aweme_summary VALUES (7, 1767283200, 5), (8, 1767283200, 6)",
        )
        .unwrap();
    let logged = |words: &str| {
        let log = std::fs::File::create(place.path("log")).unwrap();
        let mut server = place.command();
        server.args(["serve", "--no-schedule", "--listen", "127.0.0.1:0"]).stderr(log);
        let mut server = server.spawn().unwrap();
        let line = || {
            let log = std::fs::read_to_string(place.path("log")).unwrap();
            log.lines().find(|line| line.contains(words)).map(str::to_owned)
        };
        wait_until(|| line().is_some());
        server.kill().unwrap();
        server.wait().unwrap();
        line().unwrap()
    };
    let reason = "2 for update_ts_in_seconds: row 0: update_ts is 1767283200, expected milliseconds since 1970";
    let told = format!("2 rows read and none accepted, {reason}");
    place.run(&["query", "videos"]).ends_with_code(0).says(&format!("warning: mediaop.db: {told}"));
    assert!(logged(&told).contains("WARN"));
    place.database().execute("INSERT INTO douyin_aweme_summary VALUES (9, ?1, 5)", [now()]).unwrap();
    assert!(logged(&format!("2 of 3 rows rejected, {reason}")).contains("INFO"));
    assert!(!place.run(&["query", "videos"]).ends_with_code(0).stderr().contains("rejected"));
}

#[test]
fn answers_are_of_one_version_of_the_data_while_refreshes_replace_it() {
    let place = filled();
    let began = now() - 3_600_000;
    let database = place.database();
    let crawl = |number: i64| {
        // Every video says the number of the crawl, so that a mixture would show.
        let rows = (1..=60).map(|video| format!("({video}, {}, {})", began + number * 1000, 1000 + number));
        let rows = rows.collect::<Vec<_>>().join(",");
        let sql = format!("INSERT INTO douyin_aweme_summary (aweme_id, update_ts, digg_count) VALUES {rows}");
        database.execute_batch(&sql).unwrap();
    };
    crawl(0);
    let server = place.serve(&[]);
    wait_until(|| server.get("/healthz").body.contains("\"state\":\"done\""));
    let (over, asked) = (AtomicBool::new(false), AtomicU32::new(0));
    let seen: Vec<BTreeMap<String, i64>> = std::thread::scope(|scope| {
        let asking = [0, 1, 2].map(|asker| {
            let (server, over, asked) = (&server, &over, &asked);
            scope.spawn(move || {
                let mut versions = BTreeMap::new();
                let mut page = asker;
                while !over.load(Ordering::Relaxed) {
                    page = page % 3 + 1;
                    let (status, tag, body) = server.get_bytes(&format!(
                        "/api/videos?linked=all&period_days=2&basis=gained&page={page}&page_size=20"
                    ));
                    assert_eq!(status, 200);
                    let body: serde_json::Value = serde_json::from_slice(&body).unwrap();
                    let last: BTreeSet<i64> = body["data"]
                        .as_array()
                        .unwrap()
                        .iter()
                        .filter_map(|video| video["total_digg_count"].as_i64().filter(|count| *count >= 1000))
                        .collect();
                    assert!(last.len() <= 1, "a mixture: {body}");
                    if let Some(number) = last.first() {
                        // One tag never stands for two contents, whichever page or moment.
                        let known = versions.entry(format!("{page} {}", tag.unwrap())).or_insert(*number);
                        assert_eq!(known, number);
                    }
                    asked.fetch_add(1, Ordering::Relaxed);
                }
                versions
            })
        });
        for number in 1..=12 {
            crawl(number);
            server.post("/api/refresh", "");
            wait_until(|| server.get("/healthz").body.contains("\"state\":\"done\""));
            // An asker may have waited for its answer of the version before: one of them has begun anew.
            let before = asked.load(Ordering::Relaxed);
            wait_until(|| asked.load(Ordering::Relaxed) > before + 3);
        }
        over.store(true, Ordering::Relaxed);
        asking.map(|thread| thread.join().unwrap()).into_iter().collect()
    });
    let numbers: BTreeSet<i64> = seen.iter().flat_map(BTreeMap::values).copied().collect();
    assert!(numbers.len() > 3, "answers of several versions were seen: {numbers:?}");
}
