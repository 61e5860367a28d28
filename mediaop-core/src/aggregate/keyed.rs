//! How many members each key has, and their sums: one pass, without lists of the members.

use super::{GROUP_METRICS, Groups, Sum, Sums};
use crate::frame::{Code, Frame, NO_VALUE};
use crate::metric::RankBy;
use crate::order::{Ranked, Ranker, metrics_of};
use crate::record::Number;

/// Sums of values by keys, for each key below a number; values without a key are left out.
struct SumsByKey {
    /// How many values there are, and their sums where 64 bits hold all of them. The last one is of
    /// those without a key.
    narrow: Vec<(i64, u64)>,
    wide: Option<Vec<Sum>>,
    /// Whether a value is missing.
    any_missing: bool,
}

impl SumsByKey {
    fn new(keys: usize) -> Self {
        SumsByKey { narrow: vec![(0, 0); keys + 1], wide: None, any_missing: false }
    }

    fn add(&mut self, keys: &[u32], values: &[i64]) {
        let none = self.narrow.len() - 1;
        if let Some(wide) = &mut self.wide {
            self.any_missing |= values.contains(&NO_VALUE);
            keys.iter().zip(values).for_each(|(key, value)| wide[(*key as usize).min(none)].add(*value));
            return;
        }
        let (mut known, mut overflows) = (0, false);
        for (key, value) in keys.iter().zip(values) {
            let (sum, count) = &mut self.narrow[(*key as usize).min(none)];
            let is_known = u64::from(*value != NO_VALUE);
            let (added, beyond) = sum.overflowing_add(if is_known == 1 { *value } else { 0 });
            (*sum, *count) = (added, *count + is_known);
            known += is_known;
            overflows |= beyond;
        }
        self.any_missing |= known < keys.len() as u64;
        if overflows {
            self.widen(keys, values);
        }
    }

    /// Puts up with sums beyond 64 bits, which the last values came to.
    #[cold]
    fn widen(&mut self, keys: &[u32], values: &[i64]) {
        let none = self.narrow.len() - 1;
        for (key, value) in keys.iter().zip(values).filter(|(_, value)| **value != NO_VALUE) {
            let (sum, count) = &mut self.narrow[(*key as usize).min(none)];
            (*sum, *count) = (sum.wrapping_sub(*value), *count - 1);
        }
        self.wide = Some(self.narrow.iter().map(|(sum, count)| Sum { sum: i128::from(*sum), count: *count }).collect());
        self.add(keys, values);
    }

    #[inline]
    fn get(&self, key: usize) -> Sum {
        match &self.wide {
            Some(wide) => wide[key],
            None => Sum { sum: i128::from(self.narrow[key].0), count: self.narrow[key].1 },
        }
    }

    /// Of all values that have a key.
    fn of_all(&self) -> Sum {
        let mut all = Sum::default();
        for sum in (0..self.narrow.len() - 1).map(|key| self.get(key)) {
            (all.sum, all.count) = (all.sum + sum.sum, all.count + sum.count);
        }
        all
    }
}

/// How many members each key below `keys` has, and how many there are without a key.
fn members_by_key(frame: &Frame<'_>, code: Code, keys: usize) -> Vec<u32> {
    let (mut members, mut room) = (vec![0; keys + 1], Vec::new());
    for run in frame.runs() {
        let codes = frame.codes_in(run, code, &mut room);
        codes.iter().for_each(|key| members[(*key as usize).min(keys)] += 1);
    }
    members
}

/// A group by its size and the value that ranks it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SizedGroup {
    /// What it is grouped by; a position, which ascends with the ids.
    pub(crate) key: u32,
    pub(crate) videos: u32,
    pub(crate) value: Option<Number>,
}

impl SizedGroup {
    /// One for each key below `keys`, also for those without members.
    ///
    /// # Cost
    /// A look at each member for each metric that the ranking looks at.
    pub(crate) fn by(frame: &Frame<'_>, code: Code, keys: usize, by: RankBy) -> Vec<SizedGroup> {
        let sums_of = |metric| {
            let (mut sums, mut codes, mut values) = (SumsByKey::new(keys), Vec::new(), Vec::new());
            for run in frame.runs() {
                sums.add(frame.codes_in(run, code, &mut codes), frame.values_in(run, metric, &mut values));
            }
            sums
        };
        let sums: Vec<SumsByKey> = metrics_of(by).iter().map(|metric| sums_of(*metric)).collect();
        let ranker = Ranker::of_list(by, sums.iter().map(SumsByKey::of_all));
        let members = if sums[0].any_missing { members_by_key(frame, code, keys) } else { Vec::new() };
        let group = |key: usize| SizedGroup {
            key: key as u32,
            videos: members.get(key).copied().unwrap_or_else(|| sums[0].get(key).count as u32),
            value: ranker.value_of(|metric| sums[metric].get(key).total()),
        };
        (0..keys).map(group).collect()
    }
}

impl Ranked for SizedGroup {
    fn value(&self) -> Option<Number> {
        self.value
    }
    fn videos(&self) -> u64 {
        u64::from(self.videos)
    }
    fn id(&self) -> (u32, u32) {
        (self.key, 0)
    }
}

/// The members of the groups of a page.
pub(crate) struct PageMembers {
    /// Ascending.
    places: Vec<u32>,
    /// For each of them the group, by its place on the page.
    groups: Vec<u32>,
    count: usize,
    of_groups: Groups,
}

impl PageMembers {
    /// Of groups by a code below `keys`.
    pub(crate) fn of(page: &[SizedGroup], frame: &Frame<'_>, code: Code, keys: usize) -> Self {
        // Those of no group of the page fall to one behind the last.
        let mut group_of = vec![page.len() as u32; keys + 1];
        (0..).zip(page).for_each(|(group, of_page)| group_of[of_page.key as usize] = group);
        let count = page.iter().map(|group| group.videos as usize).sum::<usize>();
        // One more, which is written to before it is told that it does not count.
        let (mut places, mut groups) = (vec![0; count + 1], vec![0; count + 1]);
        let (mut next, mut room) = (0, Vec::new());
        for run in frame.runs() {
            for (place, key) in run.places().zip(frame.codes_in(run, code, &mut room)) {
                let group = group_of[(*key as usize).min(keys)];
                (places[next], groups[next]) = (place, group);
                next += usize::from((group as usize) < page.len());
            }
        }
        places.truncate(next);
        groups.truncate(next);
        let of_groups = Groups::of(places.iter().copied().zip(groups.iter().copied()), page.len());
        PageMembers { places, groups, count: page.len(), of_groups }
    }

    /// The members of a group, by its place on the page.
    pub(crate) fn get(&self, group: usize) -> &[u32] {
        self.of_groups.get(group as u32)
    }

    /// The sums of each group.
    pub(crate) fn sums(&self, frame: &Frame<'_>) -> Vec<Sums> {
        let mut sums = vec![Sums::default(); self.count];
        for (m, metric) in GROUP_METRICS.into_iter().enumerate() {
            let mut of_metric = SumsByKey::new(self.count);
            of_metric.add(&self.groups, &frame.values_at(&self.places, metric));
            (0..).zip(&mut sums).for_each(|(group, sums)| sums.0[m] = of_metric.get(group));
        }
        sums
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::summary::NO_TEXT;

    #[test]
    fn a_value_that_is_missing_behind_sums_beyond_64_bits_is_noticed() {
        let mut sums = SumsByKey::new(1);
        sums.add(&[0, 0], &[i64::MAX, 1]);
        assert!(!sums.any_missing);
        sums.add(&[0], &[NO_VALUE]);
        assert!(sums.any_missing);
        let sum = sums.get(0);
        assert_eq!((sum.sum, sum.count), (i128::from(i64::MAX) + 1, 2));
    }

    #[test]
    fn sums_are_those_of_the_members_of_each_key() {
        let keys = [1, 0, 1, NO_TEXT, 3, 1];
        for most in [5, i64::MAX] {
            let values = [most, -7, NO_VALUE, 9, NO_VALUE, most - 1];
            for pieces in [6, 4, 1] {
                let mut sums = SumsByKey::new(4);
                keys.chunks(pieces).zip(values.chunks(pieces)).for_each(|(keys, values)| sums.add(keys, values));
                let found = [0, 1, 2, 3].map(|key| sums.get(key)).map(|sum| (sum.sum, sum.count));
                assert_eq!(found, [(-7, 1), (i128::from(most) * 2 - 1, 2), (0, 0), (0, 0)]);
                let all = sums.of_all();
                assert_eq!((all.sum, all.count), (i128::from(most) * 2 - 8, 3));
                assert!(sums.any_missing);
            }
        }
    }
}
