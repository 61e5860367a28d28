//! Totals, averages and medians over the members of a group (`docs/METRICS.md`, section 8).

use crate::frame::{Frame, NO_VALUE};
use crate::metric::Metric;
use crate::order::{Measured, Ranked, Ranker};
use crate::record::{Averages, Medians, Number, Totals};
use crate::summary::NO_TEXT;

/// The places of members put together by a key.
pub(crate) struct Groups {
    places: Vec<u32>,
    /// Key and end of each group that has members, by key.
    ends: Vec<(u32, u32)>,
}

impl Groups {
    /// Groups the places 0, 1, … by keys below `keys`; places whose key is [`NO_TEXT`] are left
    /// out. Order is kept.
    pub(crate) fn by(column: &[u32], keys: usize) -> Self {
        Groups::of(0..column.len() as u32, column, keys)
    }

    /// Groups some places by their keys in a column.
    pub(crate) fn of(places: impl Iterator<Item = u32> + Clone, column: &[u32], keys: usize) -> Self {
        let keyed = || places.clone().filter(|place| column[*place as usize] != NO_TEXT);
        let mut next = vec![0_u32; keys];
        keyed().for_each(|place| next[column[place as usize] as usize] += 1);
        let mut ends = Vec::new();
        let mut end = 0;
        for (key, count) in next.iter_mut().enumerate().filter(|(_, count)| **count > 0) {
            let begin = end;
            end += *count;
            *count = begin;
            ends.push((key as u32, end));
        }
        let mut grouped = vec![0; end as usize];
        for place in keyed() {
            let next = &mut next[column[place as usize] as usize];
            grouped[*next as usize] = place;
            *next += 1;
        }
        Groups { places: grouped, ends }
    }

    /// Each key that has members, ascending, with their places.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (u32, &[u32])> {
        let mut begin = 0;
        self.ends.iter().map(move |(key, end)| {
            let begin = std::mem::replace(&mut begin, *end as usize);
            (*key, &self.places[begin..*end as usize])
        })
    }

    /// The places of a key.
    pub(crate) fn get(&self, key: u32) -> &[u32] {
        match self.ends.binary_search_by_key(&key, |(key, _)| *key) {
            Ok(group) => {
                let begin = if group == 0 { 0 } else { self.ends[group - 1].1 };
                &self.places[begin as usize..self.ends[group].1 as usize]
            }
            Err(_) => &[],
        }
    }
}

/// A sum of values that may be missing; missing while there are none.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Sum {
    sum: i128,
    pub(crate) count: u64,
}

impl Sum {
    /// Of a column's values at some places.
    #[inline]
    pub(crate) fn of(column: &[i64], places: &[u32]) -> Sum {
        Sum::over(places.iter().map(|place| column[*place as usize]))
    }

    #[inline]
    pub(crate) fn over(values: impl Iterator<Item = i64>) -> Sum {
        let mut out = Sum::default();
        for value in values {
            if value != NO_VALUE {
                out.sum += i128::from(value);
                out.count += 1;
            }
        }
        out
    }

    /// `None` where there is no value, or where 64 bits do not hold the sum.
    pub(crate) fn total(self) -> Option<i64> {
        if self.count > 0 { i64::try_from(self.sum).ok() } else { None }
    }

    pub(crate) fn average(self) -> Option<f64> {
        (self.count > 0).then(|| self.sum as f64 / self.count as f64)
    }
}

/// Sums over members in the metrics that groups show.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Sums([Sum; 4]);

/// The metrics of totals, averages and medians.
pub(crate) const GROUP_METRICS: [Metric; 4] = [Metric::Digg, Metric::Collect, Metric::Share, Metric::Comment];

impl Sums {
    pub(crate) fn of(frame: &Frame<'_>, places: &[u32]) -> Self {
        let value = |place: &u32, metric| frame.value(*place, metric).unwrap_or(NO_VALUE);
        Sums(GROUP_METRICS.map(|metric| Sum::over(places.iter().map(|place| value(place, metric)))))
    }

    pub(crate) fn totals(&self) -> Totals {
        Totals(self.0.map(Sum::total))
    }

    pub(crate) fn averages(&self) -> Averages {
        Averages(self.0.map(Sum::average))
    }
}

/// The medians over some members.
pub(crate) fn medians(frame: &Frame<'_>, places: &[u32]) -> Medians {
    Medians(GROUP_METRICS.map(|metric| median_of(places.iter().filter_map(|place| frame.value(*place, metric)))))
}

/// The middle value, or the mean of the middle two.
pub(crate) fn median_of(values: impl Iterator<Item = i64>) -> Option<f64> {
    median(values.collect(), |low, high| (i128::from(low) + i128::from(high)) as f64 / 2.0)
}

/// The middle value of fractions, or the mean of the middle two.
pub(crate) fn median_f64(values: Vec<f64>) -> Option<f64> {
    median(values.into_iter().map(TotalF64).collect(), |low, high| (low.0 + high.0) / 2.0)
}

fn median<T: Ord + Copy>(mut values: Vec<T>, mean: impl Fn(T, T) -> f64) -> Option<f64> {
    let middle = values.len().checked_sub(1)? / 2;
    let even = values.len().is_multiple_of(2);
    let (_, low, rest) = values.select_nth_unstable(middle);
    let low = *low;
    let high = if even { rest.iter().copied().min().unwrap_or(low) } else { low };
    Some(mean(low, high))
}

#[derive(Clone, Copy, PartialEq)]
struct TotalF64(f64);
impl Eq for TotalF64 {}
impl PartialOrd for TotalF64 {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for TotalF64 {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.total_cmp(&other.0)
    }
}

/// A group of members with the value that ranks it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Group<'g> {
    /// What it is grouped by; positions, which ascend with the ids.
    pub(crate) id: (u32, u32),
    pub(crate) places: &'g [u32],
    pub(crate) value: Option<Number>,
}

impl<'g> Group<'g> {
    pub(crate) fn new(id: (u32, u32), places: &'g [u32], measured: &Measured<'_>, ranker: &Ranker) -> Self {
        Group { id, places, value: measured.total(ranker, places) }
    }
}

impl Ranked for Group<'_> {
    fn value(&self) -> Option<Number> {
        self.value
    }
    fn videos(&self) -> u64 {
        self.places.len() as u64
    }
    fn id(&self) -> (u32, u32) {
        self.id
    }
}

/// The earliest and the latest publication day among members that have one.
pub(crate) fn post_dates(frame: &Frame<'_>, places: &[u32]) -> (Option<crate::LocalDay>, Option<crate::LocalDay>) {
    let days = || places.iter().map(|place| frame.facts(*place).published).filter(|day| *day != crate::facts::NO_DAY);
    (days().min().map(crate::LocalDay), days().max().map(crate::LocalDay))
}
