//! Whom to learn from: the creators of a category side by side (达人对标).

use serde::Serialize;

use super::{Answer, BestVideo, best_video};
use crate::aggregate::{Distinct, PageMembers, SizedGroup, Sums, medians};
use crate::dataset::Dataset;
use crate::filter::{Filter, QuestionError};
use crate::frame::{Code, Frame, Need};
use crate::order::{Measured, Page, Ranked, Ranking, rank_page};
use crate::record::{Averages, Medians, Number, Totals, record};
use crate::summary::NO_TEXT;
use crate::window::View;

/// The creators of a category, or of all, with their rank among the peers (达人对标).
///
/// # Input
/// Days, basis and baseline; the order; a category or none; a page, or `None` for all creators.
///
/// # Output
/// The creators with a video that counts, in the order of groups, and all of them together. The
/// percentile is the mid-rank among all peers, whatever the page.
///
/// # Missing data
/// A creator without the metric counts as a peer, has no percentile and stands last. Videos
/// without a creator are left out, and counted in the coverage.
///
/// # Cost
/// A look at every video, and a sort of the creators.
///
/// # Example: whom to learn from in 美妆?
/// ```
/// use mediaop_core::answer::CreatorBenchmark;
/// use mediaop_core::{Filter, Ranking, example};
/// let filter = Filter { category: Some("美妆".to_owned()), ..Filter::default() };
/// let query = CreatorBenchmark { view: example::view(7), ranking: Ranking::default(), filter, page: None };
/// let data = query.ask(&example::dataset())?.data;
/// let ranks = data.creators.iter().map(|row| (row.creator_id.as_str(), row.totals.0[0], row.percentile));
/// assert!(ranks.eq([("lily", Some(310), Some(75.0)), ("ming", Some(300), Some(25.0))]));
/// # Ok::<(), mediaop_core::QuestionError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct CreatorBenchmark {
    /// Days and basis.
    pub view: View,
    /// The order.
    pub ranking: Ranking,
    /// A category, or none for all.
    pub filter: Filter,
    /// The page; `None` for all rows.
    pub page: Option<Page>,
}

/// A creator among its peers.
///
/// ```
/// # use mediaop_core::answer::CreatorBenchmark;
/// # use mediaop_core::{Filter, Ranking, example};
/// # let (view, ranking, filter) = (example::view(7), Ranking::default(), Filter::default());
/// let data = CreatorBenchmark { view, ranking, filter, page: None }.ask(&example::dataset())?.data;
/// // lily: 210, 100 and 80 likes.
/// assert_eq!((data.creators[0].averages.0[0], data.creators[0].medians.0[0]), (Some(130.0), Some(100.0)));
/// # Ok::<(), mediaop_core::QuestionError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "contract", derive(utoipa::ToSchema))]
pub struct BenchmarkedCreator {
    /// The creator.
    pub creator_id: String,
    /// The name.
    pub nickname: Option<String>,
    /// The number of followers.
    pub fans: Option<i64>,
    /// Videos that count.
    pub video_count: u64,
    /// Different products among them.
    pub product_count: u64,
    /// Their sums.
    #[cfg_attr(feature = "contract", serde(flatten))]
    pub totals: Totals,
    /// Their means.
    #[cfg_attr(feature = "contract", serde(flatten))]
    pub averages: Averages,
    /// Their medians.
    #[cfg_attr(feature = "contract", serde(flatten))]
    pub medians: Medians,
    /// Mid-rank among the peers, 0 to 100.
    pub percentile: Option<f64>,
    /// The best of them.
    pub best_video: Option<BestVideo>,
    /// What it is ranked by: its total of the metric, or its share where that is `overall`.
    pub value: Option<Number>,
}
record!(BenchmarkedCreator {
    creator_id,
    nickname,
    fans,
    video_count,
    product_count,
    totals,
    averages,
    medians,
    percentile,
    best_video,
    value,
});

/// All peers together.
///
/// ```
/// # use mediaop_core::answer::CreatorBenchmark;
/// # use mediaop_core::{Filter, Ranking, example};
/// # let (view, ranking, filter) = (example::view(7), Ranking::default(), Filter::default());
/// let data = CreatorBenchmark { view, ranking, filter, page: None }.ask(&example::dataset())?.data;
/// assert_eq!((data.category_total.video_count, data.category_total.totals.0[0]), (4, Some(690)));
/// # Ok::<(), mediaop_core::QuestionError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "contract", derive(utoipa::ToSchema))]
pub struct CategoryTotal {
    /// The peers.
    pub creator_count: u64,
    /// Their videos.
    pub video_count: u64,
    /// Different products among them.
    pub product_count: u64,
    /// Their sums.
    #[cfg_attr(feature = "contract", serde(flatten))]
    pub totals: Totals,
    /// Their means.
    #[cfg_attr(feature = "contract", serde(flatten))]
    pub averages: Averages,
    /// Their medians.
    #[cfg_attr(feature = "contract", serde(flatten))]
    pub medians: Medians,
}
record!(CategoryTotal { creator_count, video_count, product_count, totals, averages, medians });

/// The benchmark.
///
/// ```
/// # use mediaop_core::answer::CreatorBenchmark;
/// # use mediaop_core::{Filter, Ranking, example};
/// # let (view, ranking, filter) = (example::view(7), Ranking::default(), Filter::default());
/// let data = CreatorBenchmark { view, ranking, filter, page: None }.ask(&example::dataset())?.data;
/// assert_eq!((data.peers, data.enough_peers), (2, false));
/// # Ok::<(), mediaop_core::QuestionError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "contract", derive(utoipa::ToSchema))]
pub struct CreatorBenchmarkAnswer {
    /// How many creators are compared, on all pages.
    pub peers: u64,
    /// Whether they are at least 5, so that a percentile means something.
    pub enough_peers: bool,
    /// All of them together.
    pub category_total: CategoryTotal,
    /// The creators of the page, in order.
    pub creators: Vec<BenchmarkedCreator>,
}

const ENOUGH_PEERS: u64 = 5;

impl CreatorBenchmark {
    /// Answers the question.
    ///
    /// # Errors
    /// The filter names what is not known by the end of the window.
    ///
    /// # Example: a page of one creator keeps her rank among all
    /// ```
    /// # use mediaop_core::answer::CreatorBenchmark;
    /// # use mediaop_core::{Filter, Page, Ranking, example};
    /// # let (view, ranking, filter) = (example::view(7), Ranking::default(), Filter::default());
    /// let page = Some(Page { page: 1, page_size: 1 });
    /// let answer = CreatorBenchmark { view, ranking, filter, page }.ask(&example::dataset())?;
    /// assert_eq!((answer.data.creators.len(), answer.total), (1, Some(2)));
    /// assert_eq!(answer.data.creators[0].percentile, Some(75.0));
    /// # Ok::<(), mediaop_core::QuestionError>(())
    /// ```
    pub fn ask(&self, dataset: &Dataset) -> Result<Answer<CreatorBenchmarkAnswer>, QuestionError> {
        let scope = self.filter.resolve(dataset, &self.view)?;
        let frame = Frame::new(dataset, &self.view, &scope, Need::Nothing);
        let (creators, products) = (frame.codes(Code::Creator), frame.codes(Code::Product));
        let measured = Measured::new(&frame, self.ranking.by);
        let with_creator: Vec<u32> = frame.places().filter(|place| creators[*place as usize] != NO_TEXT).collect();
        let ranker = measured.ranker(with_creator.iter().copied());
        let keys = dataset.creators.len();
        let mut groups = SizedGroup::by(&frame, Code::Creator, keys, self.ranking.by);
        groups.retain(|group| group.videos > 0);
        rank_page(&mut groups, self.ranking.similarity, self.page);
        let peers = groups.len() as u64;
        let ranks = MidRanks::of(groups.iter().filter_map(|group| group.value));
        let (order, mut distinct) = (measured.order(&ranker), Distinct::new(dataset.products.len()));
        let groups = Page::cut(self.page, groups);
        let members = PageMembers::of(&groups, &frame, Code::Creator, keys);
        let creators = groups
            .iter()
            .enumerate()
            .map(|(place, group)| {
                let places = members.get(place);
                let sums = Sums::of_many(&frame, places);
                BenchmarkedCreator {
                    creator_id: dataset.creator_id(group.key),
                    nickname: dataset.nickname(group.key),
                    fans: dataset.fans(group.key),
                    video_count: group.videos(),
                    product_count: distinct.count(&products, places),
                    totals: sums.totals(),
                    averages: sums.averages(),
                    medians: medians(&frame, places),
                    percentile: group.value.map(|value| ranks.percentile(value)),
                    best_video: best_video(&frame, &order, places),
                    value: group.value,
                }
            })
            .collect();
        let category_total = category_total(&frame, &products, &with_creator, peers);
        let data = CreatorBenchmarkAnswer { peers, enough_peers: peers >= ENOUGH_PEERS, category_total, creators };
        Ok(Answer { data, coverage: frame.coverage, total: Some(peers) })
    }
}

fn category_total(frame: &Frame<'_>, products: &[u32], places: &[u32], creator_count: u64) -> CategoryTotal {
    let sums = Sums::of_many(frame, places);
    CategoryTotal {
        creator_count,
        video_count: places.len() as u64,
        product_count: Distinct::new(frame.dataset.products.len()).count(products, places),
        totals: sums.totals(),
        averages: sums.averages(),
        medians: medians(frame, places),
    }
}

/// Values in ascending order.
struct MidRanks(Vec<Number>);

impl MidRanks {
    fn of(values: impl Iterator<Item = Number>) -> Self {
        let mut values: Vec<Number> = values.collect();
        values.sort_unstable_by(|a, b| a.compare(*b));
        MidRanks(values)
    }

    /// 100 · (below + ½ · equal) ÷ all, for a value that is one of them.
    fn percentile(&self, value: Number) -> f64 {
        let below = self.0.partition_point(|other| other.compare(value).is_lt());
        let not_above = self.0.partition_point(|other| other.compare(value).is_le());
        let equal = not_above - below;
        100.0 * (below as f64 + 0.5 * equal as f64) / self.0.len() as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_percentile_is_the_mid_rank() {
        let ranks = MidRanks::of([30, 10, 20, 20].map(Number::Int).into_iter());
        assert_eq!([10, 20, 30].map(|value| ranks.percentile(Number::Int(value))), [12.5, 50.0, 87.5]);
        assert_eq!(MidRanks::of([Number::Int(7)].into_iter()).percentile(Number::Int(7)), 50.0);
    }
}
