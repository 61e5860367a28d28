//! The questions of the product, each under the name of its measurement.

use std::fmt::Debug;
use std::hint::black_box;

use mediaop_core::answer::{
    BestVideos, Categories, CompareCreators, CreatorBenchmark, CreatorProducts, Creators, DailySeries, GroupBy,
    HotProducts, Measure, PrecomputedStats, ProductMatrix, Products, Subject, TopVideos, VideoSnapshots,
};
use mediaop_core::{Basis, Dataset, Filter, Metric, Page, Ranking, Similarity, View};

use crate::subjects::Subjects;
use crate::views::{NamedView, today};

/// What lists are cut to.
pub const PAGE: Option<Page> = Some(Page { page: 1, page_size: 50 });

/// A question, ready to be asked again and again.
pub struct Question {
    /// With the basis behind it, where it has one: `creators/posted`.
    pub name: String,
    ask: Box<dyn Fn(&Dataset) + Sync>,
}

impl Question {
    fn new(name: impl Into<String>, ask: impl Fn(&Dataset) + Sync + 'static) -> Self {
        Question { name: name.into(), ask: Box::new(ask) }
    }

    /// To the answer as a value, which is dropped.
    pub fn ask(&self, dataset: &Dataset) {
        (self.ask)(dataset);
    }
}

/// Every question in this window.
pub fn all(subjects: &Subjects, NamedView { view, hot, .. }: NamedView) -> Vec<Question> {
    let mut questions = of_a_basis(subjects, view);
    questions.extend(of_a_basis(subjects, view.gained()));
    questions.extend(of_what_was_gained(subjects, view, hot));
    questions
}

fn of_a_basis(subjects: &Subjects, view: View) -> Vec<Question> {
    let (ranking, page, all) = (Ranking::default(), PAGE, Filter::default());
    let basis = match view.basis {
        Basis::Posted => "posted",
        Basis::Gained => "gained",
    };
    let named = |question: &str| format!("{question}/{basis}");
    let of_category = Filter { category: Some(subjects.category.clone()), ..Filter::default() };
    let of_product = Filter { product_id: Some(subjects.product.clone()), ..Filter::default() };
    let of_creator = Filter { creator_id: Some(subjects.creators[0].clone()), ..Filter::default() };

    let creators = Creators { view, ranking, filter: all.clone(), search: None, page };
    let creator_products = CreatorProducts { view, ranking, filter: of_creator, group_by: GroupBy::Category };
    let products = Products { view, ranking, filter: all.clone(), search: None, page };
    let top = |filter: &Filter| TopVideos { view, ranking, filter: filter.clone(), page };
    let (of_all, of_a_category, of_a_product) = (top(&all), top(&of_category), top(&of_product));
    let matrix = ProductMatrix {
        view,
        metric: Metric::Digg,
        similarity: Similarity::default(),
        filter: all.clone(),
        measure: Measure::Total,
        min_metric: None,
        min_videos: None,
        min_creators: None,
    };
    let benchmark = CreatorBenchmark { view, ranking, filter: of_category, page };
    let best_videos = BestVideos { view, ranking, filter: all, page };
    let compared = CompareCreators { view, ranking, creator_ids: subjects.creators.to_vec() };
    let categories = Categories { view };
    vec![
        Question::new(named("creators"), move |dataset| answered(creators.ask(dataset))),
        Question::new(named("creator_products"), move |dataset| answered(creator_products.ask(dataset))),
        Question::new(named("products"), move |dataset| answered(products.ask(dataset))),
        Question::new(named("top_videos/all"), move |dataset| answered(of_all.ask(dataset))),
        Question::new(named("top_videos/category"), move |dataset| answered(of_a_category.ask(dataset))),
        Question::new(named("top_videos/product"), move |dataset| answered(of_a_product.ask(dataset))),
        Question::new(named("product_matrix"), move |dataset| answered(matrix.ask(dataset))),
        Question::new(named("creator_benchmark"), move |dataset| answered(benchmark.ask(dataset))),
        Question::new(named("best_videos"), move |dataset| answered(best_videos.ask(dataset))),
        Question::new(named("compare_creators"), move |dataset| answered(compared.ask(dataset))),
        Question::new(named("categories"), move |dataset| made(categories.ask(dataset))),
    ]
}

fn of_what_was_gained(subjects: &Subjects, view: View, hot: View) -> Vec<Question> {
    let hot = HotProducts {
        view: hot,
        metric: Metric::Digg,
        similarity: Similarity::default(),
        filter: Filter::default(),
        page: PAGE,
    };
    let of_creator = DailySeries { view, subject: Subject::Creator(subjects.creators[0].clone()) };
    let category = Subject::Category { category: Some(subjects.category.clone()), category2: None };
    let of_category = DailySeries { view, subject: category };
    let snapshots = VideoSnapshots { view, aweme_id: subjects.video.clone() };
    vec![
        Question::new("hot_products", move |dataset| answered(hot.ask(dataset))),
        Question::new("daily_series/creator", move |dataset| answered(of_creator.ask(dataset))),
        Question::new("daily_series/category", move |dataset| answered(of_category.ask(dataset))),
        Question::new("video_snapshots", move |dataset| answered(snapshots.ask(dataset))),
    ]
}

/// The tables for other programs, of all five periods.
pub fn precomputed_stats() -> Question {
    Question::new("precomputed_stats", |dataset| made(PrecomputedStats::compute(dataset, today(dataset))))
}

fn answered<T, E: Debug>(answer: Result<T, E>) {
    made(answer.expect("the subjects are in the data"));
}

/// The answer is made, and dropped.
fn made<T>(answer: T) {
    drop(black_box(answer));
}
