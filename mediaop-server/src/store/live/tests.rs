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
CREATE TABLE douyin_aweme (aweme_id INTEGER PRIMARY KEY, last_modify_ts INTEGER, sec_uid TEXT, user_unique_id TEXT);
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
            8 => self.run(&format!("REPLACE INTO douyin_aweme VALUES ({}, {}, 'c2', 'shop{round}')", round % 5 + 1, self.now)),
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
