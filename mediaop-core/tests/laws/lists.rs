//! Pages make up a list, and what was gained in a window is what its days gained.

use mediaop_core::Dataset;
use proptest::prelude::*;
use serde_json::Value;

use super::requests::{Asked, asked, get};
use super::rows::{cases, data};
use super::view::view;

const METRICS: [&str; 4] = ["digg", "collect", "share", "comment"];

/// The routes with pages.
const PAGED: [&str; 8] = [
    "/api/creators",
    "/api/products",
    "/api/products/search",
    "/api/products/p1/videos",
    "/api/videos",
    "/api/products/hot",
    "/api/benchmark/creators",
    "/api/benchmark/videos",
];

fn rows(body: &Value) -> &Vec<Value> {
    let data = &body["data"];
    data.as_array().or_else(|| data["creators"].as_array()).unwrap()
}

fn first_cells(csv: &[u8]) -> Vec<String> {
    let without_bom = csv.strip_prefix("\u{feff}".as_bytes()).unwrap();
    let mut reader = csv::Reader::from_reader(without_bom);
    reader.records().map(|record| record.unwrap()[0].to_owned()).collect()
}

/// The whole list of a question that is sound and about things that are known.
fn whole(dataset: &Dataset, asked: &Asked, path: &str, names: &[&[&str]]) -> Option<Vec<Value>> {
    let query = asked.clone().with("page_size", 500).without("page", "1").query(names);
    let answer = get(dataset, asked.today, path, &query);
    (answer.status == 200).then(|| rows(&answer.json()).clone())
}

/// The sum of a field over rows; none where no row has it.
fn sum(rows: &[Value], field: &str) -> Option<i64> {
    rows.iter().filter_map(|row| row[field].as_i64()).fold(None, |sum, value| Some(sum.unwrap_or(0) + value))
}

const WINDOW: &[&str] = &["period_days", "from", "to", "as_of", "baseline", "linked"];
const GAINED: &[&str] = &["basis", "page_size"];

proptest! {
    #![proptest_config(cases(96))]

    #[test]
    fn pages_and_exports_make_up_the_list(data in data(), asked in asked(), size in 1..4_usize) {
        let (dataset, asked) = (data.dataset(), asked.without("metric", "overall"));
        for path in PAGED {
            let filters: &[&str] = match path {
                "/api/creators" | "/api/products" => &["basis", "q"],
                "/api/products/hot" => &[],
                "/api/videos" => &["basis", "product_id", "creator_id"],
                _ => &["basis"],
            };
            let order = ["metric", "similarity", "category", "category2"];
            let question = asked.clone().only(&[WINDOW, &order, filters]);
            let ask = |question: &Asked| {
                let names: Vec<&str> = question.params.iter().map(|(name, _)| *name).collect();
                get(&dataset, question.today, path, &question.query(&[&names]))
            };
            let whole = ask(&question.clone().with("page_size", 500));
            if whole.status != 200 {
                prop_assert!(matches!(whole.status, 400 | 404), "{} {}", whole.url, whole.text());
                continue;
            }
            let (whole, exported) = (whole.json(), ask(&question.clone().with("format", "csv").with("page", 2)));
            let rows = rows(&whole);
            prop_assert_eq!(rows.len() as u64, whole["page"]["total"].as_u64().unwrap(), "{}", path);
            let mut joined = Vec::new();
            for page in 1..=rows.len() / size + 2 {
                let page = ask(&question.clone().with("page", page).with("page_size", size)).json();
                prop_assert_eq!(&page["coverage"], &whole["coverage"]);
                prop_assert_eq!(&page["page"]["total"], &whole["page"]["total"]);
                joined.extend(self::rows(&page).clone());
            }
            prop_assert_eq!(&joined, rows, "{} in pages of {}", path, size);
            let id = if path.contains("videos") && !path.contains("benchmark") {
                "aweme_id"
            } else if path.contains("products") {
                "product_id"
            } else {
                "creator_id"
            };
            let ids: Vec<&str> = rows.iter().map(|row| row[id].as_str().unwrap()).collect();
            prop_assert_eq!(first_cells(&exported.body), ids, "{}", exported.url);
        }
    }

    #[test]
    fn a_window_gains_what_its_days_gain(data in data(), asked in asked()) {
        let dataset = data.dataset();
        let asked = asked.only(&[WINDOW]).with("basis", "gained");
        let days = |path: String| get(&dataset, asked.today, &path, &asked.query(&[WINDOW]));
        for (path, id, kind) in [
            ("/api/products", "product_id", "products"),
            ("/api/creators", "creator_id", "creators"),
            ("/api/videos", "aweme_id", "videos"),
        ] {
            let prefix = if kind == "videos" { "gained" } else { "total" };
            for row in whole(&dataset, &asked, path, &[WINDOW, GAINED]).unwrap() {
                let days = days(format!("/api/{kind}/{}/daily", row[id].as_str().unwrap()));
                if days.status != 200 {
                    continue;
                }
                let days = days.json();
                for metric in METRICS {
                    let total = row[format!("{prefix}_{metric}_count")].as_i64();
                    prop_assert_eq!(total, sum(rows(&days), &format!("{metric}_count")), "{} {}", metric, row);
                }
            }
        }
    }

    #[test]
    fn the_creators_of_a_product_are_those_of_its_videos(data in data(), view in view()) {
        let dataset = data.dataset();
        for product in rows(&view.ask(&dataset, "/api/products", "&page_size=500").json()) {
            let of_it = format!("&page_size=500&product_id={}", product["product_id"].as_str().unwrap());
            let [creators, videos] =
                ["/api/creators", "/api/videos"].map(|path| view.ask(&dataset, path, &of_it).json());
            let mut found: Vec<&str> = rows(&videos).iter().filter_map(|row| row["creator_id"].as_str()).collect();
            let mut listed: Vec<&str> = rows(&creators).iter().filter_map(|row| row["creator_id"].as_str()).collect();
            found.sort_unstable();
            found.dedup();
            listed.sort_unstable();
            prop_assert_eq!(&listed, &found, "{}", product);
            let of_creators = sum(rows(&creators), "video_count");
            let with_creator = rows(&videos).iter().filter(|row| !row["creator_id"].is_null()).count();
            prop_assert_eq!(of_creators.unwrap_or(0), i64::try_from(with_creator).unwrap());
        }
    }

    #[test]
    fn what_is_listed_can_be_asked_for(data in data(), view in view()) {
        let dataset = data.dataset();
        for (path, id) in [
            ("/api/products", "product_id"),
            ("/api/creators", "creator_id"),
            ("/api/benchmark/creators", "creator_id"),
            ("/api/videos", "aweme_id"),
        ] {
            let kind = path.rsplit('/').next().unwrap();
            for row in rows(&view.ask(&dataset, path, "&page_size=500").json()) {
                let answer = view.ask(&dataset, &format!("/api/{kind}/{}/daily", row[id].as_str().unwrap()), "");
                prop_assert_eq!(answer.status, 200, "{} lists {}, but {}: {}", path, row, answer.url, answer.text());
            }
        }
    }

    #[test]
    fn categories_gain_what_their_products_gain(data in data(), asked in asked()) {
        let dataset = data.dataset();
        let asked = asked.only(&[WINDOW]).with("basis", "gained");
        let products = whole(&dataset, &asked, "/api/products", &[WINDOW, GAINED]).unwrap();
        let of_category: Vec<Value> = products.into_iter().filter(|row| !row["category"].is_null()).collect();
        let days = get(&dataset, asked.today, "/api/categories/daily", &asked.query(&[WINDOW])).json();
        for metric in METRICS {
            let (total, daily) = (format!("total_{metric}_count"), format!("{metric}_count"));
            prop_assert_eq!(sum(&of_category, &total), sum(rows(&days), &daily), "{}", metric);
        }
    }

    #[test]
    fn a_hot_product_gained_what_its_days_gained(data in data(), asked in asked()) {
        let dataset = data.dataset();
        let asked = asked.without("metric", "overall").only(&[WINDOW, &["metric"]]).with("basis", "gained");
        let hot = whole(&dataset, &asked, "/api/products/hot", &[WINDOW, &["metric", "page_size"]]).unwrap();
        let products = whole(&dataset, &asked, "/api/products", &[WINDOW, GAINED]).unwrap();
        let active = products.iter().filter(|row| row["video_count"].as_u64() > Some(0)).count();
        prop_assert_eq!(hot.len(), active);
        for row in hot {
            let daily = row["daily"].as_array().unwrap().iter().filter_map(Value::as_i64);
            let sum = daily.fold(None, |sum: Option<i64>, gained| Some(sum.unwrap_or(0) + gained));
            prop_assert_eq!(row["gained"].as_i64(), sum, "{}", row);
        }
    }

    #[test]
    fn snapshots_explain_the_daily_series(data in data(), asked in asked()) {
        let (dataset, query) = (data.dataset(), asked.query(&[WINDOW]));
        for video in whole(&dataset, &asked.clone().only(&[WINDOW]).with("basis", "gained").with("linked", "all"),
            "/api/videos", &[WINDOW, GAINED]).unwrap()
        {
            let ask = |form| {
                let path = format!("/api/videos/{}/{form}", video["aweme_id"].as_str().unwrap());
                get(&dataset, asked.today, &path, &query).json()
            };
            let (days, snapshots) = (ask("daily"), ask("snapshots"));
            for day in rows(&days) {
                let explained = rows(&snapshots).iter().find(|snapshot| snapshot["date"] == day["date"]);
                prop_assert_eq!(day["summary_count"].as_u64(), Some(u64::from(explained.is_some())));
                for metric in METRICS.map(|metric| format!("{metric}_count")) {
                    let increment = explained.and_then(|snapshot| snapshot["increment"][&metric].as_i64());
                    prop_assert_eq!(day[&metric].as_i64(), increment, "{} {}", metric, day);
                }
            }
        }
    }
}
