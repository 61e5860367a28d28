//! Neither order nor parts nor repetition of rows make a difference.

use mediaop_core::{Dataset, DatasetBuilder};
use proptest::collection::vec;
use proptest::prelude::*;

use super::catalog::Entry;
#[cfg(feature = "contract")]
use super::requests::{answers, asked};
use super::rows::{Data, Row, cases, data};

/// What becomes of a row: for each copy of it the part it goes to, and its place there.
type Plan = Vec<Vec<(usize, u16)>>;

#[derive(Clone, Copy)]
enum Item<'a> {
    Row(&'a Row),
    Entry(&'a Entry),
}

const PARTS: usize = 4;

fn plan() -> impl Strategy<Value = Plan> {
    vec(vec((0..PARTS, any::<u16>()), 1..=3), 1..=30)
}

/// The data in parts, its rows and catalog strewn over them and repeated.
fn parts(data: &Data, plan: &Plan) -> Vec<Dataset> {
    let items = data.rows.iter().map(Item::Row).chain(data.catalog.iter().map(Item::Entry));
    let mut strewn: Vec<(usize, u16, Item<'_>)> = items
        .zip(plan.iter().cycle())
        .flat_map(|(item, copies)| copies.iter().map(move |(part, place)| (*part, *place, item)))
        .collect();
    strewn.sort_by_key(|(_, place, _)| *place);
    (0..PARTS)
        .map(|part| {
            let mut builder = DatasetBuilder::new(data.calendar.clone());
            for (_, _, item) in strewn.iter().filter(|(of, ..)| *of == part) {
                match item {
                    Item::Row(row) => row.push(&mut builder),
                    Item::Entry(entry) => entry.push(&mut builder),
                }
            }
            builder.finish()
        })
        .collect()
}

/// Merges any two, until one is left.
fn joined(mut parts: Vec<Dataset>, joins: &[(usize, usize)]) -> Dataset {
    for (a, b) in joins.iter().cycle() {
        if parts.len() == 1 {
            break;
        }
        let a = parts.swap_remove(a % parts.len());
        let b = parts.swap_remove(b % parts.len());
        parts.push(a.merge(&b).unwrap());
    }
    parts.pop().unwrap()
}

fn merge(a: &Dataset, b: &Dataset) -> Dataset {
    a.merge(b).unwrap()
}

fn joins() -> impl Strategy<Value = Vec<(usize, usize)>> {
    vec((0..PARTS, 0..PARTS), 1..=PARTS)
}

proptest! {
    #![proptest_config(cases(128))]

    #[test]
    fn any_order_split_and_repetition_give_one_data_set(data in data(), plan in plan(), joins in joins()) {
        let (whole, joined) = (data.dataset(), joined(parts(&data, &plan), &joins));
        prop_assert!(joined == whole);
        prop_assert_eq!(joined.version(), whole.version());
        prop_assert_eq!((joined.first_day(), joined.last_day()), (whole.first_day(), whole.last_day()));
        prop_assert_eq!(joined.summary_count(), whole.summary_count());
    }

    #[test]
    fn merge_is_associative_commutative_and_idempotent(data in data(), plan in plan()) {
        let mut parts = parts(&data, &plan);
        let (a, b, c) = (parts.remove(0), parts.remove(0), parts.remove(0));
        let ab = merge(&a, &b);
        let all = merge(&ab, &c);
        for (left, right) in [
            (&merge(&a, &merge(&b, &c)), &all),
            (&merge(&b, &a), &ab),
            (&merge(&a, &a), &a),
            (&merge(&all, &b), &all),
        ] {
            prop_assert!(left == right);
            prop_assert_eq!(left.version(), right.version());
        }
    }

    #[test]
    fn an_empty_data_set_changes_nothing(data in data()) {
        let (whole, empty) = (data.dataset(), DatasetBuilder::new(data.calendar.clone()).finish());
        for merged in [merge(&whole, &empty), merge(&empty, &whole)] {
            prop_assert!(merged == whole);
            prop_assert_eq!(merged.version(), whole.version());
            prop_assert_eq!(merged.intake(), whole.intake());
        }
    }

    #[test]
    fn what_is_equal_has_one_version_and_what_differs_has_two(data in data(), others in any::<prop::sample::Index>()) {
        let whole = data.dataset();
        let mut less = data.clone();
        if !less.rows.is_empty() {
            less.rows.remove(others.index(data.rows.len()));
        }
        let less = less.dataset();
        prop_assert_eq!(whole == less, whole.version() == less.version());
        prop_assert!(merge(&whole, &less) == whole);
    }
}

/// Changes one value of one row.
fn changed(data: &Data, at: usize, what: usize, by: i64) -> Data {
    let mut data = data.clone();
    if data.rows.is_empty() {
        return data;
    }
    let other = data.rows[(at + by.unsigned_abs() as usize) % data.rows.len()].clone();
    let at = at % data.rows.len();
    let row = &mut data.rows[at];
    let now = |number: Option<i64>| Some(number.unwrap_or(0) + by);
    match what {
        0..7 => row.counters[what] = now(row.counters[what]),
        7 => row.update_ts += by,
        8 => row.create_time = now(row.create_time),
        9 => row.product_id = other.product_id,
        10 => row.creator = other.creator,
        11 => row.title = other.title,
        12 => row.nickname = other.nickname,
        13 => row.avatar = other.avatar,
        14 => row.product_title = other.product_title,
        15 => row.url = other.url,
        16 => row.price = now(row.price),
        17 => row.sighting = !row.sighting,
        18 => row.aweme_id = other.aweme_id,
        19 => row.counters.swap(0, 1),
        20 => {
            let counters = row.counters;
            row.counters = other.counters;
            let place = data.rows.iter().position(|row| *row == other).unwrap_or(0);
            data.rows[place].counters = counters;
        }
        21 => {
            data.catalog.pop();
        }
        _ => {}
    }
    data
}

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn one_value_that_is_another_gives_another_version(
        data in data(), plan in plan(), joins in joins(), at in 0..60_usize, what in 0..23_usize, by in 1..4_i64, ask in any::<u32>(),
    ) {
        let whole = data.dataset();
        let other = changed(&data, at, what, by);
        let mut parts = parts(&other, &plan);
        let mut step = 0;
        let mut asked = |dataset: &Dataset| {
            step += 1;
            if ask >> (step % 32) & 1 == 1 {
                dataset.version();
            }
        };
        parts.iter().for_each(&mut asked);
        for (a, b) in joins.iter().cycle() {
            if parts.len() == 1 { break; }
            let a = parts.swap_remove(a % parts.len());
            let b = parts.swap_remove(b % parts.len());
            let both = a.merge(&b).unwrap();
            asked(&both);
            parts.push(both);
        }
        let joined = parts.pop().unwrap();
        prop_assert_eq!(joined == whole, joined.version() == whole.version());
        let rebuilt = other.dataset();
        prop_assert!(rebuilt == joined);
        prop_assert_eq!(rebuilt.version(), joined.version());
        let back = Dataset::from_bytes(&joined.to_bytes()).unwrap();
        prop_assert_eq!(back.version(), joined.version());
    }
}

#[cfg(feature = "contract")]
proptest! {
    #![proptest_config(cases(96))]

    #[test]
    fn answers_do_not_depend_on_the_parts(
        data in data(), plan in plan(), joins in joins(), asked in asked(),
    ) {
        let (whole, joined) = (data.dataset(), joined(parts(&data, &plan), &joins));
        for (left, right) in answers(&joined, &asked).into_iter().zip(answers(&whole, &asked)) {
            prop_assert!(left == right, "{}\nparts: {}\nwhole: {}", left.url, left.text(), right.text());
        }
    }
}
