//! Daily increments straight from columns, with no data set in between.

use crate::calendar::{Calendar, LocalDay};
use crate::columns::SnapshotColumns;
use crate::error::Error;
use crate::increment::{Baseline, Increment};
use crate::intake::Intake;
use crate::metric::{Counters, Metric};
use crate::summary::daily_gains;

/// The daily increments of rows in columns, in columns, and what was read.
///
/// # Input
/// Rows in any order, once or repeated. Only the ids, times and counters are looked at.
///
/// # Output
/// By video, then day; the same as [`crate::Dataset::increments`] over the same rows.
///
/// # Missing data
/// A metric that is missing at either end has no increment; a day without one in any metric has no
/// row.
///
/// # Cost
/// About two to three passes over the columns where `aweme_id` ascends, on all threads. In any other
/// order the rows are copied beside others of their video, up to 2 GiB of them at a time.
///
/// # Errors
/// A column is of another length than `aweme_id`.
///
/// # Example: what did a video gain on each day?
/// ```
/// use mediaop_core::{Baseline, Calendar, CounterSlice, Metric, SnapshotColumns, daily_increments};
/// let hour = 3_600_000;
/// let midnight = 1_767_283_200_000;
/// let mut columns = SnapshotColumns {
///     aweme_id: &[7, 7, 7],
///     update_ts: &[midnight + hour, midnight + 9 * hour, midnight + 30 * hour],
///     ..SnapshotColumns::default()
/// };
/// columns.counters[Metric::Digg as usize] = Some(CounterSlice::Narrow(&[100, 130, 125]));
/// let (within_day, intake) = daily_increments(&columns, &Calendar::default(), Baseline::WithinDay)?;
/// assert_eq!(within_day.gained[Metric::Digg as usize].get(0), Some(30));
/// assert_eq!((within_day.len(), intake.rows_accepted), (1, 3));
/// let (previous_close, _) = daily_increments(&columns, &Calendar::default(), Baseline::PreviousClose)?;
/// assert_eq!(previous_close.iter().last().unwrap().gained[Metric::Digg], Some(-5));
/// # Ok::<(), mediaop_core::Error>(())
/// ```
pub fn daily_increments(
    columns: &SnapshotColumns<'_>,
    calendar: &Calendar,
    baseline: Baseline,
) -> Result<(IncrementColumns, Intake), Error> {
    columns.check_shape()?;
    Ok(daily_gains(&columns.readings(), calendar, baseline))
}

/// Increments in columns of one length, by video, then day.
///
/// ```
/// use mediaop_core::{Baseline, Calendar, SnapshotColumns, daily_increments};
/// let no_rows = SnapshotColumns::default();
/// let (increments, _) = daily_increments(&no_rows, &Calendar::default(), Baseline::WithinDay)?;
/// assert!(increments.is_empty());
/// # Ok::<(), mediaop_core::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq)]
pub struct IncrementColumns {
    /// Videos.
    pub aweme_id: Vec<i64>,
    /// Days, as [`LocalDay::number`] counts them.
    pub day: Vec<i32>,
    /// What was gained, indexed by `Metric as usize`.
    pub gained: [GainedColumn; Metric::COUNT],
    /// 1, or the number of days since the close that was compared with.
    pub span_days: Vec<i32>,
}

/// What was gained of one metric, as narrow as the counters were.
///
/// ```
/// use mediaop_core::GainedColumn;
/// let gained = GainedColumn::Narrow(vec![30, GainedColumn::MISSING_NARROW]);
/// assert_eq!((gained.get(0), gained.get(1)), (Some(30), None));
/// ```
#[derive(Debug, Clone, Default, PartialEq)]
pub enum GainedColumn {
    /// No row has the metric.
    #[default]
    Absent,
    /// 32 bits wide.
    Narrow(Vec<i32>),
    /// 64 bits wide.
    Wide(Vec<i64>),
}

impl GainedColumn {
    /// Stands for a missing increment in [`GainedColumn::Narrow`]; none is as low.
    ///
    /// ```
    /// assert_eq!(mediaop_core::GainedColumn::MISSING_NARROW, i32::MIN);
    /// ```
    pub const MISSING_NARROW: i32 = i32::MIN;
    /// Stands for a missing increment in [`GainedColumn::Wide`]; none is as low.
    ///
    /// ```
    /// assert_eq!(mediaop_core::GainedColumn::MISSING_WIDE, i64::MIN);
    /// ```
    pub const MISSING_WIDE: i64 = i64::MIN;

    /// The increment of a row.
    ///
    /// ```
    /// assert_eq!(mediaop_core::GainedColumn::Wide(vec![-5]).get(0), Some(-5));
    /// ```
    #[inline]
    pub fn get(&self, row: usize) -> Option<i64> {
        match self {
            GainedColumn::Absent => None,
            GainedColumn::Narrow(values) => Some(values[row]).filter(|v| *v != Self::MISSING_NARROW).map(i64::from),
            GainedColumn::Wide(values) => Some(values[row]).filter(|value| *value != Self::MISSING_WIDE),
        }
    }

    /// The values, of a column that is narrow or absent.
    pub(crate) fn narrow(&mut self) -> &mut Vec<i32> {
        match self {
            GainedColumn::Narrow(values) => values,
            other => {
                *other = GainedColumn::Narrow(Vec::new());
                other.narrow()
            }
        }
    }

    /// The values, of a column that is wide or absent.
    pub(crate) fn wide(&mut self) -> &mut Vec<i64> {
        match self {
            GainedColumn::Wide(values) => values,
            other => {
                *other = GainedColumn::Wide(Vec::new());
                other.wide()
            }
        }
    }

    /// Whether all rows from this one on have an increment.
    fn is_full(&self, begin: usize) -> bool {
        match self {
            GainedColumn::Absent => false,
            GainedColumn::Narrow(values) => {
                values[begin..].iter().fold(true, |full, v| full & (*v != Self::MISSING_NARROW))
            }
            GainedColumn::Wide(values) => {
                values[begin..].iter().fold(true, |full, v| full & (*v != Self::MISSING_WIDE))
            }
        }
    }

    /// Marks which rows from this one on have an increment.
    fn mark(&self, begin: usize, known: &mut [bool]) {
        match self {
            GainedColumn::Absent => {}
            GainedColumn::Narrow(values) => {
                let values = known.iter_mut().zip(&values[begin..]);
                values.for_each(|(known, value)| *known |= *value != Self::MISSING_NARROW);
            }
            GainedColumn::Wide(values) => {
                let values = known.iter_mut().zip(&values[begin..]);
                values.for_each(|(known, value)| *known |= *value != Self::MISSING_WIDE);
            }
        }
    }

    fn keep(&mut self, begin: usize, kept: &[bool]) {
        match self {
            GainedColumn::Absent => {}
            GainedColumn::Narrow(values) => keep(values, begin, kept),
            GainedColumn::Wide(values) => keep(values, begin, kept),
        }
    }

    /// Puts a column of the same kind behind this one, or one of any kind behind none.
    fn extend(&mut self, more: &GainedColumn) {
        match (self, more) {
            (GainedColumn::Narrow(values), GainedColumn::Narrow(more)) => values.extend_from_slice(more),
            (GainedColumn::Wide(values), GainedColumn::Wide(more)) => values.extend_from_slice(more),
            (absent @ GainedColumn::Absent, more) => *absent = more.clone(),
            _ => {}
        }
    }

    fn reserve_exact(&mut self, more: usize) {
        match self {
            GainedColumn::Absent => {}
            GainedColumn::Narrow(values) => values.reserve_exact(more),
            GainedColumn::Wide(values) => values.reserve_exact(more),
        }
    }

    /// Puts columns of one kind one behind the other.
    fn concat(parts: &[IncrementColumns], m: usize) -> GainedColumn {
        let narrow = |part: &IncrementColumns| matches!(part.gained[m], GainedColumn::Narrow(_));
        let wide = |part: &IncrementColumns| matches!(part.gained[m], GainedColumn::Wide(_));
        if parts.iter().any(narrow) {
            GainedColumn::Narrow(concat(parts, |part| match &part.gained[m] {
                GainedColumn::Narrow(values) => values,
                _ => &[],
            }))
        } else if parts.iter().any(wide) {
            GainedColumn::Wide(concat(parts, |part| match &part.gained[m] {
                GainedColumn::Wide(values) => values,
                _ => &[],
            }))
        } else {
            GainedColumn::Absent
        }
    }
}

fn concat<'a, T: Copy + 'a>(parts: &'a [IncrementColumns], of: impl Fn(&'a IncrementColumns) -> &'a [T]) -> Vec<T> {
    let mut all = Vec::with_capacity(parts.iter().map(IncrementColumns::len).sum());
    parts.iter().for_each(|part| all.extend_from_slice(of(part)));
    all
}

/// Of the values from a place on keeps some.
fn keep<T: Copy>(values: &mut Vec<T>, begin: usize, kept: &[bool]) {
    let mut end = begin;
    for (place, _) in (begin..values.len()).zip(kept).filter(|(_, kept)| **kept) {
        values[end] = values[place];
        end += 1;
    }
    values.truncate(end);
}

impl IncrementColumns {
    /// How many increments there are.
    ///
    /// ```
    /// assert_eq!(mediaop_core::IncrementColumns::default().len(), 0);
    /// ```
    pub fn len(&self) -> usize {
        self.aweme_id.len()
    }

    /// Whether there is none.
    ///
    /// ```
    /// assert!(mediaop_core::IncrementColumns::default().is_empty());
    /// ```
    pub fn is_empty(&self) -> bool {
        self.aweme_id.is_empty()
    }

    /// The increments one by one.
    ///
    /// ```
    /// assert!(mediaop_core::IncrementColumns::default().iter().next().is_none());
    /// ```
    pub fn iter(&self) -> impl Iterator<Item = Increment> {
        (0..self.len()).map(|row| Increment {
            aweme_id: self.aweme_id[row],
            day: LocalDay(self.day[row]),
            gained: Counters(std::array::from_fn(|m| self.gained[m].get(row))),
            span_days: self.span_days[row],
        })
    }

    /// Leaves out, of the rows from this one on, those without an increment in any metric.
    pub(crate) fn drop_empty(&mut self, begin: usize) {
        if self.gained.iter().any(|column| column.is_full(begin)) {
            return;
        }
        let mut known = vec![false; self.len() - begin];
        self.gained.iter().for_each(|column| column.mark(begin, &mut known));
        if known.iter().fold(true, |all, known| all & known) {
            return;
        }
        keep(&mut self.aweme_id, begin, &known);
        keep(&mut self.day, begin, &known);
        keep(&mut self.span_days, begin, &known);
        self.gained.iter_mut().for_each(|column| column.keep(begin, &known));
    }

    /// Parts of ascending videos, one behind the other.
    pub(crate) fn concat(parts: &[IncrementColumns]) -> IncrementColumns {
        let mut all = IncrementColumns::default();
        let IncrementColumns { aweme_id, day, gained, span_days } = &mut all;
        rayon::scope(|scope| {
            scope.spawn(|_| *aweme_id = concat(parts, |part| &part.aweme_id));
            for (m, column) in gained.iter_mut().enumerate() {
                scope.spawn(move |_| *column = GainedColumn::concat(parts, m));
            }
            scope.spawn(|_| *day = concat(parts, |part| &part.day));
            scope.spawn(|_| *span_days = concat(parts, |part| &part.span_days));
        });
        all
    }

    /// Puts increments with the same metrics, of videos behind these, behind these.
    pub(crate) fn append(&mut self, part: &IncrementColumns) {
        self.aweme_id.extend_from_slice(&part.aweme_id);
        self.day.extend_from_slice(&part.day);
        self.span_days.extend_from_slice(&part.span_days);
        self.gained.iter_mut().zip(&part.gained).for_each(|(column, part)| column.extend(part));
    }

    /// Makes room for so many times what is in.
    pub(crate) fn reserve_times(&mut self, times: f64) {
        let more = (self.len() as f64 * times) as usize;
        self.aweme_id.reserve_exact(more);
        self.day.reserve_exact(more);
        self.span_days.reserve_exact(more);
        self.gained.iter_mut().for_each(|column| column.reserve_exact(more));
    }
}
