//! What is a creator good at: categories ranked, and inside each its products.

use serde::{Serialize, Serializer};

use super::{Answer, BestVideo, best_video};
use crate::LocalDay;
use crate::aggregate::{Distinct, Group, Groups, Sums, post_dates};
use crate::dataset::Dataset;
use crate::filter::{Filter, QuestionError};
use crate::frame::{Code, Frame, Need};
use crate::order::{Measured, Ranking, rank};
use crate::record::{Averages, Number, Record, Table, Totals, Value, record};
use crate::window::View;

/// By what a creator's videos are put together.
///
/// ```
/// assert_eq!(mediaop_core::answer::GroupBy::default(), mediaop_core::answer::GroupBy::Category);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum GroupBy {
    /// By category, and inside each by product.
    #[default]
    Category,
    /// By second-level category, and inside each by product.
    Category2,
    /// By product.
    Product,
}

/// What a creator shot in the window, and how it did, by category or product (达人分析).
///
/// # Input
/// Days, basis and baseline; the order, outside and inside; a filter that names the creator, and
/// perhaps a category; by what to group.
///
/// # Output
/// The creator, and its groups in the order of groups; inside a category its products likewise.
///
/// # Missing data
/// A group whose videos all lack the metric has `None` and stands last. Videos without a product
/// or, where the groups are categories, without a category are left out and counted in the
/// coverage.
///
/// # Cost
/// A look at each video of the creator.
///
/// # Example: what is lily good at?
/// ```
/// use mediaop_core::answer::{CreatorProductGroups, CreatorProducts, GroupBy};
/// use mediaop_core::{Filter, Ranking, example};
/// let filter = Filter { creator_id: Some("lily".to_owned()), ..Filter::default() };
/// let (view, ranking, group_by) = (example::view(7), Ranking::default(), GroupBy::Category);
/// let data = CreatorProducts { view, ranking, filter, group_by }.ask(&example::dataset())?.data;
/// let CreatorProductGroups::Categories(groups) = data.groups else { unreachable!() };
/// let likes = groups.iter().map(|group| (group.category.as_str(), group.video_count, group.totals.0[0]));
/// assert!(likes.eq([("美妆", 2, Some(310)), ("食品", 1, Some(80))]));
/// # Ok::<(), mediaop_core::QuestionError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct CreatorProducts {
    /// Days and basis.
    pub view: View,
    /// The order, outside and inside.
    pub ranking: Ranking,
    /// The creator, by any of its ids, and perhaps a category.
    pub filter: Filter,
    /// By what.
    pub group_by: GroupBy,
}

/// A creator's name and face.
///
/// ```
/// # use mediaop_core::answer::{CreatorProducts, GroupBy};
/// # use mediaop_core::{Filter, Ranking, example};
/// # let filter = Filter { creator_id: Some("ming".to_owned()), ..Filter::default() };
/// # let query = CreatorProducts { view: example::view(7), ranking: Ranking::default(), filter, group_by: GroupBy::Product };
/// let ming = query.ask(&example::dataset())?.data.creator;
/// assert_eq!((ming.nickname.as_deref(), ming.fans), (Some("小明"), None));
/// # Ok::<(), mediaop_core::QuestionError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "contract", derive(utoipa::ToSchema))]
pub struct CreatorCard {
    /// The creator.
    pub creator_id: String,
    /// The name.
    pub nickname: Option<String>,
    /// The address of the picture.
    pub avatar: Option<String>,
    /// The number of followers.
    pub fans: Option<i64>,
}
record!(CreatorCard { creator_id, nickname, avatar, fans });

/// A creator's videos of one product.
///
/// ```
/// # use mediaop_core::answer::{CreatorProductGroups, CreatorProducts, GroupBy};
/// # use mediaop_core::{Filter, Ranking, example};
/// # let filter = Filter { creator_id: Some("lily".to_owned()), ..Filter::default() };
/// # let query = CreatorProducts { view: example::view(7), ranking: Ranking::default(), filter, group_by: GroupBy::Product };
/// # let CreatorProductGroups::Products(products) = query.ask(&example::dataset())?.data.groups else { unreachable!() };
/// // Videos 1 and 2 sell p1.
/// assert_eq!((products[0].product_id.as_str(), products[0].averages.0[0]), ("p1", Some(155.0)));
/// assert_eq!(products[0].first_post_date.unwrap().to_string(), "2026-03-07");
/// # Ok::<(), mediaop_core::QuestionError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "contract", derive(utoipa::ToSchema))]
pub struct ProductGroup {
    /// The product.
    pub product_id: String,
    /// Its name.
    pub product_title: Option<String>,
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
    /// The first day on which one was published.
    pub first_post_date: Option<LocalDay>,
    /// The last day on which one was published.
    pub last_post_date: Option<LocalDay>,
    /// What it is ranked by: its total of the metric, or its share where that is `overall`.
    pub value: Option<Number>,
}
record!(ProductGroup {
    product_id,
    product_title,
    video_count,
    totals,
    averages,
    best_video,
    first_post_date,
    last_post_date,
    value,
});

/// A creator's videos of one category.
///
/// ```
/// # use mediaop_core::answer::{CreatorProductGroups, CreatorProducts, GroupBy};
/// # use mediaop_core::{Filter, Ranking, example};
/// # let filter = Filter { creator_id: Some("lily".to_owned()), ..Filter::default() };
/// # let query = CreatorProducts { view: example::view(7), ranking: Ranking::default(), filter, group_by: GroupBy::Category };
/// # let CreatorProductGroups::Categories(groups) = query.ask(&example::dataset())?.data.groups else { unreachable!() };
/// assert_eq!((groups[0].category.as_str(), groups[0].products.len()), ("美妆", 1));
/// assert_eq!(groups[0].best_video.as_ref().unwrap().aweme_id, "1");
/// # Ok::<(), mediaop_core::QuestionError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "contract", derive(utoipa::ToSchema))]
pub struct CategoryGroup {
    /// The category.
    pub category: String,
    /// The second level, where that is what is grouped by.
    pub category2: Option<String>,
    /// Different products.
    pub product_count: u64,
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
    /// The first day on which one was published.
    pub first_post_date: Option<LocalDay>,
    /// The last day on which one was published.
    pub last_post_date: Option<LocalDay>,
    /// By product, in order.
    pub products: Vec<ProductGroup>,
    /// What it is ranked by: its total of the metric, or its share where that is `overall`.
    pub value: Option<Number>,
}
record!(CategoryGroup {
    category,
    category2,
    product_count,
    video_count,
    totals,
    averages,
    best_video,
    first_post_date,
    last_post_date,
    products,
    value,
});

/// The groups, by category or by product.
///
/// ```
/// # use mediaop_core::answer::{CreatorProductGroups, CreatorProducts, GroupBy};
/// # use mediaop_core::{Filter, Ranking, example};
/// # let filter = Filter { creator_id: Some("lily".to_owned()), ..Filter::default() };
/// let query = CreatorProducts { view: example::view(7), ranking: Ranking::default(), filter, group_by: GroupBy::Product };
/// let groups = query.ask(&example::dataset())?.data.groups;
/// assert!(matches!(groups, CreatorProductGroups::Products(products) if products.len() == 2));
/// # Ok::<(), mediaop_core::QuestionError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "contract", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "contract", serde(untagged))]
pub enum CreatorProductGroups {
    /// By category or second level.
    Categories(Vec<CategoryGroup>),
    /// By product.
    Products(Vec<ProductGroup>),
}

impl Serialize for CreatorProductGroups {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            CreatorProductGroups::Categories(groups) => groups.serialize(serializer),
            CreatorProductGroups::Products(groups) => groups.serialize(serializer),
        }
    }
}

/// A creator and its groups.
///
/// ```
/// # use mediaop_core::answer::{CreatorProducts, GroupBy};
/// # use mediaop_core::{Filter, Ranking, example};
/// # let filter = Filter { creator_id: Some("lily".to_owned()), ..Filter::default() };
/// # let query = CreatorProducts { view: example::view(7), ranking: Ranking::default(), filter, group_by: GroupBy::Product };
/// let answer = query.ask(&example::dataset())?.data;
/// assert_eq!(answer.creator.creator_id, "lily");
/// # Ok::<(), mediaop_core::QuestionError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "contract", derive(utoipa::ToSchema))]
pub struct CreatorProductsAnswer {
    /// The creator.
    pub creator: CreatorCard,
    /// Its groups, in order.
    pub groups: CreatorProductGroups,
}

impl CreatorProductsAnswer {
    /// One row for each group.
    ///
    /// ```
    /// # use mediaop_core::answer::{CreatorProducts, GroupBy};
    /// # use mediaop_core::{Filter, Ranking, example};
    /// # let filter = Filter { creator_id: Some("lily".to_owned()), ..Filter::default() };
    /// # let query = CreatorProducts { view: example::view(7), ranking: Ranking::default(), filter, group_by: GroupBy::Category };
    /// let answer = query.ask(&example::dataset())?.data;
    /// assert_eq!(answer.group_table().columns[2].name, "product_count");
    /// # Ok::<(), mediaop_core::QuestionError>(())
    /// ```
    pub fn group_table(&self) -> Table<'_> {
        match &self.groups {
            CreatorProductGroups::Categories(groups) => Table::of(groups),
            CreatorProductGroups::Products(products) => Table::of(products),
        }
    }

    /// One row for each product, behind its category.
    ///
    /// ```
    /// # use mediaop_core::answer::{CreatorProducts, GroupBy};
    /// # use mediaop_core::{Filter, Ranking, example};
    /// # let filter = Filter { creator_id: Some("lily".to_owned()), ..Filter::default() };
    /// # let query = CreatorProducts { view: example::view(7), ranking: Ranking::default(), filter, group_by: GroupBy::Category };
    /// let answer = query.ask(&example::dataset())?.data;
    /// let table = answer.table();
    /// assert_eq!((table.columns[0].name.as_ref(), table.rows().len()), ("category", 2));
    /// # Ok::<(), mediaop_core::QuestionError>(())
    /// ```
    pub fn table(&self) -> Table<'_> {
        let groups = match &self.groups {
            CreatorProductGroups::Products(products) => return Table::of(products),
            CreatorProductGroups::Categories(groups) => groups,
        };
        let mut category_columns = Vec::new();
        CategoryGroup::columns("", &mut category_columns);
        let mut columns = category_columns[..2].to_vec();
        ProductGroup::columns("", &mut columns);
        let mut values = Vec::new();
        for group in groups {
            for product in &group.products {
                values.push(Value::Text(group.category.as_str().into()));
                values.push(group.category2.as_deref().map_or(Value::Null, |second| Value::Text(second.into())));
                product.values(&mut values);
            }
        }
        Table { columns, values }
    }
}

impl CreatorProducts {
    /// Answers the question.
    ///
    /// # Errors
    /// The creator or the category is not known by the end of the window, or the filter names no
    /// creator.
    ///
    /// # Example: a creator who is not there
    /// ```
    /// # use mediaop_core::answer::{CreatorProducts, GroupBy};
    /// # use mediaop_core::{Filter, Ranking, example};
    /// let filter = Filter { creator_id: Some("zhou".to_owned()), ..Filter::default() };
    /// let query = CreatorProducts { view: example::view(7), ranking: Ranking::default(), filter, group_by: GroupBy::Category };
    /// assert_eq!(query.ask(&example::dataset()).unwrap_err().to_string(), "unknown creator_id \"zhou\"");
    /// ```
    pub fn ask(&self, dataset: &Dataset) -> Result<Answer<CreatorProductsAnswer>, QuestionError> {
        let scope = self.filter.resolve(dataset, &self.view)?;
        let creator = match scope.creators.as_deref() {
            Some([creator]) => *creator,
            _ => return Err(QuestionError::Unknown { param: "creator_id", value: String::new() }),
        };
        let need = match self.group_by {
            GroupBy::Category => Need::Category,
            GroupBy::Category2 => Need::Category2,
            GroupBy::Product => Need::Product,
        };
        let frame = Frame::new(dataset, &self.view, &scope, need);
        let measured = Measured::new(&frame, self.ranking.by);
        let places: Vec<u32> = frame.places().collect();
        let groups = match self.group_by {
            GroupBy::Product => CreatorProductGroups::Products(self.products(&frame, &measured, &places)),
            _ => CreatorProductGroups::Categories(self.categories(&frame, &measured, places)),
        };
        let creator = CreatorCard {
            creator_id: dataset.creator_id(creator),
            nickname: dataset.nickname(creator),
            avatar: dataset.avatar(creator),
            fans: dataset.fans(creator),
        };
        Ok(Answer { data: CreatorProductsAnswer { creator, groups }, coverage: frame.coverage, total: None })
    }

    fn categories(&self, frame: &Frame<'_>, measured: &Measured<'_>, mut places: Vec<u32>) -> Vec<CategoryGroup> {
        let (dataset, products) = (frame.dataset, frame.codes(Code::Product));
        let second_level = self.group_by == GroupBy::Category2;
        let id = |place: u32| {
            let facts = frame.facts(place);
            (facts.category, if second_level { facts.second } else { 0 })
        };
        let ranker = measured.ranker(frame.places());
        places.sort_by_key(|place| id(*place));
        let mut groups: Vec<Group<'_>> = places
            .chunk_by(|a, b| id(*a) == id(*b))
            .map(|places| Group::new(id(places[0]), places, measured, &ranker))
            .collect();
        rank(&mut groups, self.ranking.similarity);
        let (best_first, mut distinct) = (measured.order(&ranker), Distinct::new(dataset.products.len()));
        let row = |group: &Group<'_>| {
            let category = &dataset.index.categories[group.id.0 as usize];
            let (first_post_date, last_post_date) = post_dates(frame, group.places);
            let sums = Sums::of(frame, group.places);
            CategoryGroup {
                category: category.name.to_string(),
                category2: second_level.then(|| category.second[group.id.1 as usize].to_string()),
                product_count: distinct.count(&products, group.places),
                video_count: group.places.len() as u64,
                totals: sums.totals(),
                averages: sums.averages(),
                best_video: best_video(frame, &best_first, group.places),
                first_post_date,
                last_post_date,
                products: self.products(frame, measured, group.places),
                value: group.value,
            }
        };
        groups.iter().map(row).collect()
    }

    /// The products of these videos, which are a list of their own.
    fn products(&self, frame: &Frame<'_>, measured: &Measured<'_>, places: &[u32]) -> Vec<ProductGroup> {
        let dataset = frame.dataset;
        let grouped = Groups::of_places(places, &frame.codes(Code::Product), dataset.products.len());
        let ranker = measured.ranker(places.iter().copied());
        let mut groups: Vec<Group<'_>> =
            grouped.iter().map(|(product, places)| Group::new((product, 0), places, measured, &ranker)).collect();
        rank(&mut groups, self.ranking.similarity);
        let best_first = measured.order(&ranker);
        let row = |group: &Group<'_>| {
            let (first_post_date, last_post_date) = post_dates(frame, group.places);
            let sums = Sums::of(frame, group.places);
            ProductGroup {
                product_id: dataset.product_id(group.id.0),
                product_title: dataset.product_title(group.id.0),
                video_count: group.places.len() as u64,
                totals: sums.totals(),
                averages: sums.averages(),
                best_video: best_video(frame, &best_first, group.places),
                first_post_date,
                last_post_date,
                value: group.value,
            }
        };
        groups.iter().map(row).collect()
    }
}
