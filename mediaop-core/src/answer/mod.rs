//! The questions, one a file: a query, its answer, and the way from one to the other.
//!
//! A query is a plain struct; `ask` answers it from a [`crate::Dataset`]. What each number means
//! stands in [`crate::metrics`].
//!
//! | question | query |
//! |---|---|
//! | Which videos did best? (视频榜) | [`TopVideos`] |
//! | What is hot now? (热品) | [`HotProducts`] |
//! | Which products do many creators shoot, with good results? (矩阵图) | [`ProductMatrix`] |
//! | What is a creator good at? (达人分析) | [`CreatorProducts`] |
//! | Whom to learn from? (达人对标) | [`CreatorBenchmark`], [`BestVideos`], [`CompareCreators`] |
//! | What is there? | [`Creators`], [`Products`], [`Categories`] |
//! | How did it go, day by day? | [`DailySeries`] |
//! | Where does a number come from? | [`VideoSnapshots`] |
//! | What do other programs read from tables? | [`PrecomputedStats`] |
//!
//! # Example: what is in the data?
//! ```
//! use mediaop_core::{answer::Categories, example};
//! let answer = Categories { view: example::view(7) }.ask(&example::dataset());
//! assert_eq!(answer.data[0].category, "美妆");
//! assert_eq!(answer.coverage.days_without_crawl.len(), 3); // the crawls begin on the fourth day
//! ```

mod best_videos;
mod categories;
mod compare_creators;
mod creator_benchmark;
mod creator_products;
mod creators;
mod daily_series;
mod hot_products;
mod joining_creators;
mod matrix_selection;
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
pub use matrix_selection::{MatrixSelection, PointColumn};
pub use precomputed_stats::{PrecomputedStats, ProductCreatorStat, ProductMatrixStat};
pub use product_matrix::{MatrixPoint, Measure, ProductMatrix, ProductMatrixAnswer};
pub use products::{ProductRow, Products};
pub use top_videos::{TopVideos, VideoRow};
pub use video_snapshots::{IncrementCounts, Reading, SnapshotDay, VideoSnapshots};

use crate::coverage::Coverage;
use crate::frame::Frame;
use crate::order::Order;
use crate::record::{Number, record};

/// An answer: the data, what it rests on, and how many rows there are on all pages.
///
/// ```
/// use mediaop_core::answer::Creators;
/// use mediaop_core::{Filter, Page, Ranking, example};
/// let (view, ranking, filter) = (example::view(7), Ranking::default(), Filter::default());
/// let page = Some(Page { page: 2, page_size: 1 });
/// let answer = Creators { view, ranking, filter, search: None, page }.ask(&example::dataset())?;
/// assert_eq!((answer.data.len(), answer.total, answer.coverage.videos_considered), (1, Some(2), 4));
/// # Ok::<(), mediaop_core::QuestionError>(())
/// ```
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
///
/// ```
/// use mediaop_core::answer::{BestVideo, CreatorBenchmark};
/// use mediaop_core::{Filter, Ranking, example, record::Number};
/// let (view, ranking, filter) = (example::view(7), Ranking::default(), Filter::default());
/// let data = CreatorBenchmark { view, ranking, filter, page: None }.ask(&example::dataset())?.data;
/// let best = BestVideo { aweme_id: "1".to_owned(), title: None, value: Number::Int(210) };
/// assert_eq!(data.creators[0].best_video, Some(best));
/// # Ok::<(), mediaop_core::QuestionError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "contract", derive(utoipa::ToSchema))]
pub struct BestVideo {
    /// The video.
    pub aweme_id: String,
    /// Its title.
    pub title: Option<String>,
    /// What it is ranked by.
    pub value: Number,
}
record!(BestVideo { aweme_id, title, value });

fn best_video(frame: &Frame<'_>, order: &Order<'_>, places: &[u32]) -> Option<BestVideo> {
    let (best, value) = order.best(places)?;
    let (dataset, video) = (frame.dataset, frame.videos[best as usize]);
    Some(BestVideo { aweme_id: dataset.aweme_id(video), title: dataset.video_title(video), value })
}

/// Whether a search, in lower case, is met by an id or a name.
fn matches(search: Option<&str>, id: &str, name: Option<&str>) -> bool {
    let Some(search) = search else { return true };
    id.to_lowercase().contains(search) || name.is_some_and(|name| name.to_lowercase().contains(search))
}
