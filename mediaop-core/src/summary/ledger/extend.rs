//! A ledger and new summaries → a ledger that shares the closed rows.

use std::sync::Arc;

use rayon::prelude::*;

use super::super::{FirstSeen, Summaries};
use super::attributes::{Attribute, Seen, merged_seen};
use super::rows::{Chunk, open_rows};
use super::{Ledger, Open, Span};

/// Stands for "not in this set" among positions and rows.
pub(super) const NONE: u32 = u32::MAX;
/// Open rows may be an eighth of the closed ones and some more; beyond that all are closed anew.
const MORE: usize = 1 << 12;
/// Videos that a thread takes at a time.
const CHUNK: usize = 2048;

/// What the text codes of a set are in the merged one; `None` where they are the same.
#[derive(Debug, Default)]
pub(crate) struct Recoding {
    pub(crate) products: Option<Vec<u32>>,
    pub(crate) creators: Option<Vec<u32>>,
}

/// A ledger with more rows, and what is not as it was.
pub(crate) struct Extended {
    pub(crate) ledger: Ledger,
    pub(crate) changes: Changes,
}

/// What new rows changed.
#[derive(Debug, Default)]
pub(crate) struct Changes {
    /// Of each video where it stood before; `None` for a new one.
    before: Vec<u32>,
    /// So many videos stand where they stood.
    pub(crate) unmoved: usize,
    /// Whether no video is new.
    pub(crate) same_videos: bool,
    /// The videos with new rows, ascending, and the first day of these.
    pub(crate) touched: Vec<(u32, i32)>,
    /// Of each video whether it is new, its first row has changed, or what it says of its attributes.
    pub(crate) restated: Vec<bool>,
    pub(crate) same_products: bool,
    pub(crate) same_creators: bool,
    pub(crate) same_create_times: bool,
    /// Products and creators that videos were seen with for the first time, or earlier than before,
    /// by video, then product or creator.
    pub(crate) new_links: Vec<FirstSeen>,
    pub(crate) new_authors: Vec<FirstSeen>,
}

impl Changes {
    /// Where a video stood before.
    #[inline]
    pub(crate) fn before(&self, video: usize) -> Option<usize> {
        Some(self.before[video]).filter(|before| *before != NONE).map(|before| before as usize)
    }
}

/// Where the videos of two sets stand: each in one set or in both.
pub(super) struct Places {
    pub(super) ids: Vec<i64>,
    /// Positions here and there; [`NONE`] where it is not.
    pub(super) of: Vec<(u32, u32)>,
}

impl Places {
    fn of(here: &[i64], there: &[i64]) -> Places {
        let count = here.len().max(there.len());
        let mut places = Places { ids: Vec::with_capacity(count), of: Vec::with_capacity(count) };
        let (mut i, mut j) = (0, 0);
        loop {
            let (id, is_here, is_there) = match (here.get(i), there.get(j)) {
                (Some(a), Some(b)) => (*a.min(b), a <= b, b <= a),
                (Some(a), None) => (*a, true, false),
                (None, Some(b)) => (*b, false, true),
                (None, None) => return places,
            };
            places.ids.push(id);
            places.of.push((if is_here { i as u32 } else { NONE }, if is_there { j as u32 } else { NONE }));
            (i, j) = (i + usize::from(is_here), j + usize::from(is_there));
        }
    }

    /// The videos in both orders, by what they are in either set.
    pub(super) fn pairs(&self) -> impl Iterator<Item = (Option<usize>, Option<usize>)> {
        let position = |place: u32| (place != NONE).then_some(place as usize);
        self.of.iter().map(move |(here, there)| (position(*here), position(*there)))
    }
}

impl Ledger {
    /// With the rows of another set, whose text codes are those of the merged set; `codes` tells
    /// what the codes of this one are there. `None` if too much would be open.
    ///
    /// # Cost
    /// A few steps for each video, and a copy of the open rows: those since the first new row of
    /// each video.
    pub(crate) fn extended(&self, part: &Summaries, codes: &Recoding, is_hash: &[bool]) -> Option<Extended> {
        let most = self.closed.len() / 8 + MORE;
        let behind = self.closed.len() + self.open.as_ref().map_or(0, |open| open.rows.len());
        let newest = self.newest.as_ref().map_or(0, |newest| newest.len());
        if part.len() > most || u32::try_from(behind + part.len() + newest).is_err() {
            return None;
        }
        let places = Places::of(self.videos(), &part.videos);
        let chunks: Vec<Chunk> = places.of.par_chunks(CHUNK).map(|places| Chunk::of(self, part, places)).collect();
        if chunks.iter().map(Chunk::len).sum::<usize>() > most {
            return None;
        }
        let (mut spans, mut restated) = (Vec::with_capacity(places.of.len()), Vec::with_capacity(places.of.len()));
        let mut end = 0;
        for chunk in &chunks {
            spans.extend(chunk.spans.iter().map(|span| Span { open: end + span.open, ..*span }));
            restated.extend_from_slice(&chunk.begins_anew);
            end += chunk.len() as u32;
        }
        let (rows, (attributes, moves)) = rayon::join(
            || open_rows(self, part, &chunks),
            || (self.attributes(part, &places, codes, is_hash), Moves::of(part, &places)),
        );
        let Attributes { product, creator, create_time, links, authors } = attributes;
        for changed in [&product.changed, &creator.changed, &create_time.changed] {
            changed.iter().for_each(|video| restated[*video as usize] = true);
        }
        // A row of a day may have a product that the day's last row has not.
        for link in &links.news {
            if let Ok(video) = places.ids.binary_search(&link.aweme_id) {
                restated[video] = true;
            }
        }
        let same_videos = places.ids.len() == self.videos().len();
        let Moves { touched, unmoved, before } = moves;
        let changes = Changes {
            touched,
            unmoved,
            before,
            restated,
            same_videos,
            same_products: product.facts.is_none(),
            same_creators: creator.facts.is_none(),
            same_create_times: create_time.facts.is_none(),
            new_links: links.news,
            new_authors: authors.news,
        };
        let old = self.open.as_ref();
        fn kept<T>(new: Option<T>, old: Option<&Arc<T>>, closed: impl FnOnce() -> T) -> Arc<T> {
            new.map(Arc::new).or_else(|| old.cloned()).unwrap_or_else(|| Arc::new(closed()))
        }
        let closed = &self.closed;
        let open = Open {
            videos: kept((!same_videos).then_some(places.ids), old.map(|open| &open.videos), || closed.videos.clone()),
            spans,
            rows,
            product: kept(product.facts, old.map(|open| &open.product), || closed.product.by_place()),
            creator: kept(creator.facts, old.map(|open| &open.creator), || closed.creator.by_place()),
            create_time: kept(create_time.facts, old.map(|open| &open.create_time), || closed.create_time.by_place()),
            links: kept(links.all, old.map(|open| &open.links), || closed.links.clone()),
            authors: kept(authors.all, old.map(|open| &open.authors), || closed.authors.clone()),
        };
        let (closed, closed_sum) = (Arc::clone(&self.closed), Arc::clone(&self.closed_sum));
        let ledger = Ledger { closed, closed_sum, newest: None, open: Some(Arc::new(open)) };
        Some(Extended { ledger, changes })
    }

    fn attributes(&self, part: &Summaries, places: &Places, codes: &Recoding, is_hash: &[bool]) -> Attributes {
        let (products, creators) = (codes.products.as_deref(), codes.creators.as_deref());
        let ((product, creator), (create_time, (links, authors))) = rayon::join(
            || {
                (
                    Attribute::of_products(self, part, places, products),
                    Attribute::of_creators(self, part, places, creators, is_hash),
                )
            },
            || {
                let seen = (
                    merged_seen(self.links(), products, &part.links),
                    merged_seen(self.authors(), creators, &part.authors),
                );
                (Attribute::of_create_times(self, part, places), seen)
            },
        );
        Attributes { product, creator, create_time, links, authors }
    }
}

/// Which videos have new rows, and where all stood before, as [`Changes`] tell it.
struct Moves {
    touched: Vec<(u32, i32)>,
    unmoved: usize,
    before: Vec<u32>,
}

impl Moves {
    fn of(part: &Summaries, places: &Places) -> Moves {
        let mut touched = Vec::with_capacity(part.videos.len());
        for (video, (_, there)) in (0..).zip(places.pairs()) {
            touched.extend(there.map(|there| (video, part.day[part.rows(there).start])));
        }
        Moves {
            touched,
            unmoved: (0..).zip(&places.of).take_while(|(video, (here, _))| video == here).count(),
            before: places.of.iter().map(|(here, _)| *here).collect(),
        }
    }
}

struct Attributes {
    product: Attribute<u32>,
    creator: Attribute<u32>,
    create_time: Attribute<i64>,
    links: Seen,
    authors: Seen,
}
