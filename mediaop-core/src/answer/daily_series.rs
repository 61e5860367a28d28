//! What a video, a creator, a product or a category gained day by day.

use super::Answer;
use crate::LocalDay;
use crate::dataset::Dataset;
use crate::filter::{Filter, QuestionError, Scope};
use crate::frame::{Frame, Need};
use crate::increment::Walk;
use crate::metric::Metric;
use crate::record::{Counts, record};
use crate::window::{Linked, View};

/// Whose days they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// A video, linked or not.
    Video(String),
    /// The videos of a creator, by any of its ids.
    Creator(String),
    /// The videos of a product.
    Product(String),
    /// The videos of a category; of all categories if none is named.
    Category {
        /// The category.
        category: Option<String>,
        /// The second level.
        category2: Option<String>,
    },
}

/// One row for each day of the window.
#[derive(Debug, Clone, PartialEq)]
pub struct DailySeries {
    /// Days; the basis is always what was gained.
    pub view: View,
    /// Whose.
    pub subject: Subject,
}

/// A day.
#[derive(Debug, Clone, PartialEq)]
pub struct DayRow {
    /// The local day.
    pub date: LocalDay,
    /// The sums of the day's increments.
    pub counts: Counts,
    /// Videos with an increment.
    pub video_count: u64,
    /// Videos with a summary.
    pub summary_count: u64,
    /// Whether the day is still running.
    pub partial: bool,
    /// Whether no video has an increment.
    pub gap: bool,
    /// The greatest span among the increments.
    pub span_days: Option<i64>,
}
record!(DayRow { date, counts, video_count, summary_count, partial, gap, span_days });

#[derive(Clone, Default)]
struct Day {
    sums: [Option<i128>; 5],
    video_count: u64,
    summary_count: u64,
    span: Option<i64>,
}

impl DailySeries {
    /// Answers the question.
    ///
    /// # Errors
    /// The subject is not known.
    pub fn ask(&self, dataset: &Dataset) -> Result<Answer<Vec<DayRow>>, QuestionError> {
        let mut view = self.view.gained();
        let (scope, need) = match &self.subject {
            Subject::Video(id) => {
                view.linked = Linked::All;
                (Scope { video: Some(dataset.find_video(id, &view)?), ..Scope::default() }, Need::Nothing)
            }
            Subject::Creator(id) => {
                let filter = Filter { creator_id: Some(id.clone()), ..Filter::default() };
                (filter.resolve(dataset, &view)?, Need::Nothing)
            }
            Subject::Product(id) => {
                let filter = Filter { product_id: Some(id.clone()), ..Filter::default() };
                (filter.resolve(dataset, &view)?, Need::Product)
            }
            Subject::Category { category, category2 } => {
                let filter = Filter { category: category.clone(), category2: category2.clone(), ..Filter::default() };
                (filter.resolve(dataset, &view)?, Need::Category)
            }
        };
        let frame = Frame::with_summaries(dataset, &view, &scope, need);
        let days = self.days(dataset, &view, &frame);
        let data = view
            .window
            .iter()
            .zip(days)
            .map(|(date, day)| DayRow {
                date,
                counts: Counts(day.sums.map(|sum| sum.and_then(|sum| i64::try_from(sum).ok()))),
                video_count: day.video_count,
                summary_count: day.summary_count,
                partial: view.window.partial() && date == view.window.to(),
                gap: day.video_count == 0,
                span_days: day.span,
            })
            .collect();
        Ok(Answer { data, coverage: frame.coverage, total: None })
    }

    fn days(&self, dataset: &Dataset, view: &View, frame: &Frame) -> Vec<Day> {
        let (from, to) = (view.window.from().number(), view.window.to().number());
        let mut days = vec![Day::default(); view.window.days() as usize];
        for member in &frame.members {
            for step in Walk::window(&dataset.summaries, member.video as usize, from, to, member.published) {
                let day = &mut days[(dataset.summaries.day[step.row] - from) as usize];
                day.summary_count += 1;
                let gained = step.gained(&dataset.summaries, view.baseline);
                if gained.any() {
                    day.video_count += 1;
                    day.span = day.span.max(Some(i64::from(step.span(view.baseline))));
                }
                for (sum, metric) in day.sums.iter_mut().zip(Metric::ALL) {
                    if let Some(gained) = gained[metric] {
                        *sum = Some(sum.unwrap_or(0) + i128::from(gained));
                    }
                }
            }
        }
        days
    }
}
