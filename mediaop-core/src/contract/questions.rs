//! Parameters → the parts that questions share.

use super::params::Params;
use crate::answer::{MatrixSelection, PointColumn};
use crate::dataset::Dataset;
use crate::filter::Filter;
use crate::increment::Baseline;
use crate::metric::{Metric, RankBy, Similarity};
use crate::order::{Page, Ranking};
use crate::window::{Basis, Linked, Period, View, Window};
use crate::{LocalDay, WindowError};

/// W: the window, basis, baseline and link.
pub(super) const VIEW: &[&str] = &["period_days", "from", "to", "as_of", "basis", "baseline", "linked"];
/// W where the basis is always what was gained.
pub(super) const SERIES: &[&str] = &["period_days", "from", "to", "as_of", "baseline", "linked"];
/// O: the order.
pub(super) const ORDER: &[&str] = &["metric", "sort_by", "similarity"];
/// P: the page.
pub(super) const PAGE: &[&str] = &["page", "page_size"];
/// C: the category.
pub(super) const CATEGORY: &[&str] = &["category", "category2"];

/// Which points of the matrix, and in which order.
pub(super) const SELECTION: &[&str] = &["q", "x_from", "x_to", "y_from", "y_to", "sort"];

/// The view that is asked for; what is wrong with it is noted in the parameters.
pub(super) fn view(params: &mut Params, dataset: &Dataset, today: LocalDay, has_basis: bool) -> View {
    // Where the window is refused, the question is never asked.
    let window = window(params, dataset, today).unwrap_or(Window::of_one_day(today));
    let basis = if has_basis {
        params.choice("basis", &[("posted", Basis::Posted), ("gained", Basis::Gained)]).unwrap_or_default()
    } else {
        Basis::Gained
    };
    let baseline =
        params.choice("baseline", &[("within_day", Baseline::WithinDay), ("previous_close", Baseline::PreviousClose)]);
    let linked = params.choice("linked", &[("linked", Linked::Linked), ("all", Linked::All)]);
    View { window, basis, baseline: baseline.unwrap_or_default(), linked: linked.unwrap_or_default() }
}

fn window(params: &mut Params, dataset: &Dataset, today: LocalDay) -> Option<Window> {
    let as_of = params.day("as_of");
    let days = params.whole("period_days", 1..=i64::from(Period::MAX_DAYS));
    let (from, to) = (params.day("from"), params.day("to"));
    let ranged = params.given("from") || params.given("to");
    if params.given("period_days") && ranged {
        params.refuse("period_days", "stands beside from or to: give one form or the other");
    }
    let period = match days {
        Some(days) if !ranged => Period::Days(u32::try_from(days).unwrap_or(Period::MAX_DAYS)),
        _ if ranged => Period::Range { from, to },
        _ => Period::default(),
    };
    match Window::resolve(period, as_of, today, dataset.first_day()) {
        Ok(window) => Some(window),
        Err(WindowError { param, reason }) => {
            params.refuse(param, reason);
            None
        }
    }
}

/// The order that is asked for.
pub(super) fn ranking(params: &mut Params) -> Ranking {
    let mut choices: Vec<(&'static str, RankBy)> =
        Metric::ALL.iter().map(|metric| (metric.name(), RankBy::Metric(*metric))).collect();
    choices.push(("overall", RankBy::Overall));
    let by = either_name(params, |params, name| params.choice(name, &choices));
    Ranking { by: by.unwrap_or_default(), similarity: similarity(params) }
}

/// The metric that is asked for, where `overall` has no meaning, and the similarity.
pub(super) fn metric(params: &mut Params) -> (Metric, Similarity) {
    let choices = Metric::ALL.map(|metric| (metric.name(), metric));
    let metric = either_name(params, |params, name| params.choice(name, &choices));
    (metric.unwrap_or(Metric::Digg), similarity(params))
}

/// `metric` and `sort_by` are two names of one parameter.
fn either_name<T>(params: &mut Params, mut take: impl FnMut(&mut Params, &'static str) -> Option<T>) -> Option<T> {
    if params.given("metric") && params.given("sort_by") {
        params.refuse("sort_by", "is the same as metric: give one of them");
    }
    let (metric, sort_by) = (take(params, "metric"), take(params, "sort_by"));
    metric.or(sort_by)
}

fn similarity(params: &mut Params) -> Similarity {
    params.fraction("similarity", 0.0, 1.0).and_then(|share| Similarity::new(share).ok()).unwrap_or_default()
}

/// The page that is asked for.
pub(super) fn page(params: &mut Params) -> Page {
    let default = Page::default();
    let mut number = |name, most| params.whole(name, 1..=most).and_then(|number| u64::try_from(number).ok());
    let (page, page_size) = (number("page", 1_000_000_000), number("page_size", 500));
    Page { page: page.unwrap_or(default.page), page_size: page_size.unwrap_or(default.page_size) }
}

/// The points that are asked for.
pub(super) fn selection(params: &mut Params) -> MatrixSelection {
    let mut limits = |from: &'static str, to: &'static str| {
        let (low, high) = (params.decimal(from), params.decimal(to));
        if let (Some(low), Some(high)) = (low, high)
            && low > high
        {
            params.refuse(from, format!("lies above {to}"));
        }
        let limited = low.is_some() || high.is_some();
        limited.then(|| low.unwrap_or(f64::NEG_INFINITY)..=high.unwrap_or(f64::INFINITY))
    };
    let (x, y) = (limits("x_from", "x_to"), limits("y_from", "y_to"));
    MatrixSelection { search: params.search("q"), x, y, sort: params.choice("sort", &SORTS) }
}

/// The values of `sort`: a column, with `-` in front where the greatest comes first.
#[rustfmt::skip]
pub(super) const SORTS: [(&str, (PointColumn, bool)); 16] = {
    use PointColumn::{Avg, Best, CreatorCount, GoodRate, GoodVideoCount, Median, Total, VideoCount};
    [
        ("video_count", (VideoCount, false)), ("-video_count", (VideoCount, true)),
        ("creator_count", (CreatorCount, false)), ("-creator_count", (CreatorCount, true)),
        ("total", (Total, false)), ("-total", (Total, true)),
        ("avg", (Avg, false)), ("-avg", (Avg, true)),
        ("median", (Median, false)), ("-median", (Median, true)),
        ("best", (Best, false)), ("-best", (Best, true)),
        ("good_video_count", (GoodVideoCount, false)), ("-good_video_count", (GoodVideoCount, true)),
        ("good_rate", (GoodRate, false)), ("-good_rate", (GoodRate, true)),
    ]
};

/// The category that is asked for.
pub(super) fn category(params: &mut Params) -> Filter {
    let filter = Filter { category: params.text("category"), category2: params.text("category2"), ..Filter::default() };
    if params.given("category2") && !params.given("category") {
        params.refuse("category2", "has a meaning only within its category: give both");
    }
    filter
}
