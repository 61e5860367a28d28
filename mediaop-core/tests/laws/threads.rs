//! One thread and many answer in the same bytes.

use std::sync::LazyLock;

use mediaop_core::{Calendar, Dataset};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use rayon::{ThreadPool, ThreadPoolBuilder};

use super::catalog::{CATEGORIES, Entry, Listed, SECOND_LEVEL};
use super::requests::{Answered, Asked, answers, asked};
use super::rows::{CREATORS, Data, FIRST_DAY, FIRST_ID, PRODUCTS, Row, cases, data, midnight};

const VIDEOS: i64 = 6_000;
const DAYS: i64 = 4;

static ONE: LazyLock<ThreadPool> = LazyLock::new(|| pool(1));
static FOUR: LazyLock<ThreadPool> = LazyLock::new(|| pool(4));

fn pool(threads: usize) -> ThreadPool {
    ThreadPoolBuilder::new().num_threads(threads).build().unwrap()
}

fn built(pool: &ThreadPool, data: &Data, asked: &[Asked]) -> (Dataset, Vec<Answered>) {
    pool.install(|| {
        let dataset = data.dataset();
        let answers = asked.iter().flat_map(|asked| answers(&dataset, asked)).collect();
        (dataset, answers)
    })
}

/// Numbers that look random.
fn scattered(seed: i64) -> i64 {
    (seed.wrapping_mul(0x5851_F42D_4C95_7F2D).wrapping_add(0x1405_7B7E_F767_814F) as u64 >> 33) as i64
}

/// Thousands of videos with a reading on each of four days.
fn large(sorted: bool) -> Data {
    let calendar = Calendar::default();
    let pick = |texts: &[&'static str], seed| texts[(scattered(seed) % texts.len() as i64) as usize];
    let row = |number: i64| {
        let (video, day) = (number / DAYS, (number % DAYS) as i32);
        let update_ts = midnight(&calendar, FIRST_DAY + day) + 1 + scattered(number) % 80_000_000;
        Row {
            aweme_id: FIRST_ID + video,
            update_ts,
            create_time: Some(midnight(&calendar, FIRST_DAY + (scattered(video) % 3 - 2) as i32) / 1000),
            counters: std::array::from_fn(|m| Some(scattered(number * 7 + m as i64) % 1000)),
            product_id: Some(pick(&PRODUCTS, video)),
            creator: Some(pick(&CREATORS, video + 1)),
            title: Some("题"),
            ..Row::default()
        }
    };
    let mut rows: Vec<Row> = (0..VIDEOS * DAYS).map(row).collect();
    if !sorted {
        rows.sort_by_key(|row| scattered(row.update_ts ^ row.aweme_id));
    }
    let listed = |(place, product_id): (usize, &&'static str)| {
        let (category, category2) = (Some(CATEGORIES[place % 2]), Some(SECOND_LEVEL[place / 2]));
        Entry::Product(Listed { product_id, updated_at: 0, title: None, brand: None, category, category2 })
    };
    Data { calendar, rows, catalog: PRODUCTS.iter().enumerate().map(listed).collect() }
}

#[test]
fn a_large_data_set_is_the_same_on_one_thread_and_on_four() {
    let mut runner = TestRunner::deterministic();
    let drawn = asked().new_tree(&mut runner).unwrap().current();
    let mut base = drawn.only(&[]).with("from", "2026-03-04").with("to", "2026-03-08").with("as_of", "2026-03-09");
    base.today = "2026-03-12".parse().unwrap();
    let by_share = base.clone().with("basis", "gained").with("baseline", "previous_close").with("metric", "share");
    let asked = [base.clone().with("metric", "overall").with("format", "csv"), by_share];
    let (dataset, sorted) = built(&ONE, &large(true), &asked);
    for data in [large(true), large(false)] {
        let (other, answers) = built(&FOUR, &data, &asked);
        assert!(other == dataset);
        assert_eq!(other.version(), dataset.version());
        for (left, right) in sorted.iter().zip(&answers) {
            assert_eq!(left.status, 200, "{} {}", left.url, left.text());
            assert!(left == right, "{}", left.url);
        }
    }
    // Questions look at 2048 videos at a time: there was work for several threads.
    let gained = &sorted[sorted.len() / 2..];
    let videos = gained.iter().find(|answer| answer.url.starts_with("/api/videos?")).unwrap().json();
    assert!(videos["coverage"]["videos_considered"].as_u64() > Some(2 * 2048));
}

proptest! {
    #![proptest_config(cases(48))]

    #[test]
    fn one_thread_and_four_answer_in_the_same_bytes(data in data(), asked in asked()) {
        let asked = [asked];
        let ((one, left), (four, right)) = (built(&ONE, &data, &asked), built(&FOUR, &data, &asked));
        prop_assert!(one == four);
        prop_assert_eq!(one.version(), four.version());
        for (left, right) in left.iter().zip(&right) {
            prop_assert!(left == right, "{}\none: {}\nfour: {}", left.url, left.text(), right.text());
        }
    }
}
