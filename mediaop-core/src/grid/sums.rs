//! Sums over the videos of a block.

use crate::metric::Metric;

/// Sums over the regular videos of a block, up to and with a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct DaySums {
    /// Days with a reading.
    pub(crate) reads: i64,
    pub(crate) singles: i64,
    /// First days without an increment.
    pub(crate) opens: i64,
    pub(crate) falls_within: i64,
    pub(crate) falls_close: i64,
    pub(crate) gaps: i64,
    pub(crate) within: [i64; Metric::COUNT],
    pub(crate) last: [i64; Metric::COUNT],
    /// Days with an increment by `within_day`, of the videos that have the metric.
    pub(crate) withins: [i64; Metric::COUNT],
    /// Days with an increment by `previous_close`, of the videos that have the metric.
    pub(crate) closes: [i64; Metric::COUNT],
}

impl DaySums {
    /// What is beyond other sums.
    pub(crate) fn less(&self, other: &DaySums) -> DaySums {
        self.with(other, |a, b| a - b)
    }

    /// Together with other sums.
    pub(crate) fn and(&self, other: &DaySums) -> DaySums {
        self.with(other, |a, b| a + b)
    }

    #[inline]
    fn with(&self, other: &DaySums, op: impl Fn(i64, i64) -> i64) -> DaySums {
        let each = |a: &[i64; Metric::COUNT], b: &[i64; Metric::COUNT]| std::array::from_fn(|m| op(a[m], b[m]));
        DaySums {
            reads: op(self.reads, other.reads),
            singles: op(self.singles, other.singles),
            opens: op(self.opens, other.opens),
            falls_within: op(self.falls_within, other.falls_within),
            falls_close: op(self.falls_close, other.falls_close),
            gaps: op(self.gaps, other.gaps),
            within: each(&self.within, &other.within),
            last: each(&self.last, &other.last),
            withins: each(&self.withins, &other.withins),
            closes: each(&self.closes, &other.closes),
        }
    }
}
