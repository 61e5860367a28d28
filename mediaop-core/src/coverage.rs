//! What an answer rests on, and what it leaves out (`docs/METRICS.md`, section 11).

use serde::Serialize;

use crate::calendar::LocalDay;
use crate::dataset::Dataset;
use crate::grid::DaySums;
use crate::increment::{Baseline, Walk};
use crate::metric::{Counters, Metric};
use crate::record::AllCounts;
use crate::window::View;

/// What an answer rests on, and what it leaves out ([`crate::metrics`], section 11).
///
/// # Example: what does the default baseline leave out?
/// ```
/// use mediaop_core::answer::TopVideos;
/// use mediaop_core::{Filter, Ranking, example};
/// let (view, ranking, filter) = (example::view(7), Ranking::default(), Filter::default());
/// let coverage = TopVideos { view, ranking, filter, page: None }.ask(&example::dataset())?.coverage;
/// assert_eq!(coverage.videos_considered, 4);
/// // Between the days, the four videos gained 20, 25, 20 and 60 likes.
/// assert_eq!(coverage.growth_between_days.0[0], Some((10 + 10 + 10) + (20 + 5) + 20 + 60));
/// let gaps = coverage.days_without_crawl.iter().map(ToString::to_string);
/// assert!(gaps.eq(["2026-03-04", "2026-03-05", "2026-03-06"]));
/// # Ok::<(), mediaop_core::QuestionError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
#[cfg_attr(feature = "contract", derive(utoipa::ToSchema))]
pub struct Coverage {
    /// Videos that pass the filters, or may, as far as is known.
    pub videos_considered: u64,
    /// Of them, those without a product.
    pub videos_without_product: u64,
    /// Of them, those whose product has no category of the level that the question needs.
    pub videos_without_category: u64,
    /// Of them, those without a creator.
    pub videos_without_creator: u64,
    /// Of them, those that had two or more products by the window's end.
    pub videos_relinked: u64,
    /// Days of them in the window with a single snapshot, publication days apart.
    pub single_snapshot_days: u64,
    /// Days of them in the window on which a metric fell.
    pub falling_increments: u64,
    /// Days of them in the window whose increment spans more than a day.
    pub gap_increments: u64,
    /// What they gained by `previous_close` and not by `within_day`.
    pub growth_between_days: AllCounts,
    /// Days of the window without a summary of any video.
    pub days_without_crawl: Vec<LocalDay>,
    /// The latest snapshot by the window's end, RFC 3339.
    pub last_snapshot: Option<String>,
}

/// Sums over videos, which add up in any order.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Tally {
    pub(crate) considered: u64,
    pub(crate) without_product: u64,
    pub(crate) without_category: u64,
    pub(crate) without_creator: u64,
    pub(crate) relinked: u64,
    single_snapshot_days: i64,
    falling_increments: i64,
    gap_increments: i64,
    growth: [Growth; Metric::COUNT],
}

#[derive(Debug, Clone, Copy, Default)]
struct Growth {
    between_days: i128,
    /// Increments, of regular videos.
    closes: i64,
    known: bool,
}

impl Growth {
    fn is_known(&self) -> bool {
        self.known || self.closes > 0
    }
}

impl Tally {
    /// Counts the days of regular videos in the window.
    pub(crate) fn add_sums(&mut self, sums: &DaySums, baseline: Baseline) {
        let (falls, gaps) = match baseline {
            Baseline::WithinDay => (sums.falls_within, 0),
            Baseline::PreviousClose => (sums.falls_close, sums.gaps),
        };
        self.single_snapshot_days += sums.singles;
        self.falling_increments += falls;
        self.gap_increments += gaps;
        for (m, growth) in self.growth.iter_mut().enumerate() {
            growth.between_days += i128::from(sums.last[m]) - i128::from(sums.within[m]);
            growth.closes += sums.closes[m];
        }
    }

    /// Takes out what was counted of regular videos that are not considered.
    pub(crate) fn take_sums(&mut self, sums: &DaySums, baseline: Baseline) {
        self.add_sums(&DaySums::default().less(sums), baseline);
    }

    /// Counts the days of a video in the window, one by one.
    pub(crate) fn add_days(&mut self, dataset: &Dataset, video: usize, published: Option<i32>, view: &View) {
        let summaries = &dataset.summaries;
        let (from, to) = (view.window.from().number(), view.window.to().number());
        for step in Walk::window(summaries, video, from, to, published) {
            let within = step.gained(Baseline::WithinDay);
            let close = step.gained(Baseline::PreviousClose);
            let asked = if view.baseline == Baseline::WithinDay { &within } else { &close };
            self.single_snapshot_days += i64::from(step.single && !step.published);
            self.falling_increments += i64::from(asked.0.iter().flatten().any(|gained| *gained < 0));
            self.gap_increments += i64::from(step.span(view.baseline) > 1 && asked.any());
            self.add_growth(&within, &close);
        }
    }

    fn add_growth(&mut self, within: &Counters, close: &Counters) {
        for (growth, (within, close)) in self.growth.iter_mut().zip(within.0.iter().zip(close.0)) {
            growth.between_days += i128::from(close.unwrap_or(0)) - i128::from(within.unwrap_or(0));
            growth.known |= within.is_some() || close.is_some();
        }
    }

    pub(crate) fn coverage(&self, dataset: &Dataset, view: &View) -> Coverage {
        Coverage {
            videos_considered: self.considered,
            videos_without_product: self.without_product,
            videos_without_category: self.without_category,
            videos_without_creator: self.without_creator,
            videos_relinked: self.relinked,
            single_snapshot_days: self.single_snapshot_days as u64,
            falling_increments: self.falling_increments as u64,
            gap_increments: self.gap_increments as u64,
            growth_between_days: AllCounts(
                self.growth.map(|growth| growth.is_known().then(|| i64::try_from(growth.between_days).ok()).flatten()),
            ),
            days_without_crawl: dataset
                .days_without_crawl(view.window.from().number(), view.window.to().number())
                .collect(),
            last_snapshot: dataset.last_snapshot(view.window.to().number()).map(|ts| dataset.calendar.rfc3339(ts)),
        }
    }
}

impl Dataset {
    /// Days from–to on which no video has a summary.
    pub(crate) fn days_without_crawl(&self, from: i32, to: i32) -> impl Iterator<Item = LocalDay> {
        let begin = self.index.crawled.partition_point(|(day, _)| *day < from);
        let mut crawled = self.index.crawled[begin..].iter().map(|(day, _)| *day).peekable();
        (from..=to).filter(move |day| crawled.next_if_eq(day).is_none()).map(LocalDay)
    }

    /// The latest snapshot by the end of a day.
    pub(crate) fn last_snapshot(&self, to: i32) -> Option<i64> {
        let end = self.index.crawled.partition_point(|(day, _)| *day <= to);
        self.index.crawled[..end].last().map(|(_, ts)| *ts)
    }
}
