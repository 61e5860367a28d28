//! Questions over HTTP to all routes, with random parameters.

use mediaop_core::contract::{Host, Request, answer};
use mediaop_core::{Dataset, LocalDay, Metric};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use proptest::option::{of, weighted};
use proptest::prelude::*;
use proptest::sample::select;

use super::catalog::{ALIASES, CATEGORIES, SECOND_LEVEL};
use super::rows::{CREATORS, FIRST_DAY, FIRST_ID, PRODUCTS};

const W: &[&str] = &["period_days", "from", "to", "as_of", "basis", "baseline", "linked"];
const SERIES: &[&str] = &["period_days", "from", "to", "as_of", "baseline", "linked"];
const O: &[&str] = &["metric", "similarity"];
const P: &[&str] = &["page", "page_size"];
const C: &[&str] = &["category", "category2"];
const FORMAT: &[&str] = &["format"];

type Params = Vec<(&'static str, String)>;

/// One question to each route; every route takes the parameters that apply to it.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) today: LocalDay,
    pub(crate) as_of: LocalDay,
    pub(crate) params: Params,
    video: i64,
    product: &'static str,
    creators: [&'static str; 2],
}

#[derive(PartialEq, Eq)]
pub(crate) struct Answered {
    pub(crate) url: String,
    pub(crate) status: u16,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: Vec<u8>,
}

impl Answered {
    pub(crate) fn text(&self) -> String {
        format!("{} {}", self.status, String::from_utf8_lossy(&self.body))
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{} {error}: {}", self.url, self.text()))
    }
}

pub(crate) fn get(dataset: &Dataset, today: LocalDay, path: &str, query: &str) -> Answered {
    let host = Host { today, runs: Vec::new() };
    let response = answer(dataset, &host, &Request { method: "GET", path, query, if_none_match: None });
    let url = format!("{path}?{query}");
    Answered { url, status: response.status, headers: response.headers, body: response.body }
}

pub(crate) fn answers(dataset: &Dataset, asked: &Asked) -> Vec<Answered> {
    asked.urls().iter().map(|(path, query)| get(dataset, asked.today, path, query)).collect()
}

impl Asked {
    /// The parameters of these names, as a query.
    pub(crate) fn query(&self, names: &[&[&str]]) -> String {
        let named = self.params.iter().filter(|(name, _)| names.iter().any(|names| names.contains(name)));
        let encoded = named.map(|(name, value)| format!("{name}={}", utf8_percent_encode(value, NON_ALPHANUMERIC)));
        encoded.collect::<Vec<_>>().join("&")
    }

    /// Paths and queries.
    pub(crate) fn urls(&self) -> Vec<(String, String)> {
        let [creator, other] = self.creators;
        let (video, product) = (self.video, self.product);
        let one_metric = Asked { params: self.params.clone(), ..self.clone() }.without("metric", "overall");
        let least = ["measure", "min_metric", "min_videos", "min_creators"];
        let compared = format!("{}&creator_id={creator}&creator_id={other}", self.query(&[W, O, FORMAT]));
        let search = self.query(&[W, O, P, C, FORMAT]);
        let keyword = self.params.iter().find(|(name, _)| *name == "q");
        let keyword =
            keyword.map_or(String::new(), |(_, q)| format!("&keyword={}", utf8_percent_encode(q, NON_ALPHANUMERIC)));
        vec![
            ("/api/creators".to_owned(), self.query(&[W, O, P, C, FORMAT, &["q"]])),
            (format!("/api/creators/{creator}/products"), self.query(&[W, O, C, FORMAT, &["group_by"]])),
            ("/api/products".to_owned(), self.query(&[W, O, P, C, FORMAT, &["q"]])),
            ("/api/products/search".to_owned(), format!("{search}{keyword}")),
            (format!("/api/products/{product}/videos"), self.query(&[W, O, P, C, FORMAT])),
            ("/api/videos".to_owned(), self.query(&[W, O, P, C, FORMAT, &["product_id", "creator_id"]])),
            ("/api/products/matrix".to_owned(), one_metric.query(&[W, O, C, FORMAT, &least])),
            ("/api/products/hot".to_owned(), one_metric.query(&[SERIES, O, P, C, FORMAT])),
            ("/api/benchmark/creators".to_owned(), self.query(&[W, O, P, C, FORMAT])),
            ("/api/benchmark/videos".to_owned(), self.query(&[W, O, P, C, FORMAT])),
            ("/api/benchmark/compare".to_owned(), compared),
            (format!("/api/videos/{video}/daily"), self.query(&[SERIES, FORMAT])),
            (format!("/api/creators/{creator}/daily"), self.query(&[SERIES, FORMAT])),
            (format!("/api/products/{product}/daily"), self.query(&[SERIES, FORMAT])),
            ("/api/categories/daily".to_owned(), self.query(&[SERIES, C, FORMAT])),
            (format!("/api/videos/{video}/snapshots"), self.query(&[SERIES, FORMAT])),
            ("/api/categories".to_owned(), self.query(&[W, FORMAT])),
        ]
    }

    /// The same without a parameter of this value.
    pub(crate) fn without(mut self, name: &str, value: &str) -> Self {
        self.params.retain(|(other, found)| *other != name || found != value);
        self
    }

    /// The same with one value for a parameter.
    pub(crate) fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.params.retain(|(other, _)| *other != name);
        self.params.push((name, value.to_string()));
        self
    }

    /// The same with these parameters alone.
    pub(crate) fn only(mut self, names: &[&[&str]]) -> Self {
        self.params.retain(|(name, _)| names.iter().any(|names| names.contains(name)));
        self
    }
}

fn number<T: ToString>(name: &'static str) -> impl Fn(T) -> (&'static str, String) + Copy {
    move |number| (name, number.to_string())
}

fn text(name: &'static str, values: &'static [&'static str]) -> impl Strategy<Value = (&'static str, String)> {
    select(values).prop_map(move |value| (name, value.to_owned()))
}

/// Today, `as_of`, and the parameters of a window that can be.
pub(crate) fn window() -> impl Strategy<Value = (LocalDay, LocalDay, Params)> {
    let form = prop_oneof![Just("none"), Just("period_days"), Just("from"), Just("to"), Just("range")];
    (0..10_i32, of(0..10_i32), form, (1..10_i32, 0..10_i32, 0..10_i32)).prop_map(
        |(today, as_of, form, (days, a, b))| {
            let date = |day: i32| LocalDay::from_number(FIRST_DAY - 1 + day);
            let end: i32 = as_of.map_or(today, |as_of: i32| as_of.min(today));
            let to = b.min(end);
            let from = if form == "from" { a.min(end) } else { a.min(to) };
            let mut params: Params = as_of.map(|_| ("as_of", date(end).to_string())).into_iter().collect();
            if form == "period_days" {
                params.push(("period_days", days.to_string()));
            }
            if matches!(form, "from" | "range") {
                params.push(("from", date(from).to_string()));
            }
            if matches!(form, "to" | "range") {
                params.push(("to", date(to).to_string()));
            }
            (date(today), date(end), params)
        },
    )
}

/// Questions, one to each route.
pub(crate) fn asked() -> impl Strategy<Value = Asked> {
    let view = (
        of(text("basis", &["posted", "gained"])),
        of(text("baseline", &["within_day", "previous_close"])),
        of(text("linked", &["linked", "all"])),
    );
    let metric = (0..=Metric::COUNT)
        .prop_map(|m| ("metric", Metric::ALL.get(m).map_or("overall", |metric| metric.name()).to_owned()));
    let order = (of(metric), of(text("similarity", &["0", "0.05", "0.3", "0.99"])));
    let page = (of((1..=3).prop_map(number("page"))), of((1..=5).prop_map(number("page_size"))));
    let category = weighted(0.3, (text("category", &CATEGORIES), of(text("category2", &SECOND_LEVEL))));
    let filter = (
        category,
        weighted(0.2, text("product_id", &PRODUCTS)),
        weighted(0.2, text("creator_id", &["c1", "c2", "c3", ALIASES[0]])),
        weighted(0.3, text("q", &["P1", "c", "品甲", "莉"])),
        of(text("group_by", &["category", "category2", "product"])),
    );
    let least = (
        of(text("measure", &["total", "avg", "median", "best"])),
        of((-5..20).prop_map(number("min_metric"))),
        of((0..3).prop_map(number("min_videos"))),
        of((0..3).prop_map(number("min_creators"))),
        weighted(0.3, text("format", &["csv", "arrow", "xlsx"])),
    );
    let creators = (0..CREATORS.len(), 1..CREATORS.len())
        .prop_map(|(first, step)| [CREATORS[first], CREATORS[(first + step) % CREATORS.len()]]);
    let subject = (FIRST_ID..FIRST_ID + 5, select(&PRODUCTS[..]), creators);
    (window(), view, order, page, filter, least, subject).prop_map(
        |((today, as_of, mut params), view, order, page, filter, least, (video, product, creators))| {
            params.extend([view.0, view.1, view.2, order.0, order.1, page.0, page.1].into_iter().flatten());
            let (category, second) = filter.0.map_or((None, None), |(category, second)| (Some(category), second));
            params.extend([category, second, filter.1, filter.2, filter.3, filter.4].into_iter().flatten());
            params.extend([least.0, least.1, least.2, least.3, least.4].into_iter().flatten());
            Asked { today, as_of, params, video, product, creators }
        },
    )
}
