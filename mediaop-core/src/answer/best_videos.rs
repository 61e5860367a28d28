//! The creators' best single videos side by side.

use std::cmp::Ordering;

use rustc_hash::FxHashMap;

use super::top_videos::video_rows;
use super::{Answer, VideoRow};
use crate::dataset::Dataset;
use crate::filter::{Filter, QuestionError};
use crate::frame::{Code, Frame, NO_VALUE, Need};
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
/// A look at every video; the best ones up to the end of the page are sorted.
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
        let measured = Measured::new(&frame, self.ranking.by);
        let ranker = measured.ranker(frame.places().filter(|place| frame.code(*place, Code::Creator) != NO_TEXT));
        let order = measured.order(&ranker);
        let best = best_of_each(&frame, &order);
        let total = Some(best.len() as u64);
        let page = Page::top(self.page, best.into_iter(), |a, b| match b.key.cmp(&a.key) {
            // Those without a value, the least key of all, stand in the order of creators and categories.
            Ordering::Equal if a.key == NO_VALUE => a.of.cmp(&b.of),
            Ordering::Equal => order.compare(a.place, b.place),
            other => other,
        });
        let places: Vec<u32> = page.iter().map(|best| best.place).collect();
        let videos = video_rows(&frame, &measured, &ranker, &places);
        let data = page
            .iter()
            .zip(videos)
            .map(|(Best { of: (creator, category), key, .. }, video)| CreatorBestVideo {
                creator_id: dataset.creator_id(*creator),
                nickname: dataset.nickname(*creator),
                category: dataset.index.categories[*category as usize].name.to_string(),
                video: (*key != NO_VALUE).then_some(video),
            })
            .collect();
        Ok(Answer { data, coverage: frame.coverage, total })
    }
}

/// A creator's best video in a category.
#[derive(Debug, Clone, Copy)]
struct Best {
    of: (u32, u32),
    place: u32,
    /// Of the video in the order of videos.
    key: i64,
}

/// The best video of each creator and category, in any order.
fn best_of_each(frame: &Frame<'_>, order: &Order<'_>) -> Vec<Best> {
    const NONE: u32 = u32::MAX;
    let mut pairs = Pairs::new(frame);
    // With its key, so that few comparisons look at a video again.
    let mut best = vec![(NO_VALUE, NONE); pairs.len()];
    let (mut creators, mut categories) = (Vec::new(), Vec::new());
    for run in frame.runs() {
        let creators = frame.codes_in(run, Code::Creator, &mut creators);
        let categories = frame.codes_in(run, Code::Category, &mut categories);
        for (place, (creator, category)) in run.places().zip(creators.iter().zip(categories)) {
            if *creator == NO_TEXT {
                continue;
            }
            let pair = pairs.number(*creator, *category);
            if pair == best.len() {
                best.push((NO_VALUE, NONE));
            }
            let (key, (of_held, held)) = (order.key(place), best[pair]);
            let is_better =
                if key == of_held { held == NONE || order.compare(place, held).is_lt() } else { key > of_held };
            // Written in either case: which it is cannot be foreseen, and a wrong guess costs more.
            best[pair] = if is_better { (key, place) } else { (of_held, held) };
        }
    }
    let found = best.into_iter().enumerate().filter(|(_, (_, place))| *place != NONE);
    found.map(|(pair, (key, place))| Best { of: pairs.of(pair), place, key }).collect()
}

/// Numbers for pairs of a creator and a category.
enum Pairs {
    /// For all there could be.
    All { creators: usize, categories: usize },
    /// For those that were met, where most of all do not occur.
    Met { numbers: FxHashMap<(u32, u32), usize>, pairs: Vec<(u32, u32)> },
}

impl Pairs {
    fn new(frame: &Frame<'_>) -> Self {
        let (creators, categories) = (frame.dataset.creators.len(), frame.dataset.index.categories.len());
        if creators.saturating_mul(categories) <= frame.len().saturating_mul(4) {
            Pairs::All { creators, categories }
        } else {
            Pairs::Met { numbers: FxHashMap::default(), pairs: Vec::new() }
        }
    }

    /// How many there are so far.
    fn len(&self) -> usize {
        match self {
            Pairs::All { creators, categories } => creators * categories,
            Pairs::Met { pairs, .. } => pairs.len(),
        }
    }

    #[inline]
    fn number(&mut self, creator: u32, category: u32) -> usize {
        match self {
            Pairs::All { categories, .. } => creator as usize * *categories + category as usize,
            Pairs::Met { numbers, pairs } => *numbers.entry((creator, category)).or_insert_with(|| {
                pairs.push((creator, category));
                pairs.len() - 1
            }),
        }
    }

    /// The pair of a number.
    fn of(&self, number: usize) -> (u32, u32) {
        match self {
            Pairs::All { categories, .. } => ((number / categories) as u32, (number % categories) as u32),
            Pairs::Met { pairs, .. } => pairs[number],
        }
    }
}
