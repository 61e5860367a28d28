//! The tables that other programs read, against SQL over the raw rows.

mod support;

use std::sync::atomic::{AtomicBool, Ordering};

use support::mariadb::MariaDb;
use support::{Place, rows, wait_until};

/// The two tables by SQL alone, for the period `{n}` that ends with the day `{end}`: a video's
/// totals are those of its last row of its last day until then.
const MATRIX: &str = "
WITH last AS (
    SELECT s.* FROM douyin_aweme_summary s JOIN (
        SELECT aweme_id, max(update_ts) AS ts FROM douyin_aweme_summary WHERE update_ts < {after}
        AND (digg_count > 0 OR collect_count > 0 OR share_count > 0 OR comment_count > 0 OR play_count > 0)
        GROUP BY aweme_id) m ON m.aweme_id = s.aweme_id AND m.ts = s.update_ts
    WHERE s.create_time >= {from} AND s.create_time < {after_s} AND s.product_id IS NOT NULL)
SELECT l.product_id, count(*), sum(l.digg_count), sum(l.share_count), round(avg(l.collect_count), 6)
FROM last l GROUP BY l.product_id ORDER BY l.product_id";
const STORED: &str = "
SELECT product_id, video_count, total_digg_count, total_share_count, round(avg_collect_count, 6)
FROM product_matrix_stats WHERE period_days = {n} ORDER BY product_id";
const DAY: i64 = 86_400;

/// Videos of three products on ten days from 2026-03-01 on, read at 10:00 and 22:00 in Shanghai.
fn snapshots() -> String {
    let midnight = 1_772_294_400; // 2026-03-01 00:00 in Shanghai
    let mut csv = "aweme_id,update_ts,create_time,sec_uid,product_id,digg_count,collect_count,share_count\n".to_owned();
    for video in 1..=40_i64 {
        let published = midnight + (video % 10) * DAY + 3_600;
        for day in (video % 10)..10 {
            for (hour, more) in [(10, 0), (22, 3)] {
                let (ts, likes) = ((midnight + day * DAY + hour * 3_600) * 1_000, video * 7 + day * 10 + more);
                let (creator, product) = (video % 4, video % 3);
                csv.push_str(&format!(
                    "{video},{ts},{published},c{creator},p{product},{likes},{},{}\n",
                    likes / 2,
                    likes % 5 + 1
                ));
            }
        }
    }
    csv
}

fn by_sql(period: i64) -> (String, String) {
    let after = 1_772_294_400 + 9 * DAY; // as of the end of 2026-03-09
    let fill = |sql: &str| {
        sql.replace("{after_s}", &after.to_string())
            .replace("{after}", &(after * 1_000).to_string())
            .replace("{from}", &(after - period * DAY).to_string())
            .replace("{n}", &period.to_string())
    };
    (fill(MATRIX), fill(STORED))
}

#[test]
fn the_tables_hold_what_sql_over_the_rows_says() {
    let place = Place::new();
    place.import("s.csv", snapshots()).ends_with_code(0);
    place.import("p.csv", "product_id,title,category\np1,lipstick,beauty\np2,nuts,food\n").ends_with_code(0);
    for _ in 0..2 {
        place
            .run(&["precompute", "--as-of", "2026-03-09"])
            .ends_with_code(0)
            .says("product_matrix_stats, as of 2026-03-09");
    }
    let database = place.database();
    for period in [3, 5, 7, 15, 30] {
        let (expected, stored) = by_sql(period);
        let expected = rows(&database, &expected);
        assert!(expected.len() == 3, "{expected:?}");
        assert_eq!(rows(&database, &stored), expected, "period {period}");
    }
    let of_creators = "SELECT m.video_count = sum(c.video_count) AND m.total_digg_count = sum(c.total_digg_count)
        AND min(c.first_post_date) >= '2026-03-03' AND max(c.last_post_date) = '2026-03-09'
        AND coalesce(m.category, '') = coalesce(max(c.category), '') AND count(*) > 1
        FROM product_matrix_stats m JOIN product_creator_stats c USING (product_id, period_days)
        WHERE period_days = 7 GROUP BY m.product_id";
    assert_eq!(rows(&database, of_creators), vec![vec![1.into()]; 3]);
    let by_default = place.run(&["precompute"]);
    by_default.ends_with_code(0).says("0 rows of product_creator_stats");
    place.run(&["precompute", "--as-of", "2999-01-01"]).ends_with_code(1).says("is after today");
    place.run(&["precompute", "--as-of", "2026-02-30"]).ends_with_code(2).says("2026-02-30");
}

#[test]
fn both_databases_hold_the_same_and_readers_never_see_a_mixture() {
    let (place, server) = (Place::new(), MariaDb::start());
    server.sql("CREATE DATABASE shop; CREATE DATABASE ours");
    place.file("s.csv", snapshots());
    let url = server.url("root", "shop");
    let mariadb = |arguments: &[&str]| {
        let mut all = vec!["--db", &url, "--own-schema", "ours"];
        all.extend(arguments);
        place.run(&all).ends_with_code(0);
    };
    let precompute = |day: &str| mariadb(&["precompute", "--as-of", day]);
    mariadb(&["import", "s.csv"]);
    place.run(&["import", "s.csv"]).ends_with_code(0);
    precompute("2026-03-09");
    place.run(&["precompute", "--as-of", "2026-03-09"]).ends_with_code(0);
    for (table, columns) in [
        (
            "product_matrix_stats",
            "id, product_id, period_days, video_count, total_digg_count, round(avg_collect_count * video_count)",
        ),
        ("product_creator_stats", "id, product_id, user_id, video_count, total_share_count, last_post_date"),
    ] {
        let there = server.sql(&format!("SELECT {columns} FROM ours.{table} ORDER BY id"));
        let here = rows(&place.database(), &format!("SELECT concat_ws(char(9), {columns}) FROM {table} ORDER BY id"));
        let here: Vec<String> = here.into_iter().map(|row| format!("{:?}", row[0])).collect();
        let there: Vec<String> = there.lines().map(|line| format!("Text({line:?})")).collect();
        assert_eq!(plain(&here), plain(&there));
        assert!(here.len() >= 15);
    }

    // A row's `updated_at` names the writing that it came from.
    let over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let reader = scope.spawn(|| {
            let mut looks = 0;
            while !over.load(Ordering::Relaxed) {
                let seen = server.sql(
                    "START TRANSACTION WITH CONSISTENT SNAPSHOT;
                     SELECT COUNT(DISTINCT period_days) FROM ours.product_matrix_stats;
                     SELECT COUNT(*) FROM (SELECT DISTINCT updated_at FROM ours.product_matrix_stats
                         UNION SELECT DISTINCT updated_at FROM ours.product_creator_stats) AS writings",
                );
                assert_eq!(seen, "5\n1");
                looks += 1;
            }
            looks
        });
        ["2026-03-08", "2026-03-09", "2026-03-08", "2026-03-09"].into_iter().for_each(precompute);
        over.store(true, Ordering::Relaxed);
        assert!(reader.join().unwrap() > 3);
    });
}

/// Whole numbers without a fraction: the two databases print them differently.
fn plain(rows: &[String]) -> Vec<String> {
    rows.iter().map(|row| row.replace(".0\"", "\"").replace(".0\\t", "\\t")).collect()
}

#[test]
fn a_server_says_that_it_has_precomputed() {
    let place = Place::new();
    place.import("s.csv", snapshots()).ends_with_code(0);
    // At its first start it makes up for the night.
    let server = place.serve_unattended(&[]);
    wait_until(|| server.get("/api/meta").body.contains("\"kind\":\"precompute\",\"state\":\"done\""));
    server.signal("-TERM");
    let (_, log) = server.wait_for_end();
    assert!(log.iter().any(|line| line.contains("precomputed: 0 rows of product_creator_stats and 0 of")), "{log:?}");
}
