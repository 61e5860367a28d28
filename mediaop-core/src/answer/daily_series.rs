//! What a video, a creator, a product or a category gained day by day.

use super::Answer;
use crate::LocalDay;
use crate::dataset::Dataset;
use crate::filter::{Filter, QuestionError, Scope};
use crate::frame::{DaySum, Frame, Need, daily_sums, daily_sums_of};
use crate::metric::Metric;
use crate::record::{Counts, record};
use crate::window::{Linked, View};

/// Whose days they are.
///
/// ```
/// use mediaop_core::answer::Subject;
/// let everything = Subject::Category { category: None, category2: None };
/// assert_ne!(everything, Subject::Video("5".to_owned()));
/// ```
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

/// One row for each day of the window: what a video, a creator, a product or a category gained.
///
/// # Input
/// Days and baseline, whatever the view's basis; whose series it is.
///
/// # Output
/// A row for every day of the window, in order; its counters are the sums of the day's
/// increments.
///
/// # Missing data
/// A day on which no member has an increment is a gap: its counters are `None`, not 0.
///
/// # Cost
/// A walk over the days of the subject's videos.
///
/// # Example: what did video 5 gain, day by day?
/// ```
/// use mediaop_core::answer::{DailySeries, Subject};
/// use mediaop_core::example;
/// let query = DailySeries { view: example::view(4), subject: Subject::Video("5".to_owned()) };
/// let days = query.ask(&example::dataset())?.data;
/// let likes: Vec<_> = days.iter().map(|day| day.counts.0[0]).collect();
/// // The first and the last day have a single snapshot; on the third day likes were taken back.
/// assert_eq!(likes, [None, Some(20), Some(-5), None]);
/// # Ok::<(), mediaop_core::QuestionError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct DailySeries {
    /// Days; the basis is always what was gained.
    pub view: View,
    /// Whose.
    pub subject: Subject,
}

/// A day.
///
/// ```
/// # use mediaop_core::answer::{DailySeries, Subject};
/// # use mediaop_core::example;
/// let query = DailySeries { view: example::view(4), subject: Subject::Video("5".to_owned()) };
/// let days = query.ask(&example::dataset())?.data;
/// assert_eq!((days[0].gap, days[0].summary_count, days[0].video_count), (true, 1, 0));
/// assert!(days[3].partial);
/// # Ok::<(), mediaop_core::QuestionError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "contract", derive(utoipa::ToSchema))]
pub struct DayRow {
    /// The local day.
    pub date: LocalDay,
    /// The sums of the day's increments.
    #[cfg_attr(feature = "contract", serde(flatten))]
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

impl DailySeries {
    /// Answers the question.
    ///
    /// # Errors
    /// The subject is not known by the end of the window.
    ///
    /// # Example: what did all videos of lily gain, day by day?
    /// ```
    /// # use mediaop_core::answer::{DailySeries, Subject};
    /// # use mediaop_core::example;
    /// let query = DailySeries { view: example::view(4), subject: Subject::Creator("lily".to_owned()) };
    /// let days = query.ask(&example::dataset())?.data;
    /// let likes = days.iter().map(|day| (day.video_count, day.counts.0[0].unwrap()));
    /// assert!(likes.eq([(1, 100), (2, 40 + 40), (3, 30 + 30 + 30), (3, 10 + 5 + 30)]));
    /// # Ok::<(), mediaop_core::QuestionError>(())
    /// ```
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
        let data = view
            .window
            .iter()
            .zip(days(&frame, &scope, need))
            .map(|(date, day)| DayRow {
                date,
                counts: Counts(SHOWN.map(|metric| day.gained(metric))),
                video_count: day.increments as u64,
                summary_count: day.summaries as u64,
                partial: view.window.partial() && date == view.window.to(),
                gap: day.increments == 0,
                span_days: day.span,
            })
            .collect();
        Ok(Answer { data, coverage: frame.coverage, total: None })
    }
}

/// The sums of each day, over all members.
fn days(frame: &Frame<'_>, scope: &Scope, need: Need) -> Vec<DaySum> {
    let (dataset, window) = (frame.dataset, &frame.view.window);
    let (from, to) = (window.from().number(), window.to().number());
    match (scope.product, scope.category) {
        (Some(product), None) => daily_sums_of(frame, dataset.product_days()[product as usize].within(from, to)),
        (None, Some(category)) => daily_sums_of(frame, dataset.category_days().of(category, from, to)),
        (None, None) if need == Need::Category => daily_sums_of(frame, dataset.category_days().of_all(from, to)),
        _ => daily_sums(frame),
    }
}

const SHOWN: [Metric; 5] = [Metric::Digg, Metric::Collect, Metric::Share, Metric::Comment, Metric::Play];
