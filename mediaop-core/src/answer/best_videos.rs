//! The creators' best single videos side by side.

use std::cmp::Ordering;

use super::top_videos::video_rows;
use super::{Answer, VideoRow};
use crate::dataset::Dataset;
use crate::filter::{Filter, QuestionError};
use crate::frame::{Frame, Member, Need};
use crate::order::{Page, Ranker, Ranking};
use crate::record::record;
use crate::window::View;

/// The best video of each creator; without a category of each creator and category.
#[derive(Debug, Clone, PartialEq)]
pub struct BestVideos {
    /// Days and basis.
    pub view: View,
    /// By what the best is chosen.
    pub ranking: Ranking,
    /// A category, or none for all.
    pub filter: Filter,
    /// The page; `None` for all rows.
    pub page: Option<Page>,
}

/// A creator's best video.
#[derive(Debug, Clone, PartialEq)]
pub struct CreatorBestVideo {
    /// The creator.
    pub creator_id: String,
    /// The name.
    pub nickname: Option<String>,
    /// The category.
    pub category: String,
    /// The video; `None` where no video has the metric.
    pub video: Option<VideoRow>,
}
record!(CreatorBestVideo { creator_id, nickname, category, video });

impl BestVideos {
    /// Answers the question.
    ///
    /// # Errors
    /// The filter names what is not known.
    pub fn ask(&self, dataset: &Dataset) -> Result<Answer<Vec<CreatorBestVideo>>, QuestionError> {
        let scope = self.filter.resolve(dataset, &self.view)?;
        let Frame { mut members, coverage } = Frame::new(dataset, &self.view, &scope, Need::Category);
        members.retain(|member| member.creator.is_some());
        let ranker = Ranker::new(self.ranking.by, &members);
        let key = |member: &Member| (member.creator, member.category.map(|(category, _)| category));
        // Within a creator and category the best stands first.
        members.sort_unstable_by(|a, b| key(a).cmp(&key(b)).then_with(|| ranker.compare(dataset, a, b)));
        let mut best: Vec<&Member> = members.chunk_by(|a, b| key(a) == key(b)).map(|group| &group[0]).collect();
        let has_value = |member: &Member| ranker.value(&member.value).is_some();
        best.sort_by(|a, b| match (has_value(a), has_value(b)) {
            (true, true) => ranker.compare(dataset, a, b),
            // Those without a value keep the order of creators and categories.
            (false, false) => Ordering::Equal,
            (a, b) => b.cmp(&a),
        });
        let total = Some(best.len() as u64);
        let page = Page::cut(self.page, best);
        let videos = video_rows(dataset, &self.view, &ranker, &page);
        let data = page
            .iter()
            .zip(videos)
            .filter_map(|(member, video)| {
                let (creator, (category, _)) = (member.creator?, member.category?);
                Some(CreatorBestVideo {
                    creator_id: dataset.creator_id(creator),
                    nickname: dataset.nickname(creator),
                    category: dataset.index.categories[category as usize].name.to_string(),
                    video: has_value(member).then_some(video),
                })
            })
            .collect();
        Ok(Answer { data, coverage, total })
    }
}
