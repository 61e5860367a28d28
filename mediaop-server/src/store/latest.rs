//! Which rows of a video are the latest.

use std::collections::HashMap;

type Group = (i64, [u32; 3]);

/// Of each video with one creator and one product the moment of its latest row.
///
/// Rows of a video mostly come one behind the other: only a change is looked up.
#[derive(Debug, Default)]
pub(super) struct Latest {
    current: Option<(Group, i64)>,
    groups: HashMap<Group, i64>,
}

impl Latest {
    #[inline]
    pub(super) fn saw(&mut self, aweme_id: i64, codes: [u32; 3], update_ts: i64) {
        match &mut self.current {
            // One by one: as one, they would be waited for until they are stored.
            Some(((id, [a, b, c]), latest)) if (*id, *a, *b, *c) == (aweme_id, codes[0], codes[1], codes[2]) => {
                *latest = update_ts.max(*latest);
            }
            _ => self.change(((aweme_id, codes), update_ts)),
        }
    }

    #[cold]
    fn change(&mut self, current: (Group, i64)) {
        self.put();
        self.current = Some(current);
    }

    fn put(&mut self) {
        if let Some((group, ts)) = self.current.take() {
            keep_later(&mut self.groups, group, ts);
        }
    }

    /// The rows' keys, ascending.
    pub(super) fn into_keys(mut self) -> Vec<(i64, i64)> {
        self.put();
        let mut keys: Vec<_> = self.groups.into_iter().map(|((aweme_id, _), ts)| (aweme_id, ts)).collect();
        keys.sort_unstable();
        keys.dedup();
        keys
    }
}

/// Keys of snapshots that were read: of each video the latest, and all since a moment.
#[derive(Debug)]
pub(super) struct Seen {
    since: i64,
    current: Option<(i64, i64)>,
    latest: HashMap<i64, i64>,
    recent: Vec<(i64, i64)>,
}

impl Seen {
    pub(super) fn new(since: i64) -> Self {
        Seen { since, current: None, latest: HashMap::new(), recent: Vec::new() }
    }

    pub(super) fn saw(&mut self, aweme_id: i64, update_ts: i64) {
        match &mut self.current {
            Some((id, latest)) if *id == aweme_id => *latest = update_ts.max(*latest),
            _ => {
                self.put();
                self.current = Some((aweme_id, update_ts));
            }
        }
        if update_ts >= self.since {
            self.recent.push((aweme_id, update_ts));
        }
    }

    fn put(&mut self) {
        if let Some((aweme_id, ts)) = self.current.take() {
            keep_later(&mut self.latest, aweme_id, ts);
        }
    }

    /// The keys, in any order.
    pub(super) fn into_keys(mut self) -> impl Iterator<Item = (i64, i64)> {
        self.put();
        self.latest.into_iter().chain(self.recent)
    }
}

fn keep_later<K: std::hash::Hash + Eq>(latest: &mut HashMap<K, i64>, key: K, ts: i64) {
    latest.entry(key).and_modify(|known| *known = ts.max(*known)).or_insert(ts);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_video_has_a_latest_row_for_each_of_its_products() {
        let mut latest = Latest::default();
        for (id, product, ts) in [(1, 1, 30), (1, 1, 10), (2, 1, 5), (1, 2, 20), (1, 1, 40)] {
            latest.saw(id, [1, 0, product], ts);
        }
        assert_eq!(latest.into_keys(), [(1, 20), (1, 40), (2, 5)]);
    }

    #[test]
    fn keys_since_a_moment_are_all_kept_and_of_older_ones_the_latest() {
        let mut seen = Seen::new(100);
        for (id, ts) in [(1, 30), (1, 10), (2, 105), (1, 20), (2, 101)] {
            seen.saw(id, ts);
        }
        let mut keys: Vec<_> = seen.into_keys().collect();
        keys.sort_unstable();
        assert_eq!(keys, [(1, 30), (2, 101), (2, 105), (2, 105)]);
    }
}
