//! Coverage counts what section 11 of the definition says, and what is counted by day adds up.

use std::collections::BTreeSet;

use mediaop_core::{Baseline, Calendar, Cell, DatasetBuilder, LocalDay, Metric, ProductInfo, RawSnapshot};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::reference::Reference;
use super::requests::get;
use super::rows::{Data, PRODUCTS, cases, data, steady};
use super::view::{View, view};

const NAMES: [&str; 7] =
    ["digg_count", "collect_count", "share_count", "comment_count", "play_count", "recommend_count", "admire_count"];

/// A category, and a second level of it.
type Category = (&'static str, Option<&'static str>);

fn expected(data: &Data, view: View, filter: Option<Category>) -> Value {
    let (reference, (from, to)) = (Reference::of(data), view.days);
    let category = |video| reference.product(video, to).and_then(|product| reference.categories(product));
    // Of an unknown category or level are those that may be of any.
    let may_be_of = |video: &i64| match (filter, category(*video)) {
        (Some((first, second)), Some((of_first, of_second))) => {
            first == of_first && second.zip(of_second).is_none_or(|(second, of_second)| second == of_second)
        }
        _ => true,
    };
    let within = |video: i64| reference.days(video).into_iter().filter(|day| (from..=to).contains(day));
    let published = |video: i64| reference.published(video, view.as_of);
    let videos: Vec<i64> = reference.videos_of(view).into_iter().filter(may_be_of).collect();
    let count = |which: &dyn Fn(i64) -> bool| videos.iter().filter(|video| which(**video)).count();
    let days: Vec<(i64, i32)> = videos.iter().flat_map(|video| within(*video).map(|day| (*video, day))).collect();
    let count_days = |which: &dyn Fn(i64, i32) -> bool| days.iter().filter(|(video, day)| which(*video, *day)).count();
    let increment = |video, day, baseline| reference.increment(video, day, baseline, view.as_of);
    let asks_for_second = filter.is_some_and(|(_, second)| second.is_some());
    let uncategorized = |video| {
        let lacks = |(_, second): Category| asks_for_second && second.is_none();
        reference.product(video, to).is_some() && category(video).is_none_or(lacks)
    };
    let single = |video, day| {
        let instant = |reading: Option<(i64, _)>| reading.map(|(ts, _)| ts);
        instant(reference.first(video, day)) == instant(reference.last(video, day)) && published(video) != Some(day)
    };
    let gap = |video, day| {
        let (gained, span) = increment(video, day, view.baseline);
        span > 1 && gained.iter().any(Option::is_some)
    };
    let mut growth = Map::new();
    for (m, name) in NAMES.iter().enumerate() {
        let sum = |baseline| {
            let gained = days.iter().filter_map(|(video, day)| increment(*video, *day, baseline).0[m]);
            gained.map(i128::from).fold(None, |sum, gained| Some(sum.unwrap_or(0) + gained))
        };
        let between = match (sum(Baseline::PreviousClose), sum(Baseline::WithinDay)) {
            (None, None) => None,
            (close, within) => i64::try_from(close.unwrap_or(0) - within.unwrap_or(0)).ok(),
        };
        growth.insert((*name).to_owned(), json!(between));
    }
    let all_videos = reference.videos();
    let crawled: BTreeSet<i32> = all_videos.iter().flat_map(|video| reference.days(*video)).collect();
    let latest = all_videos.iter().filter_map(|video| {
        let day = reference.days(*video).into_iter().filter(|day| *day <= to).max()?;
        reference.last(*video, day)
    });
    let without_crawl = (from..=to).filter(|day| !crawled.contains(day));
    json!({
        "videos_considered": videos.len(),
        "videos_without_product": count(&|video| reference.product(video, to).is_none()),
        "videos_without_category": count(&uncategorized),
        "videos_without_creator": count(&|video| reference.creator(video, view.as_of).is_none()),
        "videos_relinked": count(&|video| reference.products(video, to).len() > 1),
        "single_snapshot_days": count_days(&single),
        "falling_increments":
            count_days(&|video, day| increment(video, day, view.baseline).0.iter().flatten().any(|gained| *gained < 0)),
        "gap_increments": count_days(&gap),
        "growth_between_days": growth,
        "days_without_crawl": without_crawl.map(|day| LocalDay::from_number(day).to_string()).collect::<Vec<_>>(),
        "last_snapshot": latest.map(|(ts, _)| ts).max().map(|ts| data.calendar.rfc3339(ts)),
    })
}

fn told(data: &Data, view: View, filter: Option<Category>) -> Value {
    let second = |name: Option<&str>| name.map_or(String::new(), |name| format!("&category2={name}"));
    let filter = filter.map_or(String::new(), |(name, of_name)| format!("&category={name}{}", second(of_name)));
    view.ask(&data.dataset(), "/api/videos", &filter).json()["coverage"].take()
}

/// Four videos that keep to their products, which the sums by product hold: 9 likes at their first
/// snapshot, and between the two days 5, 50, 500 and 5,000.
#[test]
fn of_a_second_level_are_also_the_products_that_have_none() {
    const DAY_MS: i64 = 86_400_000;
    let noon_ms = 1_773_115_200_000;
    let mut builder = DatasetBuilder::new(Calendar::default());
    let levels = [("p1", "c", Some("lips")), ("p2", "c", None), ("p3", "c", Some("eyes")), ("p4", "d", Some("lips"))];
    let mut between = 5;
    for (aweme_id, (product_id, category, category2)) in (1..).zip(levels) {
        builder.push_product(ProductInfo { product_id, category: Some(category), category2, ..ProductInfo::default() });
        for (after_ms, likes) in [(0, 9), (60_000, 10), (DAY_MS, 10 + between), (DAY_MS + 60_000, 12 + between)] {
            let mut row = RawSnapshot {
                aweme_id: Cell::Int(aweme_id),
                update_ts: Cell::Int(noon_ms + after_ms),
                product_id: Cell::Text(product_id),
                ..RawSnapshot::default()
            };
            row.counters[Metric::Digg as usize] = Cell::Int(likes);
            builder.push(&row).unwrap();
        }
        between *= 10;
    }
    let dataset = builder.finish();
    let growth = |filter: &str| {
        let view = format!("from=2026-03-10&to=2026-03-11&as_of=2026-03-11&basis=gained&linked=all{filter}");
        let coverage = get(&dataset, dataset.last_day().unwrap(), "/api/videos", &view).json()["coverage"].take();
        (coverage["videos_considered"].as_i64(), coverage["growth_between_days"]["digg_count"].as_i64())
    };
    assert_eq!(growth(""), (Some(4), Some(5_555)));
    assert_eq!(growth("&category=c"), (Some(3), Some(555)));
    assert_eq!(growth("&category=c&category2=lips"), (Some(2), Some(55)));
    assert_eq!(growth("&category=c&category2=eyes"), (Some(2), Some(550)));
}

proptest! {
    #![proptest_config(cases(512))]

    #[test]
    fn coverage_is_that_of_the_definition(data in prop_oneof![data(), steady()], view in view(), rest in 0..5_i32) {
        let view = View { days: (view.days.0, (view.days.1 - rest).max(view.days.0)), ..view };
        prop_assert_eq!(told(&data, view, None), expected(&data, view, None));
    }

    #[test]
    fn so_is_that_of_a_category(
        data in prop_oneof![data(), steady()], view in view(), of_second in any::<bool>(),
    ) {
        let reference = Reference::of(&data);
        let listed = PRODUCTS.iter().filter_map(|product| reference.categories(product));
        for (category, second) in listed.filter(|(_, second)| second.is_some() || !of_second).collect::<BTreeSet<_>>() {
            let filter = Some((category, second.filter(|_| of_second)));
            prop_assert_eq!(told(&data, view, filter), expected(&data, view, filter), "{:?}", filter);
        }
    }

    /// A video published in the first part may be seen in the second alone, hence "at most".
    #[test]
    fn what_is_counted_by_day_adds_up_over_windows(data in data(), view in view(), cut in 0..10_i32) {
        let (from, to) = view.days;
        let cut = (from + cut).min(to);
        if cut == to {
            return Ok(());
        }
        let parts = [View { days: (from, cut), ..view }, View { days: (cut + 1, to), ..view }];
        let [left, right, whole] = [parts[0], parts[1], view].map(|view| told(&data, view, None));
        if view.posted {
            let considered = |coverage: &Value| coverage["videos_considered"].as_u64().unwrap();
            prop_assert!(considered(&left) + considered(&right) <= considered(&whole));
        } else {
            for name in ["single_snapshot_days", "falling_increments", "gap_increments"] {
                let count = |coverage: &Value| coverage[name].as_u64().unwrap();
                prop_assert_eq!(count(&left) + count(&right), count(&whole), "{}", name);
            }
            for name in NAMES {
                let growth = |coverage: &Value| coverage["growth_between_days"][name].as_i64();
                let sum = match (growth(&left), growth(&right)) {
                    (None, None) => None,
                    (left, right) => Some(left.unwrap_or(0) + right.unwrap_or(0)),
                };
                prop_assert_eq!(sum, growth(&whole), "{}", name);
            }
        }
        let days = |coverage: &Value| coverage["days_without_crawl"].as_array().unwrap().clone();
        prop_assert_eq!([days(&left), days(&right)].concat(), days(&whole));
    }
}
