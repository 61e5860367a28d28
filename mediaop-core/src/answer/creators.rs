//! Which creators are there, and what have they achieved?

use super::{Answer, matches};
use crate::aggregate::{Distinct, PageMembers, SizedGroup, Sums};
use crate::dataset::Dataset;
use crate::filter::{Filter, QuestionError, Scope};
use crate::frame::{Code, Frame, Need};
use crate::order::{Page, Ranked, Ranking, rank_page};
use crate::record::{Averages, Number, Totals, record};
use crate::window::View;

/// Every creator that is known, with its totals in the window.
///
/// # Input
/// Days, basis and baseline; the order; a category or none; a part of the id or the nickname, or
/// `None`; a page, or `None` for all rows.
///
/// # Output
/// A row for each creator, in the order of groups: performance first, and where it is about the
/// same, more videos first. The search chooses rows; order and coverage are those without it.
///
/// # Missing data
/// A creator without a video in the basis has zero videos and `None` for every sum, and stands
/// last.
///
/// # Cost
/// A look at every video, and a sort of the creators.
///
/// # Example: who is there, and what did they achieve in the last seven days?
/// ```
/// use mediaop_core::answer::Creators;
/// use mediaop_core::{Filter, Ranking, example};
/// let (view, ranking, filter) = (example::view(7), Ranking::default(), Filter::default());
/// let rows = Creators { view, ranking, filter, search: None, page: None }.ask(&example::dataset())?.data;
/// let likes = rows.iter().map(|row| (row.creator_id.as_str(), row.video_count, row.totals.0[0]));
/// assert!(likes.eq([("lily", 3, Some(210 + 100 + 80)), ("ming", 1, Some(300))]));
/// # Ok::<(), mediaop_core::QuestionError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Creators {
    /// Days and basis.
    pub view: View,
    /// The order.
    pub ranking: Ranking,
    /// Videos of a category; then only creators that have one.
    pub filter: Filter,
    /// A part of the id or the nickname.
    pub search: Option<String>,
    /// The page; `None` for all rows.
    pub page: Option<Page>,
}

/// A creator in a list.
///
/// ```
/// # use mediaop_core::answer::Creators;
/// # use mediaop_core::{Filter, Ranking, example};
/// # let (view, ranking, filter) = (example::view(7), Ranking::default(), Filter::default());
/// let rows = Creators { view, ranking, filter, search: None, page: None }.ask(&example::dataset())?.data;
/// assert_eq!((rows[0].fans, rows[0].product_count, rows[0].averages.0[0]), (Some(12_000), 2, Some(130.0)));
/// assert_eq!(rows[0].last_seen.as_deref(), Some("2026-03-10T20:30:00+08:00"));
/// # Ok::<(), mediaop_core::QuestionError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "contract", derive(utoipa::ToSchema))]
pub struct CreatorRow {
    /// The creator.
    pub creator_id: String,
    /// The name.
    pub nickname: Option<String>,
    /// The address of the picture.
    pub avatar: Option<String>,
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
    /// The latest sighting of any of the creator's videos.
    pub last_seen: Option<String>,
    /// What it is ranked by: its total of the metric, or its share where that is `overall`.
    pub value: Option<Number>,
}
record!(CreatorRow {
    creator_id,
    nickname,
    avatar,
    fans,
    video_count,
    product_count,
    totals,
    averages,
    last_seen,
    value,
});

impl Creators {
    /// Answers the question.
    ///
    /// # Errors
    /// The filter names what is not known by the end of the window.
    ///
    /// # Example: who has 小 in the name?
    /// ```
    /// # use mediaop_core::answer::Creators;
    /// # use mediaop_core::{Filter, Ranking, example};
    /// # let (view, ranking, filter) = (example::view(7), Ranking::default(), Filter::default());
    /// let search = Some("小".to_owned());
    /// let answer = Creators { view, ranking, filter, search, page: None }.ask(&example::dataset())?;
    /// assert_eq!((answer.total, answer.data[0].creator_id.as_str()), (Some(1), "ming"));
    /// # Ok::<(), mediaop_core::QuestionError>(())
    /// ```
    pub fn ask(&self, dataset: &Dataset) -> Result<Answer<Vec<CreatorRow>>, QuestionError> {
        let scope = self.filter.resolve(dataset, &self.view)?;
        let frame = Frame::new(dataset, &self.view, &scope, Need::Nothing);
        let (keys, listed) = (dataset.creators.len(), self.listed(dataset, &scope));
        let mut rows = SizedGroup::by(&frame, Code::Creator, keys, self.ranking.by);
        // Of chosen products or creators only those with a video are listed.
        let chosen = scope.product.is_some() || scope.creators.is_some();
        rows.retain(|row| row.videos > 0 || (!chosen && listed(row.key)));
        rank_page(&mut rows, self.ranking.similarity, self.page.filter(|_| self.search.is_none()));
        let search = self.search.as_ref().map(|search| search.to_lowercase());
        rows.retain(|row| {
            let name = dataset.creators[row.key as usize].nickname.as_ref();
            matches(search.as_deref(), &dataset.creator_ids[row.key as usize], name.map(|name| &*name.text))
        });
        let total = Some(rows.len() as u64);
        let rows = Page::cut(self.page, rows);
        let members = PageMembers::of(&rows, &frame, Code::Creator, keys);
        let mut distinct = Distinct::new(dataset.products.len());
        let row = |(place, (row, sums)): (usize, (&SizedGroup, Sums))| {
            let products = members.get(place).iter().map(|place| frame.code(*place, Code::Product));
            self.row(dataset, row, distinct.count_of(products), &sums)
        };
        let data = rows.iter().zip(members.sums(&frame)).enumerate().map(row).collect();
        Ok(Answer { data, coverage: frame.coverage, total })
    }

    /// Whether a creator without videos in the basis stands in the list.
    fn listed(&self, dataset: &Dataset, scope: &Scope) -> impl Fn(u32) -> bool {
        let (view, to, as_of) = (self.view, self.view.window.to().number(), self.view.window.as_of().number());
        let of_category = scope.category.map(|(category, second)| {
            let mut found = vec![false; dataset.creators.len()];
            let products = dataset.index.products_of_category.get(category as usize).iter();
            for product in products.filter(|product| {
                second.is_none() || dataset.index.category_of_product[**product as usize] == Some((category, second))
            }) {
                for video in dataset
                    .videos_with_product(*product, &view)
                    .filter(|video| dataset.first_seen_day(*video as usize) <= to)
                {
                    if let Some(creator) = dataset.index.creator.at(video as usize, as_of) {
                        found[creator as usize] = true;
                    }
                }
            }
            found
        });
        move |creator| match &of_category {
            Some(found) => found[creator as usize],
            None => dataset.knows_creator(creator as usize, &view),
        }
    }

    fn row(&self, dataset: &Dataset, group: &SizedGroup, product_count: u64, sums: &Sums) -> CreatorRow {
        let creator = group.key;
        CreatorRow {
            creator_id: dataset.creator_id(creator),
            nickname: dataset.nickname(creator),
            avatar: dataset.avatar(creator),
            fans: dataset.fans(creator),
            video_count: group.videos(),
            product_count,
            totals: sums.totals(),
            averages: sums.averages(),
            last_seen: dataset.creator_last_seen(creator, &self.view),
            value: group.value,
        }
    }
}
