//! Lists stand in the order of section 9 of the definition.

use std::cmp::Reverse;

use proptest::prelude::*;
use proptest::sample::select;
use serde_json::Value;

use super::rows::{cases, data};
use super::view::view;

/// A row: its value, how many videos it has, its id.
type Group = (Option<i64>, u64, String);

fn groups(rows: &Value, id: &str, value: &str) -> Vec<Group> {
    let row =
        |row: &Value| (row[value].as_i64(), row["video_count"].as_u64().unwrap(), row[id].as_str().unwrap().to_owned());
    rows.as_array().unwrap().iter().map(row).collect()
}

/// Takes the best that is left, and with it those that are about as good, the most videos first.
fn in_bands(mut rest: Vec<Group>, similarity: f64) -> Vec<Group> {
    let mut ordered = Vec::new();
    while let Some(head) = rest.iter().filter_map(|(value, ..)| *value).max() {
        let limit = (1.0 - similarity) * head as f64;
        let joins = |group: &Group| group.0.is_some_and(|value| value == head || (head > 0 && value as f64 >= limit));
        let (mut band, others): (Vec<_>, Vec<_>) = rest.into_iter().partition(joins);
        band.sort_by_key(|(value, videos, id)| (Reverse(*videos), Reverse(*value), id.clone()));
        ordered.extend(band);
        rest = others;
    }
    rest.sort_by_key(|(_, videos, id)| (Reverse(*videos), id.clone()));
    ordered.extend(rest);
    ordered
}

proptest! {
    #![proptest_config(cases(128))]

    #[test]
    fn groups_stand_in_bands(
        data in data(),
        view in view(),
        metric in select(&["digg", "collect", "share", "comment"][..]),
        similarity in select(&["0", "0.05", "0.3", "0.99"][..]),
    ) {
        let dataset = data.dataset();
        let order = format!("&metric={metric}&similarity={similarity}");
        let total = format!("total_{metric}_count");
        for (path, id) in [
            ("/api/products", "product_id"),
            ("/api/creators", "creator_id"),
            ("/api/benchmark/creators", "creator_id"),
        ] {
            let answer = view.ask(&dataset, path, &order).json();
            let rows = if path.contains("benchmark") { &answer["data"]["creators"] } else { &answer["data"] };
            let groups = groups(rows, id, &total);
            prop_assert_eq!(in_bands(groups.clone(), similarity.parse().unwrap()), groups, "{}", path);
        }
        for measure in ["total", "best"] {
            let answer = view.ask(&dataset, "/api/products/matrix", &format!("{order}&measure={measure}")).json();
            let groups = groups(&answer["data"]["points"], "product_id", measure);
            prop_assert_eq!(in_bands(groups.clone(), similarity.parse().unwrap()), groups, "{}", measure);
        }
    }

    #[test]
    fn videos_stand_by_value_then_age_then_id(
        data in data(),
        view in view(),
        metric in select(&["digg", "collect", "share", "comment", "play"][..]),
    ) {
        let answer = view.ask(&data.dataset(), "/api/videos", &format!("&metric={metric}&page_size=500")).json();
        let key = |row: &Value| {
            let value = row[format!("{metric}_count")].as_i64();
            // A missing value is below all others, and so is a missing time.
            (Reverse(value), Reverse(row["create_time"].as_i64()), row["aweme_id"].as_str().unwrap().parse::<i64>().unwrap())
        };
        let keys: Vec<_> = answer["data"].as_array().unwrap().iter().map(key).collect();
        prop_assert!(keys.is_sorted(), "{:?}", keys);
    }
}
