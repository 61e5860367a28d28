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
