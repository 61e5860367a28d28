//! What is a creator good at: categories ranked, and inside each its products.

use serde::{Serialize, Serializer};

use super::{Answer, BestVideo, best_video};
use crate::LocalDay;
use crate::aggregate::{Group, Groups, distinct, post_dates};
use crate::dataset::Dataset;
use crate::filter::{Filter, QuestionError};
use crate::frame::{Frame, Member, Need};
use crate::order::{Ranker, Ranking, rank};
use crate::record::{Averages, Record, Table, Totals, Value, record};
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
}
record!(ProductGroup {
    product_id,
    product_title,
    video_count,
    totals,
    averages,
    best_video,
    first_post_date,
    last_post_date
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
        let Frame { members, coverage } = Frame::new(dataset, &self.view, &scope, need);
        let groups = match self.group_by {
            GroupBy::Product => CreatorProductGroups::Products(self.products(dataset, &members)),
            _ => CreatorProductGroups::Categories(self.categories(dataset, &members)),
        };
        let creator = CreatorCard {
            creator_id: dataset.creator_id(creator),
            nickname: dataset.nickname(creator),
            avatar: dataset.avatar(creator),
            fans: dataset.fans(creator),
        };
        Ok(Answer { data: CreatorProductsAnswer { creator, groups }, coverage, total: None })
    }

    fn categories(&self, dataset: &Dataset, members: &[Member]) -> Vec<CategoryGroup> {
        let second_level = self.group_by == GroupBy::Category2;
        let id = |member: &Member| {
            member.category.map_or((0, 0), |(first, second)| (first, second.filter(|_| second_level).unwrap_or(0)))
        };
        let mut by_category: Vec<&Member> = members.iter().collect();
        by_category.sort_by_key(|member| id(member));
        let ranker = Ranker::new(self.ranking.by, members);
        let mut groups: Vec<Group<'_>> = by_category
            .chunk_by(|a, b| id(a) == id(b))
            .map(|members| Group::new(id(members[0]), members, &ranker))
            .collect();
        rank(&mut groups, self.ranking.similarity);
        let row = |group: &Group<'_>| {
            let category = &dataset.index.categories[group.id.0 as usize];
            let (first_post_date, last_post_date) = post_dates(group.members);
            let members: Vec<Member> = group.members.iter().copied().copied().collect();
            CategoryGroup {
                category: category.name.to_string(),
                category2: second_level.then(|| category.second[group.id.1 as usize].to_string()),
                product_count: distinct(group.members.iter().map(|member| member.product)),
                video_count: group.members.len() as u64,
                totals: group.sums.total_columns(),
                averages: group.sums.average_columns(),
                best_video: best_video(dataset, &ranker, group.members),
                first_post_date,
                last_post_date,
                products: self.products(dataset, &members),
            }
        };
        groups.iter().map(row).collect()
    }

    fn products(&self, dataset: &Dataset, members: &[Member]) -> Vec<ProductGroup> {
        let grouped = Groups::by(members, dataset.products.len(), |member| member.product);
        let ranker = Ranker::new(self.ranking.by, members);
        let mut groups: Vec<Group<'_>> =
            grouped.iter().map(|(product, members)| Group::new((product, 0), members, &ranker)).collect();
        rank(&mut groups, self.ranking.similarity);
        let row = |group: &Group<'_>| {
            let (first_post_date, last_post_date) = post_dates(group.members);
            ProductGroup {
                product_id: dataset.product_id(group.id.0),
                product_title: dataset.product_title(group.id.0),
                video_count: group.members.len() as u64,
                totals: group.sums.total_columns(),
                averages: group.sums.average_columns(),
                best_video: best_video(dataset, &ranker, group.members),
                first_post_date,
                last_post_date,
            }
        };
        groups.iter().map(row).collect()
    }
}
