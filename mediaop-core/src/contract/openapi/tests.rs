use super::*;
use crate::contract::{Host, Request, answer};
use crate::example;

const EVERY: [&str; 30] = [
    "period_days=3",
    "from=2026-03-08",
    "to=2026-03-10",
    "as_of=2026-03-10",
    "basis=gained",
    "baseline=within_day",
    "linked=all",
    "metric=digg",
    "sort_by=digg",
    "similarity=0.1",
    "page=1",
    "page_size=5",
    "category=美妆",
    "category2=彩妆",
    "format=csv",
    "q=a",
    "keyword=a",
    "group_by=product",
    "product_id=p1",
    "creator_id=lily",
    "measure=avg",
    "min_metric=1",
    "min_videos=1",
    "min_creators=1",
    "full=true",
    "x_from=1",
    "x_to=1000",
    "y_from=0.5",
    "y_to=10",
    "sort=-total",
];

fn ask(path: &str, query: &str) -> Response {
    let host = Host { today: example::today(), runs: Vec::new() };
    answer(&example::dataset(), &host, &Request { method: "GET", path, query, if_none_match: None })
}

/// The endpoint's path with ids that the example knows.
fn filled(endpoint: &Endpoint) -> String {
    endpoint.path.replace("{creator_id}", "lily").replace("{product_id}", "p1").replace("{aweme_id}", "1")
}

/// What a question cannot do without.
fn least(endpoint: &Endpoint) -> &'static str {
    if endpoint.id == "compare" { "creator_id=lily&creator_id=ming" } else { "" }
}

#[test]
fn every_endpoint_is_there() {
    assert!(ENDPOINTS.len() > 15);
    for endpoint in ENDPOINTS {
        let response = ask(&filled(endpoint), least(endpoint));
        assert_eq!(response.status, 200, "{}: {}", endpoint.path, String::from_utf8_lossy(&response.body));
    }
}

#[test]
fn an_endpoint_takes_the_parameters_that_are_described_and_no_others() {
    for endpoint in ENDPOINTS {
        let described: Vec<&str> = endpoint.parameters().collect();
        for pair in EVERY {
            let (name, _) = pair.split_once('=').unwrap();
            let response = ask(&filled(endpoint), &[least(endpoint), pair].join("&"));
            let refused = String::from_utf8_lossy(&response.body).contains("does not apply here");
            assert_eq!(!refused, described.contains(&name), "{} with {pair}", endpoint.path);
        }
    }
}

#[test]
fn every_parameter_says_what_it_means() {
    for endpoint in ENDPOINTS {
        for name in parameters::in_path(endpoint.path).chain(endpoint.parameters()) {
            assert!(!parameters::of_query(name, false).description.unwrap_or_default().is_empty(), "{name}");
        }
    }
}

#[test]
fn every_reference_leads_to_a_schema() {
    fn walk(value: &Value, found: &mut usize) {
        match value {
            Value::Object(object) => {
                if let Some(path) = object.get("$ref").and_then(Value::as_str) {
                    let name = path.strip_prefix("#/components/schemas/").unwrap();
                    assert!(DOCUMENT["components"]["schemas"][name].is_object(), "{name}");
                    *found += 1;
                }
                object.values().for_each(|value| walk(value, found));
            }
            Value::Array(list) => list.iter().for_each(|value| walk(value, found)),
            _ => {}
        }
    }
    let mut found = 0;
    walk(&DOCUMENT, &mut found);
    assert!(found > 50, "{found}");
}

#[test]
fn the_page_names_every_path_and_loads_nothing() {
    let page = String::from_utf8(ask("/api/docs", "").body).unwrap();
    for endpoint in ENDPOINTS {
        assert!(page.contains(&format!("<h2 id=\"{}\">GET {}</h2>", endpoint.id, endpoint.path)), "{}", endpoint.path);
    }
    for outside in ["<script", "src=", "<link", "http://", "https://", "@import"] {
        assert!(!page.contains(outside), "{outside}");
    }
}
