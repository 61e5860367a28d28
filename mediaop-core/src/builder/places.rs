//! Where the videos of a data set are among their ids.

/// A table of places: halving the list of ids waits for memory at each step.
#[derive(Debug)]
pub(super) struct Places {
    /// One more than a place, or 0 for none: behind the slot that the hash names, the first that was free.
    slots: Vec<u32>,
    /// Odd, and drawn at each start: ids that are made to meet would have to be made for one process.
    factor: u64,
    shift: u32,
}

impl Places {
    /// Of ids that differ from each other.
    pub(super) fn of(ids: &[i64], seed: u64) -> Self {
        // Half of the slots are free at least.
        let slots = (2 * ids.len()).next_power_of_two().max(2);
        let mut places = Places { slots: vec![0; slots], factor: seed | 1, shift: 64 - slots.trailing_zeros() };
        for (number, id) in (1..).zip(ids) {
            let slot = places.probe(*id).find(|slot| places.slots[*slot] == 0);
            slot.into_iter().for_each(|slot| places.slots[slot] = number);
        }
        places
    }

    /// The place of an id among those that the table was made of.
    #[inline]
    pub(super) fn find(&self, ids: &[i64], id: i64) -> Option<usize> {
        for slot in self.probe(id) {
            let place = self.slots[slot].checked_sub(1)? as usize;
            if ids.get(place) == Some(&id) {
                return Some(place);
            }
        }
        None
    }

    /// Slots from the one that the hash names on.
    #[inline]
    fn probe(&self, id: i64) -> impl Iterator<Item = usize> + use<> {
        let first = (id.cast_unsigned().wrapping_mul(self.factor) >> self.shift) as usize;
        let last = self.slots.len() - 1;
        (0..=last).map(move |step| (first + step) & last)
    }
}

#[cfg(test)]
mod tests {
    use super::Places;

    #[test]
    fn an_id_is_where_it_stands_in_the_list_whatever_ids_meet() {
        for (ids, seed) in [
            (vec![], 5),
            (vec![7], 0),
            (vec![i64::MIN, -1, 0, 1, i64::MAX], 0x9e37_79b9_7f4a_7c15),
            // Under this factor all are told by bits that the table does not look at.
            ((0..1_000).collect(), 0),
            ((0..1_000).map(|id| id << 40).collect(), 0x9e37_79b9_7f4a_7c15),
        ] {
            let places = Places::of(&ids, seed);
            for (place, id) in ids.iter().enumerate() {
                assert_eq!(places.find(&ids, *id), Some(place), "{id} by {seed}");
            }
            for missing in [-7, 1_000_000, i64::MAX - 1] {
                assert_eq!(places.find(&ids, missing), None, "{missing} by {seed}");
            }
        }
    }
}
