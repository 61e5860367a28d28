//! Which categories are there to choose from?

use std::cmp::Reverse;

use super::Answer;
use crate::aggregate::{Groups, distinct};
use crate::dataset::Dataset;
use crate::filter::Scope;
use crate::frame::{Frame, Member, Need};
use crate::record::record;
use crate::window::View;

/// All categories, with what is in them.
#[derive(Debug, Clone, PartialEq)]
pub struct Categories {
    /// Days and basis.
    pub view: View,
}

/// A category.
#[derive(Debug, Clone, PartialEq)]
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
    pub fn ask(&self, dataset: &Dataset) -> Answer<Vec<CategoryRow>> {
        let frame = Frame::new(dataset, &self.view, &Scope::default(), Need::Category);
        let categories = &dataset.index.categories;
        let groups =
            Groups::by(&frame.members, categories.len(), |member| member.category.map(|(category, _)| category));
        let mut members: Vec<&[&Member]> = vec![&[]; categories.len()];
        groups.iter().for_each(|(category, group)| members[category as usize] = group);
        let mut data: Vec<CategoryRow> = categories
            .iter()
            .zip(members)
            .map(|(category, members)| CategoryRow {
                category: category.name.to_string(),
                category2: category.second.iter().map(|second| second.to_string()).collect(),
                product_count: distinct(members.iter().map(|member| member.product)),
                video_count: members.len() as u64,
            })
            .collect();
        // Stable: categories of equal size keep the order of their names.
        data.sort_by_key(|row| Reverse(row.video_count));
        Answer { data, coverage: frame.coverage, total: None }
    }
}
