//! Which products are there, and how do their videos do?

use super::{Answer, matches};
use crate::aggregate::{Group, Groups, distinct};
use crate::dataset::Dataset;
use crate::filter::{Filter, QuestionError, Scope};
use crate::frame::{Frame, Need};
use crate::order::{Page, Ranker, Ranking, rank};
use crate::record::{Averages, Totals, record};
use crate::window::View;

/// Every product that is known, with the totals of its videos in the window.
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
#[derive(Debug, Clone, PartialEq)]
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
    pub totals: Totals,
    /// Their means.
    pub averages: Averages,
    /// The latest sighting of any of the product's videos.
    pub last_seen: Option<String>,
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
});

impl Products {
    /// Answers the question.
    ///
    /// # Errors
    /// The filter names what is not known.
    pub fn ask(&self, dataset: &Dataset) -> Result<Answer<Vec<ProductRow>>, QuestionError> {
        let scope = self.filter.resolve(dataset, &self.view)?;
        let Frame { members, coverage } = Frame::new(dataset, &self.view, &scope, Need::Product);
        let groups = Groups::by(&members, dataset.products.len(), |member| member.product);
        let ranker = Ranker::new(self.ranking.by, &members);
        let mut active = groups.iter().peekable();
        let mut rows: Vec<Group<'_>> = Vec::new();
        for product in 0..dataset.products.len() as u32 {
            let members = active.next_if(|(key, _)| *key == product).map(|(_, members)| members);
            if members.is_some() || self.listed(dataset, &scope, product) {
                rows.push(Group::new((product, 0), members.unwrap_or(&[]), &ranker));
            }
        }
        rank(&mut rows, self.ranking.similarity);
        rows.retain(|row| {
            let product = row.id.0 as usize;
            matches(self.search.as_deref(), &dataset.product_ids[product], dataset.products[product].shown_title())
        });
        let total = Some(rows.len() as u64);
        let data = Page::cut(self.page, rows).iter().map(|group| self.row(dataset, group)).collect();
        Ok(Answer { data, coverage, total })
    }

    /// Whether a product without videos in the basis stands in the list.
    fn listed(&self, dataset: &Dataset, scope: &Scope, product: u32) -> bool {
        let in_category = scope.category.is_none_or(|(category, second)| {
            let of_product = dataset.index.category_of_product[product as usize];
            of_product.is_some_and(|(first, of_second)| first == category && (second.is_none() || second == of_second))
        });
        in_category && dataset.knows_product(product as usize, &self.view)
    }

    fn row(&self, dataset: &Dataset, group: &Group<'_>) -> ProductRow {
        let product = group.id.0;
        let shown = &dataset.products[product as usize];
        ProductRow {
            product_id: dataset.product_id(product),
            product_title: dataset.product_title(product),
            brand: shown.brand().map(str::to_owned),
            category: dataset.category_name(product),
            category2: dataset.category2_name(product),
            price: shown.price.map(|price| price.value),
            sales: shown.sales.map(|sales| sales.value),
            video_count: group.members.len() as u64,
            creator_count: distinct(group.members.iter().map(|member| member.creator)),
            totals: group.sums.total_columns(),
            averages: group.sums.average_columns(),
            last_seen: dataset.product_last_seen(product, &self.view),
        }
    }
}
