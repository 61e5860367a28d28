//! The list of videos holds those of the basis, with the values of the definition.

use std::collections::BTreeMap;

use mediaop_core::LocalDay;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::reference::{Reference, Values};
use super::rows::{Data, cases, data};
use super::view::{View, view};

const METRICS: [&str; 5] = ["digg", "collect", "share", "comment", "play"];

/// By id, the fields that the reference knows.
type Videos = BTreeMap<String, BTreeMap<String, Value>>;

fn expected(data: &Data, view: View) -> Videos {
    let (reference, to) = (Reference::of(data), view.days.1);
    let mut videos = Videos::new();
    for video in reference.videos_of(view) {
        let (total, gained) = (reference.total(video, view), reference.gained(video, view));
        if !view.posted && gained == [None; 7] {
            continue;
        }
        let mut fields: BTreeMap<String, Value> = BTreeMap::new();
        let mut counts = |prefix: &str, values: &Values| {
            METRICS.iter().zip(values).for_each(|(metric, value)| {
                fields.insert(format!("{prefix}{metric}_count"), json!(value));
            });
        };
        counts("", if view.posted { &total } else { &gained });
        counts("total_", &total);
        counts("gained_", &gained);
        let product = reference.product(video, to);
        let published = reference.published(video, view.as_of).map(|day| LocalDay::from_number(day).to_string());
        let last = reference.days(video).into_iter().filter(|day| *day <= to).max();
        let last = last.and_then(|day| reference.last(video, day)).map(|(ts, _)| data.calendar.rfc3339(ts));
        fields.insert("product_id".to_owned(), json!(product));
        fields.insert("category".to_owned(), json!(product.and_then(|product| reference.category(product))));
        fields.insert("creator_id".to_owned(), json!(reference.creator(video, view.as_of)));
        fields.insert("published_on".to_owned(), json!(published));
        fields.insert("last_snapshot".to_owned(), json!(last));
        videos.insert(video.to_string(), fields);
    }
    videos
}

proptest! {
    #![proptest_config(cases(192))]

    #[test]
    fn videos_and_their_values_are_those_of_the_definition(data in data(), view in view()) {
        let expected = expected(&data, view);
        let answer = view.ask(&data.dataset(), "/api/videos", "&page_size=500").json();
        let rows = answer["data"].as_array().unwrap();
        let ids: Vec<&str> = rows.iter().map(|row| row["aweme_id"].as_str().unwrap()).collect();
        prop_assert_eq!(rows.len(), expected.len(), "{:?}", ids);
        for row in rows {
            for (field, value) in &expected[row["aweme_id"].as_str().unwrap()] {
                prop_assert_eq!(&row[field], value, "{} of {}", field, row);
            }
        }
    }

    /// A group's total is the sum over its videos, whichever way they are grouped.
    #[test]
    fn groups_sum_their_videos(data in data(), view in view()) {
        let dataset = data.dataset();
        let ask = |path| view.ask(&dataset, path, "&page_size=500").json()["data"].take();
        let videos = ask("/api/videos");
        for (path, id) in [("/api/products", "product_id"), ("/api/creators", "creator_id")] {
            for group in ask(path).as_array().unwrap() {
                let members: Vec<&Value> =
                    videos.as_array().unwrap().iter().filter(|video| video[id] == group[id]).collect();
                prop_assert_eq!(group["video_count"].as_u64(), Some(members.len() as u64), "{}", group);
                for metric in &METRICS[..4] {
                    let values: Vec<i64> =
                        members.iter().filter_map(|video| video[format!("{metric}_count")].as_i64()).collect();
                    let sum: i64 = values.iter().sum();
                    let total = (!values.is_empty()).then_some(sum);
                    // Written and read as the answer is: reading may be off by the last bit.
                    let average = json!(total.map(|total| total as f64 / values.len() as f64));
                    let average: Value = serde_json::from_str(&average.to_string()).unwrap();
                    prop_assert_eq!(group[format!("total_{metric}_count")].as_i64(), total, "{}", group);
                    prop_assert_eq!(&group[format!("avg_{metric}_count")], &average, "{}", group);
                }
            }
        }
    }

    #[test]
    fn a_product_and_a_creator_are_last_seen_with_their_videos(data in data(), views in [view(), view()]) {
        let (dataset, reference) = (data.dataset(), Reference::of(&data));
        for view in views {
            let to = view.days.1;
            let last_seen = |is_of: &dyn Fn(i64) -> bool| {
                let videos = reference.videos().into_iter().filter(|video| is_of(*video));
                let instants = videos.flat_map(|video| reference.seen(video, to)).map(|row| row.update_ts);
                json!(instants.max().map(|ts| data.calendar.rfc3339(ts)))
            };
            for (path, id) in [("/api/products", "product_id"), ("/api/creators", "creator_id")] {
                for row in view.ask(&dataset, path, "&page_size=500").json()["data"].as_array().unwrap() {
                    let id = row[id].as_str();
                    let expected = match path {
                        "/api/products" => last_seen(&|video| reference.product(video, to) == id),
                        _ => last_seen(&|video| reference.creator(video, view.as_of) == id),
                    };
                    prop_assert_eq!(&row["last_seen"], &expected, "{}", row);
                }
            }
        }
    }
}
