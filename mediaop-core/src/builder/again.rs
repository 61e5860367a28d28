//! Rows that say again what a data set knows already: their texts are compared, and not taken.
//!
//! A crawl reads the videos of the crawl before, and hardly ever finds another title or link. What a
//! batch then needs of them is when they were said last.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::DatasetBuilder;
use super::known::Known;
use crate::catalog::{Source, StampedText, Video, keep_number, merge_text};
use crate::row::SnapshotRow;
use crate::shown::Shown;
use crate::summary::NO_TEXT;

/// Names, links and amounts of a row as a table hands them out: texts are bytes that nobody has
/// looked at, `None` for NULL; amounts below 0 are missing.
///
/// ```
/// let texts = mediaop_core::RowTexts { title: Some("口红".as_bytes()), ..Default::default() };
/// assert_eq!((texts.product_id, texts.price), (None, -1));
/// ```
#[derive(Debug, Clone, Copy)]
pub struct RowTexts<'a> {
    /// The creator.
    pub sec_uid: Option<&'a [u8]>,
    /// The creator, where the crawler hides `sec_uid`.
    pub creator_hash: Option<&'a [u8]>,
    /// The creator's name.
    pub nickname: Option<&'a [u8]>,
    /// The address of the creator's picture.
    pub avatar: Option<&'a [u8]>,
    /// The video's title.
    pub title: Option<&'a [u8]>,
    /// The product that the video sells.
    pub product_id: Option<&'a [u8]>,
    /// The product's name.
    pub product_title: Option<&'a [u8]>,
    /// The address of the video.
    pub aweme_url: Option<&'a [u8]>,
    /// The address of its cover picture.
    pub cover_url: Option<&'a [u8]>,
    /// The product's price in cents (分).
    pub price: i64,
    /// How often the product was sold.
    pub sales: i64,
}

impl Default for RowTexts<'_> {
    fn default() -> Self {
        RowTexts {
            sec_uid: None,
            creator_hash: None,
            nickname: None,
            avatar: None,
            title: None,
            product_id: None,
            product_title: None,
            aweme_url: None,
            cover_url: None,
            price: -1,
            sales: -1,
        }
    }
}

/// What is known, and when it was said again; an instant of 0 stands for never.
pub(super) struct Again {
    known: Arc<Known>,
    /// By the place of the video.
    videos: Vec<[i64; Video::TEXTS]>,
    creators: Borne<2>,
    products: Borne<1>,
}

/// Of creators or products, by their place: the code in the builder, and when texts were said again.
type Borne<const TEXTS: usize> = Vec<(u32, [i64; TEXTS])>;

/// A row that says what the data set knows, and where that knows it.
struct Found {
    video: usize,
    said: [bool; Video::TEXTS],
    creator: Option<(usize, [bool; 2])>,
    product: Option<(usize, [bool; 1])>,
}

impl Again {
    fn new(known: Arc<Known>) -> Self {
        let dataset = &known.dataset;
        Again {
            videos: vec![[0; Video::TEXTS]; dataset.video_count()],
            creators: vec![(NO_TEXT, [0; 2]); dataset.creators.len()],
            products: vec![(NO_TEXT, [0; 1]); dataset.products.len()],
            known,
        }
    }

    /// `None` where the data set does not know what the texts say.
    fn find(&self, aweme_id: i64, texts: &RowTexts<'_>) -> Option<Found> {
        let known = &*self.known;
        let video = known.place_of(aweme_id)?;
        let said = known.said_of_video(video, [texts.title, texts.nickname, texts.aweme_url, texts.cover_url])?;
        let creator = match filled(texts.sec_uid).or(filled(texts.creator_hash)) {
            Some(id) => Some(known.said_of(&known.creators, id, [texts.nickname, texts.avatar])?),
            None => None,
        };
        let product = match filled(texts.product_id) {
            Some(id) => Some(known.said_of(&known.products, id, [texts.product_title])?),
            None => None,
        };
        Some(Found { video, said, creator, product })
    }
}

impl DatasetBuilder {
    /// A builder of rows that will be merged into a data set: what they say again of names and links
    /// is taken from there. Bytes of a batch that were written beside another one
    /// ([`push_beside`](DatasetBuilder::push_beside)) do not find their texts in what was
    /// said again: read them by a builder of their own.
    ///
    /// ```
    /// use std::sync::Arc;
    /// use mediaop_core::{DatasetBuilder, Known, example};
    /// let dataset = Arc::new(example::dataset());
    /// let mut crawl = DatasetBuilder::beside(Arc::new(Known::new(Arc::clone(&dataset))));
    /// crawl.extend(example::rows());
    /// assert!(crawl.finish_onto(&dataset)? == *dataset);
    /// # Ok::<(), mediaop_core::Error>(())
    /// ```
    pub fn beside(known: Arc<Known>) -> Self {
        let calendar = known.dataset.calendar().clone();
        DatasetBuilder { again: Some(Again::new(known)), ..DatasetBuilder::new(calendar) }
    }

    /// Adds a row whose names and links are those that the data set knows; the codes of creator and
    /// product are not looked at. Where this is no such row, or one that has to be looked at closely,
    /// nothing is done and `false` says so: [`push`](DatasetBuilder::push) takes every row, and what
    /// comes out is the same.
    ///
    /// # Cost
    /// That of comparing the texts: a third of `push`.
    ///
    /// # Example: a crawl that finds what the one before has found
    /// ```
    /// use std::sync::Arc;
    /// use mediaop_core::{Calendar, Cell, DatasetBuilder, Known, Metric, RawSnapshot, RowTexts, SnapshotRow};
    /// let mut builder = DatasetBuilder::new(Calendar::default());
    /// let (aweme_id, title) = (Cell::Int(7), Cell::Text("口红"));
    /// let mut raw = RawSnapshot { aweme_id, title, update_ts: Cell::Int(1_767_290_400_000), ..Default::default() };
    /// raw.counters[Metric::Digg as usize] = Cell::Int(100);
    /// builder.push(&raw)?;
    /// let known = Arc::new(Known::new(Arc::new(builder.finish())));
    ///
    /// let mut crawl = DatasetBuilder::beside(known);
    /// let mut row = SnapshotRow { aweme_id: 7, update_ts: 1_767_340_800_000, ..Default::default() };
    /// row.counters[Metric::Digg as usize] = 130;
    /// let again = RowTexts { title: Some("口红".as_bytes()), ..Default::default() };
    /// let other = RowTexts { title: Some("唇膏".as_bytes()), ..Default::default() };
    /// assert_eq!((crawl.push_again(&row, &other), crawl.push_again(&row, &again)), (false, true));
    /// assert_eq!(crawl.intake().rows_accepted, 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn push_again(&mut self, row: &SnapshotRow, texts: &RowTexts<'_>) -> bool {
        let Some(again) = &mut self.again else { return false };
        if !row.is_plain() {
            return false;
        }
        let Some(found) = again.find(row.aweme_id, texts) else { return false };
        let ts = row.update_ts;
        keep_latest(&mut again.videos[found.video], found.said, ts);
        let mut creator = None;
        if let Some((place, said)) = found.creator {
            let (code, times) = &mut again.creators[place];
            if *code == NO_TEXT {
                *code = self.creator_ids.code(&again.known.dataset.creator_ids[place]);
                self.creators.resize_with(self.creator_ids.len(), Default::default);
            }
            keep_latest(times, said, ts);
            creator = Some(*code);
        }
        let mut product = None;
        if let Some((place, said)) = found.product {
            let (code, times) = &mut again.products[place];
            if *code == NO_TEXT {
                *code = self.product_ids.code(&again.known.dataset.product_ids[place]);
                self.products.resize_with(self.product_ids.len(), Default::default);
            }
            keep_latest(times, said, ts);
            let known = &mut self.products[*code as usize];
            for (slot, amount) in [(&mut known.price, texts.price), (&mut known.sales, texts.sales)] {
                if amount >= 0 {
                    keep_number(slot, ts, amount);
                }
            }
            product = Some(*code);
        }
        self.intake.accept(false, 0);
        let code = |code: Option<u32>| code.map_or(-1, |code| code as i32);
        self.stage_row(row, code(product), code(creator), 0);
        true
    }

    /// Takes over what another builder beside the same data set was told again.
    pub(super) fn append_again(&mut self, other: &mut DatasetBuilder) {
        match (&mut self.again, &mut other.again) {
            (Some(here), Some(there)) if Arc::ptr_eq(&here.known, &there.known) => {
                for (here, there) in here.videos.iter_mut().zip(&there.videos) {
                    here.iter_mut().zip(there).for_each(|(here, there)| *here = (*there).max(*here));
                }
                there.videos.clear();
            }
            _ => other.settle_videos(),
        }
        other.settle_names();
    }

    /// What was said again of videos, as if it had been said for the first time.
    fn settle_videos(&mut self) {
        let Some(again) = &self.again else { return };
        for ((id, known), times) in
            again.known.dataset.summaries.videos().iter().zip(again.known.dataset.videos.iter()).zip(&again.videos)
        {
            if *times != [0; Video::TEXTS] {
                said_of_video(self.videos.entry(*id).or_default(), known, times);
            }
        }
    }

    /// The same of creators and products.
    pub(super) fn settle_names(&mut self) {
        let Some(again) = &self.again else { return };
        for ((code, [nickname, avatar]), known) in again.creators.iter().zip(again.known.dataset.creators.iter()) {
            if *code != NO_TEXT {
                let creator = &mut self.creators[*code as usize];
                keep_again(&mut creator.nickname, &known.nickname, *nickname);
                keep_again(&mut creator.avatar, &known.avatar, *avatar);
            }
        }
        for ((code, [title]), known) in again.products.iter().zip(again.known.dataset.products.iter()) {
            if *code != NO_TEXT {
                keep_again(&mut self.products[*code as usize].title, &known.title, *title);
            }
        }
    }
}

impl Again {
    /// What is shown of videos whose ids ascend: what was said again, and what was said for the first time.
    pub(super) fn shown(&self, ids: &[i64], first: &FxHashMap<i64, Video>) -> Shown {
        let dataset = &self.known.dataset;
        let known_ids = dataset.summaries.videos();
        Shown::in_parts(ids.len(), |videos| {
            let ids = &ids[videos];
            let mut place = known_ids.partition_point(|known| *known < ids[0]);
            let of_video = |id: &i64| {
                let mut shown = first.get(id).cloned().unwrap_or_default();
                place += known_ids[place..].iter().take_while(|known| *known < id).count();
                if known_ids.get(place) == Some(id) {
                    said_of_video(&mut shown, &dataset.videos[place], &self.videos[place]);
                }
                shown
            };
            ids.iter().map(of_video).collect()
        })
    }

    pub(super) fn is_of_videos(&self) -> bool {
        self.videos.iter().any(|times| *times != [0; Video::TEXTS])
    }
}

fn said_of_video(video: &mut Video, known: &Video, times: &[i64; Video::TEXTS]) {
    for ((slot, known), ts) in video.texts_mut().into_iter().zip(known.texts()).zip(times) {
        keep_again(slot, known, *ts);
    }
}

fn keep_again(slot: &mut Option<StampedText>, known: &Option<StampedText>, ts: i64) {
    if let Some(known) = known.as_ref().filter(|_| ts > 0) {
        let again = Some(StampedText { ts, text: known.text.clone(), source: Source::Snapshot });
        if slot.is_none() { *slot = again } else { merge_text(slot, &again) }
    }
}

fn keep_latest<const TEXTS: usize>(times: &mut [i64; TEXTS], said: [bool; TEXTS], ts: i64) {
    for (time, said) in times.iter_mut().zip(said) {
        *time = if said { ts.max(*time) } else { *time };
    }
}

fn filled(text: Option<&[u8]>) -> Option<&[u8]> {
    text.filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests;
