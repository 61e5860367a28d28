//! The creators' best single videos side by side.

use std::cmp::Ordering;

use super::top_videos::video_rows;
use super::{Answer, VideoRow};
use crate::aggregate::Groups;
use crate::dataset::Dataset;
use crate::filter::{Filter, QuestionError};
use crate::frame::{Frame, Need};
use crate::order::{Measured, Order, Page, Ranking};
use crate::record::record;
use crate::summary::NO_TEXT;
use crate::window::View;

/// The best video of each creator; without a category of each creator and category.
///
/// # Input
/// Days, basis and baseline; by what the best is chosen; a category or none; a page, or `None`
/// for all rows.
///
/// # Output
/// A row for each creator (and category) with a video that counts, in the order of videos.
///
/// # Missing data
/// Where no video of a creator has the metric, `video` is `None` and the row stands behind the
/// others. Videos without a creator or a category are left out, and counted in the coverage.
///
/// # Cost
/// A look at every video, and a sort of those that count.
///
/// # Example: what is each creator's best, category by category?
/// ```
/// use mediaop_core::answer::BestVideos;
/// use mediaop_core::{Filter, Ranking, example};
/// let query = BestVideos { view: example::view(7), ranking: Ranking::default(), filter: Filter::default(), page: None };
/// let rows = query.ask(&example::dataset())?.data;
/// let best = rows.iter().map(|row| (&*row.creator_id, &*row.category, &*row.video.as_ref().unwrap().aweme_id));
/// assert!(best.eq([("ming", "美妆", "4"), ("lily", "美妆", "1"), ("lily", "食品", "3")]));
/// # Ok::<(), mediaop_core::QuestionError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct BestVideos {
    /// Days and basis.
    pub view: View,
    /// By what the best is chosen.
    pub ranking: Ranking,
    /// A category, or none for all.
    pub filter: Filter,
    /// The page; `None` for all rows.
    pub page: Option<Page>,
}

/// A creator's best video.
///
/// # Example: in one category, one row for each creator
/// ```
/// # use mediaop_core::answer::BestVideos;
/// # use mediaop_core::{Filter, Ranking, example};
/// # let (view, ranking) = (example::view(7), Ranking::default());
/// let filter = Filter { category: Some("食品".to_owned()), ..Filter::default() };
/// let rows = BestVideos { view, ranking, filter, page: None }.ask(&example::dataset())?.data;
/// assert_eq!((rows.len(), rows[0].nickname.as_deref()), (1, Some("莉莉")));
/// # Ok::<(), mediaop_core::QuestionError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "contract", derive(utoipa::ToSchema))]
pub struct CreatorBestVideo {
    /// The creator.
    pub creator_id: String,
    /// The name.
    pub nickname: Option<String>,
    /// The category.
    pub category: String,
    /// The video; `None` where no video has the metric.
    pub video: Option<VideoRow>,
}
record!(CreatorBestVideo { creator_id, nickname, category, video });

impl BestVideos {
    /// Answers the question.
    ///
    /// # Errors
    /// The filter names what is not known by the end of the window.
    ///
    /// # Example: a category that is not there
    /// ```
    /// # use mediaop_core::answer::BestVideos;
    /// # use mediaop_core::{Filter, Ranking, example};
    /// # let (view, ranking) = (example::view(7), Ranking::default());
    /// let filter = Filter { category: Some("汽车".to_owned()), ..Filter::default() };
    /// let error = BestVideos { view, ranking, filter, page: None }.ask(&example::dataset()).unwrap_err();
    /// assert_eq!(error.to_string(), "unknown category \"汽车\"");
    /// ```
    pub fn ask(&self, dataset: &Dataset) -> Result<Answer<Vec<CreatorBestVideo>>, QuestionError> {
        let scope = self.filter.resolve(dataset, &self.view)?;
        let frame = Frame::new(dataset, &self.view, &scope, Need::Category);
        let (creators, measured) = (frame.creators(), Measured::new(&frame, self.ranking.by));
        let ranker = measured.ranker(frame.places().filter(|place| creators[*place as usize] != NO_TEXT));
        let order = measured.order(&ranker);
        let mut best = best_of_each(&frame, &creators, &order);
        let has_value = |place: u32| order.value(place).is_some();
        best.sort_by(|a, b| match (has_value(*a), has_value(*b)) {
            (true, true) => order.compare(*a, *b),
            // Those without a value keep the order of creators and categories.
            (false, false) => Ordering::Equal,
            (a, b) => b.cmp(&a),
        });
        let total = Some(best.len() as u64);
        let page = Page::cut(self.page, best);
        let videos = video_rows(&frame, &measured, &ranker, &page);
        let data = page
            .iter()
            .zip(videos)
            .map(|(place, video)| {
                let facts = frame.facts(*place);
                CreatorBestVideo {
                    creator_id: dataset.creator_id(facts.creator),
                    nickname: dataset.nickname(facts.creator),
                    category: dataset.index.categories[facts.category as usize].name.to_string(),
                    video: has_value(*place).then_some(video),
                }
            })
            .collect();
        Ok(Answer { data, coverage: frame.coverage, total })
    }
}

/// The best video of each creator and category, by creator, then category.
fn best_of_each(frame: &Frame<'_>, creators: &[u32], order: &Order<'_>) -> Vec<u32> {
    let categories = frame.categories();
    let mut all = Vec::new();
    let mut best: Vec<(u32, u32)> = Vec::new();
    for (_, places) in Groups::by(creators, frame.dataset.creators.len()).iter() {
        // A creator has few categories.
        for place in places {
            let category = categories[*place as usize];
            match best.iter_mut().find(|(of, _)| *of == category) {
                None => best.push((category, *place)),
                Some((_, held)) if order.compare(*place, *held).is_lt() => *held = *place,
                Some(_) => {}
            }
        }
        best.sort_unstable();
        all.extend(best.drain(..).map(|(_, place)| place));
    }
    all
}
