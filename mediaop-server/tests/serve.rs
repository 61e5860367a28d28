//! `mediaop serve` over real sockets.

mod support;

use std::io::{BufRead, BufReader, Write};

use rusqlite::Connection;
use support::{Place, wait_until};

const TS: i64 = 1_767_283_200_000;

fn filled() -> Place {
    let place = Place::new();
    place.import("s.csv", format!("aweme_id,update_ts,digg_count\n7,{TS},5\n")).ends_with_code(0);
    // In WAL mode readers never wait, so that nothing could hold them up.
    place.database().execute_batch("PRAGMA journal_mode = DELETE").unwrap();
    place
}

/// Keeps everybody else from reading until it is dropped.
struct Locked(Connection);

impl Locked {
    fn new(place: &Place) -> Self {
        let database = place.database();
        database.execute_batch("BEGIN EXCLUSIVE").unwrap();
        Locked(database)
    }
}

impl Drop for Locked {
    fn drop(&mut self) {
        self.0.execute_batch("ROLLBACK").unwrap();
    }
}

#[test]
fn it_listens_at_once_and_says_503_until_the_data_are_read() {
    let place = filled();
    let locked = Locked::new(&place);
    let server = place.serve(&[]);
    let health = server.get("/healthz");
    assert_eq!(health.status, 200);
    assert_eq!((health.json()["status"].as_str(), health.json()["ready"].as_bool()), (Some("ok"), Some(false)));
    let early = server.get("/api/products/hot");
    assert_eq!(early.status, 503);
    assert!(early.header("retry-after").is_some_and(|seconds| seconds.parse::<u32>().is_ok()), "{early:?}");
    assert_eq!(early.header("content-type"), Some("application/problem+json"));
    drop(locked);
    server.wait_until_ready();
    assert_ne!(server.get("/api/products/hot").status, 503);
}

#[test]
fn a_second_refresh_joins_the_first_and_both_hear_the_end() {
    let place = filled();
    let server = place.serve(&[]);
    server.wait_until_ready();
    let locked = Locked::new(&place);
    let first = server.post("/api/refresh", "");
    assert_eq!(first.status, 202);
    let id = first.json()["job"]["id"].as_str().unwrap().to_owned();
    assert_eq!(first.header("location"), Some(format!("/api/jobs/{id}").as_str()));
    let second = server.post("/api/refresh", "");
    assert_eq!((second.status, second.json()["job"]["id"].as_str()), (202, Some(id.as_str())));

    // Readers never wait for a refresh.
    assert_ne!(server.get("/api/meta").status, 503);
    assert_eq!(server.get(&format!("/api/jobs/{id}")).json()["job"]["state"], "running");

    let mut stream = server.connect();
    stream
        .write_all(
            format!("GET /api/jobs/{id}/events HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").as_bytes(),
        )
        .unwrap();
    let mut lines = BufReader::new(stream).lines().map(Result::unwrap);
    assert!(lines.by_ref().any(|line| line == "event: progress"));
    drop(locked);
    assert!(lines.by_ref().any(|line| line == "event: done"));
    assert!(lines.any(|line| line.starts_with("data: ") && line.contains("\"state\":\"done\"")));

    assert_eq!(server.get(&format!("/api/jobs/{id}")).json()["job"]["state"], "done");
    // A finished job says so at once.
    let again = server.get(&format!("/api/jobs/{id}/events"));
    assert!(again.body.contains("event: done") && !again.body.contains("event: progress"), "{again:?}");
    assert_eq!(server.get("/api/jobs/none").status, 404);
    assert_eq!(server.get("/api/jobs/none/events").status, 404);
}

#[test]
fn a_refresh_that_fails_leaves_the_old_data() {
    let place = filled();
    let server = place.serve(&[]);
    server.wait_until_ready();
    place.database().execute_batch("DROP TABLE douyin_aweme_summary; DROP TABLE douyin_aweme").unwrap();
    let job = server.post("/api/refresh", "").json()["job"]["id"].as_str().unwrap().to_owned();
    let state = || server.get(&format!("/api/jobs/{job}")).json()["job"].clone();
    wait_until(|| state()["state"] != "running");
    assert_eq!(state()["state"], "failed", "{:?}", state());
    assert!(state()["error"].as_str().unwrap().contains("neither a table douyin_aweme_summary"));
    assert!(server.is_ready());
    assert_ne!(server.get("/api/meta").status, 503);
}

#[test]
fn a_database_that_has_gone_is_not_made_anew_and_the_old_data_stay() {
    let place = filled();
    let server = place.serve(&[]);
    server.wait_until_ready();
    std::fs::rename(place.path("mediaop.db"), place.path("elsewhere.db")).unwrap();
    for _ in 0..2 {
        let mut job = server.post("/api/refresh", "").json()["job"].clone();
        // The data are served a moment before the reading of them ends, which a refresh then joins.
        wait_until(|| {
            let joined = job["kind"] == "load";
            if joined {
                job = server.post("/api/refresh", "").json()["job"].clone();
            }
            !joined
        });
        let state = || server.get(&format!("/api/jobs/{}", job["id"].as_str().unwrap())).json()["job"].clone();
        wait_until(|| state()["state"] != "running");
        assert_eq!(state()["state"], "failed", "{:?}", state());
    }
    assert!(!place.path("mediaop.db").exists());
    assert_eq!(server.get("/api/meta").json()["data"]["video_count"], 1);
}

#[test]
fn other_sites_cannot_make_it_work() {
    let place = filled();
    let server = place.serve(&["--allow-host", "shop.example"]);
    server.wait_until_ready();
    let own = format!("Origin: http://{}\r\n", server.address);
    assert_eq!(server.post("/api/refresh", &own).status, 202);
    for headers in ["Origin: http://evil.example\r\n", "Origin: null\r\n", "Sec-Fetch-Site: cross-site\r\n"] {
        let refused = server.post("/api/refresh", headers);
        assert_eq!(refused.status, 403, "{headers}");
        assert_eq!(refused.header("content-type"), Some("application/problem+json"));
    }
    let as_host =
        |host: &str| server.ask(&format!("POST /api/refresh HTTP/1.1\r\nHost: {host}\r\nContent-Length: 0\r\n")).status;
    assert_eq!(as_host("evil.example"), 403);
    let read_as = |host: &str| server.ask(&format!("GET /api/meta HTTP/1.1\r\nHost: {host}\r\n")).status;
    assert_eq!((read_as("evil.example"), read_as("localhost")), (403, 200));
    assert_eq!(as_host("localhost"), 202);
    assert_eq!(as_host("shop.example:443"), 202);
}

#[test]
fn what_makes_no_sense_is_a_4xx_and_never_the_end() {
    let place = filled();
    let server = place.serve(&[]);
    server.wait_until_ready();
    assert_eq!(server.get("/nowhere").status, 404);
    assert_eq!(server.get("/nowhere").header("content-type"), Some("application/problem+json"));
    let not_post = server.get("/api/refresh");
    assert_eq!((not_post.status, not_post.header("allow")), (405, Some("post")));
    let head = format!("POST /api/refresh HTTP/1.1\r\nHost: localhost\r\nContent-Length: {}\r\n", 64 * 1024 + 1);
    let large = server.ask(&head);
    assert_eq!((large.status, large.header("content-type")), (413, Some("application/problem+json")));
    let long = "x".repeat(1_000_000);
    for head in [
        format!("GET /api/videos?q={long} HTTP/1.1\r\nHost: localhost\r\n"),
        format!("GET /api/videos HTTP/1.1\r\nHost: localhost\r\nX: {long}\r\n"),
        "GET /api/%zz HTTP/9.9\r\n".to_owned(),
        "NONSENSE\r\n".to_owned(),
        format!("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: {}\r\n", u64::MAX),
    ] {
        let status = server.ask(&head).status;
        assert!((400..500).contains(&status) || status == 0, "{status} for {}", &head[..60.min(head.len())]);
        assert!(server.is_ready());
    }
    assert_eq!(server.get("/healthz").status, 200);
}

#[test]
fn it_does_not_open_itself_to_other_machines_unasked() {
    let place = filled();
    let ran = place.run(&["serve", "--listen", "0.0.0.0:0"]);
    ran.ends_with_code(1).says("can be reached from other machines").says("--allow-remote");
    Place::new().run(&["serve"]).ends_with_code(1).says("there is no database at mediaop.db").says("mediaop demo");
}
