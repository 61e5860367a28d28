//! The rows of `product_creator_stats` and `product_matrix_stats`, for programs that read tables.

use rayon::prelude::*;

use crate::LocalDay;
use crate::aggregate::{Groups, Sums, post_dates};
use crate::dataset::Dataset;
use crate::filter::Scope;
use crate::frame::{Frame, Member, Need};
use crate::record::record;
use crate::window::{Period, View, Window};

/// The statistics of every product, and of every product and creator, over the periods 3, 5, 7,
/// 15 and 30 days that end at `as_of`, on the basis of what was posted.
///
/// # Output
/// By period; within it by product, then creator, both by id.
///
/// # Missing data
/// A sum or mean over videos that all lack the metric is `None`. A product without a video in a
/// period has no row for it.
///
/// # Cost
/// A look at every video for each period.
///
/// # Example: which rows do the two tables get?
/// ```
/// use mediaop_core::{answer::PrecomputedStats, example};
/// let stats = PrecomputedStats::compute(&example::dataset(), example::today());
/// let of_three_days = stats.product_matrix.iter().filter(|row| row.period_days == 3);
/// let likes = of_three_days.map(|row| (row.product_id.as_str(), row.video_count, row.total_digg_count));
/// // Video 1 was published three days ago.
/// assert!(likes.eq([("p1", 2, Some(100 + 300)), ("p3", 1, Some(80))]));
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct PrecomputedStats {
    /// By period, product, creator.
    pub product_creator: Vec<ProductCreatorStat>,
    /// By period, product.
    pub product_matrix: Vec<ProductMatrixStat>,
}

/// A row of `product_creator_stats`, without `id` and `updated_at`.
///
/// ```
/// use mediaop_core::{answer::PrecomputedStats, example};
/// let stats = PrecomputedStats::compute(&example::dataset(), example::today());
/// let row = &stats.product_creator[0];
/// assert_eq!((row.period_days, &*row.product_id, &*row.user_id, row.total_digg_count), (3, "p1", "lily", Some(100)));
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct ProductCreatorStat {
    /// The product.
    pub product_id: String,
    /// The creator's `sec_uid`.
    pub user_id: String,
    /// The creator's name.
    pub nickname: Option<String>,
    /// The product's category.
    pub category: Option<String>,
    /// The product's second-level category.
    pub category2: Option<String>,
    /// Days of the window.
    pub period_days: u64,
    /// Videos that count.
    pub video_count: u64,
    /// Mean likes.
    pub avg_digg_count: Option<f64>,
    /// Mean collects.
    pub avg_collect_count: Option<f64>,
    /// Mean shares.
    pub avg_share_count: Option<f64>,
    /// Sum of likes.
    pub total_digg_count: Option<i64>,
    /// Sum of collects.
    pub total_collect_count: Option<i64>,
    /// Sum of shares.
    pub total_share_count: Option<i64>,
    /// The first day on which one was published.
    pub first_post_date: Option<LocalDay>,
    /// The last day on which one was published.
    pub last_post_date: Option<LocalDay>,
}
record!(ProductCreatorStat {
    product_id,
    user_id,
    nickname,
    category,
    category2,
    period_days,
    video_count,
    avg_digg_count,
    avg_collect_count,
    avg_share_count,
    total_digg_count,
    total_collect_count,
    total_share_count,
    first_post_date,
    last_post_date,
});

/// A row of `product_matrix_stats`, without `id` and `updated_at`.
///
/// ```
/// use mediaop_core::{answer::PrecomputedStats, example};
/// let stats = PrecomputedStats::compute(&example::dataset(), example::today());
/// let row = stats.product_matrix.last().unwrap();
/// assert_eq!((row.period_days, &*row.product_id, row.avg_digg_count), (30, "p3", Some(80.0)));
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct ProductMatrixStat {
    /// The product.
    pub product_id: String,
    /// Its name.
    pub product_title: Option<String>,
    /// Its category.
    pub category: Option<String>,
    /// Its second-level category.
    pub category2: Option<String>,
    /// Days of the window.
    pub period_days: u64,
    /// Videos that count.
    pub video_count: u64,
    /// Sum of likes.
    pub total_digg_count: Option<i64>,
    /// Sum of collects.
    pub total_collect_count: Option<i64>,
    /// Sum of shares.
    pub total_share_count: Option<i64>,
    /// Mean likes.
    pub avg_digg_count: Option<f64>,
    /// Mean collects.
    pub avg_collect_count: Option<f64>,
    /// Mean shares.
    pub avg_share_count: Option<f64>,
}
record!(ProductMatrixStat {
    product_id,
    product_title,
    category,
    category2,
    period_days,
    video_count,
    total_digg_count,
    total_collect_count,
    total_share_count,
    avg_digg_count,
    avg_collect_count,
    avg_share_count,
});

impl PrecomputedStats {
    /// The periods, in days.
    ///
    /// ```
    /// assert!(mediaop_core::answer::PrecomputedStats::PERIODS.contains(&7));
    /// ```
    pub const PERIODS: [u32; 5] = [3, 5, 7, 15, 30];

    /// Computes them as of the end of a day.
    ///
    /// ```
    /// use mediaop_core::{answer::PrecomputedStats, example};
    /// // By the end of 2026-03-07 there were videos 1 and 5.
    /// let stats = PrecomputedStats::compute(&example::dataset(), example::today() + -3);
    /// let of_fifteen_days = stats.product_matrix.iter().filter(|row| row.period_days == 15);
    /// assert!(of_fifteen_days.map(|row| row.total_digg_count).eq([Some(100), Some(500)]));
    /// ```
    pub fn compute(dataset: &Dataset, as_of: LocalDay) -> PrecomputedStats {
        let mut stats = PrecomputedStats { product_creator: Vec::new(), product_matrix: Vec::new() };
        for period in Self::PERIODS {
            // A period that ends today is always in range.
            let Ok(window) = Window::resolve(Period::Days(period), None, as_of, None) else { continue };
            let frame = Frame::new(dataset, &View::new(window), &Scope::default(), Need::Product);
            let groups = Groups::by(&frame.members, dataset.products.len(), |member| member.product);
            let products: Vec<(u32, &[&Member])> = groups.iter().collect();
            let rows: Vec<(ProductMatrixStat, Vec<ProductCreatorStat>)> = products
                .into_par_iter()
                .map(|(product, members)| {
                    let of_product = matrix_stat(dataset, product, period, members);
                    (of_product, creator_stats(dataset, product, period, members))
                })
                .collect();
            for (of_product, of_creators) in rows {
                stats.product_matrix.push(of_product);
                stats.product_creator.extend(of_creators);
            }
        }
        stats
    }
}

fn creator_stats(dataset: &Dataset, product: u32, period: u32, members: &[&Member]) -> Vec<ProductCreatorStat> {
    let mut by_creator: Vec<&Member> = members.iter().copied().filter(|member| member.creator.is_some()).collect();
    by_creator.sort_by_key(|member| member.creator);
    let groups = by_creator.chunk_by(|a, b| a.creator == b.creator);
    groups.filter_map(|members| Some(creator_stat(dataset, product, members[0].creator?, period, members))).collect()
}

fn matrix_stat(dataset: &Dataset, product: u32, period: u32, members: &[&Member]) -> ProductMatrixStat {
    let sums = Sums::of(members.iter().copied());
    let (
        [total_digg_count, total_collect_count, total_share_count, _],
        [avg_digg_count, avg_collect_count, avg_share_count, _],
    ) = (sums.total_columns().0, sums.average_columns().0);
    ProductMatrixStat {
        product_id: dataset.product_id(product),
        product_title: dataset.product_title(product),
        category: dataset.category_name(product),
        category2: dataset.category2_name(product),
        period_days: u64::from(period),
        video_count: members.len() as u64,
        total_digg_count,
        total_collect_count,
        total_share_count,
        avg_digg_count,
        avg_collect_count,
        avg_share_count,
    }
}

fn creator_stat(dataset: &Dataset, product: u32, creator: u32, period: u32, members: &[&Member]) -> ProductCreatorStat {
    let sums = Sums::of(members.iter().copied());
    let (
        [total_digg_count, total_collect_count, total_share_count, _],
        [avg_digg_count, avg_collect_count, avg_share_count, _],
    ) = (sums.total_columns().0, sums.average_columns().0);
    let (first_post_date, last_post_date) = post_dates(members);
    ProductCreatorStat {
        product_id: dataset.product_id(product),
        user_id: dataset.creator_id(creator),
        nickname: dataset.nickname(creator),
        category: dataset.category_name(product),
        category2: dataset.category2_name(product),
        period_days: u64::from(period),
        video_count: members.len() as u64,
        avg_digg_count,
        avg_collect_count,
        avg_share_count,
        total_digg_count,
        total_collect_count,
        total_share_count,
        first_post_date,
        last_post_date,
    }
}
