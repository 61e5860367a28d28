//! Which categories are there to choose from?

use std::cmp::Reverse;

use super::Answer;
use crate::dataset::Dataset;
use crate::filter::Scope;
use crate::frame::{Code, Frame, Need};
use crate::index::Category;
use crate::record::record;
use crate::window::View;

/// All categories, with what is in them.
///
/// # Input
/// Days, basis and baseline.
///
/// # Output
/// A row for each category of `product_info`, those with most videos first, then by name.
///
/// # Missing data
/// A category without a video in the basis has zeros. Products without a category are counted in
/// the coverage.
///
/// # Cost
/// A look at every video.
///
/// # Example: which categories are there to choose from?
/// ```
/// use mediaop_core::{answer::Categories, example};
/// let rows = Categories { view: example::view(7) }.ask(&example::dataset()).data;
/// let counts = rows.iter().map(|row| (row.category.as_str(), row.product_count, row.video_count));
/// assert!(counts.eq([("美妆", 1, 3), ("食品", 1, 1)]));
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Categories {
    /// Days and basis.
    pub view: View,
}

/// A category.
///
/// ```
/// use mediaop_core::{answer::Categories, example};
/// let rows = Categories { view: example::view(7) }.ask(&example::dataset()).data;
/// assert_eq!(rows[0].category2, ["彩妆", "护肤"]);
/// ```
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "contract", derive(utoipa::ToSchema))]
pub struct CategoryRow {
    /// Its name.
    pub category: String,
    /// The names of its second level, ascending.
    pub category2: Vec<String>,
    /// Products with a video that counts.
    pub product_count: u64,
    /// Videos that count.
    pub video_count: u64,
}
record!(CategoryRow { category, category2, product_count, video_count });

impl Categories {
    /// Answers the question.
    ///
    /// # Example: fifteen days reach back to video 5
    /// ```
    /// use mediaop_core::{answer::Categories, example};
    /// let rows = Categories { view: example::view(15) }.ask(&example::dataset()).data;
    /// assert_eq!((rows[0].product_count, rows[0].video_count), (2, 4));
    /// ```
    pub fn ask(&self, dataset: &Dataset) -> Answer<Vec<CategoryRow>> {
        let frame = Frame::new(dataset, &self.view, &Scope::default(), Need::Category);
        let mut videos = vec![0_u64; dataset.products.len()];
        frame.codes(Code::Product).iter().for_each(|product| videos[*product as usize] += 1);
        let row = |(category, products): (&Category, &[u32])| {
            let videos = || products.iter().map(|product| videos[*product as usize]);
            CategoryRow {
                category: category.name.to_string(),
                category2: category.second.iter().map(|second| second.to_string()).collect(),
                product_count: videos().filter(|videos| *videos > 0).count() as u64,
                video_count: videos().sum(),
            }
        };
        let index = &dataset.index;
        let products = (0..index.categories.len()).map(|category| index.products_of_category.get(category));
        let mut data: Vec<CategoryRow> = index.categories.iter().zip(products).map(row).collect();
        // Stable: categories of equal size keep the order of their names.
        data.sort_by_key(|row| Reverse(row.video_count));
        Answer { data, coverage: frame.coverage, total: None }
    }
}
