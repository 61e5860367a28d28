//! Which categories are there to choose from?

use std::cmp::Reverse;

use rustc_hash::{FxHashMap, FxHashSet};

use super::Answer;
use crate::dataset::Dataset;
use crate::filter::Scope;
use crate::frame::{Need, scan};
use crate::record::record;
use crate::window::{Basis, View};

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
        let gained = self.view.basis == Basis::Gained;
        let (parts, coverage) =
            scan(dataset, &self.view, &Scope::default(), Need::Category, |part: &mut Part, member| {
                if let (Some(product), Some((category, _))) = (member.product, member.category)
                    && (!gained || member.value.any())
                {
                    *part.videos.entry(category).or_default() += 1;
                    part.products.insert((category, product));
                }
            });
        let mut all = Part::default();
        for part in parts {
            part.videos.into_iter().for_each(|(category, count)| *all.videos.entry(category).or_default() += count);
            all.products.extend(part.products);
        }
        let mut product_counts = vec![0; dataset.index.categories.len()];
        all.products.iter().for_each(|(category, _)| product_counts[*category as usize] += 1);
        let mut data: Vec<CategoryRow> = dataset
            .index
            .categories
            .iter()
            .zip((0..).zip(product_counts))
            .map(|(category, (place, product_count))| CategoryRow {
                category: category.name.to_string(),
                category2: category.second.iter().map(|second| second.to_string()).collect(),
                product_count,
                video_count: all.videos.get(&place).copied().unwrap_or(0),
            })
            .collect();
        // Stable: categories of equal size keep the order of their names.
        data.sort_by_key(|row| Reverse(row.video_count));
        Answer { data, coverage, total: None }
    }
}

/// Videos and products of some of the videos, by category.
#[derive(Default)]
struct Part {
    videos: FxHashMap<u32, u64>,
    products: FxHashSet<(u32, u32)>,
}
