//! Each question as a value, and one through the contract with its JSON.

use mediaop_core::answer::{
    BestVideos, Categories, CompareCreators, CreatorBenchmark, CreatorProducts, Creators, DailySeries, GroupBy,
    HotProducts, Measure, PrecomputedStats, ProductMatrix, Products, Subject, TopVideos, VideoSnapshots,
};
use mediaop_core::contract::{Host, Request, answer};
use mediaop_core::{
    Basis, Dataset, Filter, LocalDay, Metric, Page, Period, Ranking, Similarity, View, Window, WindowError,
};

use crate::Group;
use crate::subjects::Subjects;

pub(crate) const PERIOD_DAYS: u32 = 30;
/// Two such windows fit into the data: the one asked for, and the one before it.
pub(crate) const HOT_PERIOD_DAYS: u32 = 15;
pub(crate) const PAGE: Option<Page> = Some(Page { page: 1, page_size: 50 });

pub(crate) fn today(dataset: &Dataset) -> LocalDay {
    dataset.last_day().expect("snapshots in the database")
}

pub(crate) fn measure(group: &mut Group<'_>, dataset: &Dataset, subjects: &Subjects) -> Result<(), WindowError> {
    let window = |days| Window::resolve(Period::Days(days), None, today(dataset), dataset.first_day());
    let view = View::new(window(PERIOD_DAYS)?);
    for view in [view, view.gained()] {
        of_both_bases(group, dataset, subjects, view);
    }
    of_what_was_gained(group, dataset, subjects, view, View::new(window(HOT_PERIOD_DAYS)?));
    through_the_contract(group, dataset);
    Ok(())
}

/// Times what `ask` does, dropping the answer included.
fn time<T>(group: &mut Group<'_>, name: &str, mut ask: impl FnMut() -> T) {
    group.bench_function(name, |b| b.iter(&mut ask));
}

fn of_both_bases(group: &mut Group<'_>, dataset: &Dataset, subjects: &Subjects, view: View) {
    let (ranking, page, all) = (Ranking::default(), PAGE, Filter::default());
    let named = |question: &str| match view.basis {
        Basis::Posted => format!("{question}/posted"),
        Basis::Gained => format!("{question}/gained"),
    };
    let of_category = Filter { category: Some(subjects.category.clone()), ..Filter::default() };
    let of_product = Filter { product_id: Some(subjects.product.clone()), ..Filter::default() };
    let of_creator = Filter { creator_id: Some(subjects.creators[0].clone()), ..Filter::default() };

    let query = Creators { view, ranking, filter: all.clone(), search: None, page };
    time(group, &named("creators"), || query.ask(dataset));
    let query = CreatorProducts { view, ranking, filter: of_creator, group_by: GroupBy::Category };
    time(group, &named("creator_products"), || query.ask(dataset));
    let query = Products { view, ranking, filter: all.clone(), search: None, page };
    time(group, &named("products"), || query.ask(dataset));
    for (of, filter) in [("all", &all), ("category", &of_category), ("product", &of_product)] {
        let query = TopVideos { view, ranking, filter: filter.clone(), page };
        time(group, &named(&format!("top_videos/{of}")), || query.ask(dataset));
    }
    let query = ProductMatrix {
        view,
        metric: Metric::Digg,
        similarity: Similarity::default(),
        filter: all.clone(),
        measure: Measure::Total,
        min_metric: None,
        min_videos: None,
        min_creators: None,
    };
    time(group, &named("product_matrix"), || query.ask(dataset));
    let query = CreatorBenchmark { view, ranking, filter: of_category, page };
    time(group, &named("creator_benchmark"), || query.ask(dataset));
    let query = BestVideos { view, ranking, filter: all, page };
    time(group, &named("best_videos"), || query.ask(dataset));
    let query = CompareCreators { view, ranking, creator_ids: subjects.creators.to_vec() };
    time(group, &named("compare_creators"), || query.ask(dataset));
    let query = Categories { view };
    time(group, &named("categories"), || query.ask(dataset));
}

fn of_what_was_gained(group: &mut Group<'_>, dataset: &Dataset, subjects: &Subjects, view: View, hot: View) {
    let query = HotProducts {
        view: hot,
        metric: Metric::Digg,
        similarity: Similarity::default(),
        filter: Filter::default(),
        page: PAGE,
    };
    time(group, "hot_products", || query.ask(dataset));
    let query = DailySeries { view, subject: Subject::Creator(subjects.creators[0].clone()) };
    time(group, "daily_series/creator", || query.ask(dataset));
    let subject = Subject::Category { category: Some(subjects.category.clone()), category2: None };
    let query = DailySeries { view, subject };
    time(group, "daily_series/category", || query.ask(dataset));
    let query = VideoSnapshots { view, aweme_id: subjects.video.clone() };
    time(group, "video_snapshots", || query.ask(dataset));
    let as_of = today(dataset);
    time(group, "precomputed_stats", || PrecomputedStats::compute(dataset, as_of));
}

fn through_the_contract(group: &mut Group<'_>, dataset: &Dataset) {
    let host = Host { today: today(dataset), runs: Vec::new() };
    let query = format!("period_days={PERIOD_DAYS}&page_size={}", PAGE.map_or(20, |page| page.page_size));
    let request = Request { method: "GET", path: "/api/videos", query: &query, if_none_match: None };
    // The version, which is part of the entity tag, is worked out once for a data set.
    assert_eq!(answer(dataset, &host, &request).status, 200);
    time(group, "answer_json", || answer(dataset, &host, &request));
}
