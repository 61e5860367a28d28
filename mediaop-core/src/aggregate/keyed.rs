//! How many members each key has, and their sums: one pass, without lists of the members.

use super::{GROUP_METRICS, Groups, Sum, Sums};
use crate::frame::{Frame, NO_VALUE};
use crate::order::{Measured, Ranked, Ranker};
use crate::record::Number;

/// The sum of the values of each key below `keys`; members without a key are left out.
fn sums_by_key(column: &[u32], values: &[i64], keys: usize) -> Vec<Sum> {
    /// Sums of 64 bits; `None` if they do not hold them.
    fn narrow(column: &[u32], values: &[i64], keys: usize) -> Option<Vec<Sum>> {
        // The last one is of those without a key.
        let mut sums = vec![(0_i64, 0_u64); keys + 1];
        let mut overflows = false;
        for (key, value) in column.iter().zip(values) {
            let (sum, count) = &mut sums[(*key as usize).min(keys)];
            let is_known = *value != NO_VALUE;
            let (added, beyond) = sum.overflowing_add(if is_known { *value } else { 0 });
            (*sum, *count) = (added, *count + u64::from(is_known));
            overflows |= beyond;
        }
        sums.pop();
        (!overflows).then(|| sums.into_iter().map(|(sum, count)| Sum { sum: i128::from(sum), count }).collect())
    }
    narrow(column, values, keys).unwrap_or_else(|| {
        let mut sums = vec![Sum::default(); keys + 1];
        column.iter().zip(values).for_each(|(key, value)| sums[(*key as usize).min(keys)].add(*value));
        sums.pop();
        sums
    })
}

/// How many members each key below `keys` has.
fn members_by_key(column: &[u32], keys: usize) -> Vec<u32> {
    let mut members = vec![0; keys + 1];
    column.iter().for_each(|key| members[(*key as usize).min(keys)] += 1);
    members.pop();
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
    pub(crate) fn by(column: &[u32], keys: usize, measured: &Measured<'_>, ranker: &Ranker) -> Vec<SizedGroup> {
        let sums: Vec<Vec<Sum>> = measured.columns().map(|values| sums_by_key(column, values, keys)).collect();
        let all_known = measured.columns().next().is_some_and(|values| !values.contains(&NO_VALUE));
        let members = if all_known { Vec::new() } else { members_by_key(column, keys) };
        let group = |key: usize| SizedGroup {
            key: key as u32,
            videos: if all_known { sums[0][key].count as u32 } else { members[key] },
            value: measured.total_of(ranker, |metric| sums[metric][key].total()),
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
    /// Of groups by a column, whose keys are below `keys`.
    pub(crate) fn of(page: &[SizedGroup], column: &[u32], keys: usize) -> Self {
        // Those of no group of the page fall to one behind the last.
        let mut group_of = vec![page.len() as u32; keys + 1];
        (0..).zip(page).for_each(|(group, of_page)| group_of[of_page.key as usize] = group);
        let count = page.iter().map(|group| group.videos as usize).sum::<usize>();
        // One more, which is written to before it is told that it does not count.
        let (mut places, mut groups) = (vec![0; count + 1], vec![0; count + 1]);
        let mut next = 0;
        for (place, key) in (0..).zip(column) {
            let group = group_of[(*key as usize).min(keys)];
            (places[next], groups[next]) = (place, group);
            next += usize::from((group as usize) < page.len());
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
            let of_metric = sums_by_key(&self.groups, &frame.values_at(&self.places, metric), self.count);
            sums.iter_mut().zip(of_metric).for_each(|(sums, sum)| sums.0[m] = sum);
        }
        sums
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::summary::NO_TEXT;

    #[test]
    fn sums_are_those_of_the_members_of_each_key() {
        let column = [1, 0, 1, NO_TEXT, 3, 1];
        for most in [5, i64::MAX] {
            let values = [most, -7, NO_VALUE, 9, NO_VALUE, most - 1];
            let sums: Vec<(i128, u64)> =
                sums_by_key(&column, &values, 4).iter().map(|sum| (sum.sum, sum.count)).collect();
            assert_eq!(sums, [(-7, 1), (i128::from(most) * 2 - 1, 2), (0, 0), (0, 0)]);
        }
        assert_eq!(members_by_key(&column, 4), [1, 3, 0, 1]);
    }
}
