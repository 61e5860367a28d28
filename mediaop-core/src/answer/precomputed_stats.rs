//! The rows of `product_creator_stats` and `product_matrix_stats`, for programs that read tables.

use rayon::prelude::*;

use crate::LocalDay;
use crate::aggregate::{Groups, Sum, post_dates};
use crate::dataset::Dataset;
use crate::filter::Scope;
use crate::frame::{Code, Frame, Need};
use crate::metric::Metric;
use crate::record::record;
use crate::summary::NO_TEXT;
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
/// let dataset = example::dataset();
/// let stats = PrecomputedStats::compute(&dataset, example::today());
/// let of_three_days = stats.product_matrix.iter().filter(|row| row.period_days == 3);
/// let likes = of_three_days.map(|row| (row.product_id, row.video_count, row.total_digg_count));
/// // Video 1 was published three days ago.
/// assert!(likes.eq([("p1", 2, Some(100 + 300)), ("p3", 1, Some(80))]));
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct PrecomputedStats<'d> {
    /// By period, product, creator.
    pub product_creator: Vec<ProductCreatorStat<'d>>,
    /// By period, product.
    pub product_matrix: Vec<ProductMatrixStat<'d>>,
}

/// A row of `product_creator_stats`, without `id` and `updated_at`.
///
/// ```
/// use mediaop_core::{answer::PrecomputedStats, example};
/// let dataset = example::dataset();
/// let stats = PrecomputedStats::compute(&dataset, example::today());
/// let row = &stats.product_creator[0];
/// assert_eq!((row.period_days, row.product_id, row.user_id, row.total_digg_count), (3, "p1", "lily", Some(100)));
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct ProductCreatorStat<'d> {
    /// The product.
    pub product_id: &'d str,
    /// The creator's `sec_uid`.
    pub user_id: &'d str,
    /// The creator's name.
    pub nickname: Option<&'d str>,
    /// The product's category.
    pub category: Option<&'d str>,
    /// The product's second-level category.
    pub category2: Option<&'d str>,
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
record!(ProductCreatorStat<'d> {
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
/// let dataset = example::dataset();
/// let stats = PrecomputedStats::compute(&dataset, example::today());
/// let row = stats.product_matrix.last().unwrap();
/// assert_eq!((row.period_days, row.product_id, row.avg_digg_count), (30, "p3", Some(80.0)));
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct ProductMatrixStat<'d> {
    /// The product.
    pub product_id: &'d str,
    /// Its name.
    pub product_title: Option<&'d str>,
    /// Its category.
    pub category: Option<&'d str>,
    /// Its second-level category.
    pub category2: Option<&'d str>,
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
record!(ProductMatrixStat<'d> {
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

impl<'d> PrecomputedStats<'d> {
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
    /// let dataset = example::dataset();
    /// let stats = PrecomputedStats::compute(&dataset, example::today() + -3);
    /// let of_fifteen_days = stats.product_matrix.iter().filter(|row| row.period_days == 15);
    /// assert!(of_fifteen_days.map(|row| row.total_digg_count).eq([Some(100), Some(500)]));
    /// ```
    pub fn compute(dataset: &'d Dataset, as_of: LocalDay) -> Self {
        let mut stats = PrecomputedStats { product_creator: Vec::new(), product_matrix: Vec::new() };
        for period in Self::PERIODS {
            // A period that ends today is always in range.
            let Ok(window) = Window::resolve(Period::Days(period), None, as_of, None) else { continue };
            let frame = Frame::new(dataset, &View::new(window), &Scope::default(), Need::Product);
            let (products, creators) = (frame.codes(Code::Product), frame.codes(Code::Creator));
            let columns = METRICS.map(|metric| frame.values(metric));
            let part = Part { frame: &frame, creators, columns, period_days: u64::from(period) };
            let groups = Groups::by(&products, dataset.products.len());
            let products: Vec<(u32, &[u32])> = groups.iter().collect();
            let rows: Vec<(ProductMatrixStat<'d>, Vec<ProductCreatorStat<'d>>)> = products
                .into_par_iter()
                .with_min_len(64)
                .map(|(product, places)| (part.matrix_stat(product, places), part.creator_stats(product, places)))
                .collect();
            for (of_product, of_creators) in rows {
                stats.product_matrix.push(of_product);
                stats.product_creator.extend(of_creators);
            }
        }
        stats
    }
}

const METRICS: [Metric; 3] = [Metric::Digg, Metric::Collect, Metric::Share];

/// The members of a period with what their rows show.
struct Part<'d, 'f> {
    frame: &'f Frame<'d>,
    creators: Vec<u32>,
    columns: [&'f [i64]; METRICS.len()],
    period_days: u64,
}

impl<'d> Part<'d, '_> {
    /// The sums of the metrics over some members, and their averages.
    fn sums(&self, places: &[u32]) -> ([Option<i64>; METRICS.len()], [Option<f64>; METRICS.len()]) {
        let sums = self.columns.map(|column| Sum::of(column, places));
        (sums.map(Sum::total), sums.map(Sum::average))
    }

    fn matrix_stat(&self, product: u32, places: &[u32]) -> ProductMatrixStat<'d> {
        let dataset = self.frame.dataset;
        let shown = &dataset.products[product as usize];
        let (
            [total_digg_count, total_collect_count, total_share_count],
            [avg_digg_count, avg_collect_count, avg_share_count],
        ) = self.sums(places);
        ProductMatrixStat {
            product_id: &dataset.product_ids[product as usize],
            product_title: shown.shown_title(),
            category: shown.category(),
            category2: shown.category2(),
            period_days: self.period_days,
            video_count: places.len() as u64,
            total_digg_count,
            total_collect_count,
            total_share_count,
            avg_digg_count,
            avg_collect_count,
            avg_share_count,
        }
    }

    /// The rows of a product's creators, by creator.
    fn creator_stats(&self, product: u32, places: &[u32]) -> Vec<ProductCreatorStat<'d>> {
        let creator = |place: &u32| self.creators[*place as usize];
        let mut by_creator: Vec<u32> = places.iter().copied().filter(|place| creator(place) != NO_TEXT).collect();
        by_creator.sort_by_key(creator);
        let groups = by_creator.chunk_by(|a, b| creator(a) == creator(b));
        groups.map(|places| self.creator_stat(product, creator(&places[0]), places)).collect()
    }

    fn creator_stat(&self, product: u32, creator: u32, places: &[u32]) -> ProductCreatorStat<'d> {
        let dataset = self.frame.dataset;
        let shown = &dataset.products[product as usize];
        let (
            [total_digg_count, total_collect_count, total_share_count],
            [avg_digg_count, avg_collect_count, avg_share_count],
        ) = self.sums(places);
        let (first_post_date, last_post_date) = post_dates(self.frame, places);
        ProductCreatorStat {
            product_id: &dataset.product_ids[product as usize],
            user_id: &dataset.creator_ids[creator as usize],
            nickname: dataset.creators[creator as usize].nickname.as_ref().map(|name| &*name.text),
            category: shown.category(),
            category2: shown.category2(),
            period_days: self.period_days,
            video_count: places.len() as u64,
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
}
