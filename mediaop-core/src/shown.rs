//! What is shown of videos, in parts that versions of a data set share.

use std::ops::{Index, Range};
use std::sync::Arc;

use rayon::prelude::*;

use crate::catalog::Video;
use crate::summary::Changes;

/// Videos of a part.
const PART: usize = 1024;

static NOTHING: Video = Video { title: None, nickname: None, aweme_url: None, cover_url: None };

/// One for each video, in the order of their ids.
#[derive(Debug, Clone, Default)]
pub(crate) struct Shown {
    len: usize,
    /// `None` where nothing is shown of any video of the part.
    parts: Vec<Option<Arc<Vec<Video>>>>,
}

impl Index<usize> for Shown {
    type Output = Video;

    fn index(&self, video: usize) -> &Video {
        match &self.parts[video / PART] {
            Some(part) => &part[video % PART],
            None => &NOTHING,
        }
    }
}

impl PartialEq for Shown {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl From<Vec<Video>> for Shown {
    fn from(videos: Vec<Video>) -> Self {
        let len = videos.len();
        let mut videos = videos.into_iter();
        let mut next = || part(videos.by_ref().take(PART).collect());
        Shown { len, parts: (0..len.div_ceil(PART)).map(|_| next()).collect() }
    }
}

impl Shown {
    /// Nothing of these many videos.
    pub(crate) fn nothing(len: usize) -> Shown {
        Shown { len, parts: vec![None; len.div_ceil(PART)] }
    }

    /// Of so many videos, some of which are made by each call, on all threads.
    pub(crate) fn in_parts(len: usize, make: impl Fn(Range<usize>) -> Vec<Video> + Sync) -> Shown {
        let of_part = |place: usize| part(make(place * PART..len.min((place + 1) * PART)));
        Shown { len, parts: (0..len.div_ceil(PART)).into_par_iter().map(of_part).collect() }
    }

    pub(crate) fn iter(&self) -> impl ExactSizeIterator<Item = &Video> + Clone {
        (0..self.len).map(|video| &self[video])
    }

    fn is_empty(&self) -> bool {
        self.parts.iter().all(Option::is_none)
    }

    /// With what new rows show of the videos that they touch, for as many videos as there are then.
    pub(crate) fn later(&self, changes: &Changes, len: usize, new: &Shown) -> Shown {
        if changes.same_videos && new.is_empty() {
            return self.clone();
        }
        let later = |place: usize| {
            let videos = place * PART..len.min((place + 1) * PART);
            let begin = changes.touched.partition_point(|(video, _)| (*video as usize) < videos.start);
            let touched = (begin..).zip(&changes.touched[begin..]);
            let touched = touched.take_while(|(_, (video, _))| (*video as usize) < videos.end);
            let shows_more = touched.clone().any(|(of_new, _)| new[of_new] != NOTHING);
            match self.parts.get(place) {
                Some(part) if videos.end <= changes.unmoved && !shows_more => part.clone(),
                _ => {
                    let before = |video: usize| changes.before(video).map(|before| self[before].clone());
                    let mut all: Vec<Video> = videos.clone().map(|video| before(video).unwrap_or_default()).collect();
                    for (of_new, (video, _)) in touched {
                        all[*video as usize - videos.start].merge(&new[of_new]);
                    }
                    part(all)
                }
            }
        };
        Shown { len, parts: (0..len.div_ceil(PART)).into_par_iter().map(later).collect() }
    }
}

fn part(videos: Vec<Video>) -> Option<Arc<Vec<Video>>> {
    videos.iter().any(|video| *video != NOTHING).then(|| Arc::new(videos))
}
