//! Numbers of videos, found in a table that stays in the nearest cache.

const EMPTY: u32 = u32::MAX;

/// Which number has which video.
#[derive(Default)]
pub(super) struct Numbers {
    /// A power of two of slots, most of them empty, so that a video is nearly always in its first.
    slots: Vec<u32>,
    ids: Vec<i64>,
}

impl Numbers {
    pub(super) fn clear(&mut self) {
        self.slots.clear();
        self.ids.clear();
    }

    pub(super) fn ids(&self) -> &[i64] {
        &self.ids
    }

    /// The number of a video, which is one more than the last if it is new.
    #[inline]
    pub(super) fn number(&mut self, aweme_id: i64) -> u32 {
        if let Some(number) = self.known(aweme_id) { number } else { self.add(aweme_id) }
    }

    #[inline]
    fn known(&self, aweme_id: i64) -> Option<u32> {
        let mask = self.slots.len().checked_sub(1)?;
        let mut slot = slot(aweme_id) & mask;
        loop {
            let number = self.slots[slot];
            match self.ids.get(number as usize) {
                Some(id) if *id == aweme_id => return Some(number),
                Some(_) => slot = (slot + 1) & mask,
                None => return None,
            }
        }
    }

    #[cold]
    fn add(&mut self, aweme_id: i64) -> u32 {
        const SLOTS_A_VIDEO: usize = 8;
        let number = self.ids.len() as u32;
        self.ids.push(aweme_id);
        if self.ids.len() * SLOTS_A_VIDEO > self.slots.len() {
            let slots = (2 * SLOTS_A_VIDEO * self.ids.len()).next_power_of_two();
            self.slots.clear();
            self.slots.resize(slots, EMPTY);
            (0..=number).for_each(|number| self.put(number));
        } else {
            self.put(number);
        }
        number
    }

    fn put(&mut self, number: u32) {
        let mask = self.slots.len() - 1;
        let mut slot = slot(self.ids[number as usize]) & mask;
        while self.slots[slot] != EMPTY {
            slot = (slot + 1) & mask;
        }
        self.slots[slot] = number;
    }
}

#[inline]
fn slot(aweme_id: i64) -> usize {
    let id = aweme_id as u64;
    // Other bits than those that tell buckets apart.
    ((id ^ (id >> 32)).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 24) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_video_keeps_the_number_that_it_had_when_it_came() {
        let mut numbers = Numbers::default();
        let ids: Vec<i64> = (0..5000).map(|video: i64| 7_400_000_000_000_000_000 + video * (1 + video % 3)).collect();
        for round in 0..3 {
            let mut first: Vec<i64> = Vec::new();
            for id in ids.iter().chain(ids.iter().rev()) {
                let number = numbers.number(*id) as usize;
                assert!(number <= first.len(), "round {round}");
                if number == first.len() {
                    first.push(*id);
                }
                assert_eq!(first[number], *id, "round {round}");
            }
            assert_eq!(numbers.ids(), first);
            numbers.clear();
        }
    }
}
