//! A shop over many refreshes, each of which must give what a build of all rows gives; and every
//! way that a merge can go must have been gone.

mod shop;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::contract::{Host, Request, answer};
use crate::{Dataset, LocalDay};
use shop::{DAYS, FIRST_DAY, Row, Shop, VIDEOS, id};

/// How often each way was gone.
#[derive(Default)]
struct Ways(BTreeMap<&'static str, usize>);

impl Ways {
    fn count(&mut self, way: &'static str, happened: bool) {
        *self.0.entry(way).or_default() += usize::from(happened);
    }

    fn look(&mut self, before: &Dataset, after: &Dataset) {
        let (old, new) = (&before.summaries, &after.summaries);
        let shares_rows = new.shares_closed_rows_with(old);
        self.count("closed rows are shared", shares_rows);
        self.count("all is closed anew", !shares_rows && old.has_open_rows());
        self.count("open rows follow open rows", shares_rows && old.has_open_rows());
        self.count("closed rows are cut", shares_rows && new.closed_rows_in_use() < old.closed_rows_in_use());
        let blocks = before.index.grid.blocks.iter().zip(&after.index.grid.blocks);
        for (old, new) in blocks {
            let extended = !Arc::ptr_eq(old, new) && new.shares_columns_with(old);
            self.count("a block is shared", Arc::ptr_eq(old, new));
            self.count("a block is extended", extended);
            self.count("a block is extended from an earlier day than before", extended && new.held() < old.held());
            self.count("a block loses a video", extended && new.regular < old.regular);
            self.count("a block is made anew", shares_rows && !new.shares_columns_with(old));
        }
        let (before, after) = (&before.index, &after.index);
        self.count("histories are shared", Arc::ptr_eq(&before.product, &after.product));
        self.count("histories are taken over", shares_rows && !Arc::ptr_eq(&before.product, &after.product));
        self.count("postings are shared", Arc::ptr_eq(&before.videos_of_product, &after.videos_of_product));
        self.count("postings are made", shares_rows && after.videos_of_product != before.videos_of_product);
        self.count("product days were asked for before", before.product_days.get().is_some());
    }
}

/// Every answer in windows that end before, in and after the newest days.
fn answers(dataset: &Dataset) -> Vec<(String, u16, Vec<u8>)> {
    let date = |day: i32| LocalDay::from_number(FIRST_DAY + day);
    let host = Host { today: date(20), runs: Vec::new() };
    let (video, product, creator) = (id(7), "p3", "c2");
    let windowed = [
        "videos?linked=all&page_size=500",
        "products/matrix",
        "creators",
        "products",
        &format!("creators/{creator}/products"),
        &format!("products/{product}/videos"),
        "benchmark/creators",
        "benchmark/videos?category=a",
        "benchmark/compare?creator_id=c1&creator_id=c2",
        "categories",
    ];
    let series = [
        "products/hot",
        "categories/daily",
        &format!("videos/{video}/daily"),
        &format!("creators/{creator}/daily"),
        &format!("products/{product}/daily"),
        &format!("videos/{video}/snapshots"),
    ];
    let mut asked = vec!["/api/meta".to_owned()];
    for (from, to) in [(0, 2), (1, DAYS - 1), (DAYS - 1, DAYS), (2, 12)] {
        let window = format!("from={}&to={}&as_of={}", date(from), date(to), date(to.max(DAYS)));
        for basis in ["posted&baseline=within_day", "gained&baseline=previous_close"] {
            let url = |path: &&str| format!("/api/{path}{}{window}&basis={basis}", separator(path));
            asked.extend(windowed.iter().map(url));
            let baseline = basis.split('&').nth(1).unwrap_or_default();
            let url = |path: &&str| format!("/api/{path}{}{window}&{baseline}", separator(path));
            asked.extend(series.iter().map(url));
        }
    }
    let answered = asked.into_iter().map(|url| {
        let (path, query) = url.split_once('?').unwrap_or((&url, ""));
        let response = answer(dataset, &host, &Request { method: "GET", path, query, if_none_match: None });
        (url, response.status, response.body)
    });
    answered.collect()
}

fn separator(path: &str) -> char {
    if path.contains('?') { '&' } else { '?' }
}

fn assert_same(merged: &Dataset, whole: &Dataset, step: &str) {
    assert!(merged == whole, "{step}");
    assert_eq!(merged.version(), whole.version(), "{step}");
    assert_eq!((merged.first_day(), merged.last_day()), (whole.first_day(), whole.last_day()), "{step}");
    assert_eq!(merged.summary_count(), whole.summary_count(), "{step}");
    assert_eq!(merged.increments(crate::Baseline::PreviousClose), whole.increments(crate::Baseline::PreviousClose));
    let mut answered = 0;
    for (left, right) in answers(merged).into_iter().zip(answers(whole)) {
        // What was read is counted once more in each part.
        let is_same = left.2 == right.2 || left.0 == "/api/meta";
        let texts = (String::from_utf8_lossy(&left.2), String::from_utf8_lossy(&right.2));
        assert!(left.1 == right.1 && is_same, "{step}: {}\nmerged: {}\nwhole: {}", left.0, texts.0, texts.1);
        answered += usize::from(left.1 == 200);
    }
    assert!(answered > 80, "{step}: {answered}");
}

fn first_video(is_wanted: impl Fn(&Row) -> bool) -> i64 {
    (0..VIDEOS).find(|video| is_wanted(&Row::usual(*video, 0, 0))).unwrap_or(VIDEOS)
}

/// What comes with each refresh.
fn refreshes() -> Vec<(&'static str, Shop)> {
    let all = || 0..VIDEOS;
    let last = DAYS - 1;
    let of = |rows: Vec<Row>| Shop { rows, ..Shop::default() };
    let crawl = |videos: std::ops::Range<i64>, day: i32, hour: i64| {
        of(videos.map(|video| Row::usual(video, day, hour)).collect())
    };
    let one = |row: Row| of(vec![row]);
    let listed = |products: &[(&'static str, &'static str)]| Shop { products: products.to_vec(), ..Shop::default() };
    let mut steps = vec![
        ("the same rows again", crawl(all(), last, 20)),
        ("a later crawl of the last day", crawl(all(), last, 22)),
        ("a few videos of one block", crawl(20..40, last, 23)),
        ("the next day", crawl(all(), last + 1, 9)),
        ("the catalog alone", listed(&[("p1", "b"), ("p2", "c"), ("p9", "a")])),
        ("a video behind all others", one(Row::usual(VIDEOS * 2, last + 1, 10))),
        ("a metric that is missing once", of((5..9).map(|video| Row::without_likes(video, last + 1, 12)).collect())),
        ("a product in between, and a video that changes to it", one(Row::usual(12, last + 1, 13).with_product("p25"))),
        ("a link that a later row of the day takes back", {
            let linked = first_video(|row| row.product == Some("p1"));
            of(vec![Row::usual(linked, last + 1, 14).with_product("p4"), Row::usual(linked, last + 1, 15)])
        }),
        ("blank rows", of((30..60).map(|video| Row::blank(video, last + 2, 8)).collect())),
        ("counters beyond 32 bits", one(Row { likes: Some(1 << 33), ..Row::usual(70, last + 2, 9) })),
        ("a row from the first day", one(Row::usual(90, 0, 1))),
        ("a row from the day before a video began", one(Row::usual(91, -1, 1))),
        ("another publication", one(Row { created_hours_ago: 500, ..Row::usual(92, last + 2, 9) })),
        ("a creator that changes", one(Row::usual(93, last + 2, 9).with_creator("c0"))),
        (
            "the hash of a creator",
            one(Row::usual(first_video(|row| row.creator.is_none()), last + 2, 9).with_hash("f55ff16f66f43360")),
        ),
        ("whose hash that is", Shop { aliases: vec![("c1", "a1")], ..Shop::default() }),
        ("a video between others", one(Row { video: 600 * 2 + 1, ..Row::usual(0, last + 2, 10) })),
        ("videos after a pause", crawl(100..130, last + 5, 10)),
    ];
    steps.extend((2..8).map(|day| ("day after day", crawl(all(), last + day, 9))));
    steps
}

#[test]
fn each_refresh_gives_what_a_build_of_all_rows_gives() {
    let mut all = Shop::of_days(DAYS);
    let mut dataset = all.dataset();
    let mut ways = Ways::default();
    for (place, (step, news)) in refreshes().into_iter().enumerate() {
        all.add(&news);
        let whole = all.dataset();
        if place % 3 == 0 {
            dataset.product_days();
        }
        let merged = if place % 2 == 0 { dataset.merge(&news.dataset()) } else { news.dataset().merge(&dataset) };
        let merged = merged.unwrap_or_else(|error| panic!("{step}: {error}"));
        let onto = news.builder().finish_onto(&dataset).unwrap_or_else(|error| panic!("{step}: {error}"));
        assert!(onto == merged, "{step}");
        ways.look(&dataset, &merged);
        assert_same(&merged, &whole, step);
        dataset = merged;
    }
    let never: Vec<_> = ways.0.iter().filter(|(_, times)| **times == 0).collect();
    assert!(never.is_empty() && ways.0.len() == 14, "{:?}", ways.0);
}

#[test]
fn each_refresh_of_a_build_gives_what_a_build_gives() {
    let before = Shop::of_days(DAYS).dataset();
    for (step, news) in refreshes() {
        let mut all = Shop::of_days(DAYS);
        all.add(&news);
        let merged = before.merge(&news.dataset()).unwrap_or_else(|error| panic!("{step}: {error}"));
        assert_same(&merged, &all.dataset(), step);
    }
}

#[test]
fn what_was_merged_into_does_not_change() {
    let mut all = Shop::of_days(2);
    let before = all.dataset();
    let (version, answered) = (before.version().to_owned(), answers(&before));
    let mut later = Arc::new(all.dataset());
    for (_, news) in refreshes().into_iter().take(9) {
        all.add(&news);
        later = Arc::new(later.merge(&news.dataset()).unwrap_or_else(|error| panic!("{error}")));
    }
    assert_ne!(later.version(), version);
    assert!(before == Shop::of_days(2).dataset());
    assert!(answers(&before) == answered);
}
