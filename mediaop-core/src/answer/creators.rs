//! Which creators are there, and what have they achieved?

use super::{Answer, matches};
use crate::aggregate::{Group, Groups, distinct};
use crate::dataset::Dataset;
use crate::filter::{Filter, QuestionError, Scope};
use crate::frame::{Frame, Need};
use crate::order::{Page, Ranker, Ranking, rank};
use crate::record::{Averages, Totals, record};
use crate::window::View;

/// Every creator that is known, with its totals in the window.
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
#[derive(Debug, Clone, PartialEq)]
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
    pub totals: Totals,
    /// Their means.
    pub averages: Averages,
    /// The latest sighting of any of the creator's videos.
    pub last_seen: Option<String>,
}
record!(CreatorRow { creator_id, nickname, avatar, fans, video_count, product_count, totals, averages, last_seen });

impl Creators {
    /// Answers the question.
    ///
    /// # Errors
    /// The filter names what is not known.
    pub fn ask(&self, dataset: &Dataset) -> Result<Answer<Vec<CreatorRow>>, QuestionError> {
        let scope = self.filter.resolve(dataset, &self.view)?;
        let Frame { members, coverage } = Frame::new(dataset, &self.view, &scope, Need::Nothing);
        let groups = Groups::by(&members, dataset.creators.len(), |member| member.creator);
        let ranker = Ranker::new(self.ranking.by, members.iter().filter(|member| member.creator.is_some()));
        let mut active = groups.iter().peekable();
        let mut rows: Vec<Group<'_>> = Vec::new();
        let listed = self.listed(dataset, &scope);
        for creator in 0..dataset.creators.len() as u32 {
            let members = active.next_if(|(key, _)| *key == creator).map(|(_, members)| members);
            if members.is_some() || listed(creator) {
                rows.push(Group::new((creator, 0), members.unwrap_or(&[]), &ranker));
            }
        }
        rank(&mut rows, self.ranking.similarity);
        rows.retain(|row| {
            let creator = row.id.0;
            let name = dataset.creators[creator as usize].nickname.as_ref();
            matches(self.search.as_deref(), &dataset.creator_ids[creator as usize], name.map(|name| &*name.text))
        });
        let total = Some(rows.len() as u64);
        let data = Page::cut(self.page, rows).iter().map(|group| self.row(dataset, group)).collect();
        Ok(Answer { data, coverage, total })
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

    fn row(&self, dataset: &Dataset, group: &Group<'_>) -> CreatorRow {
        let creator = group.id.0;
        CreatorRow {
            creator_id: dataset.creator_id(creator),
            nickname: dataset.nickname(creator),
            avatar: dataset.avatar(creator),
            fans: dataset.fans(creator),
            video_count: group.members.len() as u64,
            product_count: distinct(group.members.iter().map(|member| member.product)),
            totals: group.sums.total_columns(),
            averages: group.sums.average_columns(),
            last_seen: dataset.creator_last_seen(creator, &self.view),
        }
    }
}
