//! Names and links of videos, told again by their fingerprints.

use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::FxHashMap;
use xxhash_rust::xxh3::xxh3_64_with_seed;

use crate::catalog::{StampedText, Video};
use crate::dataset::Dataset;

/// A data set, and by what rows are told that say its names and links again
/// ([`DatasetBuilder::push_again`](crate::DatasetBuilder::push_again)): to look at each text itself
/// would wait for memory.
///
/// # Missed changes
/// Two texts of one fingerprint are taken for one, until all rows are read anew. The odds are 2^−64
/// for texts that nobody has made for it; the fingerprints depend on a number that is drawn at each
/// start, so that such texts, too, would have to be made for one process.
///
/// # Example: from crawl to crawl
/// ```
/// use std::sync::Arc;
/// use mediaop_core::{DatasetBuilder, Known, example};
/// let mut known = Known::new(Arc::new(example::dataset()));
/// for _ in 0..3 {
///     let dataset = Arc::clone(known.dataset());
///     let mut crawl = DatasetBuilder::beside(Arc::new(known.clone()));
///     crawl.extend(example::rows());
///     known = known.later(Arc::new(crawl.finish_onto(&dataset)?));
/// }
/// assert!(**known.dataset() == example::dataset());
/// # Ok::<(), mediaop_core::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Known {
    pub(super) dataset: Arc<Dataset>,
    seed: u64,
    /// Where each video is: halving the list of ids would wait for memory at each step.
    places: Arc<FxHashMap<i64, u32>>,
    /// By the place of the video; 0 for no text.
    prints: Vec<[u64; Video::TEXTS]>,
    pub(super) creators: Names<2>,
    pub(super) products: Names<1>,
}

/// Creators or products.
#[derive(Debug, Clone)]
pub(super) struct Names<const TEXTS: usize> {
    /// Where each is, by the fingerprint of its id.
    places: FxHashMap<u64, u32>,
    prints: Vec<[u64; TEXTS]>,
}

impl<const TEXTS: usize> Names<TEXTS> {
    fn new<'a>(ids: &[Box<str>], texts: impl Iterator<Item = [&'a Option<StampedText>; TEXTS]>, seed: u64) -> Self {
        let places = (0..).zip(ids).map(|(place, id)| (print_of(id.as_bytes(), seed), place));
        Names { places: places.collect(), prints: texts.map(|texts| prints_of(texts, seed)).collect() }
    }
}

impl Known {
    /// What a data set knows.
    ///
    /// # Cost
    /// All names and links of videos are read.
    ///
    /// ```
    /// use std::sync::Arc;
    /// use mediaop_core::{Known, example};
    /// let known = Known::new(Arc::new(example::dataset()));
    /// assert_eq!(known.dataset().video_count(), 5);
    /// ```
    pub fn new(dataset: Arc<Dataset>) -> Self {
        let seed = RandomState::new().hash_one(0);
        let prints = (0..dataset.video_count()).into_par_iter().with_min_len(256);
        let prints = prints.map(|video| prints_of(dataset.videos[video].texts(), seed)).collect();
        let places = Arc::new(places_of(dataset.summaries.videos()));
        Known::of(dataset, seed, places, prints)
    }

    /// What the data set knows that this one has become.
    ///
    /// # Cost
    /// A few steps a video, whose texts are read where they have changed; ids and names of all
    /// creators and products are read.
    ///
    /// ```
    /// use std::sync::Arc;
    /// use mediaop_core::{Known, example};
    /// let known = Known::new(Arc::new(example::dataset()));
    /// assert_eq!(known.later(Arc::new(example::dataset())).dataset().video_count(), 5);
    /// ```
    #[must_use]
    pub fn later(&self, dataset: Arc<Dataset>) -> Self {
        let before = self.dataset.summaries.videos();
        let mut place = 0;
        let ids = dataset.summaries.videos().iter();
        let prints = ids.zip(dataset.videos.iter()).map(|(id, video)| {
            place += before[place..].iter().take_while(|other| *other < id).count();
            match before.get(place) == Some(id) && is_same(&self.dataset.videos[place], video) {
                true => self.prints[place],
                false => prints_of(video.texts(), self.seed),
            }
        });
        let prints = prints.collect();
        let places = match dataset.summaries.videos() == before {
            true => Arc::clone(&self.places),
            false => Arc::new(places_of(dataset.summaries.videos())),
        };
        Known::of(dataset, self.seed, places, prints)
    }

    fn of(
        dataset: Arc<Dataset>,
        seed: u64,
        places: Arc<FxHashMap<i64, u32>>,
        prints: Vec<[u64; Video::TEXTS]>,
    ) -> Self {
        let creators = dataset.creators.iter().map(|creator| [&creator.nickname, &creator.avatar]);
        let creators = Names::new(&dataset.creator_ids, creators, seed);
        let products = Names::new(&dataset.product_ids, dataset.products.iter().map(|product| [&product.title]), seed);
        Known { dataset, seed, places, prints, creators, products }
    }

    /// The data set.
    ///
    /// ```
    /// use std::sync::Arc;
    /// use mediaop_core::{Known, example};
    /// let dataset = Arc::new(example::dataset());
    /// assert!(Arc::ptr_eq(Known::new(Arc::clone(&dataset)).dataset(), &dataset));
    /// ```
    pub fn dataset(&self) -> &Arc<Dataset> {
        &self.dataset
    }

    /// Where a video is.
    #[inline]
    pub(super) fn place_of(&self, aweme_id: i64) -> Option<usize> {
        self.places.get(&aweme_id).map(|place| *place as usize)
    }

    /// Which texts of a video are said, all as they are known; `None` where one is another. They
    /// stand in the order of [`Video::texts`]; empty ones are none.
    #[inline]
    pub(super) fn said_of_video(
        &self,
        video: usize,
        texts: [Option<&[u8]>; Video::TEXTS],
    ) -> Option<[bool; Video::TEXTS]> {
        said(texts, self.prints[video], self.seed)
    }

    /// The same of a creator or a product, and where that is; `None` also where there is none of this id.
    #[inline]
    pub(super) fn said_of<const TEXTS: usize>(
        &self,
        names: &Names<TEXTS>,
        id: &[u8],
        texts: [Option<&[u8]>; TEXTS],
    ) -> Option<(usize, [bool; TEXTS])> {
        let place = *names.places.get(&print_of(id, self.seed))? as usize;
        Some((place, said(texts, names.prints[place], self.seed)?))
    }
}

fn places_of(videos: &[i64]) -> FxHashMap<i64, u32> {
    videos.iter().copied().zip(0..).collect()
}

#[inline]
fn said<const TEXTS: usize>(texts: [Option<&[u8]>; TEXTS], prints: [u64; TEXTS], seed: u64) -> Option<[bool; TEXTS]> {
    let mut said = [false; TEXTS];
    for ((said, text), print) in said.iter_mut().zip(texts).zip(prints) {
        if let Some(text) = text.filter(|text| !text.is_empty()) {
            if print_of(text, seed) != print {
                return None;
            }
            *said = true;
        }
    }
    Some(said)
}

/// Whether versions of a data set share the texts of a video.
fn is_same(before: &Video, video: &Video) -> bool {
    let is_shared = |texts: (&Option<StampedText>, &Option<StampedText>)| match texts {
        (Some(a), Some(b)) => a.text.is_shared_with(&b.text),
        (a, b) => a.is_none() && b.is_none(),
    };
    before.texts().into_iter().zip(video.texts()).all(is_shared)
}

fn prints_of<const TEXTS: usize>(texts: [&Option<StampedText>; TEXTS], seed: u64) -> [u64; TEXTS] {
    texts.map(|text| text.as_ref().map_or(0, |text| print_of(text.text.as_bytes(), seed)))
}

/// Up to here XXH3 multiplies each part of a text with the seed.
const XXH3_PIECE: usize = 240;

/// Of a text that is not empty, never 0. In pieces: of longer ones XXH3 adds up lanes of which two
/// can be made to change places under many seeds.
#[inline]
fn print_of(text: &[u8], seed: u64) -> u64 {
    text.chunks(XXH3_PIECE).fold(seed, |seed, piece| xxh3_64_with_seed(piece, seed)).max(1)
}

#[cfg(test)]
mod tests {
    use super::print_of;

    /// Two texts of 320 bytes that differ in two letters, 128 bytes apart: where a fingerprint adds
    /// up what stands there, they change places under one seed of 250.
    #[test]
    fn texts_that_were_made_to_meet_do_not() {
        let text = |first: u8, second: u8| {
            let mut text = [b'.'; 320];
            text[48..53].copy_from_slice(&[0x30, b'a', b'a', b'a', first]);
            text[175..181].copy_from_slice(&[0xc3, 0x30 ^ 0x84, b'a' ^ 0x20, b'a' ^ 0x0c, b'a' ^ 0x49, second]);
            text
        };
        let (one, other) = (text(b'b', b'c'), text(b'c', b'b'));
        let seeds = (1..20_000_u64).map(|place| place.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        assert_eq!(seeds.filter(|seed| print_of(&one, *seed) == print_of(&other, *seed)).count(), 0);
    }
}
