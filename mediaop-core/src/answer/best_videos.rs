//! The creators' best single videos side by side.

use std::cmp::Ordering;

use rustc_hash::FxHashMap;

use super::top_videos::video_rows;
use super::{Answer, VideoRow};
use crate::dataset::Dataset;
use crate::filter::{Filter, QuestionError};
use crate::frame::{Frame, Member, Need};
use crate::order::{Page, Ranker, Ranking};
use crate::record::record;
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
        let Frame { members, coverage } = Frame::new(dataset, &self.view, &scope, Need::Category);
        let ranker = Ranker::new(self.ranking.by, members.iter().filter(|member| member.creator.is_some()));
        let mut best = best_of_each(&ranker, &members);
        let has_value = |member: &Member| ranker.value(&member.value).is_some();
        best.sort_by(|a, b| match (has_value(a), has_value(b)) {
            (true, true) => ranker.compare(a, b),
            // Those without a value keep the order of creators and categories.
            (false, false) => Ordering::Equal,
            (a, b) => b.cmp(&a),
        });
        let total = Some(best.len() as u64);
        let page = Page::cut(self.page, best);
        let videos = video_rows(dataset, &self.view, &ranker, &page);
        let data = page
            .iter()
            .zip(videos)
            .filter_map(|(member, video)| {
                let (creator, (category, _)) = (member.creator?, member.category?);
                Some(CreatorBestVideo {
                    creator_id: dataset.creator_id(creator),
                    nickname: dataset.nickname(creator),
                    category: dataset.index.categories[category as usize].name.to_string(),
                    video: has_value(member).then_some(video),
                })
            })
            .collect();
        Ok(Answer { data, coverage, total })
    }
}

/// The best member of each creator and category, in the order of these.
fn best_of_each<'m>(ranker: &Ranker, members: &'m [Member]) -> Vec<&'m Member> {
    let mut best: FxHashMap<(u32, u32), &Member> = FxHashMap::default();
    for member in members {
        if let (Some(creator), Some((category, _))) = (member.creator, member.category) {
            let held = best.entry((creator, category)).or_insert(member);
            if ranker.compare(member, held).is_lt() {
                *held = member;
            }
        }
    }
    let mut best: Vec<_> = best.into_iter().collect();
    best.sort_unstable_by_key(|(group, _)| *group);
    best.into_iter().map(|(_, member)| member).collect()
}
