//! Days of operation in seconds: the clock is driven, all else is real.

use std::collections::HashMap;
use std::path::Path;

use chrono::DateTime;
use rusqlite::Connection;
use tokio_util::sync::CancellationToken;

use super::*;
use crate::cli::Global;
use crate::clock::Clock;
use crate::demo;
use crate::settings::{Crawl, Settings};
use crate::store::{load, write_demo};

const DAY_MS: i64 = 24 * 60 * MINUTE_MS;

fn ms(text: &str) -> i64 {
    DateTime::parse_from_rfc3339(text).unwrap().timestamp_millis()
}

/// A server without sockets.
struct Driven {
    state: Arc<State>,
    unattended: Unattended,
    plan: Plan,
    runs: Vec<Due>,
}

impl Driven {
    fn new(dir: &Path, configuration: &str, start: i64) -> Self {
        let config = dir.join("mediaop.toml");
        std::fs::write(&config, configuration).unwrap();
        let db = Some(format!("sqlite://{}", dir.join("shop.db").display()));
        let global = Global { db, db_password_file: None, own_schema: None, timezone: None, config: Some(config) };
        let settings = Settings::resolve(&global).unwrap();
        let plan = settings.plan.clone().unwrap();
        let state = State::new(settings, CancellationToken::new(), Clock::driven(start));
        Driven { unattended: Unattended::new(&state), state, plan, runs: Vec::new() }
    }

    async fn at(&mut self, now: i64) {
        self.state.clock.set(now);
        self.runs.extend(self.unattended.look(&self.plan).await);
    }

    /// Waits for the crawler that it may have begun, and imports.
    async fn crawled_at(&mut self, now: i64) {
        self.at(now).await;
        self.crawl_ends().await;
        self.at(now).await;
    }

    async fn crawl_ends(&self) {
        let crawling = self.unattended.crawling.as_ref();
        wait_until(|| crawling.is_none_or(|crawling| crawling.outcome.is_finished())).await;
    }

    fn count(&self, task: Task) -> usize {
        self.runs.iter().filter(|due| due.task == task).count()
    }
}

fn make_tables(path: &Path) -> Connection {
    let database = Connection::open(path).unwrap();
    database
        .execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF;
             CREATE TABLE douyin_aweme_summary (aweme_id BIGINT, update_ts BIGINT, create_time BIGINT, sec_uid TEXT,
                 product_id TEXT, digg_count INTEGER, share_count INTEGER, PRIMARY KEY (aweme_id, update_ts));
             CREATE TABLE product_info (product_id TEXT PRIMARY KEY, category TEXT);
             INSERT INTO product_info VALUES ('p0', 'food'), ('p1', 'food'), ('p2', 'beauty')",
        )
        .unwrap();
    database
}

/// What the crawler writes at a moment: each video published until then, some rows late by a crawl.
fn crawl(database: &Connection, now: i64, start: i64) {
    for video in 1..=60_i64 {
        let published = start + (video - 20) * DAY_MS / 2;
        let late = if video % 7 == 0 { 150 * MINUTE_MS } else { 0 };
        let ts = now - late;
        if published <= ts {
            let likes = (ts - published) / (MINUTE_MS * (video % 5 + 1)) - (ts / MINUTE_MS) % 3;
            database
                .execute(
                    "INSERT INTO douyin_aweme_summary VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                    (
                        video,
                        ts,
                        published / 1000,
                        format!("c{}", video % 4),
                        format!("p{}", video % 3),
                        likes,
                        likes / 9,
                    ),
                )
                .unwrap();
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn thirty_days_of_operation_end_with_what_one_batch_gives() {
    // The clocks change on the 29th of March.
    let (start, end) = (ms("2026-03-10T12:00:00+01:00"), ms("2026-04-09T12:00:00+02:00"));
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("shop.db");
    let database = make_tables(&path);
    let mut server = Driven::new(dir.path(), "timezone = \"Europe/Berlin\"\n", start);
    read_now(&server.state, "load", false).await.unwrap();
    let zone = server.state.settings.zone;
    // The crawler keeps to the same local times; it is done within ten minutes.
    let crawls = Plan::new(&Plan::crawl_times(), false, 7, false, None, None);
    let (mut crawled, mut now) = (0, start);
    let mut precomputed: HashMap<String, i64> = HashMap::new();
    while now < end {
        let next = now + 5 * MINUTE_MS;
        for _ in crawls.due(now, next, zone) {
            crawl(&database, next, start);
            crawled += 1;
        }
        now = next;
        // On the 20th the machine sleeps for five hours of the night.
        let asleep = ms("2026-03-20T00:45:00+01:00")..ms("2026-03-20T05:45:00+01:00");
        if !asleep.contains(&now) {
            server.at(now).await;
        }
        let written = "SELECT updated_at, count(*) FROM product_matrix_stats GROUP BY updated_at";
        if server.count(Task::Precompute) > precomputed.len() {
            let (at, rows): (String, i64) =
                database.query_row(written, [], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
            precomputed.insert(at, rows);
        }
    }
    assert_eq!(crawled, 30 * 7);
    assert_eq!((server.count(Task::Precompute), server.count(Task::Rebuild)), (30, 30));
    let mut instants: Vec<_> = server.runs.clone();
    instants.sort_unstable();
    instants.dedup();
    assert_eq!(instants.len(), server.runs.len(), "something was done twice");
    // 24 hours and 7 crawls a day; 03:00 is 02:00 where the clocks change; five hours and two
    // crawls are made up for by one refresh.
    let asleep_for = 5 + 1 - 1;
    assert_eq!(server.count(Task::Refresh), 30 * 31 - 1 - asleep_for);
    assert_eq!(precomputed.len(), 30, "{precomputed:?}");
    assert!(precomputed.keys().any(|at| at == "2026-03-29 03:00:00"), "{precomputed:?}");
    assert!(precomputed.keys().any(|at| at == "2026-03-20 05:45:00"), "{precomputed:?}");

    read_now(&server.state, "refresh", false).await.unwrap();
    let followed = server.state.dataset.load_full().unwrap();
    let batch = load(&server.state.settings.database, &server.state.settings.calendar, &mut |_| ()).unwrap();
    assert!(*followed == batch && followed.version() == batch.version());
    assert_eq!(followed.intake(), batch.intake());
    assert!(batch.intake().rows_accepted > 5_000);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crawler_is_run_its_files_are_imported_and_what_it_said_is_kept() {
    let now = ms("2026-11-21T08:00:00+08:00");
    let dir = tempfile::tempdir().unwrap();
    let place = |name: &str| dir.path().join(name);
    std::fs::create_dir(place("data")).unwrap();
    let crawler = format!(
        "echo crawling; test -z \"$MEDIAOP_TOKEN\"; printf 'aweme_id,update_ts,digg_count\\n7,{now},5\\n' > data/s.csv"
    );
    std::fs::write(place("crawler.sh"), crawler).unwrap();
    let configuration = |command: &str| {
        format!(
            "[crawl]\ncommand = [\"sh\", \"{command}\"]\ndirectory = {:?}\nlogs = {:?}\nimport = [{:?}]\n",
            dir.path(),
            place("logs"),
            place("data")
        )
    };
    let mut server = Driven::new(dir.path(), &configuration("crawler.sh"), now);
    server.crawled_at(now + 31 * MINUTE_MS).await;
    assert_eq!(server.count(Task::Crawl), 1);
    assert_eq!(server.state.dataset.load_full().unwrap().video_count(), 1);
    let log = place("logs").join(format!("crawl-{}.log", now + 31 * MINUTE_MS));
    assert_eq!(std::fs::read_to_string(log).unwrap(), "crawling\n");

    let mut broken = Driven::new(dir.path(), &configuration("missing.sh"), now);
    // At another moment: of one process and one millisecond there would be one run in the database.
    broken.crawled_at(now + 32 * MINUTE_MS).await;
    let run = broken.state.runs.shown(&broken.state.settings.calendar);
    let crawl = run.iter().find(|run| run.kind == "crawl" && run.state == "failed").unwrap();
    assert!(crawl.error.as_deref().unwrap().contains("ended with exit status"), "{crawl:?}");
    assert!(broken.state.dataset.load_full().is_some(), "what is there is read all the same");
    broken.at(now + 33 * MINUTE_MS).await;
    assert_eq!(broken.count(Task::Crawl), 1, "not again at once");
    broken.crawled_at(now + 35 * MINUTE_MS).await;
    assert_eq!(broken.count(Task::Crawl), 2, "but after a pause");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_crawler_wrote_is_not_put_beside_a_demo() {
    let now = ms("2026-11-21T08:00:00+08:00");
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("s.csv");
    std::fs::write(&file, format!("aweme_id,update_ts,digg_count\n7,{now},5\n")).unwrap();
    let logs = dir.path().join("logs");
    let configuration = format!("[crawl]\ncommand = [\"true\"]\nlogs = {logs:?}\nimport = [{file:?}]\n");
    let mut server = Driven::new(dir.path(), &configuration, now);
    let plan =
        demo::Plan { size: "500".parse().unwrap(), seed: 1, end_ts_ms: now, timezone: server.state.settings.zone };
    write_demo(&server.state.settings.database, &demo::Demo::new(plan), false, &mut |_| ()).await.unwrap();
    server.crawled_at(now + 31 * MINUTE_MS).await;
    let runs = server.state.runs.shown(&server.state.settings.calendar);
    let import = runs.iter().find(|run| run.kind == "import").unwrap();
    assert!(import.error.as_deref().is_some_and(|error| error.contains("`mediaop demo`")), "{import:?}");
    let own = "SELECT count(*) FROM douyin_aweme_summary WHERE aweme_id = 7";
    let database = Connection::open(dir.path().join("shop.db")).unwrap();
    assert_eq!(database.query_row(own, [], |row| row.get(0)), Ok(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_cannot_be_imported_has_the_crawler_run_no_second_time() {
    let now = ms("2026-11-21T08:00:00+08:00");
    let dir = tempfile::tempdir().unwrap();
    let place = |name: &str| dir.path().join(name);
    std::fs::create_dir(place("data")).unwrap();
    std::fs::write(place("data/empty.csv"), "").unwrap();
    std::fs::write(place("data/good.csv"), format!("aweme_id,update_ts,digg_count\n7,{now},5\n")).unwrap();
    std::fs::write(place("data/other.csv"), "a,b\n1,2\n").unwrap();
    let configuration = format!(
        "[crawl]\ncommand = [\"true\"]\nlogs = {:?}\nimport = [{:?}, {:?}]\n",
        place("logs"),
        place("missing.csv"),
        place("data")
    );
    let mut server = Driven::new(dir.path(), &configuration, now);
    server.crawled_at(now + 31 * MINUTE_MS).await;
    assert_eq!(server.count(Task::Crawl), 1);
    assert_eq!(server.state.dataset.load_full().unwrap().video_count(), 1, "the other files are imported");
    server.state.runs.recall();
    let runs = server.state.runs.shown(&server.state.settings.calendar);
    let failed: Vec<_> = runs.iter().filter(|run| run.state == "failed").collect();
    let tells = |words: &str| failed.iter().any(|run| run.error.as_deref().is_some_and(|error| error.contains(words)));
    assert!(tells("missing.csv cannot be read") && tells("other.csv has the columns"), "{runs:?}");
    assert!(!tells("empty.csv"), "a crawl that found nothing is none that failed: {runs:?}");
    assert!(failed.iter().all(|run| run.kind == "import"), "{runs:?}");
    for later in 32..160 {
        server.at(now + later * MINUTE_MS).await;
    }
    assert_eq!((server.count(Task::Crawl), server.count(Task::Import)), (1, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crawler_that_runs_holds_nothing_up_and_is_not_run_twice_at_once() {
    let (eight, minute) = (ms("2026-11-21T08:00:00+08:00"), MINUTE_MS);
    let dir = tempfile::tempdir().unwrap();
    let place = |name: &str| dir.path().join(name);
    make_tables(&place("shop.db"));
    // Some minutes at most, should nobody let it go.
    let crawler = "for i in $(seq 3000); do test -e go && break; sleep 0.1; done; rm go";
    std::fs::write(place("crawler.sh"), crawler).unwrap();
    let configuration = format!(
        "[schedule]\ncrawl_times = [\"08:30\", \"09:30\"]\nprecompute_at = \"09:10\"\n\
         [crawl]\ncommand = [\"sh\", \"crawler.sh\"]\ndirectory = {:?}\nlogs = {:?}\n",
        dir.path(),
        place("logs")
    );
    let mut server = Driven::new(dir.path(), &configuration, eight);
    let done =
        |server: &Driven| [Task::Crawl, Task::Import, Task::Refresh, Task::Precompute].map(|task| server.count(task));
    server.at(eight + 31 * minute).await;
    assert_eq!(done(&server), [1, 0, 0, 0]);
    server.at(eight + 61 * minute).await;
    server.at(eight + 71 * minute).await;
    assert_eq!(done(&server), [1, 0, 1, 1], "the others are done meanwhile");
    server.at(eight + 91 * minute).await;
    assert_eq!(done(&server), [1, 0, 1, 1], "one crawler at a time");
    std::fs::write(place("go"), "").unwrap();
    server.crawl_ends().await;
    server.at(eight + 92 * minute).await;
    assert_eq!(done(&server), [2, 1, 1, 1], "what it wrote is imported, and the next crawl begun");
    std::fs::write(place("go"), "").unwrap();
    server.crawl_ends().await;
    server.at(eight + 93 * minute).await;
    server.at(eight + 94 * minute).await;
    assert_eq!(done(&server), [2, 2, 1, 1]);
    let crawls = server.runs.iter().filter(|due| due.task == Task::Crawl).map(|due| due.planned_ms);
    assert_eq!(crawls.collect::<Vec<_>>(), [eight + 30 * minute, eight + 90 * minute]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_could_not_be_stored_is_imported_again_without_a_crawl() {
    let now = ms("2026-11-21T08:00:00+08:00");
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("s.csv");
    std::fs::write(&file, format!("aweme_id,update_ts,digg_count\n7,{now},5\n")).unwrap();
    let logs = dir.path().join("logs");
    let configuration = format!("[crawl]\ncommand = [\"true\"]\nlogs = {logs:?}\nimport = [{file:?}]\n");
    let mut server = Driven::new(dir.path(), &configuration, now);
    // In the database's place.
    std::fs::create_dir(dir.path().join("shop.db")).unwrap();
    server.crawled_at(now + 31 * MINUTE_MS).await;
    std::fs::remove_dir(dir.path().join("shop.db")).unwrap();
    server.at(now + 32 * MINUTE_MS).await;
    assert_eq!(server.count(Task::Import), 1, "not again at once");
    server.at(now + 34 * MINUTE_MS).await;
    assert_eq!((server.count(Task::Crawl), server.count(Task::Import)), (1, 2));
    assert_eq!(server.state.dataset.load_full().unwrap().video_count(), 1);
}

/// Goes on looking for some minutes: on a slow machine a process takes its time to start and to end.
async fn wait_until(holds: impl Fn() -> bool) {
    for _ in 0..15_000 {
        if holds() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("it never came to hold");
}

fn is_gone(process: &str) -> bool {
    let status = std::fs::read_to_string(format!("/proc/{process}/stat"));
    status.map_or(true, |status| status.contains(") Z "))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crawler_that_does_not_end_is_ended_with_all_that_it_started() {
    let now = ms("2026-11-21T08:00:00+08:00");
    let dir = tempfile::tempdir().unwrap();
    let configuration = format!(
        "[crawl]\ncommand = [\"sh\", \"-c\", \"sleep 1000 & echo $!; wait\"]\nlogs = {:?}\n",
        dir.path().join("logs")
    );
    make_tables(&dir.path().join("shop.db"));
    let server = Driven::new(dir.path(), &configuration, now);
    let shutdown = &server.state.shutdown;
    let started = |at: i64| {
        let log = dir.path().join("logs").join(format!("crawl-{at}.log"));
        std::fs::read_to_string(log).unwrap_or_default().trim().to_owned()
    };
    let mut crawler = server.state.settings.crawl.clone().unwrap();
    let stopping = async {
        wait_until(|| !started(now).is_empty()).await;
        shutdown.cancel();
    };
    let (stopped, ()) = tokio::join!(crawl::command(&crawler, now, shutdown), stopping);
    let error = stopped.unwrap_err();
    assert!(error.contains("was still running when the server stopped and was ended"), "{error}");
    wait_until(|| is_gone(&started(now))).await;

    crawler.time_limit = Duration::from_millis(300);
    let error = crawl::command(&crawler, now + 1, &CancellationToken::new()).await.unwrap_err();
    assert!(error.contains("took longer than 0 s and was ended"), "{error}");
    // Empty where the shell had not come to start anything.
    let process = started(now + 1);
    wait_until(|| process.is_empty() || is_gone(&process)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crawler_can_clean_up_and_leaves_nothing_in_a_session_of_its_own() {
    let now = ms("2026-11-21T08:00:00+08:00");
    let dir = tempfile::tempdir().unwrap();
    let place = |name: &str| dir.path().join(name);
    // Both shells end when they are asked to: then nothing tells who started what sleeps.
    let crawler = "trap 'echo cleaned; exit' TERM
        setsid sleep 1000 & echo $!
        sh -c 'setsid sleep 1000 & echo $!; wait' & wait";
    std::fs::write(place("crawler.sh"), crawler).unwrap();
    let configuration = format!("[crawl]\ncommand = [\"sh\", {:?}]\nlogs = {:?}\n", place("crawler.sh"), place("logs"));
    let server = Driven::new(dir.path(), &configuration, now);
    let said = || std::fs::read_to_string(place("logs").join(format!("crawl-{now}.log"))).unwrap_or_default();
    let shutdown = &server.state.shutdown;
    let stopping = async {
        wait_until(|| said().lines().count() == 2).await;
        shutdown.cancel();
    };
    let crawler = server.state.settings.crawl.as_ref().unwrap();
    let (stopped, ()) = tokio::join!(crawl::command(crawler, now, shutdown), stopping);
    stopped.unwrap_err();
    let said = said();
    let (numbers, words): (Vec<_>, Vec<_>) = said.lines().partition(|line| line.parse::<u32>().is_ok());
    assert_eq!((numbers.len(), words), (2, vec!["cleaned"]));
    for process in numbers {
        wait_until(|| is_gone(process)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_arguments_of_a_crawler_are_told_to_nobody() {
    let now = ms("2026-11-21T08:00:00+08:00");
    let dir = tempfile::tempdir().unwrap();
    let configuration = |program: &str| {
        let logs = dir.path().join("logs");
        format!("[crawl]\ncommand = [\"{program}\", \"--cookies\", \"sessionid=7\"]\nlogs = {logs:?}\n")
    };
    make_tables(&dir.path().join("shop.db"));
    for (program, end) in [("false", "false ended with exit status: 1"), ("nowhere", "nowhere cannot be started")] {
        let server = Driven::new(dir.path(), &configuration(program), now);
        let error = crawl::run(&server.state).await.unwrap_err();
        assert!(error.starts_with(end) && !error.contains("sessionid"), "{error}");
    }
    let server = Driven::new(dir.path(), &configuration("sleep"), now);
    let crawler = Crawl {
        command: ["sh", "-c", "wait; sleep 1000", "sessionid=7"].map(str::to_owned).to_vec(),
        time_limit: Duration::ZERO,
        ..server.state.settings.crawl.clone().unwrap()
    };
    let error = crawl::command(&crawler, now, &CancellationToken::new()).await.unwrap_err();
    assert!(error.starts_with("sh took longer") && !error.contains("sessionid"), "{error}");
}
