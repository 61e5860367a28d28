//! Paths → questions.

use serde_json::json;

use super::meta::meta;
use super::near::{near_matches, nearest};
use super::openapi;
use super::percent;
use super::problem::Problem;
use super::questions::{
    CATEGORY, ORDER, PAGE, SELECTION, SERIES, VIEW, category, metric, page, ranking, selection, view,
};
use super::request::Response;
use super::respond::{Ask, Shape};
use crate::answer::{
    BestVideos, Categories, CompareCreators, CreatorBenchmark, CreatorProducts, Creators, DailySeries, GroupBy,
    HotProduct, HotProducts, Measure, ProductMatrix, Products, Subject, TopVideos, VideoSnapshots,
};
use crate::filter::Filter;
use crate::record::Table;

type Answered = Result<Response, Problem>;

/// Bytes of a wrong path; a longer one is no slip.
const LONGEST_GUESSED: usize = 100;

/// Finds the question of a path and answers it.
pub(super) fn route(ask: Ask<'_>, segments: &[&str]) -> Answered {
    match segments {
        ["api", "meta"] => meta(ask),
        ["api", "openapi.json"] => openapi::description(ask),
        ["api", "docs"] => openapi::page(ask),
        ["api", "creators"] => creators(ask),
        ["api", "creators", id, "products"] => creator_products(ask, id),
        ["api", "creators", id, "daily"] => {
            daily(ask, Subject::Creator((*id).to_owned()), "creator-daily", Some("creator_id"))
        }
        ["api", "products"] => products(ask, "q"),
        ["api", "products", "search"] => products(ask, "keyword"),
        ["api", "products", "matrix"] => matrix(ask),
        ["api", "products", "hot"] => hot(ask),
        ["api", "products", id, "videos"] => videos(ask, Some(id)),
        ["api", "products", id, "daily"] => {
            daily(ask, Subject::Product((*id).to_owned()), "product-daily", Some("product_id"))
        }
        ["api", "videos"] => videos(ask, None),
        ["api", "videos", id, "daily"] => daily(ask, Subject::Video((*id).to_owned()), "video-daily", Some("aweme_id")),
        ["api", "videos", id, "snapshots"] => snapshots(ask, id),
        ["api", "benchmark", "creators"] => benchmark(ask),
        ["api", "benchmark", "videos"] => best_videos(ask),
        ["api", "benchmark", "compare"] => compare(ask),
        ["api", "categories"] => categories(ask),
        ["api", "categories", "daily"] => category_daily(ask),
        _ => Err(unknown(segments)),
    }
}

/// Of a path that leads nowhere: one like it that leads somewhere, with the ids that were given.
fn unknown(segments: &[&str]) -> Problem {
    let given = segments.get(1..).unwrap_or_default();
    let parts = |path: &'static str| path.split('/').skip(2);
    // A slip in a name comes before an id: `products/matrx` is of no product.
    let is_slip_of = |path: &&'static str| {
        parts(path).count() == given.len()
            && parts(path).zip(given).all(|(part, given)| nearest(given, &[part]).is_some())
    };
    let with_ids = |path: &'static str| {
        let filled = parts(path).enumerate().map(|(place, part)| match given.get(place) {
            Some(id) if part.starts_with('{') => percent::encode_segment(id),
            _ => part.to_owned(),
        });
        filled.collect::<Vec<_>>().join("/")
    };
    let mut problem = Problem::not_found("this path");
    if given.iter().map(|part| part.len()).sum::<usize>() > LONGEST_GUESSED {
        return problem;
    }
    let written = given.iter().map(|part| percent::encode_segment(part)).collect::<Vec<_>>().join("/");
    let near = |known: Vec<String>| near_matches(&written, known.iter().map(String::as_str)).into_iter().next();
    let slips = openapi::paths().filter(is_slip_of).map(with_ids).collect();
    if let Some(meant) = near(slips).or_else(|| near(openapi::paths().map(with_ids).collect())) {
        problem.detail = format!("{}, did you mean /api/{meant}?", problem.detail);
    }
    problem
}

/// Checks the parameters, or ends with a 304.
macro_rules! sound {
    ($ask:ident, $name:literal, $view:expr, $page:expr, $applicable:expr) => {
        match $ask.check($name, $view, $page, $applicable)? {
            Ok(sound) => sound,
            Err(not_modified) => return Ok(not_modified),
        }
    };
}

fn creators(mut ask: Ask<'_>) -> Answered {
    let view = view(&mut ask.params, ask.dataset, ask.host.today, true);
    let (ranking, page, mut filter) = (ranking(&mut ask.params), page(&mut ask.params), category(&mut ask.params));
    filter.product_id = ask.params.text("product_id");
    let (search, dataset) = (ask.params.search("q"), ask.dataset);
    let sound = sound!(ask, "creators", view, Some(page), &[VIEW, ORDER, PAGE, CATEGORY, &["q", "product_id"]]);
    let query = Creators { view, ranking, filter, search, page: sound.page() };
    let answer = query.ask(dataset).map_err(|error| sound.problem(error, None))?;
    sound.write(&answer, |rows| Table::of(rows))
}

fn creator_products(mut ask: Ask<'_>, id: &str) -> Answered {
    let view = view(&mut ask.params, ask.dataset, ask.host.today, true);
    let (ranking, filter) = (ranking(&mut ask.params), category(&mut ask.params));
    let choices = [("category", GroupBy::Category), ("category2", GroupBy::Category2), ("product", GroupBy::Product)];
    let group_by = ask.params.choice("group_by", &choices).unwrap_or_default();
    let dataset = ask.dataset;
    let sound = sound!(ask, "creator-products", view, None, &[VIEW, ORDER, CATEGORY, &["group_by"]]);
    let query =
        CreatorProducts { view, ranking, filter: Filter { creator_id: Some(id.to_owned()), ..filter }, group_by };
    let answer = query.ask(dataset).map_err(|error| sound.problem(error, Some("creator_id")))?;
    let by_group = sound.shape() == Shape::Table;
    sound.write_with_facts(
        &answer,
        |data| if by_group { data.group_table() } else { data.table() },
        |data| vec![("creator", json!(data.creator))],
    )
}

fn products(mut ask: Ask<'_>, search_name: &'static str) -> Answered {
    let view = view(&mut ask.params, ask.dataset, ask.host.today, true);
    let (ranking, page, filter) = (ranking(&mut ask.params), page(&mut ask.params), category(&mut ask.params));
    let (search, dataset) = (ask.params.search(search_name), ask.dataset);
    let sound = sound!(ask, "products", view, Some(page), &[VIEW, ORDER, PAGE, CATEGORY, &[search_name]]);
    let query = Products { view, ranking, filter, search, page: sound.page() };
    let answer = query.ask(dataset).map_err(|error| sound.problem(error, None))?;
    sound.write(&answer, |rows| Table::of(rows))
}

fn videos(mut ask: Ask<'_>, product: Option<&str>) -> Answered {
    let view = view(&mut ask.params, ask.dataset, ask.host.today, true);
    let (ranking, page, mut filter) = (ranking(&mut ask.params), page(&mut ask.params), category(&mut ask.params));
    let extra: &[&str] = match product {
        Some(product) => {
            filter.product_id = Some(product.to_owned());
            &[]
        }
        None => {
            filter.product_id = ask.params.text("product_id");
            filter.creator_id = ask.params.text("creator_id");
            &["product_id", "creator_id"]
        }
    };
    let dataset = ask.dataset;
    let sound = sound!(ask, "videos", view, Some(page), &[VIEW, ORDER, PAGE, CATEGORY, extra]);
    let query = TopVideos { view, ranking, filter, page: sound.page() };
    let answer = query.ask(dataset).map_err(|error| sound.problem(error, product.map(|_| "product_id")))?;
    sound.write(&answer, |rows| Table::of(rows))
}

fn matrix(mut ask: Ask<'_>) -> Answered {
    let view = view(&mut ask.params, ask.dataset, ask.host.today, true);
    let ((metric, similarity), filter) = (metric(&mut ask.params), category(&mut ask.params));
    let choices =
        [Measure::Total, Measure::Avg, Measure::Median, Measure::Best].map(|measure| (measure.name(), measure));
    let measure = ask.params.choice("measure", &choices).unwrap_or_default();
    let min_metric = ask.params.whole("min_metric", i64::MIN..=i64::MAX);
    let mut least = |name| ask.params.whole(name, 0..=1_000_000_000).and_then(|least| u64::try_from(least).ok());
    let (min_videos, min_creators) = (least("min_videos"), least("min_creators"));
    let selection = selection(&mut ask.params);
    let dataset = ask.dataset;
    let extra = ["measure", "min_metric", "min_videos", "min_creators"];
    let sound = sound!(ask, "matrix", view, None, &[VIEW, ORDER, CATEGORY, &extra, SELECTION]);
    let query = ProductMatrix { view, metric, similarity, filter, measure, min_metric, min_videos, min_creators };
    let mut answer = query.ask(dataset).map_err(|error| sound.problem(error, None))?;
    selection.apply(&mut answer.data);
    sound.write_with_facts(
        &answer,
        |data| Table::of(&data.points),
        |data| {
            vec![
                ("metric", data.metric.name().into()),
                ("measure", data.measure.name().into()),
                ("median_x", data.median_x.into()),
                ("median_y", data.median_y.into()),
            ]
        },
    )
}

fn hot(mut ask: Ask<'_>) -> Answered {
    let view = view(&mut ask.params, ask.dataset, ask.host.today, false);
    let ((metric, similarity), page, filter) =
        (metric(&mut ask.params), page(&mut ask.params), category(&mut ask.params));
    let dataset = ask.dataset;
    let sound = sound!(ask, "hot", view, Some(page), &[SERIES, ORDER, PAGE, CATEGORY]);
    let query = HotProducts { view, metric, similarity, filter, page: sound.page() };
    let answer = query.ask(dataset).map_err(|error| sound.problem(error, None))?;
    let by_day = sound.is_for_a_sheet();
    sound.write(&answer, |rows| if by_day { HotProduct::table_by_day(rows, &view.window) } else { Table::of(rows) })
}

fn benchmark(mut ask: Ask<'_>) -> Answered {
    let view = view(&mut ask.params, ask.dataset, ask.host.today, true);
    let (ranking, page, filter) = (ranking(&mut ask.params), page(&mut ask.params), category(&mut ask.params));
    let dataset = ask.dataset;
    let sound = sound!(ask, "benchmark-creators", view, Some(page), &[VIEW, ORDER, PAGE, CATEGORY]);
    let query = CreatorBenchmark { view, ranking, filter, page: sound.page() };
    let answer = query.ask(dataset).map_err(|error| sound.problem(error, None))?;
    sound.write_with_facts(
        &answer,
        |data| Table::of(&data.creators),
        |data| {
            vec![
                ("peers", data.peers.into()),
                ("enough_peers", data.enough_peers.into()),
                ("category_total", json!(data.category_total)),
            ]
        },
    )
}

fn best_videos(mut ask: Ask<'_>) -> Answered {
    let view = view(&mut ask.params, ask.dataset, ask.host.today, true);
    let (ranking, page, filter) = (ranking(&mut ask.params), page(&mut ask.params), category(&mut ask.params));
    let dataset = ask.dataset;
    let sound = sound!(ask, "benchmark-videos", view, Some(page), &[VIEW, ORDER, PAGE, CATEGORY]);
    let query = BestVideos { view, ranking, filter, page: sound.page() };
    let answer = query.ask(dataset).map_err(|error| sound.problem(error, None))?;
    sound.write(&answer, |rows| Table::of(rows))
}

fn compare(mut ask: Ask<'_>) -> Answered {
    let view = view(&mut ask.params, ask.dataset, ask.host.today, true);
    let ranking = ranking(&mut ask.params);
    let creator_ids = ask.params.many("creator_id", 2..=6);
    let dataset = ask.dataset;
    let sound = sound!(ask, "compare", view, None, &[VIEW, ORDER, &["creator_id"]]);
    let query = CompareCreators { view, ranking, creator_ids };
    let answer = query.ask(dataset).map_err(|error| sound.problem(error, None))?;
    sound.write_with_facts(&answer, |data| data.table(), |data| vec![("creators", json!(data.creators))])
}

fn categories(mut ask: Ask<'_>) -> Answered {
    let view = view(&mut ask.params, ask.dataset, ask.host.today, true);
    let dataset = ask.dataset;
    let sound = sound!(ask, "categories", view, None, &[VIEW]);
    sound.write(&Categories { view }.ask(dataset), |rows| Table::of(rows))
}

fn category_daily(mut ask: Ask<'_>) -> Answered {
    let Filter { category, category2, .. } = category(&mut ask.params);
    daily(ask, Subject::Category { category, category2 }, "category-daily", None)
}

fn daily(mut ask: Ask<'_>, subject: Subject, name: &'static str, in_path: Option<&str>) -> Answered {
    let view = view(&mut ask.params, ask.dataset, ask.host.today, false);
    let dataset = ask.dataset;
    let extra = if matches!(subject, Subject::Category { .. }) { CATEGORY } else { &[] };
    let sound = match ask.check(name, view, None, &[SERIES, extra])? {
        Ok(sound) => sound,
        Err(not_modified) => return Ok(not_modified),
    };
    let answer = DailySeries { view, subject }.ask(dataset).map_err(|error| sound.problem(error, in_path))?;
    sound.write(&answer, |rows| Table::of(rows))
}

fn snapshots(mut ask: Ask<'_>, id: &str) -> Answered {
    let view = view(&mut ask.params, ask.dataset, ask.host.today, false);
    let dataset = ask.dataset;
    let sound = sound!(ask, "snapshots", view, None, &[SERIES]);
    let query = VideoSnapshots { view, aweme_id: id.to_owned() };
    let answer = query.ask(dataset).map_err(|error| sound.problem(error, Some("aweme_id")))?;
    sound.write(&answer, |rows| Table::of(rows))
}
