//! Totals, averages and medians over the members of a group (`docs/METRICS.md`, section 8).

mod keyed;
mod median;

pub(crate) use keyed::{PageMembers, SizedGroup};
pub(crate) use median::{median_f64, median_of};

use crate::frame::{Frame, NO_VALUE};
use crate::metric::Metric;
use crate::order::{Measured, Ranked, Ranker};
use crate::record::{Averages, Medians, Number, Totals};

/// Members put together by a key: their places, or more of them.
pub(crate) struct Groups<T = u32> {
    members: Vec<T>,
    /// Key and end of each group that has members, by key.
    ends: Vec<(u32, u32)>,
}

impl Groups {
    /// Groups the places 0, 1, … by keys below `keys`; places whose key is `NO_TEXT` are left
    /// out. Order is kept.
    pub(crate) fn by(column: &[u32], keys: usize) -> Self {
        Groups::of((0..).zip(column.iter().copied()), keys)
    }

    /// Groups some places by their keys in a column.
    pub(crate) fn of_places(places: &[u32], column: &[u32], keys: usize) -> Self {
        Groups::of(places.iter().map(|place| (*place, column[*place as usize])), keys)
    }
}

impl<T: Copy + Default> Groups<T> {
    /// Groups members by the keys beside them.
    pub(crate) fn of(keyed: impl Iterator<Item = (T, u32)> + Clone, keys: usize) -> Self {
        // Those without a key stand behind all others, and are cut off.
        let slot = |key: u32| (key as usize).min(keys);
        let mut next = vec![0_u32; keys + 1];
        keyed.clone().for_each(|(_, key)| next[slot(key)] += 1);
        let mut ends = Vec::new();
        let mut end = 0;
        for (key, count) in next.iter_mut().enumerate().filter(|(_, count)| **count > 0) {
            let begin = end;
            end += *count;
            *count = begin;
            ends.push((key as u32, end));
        }
        let mut members = vec![T::default(); end as usize];
        for (member, key) in keyed {
            let next = &mut next[slot(key)];
            members[*next as usize] = member;
            *next += 1;
        }
        ends.pop_if(|(key, _)| *key as usize == keys);
        members.truncate(ends.last().map_or(0, |(_, end)| *end as usize));
        Groups { members, ends }
    }

    /// How many keys have members.
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// Each key that has members, ascending, with these.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (u32, &[T])> {
        let mut begin = 0;
        self.ends.iter().map(move |(key, end)| {
            let begin = std::mem::replace(&mut begin, *end as usize);
            (*key, &self.members[begin..*end as usize])
        })
    }

    /// The members of a key.
    pub(crate) fn get(&self, key: u32) -> &[T] {
        match self.ends.binary_search_by_key(&key, |(key, _)| *key) {
            Ok(group) => {
                let begin = if group == 0 { 0 } else { self.ends[group - 1].1 };
                &self.members[begin as usize..self.ends[group].1 as usize]
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
        values.for_each(|value| out.add(value));
        out
    }

    /// Of values none of which is missing.
    pub(crate) fn of_known(values: &[i64]) -> Sum {
        Sum { sum: values.iter().copied().map(i128::from).sum(), count: values.len() as u64 }
    }

    #[inline]
    pub(crate) fn add(&mut self, value: i64) {
        if value != NO_VALUE {
            self.sum += i128::from(value);
            self.count += 1;
        }
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
        let mut sums = Sums::default();
        for place in places {
            let values = frame.values_of(*place, GROUP_METRICS);
            sums.0.iter_mut().zip(values).for_each(|(sum, value)| sum.add(value));
        }
        sums
    }

    /// The same, for questions that look at all members.
    pub(crate) fn of_many(frame: &Frame<'_>, places: &[u32]) -> Self {
        Sums(GROUP_METRICS.map(|metric| Sum::of(frame.values(metric), places)))
    }

    pub(crate) fn totals(&self) -> Totals {
        Totals(self.0.map(Sum::total))
    }

    pub(crate) fn averages(&self) -> Averages {
        Averages(self.0.map(Sum::average))
    }
}

/// How many different codes there are.
pub(crate) struct Distinct {
    /// For each code the latest round in which it was met, and one more for `NO_TEXT`.
    met: Vec<u32>,
    round: u32,
}

impl Distinct {
    /// For codes below this.
    pub(crate) fn new(codes: usize) -> Self {
        Distinct { met: vec![0; codes + 1], round: 0 }
    }

    /// How many there are at some places of a column, `NO_TEXT` apart.
    pub(crate) fn count(&mut self, column: &[u32], places: &[u32]) -> u64 {
        self.count_of(places.iter().map(|place| column[*place as usize]))
    }

    /// How many there are, `NO_TEXT` apart.
    pub(crate) fn count_of(&mut self, codes: impl Iterator<Item = u32>) -> u64 {
        self.round += 1;
        let (round, none) = (self.round, self.met.len() - 1);
        self.met[none] = round;
        let mut count = 0;
        for code in codes {
            let met = &mut self.met[(code as usize).min(none)];
            count += u64::from(*met != round);
            *met = round;
        }
        count
    }
}

/// The medians over some members, for questions that look at all of them.
pub(crate) fn medians(frame: &Frame<'_>, places: &[u32]) -> Medians {
    Medians(GROUP_METRICS.map(|metric| {
        let column = frame.values(metric);
        let mut values: Vec<i64> = places.iter().map(|place| column[*place as usize]).collect();
        if values.contains(&NO_VALUE) {
            values.retain(|value| *value != NO_VALUE);
        }
        median_of(&mut values)
    }))
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
    let days = || places.iter().map(|place| frame.published(*place)).filter(|day| *day != crate::facts::NO_DAY);
    (days().min().map(crate::LocalDay), days().max().map(crate::LocalDay))
}
