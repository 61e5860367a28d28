//! The arithmetic behind a video's numbers, snapshot by snapshot.

use super::Answer;
use crate::LocalDay;
use crate::dataset::Dataset;
use crate::filter::{QuestionError, Scope};
use crate::frame::{Frame, Need};
use crate::increment::{Rule, Walk};
use crate::metric::Counters;
use crate::record::{Counts, record};
use crate::summary::DayRow;
use crate::window::{Linked, View};

/// The first and last snapshot of each day of a video, and what comes of them.
///
/// # Input
/// Days and baseline; the video.
///
/// # Output
/// A row for each day of the window that has a summary, in order; `increment` is `last` −
/// `baseline`, or all of `last` on the day of publication.
///
/// # Missing data
/// A day without a snapshot has no row. Where a metric is missing at either end, so is its
/// increment.
///
/// # Cost
/// A walk over the days of the video.
///
/// # Example: by which rule did each number come about?
/// ```
/// use mediaop_core::{answer::VideoSnapshots, example};
/// let query = VideoSnapshots { view: example::view(4), aweme_id: "1".to_owned() };
/// let days = query.ask(&example::dataset())?.data;
/// let rules = days.iter().map(|day| (day.reason, day.increment.counts.0[0].unwrap()));
/// assert!(rules.eq([("published", 100), ("within_day", 40), ("within_day", 30), ("within_day", 10)]));
/// # Ok::<(), mediaop_core::QuestionError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct VideoSnapshots {
    /// Days and baseline; the basis is always what was gained.
    pub view: View,
    /// The video.
    pub aweme_id: String,
}

/// A reading of the counters.
///
/// ```
/// # use mediaop_core::{answer::VideoSnapshots, example};
/// let query = VideoSnapshots { view: example::view(1), aweme_id: "1".to_owned() };
/// let days = query.ask(&example::dataset())?.data;
/// assert_eq!((days[0].first.counts.0[0], days[0].last.counts.0[0]), (Some(200), Some(210)));
/// assert_eq!(days[0].last.update_ts - days[0].first.update_ts, 12 * 3_600_000);
/// # Ok::<(), mediaop_core::QuestionError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "contract", derive(utoipa::ToSchema))]
pub struct Reading {
    /// When, in milliseconds since 1970 (UTC).
    pub update_ts: i64,
    /// The counters.
    #[cfg_attr(feature = "contract", serde(flatten))]
    pub counts: Counts,
}
record!(Reading { update_ts, counts });

/// A day of the video that has a summary.
///
/// ```
/// # use mediaop_core::{answer::VideoSnapshots, example};
/// let query = VideoSnapshots { view: example::view(4), aweme_id: "5".to_owned() };
/// let days = query.ask(&example::dataset())?.data;
/// assert_eq!((days[0].reason, &days[0].baseline), ("single_snapshot", &None));
/// assert_eq!(days[1].baseline.as_ref().unwrap().counts.0[0], Some(510));
/// # Ok::<(), mediaop_core::QuestionError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "contract", derive(utoipa::ToSchema))]
pub struct SnapshotDay {
    /// The local day.
    pub date: LocalDay,
    /// The day's first snapshot.
    pub first: Reading,
    /// The day's last snapshot.
    pub last: Reading,
    /// The snapshot that is taken away from the last; none where the total counts, or nothing.
    pub baseline: Option<Reading>,
    /// What comes of it.
    pub increment: IncrementCounts,
    /// By which rule: `published`, `within_day`, `previous_close`, `single_snapshot`.
    pub reason: &'static str,
}
record!(SnapshotDay { date, first, last, baseline, increment, reason });

/// The increment of each metric.
///
/// ```
/// # use mediaop_core::{answer::VideoSnapshots, example};
/// let query = VideoSnapshots { view: example::view(1), aweme_id: "1".to_owned() };
/// let days = query.ask(&example::dataset())?.data;
/// // Collects stayed at 10; shares are not known.
/// assert_eq!(days[0].increment.counts.0[..3], [Some(10), Some(0), None]);
/// # Ok::<(), mediaop_core::QuestionError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "contract", derive(utoipa::ToSchema))]
pub struct IncrementCounts {
    /// The counters' increments.
    #[cfg_attr(feature = "contract", serde(flatten))]
    pub counts: Counts,
}
record!(IncrementCounts { counts });

impl VideoSnapshots {
    /// Answers the question.
    ///
    /// # Errors
    /// The video is not known by the end of the window.
    ///
    /// # Example: since the close of the day before, nothing is left out
    /// ```
    /// # use mediaop_core::{Baseline, View, answer::VideoSnapshots, example};
    /// let view = View { baseline: Baseline::PreviousClose, ..example::view(4) };
    /// let days = VideoSnapshots { view, aweme_id: "5".to_owned() }.ask(&example::dataset())?.data;
    /// let likes: Vec<_> = days.iter().map(|day| day.increment.counts.0[0]).collect();
    /// assert_eq!(likes, [None, Some(530 - 500), Some(535 - 530), Some(545 - 535)]);
    /// # Ok::<(), mediaop_core::QuestionError>(())
    /// ```
    pub fn ask(&self, dataset: &Dataset) -> Result<Answer<Vec<SnapshotDay>>, QuestionError> {
        let view = View { linked: Linked::All, ..self.view.gained() };
        let video = dataset.find_video(&self.aweme_id, &view)?;
        let frame =
            Frame::with_summaries(dataset, &view, &Scope { video: Some(video), ..Scope::default() }, Need::Nothing);
        let (from, to) = (view.window.from().number(), view.window.to().number());
        let published = dataset.published(video as usize, view.window.as_of().number());
        let summaries = &dataset.summaries;
        let counts = |counters: Counters| Counts(std::array::from_fn(|m| counters.0[m]));
        let first = |row: DayRow<'_>| Reading { update_ts: row.first_ts(), counts: counts(row.firsts()) };
        let last = |row: DayRow<'_>| Reading { update_ts: row.last_ts(), counts: counts(row.lasts()) };
        let data = Walk::window(summaries, video as usize, from, to, published)
            .map(|step| {
                let rule = step.rule(view.baseline);
                SnapshotDay {
                    date: LocalDay(step.day),
                    first: first(step.row),
                    last: last(step.row),
                    baseline: match rule {
                        Rule::WithinDay => Some(first(step.row)),
                        Rule::PreviousClose(close) => Some(last(close)),
                        Rule::Published | Rule::SingleSnapshot => None,
                    },
                    increment: IncrementCounts { counts: counts(step.gained(view.baseline)) },
                    reason: rule.name(),
                }
            })
            .collect();
        Ok(Answer { data, coverage: frame.coverage, total: None })
    }
}
