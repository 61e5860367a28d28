//! A small data set with awkward ids and the greatest counters, and every route of the contract with what it takes.
#![allow(dead_code, reason = "each test takes what it needs")]

pub(crate) mod problem;

use std::sync::LazyLock;

use mediaop_core::contract::{Host, Request, Response, answer};
use mediaop_core::{
    Calendar, Cell, CreatorAlias, CreatorInfo, Dataset, DatasetBuilder, Metric, ProductInfo, RawSnapshot,
};

/// 2026-03-10T12:00:00+08:00, in seconds.
const NOON: i64 = 1_773_115_200;
/// The current local day of the host.
pub(crate) const TODAY: &str = "2026-03-10";

/// An id with a slash, a space, text that is not ASCII, a percent sign, and what looks like an escape.
pub(crate) const ODD_PRODUCT: &str = "p/1 中文 100%2F";
/// As it stands in a URL.
pub(crate) const ODD_PRODUCT_ENCODED: &str = "p%2F1%20%E4%B8%AD%E6%96%87%20100%252F";
/// An id with characters that part queries.
pub(crate) const ODD_CREATOR: &str = "c/二 &=+#?%";
/// As it stands in a URL.
pub(crate) const ODD_CREATOR_ENCODED: &str = "c%2F%E4%BA%8C%20%26%3D%2B%23%3F%25";

static DATASET: LazyLock<Dataset> = LazyLock::new(dataset);

fn dataset() -> Dataset {
    let mut builder = DatasetBuilder::new(Calendar::default());
    let videos = [(1, "p1", "MS4-a"), (2, "p2", "MS4-b"), (3, ODD_PRODUCT, ODD_CREATOR), (4, "", "MS4-a")];
    for (aweme_id, product, creator) in videos {
        for (hours_ago, digg) in [(30, 10), (26, 15), (2, 20)] {
            let mut row = RawSnapshot {
                aweme_id: Cell::Int(aweme_id),
                update_ts: Cell::Int((NOON - hours_ago * 3600) * 1000),
                create_time: Cell::Int(NOON - 31 * 3600),
                sec_uid: Cell::Text(creator),
                nickname: Cell::Text("=name"),
                product_id: Cell::Text(product),
                ..RawSnapshot::default()
            };
            row.counters[Metric::Digg as usize] = Cell::Int(digg * aweme_id);
            row.counters[Metric::Share as usize] = Cell::Int(aweme_id);
            builder.push(&row).unwrap();
        }
    }
    for (aweme_id, digg) in [(8, [0, i64::MAX, i64::MAX]), (9, [i64::MAX, i64::MAX, 0])] {
        for (hours_ago, digg) in [30, 26, 2].into_iter().zip(digg) {
            let mut row = RawSnapshot {
                aweme_id: Cell::Int(aweme_id),
                update_ts: Cell::Int((NOON - hours_ago * 3600) * 1000),
                create_time: Cell::Int(NOON - 31 * 3600 - aweme_id % 2 * 86_400),
                sec_uid: Cell::Text("MS4-b"),
                product_id: Cell::Text("p2"),
                ..RawSnapshot::default()
            };
            row.counters = [Cell::Int(digg); Metric::COUNT];
            builder.push(&row).unwrap();
        }
    }
    let products = [("p1", "美妆", "口红"), ("p2", "美妆", "面膜"), (ODD_PRODUCT, "食品", "口红")];
    for (product_id, category, category2) in products {
        let (category, category2) = (Some(category), Some(category2));
        builder.push_product(ProductInfo { product_id, category, category2, ..ProductInfo::default() });
    }
    builder.push_creator(CreatorInfo { creator_id: "MS4-a", fans: Cell::Text("1.2w"), ..CreatorInfo::default() });
    for creator_id in ["MS4-a", "MS4-b"] {
        builder.push_alias(CreatorAlias { creator_id, alias: "both" });
    }
    builder.finish()
}

/// Asks the shop.
pub(crate) fn ask(method: &str, path: &str, query: &str, if_none_match: Option<&str>) -> Response {
    let host = Host { today: TODAY.parse().unwrap(), runs: Vec::new() };
    answer(&DATASET, &host, &Request { method, path, query, if_none_match })
}

/// A route and the parameters that apply to it.
pub(crate) struct Route {
    pub(crate) path: &'static str,
    /// What the route cannot do without.
    pub(crate) base: &'static str,
    pub(crate) takes: Vec<&'static str>,
}

impl Route {
    /// The route's own query with more behind it.
    pub(crate) fn with(&self, more: &str) -> String {
        if self.base.is_empty() { more.to_owned() } else { format!("{}&{more}", self.base) }
    }
}

const SERIES: [&str; 6] = ["period_days", "from", "to", "as_of", "baseline", "linked"];
const ORDER: [&str; 3] = ["metric", "sort_by", "similarity"];
const PAGE: [&str; 2] = ["page", "page_size"];
const CATEGORY: [&str; 2] = ["category", "category2"];
const SELECTION: [&str; 6] = ["q", "x_from", "x_to", "y_from", "y_to", "sort"];
const FORMAT: [&str; 1] = ["format"];

/// Every path of SPEC 5.1 that the core answers, with its parameters.
pub(crate) fn routes() -> Vec<Route> {
    let route = |path, groups: &[&[&'static str]]| Route { path, base: "", takes: groups.concat() };
    let view = ["basis"].into_iter().chain(SERIES).chain(FORMAT).collect::<Vec<_>>();
    let series = SERIES.into_iter().chain(FORMAT).collect::<Vec<_>>();
    let list = |path, extra: &[&'static str]| route(path, &[&view, &ORDER, &PAGE, &CATEGORY, extra]);
    let mut compare = route("/api/benchmark/compare", &[&view, &ORDER, &["creator_id"]]);
    compare.base = "creator_id=MS4-a&creator_id=MS4-b";
    vec![
        list("/api/creators", &["q", "product_id"]),
        route("/api/creators/MS4-a/products", &[&view, &ORDER, &CATEGORY, &["group_by"]]),
        list("/api/products", &["q"]),
        list("/api/products/search", &["keyword"]),
        list("/api/products/p1/videos", &[]),
        list("/api/videos", &["product_id", "creator_id"]),
        route(
            "/api/products/matrix",
            &[&view, &ORDER, &CATEGORY, &["measure", "min_metric", "min_videos", "min_creators"], &SELECTION],
        ),
        route("/api/products/hot", &[&series, &ORDER, &PAGE, &CATEGORY]),
        list("/api/benchmark/creators", &[]),
        list("/api/benchmark/videos", &[]),
        compare,
        route("/api/videos/1/daily", &[&series]),
        route("/api/creators/MS4-a/daily", &[&series]),
        route("/api/products/p1/daily", &[&series]),
        route("/api/categories/daily", &[&series, &CATEGORY]),
        route("/api/videos/1/snapshots", &[&series]),
        route("/api/categories", &[&view]),
        route("/api/meta", &[]),
    ]
}

/// Every parameter with a value that is good wherever it applies.
pub(crate) const GOOD: [(&str, &str); 30] = [
    ("period_days", "3660"),
    ("from", "2026-03-09"),
    ("to", "2026-03-10"),
    ("as_of", "2026-03-10"),
    ("basis", "gained"),
    ("baseline", "previous_close"),
    ("linked", "all"),
    ("metric", "share"),
    ("sort_by", "play"),
    ("similarity", "0"),
    ("page", "2"),
    ("page_size", "500"),
    ("category", "%E7%BE%8E%E5%A6%86"),
    ("category2", "%E5%8F%A3%E7%BA%A2"),
    ("q", ""),
    ("keyword", "%00"),
    ("group_by", "category2"),
    ("product_id", "p1"),
    ("creator_id", "MS4-a"),
    ("measure", "median"),
    ("min_metric", "-5"),
    ("min_videos", "0"),
    ("min_creators", "1"),
    ("format", "json"),
    ("full", "true"),
    ("x_from", "-0.5"),
    ("x_to", "1000000"),
    ("y_from", "0"),
    ("y_to", "2.5"),
    ("sort", "-total"),
];
