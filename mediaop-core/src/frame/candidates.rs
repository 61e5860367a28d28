//! The videos that may be in the scope of a question.

use crate::dataset::Dataset;
use crate::filter::Scope;

/// What a question need look at.
pub(super) enum Candidates {
    All,
    /// Ascending, once each.
    Listed(Vec<u32>),
    /// Many of all, one mark for each video.
    Marked(Vec<Mark>),
}

/// Whether a video may be in the scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Mark {
    No,
    /// It is, as far as the index holds it as it is at the window's end.
    Chosen,
    /// What holds at the window's end is to be looked up.
    LookAt,
}

impl Candidates {
    pub(super) fn of(dataset: &Dataset, scope: &Scope, to: i32) -> Candidates {
        let index = &dataset.index;
        if let Some(video) = scope.video {
            return Candidates::Listed(vec![video]);
        }
        if let Some(product) = scope.product {
            return Candidates::Listed(index.videos_of_product.get(product as usize).to_vec());
        }
        let Some(creators) = &scope.creators else { return Candidates::All };
        let lists = || creators.iter().map(|creator| index.videos_of_creator.get(*creator as usize));
        let count: usize = lists().map(<[u32]>::len).sum();
        // So many cost more one by one than with all others of their blocks.
        if count > dataset.video_count() / 32 {
            return Candidates::Marked(marks(dataset, creators, to));
        }
        let mut videos: Vec<u32> = Vec::with_capacity(count);
        lists().for_each(|list| videos.extend(list));
        videos.sort_unstable();
        videos.dedup();
        Candidates::Listed(videos)
    }
}

/// Marks the videos of some creators.
fn marks(dataset: &Dataset, creators: &[u32], to: i32) -> Vec<Mark> {
    let (index, facts) = (&dataset.index, &dataset.index.facts);
    let mut marks = vec![Mark::No; dataset.video_count()];
    for creator in creators {
        for video in index.videos_of_creator.get(*creator as usize) {
            let video = *video as usize;
            if !facts.hold(video, to) {
                marks[video] = Mark::LookAt;
            } else if facts.creator[video] == *creator {
                marks[video] = Mark::Chosen;
            }
        }
    }
    marks
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::Calendar;
    use crate::{Cell, DatasetBuilder, LocalDay, RawSnapshot};

    /// Videos 1, 2, … by these creators; those of the third are first told to be of the second.
    fn dataset(creators: &[usize]) -> Dataset {
        let mut builder = DatasetBuilder::new(Calendar::default());
        for (id, creator) in (1..).zip(creators) {
            for (hour, creator) in [if *creator == 3 { 2 } else { *creator }, *creator].into_iter().enumerate() {
                let row = RawSnapshot {
                    aweme_id: Cell::Int(id),
                    update_ts: Cell::Int(1_767_290_400_000 + hour as i64 * 86_400_000),
                    sec_uid: Cell::Text(["", "a", "b", "c"][creator]),
                    counters: [const { Cell::Int(7) }; 7],
                    ..Default::default()
                };
                builder.push(&row).unwrap();
            }
        }
        builder.finish()
    }

    #[test]
    fn few_videos_are_listed_and_many_are_marked() {
        let mut creators = vec![1; 200];
        (creators[10], creators[20]) = (2, 3);
        let (dataset, to) = (dataset(&creators), LocalDay::from_number(i32::MAX).number());
        let of = |creators: &[u32], to| {
            let scope = Scope { creators: Some(creators.to_vec()), ..Scope::default() };
            Candidates::of(&dataset, &scope, to)
        };
        // The third one's video was seen with the second as well.
        assert!(matches!(of(&[1, 2], to), Candidates::Listed(videos) if videos == [10, 20]));
        let Candidates::Marked(marks) = of(&[0, 2], to) else { panic!("most of all videos") };
        let expected = |video: usize| if video == 10 { Mark::No } else { Mark::Chosen };
        // Video 20 changes: all is known of it in the end, but not on the first day.
        assert_eq!(marks, (0..200).map(expected).collect::<Vec<_>>());
        let first = dataset.first_day().unwrap().number();
        let Candidates::Marked(marks) = of(&[0, 2], first) else { panic!("most of all videos") };
        assert_eq!((marks[19], marks[20], marks[10]), (Mark::Chosen, Mark::LookAt, Mark::No));
    }
}
