//! What was read, and what became of it.

use std::collections::BTreeMap;

use crate::snapshot::{RejectReason, Rejection};

/// Counts of rows read, accepted and rejected by reason.
///
/// # Example: why is a row not in the answers?
/// ```
/// use mediaop_core::{Calendar, Cell, DatasetBuilder, RawSnapshot, RejectReason};
/// let mut builder = DatasetBuilder::new(Calendar::default());
/// let row = RawSnapshot { aweme_id: Cell::Int(-4), ..Default::default() };
/// assert!(builder.push(&row).is_err());
/// let dataset = builder.finish();
/// let rejected = &dataset.intake().rejected[&RejectReason::AwemeIdNotPositive];
/// assert_eq!(rejected.count, 1);
/// assert_eq!(rejected.examples, ["row 0: aweme_id is -4, expected a number above 0"]);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Intake {
    /// Rows that were offered.
    pub rows_read: u64,
    /// Rows that were accepted, blank ones included.
    pub rows_accepted: u64,
    /// Accepted rows that read no counters.
    pub rows_blank: u64,
    /// Counters such as `10w+` in accepted rows, which are missing.
    pub inexact_counters: u64,
    /// Rows that were refused.
    pub rejected: BTreeMap<RejectReason, RejectedRows>,
}

/// Rows refused for one reason.
///
/// ```
/// use mediaop_core::{Calendar, Cell, DatasetBuilder, RawSnapshot, RejectReason};
/// let mut builder = DatasetBuilder::new(Calendar::default());
/// builder.extend((0..9).map(|_| RawSnapshot { aweme_id: Cell::Text("?"), ..Default::default() }));
/// let rejected = &builder.intake().rejected[&RejectReason::AwemeIdNotAWholeNumber];
/// assert_eq!((rejected.count, rejected.examples.len()), (9, 5));
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RejectedRows {
    /// How many.
    pub count: u64,
    /// The first few, as sentences with the number of the row, counted from 0.
    pub examples: Vec<String>,
}

impl Intake {
    const EXAMPLES: usize = 5;

    #[inline]
    pub(crate) fn accept(&mut self, blank: bool, inexact: u32) {
        self.rows_read += 1;
        self.rows_accepted += 1;
        self.rows_blank += u64::from(blank);
        self.inexact_counters += u64::from(inexact);
    }

    pub(crate) fn reject(&mut self, rejection: &Rejection) {
        let row = self.rows_read;
        self.rows_read += 1;
        let rejected = self.rejected.entry(rejection.reason).or_default();
        rejected.count += 1;
        if rejected.examples.len() < Self::EXAMPLES {
            rejected.examples.push(format!("row {row}: {rejection}"));
        }
    }

    /// How many rows were refused.
    ///
    /// ```
    /// assert_eq!(mediaop_core::Intake::default().rows_rejected(), 0);
    /// ```
    pub fn rows_rejected(&self) -> u64 {
        self.rejected.values().map(|rejected| rejected.count).sum()
    }

    /// Like [`add`](Intake::add), of rows that come behind these and were counted from 0.
    pub(crate) fn append(&mut self, other: &Intake) {
        let before = self.rows_read;
        let mut other = other.clone();
        for example in other.rejected.values_mut().flat_map(|rejected| &mut rejected.examples) {
            let row = example.strip_prefix("row ").and_then(|numbered| numbered.split_once(": "));
            if let Some((row, rejection)) = row.and_then(|(row, rest)| Some((row.parse::<u64>().ok()?, rest))) {
                *example = format!("row {}: {rejection}", before + row);
            }
        }
        self.add(&other);
    }

    pub(crate) fn add(&mut self, other: &Intake) {
        self.rows_read += other.rows_read;
        self.rows_accepted += other.rows_accepted;
        self.rows_blank += other.rows_blank;
        self.inexact_counters += other.inexact_counters;
        for (reason, more) in &other.rejected {
            let rejected = self.rejected.entry(*reason).or_default();
            rejected.count += more.count;
            let room = Self::EXAMPLES.saturating_sub(rejected.examples.len());
            rejected.examples.extend(more.examples.iter().take(room).cloned());
        }
    }
}
