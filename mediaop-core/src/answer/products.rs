//! Which products are there, and how do their videos do?

use super::{Answer, matches};
use crate::aggregate::{Distinct, PageMembers, SizedGroup, Sums};
use crate::dataset::Dataset;
use crate::filter::{Filter, QuestionError, Scope};
use crate::frame::{Code, Frame, Need};
use crate::order::{Page, Ranked, Ranking, rank_page};
use crate::record::{Averages, Number, Totals, record};
use crate::window::View;

/// Every product that is known, with the totals of its videos in the window.
///
/// # Input
/// Days, basis and baseline; the order; a category or none; a part of the id or the title, or
/// `None`; a page, or `None` for all rows.
///
/// # Output
/// A row for each product, in the order of groups. The search chooses rows; order and coverage
/// are those without it.
///
/// # Missing data
/// A product without a video in the basis has zero videos and `None` for every sum, and stands
/// last.
///
/// # Cost
/// A look at every video, and a sort of the products.
///
/// # Example: how do the products do?
/// ```
/// use mediaop_core::answer::Products;
/// use mediaop_core::{Filter, Ranking, example};
/// let (view, ranking, filter) = (example::view(7), Ranking::default(), Filter::default());
/// let rows = Products { view, ranking, filter, search: None, page: None }.ask(&example::dataset())?.data;
/// let likes = rows.iter().map(|row| (row.product_id.as_str(), row.video_count, row.totals.0[0]));
/// assert!(likes.eq([("p1", 3, Some(210 + 100 + 300)), ("p3", 1, Some(80)), ("p2", 0, None)]));
/// # Ok::<(), mediaop_core::QuestionError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Products {
    /// Days and basis.
    pub view: View,
    /// The order.
    pub ranking: Ranking,
    /// Products of a category.
    pub filter: Filter,
    /// A part of the id or the title.
    pub search: Option<String>,
    /// The page; `None` for all rows.
    pub page: Option<Page>,
}

/// A product in a list.
///
/// ```
/// # use mediaop_core::answer::Products;
/// # use mediaop_core::{Filter, Ranking, example};
/// # let (view, ranking, filter) = (example::view(7), Ranking::default(), Filter::default());
/// let rows = Products { view, ranking, filter, search: None, page: None }.ask(&example::dataset())?.data;
/// assert_eq!((rows[0].product_title.as_deref(), rows[0].creator_count), (Some("口红"), 2));
/// # Ok::<(), mediaop_core::QuestionError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "contract", derive(utoipa::ToSchema))]
pub struct ProductRow {
    /// The product.
    pub product_id: String,
    /// Its name.
    pub product_title: Option<String>,
    /// Its brand.
    pub brand: Option<String>,
    /// Its category.
    pub category: Option<String>,
    /// Its second-level category.
    pub category2: Option<String>,
    /// Its price in cents (分).
    pub price: Option<i64>,
    /// How often it was sold.
    pub sales: Option<i64>,
    /// Videos that count.
    pub video_count: u64,
    /// Different creators among them.
    pub creator_count: u64,
    /// Their sums.
    #[cfg_attr(feature = "contract", serde(flatten))]
    pub totals: Totals,
    /// Their means.
    #[cfg_attr(feature = "contract", serde(flatten))]
    pub averages: Averages,
    /// The latest sighting of any of the product's videos.
    pub last_seen: Option<String>,
    /// What it is ranked by: its total of the metric, or its share where that is `overall`.
    pub value: Option<Number>,
}
record!(ProductRow {
    product_id,
    product_title,
    brand,
    category,
    category2,
    price,
    sales,
    video_count,
    creator_count,
    totals,
    averages,
    last_seen,
    value,
});

impl Products {
    /// Answers the question.
    ///
    /// # Errors
    /// The filter names what is not known by the end of the window.
    ///
    /// # Example: which products does a category have, sold lately or not?
    /// ```
    /// # use mediaop_core::answer::Products;
    /// # use mediaop_core::{Filter, Ranking, example};
    /// # let (view, ranking) = (example::view(7), Ranking::default());
    /// let filter = Filter { category: Some("美妆".to_owned()), ..Filter::default() };
    /// let rows = Products { view, ranking, filter, search: None, page: None }.ask(&example::dataset())?.data;
    /// assert!(rows.iter().map(|row| row.product_id.as_str()).eq(["p1", "p2"]));
    /// # Ok::<(), mediaop_core::QuestionError>(())
    /// ```
    pub fn ask(&self, dataset: &Dataset) -> Result<Answer<Vec<ProductRow>>, QuestionError> {
        let scope = self.filter.resolve(dataset, &self.view)?;
        let frame = Frame::new(dataset, &self.view, &scope, Need::Product);
        let keys = dataset.products.len();
        let mut rows = SizedGroup::by(&frame, Code::Product, keys, self.ranking.by);
        rows.retain(|row| row.videos > 0 || self.listed(dataset, &scope, row.key));
        rank_page(&mut rows, self.ranking.similarity, self.page.filter(|_| self.search.is_none()));
        let search = self.search.as_ref().map(|search| search.to_lowercase());
        rows.retain(|row| {
            let product = row.key as usize;
            matches(search.as_deref(), &dataset.product_ids[product], dataset.products[product].shown_title())
        });
        let total = Some(rows.len() as u64);
        let rows = Page::cut(self.page, rows);
        let members = PageMembers::of(&rows, &frame, Code::Product, keys);
        let mut distinct = Distinct::new(dataset.creators.len());
        let row = |(place, (row, sums)): (usize, (&SizedGroup, Sums))| {
            let creators = members.get(place).iter().map(|place| frame.code(*place, Code::Creator));
            self.row(dataset, row, distinct.count_of(creators), &sums)
        };
        let data = rows.iter().zip(members.sums(&frame)).enumerate().map(row).collect();
        Ok(Answer { data, coverage: frame.coverage, total })
    }

    /// Whether a product without videos in the basis stands in the list.
    fn listed(&self, dataset: &Dataset, scope: &Scope, product: u32) -> bool {
        let in_category = scope.category.is_none_or(|(category, second)| {
            let of_product = dataset.index.category_of_product[product as usize];
            of_product.is_some_and(|(first, of_second)| first == category && (second.is_none() || second == of_second))
        });
        // Of chosen products or creators only those with a video are listed.
        let chosen = scope.product.is_some() || scope.creators.is_some();
        !chosen && in_category && dataset.knows_product(product as usize, &self.view)
    }

    fn row(&self, dataset: &Dataset, group: &SizedGroup, creator_count: u64, sums: &Sums) -> ProductRow {
        let product = group.key;
        let shown = &dataset.products[product as usize];
        ProductRow {
            product_id: dataset.product_id(product),
            product_title: dataset.product_title(product),
            brand: shown.brand().map(str::to_owned),
            category: dataset.category_name(product),
            category2: dataset.category2_name(product),
            price: shown.price.map(|price| price.value),
            sales: shown.sales.map(|sales| sales.value),
            video_count: group.videos(),
            creator_count,
            totals: sums.totals(),
            averages: sums.averages(),
            last_seen: dataset.product_last_seen(product, &self.view),
            value: group.value,
        }
    }
}
