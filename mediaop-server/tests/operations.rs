//! Tokens, probes, figures, ids of requests, and answers that come again.

mod support;

use std::time::{SystemTime, UNIX_EPOCH};

use support::{Place, Server, wait_until};

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
        .stderr(std::process::Stdio::null())
        .spawn()
        .unwrap();
    std::thread::sleep(std::time::Duration::from_millis(400));
    assert!(open.try_wait().unwrap().is_none(), "with a token it serves");
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
    assert!((60.0..120.0).contains(&value("mediaop_data_age_seconds")));
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
