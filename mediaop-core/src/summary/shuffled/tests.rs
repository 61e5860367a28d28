//! Rows in no order come to what the same rows in order come to.

use super::super::door::{daily_gains, fold};
use super::super::gains::gains;
use super::super::rows::{Codes, CounterSlice, Dictionary, RowColumns};
use super::fold_shuffled;
use crate::calendar::Calendar;
use crate::daily::IncrementColumns;
use crate::increment::Baseline;
use crate::metric::Metric;

const DAY: i64 = 86_400_000;
/// Some days before clocks are turned in New York.
const FIRST: i64 = 1_772_600_000_000;
const PRODUCTS: [&str; 3] = ["a", "b", "c"];

#[derive(Default, Clone)]
struct Rows {
    aweme_id: Vec<i64>,
    update_ts: Vec<i64>,
    create_time: Vec<i64>,
    product: Vec<i32>,
    likes: Vec<i64>,
}

impl Rows {
    fn len(&self) -> usize {
        self.aweme_id.len()
    }

    fn in_order(&self, order: &[usize]) -> Rows {
        fn picked<T: Copy>(values: &[T], order: &[usize]) -> Vec<T> {
            order.iter().map(|row| values[*row]).collect()
        }
        Rows {
            aweme_id: picked(&self.aweme_id, order),
            update_ts: picked(&self.update_ts, order),
            create_time: picked(&self.create_time, order),
            product: picked(&self.product, order),
            likes: picked(&self.likes, order),
        }
    }

    fn with_columns<T>(&self, then: impl FnOnce(&RowColumns<'_>) -> T) -> T {
        let dictionary = Dictionary::Given { texts: &PRODUCTS, same_as: &[0, 1, 2] };
        let codes = Codes { codes: &self.product, known: None, dictionary };
        let mut counters = [None; Metric::COUNT];
        counters[0] = Some(CounterSlice::Wide(&self.likes));
        then(&RowColumns {
            aweme_id: &self.aweme_id,
            update_ts: &self.update_ts,
            create_time: Some(&self.create_time),
            counters,
            product: Some(codes),
            creator: None,
            flags: None,
        })
    }
}

/// Numbers that look random and are the same in each run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % end
    }
}

/// `count` rows of so many videos on so many days, of which one in `odd_one_in` is blank, another
/// rejected, another of an instant that others have too, and another says something new.
fn draw(count: u64, videos: u64, days: i64, odd_one_in: u64) -> Rows {
    let mut chance = Chance(88_172_645_463_325_252);
    let mut rows = Rows::default();
    for _ in 0..count {
        let video = chance.below(videos) as i64;
        let within = chance.below((days * DAY) as u64) as i64;
        let odd = |chance: &mut Chance| chance.below(odd_one_in) == 0;
        rows.aweme_id.push(7_400_000_000_000_000_000 + video);
        rows.update_ts.push(FIRST + if odd(&mut chance) { within / DAY * DAY } else { within });
        rows.create_time.push(FIRST / 1000 - video - i64::from(odd(&mut chance)));
        rows.product.push(if odd(&mut chance) { -1 } else { (video % 3) as i32 });
        let likes = 1 + chance.below(1 << 40) as i64;
        rows.likes.push(if odd(&mut chance) {
            -1
        } else if odd(&mut chance) {
            -9
        } else {
            likes
        });
    }
    rows
}

/// Both ways from rows to summaries.
fn same_in_order(rows: &Rows, zone: &str) -> bool {
    let calendar = Calendar::new(zone).unwrap();
    let mut order: Vec<usize> = (0..rows.len()).collect();
    order.sort_by_key(|row| (rows.aweme_id[*row], rows.update_ts[*row]));
    assert!(!rows.aweme_id.is_sorted(), "rows that are in order take the other way");
    let folded = |rows: &Rows| rows.with_columns(|columns| fold(columns, 0, &calendar).expect("sound codes"));
    let (here, there) = (folded(rows), folded(&rows.in_order(&order)));
    assert_eq!(here.intake.rows_accepted, there.intake.rows_accepted);
    here.summaries == there.summaries
}

#[test]
fn rows_of_many_buckets_on_few_days() {
    for odd_one_in in [3, 50, 4000, 1 << 40] {
        assert!(same_in_order(&draw(120_000, 400, 20, odd_one_in), "Asia/Shanghai"), "one in {odd_one_in}");
    }
}

#[test]
fn rows_of_days_on_which_clocks_are_turned() {
    assert!(same_in_order(&draw(40_000, 100, 30, 200), "America/New_York"));
    assert!(same_in_order(&draw(40_000, 100, 400, 1 << 40), "Australia/Lord_Howe"));
}

#[test]
fn few_rows_on_many_days_are_not_laid_out() {
    // 3,000 days of each video, of which 10 have a row; then more days than are ever laid out.
    assert!(same_in_order(&draw(5000, 500, 3000, 100), "Asia/Shanghai"));
    assert!(same_in_order(&draw(5000, 50, 9000, 100), "Asia/Shanghai"));
}

#[test]
fn rows_at_the_very_first_instant() {
    let mut rows = draw(1000, 5, 3, 1 << 40);
    // Equal instants at the place that stands for 0, with different counters.
    for row in 0..4 {
        (rows.aweme_id[row], rows.update_ts[row]) = (rows.aweme_id[0], FIRST - DAY);
    }
    assert!(same_in_order(&rows, "Asia/Shanghai"));
}

/// Four columns of narrow counters alone, of which one in `odd_one_in` is missing and another 0.
fn readings(rows: &Rows, odd_one_in: u64) -> [Vec<i32>; 4] {
    let mut chance = Chance(1_442_695_040_888_963_407);
    std::array::from_fn(|_| {
        let counter = |likes: &i64| match chance.below(odd_one_in) {
            0 => -1,
            1 => 0,
            _ if *likes < 0 => *likes as i32,
            _ => (likes % (1 << 31)) as i32,
        };
        rows.likes.iter().map(counter).collect()
    })
}

fn gains_of(rows: &Rows, odd_one_in: u64, order: &[usize], then: impl Fn(&RowColumns<'_>)) {
    let ordered = rows.in_order(order);
    let readings = readings(rows, odd_one_in).map(|column| order.iter().map(|row| column[*row]).collect::<Vec<_>>());
    let mut counters = [None; Metric::COUNT];
    // One whose 0 says that it is missing is among them.
    for (metric, column) in [Metric::Digg, Metric::Share, Metric::Play, Metric::Comment].into_iter().zip(&readings) {
        counters[metric as usize] = Some(CounterSlice::Narrow(column));
    }
    then(&RowColumns {
        aweme_id: &ordered.aweme_id,
        update_ts: &ordered.update_ts,
        create_time: Some(&ordered.create_time),
        counters,
        product: None,
        creator: None,
        flags: None,
    });
}

#[test]
fn increments_are_those_of_rows_in_order_however_many_turns_they_take() {
    for (odd_one_in, zone) in [(3, "Asia/Shanghai"), (60, "America/New_York"), (5000, "Asia/Shanghai")] {
        let calendar = Calendar::new(zone).unwrap();
        let rows = draw(60_000, 300, 20, odd_one_in);
        let mut order: Vec<usize> = (0..rows.len()).collect();
        order.sort_by_key(|row| (rows.aweme_id[*row], rows.update_ts[*row]));
        for baseline in [Baseline::WithinDay, Baseline::PreviousClose] {
            let expected = std::cell::RefCell::default();
            gains_of(&rows, odd_one_in, &order, |columns| {
                expected.replace(daily_gains(columns, &calendar, baseline));
            });
            let (expected, intake) = expected.into_inner();
            assert!(expected.len() > 1000, "{} increments", expected.len());
            gains_of(&rows, odd_one_in, &(0..rows.len()).collect::<Vec<_>>(), |columns| {
                for most_bytes in [usize::MAX, 1 << 21, 300_000] {
                    let mut all = IncrementColumns::default();
                    let wanted = |runs, rows: &RowColumns<'_>| gains(runs, rows, &calendar, baseline);
                    let take = |part, _| all.append(&part);
                    let found = fold_shuffled(most_bytes, columns, 0, &calendar, wanted, take).unwrap();
                    assert!(all == expected, "one in {odd_one_in}, {baseline:?}, {most_bytes} bytes");
                    assert_eq!(found.intake.rows_accepted, intake.rows_accepted);
                    assert_eq!(found.intake.rows_blank, intake.rows_blank);
                }
            });
        }
    }
}
