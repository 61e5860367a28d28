//! What a video gained on a local day (`docs/METRICS.md`, section 4).

use std::str::FromStr;

use crate::calendar::LocalDay;
use crate::error::{Error, ErrorKind};
use crate::metric::Counters;
use crate::summary::{Ledger, Rows};

/// What a day's last snapshot is compared with.
///
/// ```
/// use mediaop_core::Baseline;
/// assert_eq!("previous_close".parse::<Baseline>().unwrap(), Baseline::PreviousClose);
/// assert_eq!(Baseline::default().name(), "within_day");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Baseline {
    /// The day's first snapshot: leaves out what a video gains between the last crawl of a day
    /// and the first of the next.
    #[default]
    WithinDay,
    /// The last snapshot of the latest earlier day that has one; without one as `WithinDay`.
    PreviousClose,
}

impl Baseline {
    /// The name in parameters.
    ///
    /// ```
    /// assert_eq!(mediaop_core::Baseline::PreviousClose.name(), "previous_close");
    /// ```
    pub fn name(self) -> &'static str {
        match self {
            Baseline::WithinDay => "within_day",
            Baseline::PreviousClose => "previous_close",
        }
    }
}

impl FromStr for Baseline {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        [Baseline::WithinDay, Baseline::PreviousClose].into_iter().find(|baseline| baseline.name() == text).ok_or_else(
            || {
                Error::new(ErrorKind::UnknownName {
                    what: "baseline",
                    found: text.to_owned(),
                    allowed: "within_day, previous_close",
                })
            },
        )
    }
}

/// What a video gained on a day.
///
/// ```
/// use mediaop_core::{Baseline, Metric, example};
/// let fall = example::dataset().increments(Baseline::WithinDay).into_iter().find(|i| i.gained[Metric::Digg] < Some(0));
/// assert_eq!(fall.map(|i| (i.aweme_id, i.day.to_string(), i.span_days)), Some((5, "2026-03-09".to_owned(), 1)));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Increment {
    /// The video.
    pub aweme_id: i64,
    /// The day.
    pub day: LocalDay,
    /// Signed, per metric; missing where a metric was missing at either end.
    pub gained: Counters,
    /// 1, or the number of days since the close that it was compared with.
    pub span_days: i32,
}

/// A day of a video, with all that its increments are made of.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Step {
    /// The day's row in the summaries.
    pub(crate) row: usize,
    /// The row of the latest earlier day with a reading.
    pub(crate) close: Option<usize>,
    /// Whether the video was published on this day.
    pub(crate) published: bool,
    /// Whether the day has a single snapshot.
    pub(crate) single: bool,
    close_days_ago: i32,
}

/// The rule by which an increment comes about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rule {
    Published,
    WithinDay,
    PreviousClose(usize),
    SingleSnapshot,
}

impl Rule {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Rule::Published => "published",
            Rule::WithinDay => "within_day",
            Rule::PreviousClose(_) => "previous_close",
            Rule::SingleSnapshot => "single_snapshot",
        }
    }
}

impl Step {
    #[inline]
    pub(crate) fn rule(&self, baseline: Baseline) -> Rule {
        match (self.published, baseline, self.close) {
            (true, ..) => Rule::Published,
            (_, Baseline::PreviousClose, Some(close)) => Rule::PreviousClose(close),
            _ if self.single => Rule::SingleSnapshot,
            _ => Rule::WithinDay,
        }
    }

    #[inline]
    pub(crate) fn gained(&self, summaries: &Ledger, baseline: Baseline) -> Counters {
        let (rule, (tier, row)) = (self.rule(baseline), summaries.tier(self.row));
        let last = |m: usize| tier.last.0[m].get(row);
        match rule {
            Rule::Published => tier.last.get(row),
            Rule::WithinDay => Counters(std::array::from_fn(|m| Some(last(m)? - tier.first.0[m].get(row)?))),
            Rule::PreviousClose(close) => {
                let (before, close) = summaries.tier(close);
                Counters(std::array::from_fn(|m| Some(last(m)? - before.last.0[m].get(close)?)))
            }
            Rule::SingleSnapshot => Counters::default(),
        }
    }

    /// What was gained in the metric at a place.
    #[inline]
    pub(crate) fn gained_in(&self, summaries: &Ledger, baseline: Baseline, m: usize) -> Option<i64> {
        let (tier, row) = summaries.tier(self.row);
        let last = tier.last.0[m].get(row);
        match self.rule(baseline) {
            Rule::Published => last,
            Rule::WithinDay => Some(last? - tier.first.0[m].get(row)?),
            Rule::PreviousClose(close) => {
                let (before, close) = summaries.tier(close);
                Some(last? - before.last.0[m].get(close)?)
            }
            Rule::SingleSnapshot => None,
        }
    }

    /// Days that the increment covers.
    #[inline]
    pub(crate) fn span(&self, baseline: Baseline) -> i32 {
        match self.rule(baseline) {
            Rule::PreviousClose(_) => self.close_days_ago,
            _ => 1,
        }
    }
}

/// The days of one video that have a reading, in order.
pub(crate) struct Walk<'a> {
    summaries: &'a Ledger,
    rows: Rows,
    close: Option<usize>,
    published: Option<i32>,
}

impl<'a> Walk<'a> {
    /// Over these rows, with no close before them.
    pub(crate) fn new(summaries: &'a Ledger, rows: Rows, published: Option<i32>) -> Self {
        Walk { summaries, rows, close: None, published }
    }

    /// Over the days from–to of a video; the close may lie before them.
    pub(crate) fn window(summaries: &'a Ledger, video: usize, from: i32, to: i32, published: Option<i32>) -> Self {
        let within = summaries.rows_within(video, from, to);
        let close = summaries.reading_before(video, from);
        Walk { summaries, rows: within, close, published }
    }
}

impl Iterator for Walk<'_> {
    type Item = Step;

    #[inline]
    fn next(&mut self) -> Option<Step> {
        let summaries = self.summaries;
        let row = self.rows.find(|row| summaries.has_reading(*row))?;
        let day = summaries.day(row);
        let close = self.close.replace(row);
        Some(Step {
            row,
            close,
            published: self.published == Some(day),
            single: summaries.is_single(row),
            close_days_ago: close.map_or(1, |close| day - summaries.day(close)),
        })
    }
}
