//! The questions, one a file: a query, its answer, and the way from one to the other.
//!
//! A query is a plain struct; `ask` answers it from a [`crate::Dataset`]. What each number means
//! stands in `docs/METRICS.md`.

mod best_videos;
mod categories;
mod compare_creators;
mod creator_benchmark;
mod creator_products;
mod creators;
mod daily_series;
mod hot_products;
mod precomputed_stats;
mod product_matrix;
mod products;
mod top_videos;
mod video_snapshots;

pub use best_videos::{BestVideos, CreatorBestVideo};
pub use categories::{Categories, CategoryRow};
pub use compare_creators::{CategoryComparison, CompareCreators, ComparedCreator, Comparison, CreatorInCategory};
pub use creator_benchmark::{BenchmarkedCreator, CategoryTotal, CreatorBenchmark, CreatorBenchmarkAnswer};
pub use creator_products::{
    CategoryGroup, CreatorCard, CreatorProductGroups, CreatorProducts, CreatorProductsAnswer, GroupBy, ProductGroup,
};
pub use creators::{CreatorRow, Creators};
pub use daily_series::{DailySeries, DayRow, Subject};
pub use hot_products::{GrowthReason, HotProduct, HotProducts};
pub use precomputed_stats::{PrecomputedStats, ProductCreatorStat, ProductMatrixStat};
pub use product_matrix::{MatrixPoint, Measure, ProductMatrix, ProductMatrixAnswer};
pub use products::{ProductRow, Products};
pub use top_videos::{TopVideos, VideoRow};
pub use video_snapshots::{IncrementCounts, Reading, SnapshotDay, VideoSnapshots};

use crate::coverage::Coverage;
use crate::dataset::Dataset;
use crate::frame::Member;
use crate::order::Ranker;
use crate::record::{Number, record};

/// An answer: the data, what it rests on, and how many rows there are on all pages.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer<T> {
    /// The rows.
    pub data: T,
    /// What they rest on.
    pub coverage: Coverage,
    /// How many rows there are on all pages, where there are pages.
    pub total: Option<u64>,
}

/// A group's best video: the first in the order of videos.
#[derive(Debug, Clone, PartialEq)]
pub struct BestVideo {
    /// The video.
    pub aweme_id: String,
    /// Its title.
    pub title: Option<String>,
    /// What it is ranked by.
    pub value: Number,
}
record!(BestVideo { aweme_id, title, value });

fn best_video(dataset: &Dataset, ranker: &Ranker, members: &[&Member]) -> Option<BestVideo> {
    let (best, value) = ranker.best(dataset, members.iter().copied())?;
    Some(BestVideo { aweme_id: dataset.aweme_id(best.video), title: dataset.video_title(best.video), value })
}

/// Whether a search is met by an id or a name.
fn matches(search: Option<&str>, id: &str, name: Option<&str>) -> bool {
    let Some(search) = search else { return true };
    let search = search.to_lowercase();
    id.to_lowercase().contains(&search) || name.is_some_and(|name| name.to_lowercase().contains(&search))
}
