//! What stands above what (`docs/METRICS.md`, section 9).

use std::borrow::Cow;
use std::cmp::{Ordering, Reverse};

use itertools::Itertools;

use crate::aggregate::Sum;
use crate::frame::{Frame, NO_VALUE};
use crate::metric::{Counters, Metric, RankBy, Similarity};
use crate::record::Number;

/// By what a list is ordered.
///
/// ```
/// use mediaop_core::Ranking;
/// assert_eq!(Ranking::default().by.name(), "digg");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Ranking {
    /// The metric, or overall.
    pub by: RankBy,
    /// What counts as about the same.
    pub similarity: Similarity,
}

/// Gives rows their value: a metric, or the mean share in the list's sums.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ranker {
    by: RankBy,
    list: Counters,
}

/// The metrics that a ranking looks at.
pub(crate) fn metrics_of(by: RankBy) -> Vec<Metric> {
    match by {
        RankBy::Metric(metric) => vec![metric],
        RankBy::Overall => RankBy::OVERALL.to_vec(),
    }
}

impl Ranker {
    /// For a list with these sums, in the order of [`metrics_of`].
    pub(crate) fn of_list(by: RankBy, sums: impl Iterator<Item = Sum>) -> Ranker {
        let mut list = Counters::default();
        if by == RankBy::Overall {
            metrics_of(by).into_iter().zip(sums).for_each(|(metric, sum)| list[metric] = sum.total());
        }
        Ranker { by, list }
    }

    /// The value of totals, in the order of [`metrics_of`].
    #[inline]
    pub(crate) fn value_of(&self, total: impl Fn(usize) -> Option<i64>) -> Option<Number> {
        if let RankBy::Metric(_) = self.by {
            return total(0).map(Number::Int);
        }
        let mut values = Counters::default();
        RankBy::OVERALL.iter().enumerate().for_each(|(place, metric)| values[*metric] = total(place));
        self.value(&values)
    }

    pub(crate) fn value(&self, values: &Counters) -> Option<Number> {
        match self.by {
            RankBy::Metric(metric) => values[metric].map(Number::Int),
            RankBy::Overall => {
                let (mut sum, mut count) = (0.0, 0);
                for metric in RankBy::OVERALL {
                    if let (Some(value), Some(list @ 1..)) = (values[metric], self.list[metric]) {
                        sum += value as f64 / list as f64;
                        count += 1;
                    }
                }
                (count > 0).then(|| Number::Float(sum / f64::from(count)))
            }
        }
    }
}

/// The members of a frame with the values that rank them.
pub(crate) struct Measured<'f> {
    pub(crate) frame: &'f Frame<'f>,
    pub(crate) by: RankBy,
    /// The metrics that the ranking looks at.
    columns: Vec<(Metric, &'f [i64])>,
}

impl<'f> Measured<'f> {
    /// # Cost
    /// A look at each member for each metric that the ranking looks at.
    pub(crate) fn new(frame: &'f Frame<'f>, by: RankBy) -> Self {
        let columns = metrics_of(by).into_iter().map(|metric| (metric, frame.values(metric))).collect();
        Measured { frame, by, columns }
    }

    /// For a list whose rows rest on these members.
    pub(crate) fn ranker(&self, places: impl Iterator<Item = u32> + Clone) -> Ranker {
        let sum = |(_, column): &(Metric, &[i64])| Sum::over(places.clone().map(|place| column[place as usize]));
        Ranker::of_list(self.by, self.columns.iter().map(sum))
    }

    #[inline]
    pub(crate) fn value(&self, ranker: &Ranker, place: u32) -> Option<Number> {
        self.valued(ranker, |column| Some(column[place as usize]).filter(|value| *value != NO_VALUE))
    }

    /// The value of a group: of its totals.
    pub(crate) fn total(&self, ranker: &Ranker, places: &[u32]) -> Option<Number> {
        self.valued(ranker, |column| Sum::of(column, places).total())
    }

    #[inline]
    fn valued(&self, ranker: &Ranker, of: impl Fn(&[i64]) -> Option<i64>) -> Option<Number> {
        ranker.value_of(|place| of(self.columns[place].1))
    }

    /// The order of videos by a ranker.
    pub(crate) fn order<'m>(&'m self, ranker: &Ranker) -> Order<'m> {
        let keys = match &self.columns[..] {
            [(_, column)] => Cow::Borrowed(*column),
            _ => self.frame.places().map(|place| self.value(ranker, place).map_or(NO_VALUE, Number::key)).collect(),
        };
        Order { measured: self, ranker: *ranker, keys }
    }
}

/// The order of videos: value descending, newer first, then by id.
pub(crate) struct Order<'m> {
    measured: &'m Measured<'m>,
    ranker: Ranker,
    /// For each member a number that ascends with its value.
    keys: Cow<'m, [i64]>,
}

impl Order<'_> {
    pub(crate) fn value(&self, place: u32) -> Option<Number> {
        self.measured.value(&self.ranker, place)
    }

    /// A number that ascends with the value; [`NO_VALUE`] where there is none.
    #[inline]
    pub(crate) fn key(&self, place: u32) -> i64 {
        self.keys[place as usize]
    }

    #[inline]
    pub(crate) fn compare(&self, a: u32, b: u32) -> Ordering {
        self.keys[b as usize].cmp(&self.keys[a as usize]).then_with(|| self.compare_age(a, b))
    }

    #[cold]
    fn compare_age(&self, a: u32, b: u32) -> Ordering {
        let created = |place| self.measured.frame.create_time(place);
        // A time that is not known is 0, the oldest; places ascend with ids.
        created(b).cmp(&created(a)).then_with(|| a.cmp(&b))
    }

    /// The first in the order of videos, if it has a value.
    pub(crate) fn best(&self, places: &[u32]) -> Option<(u32, Number)> {
        let best = places.iter().copied().min_by(|a, b| self.compare(*a, *b))?;
        Some((best, self.value(best)?))
    }
}

impl Number {
    pub(crate) fn as_f64(self) -> f64 {
        match self {
            Number::Int(number) => number as f64,
            Number::Float(number) => number,
        }
    }

    /// A whole number that ascends with numbers of one kind.
    fn key(self) -> i64 {
        match self {
            Number::Int(number) => number,
            // As in `f64::total_cmp`.
            Number::Float(number) => {
                let bits = number.to_bits() as i64;
                bits ^ (((bits >> 63) as u64) >> 1) as i64
            }
        }
    }

    /// Of two numbers of one kind.
    pub(crate) fn compare(self, other: Number) -> Ordering {
        match (self, other) {
            (Number::Int(a), Number::Int(b)) => a.cmp(&b),
            (a, b) => a.as_f64().total_cmp(&b.as_f64()),
        }
    }
}

/// Greater first, missing last.
pub(crate) fn descending(a: Option<Number>, b: Option<Number>) -> Ordering {
    match (a, b) {
        (Some(a), Some(b)) => b.compare(a),
        (a, b) => a.is_none().cmp(&b.is_none()),
    }
}

/// What the order of groups looks at.
pub(crate) trait Ranked {
    fn value(&self) -> Option<Number>;
    fn videos(&self) -> u64;
    /// Positions stand for ids, since ids ascend with them.
    fn id(&self) -> (u32, u32);
}

/// Puts groups in order: performance first, frequency where performance is about the same.
pub(crate) fn rank<G: Ranked>(groups: &mut [G], similarity: Similarity) {
    groups.sort_unstable_by(by_performance);
    put_in_bands(groups, similarity, groups.len());
}

/// Puts groups in order up to the end of a page, those behind it in any.
///
/// # Cost
/// A few comparisons a group, and a sort of about as many as stand up to the end of the page.
pub(crate) fn rank_page<G: Ranked>(groups: &mut [G], similarity: Similarity, page: Option<Page>) {
    let end = page.map_or(groups.len(), Page::end);
    let mut looked_at = end.saturating_mul(2).saturating_add(16);
    while looked_at < groups.len() / 2 {
        let (first, ..) = groups.select_nth_unstable_by(looked_at, by_performance);
        first.sort_unstable_by(by_performance);
        if put_in_bands(first, similarity, end) {
            return;
        }
        looked_at = looked_at.saturating_mul(4);
    }
    rank(groups, similarity);
}

fn by_performance<G: Ranked>(a: &G, b: &G) -> Ordering {
    descending(a.value(), b.value()).then_with(|| a.id().cmp(&b.id()))
}

/// Orders the bands of groups that stand by performance, until `end` groups are in order. Tells
/// whether other groups behind these would change nothing.
fn put_in_bands<G: Ranked>(groups: &mut [G], similarity: Similarity, end: usize) -> bool {
    let (mut rest, mut ordered, mut is_whole) = (groups, 0, true);
    while ordered < end
        && let Some(first) = rest.first()
    {
        let length = match first.value() {
            None => rest.len(),
            Some(head) => {
                let limit = (1.0 - similarity.get()) * head.as_f64();
                rest.partition_point(|group| match group.value() {
                    None => false,
                    Some(value) if head.as_f64() > 0.0 => value.as_f64() >= limit,
                    Some(value) => value.compare(head).is_eq(),
                })
            }
        };
        // The head is always of its own band, so that each turn takes at least one.
        let (band, others) = rest.split_at_mut(length.max(1));
        band.sort_unstable_by(|a, b| Reverse(a.videos()).cmp(&Reverse(b.videos())).then_with(|| by_performance(a, b)));
        ordered += band.len();
        is_whole = !others.is_empty();
        rest = others;
    }
    is_whole
}

/// A part of a list: which page, of how many rows.
///
/// ```
/// use mediaop_core::Page;
/// assert_eq!(Page::default(), Page { page: 1, page_size: 20 });
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    /// From 1.
    pub page: u64,
    /// Rows on a page.
    pub page_size: u64,
}

impl Default for Page {
    fn default() -> Self {
        Page { page: 1, page_size: 20 }
    }
}

impl Page {
    /// The rows of the page; all of them where there is none.
    pub(crate) fn cut<T>(page: Option<Page>, rows: Vec<T>) -> Vec<T> {
        let Some(page) = page else { return rows };
        rows.into_iter().skip(page.skipped()).take(page.size()).collect()
    }

    /// Puts rows in order and cuts out the page; the same as to sort, then to cut.
    ///
    /// # Cost
    /// A comparison a row, and a sort of those up to the end of the page.
    pub(crate) fn top<T>(
        page: Option<Page>,
        rows: impl ExactSizeIterator<Item = T>,
        compare: impl Fn(&T, &T) -> Ordering,
    ) -> Vec<T> {
        let end = page.map_or(rows.len(), Page::end);
        let rows = if end < rows.len() / 2 {
            rows.k_smallest_relaxed_by(end, compare).collect()
        } else {
            rows.sorted_unstable_by(compare).collect()
        };
        Page::cut(page, rows)
    }

    /// How many rows stand up to its end.
    fn end(self) -> usize {
        self.skipped().saturating_add(self.size())
    }

    fn skipped(self) -> usize {
        usize::try_from(self.page.saturating_sub(1).saturating_mul(self.page_size)).unwrap_or(usize::MAX)
    }

    fn size(self) -> usize {
        usize::try_from(self.page_size).unwrap_or(usize::MAX)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[derive(Debug, Clone, Copy, PartialEq)]
    struct Shop {
        id: u32,
        videos: u64,
        value: Option<i64>,
    }

    impl Ranked for Shop {
        fn value(&self) -> Option<Number> {
            self.value.map(Number::Int)
        }
        fn videos(&self) -> u64 {
            self.videos
        }
        fn id(&self) -> (u32, u32) {
            (self.id, 0)
        }
    }

    proptest! {
        #[test]
        fn a_page_is_cut_from_the_whole_order(
            shops in prop::collection::vec((0..4_u64, prop::option::weighted(0.9, -20..300_i64)), 0..400),
            share in prop::sample::select(vec![0.0, 0.05, 0.5, 0.99]),
            (page, page_size) in (1..4_u64, 1..40_u64),
        ) {
            let of = |(id, (videos, value))| Shop { id, videos, value };
            let mut all: Vec<Shop> = (0..).zip(shops).map(of).collect();
            let (mut first, page) = (all.clone(), Some(Page { page, page_size }));
            let similarity = Similarity::new(share).unwrap();
            rank(&mut all, similarity);
            rank_page(&mut first, similarity, page);
            prop_assert_eq!(Page::cut(page, first), Page::cut(page, all));
        }
    }
}
