//! Every question: its path, its parameters, and what it answers.

use utoipa::openapi::{Array, Ref, RefOr, Schema};

use super::super::questions::{CATEGORY, ORDER, PAGE, SELECTION, SERIES, VIEW};

/// A path that can be asked.
pub(super) struct Endpoint {
    pub(super) path: &'static str,
    /// The operation's name.
    pub(super) id: &'static str,
    pub(super) summary: &'static str,
    /// Groups of parameters, as the question checks them.
    pub(super) groups: &'static [&'static [&'static str]],
    /// The schema of `data`.
    pub(super) data: fn() -> RefOr<Schema>,
}

impl Endpoint {
    /// The parameters of the query, in order.
    pub(super) fn parameters(&self) -> impl Iterator<Item = &'static str> {
        let format: &[&str] = if self.has_window() { &["format"] } else { &[] };
        self.groups.iter().copied().flatten().chain(format).copied()
    }

    /// Whether a query parameter must be given.
    pub(super) fn requires(&self, parameter: &str) -> bool {
        self.id == "compare" && parameter == "creator_id"
    }

    /// Whether the answer is about days, and says which.
    pub(super) fn has_window(&self) -> bool {
        !self.groups.is_empty()
    }

    pub(super) fn is_paged(&self) -> bool {
        self.groups.iter().any(|group| group.contains(&"page"))
    }

    /// The statuses other than 200, and when they come.
    pub(super) fn problems(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        let unknown = self.path.contains('{').then_some(("404", "The id in the path is not known by the window's end"));
        [("400", "A parameter cannot be accepted")].into_iter().chain(unknown)
    }
}

macro_rules! rows {
    ($row:literal) => {
        || Array::new(Ref::from_schema_name($row)).into()
    };
}

macro_rules! one {
    ($schema:literal) => {
        || Ref::from_schema_name($schema).into()
    };
}

#[rustfmt::skip]
pub(super) const ENDPOINTS: &[Endpoint] = &[
    Endpoint { path: "/api/creators", id: "creators", summary: "Creators, with their totals in the window",
        groups: &[VIEW, ORDER, PAGE, CATEGORY, &["q", "product_id"]], data: rows!("CreatorRow") },
    Endpoint { path: "/api/creators/{creator_id}/products", id: "creatorProducts",
        summary: "A creator's categories and products",
        groups: &[VIEW, ORDER, CATEGORY, &["group_by"]], data: one!("CreatorProductsAnswer") },
    Endpoint { path: "/api/creators/{creator_id}/daily", id: "creatorDaily",
        summary: "What a creator's videos gained, day by day", groups: &[SERIES], data: rows!("DayRow") },
    Endpoint { path: "/api/products", id: "products", summary: "Products, with their totals in the window",
        groups: &[VIEW, ORDER, PAGE, CATEGORY, &["q"]], data: rows!("ProductRow") },
    Endpoint { path: "/api/products/search", id: "searchProducts", summary: "Products by a part of the name or id",
        groups: &[VIEW, ORDER, PAGE, CATEGORY, &["keyword"]], data: rows!("ProductRow") },
    Endpoint { path: "/api/products/matrix", id: "matrix", summary: "One point for each product: a metric against videos",
        groups: &[VIEW, ORDER, CATEGORY, &["measure", "min_metric", "min_videos", "min_creators"], SELECTION],
        data: one!("ProductMatrixAnswer") },
    Endpoint { path: "/api/products/hot", id: "hot", summary: "Products by what they gained, beside the window before",
        groups: &[SERIES, ORDER, PAGE, CATEGORY], data: rows!("HotProduct") },
    Endpoint { path: "/api/products/{product_id}/videos", id: "productVideos", summary: "A product's videos, best first",
        groups: &[VIEW, ORDER, PAGE, CATEGORY], data: rows!("VideoRow") },
    Endpoint { path: "/api/products/{product_id}/daily", id: "productDaily",
        summary: "What a product's videos gained, day by day", groups: &[SERIES], data: rows!("DayRow") },
    Endpoint { path: "/api/videos", id: "videos", summary: "Videos, best first",
        groups: &[VIEW, ORDER, PAGE, CATEGORY, &["product_id", "creator_id"]], data: rows!("VideoRow") },
    Endpoint { path: "/api/videos/{aweme_id}/daily", id: "videoDaily", summary: "What a video gained, day by day",
        groups: &[SERIES], data: rows!("DayRow") },
    Endpoint { path: "/api/videos/{aweme_id}/snapshots", id: "snapshots", summary: "The snapshots behind a video's numbers",
        groups: &[SERIES], data: rows!("SnapshotDay") },
    Endpoint { path: "/api/benchmark/creators", id: "benchmark", summary: "Creators side by side, with percentile",
        groups: &[VIEW, ORDER, PAGE, CATEGORY], data: one!("CreatorBenchmarkAnswer") },
    Endpoint { path: "/api/benchmark/videos", id: "bestVideos", summary: "The creators' best single videos side by side",
        groups: &[VIEW, ORDER, PAGE, CATEGORY], data: rows!("CreatorBestVideo") },
    Endpoint { path: "/api/benchmark/compare", id: "compare", summary: "Two to six creators over all categories",
        groups: &[VIEW, ORDER, &["creator_id"]], data: one!("Comparison") },
    Endpoint { path: "/api/categories", id: "categories", summary: "Categories, with their second level",
        groups: &[VIEW], data: rows!("CategoryRow") },
    Endpoint { path: "/api/categories/daily", id: "categoryDaily",
        summary: "What a category's videos gained, day by day", groups: &[SERIES, CATEGORY], data: rows!("DayRow") },
    Endpoint { path: "/api/meta", id: "meta", summary: "What the data is, and from when", groups: &[],
        data: one!("Meta") },
];
