//! The videos of a bucket, found in a table that stays in the nearest cache.

/// What is known of a video while its rows are looked at.
#[derive(Clone, Copy, Default)]
pub(super) struct Video<T> {
    /// 0 where there is no video: the ids of accepted rows are above it.
    pub(super) aweme_id: i64,
    /// What its first row says; others are compared with it.
    pub(super) create_time: i64,
    pub(super) texts: T,
    /// Where its days begin in the table of days.
    pub(super) days: u32,
    /// Whether rows are kept beside the first and the last of its days.
    pub(super) has_others: bool,
    /// Whether its rows say different things, or two that matter are of one instant.
    pub(super) is_odd: bool,
}

/// Videos, each in a slot.
pub(super) struct Videos<T> {
    /// A power of two of slots, most of them empty, so that a video is nearly always in its first.
    slots: Vec<Video<T>>,
    count: usize,
}

impl<T: Copy + Default> Default for Videos<T> {
    fn default() -> Self {
        Videos { slots: vec![Video::default(); LEAST_SLOTS], count: 0 }
    }
}

const LEAST_SLOTS: usize = 64;
const SLOTS_A_VIDEO: usize = 4;

impl<T: Copy + Default> Videos<T> {
    /// Leaves slots for as many videos as there were.
    pub(super) fn clear(&mut self) {
        self.empty(self.count);
        self.count = 0;
    }

    /// The videos, in any order.
    pub(super) fn all(&self) -> impl Iterator<Item = &Video<T>> {
        self.slots.iter().filter(|video| video.aweme_id != 0)
    }

    pub(super) fn slots(&mut self) -> Slots<'_, T> {
        Slots(&mut self.slots)
    }

    /// Adds a video that is not in.
    #[cold]
    pub(super) fn add(&mut self, video: Video<T>) {
        self.count += 1;
        if self.count * SLOTS_A_VIDEO > self.slots.len() {
            let known: Vec<Video<T>> = self.all().copied().collect();
            self.empty(self.count);
            known.into_iter().for_each(|video| self.put(video));
        }
        self.put(video);
    }

    fn put(&mut self, video: Video<T>) {
        let slot = self.slots().of(video.aweme_id);
        self.slots[slot] = video;
    }

    fn empty(&mut self, videos: usize) {
        let slots = (2 * SLOTS_A_VIDEO * videos).next_power_of_two().max(LEAST_SLOTS);
        self.slots.clear();
        self.slots.resize(slots, Video::default());
    }
}

/// The slots as they are, for as long as no video is added.
pub(super) struct Slots<'a, T>(&'a mut [Video<T>]);

impl<T> Slots<'_, T> {
    /// A video, if it is in.
    #[inline]
    pub(super) fn get_mut(&mut self, aweme_id: i64) -> Option<&mut Video<T>> {
        let slot = self.of(aweme_id);
        let video = &mut self.0[slot];
        (video.aweme_id != 0).then_some(video)
    }

    /// The slot that a video is in, or would be in.
    #[inline]
    fn of(&self, aweme_id: i64) -> usize {
        let id = aweme_id as u64;
        // Other bits than those that tell buckets apart.
        let hash = (id ^ (id >> 32)).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 24;
        let mask = self.0.len() - 1;
        let mut slot = hash as usize & mask;
        while self.0[slot].aweme_id != aweme_id && self.0[slot].aweme_id != 0 {
            slot = (slot + 1) & mask;
        }
        slot
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_video_is_found_as_it_was_put_in() {
        let mut videos = Videos::<[i32; 2]>::default();
        let ids: Vec<i64> = (0..5000).map(|video: i64| 7_400_000_000_000_000_000 + video * (1 + video % 3)).collect();
        for round in 0..3 {
            for aweme_id in ids.iter().chain(ids.iter().rev()).copied() {
                if videos.slots().get_mut(aweme_id).is_none() {
                    videos.add(Video { aweme_id, create_time: aweme_id + round, ..Video::default() });
                }
                let found = videos.slots().get_mut(aweme_id).map(|video| (video.aweme_id, video.create_time));
                assert_eq!(found, Some((aweme_id, aweme_id + round)));
            }
            let mut all: Vec<i64> = videos.all().map(|video| video.aweme_id).collect();
            all.sort_unstable();
            let mut expected = ids.clone();
            expected.sort_unstable();
            expected.dedup();
            assert_eq!((videos.count, all), (expected.len(), expected), "round {round}");
            videos.clear();
            assert_eq!((videos.count, videos.all().count()), (0, 0));
        }
    }
}
