//! Whatever a client sends: never a panic, never a 5xx, always a body of the declared form.
#![cfg(feature = "contract")]

mod shop;

use mediaop_core::contract::Response;
use proptest::prelude::*;
use serde_json::Value;
use shop::problem::problem;
use shop::{GOOD, ODD_CREATOR_ENCODED, ODD_PRODUCT_ENCODED, ask, routes};

/// Names, ids and values that mean something to the contract.
#[rustfmt::skip]
const WORDS: [&str; 44] = [
    "api", "creators", "products", "videos", "search", "matrix", "hot", "benchmark", "compare", "categories", "daily",
    "snapshots", "meta", "1", "3", "p1", "MS4-a", "both", ODD_PRODUCT_ENCODED, ODD_CREATOR_ENCODED, "", ".", "..", "%2F", "%00",
    "%zz", "%FF", "中文", "2026-03-09", "2026-03-10", "2026-02-30", "1970-01-01", "9999-12-31", "csv", "xlsx", "arrow",
    "json", "overall", "0", "-1", "0.5", "1e308", "9223372036854775808", "a+b",
];

fn word() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => prop::sample::select(&WORDS[..]).prop_map(str::to_owned),
        1 => any::<String>(),
        1 => "[-%0-9A-Fa-z+./]{0,8}",
    ]
}

fn path() -> impl Strategy<Value = String> {
    let known = routes().iter().map(|route| route.path.to_owned()).collect::<Vec<_>>();
    let with_id = (prop::sample::select(vec!["creators", "products", "videos"]), word(), word())
        .prop_map(|(what, id, of)| format!("/api/{what}/{id}/{of}"));
    prop_oneof![
        6 => prop::sample::select(known),
        2 => with_id,
        1 => prop::collection::vec(word(), 0..6).prop_map(|segments| format!("/{}", segments.join("/"))),
        1 => any::<String>(),
    ]
}

fn query() -> impl Strategy<Value = String> {
    let good = prop::sample::select(&GOOD[..]).prop_map(|(name, value)| format!("{name}={value}"));
    let named = (prop::sample::select(&GOOD[..]), word()).prop_map(|((name, _), value)| format!("{name}={value}"));
    let format = prop::sample::select(vec!["csv", "xlsx", "arrow"]).prop_map(|format| format!("format={format}"));
    let pair = prop_oneof![6 => good, 2 => named, 2 => format, 1 => word(), 1 => any::<String>()];
    prop_oneof![
        8 => prop::collection::vec(pair.clone(), 0..3),
        1 => prop::collection::vec(pair, 0..80),
    ]
    .prop_map(|pairs| pairs.join("&"))
}

fn method() -> impl Strategy<Value = String> {
    let known = prop::sample::select(vec!["HEAD", "POST", "PUT", "DELETE", "OPTIONS", "get"]).prop_map(str::to_owned);
    prop_oneof![12 => Just("GET".to_owned()), 2 => known, 1 => any::<String>()]
}

fn if_none_match() -> impl Strategy<Value = Option<String>> {
    prop_oneof![8 => Just(None), 1 => Just(Some("*".to_owned())), 1 => any::<String>().prop_map(Some)]
}

/// What is wrong with a response, if anything.
fn fault(method: &str, response: &Response, about: &str) -> Option<String> {
    let body = response.body.as_slice();
    let sound = match response.status {
        200 | 304 | 400 | 404 | 405 if method == "HEAD" => body.is_empty(),
        304 => body.is_empty() && response.header("etag").is_some(),
        400 | 404 | 405 => {
            problem(response, response.status, about);
            (response.status == 405) == (method != "GET")
        }
        200 => match response.header("content-type")? {
            "application/json" => serde_json::from_slice::<Value>(body).is_ok_and(|body| body["data"] != Value::Null),
            "text/csv; charset=utf-8" => is_csv(body),
            "application/vnd.apache.arrow.stream" => body.starts_with(&[0xff; 4]) && body.len().is_multiple_of(8),
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" => body.starts_with(b"PK\x03\x04"),
            _ => false,
        },
        _ => false,
    };
    (!sound).then(|| format!("{about}: {} {:?} {}", response.status, response.headers, String::from_utf8_lossy(body)))
}

/// A byte order mark, and records that all have the fields of the first.
fn is_csv(body: &[u8]) -> bool {
    let Some(body) = body.strip_prefix("\u{feff}".as_bytes()) else { return false };
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(false).from_reader(body);
    let records: Result<Vec<csv::StringRecord>, _> = reader.records().collect();
    records.is_ok_and(|records| !records.is_empty())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_request_is_answered_in_a_declared_form(
        method in method(), path in path(), query in query(), if_none_match in if_none_match(),
    ) {
        let about = format!("{method:?} {path:?} {query:?} {if_none_match:?}");
        let response = ask(&method, &path, &query, if_none_match.as_deref());
        prop_assert_eq!(fault(&method, &response, &about), None);
        let again = ask(&method, &path, &query, if_none_match.as_deref());
        prop_assert_eq!(response, again, "{}", about);
    }
}

#[test]
fn every_list_has_every_form() {
    for route in routes().iter().filter(|route| route.takes.contains(&"format")) {
        for (format, begin) in [("json", &b"{"[..]), ("csv", b"\xef\xbb\xbf"), ("xlsx", b"PK"), ("arrow", &[0xff; 4])] {
            let response = ask("GET", route.path, &format!("{}&format={format}", route.base), None);
            let about = format!("{} {format}", route.path);
            assert_eq!((response.status, fault("GET", &response, &about)), (200, None));
            assert!(response.body.starts_with(begin), "{about}");
            assert_eq!(response.header("content-disposition").is_some(), format != "json", "{about}");
        }
    }
}

#[test]
fn a_request_that_names_the_entity_tag_gets_a_304() {
    for route in routes().iter().filter(|route| route.takes.contains(&"format")) {
        let whole = ask("GET", route.path, route.base, None);
        let etag = whole.header("etag").unwrap();
        for header in [etag, "*", &format!("\"x\", {etag}")] {
            let response = ask("GET", route.path, route.base, Some(header));
            assert_eq!((response.status, response.header("etag")), (304, Some(etag)), "{} {header}", route.path);
            assert!(response.body.is_empty());
        }
        for header in ["", "\"x\"", "W/\"", etag.trim_end_matches('"')] {
            assert_eq!(ask("GET", route.path, route.base, Some(header)), whole, "{} {header}", route.path);
        }
    }
}
