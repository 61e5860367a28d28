//! Totals, averages and medians over the members of a group (`docs/METRICS.md`, section 8).

use crate::frame::Member;
use crate::metric::{Counters, Metric};
use crate::order::{Ranked, Ranker};
use crate::record::{Averages, Medians, Number, Totals};

/// Members put together by a key.
pub(crate) struct Groups<'m> {
    members: Vec<&'m Member>,
    /// Key and end of each group that has members, by key.
    ends: Vec<(u32, usize)>,
}

impl<'m> Groups<'m> {
    /// Groups by a key below `keys`; members without a key are left out. Order is kept.
    pub(crate) fn by(members: &'m [Member], keys: usize, key: impl Fn(&Member) -> Option<u32>) -> Self {
        let mut counts = vec![0_usize; keys];
        members.iter().filter_map(&key).for_each(|key| counts[key as usize] += 1);
        let mut ends = Vec::new();
        let mut end = 0;
        for (key, count) in counts.iter_mut().enumerate().filter(|(_, count)| **count > 0) {
            let begin = end;
            end += *count;
            *count = begin;
            ends.push((key as u32, end));
        }
        // A placeholder until every place is filled below.
        let Some(any) = members.first().filter(|_| end > 0) else {
            return Groups { members: Vec::new(), ends: Vec::new() };
        };
        let mut grouped = vec![any; end];
        for member in members {
            if let Some(key) = key(member) {
                let next = &mut counts[key as usize];
                grouped[*next] = member;
                *next += 1;
            }
        }
        Groups { members: grouped, ends }
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (u32, &[&'m Member])> {
        let mut begin = 0;
        self.ends.iter().map(move |(key, end)| (*key, &self.members[std::mem::replace(&mut begin, *end)..*end]))
    }
}

/// Sums over members, and over how many.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Sums {
    sums: [i128; Metric::COUNT],
    counts: [u64; Metric::COUNT],
}

impl Sums {
    pub(crate) fn of<'a>(members: impl IntoIterator<Item = &'a Member>) -> Self {
        let mut out = Sums::default();
        for member in members {
            for (m, value) in member.value.0.iter().enumerate() {
                if let Some(value) = value {
                    out.sums[m] += i128::from(*value);
                    out.counts[m] += 1;
                }
            }
        }
        out
    }

    /// Totals; `None` where no member has the metric.
    pub(crate) fn totals(&self) -> Counters {
        Counters(std::array::from_fn(|m| if self.counts[m] > 0 { i64::try_from(self.sums[m]).ok() } else { None }))
    }

    pub(crate) fn average(&self, metric: Metric) -> Option<f64> {
        let m = metric as usize;
        (self.counts[m] > 0).then(|| self.sums[m] as f64 / self.counts[m] as f64)
    }

    /// How many members have the metric.
    pub(crate) fn count(&self, metric: Metric) -> u64 {
        self.counts[metric as usize]
    }

    pub(crate) fn total_columns(&self) -> Totals {
        let totals = self.totals();
        Totals(std::array::from_fn(|m| totals.0[m]))
    }

    pub(crate) fn average_columns(&self) -> Averages {
        Averages(std::array::from_fn(|m| self.average(Metric::ALL[m])))
    }
}

pub(crate) fn median_columns(members: &[&Member]) -> Medians {
    Medians(std::array::from_fn(|m| median_of(members, Metric::ALL[m])))
}

pub(crate) fn median_of(members: &[&Member], metric: Metric) -> Option<f64> {
    median(members.iter().filter_map(|member| member.value[metric]).collect(), |low, high| {
        (i128::from(low) + i128::from(high)) as f64 / 2.0
    })
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

/// A group of members with its sums and the value that ranks it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Group<'m> {
    /// What it is grouped by; positions, which ascend with the ids.
    pub(crate) id: (u32, u32),
    pub(crate) members: &'m [&'m Member],
    pub(crate) sums: Sums,
    pub(crate) value: Option<Number>,
}

impl<'m> Group<'m> {
    pub(crate) fn new(id: (u32, u32), members: &'m [&'m Member], ranker: &Ranker) -> Self {
        let sums = Sums::of(members.iter().copied());
        Group { id, members, sums, value: ranker.value(&sums.totals()) }
    }
}

impl Ranked for Group<'_> {
    fn value(&self) -> Option<Number> {
        self.value
    }
    fn videos(&self) -> u64 {
        self.members.len() as u64
    }
    fn id(&self) -> (u32, u32) {
        self.id
    }
}

/// How many different values there are.
pub(crate) fn distinct(values: impl Iterator<Item = Option<u32>>) -> u64 {
    let mut values: Vec<u32> = values.flatten().collect();
    values.sort_unstable();
    values.dedup();
    values.len() as u64
}

/// The earliest and the latest publication day among members that have one.
pub(crate) fn post_dates(members: &[&Member]) -> (Option<crate::LocalDay>, Option<crate::LocalDay>) {
    let days = || members.iter().filter_map(|member| member.published);
    (days().min().map(crate::LocalDay), days().max().map(crate::LocalDay))
}
