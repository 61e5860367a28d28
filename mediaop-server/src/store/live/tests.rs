//! Refreshes of every kind, each of which must give what a reading of all rows gives.

use mediaop_core::contract::{Host, Request, answer};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rusqlite::Connection;

use super::*;

const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;
const BEGAN: i64 = 1_772_900_000_000;

const OTHER_TABLES: &str = "
CREATE TABLE product_info (product_id TEXT PRIMARY KEY, title TEXT, category TEXT, updated_at INTEGER);
CREATE TABLE dy_creator (user_id TEXT PRIMARY KEY, nickname TEXT, fans TEXT, last_modify_ts INTEGER);
CREATE TABLE douyin_aweme (aweme_id INTEGER PRIMARY KEY, last_modify_ts INTEGER, sec_uid TEXT, user_unique_id TEXT, title TEXT, nickname TEXT);
INSERT INTO product_info VALUES ('p1', 'lipstick', 'beauty', 5), ('p2', 'nuts', 'food', NULL);";

/// A table that a crawler writes, and what it does to it.
struct Crawled {
    _folder: tempfile::TempDir,
    database: Database,
    file: Connection,
    rng: ChaCha8Rng,
    /// Late rows of these days are found.
    late: i64,
    now: i64,
}

impl Crawled {
    fn new(seed: u64, kind: &str, late: i64) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("shop.db");
        let file = Connection::open(&path).unwrap();
        let columns = "aweme_id INTEGER NOT NULL, update_ts INTEGER NOT NULL, create_time INTEGER, digg_count INTEGER, \
                       share_count INTEGER, sec_uid TEXT, nickname TEXT, title TEXT, product_id TEXT, product_title TEXT";
        file.execute_batch(&format!("CREATE TABLE douyin_aweme_summary ({columns}{kind}; {OTHER_TABLES}")).unwrap();
        let rng = ChaCha8Rng::seed_from_u64(seed);
        Crawled { database: Database::at(path), _folder: folder, file, rng, late, now: BEGAN + 20 * DAY }
    }

    fn insert(&mut self, id: i64, ts: i64, digg: i64) {
        let pick = |rng: &mut ChaCha8Rng, what: &str| match rng.random_range(0..5) {
            0 => "NULL".to_owned(),
            1 => "''".to_owned(),
            kind => format!("'{what}{}'", kind - 1),
        };
        let texts: Vec<_> = ["c", "lily ", "title ", "p", "lipstick "].map(|what| pick(&mut self.rng, what)).into();
        let share = if self.rng.random_range(0..4) == 0 { "NULL".to_owned() } else { (digg / 3).to_string() };
        let created = BEGAN / 1000 - 60;
        let sql = format!(
            "INSERT OR IGNORE INTO douyin_aweme_summary VALUES ({id}, {ts}, {created}, {digg}, {share}, {})",
            texts.join(", ")
        );
        self.file.execute(&sql, []).unwrap();
    }

    /// A round of the crawler over some videos: what it does is one of these.
    fn write(&mut self, round: i64) -> &'static str {
        self.now += self.rng.random_range(1..20) * HOUR;
        let kind = self.rng.random_range(0..11);
        let name = [
            "a crawl of most videos",
            "nothing",
            "late rows",
            "new videos",
            "rows that are rejected",
            "a product that is newer",
            "a product that was changed silently",
            "a creator",
            "a video with aliases",
            "rows are gone",
            "a new file",
        ][kind];
        match kind {
            0 => {
                for id in 1..=30 {
                    if self.rng.random_range(0..4) > 0 {
                        self.insert(id, self.now - id, round * 10 + id);
                    }
                }
            }
            2 => {
                for _ in 0..6 {
                    let (id, back) = (self.rng.random_range(1..=30), self.rng.random_range(0..self.late));
                    let digg = self.rng.random_range(0..300);
                    self.insert(id, self.now - back, digg);
                }
            }
            3 => {
                for id in [-round, round * 7 % 100 + 100, 1_000 + round] {
                    self.insert(id, self.now - 8 * DAY, 5);
                    self.insert(id, self.now - HOUR, 9);
                }
            }
            4 => {
                self.insert(3, self.now - 2, -7);
                if self.late > 2 * DAY {
                    // In seconds it stands before all others of its video.
                    self.insert(4, self.now / 1000, 7);
                }
                self.insert(5, self.now - 2, 7);
            }
            5 => self.run("UPDATE product_info SET category = 'care' || updated_at, updated_at = updated_at + 1 WHERE updated_at > 0"),
            6 => self.run("UPDATE product_info SET title = title || '!' WHERE product_id = 'p2'"),
            7 => self.run(&format!("REPLACE INTO dy_creator VALUES ('c1', 'lily', '{round}w', {})", self.now)),
            8 => {
                for _ in 0..self.rng.random_range(1..4) {
                    let pick = |rng: &mut ChaCha8Rng, what: &str| match rng.random_range(0..4) {
                        0 => "NULL".to_owned(),
                        kind => format!("'{what}{kind}'"),
                    };
                    let (title, nickname) = (pick(&mut self.rng, "title "), pick(&mut self.rng, "lily "));
                    let id = self.rng.random_range(1..=32);
                    // Also at the very instant of a snapshot of a crawl, before it, behind it.
                    let ts = match self.rng.random_range(0..4) {
                        0 => self.now - id,
                        1 => BEGAN + self.rng.random_range(0..20) * DAY + id * 1000,
                        2 => self.now + HOUR,
                        _ => self.now - self.rng.random_range(0..20 * DAY),
                    };
                    self.run(&format!("REPLACE INTO douyin_aweme VALUES ({id}, {ts}, 'c2', 'shop{round}', {title}, {nickname})"));
                }
            }
            // One of long ago, which keys do not tell, or the last one.
            9 if self.late > 2 * DAY && self.rng.random_range(0..2) == 0 => {
                self.run("DELETE FROM douyin_aweme_summary WHERE aweme_id = 9 AND update_ts = (SELECT min(update_ts) FROM douyin_aweme_summary WHERE aweme_id = 9)");
            }
            9 => {
                self.run(
                    "DELETE FROM douyin_aweme_summary WHERE update_ts = (SELECT max(update_ts) FROM douyin_aweme_summary)",
                );
                if round % 2 == 0 {
                    self.insert(round % 30 + 1, self.now, 3);
                }
            }
            10 => self.run("VACUUM"),
            _ => {}
        }
        name
    }

    fn run(&self, sql: &str) {
        self.file.execute_batch(sql).unwrap();
    }

    fn refreshed(&self, live: &mut Live, full: bool) -> Reading {
        live.refresh(full, self.now, &mut |_| (), &mut |_| ()).unwrap()
    }
}

fn answers(dataset: &Dataset, now: i64) -> Vec<(u16, Vec<u8>)> {
    let host = Host { today: dataset.calendar().day_of_ms(now), runs: Vec::new() };
    let asked = [
        ("/api/videos", "linked=all&period_days=30"),
        ("/api/videos", "basis=gained&period_days=7"),
        ("/api/products/matrix", "period_days=30"),
        ("/api/products/hot", "period_days=7"),
        ("/api/creators", "linked=all&period_days=30"),
        ("/api/benchmark/creators", "linked=all&period_days=15"),
        ("/api/categories/daily", "period_days=30"),
    ];
    let answered = asked.map(|(path, query)| {
        let answer = answer(dataset, &host, &Request { method: "GET", path, query, if_none_match: None });
        (answer.status, answer.body)
    });
    answered.into()
}

fn assert_same(refreshed: &Dataset, whole: &Dataset, now: i64, at: &str) {
    assert!(refreshed == whole, "{at}");
    assert_eq!(refreshed.version(), whole.version(), "{at}");
    let (left, right) = (answers(refreshed, now), answers(whole, now));
    assert_eq!(left, right, "{at}");
    assert!(left.iter().filter(|(status, _)| *status == 200).count() > 4, "{at}: {:?}", left[0]);
}

/// Takes a table through many rounds, with a data set that is held and one that is taken up each time.
fn follow(seed: u64, kind: &str, late: i64) -> (u64, u64) {
    let mut crawled = Crawled::new(seed, kind, late);
    let calendar = Calendar::default();
    for id in 1..=30 {
        for crawl in 0..20 {
            crawled.insert(id, BEGAN + crawl * DAY + id * 1000, crawl * 5 + id);
        }
    }
    let mut held = Live::keeping(&crawled.database, &calendar);
    crawled.refreshed(&mut held, false);
    let (mut alone, mut in_full) = (0, 0);
    for round in 1..=40 {
        let what = crawled.write(round);
        let at = format!("seed {seed}, round {round}: {what}");
        let taken_up = crawled.rng.random_range(0..3) == 0;
        if taken_up {
            held = Live::keeping(&crawled.database, &calendar);
        }
        let reading = crawled.refreshed(&mut held, false);
        if reading.full {
            in_full += 1
        } else {
            alone += 1
        }
        let whole = crawled.refreshed(&mut Live::new(&crawled.database, &calendar), true).dataset;
        assert_same(&reading.dataset, &whole, crawled.now, &at);
        let (refreshed, read) = (reading.dataset.intake(), whole.intake());
        let rows = |intake: &mediaop_core::Intake| (intake.rows_read, intake.rows_accepted, intake.rows_rejected());
        assert_eq!(rows(refreshed), rows(read), "{at}");
        let mut another = Live::keeping(&crawled.database, &calendar);
        if let Some(kept) = another.resume(&mut |_| ()).unwrap() {
            assert_same(&kept, &whole, crawled.now, &format!("{at}, as kept"));
        }
    }
    (alone, in_full)
}

/// Both ways to read must have been gone.
fn follow_all(seeds: [u64; 2], kind: &str, late: i64) {
    let [first, second] = seeds.map(|seed| follow(seed, kind, late));
    let (alone, in_full) = (first.0 + second.0, first.1 + second.1);
    assert!(alone > 50 && in_full > 2, "{alone} of new rows alone, {in_full} in full");
}

#[test]
fn refreshes_of_numbered_rows_give_what_all_rows_give() {
    follow_all([1, 2], ", PRIMARY KEY (aweme_id, update_ts))", 15 * DAY);
}

#[test]
fn refreshes_by_the_key_give_what_all_rows_give() {
    follow_all([4, 5], ", PRIMARY KEY (aweme_id, update_ts)) WITHOUT ROWID", 24 * HOUR);
}

#[test]
fn refreshes_of_a_table_without_a_key_give_what_all_rows_give() {
    follow_all([7, 8], ")", 15 * DAY);
}

/// An empty table whose key is of a type, and then this.
fn plain(key: &str, rest: &str) -> Crawled {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shop.db");
    let file = Connection::open(&path).unwrap();
    file.execute_batch(&format!(
        "CREATE TABLE douyin_aweme_summary (
            aweme_id {key}, update_ts {key}, create_time INTEGER, digg_count INTEGER, share_count INTEGER,
            sec_uid TEXT, nickname TEXT, title TEXT, product_id TEXT, product_title TEXT{rest};
        {OTHER_TABLES}"
    ))
    .unwrap();
    let rng = ChaCha8Rng::seed_from_u64(5);
    Crawled { database: Database::at(path), _folder: folder, file, rng, late: DAY, now: BEGAN + 20 * DAY }
}

const KEY: &str = ", PRIMARY KEY (aweme_id, update_ts))";

fn put(crawled: &Crawled, verb: &str, id: &str, ts: i64, digg: i64) {
    crawled.run(&format!(
        "{verb} INTO douyin_aweme_summary (aweme_id, update_ts, create_time, digg_count, share_count, sec_uid,
            nickname, title, product_id, product_title)
        VALUES ({id}, {ts}, {}, {digg}, 1, 'c1', 'n', 't', 'p1', 'x')",
        BEGAN / 1000 - 60
    ));
}

/// A refresh, which must come to what a reading of all rows comes to; whether it read all.
fn checked_refresh(crawled: &Crawled, live: &mut Live, at: &str) -> bool {
    let reading = crawled.refreshed(live, false);
    let whole = crawled.refreshed(&mut Live::new(&crawled.database, &Calendar::default()), true).dataset;
    assert!(*reading.dataset == *whole, "{at}");
    reading.full
}

#[test]
fn rows_that_took_the_numbers_of_others_are_seen_whatever_the_key_is_made_of() {
    let crawls = |crawled: &Crawled| {
        for (id, crawl) in (1..=30).flat_map(|id| (0..4).map(move |crawl| (id, crawl))) {
            put(crawled, "INSERT", &id.to_string(), BEGAN + crawl * DAY + id, crawl * 5 + id);
        }
    };
    for key in ["INTEGER", "TEXT"] {
        let crawled = plain(key, KEY);
        crawls(&crawled);
        let mut live = Live::keeping(&crawled.database, &Calendar::default());
        checked_refresh(&crawled, &mut live, "at first");
        // As a data frame replaces a table.
        crawled.run("CREATE TABLE kept AS SELECT * FROM douyin_aweme_summary; DELETE FROM douyin_aweme_summary");
        (1..=30).for_each(|id| put(&crawled, "INSERT", &id.to_string(), BEGAN + 4 * DAY + id, 50 + id));
        crawled.run("INSERT INTO douyin_aweme_summary SELECT * FROM kept; DROP TABLE kept");
        checked_refresh(&crawled, &mut live, &format!("{key}: written anew, the newest first"));

        let crawled = plain(key, KEY);
        crawls(&crawled);
        let mut live = Live::keeping(&crawled.database, &Calendar::default());
        checked_refresh(&crawled, &mut live, "at first");
        crawled.run("DELETE FROM douyin_aweme_summary WHERE rowid > 100");
        (1..=20).for_each(|id| put(&crawled, "INSERT", &id.to_string(), BEGAN + 6 * DAY + id, 50 + id));
        checked_refresh(&crawled, &mut live, &format!("{key}: the last rows gone, others in their place"));
    }
}

#[test]
fn rows_that_were_read_but_not_kept_do_not_go_when_all_is_made_of_what_is_kept() {
    for is_read_only in [false, true] {
        let calendar = Calendar::default();
        let crawled = plain("INTEGER", KEY);
        (1..=30).for_each(|id| put(&crawled, "INSERT", &id.to_string(), BEGAN + id, id));
        crawled.refreshed(&mut Live::keeping(&crawled.database, &calendar), false);
        let mut live = match is_read_only {
            true => {
                let path = crawled.database.file().unwrap();
                let mut permissions = std::fs::metadata(path).unwrap().permissions();
                permissions.set_readonly(true);
                std::fs::set_permissions(path, permissions).unwrap();
                Live::keeping(&crawled.database, &calendar)
            }
            false => Live::new(&crawled.database, &calendar),
        };
        (1..=30).for_each(|id| put(&crawled, "INSERT", &id.to_string(), BEGAN + HOUR + id, 50 + id));
        checked_refresh(&crawled, &mut live, "new rows behind what is kept");
        crawled.run("UPDATE product_info SET title = title || '!' WHERE product_id = 'p2'");
        checked_refresh(&crawled, &mut live, "a product that changed and does not say when");
    }
}

#[test]
fn ids_that_are_texts_among_numbers_are_seen() {
    let crawled = plain("", ", PRIMARY KEY (aweme_id, update_ts)) WITHOUT ROWID");
    for id in 1..=30 {
        put(&crawled, "INSERT", &id.to_string(), BEGAN + id, id);
        put(&crawled, "INSERT", &format!("'{}'", 100 + id), BEGAN + id, id);
    }
    let mut live = Live::keeping(&crawled.database, &Calendar::default());
    checked_refresh(&crawled, &mut live, "at first");
    (1..=30).for_each(|id| put(&crawled, "INSERT", &format!("'{}'", 100 + id), crawled.now - HOUR - id, 70 + id));
    checked_refresh(&crawled, &mut live, "new rows of ids that are texts");
}

#[test]
fn a_column_called_rowid_is_no_number_of_a_row() {
    let crawled = plain("INTEGER", ", rowid INTEGER, PRIMARY KEY (aweme_id, update_ts))");
    for id in 1..=100 {
        put(&crawled, "INSERT", &id.to_string(), BEGAN + id, id);
    }
    crawled.run("UPDATE douyin_aweme_summary SET rowid = 7 WHERE aweme_id > 50");
    let mut live = Live::keeping(&crawled.database, &Calendar::default());
    assert_eq!(crawled.refreshed(&mut live, false).rows_read, 100);
    put(&crawled, "INSERT", "7", crawled.now - HOUR, 900);
    checked_refresh(&crawled, &mut live, "a new row");
}

#[test]
fn whatever_happens_to_the_numbers_of_rows_no_row_is_missed() {
    let kinds = [
        KEY,
        ", id INTEGER PRIMARY KEY, UNIQUE (aweme_id, update_ts))",
        ", id INTEGER PRIMARY KEY AUTOINCREMENT, UNIQUE (aweme_id, update_ts))",
        ")",
    ];
    let mut by_news_alone = 0;
    for seed in 0..24 {
        let mut crawled = plain("INTEGER", kinds[seed as usize % kinds.len()]);
        crawled.rng = ChaCha8Rng::seed_from_u64(seed);
        let random_row = |rng: &mut ChaCha8Rng| {
            (rng.random_range(1..9).to_string(), BEGAN + rng.random_range(0..40) * 3 * HOUR, rng.random_range(0..99))
        };
        for _ in 0..crawled.rng.random_range(5..80) {
            let (id, ts, digg) = random_row(&mut crawled.rng);
            put(&crawled, "INSERT OR IGNORE", &id, ts, digg);
        }
        let mut live = Live::keeping(&crawled.database, &Calendar::default());
        crawled.refreshed(&mut live, false);
        for round in 0..12 {
            let mut done = Vec::new();
            for _ in 0..crawled.rng.random_range(0..4) {
                let (id, ts, digg) = random_row(&mut crawled.rng);
                let what = crawled.rng.random_range(0..8);
                match what {
                    0..=2 => put(&crawled, "INSERT OR IGNORE", &id, ts, digg),
                    3 => put(&crawled, "REPLACE", &id, ts, digg),
                    4 => crawled
                        .run(&format!("DELETE FROM douyin_aweme_summary WHERE aweme_id = {id} AND update_ts < {ts}")),
                    5 => crawled.run(
                        "DELETE FROM douyin_aweme_summary
                        WHERE rowid = (SELECT max(rowid) FROM douyin_aweme_summary)",
                    ),
                    6 => crawled.run("VACUUM"),
                    _ => (0..3).for_each(|row| put(&crawled, "INSERT OR IGNORE", &id, ts + row * HOUR, digg + row)),
                }
                done.push(what);
            }
            if crawled.rng.random_range(0..4) == 0 {
                live = Live::keeping(&crawled.database, &Calendar::default());
            }
            let was_full = checked_refresh(&crawled, &mut live, &format!("seed {seed}, round {round}, {done:?}"));
            by_news_alone += u32::from(!was_full);
        }
    }
    assert!(by_news_alone > 50, "{by_news_alone} refreshes read new rows alone");
}

/// Several processes on one database, each refreshing when it likes, each starting anew at times.
fn processes(seed: u64, kind: &str, late: i64) -> (u64, u64, u64) {
    let mut crawled = Crawled::new(seed, kind, late);
    let calendar = Calendar::default();
    for id in 1..=30 {
        for crawl in 0..10 {
            crawled.insert(id, BEGAN + crawl * DAY + id * 1000, crawl * 5 + id);
        }
    }
    let new = || Live::keeping(&crawled.database, &calendar);
    let mut lives = [new(), new(), Live::new(&crawled.database, &calendar)];
    let (mut alone, mut in_full, mut resumed) = (0, 0, 0);
    for round in 1..=40 {
        let what = crawled.write(round);
        for _ in 0..crawled.rng.random_range(1..4) {
            let who = crawled.rng.random_range(0..lives.len());
            let anew = crawled.rng.random_range(0..4) == 0;
            if anew {
                lives[who] = match who {
                    2 => Live::new(&crawled.database, &calendar),
                    _ => Live::keeping(&crawled.database, &calendar),
                };
            }
            let full = crawled.rng.random_range(0..25) == 0;
            let at = format!("seed {seed}, round {round}: {what}, process {who}, anew {anew}, full {full}");
            let whole = crawled.refreshed(&mut Live::new(&crawled.database, &calendar), true).dataset;
            let reading = crawled.refreshed(&mut lives[who], full);
            if reading.full {
                in_full += 1
            } else {
                alone += 1
            }
            assert_same(&reading.dataset, &whole, crawled.now, &at);
            let (refreshed, read) = (reading.dataset.intake(), whole.intake());
            let rows = |intake: &mediaop_core::Intake| (intake.rows_read, intake.rows_accepted, intake.rows_rejected());
            assert_eq!(rows(refreshed), rows(read), "{at}");
            let keeps = who != 2 && lives[who].state.as_ref().unwrap().head.is_some();
            let mut another = Live::keeping(&crawled.database, &calendar);
            let kept = another.resume(&mut |_| ()).unwrap();
            if keeps {
                let kept = kept.unwrap_or_else(|| panic!("{at}: what was kept cannot be read"));
                assert_same(&kept, &whole, crawled.now, &format!("{at}, as kept"));
                resumed += 1;
            }
        }
    }
    (alone, in_full, resumed)
}

#[test]
fn processes_that_go_on_from_each_other_have_what_all_rows_give() {
    for (seed, kind, late) in [
        (10, ", PRIMARY KEY (aweme_id, update_ts))", 15 * DAY),
        (11, ", PRIMARY KEY (aweme_id, update_ts)) WITHOUT ROWID", DAY),
        (12, ")", 15 * DAY),
    ] {
        let (alone, in_full, taken_up) = processes(seed, kind, late);
        assert!(alone > 30 && in_full > 2 && taken_up > 20, "{alone} alone, {in_full} in full, {taken_up} taken up");
    }
}

#[test]
fn where_videos_are_the_rows_the_time_they_took_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shop.db");
    let file = Connection::open(&path).unwrap();
    file.execute_batch("CREATE TABLE douyin_aweme (aweme_id INTEGER PRIMARY KEY, last_modify_ts INTEGER, liked_count INTEGER, sec_uid TEXT, title TEXT);
      WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)
      INSERT INTO douyin_aweme SELECT i, 1772900000000 + i, i, 'c1', 't' || i FROM n;").unwrap();
    let database = Database::at(path);
    let (mut began, mut amid) = (None, None);
    let mut news = |news: LoadProgress| match news.rows_done {
        0 => drop(began.get_or_insert_with(Instant::now)),
        20_000 => {}
        _ => amid = Some(Instant::now()),
    };
    let reading =
        Live::new(&database, &Calendar::default()).refresh(true, BEGAN + DAY, &mut news, &mut |_| ()).unwrap();
    assert_eq!(reading.rows_read, 20_000);
    let until_amid = amid.unwrap() - began.unwrap();
    assert!(reading.fetching > until_amid, "{:?}, and {until_amid:?} until there were some rows", reading.fetching);
}

/// The tables of what is kept were deleted while a process ran, and another has kept as many segments since.
#[test]
fn tables_that_were_deleted_meanwhile_are_no_base_for_what_comes_later() {
    let calendar = Calendar::default();
    let mut crawled = plain("INTEGER", KEY);
    let put = |crawled: &Crawled, ts: i64, title: &str| {
        crawled.run(&format!(
        "INSERT INTO douyin_aweme_summary (aweme_id, update_ts, create_time, digg_count, title) VALUES (7, {ts}, {}, 5, '{title}')", BEGAN / 1000 - 60))
    };
    put(&crawled, BEGAN, "first");
    let mut a = Live::keeping(&crawled.database, &calendar);
    crawled.refreshed(&mut a, false);
    put(&crawled, BEGAN + HOUR, "first");
    crawled.refreshed(&mut a, false);
    crawled.run("DROP TABLE mediaop_segments; DROP TABLE mediaop_segment_pieces");
    crawled.now += HOUR;
    let mut b = Live::keeping(&crawled.database, &calendar);
    crawled.refreshed(&mut b, false);
    put(&crawled, BEGAN + 2 * HOUR, "second");
    crawled.refreshed(&mut b, false);
    put(&crawled, BEGAN + 3 * HOUR, "first");
    crawled.refreshed(&mut a, false);
    let whole = crawled.refreshed(&mut Live::new(&crawled.database, &calendar), true).dataset;
    let mut c = Live::keeping(&crawled.database, &calendar);
    let kept = c.resume(&mut |_| ()).unwrap().unwrap();
    assert_eq!(kept.intake().rows_read, whole.intake().rows_read);
    assert!(*kept == *whole && kept.version() == whole.version());
}
