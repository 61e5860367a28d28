//! A data set can be asked from inside a thread pool and from outside at once.
#![allow(clippy::disallowed_methods, reason = "threads outside of the pool are what is tested")]

use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use mediaop_core::contract::{Host, Request, answer};
use mediaop_core::{Calendar, Dataset, DatasetBuilder, SnapshotRow};
use rayon::prelude::*;

const VIDEOS: i64 = 60_000;
const HOUR: i64 = 3_600_000;
/// Far more than it takes: a thread that waits for itself waits for ever.
const LONG_ENOUGH: Duration = Duration::from_secs(1_200);

fn shop() -> Dataset {
    let mut builder = DatasetBuilder::new(Calendar::default());
    let products: Vec<_> = (0..50).map(|number| builder.product(&format!("p{number}"))).collect();
    let row = |video: i64, hours: i64| {
        let mut row = SnapshotRow {
            aweme_id: video + 1,
            update_ts: 1_772_700_000_000 + hours * HOUR,
            product: products[video as usize % products.len()],
            ..SnapshotRow::default()
        };
        row.counters[0] = 5 + video * hours % 100;
        row
    };
    builder.extend_rows((0..VIDEOS).flat_map(|video| [0, 8, 24].map(|hours| row(video, hours)))).unwrap();
    builder.finish()
}

/// One thread of its own and all of the pool, all at once.
fn asked_by_all(dataset: &Dataset, ask: impl Fn(&Dataset) + Sync) {
    thread::scope(|scope| {
        scope.spawn(|| ask(dataset));
        (0..rayon::current_num_threads() * 4).into_par_iter().for_each(|_| ask(dataset));
    });
}

#[test]
fn what_is_made_at_the_first_question_makes_nobody_wait_for_himself() {
    rayon::ThreadPoolBuilder::new().num_threads(4).build_global().unwrap();
    let (end, ended) = mpsc::channel();
    thread::spawn(move || {
        for _ in 0..3 {
            let dataset = shop();
            asked_by_all(&dataset, |dataset| assert_eq!(dataset.version().len(), 32));
            let host = Host { today: dataset.last_day().unwrap(), runs: Vec::new() };
            asked_by_all(&dataset, |dataset| {
                let request =
                    Request { method: "GET", path: "/api/products/hot", query: "period_days=3", if_none_match: None };
                assert_eq!(answer(dataset, &host, &request).status, 200);
            });
        }
        end.send(()).unwrap();
    });
    assert_eq!(ended.recv_timeout(LONG_ENOUGH), Ok(()));
}
