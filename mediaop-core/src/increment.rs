//! What a video gained on a local day (`docs/METRICS.md`, section 4).

use std::str::FromStr;

use crate::calendar::LocalDay;
use crate::error::{Error, ErrorKind};
use crate::metric::Counters;
use crate::summary::{DayRow, Ledger, Readings, Rows};

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
pub(crate) struct Step<'a> {
    pub(crate) row: DayRow<'a>,
    /// The latest earlier day with a reading.
    pub(crate) close: Option<DayRow<'a>>,
    pub(crate) day: i32,
    /// Whether the video was published on this day.
    pub(crate) published: bool,
    /// Whether the day has a single snapshot.
    pub(crate) single: bool,
}

/// The rule by which an increment comes about.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Rule<'a> {
    Published,
    WithinDay,
    PreviousClose(DayRow<'a>),
    SingleSnapshot,
}

impl Rule<'_> {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Rule::Published => "published",
            Rule::WithinDay => "within_day",
            Rule::PreviousClose(_) => "previous_close",
            Rule::SingleSnapshot => "single_snapshot",
        }
    }
}

impl<'a> Step<'a> {
    #[inline]
    pub(crate) fn rule(&self, baseline: Baseline) -> Rule<'a> {
        match (self.published, baseline, self.close) {
            (true, ..) => Rule::Published,
            (_, Baseline::PreviousClose, Some(close)) => Rule::PreviousClose(close),
            _ if self.single => Rule::SingleSnapshot,
            _ => Rule::WithinDay,
        }
    }

    #[inline]
    pub(crate) fn gained(&self, baseline: Baseline) -> Counters {
        let open = match self.rule(baseline) {
            Rule::Published => return self.row.lasts(),
            Rule::WithinDay => self.row.first_in(),
            Rule::PreviousClose(close) => close.last_in(),
            Rule::SingleSnapshot => return Counters::default(),
        };
        let ((opens, before), (lasts, row)) = (open, self.row.last_in());
        let mut gained = Counters::default();
        for ((gained, last), open) in gained.0.iter_mut().zip(&lasts.0).zip(&opens.0) {
            *gained = last.get(row).zip(open.get(before)).map(|(last, open)| last - open);
        }
        gained
    }

    /// What was gained in the metric at a place.
    #[inline]
    pub(crate) fn gained_in(&self, baseline: Baseline, m: usize) -> Option<i64> {
        match self.rule(baseline) {
            Rule::Published => self.row.last(m),
            Rule::WithinDay => Some(self.row.last(m)? - self.row.first(m)?),
            Rule::PreviousClose(close) => Some(self.row.last(m)? - close.last(m)?),
            Rule::SingleSnapshot => None,
        }
    }

    /// Days that the increment covers.
    #[inline]
    pub(crate) fn span(&self, baseline: Baseline) -> i32 {
        match self.rule(baseline) {
            Rule::PreviousClose(close) => self.day - close.day(),
            _ => 1,
        }
    }
}

/// The days of one video that have a reading, in order.
pub(crate) struct Walk<'a> {
    readings: Readings<'a>,
    close: Option<DayRow<'a>>,
    published: Option<i32>,
}

impl<'a> Walk<'a> {
    /// Over these rows, with no close before them.
    pub(crate) fn new(summaries: &'a Ledger, rows: Rows, published: Option<i32>) -> Self {
        Walk { readings: summaries.readings(rows), close: None, published }
    }

    /// Over the days from–to of a video; the close may lie before them.
    pub(crate) fn window(summaries: &'a Ledger, video: usize, from: i32, to: i32, published: Option<i32>) -> Self {
        let (mut before, within) = summaries.around(video, from, to);
        let close = before.rfind(|row| summaries.has_reading(*row)).map(|row| summaries.at(row));
        Walk { readings: summaries.readings(within), close, published }
    }
}

impl<'a> Iterator for Walk<'a> {
    type Item = Step<'a>;

    #[inline]
    fn next(&mut self) -> Option<Step<'a>> {
        let row = self.readings.next()?;
        let (day, close) = (row.day(), self.close.replace(row));
        Some(Step { row, close, day, published: self.published == Some(day), single: row.is_single() })
    }
}
