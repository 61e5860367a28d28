//! Who reads a data set is not held up by a merge into it, and sees one version throughout.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, RwLock};
use std::thread;

use mediaop_core::{Calendar, Dataset};

use super::requests::get;
use super::rows::{Data, FIRST_DAY, FIRST_ID, Row, midnight};

const VIDEOS: i64 = 3_000;
const DAYS: i32 = 8;
const READERS: usize = 3;

/// A crawl of all videos, with two rows of each.
fn crawl(calendar: &Calendar, day: i32) -> Vec<Row> {
    let row = |video: i64, hour: i64| Row {
        aweme_id: FIRST_ID + video,
        update_ts: midnight(calendar, FIRST_DAY + day) + hour * 3_600_000,
        counters: [Some(100 * i64::from(day) + hour * (video % 9 + 1)), Some(7), None, None, None, None, None],
        product_id: Some(["p1", "p2", "p3"][(video % 3) as usize]),
        creator: Some(["c1", "c2"][(video % 2) as usize]),
        ..Row::default()
    };
    (0..VIDEOS).flat_map(|video| [row(video, 3), row(video, 20)]).collect()
}

fn asked(dataset: &Dataset) -> Vec<u8> {
    let today = mediaop_core::LocalDay::from_number(FIRST_DAY + DAYS);
    let answered = get(dataset, today, "/api/products/matrix", "period_days=30&basis=gained");
    assert_eq!(answered.status, 200, "{}", answered.text());
    answered.body
}

#[test]
fn readers_see_one_version_while_merges_go_on() {
    let calendar = Calendar::default();
    let of_rows = |rows: Vec<Row>| Data { calendar: calendar.clone(), rows, catalog: Vec::new() }.dataset();
    let days: Vec<Vec<Row>> = (0..DAYS).map(|day| crawl(&calendar, day)).collect();
    let wholes = (1..=days.len()).map(|count| of_rows(days[..count].concat()));
    let expected: BTreeMap<String, Vec<u8>> = wholes.map(|whole| (whole.version().to_owned(), asked(&whole))).collect();

    let first = of_rows(days[0].clone());
    let current = RwLock::new(Arc::new(first));
    let (is_over, during) = (AtomicBool::new(false), AtomicUsize::new(0));
    let is_merging = AtomicBool::new(false);
    thread::scope(|scope| {
        let read = || {
            let mut seen = 0;
            while !is_over.load(SeqCst) {
                let dataset = Arc::clone(&current.read().unwrap());
                let began_in_merge = is_merging.load(SeqCst);
                let body = asked(&dataset);
                assert!(expected[dataset.version()] == body, "an answer of another version");
                during.fetch_add(usize::from(began_in_merge && is_merging.load(SeqCst)), SeqCst);
                seen += 1;
            }
            seen
        };
        let readers: Vec<_> = (0..READERS).map(|_| scope.spawn(read)).collect();
        for rows in &days[1..] {
            let before = Arc::clone(&current.read().unwrap());
            let new = of_rows(rows.clone());
            is_merging.store(true, SeqCst);
            // Until a reader has had an answer in the middle of it.
            let answered = during.load(SeqCst);
            let mut merged = before.merge(&new).unwrap();
            while during.load(SeqCst) == answered && !readers.iter().any(|reader| reader.is_finished()) {
                merged = before.merge(&new).unwrap();
            }
            is_merging.store(false, SeqCst);
            *current.write().unwrap() = Arc::new(merged);
        }
        is_over.store(true, SeqCst);
        assert!(readers.into_iter().all(|reader| reader.join().unwrap() > 0));
    });
    assert_eq!(current.read().unwrap().version(), of_rows(days.concat()).version());
    assert!(during.load(SeqCst) >= days.len() - 1);
}
