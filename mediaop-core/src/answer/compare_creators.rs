//! Two to six chosen creators over all categories.

use serde::Serialize;

use super::{Answer, BestVideo, best_video};
use crate::aggregate::{Group, Groups, Sums};
use crate::dataset::Dataset;
use crate::filter::{QuestionError, Scope};
use crate::frame::{Code, Frame, Need};
use crate::order::{Measured, Ranking, rank};
use crate::record::{Averages, Keyed, Number, Record, Table, Totals, Value, record};
use crate::window::View;

/// Creators side by side, in all their categories together and in each.
///
/// # Input
/// Days, basis and baseline; the order; two to six creators, by any of their ids.
///
/// # Output
/// Every chosen creator in the order of groups, then the categories in which at least one of them
/// has a video, each with every creator in the same order.
///
/// # Missing data
/// A creator without a video in a category has zero videos there and `None` for every sum. Videos
/// of products without a category are left out throughout, so that the parts add up.
///
/// # Cost
/// A look at each video of the creators.
///
/// # Example: how do two creators differ, category by category?
/// ```
/// use mediaop_core::answer::CompareCreators;
/// use mediaop_core::{Ranking, example};
/// let creator_ids = vec!["ming".to_owned(), "lily".to_owned()];
/// let query = CompareCreators { view: example::view(7), ranking: Ranking::default(), creator_ids };
/// let data = query.ask(&example::dataset())?.data;
/// let total = data.creators.iter().map(|row| (row.creator_id.as_str(), row.totals.0[0]));
/// assert!(total.eq([("lily", Some(390)), ("ming", Some(300))]));
/// let food = &data.categories[1].by_creator.0;
/// let food = food.iter().map(|(creator, cell)| (creator.as_str(), cell.video_count, cell.totals.0[0]));
/// assert!(food.eq([("lily", 1, Some(80)), ("ming", 0, None)]));
/// # Ok::<(), mediaop_core::QuestionError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct CompareCreators {
    /// Days and basis.
    pub view: View,
    /// The order.
    pub ranking: Ranking,
    /// Two to six creators, by any of their ids.
    pub creator_ids: Vec<String>,
}

/// A creator in all.
///
/// ```
/// # use mediaop_core::answer::CompareCreators;
/// # use mediaop_core::{Ranking, example};
/// # let creator_ids = vec!["ming".to_owned(), "lily".to_owned()];
/// # let query = CompareCreators { view: example::view(7), ranking: Ranking::default(), creator_ids };
/// let data = query.ask(&example::dataset())?.data;
/// assert_eq!((data.creators[1].video_count, data.creators[1].averages.0[0]), (1, Some(300.0)));
/// # Ok::<(), mediaop_core::QuestionError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "contract", derive(utoipa::ToSchema))]
pub struct ComparedCreator {
    /// The creator.
    pub creator_id: String,
    /// The name.
    pub nickname: Option<String>,
    /// The number of followers.
    pub fans: Option<i64>,
    /// Videos that count.
    pub video_count: u64,
    /// Their sums.
    #[cfg_attr(feature = "contract", serde(flatten))]
    pub totals: Totals,
    /// Their means.
    #[cfg_attr(feature = "contract", serde(flatten))]
    pub averages: Averages,
    /// The best of them.
    pub best_video: Option<BestVideo>,
    /// What it is ranked by: its total of the metric, or its share where that is `overall`.
    pub value: Option<Number>,
}
record!(ComparedCreator { creator_id, nickname, fans, video_count, totals, averages, best_video, value });

/// A creator in a category.
///
/// ```
/// # use mediaop_core::answer::CompareCreators;
/// # use mediaop_core::{Ranking, example};
/// # let creator_ids = vec!["ming".to_owned(), "lily".to_owned()];
/// # let query = CompareCreators { view: example::view(7), ranking: Ranking::default(), creator_ids };
/// let data = query.ask(&example::dataset())?.data;
/// let (creator, in_beauty) = &data.categories[0].by_creator.0[0];
/// assert_eq!((creator.as_str(), in_beauty.best_video.as_ref().unwrap().aweme_id.as_str()), ("lily", "1"));
/// # Ok::<(), mediaop_core::QuestionError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "contract", derive(utoipa::ToSchema))]
pub struct CreatorInCategory {
    /// Videos that count.
    pub video_count: u64,
    /// Their sums.
    #[cfg_attr(feature = "contract", serde(flatten))]
    pub totals: Totals,
    /// Their means.
    #[cfg_attr(feature = "contract", serde(flatten))]
    pub averages: Averages,
    /// The best of them.
    pub best_video: Option<BestVideo>,
    /// What it is ranked by: its total of the metric, or its share where that is `overall`.
    pub value: Option<Number>,
}
record!(CreatorInCategory { video_count, totals, averages, best_video, value });

/// A category with every chosen creator in it.
///
/// ```
/// # use mediaop_core::answer::CompareCreators;
/// # use mediaop_core::{Ranking, example};
/// # let creator_ids = vec!["ming".to_owned(), "lily".to_owned()];
/// # let query = CompareCreators { view: example::view(7), ranking: Ranking::default(), creator_ids };
/// let data = query.ask(&example::dataset())?.data;
/// // 610 likes in 美妆, 80 in 食品.
/// assert!(data.categories.iter().map(|row| row.category.as_str()).eq(["美妆", "食品"]));
/// # Ok::<(), mediaop_core::QuestionError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "contract", derive(utoipa::ToSchema))]
pub struct CategoryComparison {
    /// The category.
    pub category: String,
    /// By creator id, in the order of the creators.
    #[cfg_attr(feature = "contract", schema(value_type = std::collections::HashMap<String, CreatorInCategory>))]
    pub by_creator: Keyed<CreatorInCategory>,
}
record!(CategoryComparison { category, by_creator });

/// The comparison.
///
/// ```
/// # use mediaop_core::answer::CompareCreators;
/// # use mediaop_core::{Ranking, example};
/// # let creator_ids = vec!["ming".to_owned(), "lily".to_owned()];
/// # let query = CompareCreators { view: example::view(7), ranking: Ranking::default(), creator_ids };
/// let data = query.ask(&example::dataset())?.data;
/// assert_eq!((data.creators.len(), data.categories.len()), (2, 2));
/// # Ok::<(), mediaop_core::QuestionError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "contract", derive(utoipa::ToSchema))]
pub struct Comparison {
    /// The chosen creators, in order.
    pub creators: Vec<ComparedCreator>,
    /// The categories in which one of them has a video, in order.
    pub categories: Vec<CategoryComparison>,
}

impl Comparison {
    /// One row for each creator in all (without a category), then one for each category and
    /// creator.
    ///
    /// ```
    /// # use mediaop_core::answer::CompareCreators;
    /// # use mediaop_core::{Ranking, example};
    /// # let creator_ids = vec!["ming".to_owned(), "lily".to_owned()];
    /// # let query = CompareCreators { view: example::view(7), ranking: Ranking::default(), creator_ids };
    /// let data = query.ask(&example::dataset())?.data;
    /// // Two creators, and two in each of two categories.
    /// assert_eq!(data.table().rows().len(), 2 + 2 * 2);
    /// # Ok::<(), mediaop_core::QuestionError>(())
    /// ```
    pub fn table(&self) -> Table<'_> {
        let mut columns = Vec::new();
        CategoryComparison::columns("", &mut columns);
        // Behind id, nickname and fans stand the columns that a creator has in a category too.
        ComparedCreator::columns("", &mut columns);
        let mut values = Vec::new();
        for creator in &self.creators {
            values.push(Value::Null);
            creator.values(&mut values);
        }
        for category in &self.categories {
            // Both stand in the order of the creators.
            for (creator, (_, row)) in self.creators.iter().zip(&category.by_creator.0) {
                values.push(Value::Text(category.category.as_str().into()));
                values.push(Value::Text(creator.creator_id.as_str().into()));
                values.push(creator.nickname.as_deref().map_or(Value::Null, |name| Value::Text(name.into())));
                values.push(creator.fans.map_or(Value::Null, Value::Int));
                row.values(&mut values);
            }
        }
        Table { columns, values }
    }
}

impl CompareCreators {
    /// Answers the question.
    ///
    /// # Errors
    /// A creator is not known by the end of the window or is chosen twice, or they are not 2 to 6.
    ///
    /// # Example: one creator is no comparison
    /// ```
    /// # use mediaop_core::answer::CompareCreators;
    /// # use mediaop_core::{QuestionError, Ranking, example};
    /// let creator_ids = vec!["lily".to_owned()];
    /// let query = CompareCreators { view: example::view(7), ranking: Ranking::default(), creator_ids };
    /// assert_eq!(query.ask(&example::dataset()).unwrap_err(), QuestionError::CreatorCount(1));
    /// ```
    pub fn ask(&self, dataset: &Dataset) -> Result<Answer<Comparison>, QuestionError> {
        if !(2..=6).contains(&self.creator_ids.len()) {
            return Err(QuestionError::CreatorCount(self.creator_ids.len()));
        }
        let mut chosen = Vec::new();
        for id in &self.creator_ids {
            let creator = dataset.find_creator(id, &self.view)?;
            if chosen.contains(&creator) {
                return Err(QuestionError::ChosenTwice(id.clone()));
            }
            chosen.push(creator);
        }
        chosen.sort_unstable();
        let scope = Scope { creators: Some(chosen.clone()), ..Scope::default() };
        let frame = Frame::new(dataset, &self.view, &scope, Need::Category);
        let measured = Measured::new(&frame, self.ranking.by);
        let grouped = Groups::by(&frame.codes(Code::Creator), dataset.creators.len());
        let ranker = measured.ranker(frame.places());
        let mut creators: Vec<Group<'_>> =
            chosen.iter().map(|creator| Group::new((*creator, 0), grouped.get(*creator), &measured, &ranker)).collect();
        rank(&mut creators, self.ranking.similarity);
        let order: Vec<u32> = creators.iter().map(|creator| creator.id.0).collect();
        let of_all = measured.order(&ranker);
        let compared = creators
            .iter()
            .map(|group| {
                let sums = Sums::of(&frame, group.places);
                ComparedCreator {
                    creator_id: dataset.creator_id(group.id.0),
                    nickname: dataset.nickname(group.id.0),
                    fans: dataset.fans(group.id.0),
                    video_count: group.places.len() as u64,
                    totals: sums.totals(),
                    averages: sums.averages(),
                    best_video: best_video(&frame, &of_all, group.places),
                    value: group.value,
                }
            })
            .collect();
        let data = Comparison { creators: compared, categories: self.categories(&frame, &measured, &order) };
        Ok(Answer { data, coverage: frame.coverage, total: None })
    }

    fn categories(&self, frame: &Frame<'_>, measured: &Measured<'_>, chosen: &[u32]) -> Vec<CategoryComparison> {
        let dataset = frame.dataset;
        let creators = frame.codes(Code::Creator);
        let grouped = Groups::by(&frame.codes(Code::Category), dataset.index.categories.len());
        let ranker = measured.ranker(frame.places());
        let mut groups: Vec<Group<'_>> =
            grouped.iter().map(|(category, places)| Group::new((category, 0), places, measured, &ranker)).collect();
        rank(&mut groups, self.ranking.similarity);
        let comparison = |group: &Group<'_>| {
            // The creators of a category are a list of their own.
            let ranker = measured.ranker(group.places.iter().copied());
            let order = measured.order(&ranker);
            let cell = |creator: &u32| {
                let is_theirs = |place: &u32| creators[*place as usize] == *creator;
                let places: Vec<u32> = group.places.iter().copied().filter(is_theirs).collect();
                let sums = Sums::of(frame, &places);
                let value = measured.total(&ranker, &places);
                let row = CreatorInCategory {
                    video_count: places.len() as u64,
                    totals: sums.totals(),
                    averages: sums.averages(),
                    best_video: best_video(frame, &order, &places),
                    value,
                };
                (dataset.creator_id(*creator), row)
            };
            CategoryComparison {
                category: dataset.index.categories[group.id.0 as usize].name.to_string(),
                by_creator: Keyed(chosen.iter().map(cell).collect()),
            }
        };
        groups.iter().map(comparison).collect()
    }
}
