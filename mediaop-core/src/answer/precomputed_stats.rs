//! The rows of `product_creator_stats` and `product_matrix_stats`, for programs that read tables.

use crate::LocalDay;
use crate::aggregate::{Groups, Sums, post_dates};
use crate::dataset::Dataset;
use crate::filter::Scope;
use crate::frame::{Frame, Member, Need};
use crate::record::record;
use crate::window::{Period, View, Window};

/// The statistics of every product, and of every product and creator, over the periods 3, 5, 7,
/// 15 and 30 days that end at `as_of`, on the basis of what was posted.
#[derive(Debug, Clone, PartialEq)]
pub struct PrecomputedStats {
    /// By period, product, creator.
    pub product_creator: Vec<ProductCreatorStat>,
    /// By period, product.
    pub product_matrix: Vec<ProductMatrixStat>,
}

/// A row of `product_creator_stats`, without `id` and `updated_at`.
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
    pub const PERIODS: [u32; 5] = [3, 5, 7, 15, 30];

    /// Computes them as of the end of a day.
    pub fn compute(dataset: &Dataset, as_of: LocalDay) -> PrecomputedStats {
        let mut stats = PrecomputedStats { product_creator: Vec::new(), product_matrix: Vec::new() };
        for period in Self::PERIODS {
            // A period that ends today is always in range.
            let Ok(window) = Window::resolve(Period::Days(period), None, as_of, None) else { continue };
            let frame = Frame::new(dataset, &View::new(window), &Scope::default(), Need::Product);
            let groups = Groups::by(&frame.members, dataset.products.len(), |member| member.product);
            for (product, members) in groups.iter() {
                stats.product_matrix.push(matrix_stat(dataset, product, period, members));
                let mut by_creator = members.to_vec();
                by_creator.sort_by_key(|member| member.creator);
                for members in by_creator.chunk_by(|a, b| a.creator == b.creator) {
                    if let Some(creator) = members[0].creator {
                        stats.product_creator.push(creator_stat(dataset, product, creator, period, members));
                    }
                }
            }
        }
        stats
    }
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
