//! What is known of each video apart from its counters, in columns: what a question looks at first.

mod extend;

use std::ops::Range;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::calendar::Calendar;
use crate::grid::{Regular, metrics_of};
use crate::index::{CategoryPlace, Histories};
use crate::summary::{NO_TEXT, Summaries};
pub(crate) use extend::News;

/// Stands for "no such day" in columns of days.
pub(crate) const NO_DAY: i32 = i32::MIN;

/// What holds of a video, as bits.
pub(crate) mod trait_of {
    /// The grid has its numbers.
    pub(crate) const REGULAR: u8 = 1;
    /// Product, creator and publication are the same on all its days.
    pub(crate) const SETTLED: u8 = 2;
    /// Its first day has a single snapshot, and it was not published on that day.
    pub(crate) const OPENS_SINGLE: u8 = 4;
    /// It ever had more than one product.
    pub(crate) const RELINKED: u8 = 8;
    /// What is known of it, as the columns have it.
    pub(crate) const PRODUCT: u8 = 16;
    pub(crate) const CATEGORY: u8 = 32;
    pub(crate) const SECOND: u8 = 64;
    pub(crate) const CREATOR: u8 = 128;
}

/// One item for each video.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Facts {
    pub(crate) first_day: Vec<i32>,
    pub(crate) last_day: Vec<i32>,
    /// The day by which all is known that follows here.
    pub(crate) known_by: Vec<i32>,
    /// Day and second of publication, [`NO_DAY`] and 0 if they are not known.
    pub(crate) published: Vec<i32>,
    pub(crate) create_time: Vec<i64>,
    /// The latest product and creator, [`NO_TEXT`] if none is known.
    pub(crate) product: Vec<u32>,
    pub(crate) creator: Vec<u32>,
    /// The category of the product and the second level, [`NO_TEXT`] if there is none.
    pub(crate) category: Vec<u32>,
    pub(crate) second: Vec<u32>,
    pub(crate) traits: Vec<u8>,
    /// The metrics that all readings of a regular video have, as bits.
    pub(crate) metrics: Vec<u8>,
    /// The videos that are not both regular and settled, ascending.
    pub(crate) changing: Vec<u32>,
}

/// The facts of one video, as they hold at the end of a window.
#[derive(Debug, Clone, Copy)]
pub(crate) struct VideoFacts {
    pub(crate) first_day: i32,
    pub(crate) published: i32,
    pub(crate) create_time: i64,
    pub(crate) product: u32,
    pub(crate) creator: u32,
    pub(crate) category: u32,
    pub(crate) second: u32,
}

/// The histories of all videos' attributes.
#[derive(Clone, Copy)]
pub(crate) struct Attributes<'a> {
    pub(crate) product: &'a Histories<u32>,
    pub(crate) creator: &'a Histories<u32>,
    pub(crate) create_time: &'a Histories<i64>,
    pub(crate) relinked: &'a FxHashMap<u32, Vec<i64>>,
    pub(crate) category_of_product: &'a [Option<CategoryPlace>],
}

/// A category and its second level as codes.
pub(crate) fn category_codes(category: Option<CategoryPlace>) -> (u32, u32) {
    category.map_or((NO_TEXT, NO_TEXT), |(first, second)| (first, second.unwrap_or(NO_TEXT)))
}

/// Whether an attribute of a video is the same on all its days, or not known on any.
fn is_settled<V>(history: &[(i32, V)], first_day: i32) -> bool {
    matches!(history, []) || matches!(history, [(from, _)] if *from == first_day)
}

impl Facts {
    /// The facts, and of each video what the grid needs to know.
    ///
    /// # Cost
    /// One pass over the summaries, on all threads.
    pub(crate) fn new(
        summaries: &Summaries,
        attributes: Attributes<'_>,
        calendar: &Calendar,
    ) -> (Facts, Vec<Option<Regular>>) {
        let found: Vec<Found> = (0..summaries.videos.len())
            .into_par_iter()
            .with_min_len(1024)
            .map(|video| Found::of(video, summaries.rows(video), summaries, attributes, calendar))
            .collect();
        let mut facts = Facts::default();
        for Found { facts: of_video, last_day, known_by, traits, regular } in &found {
            facts.first_day.push(of_video.first_day);
            facts.last_day.push(*last_day);
            facts.known_by.push(*known_by);
            facts.published.push(of_video.published);
            facts.create_time.push(of_video.create_time);
            facts.product.push(of_video.product);
            facts.creator.push(of_video.creator);
            facts.category.push(of_video.category);
            facts.second.push(of_video.second);
            facts.traits.push(*traits);
            facts.metrics.push(regular.map_or(0, |regular| regular.metrics));
        }
        facts.note_what_is_known();
        facts.list_changing();
        (facts, found.into_iter().map(|found| found.regular).collect())
    }

    fn note_what_is_known(&mut self) {
        use trait_of::{CATEGORY, CREATOR, PRODUCT, SECOND};
        for (bit, column) in
            [(PRODUCT, &self.product), (CATEGORY, &self.category), (SECOND, &self.second), (CREATOR, &self.creator)]
        {
            for (traits, code) in self.traits.iter_mut().zip(column) {
                *traits = (*traits & !bit) | if *code == NO_TEXT { 0 } else { bit };
            }
        }
    }

    fn list_changing(&mut self) {
        let settled = trait_of::REGULAR | trait_of::SETTLED;
        self.changing = (0..).zip(&self.traits).filter(|(_, t)| **t & settled != settled).map(|(v, _)| v).collect();
    }

    /// What the grid needs to know of a video; `None` if it is not regular.
    #[inline]
    pub(crate) fn regular(&self, video: usize) -> Option<Regular> {
        let published = Some(self.published[video]).filter(|day| *day != NO_DAY);
        self.has(video, trait_of::REGULAR).then(|| Regular { metrics: self.metrics[video], published })
    }

    #[inline]
    pub(crate) fn get(&self, video: usize) -> VideoFacts {
        VideoFacts {
            first_day: self.first_day[video],
            published: self.published[video],
            create_time: self.create_time[video],
            product: self.product[video],
            creator: self.creator[video],
            category: self.category[video],
            second: self.second[video],
        }
    }

    /// Whether the columns and the grid hold all there is to know of a video by the end of a day on
    /// which, or before which, it was seen.
    #[inline]
    pub(crate) fn hold(&self, video: usize, day: i32) -> bool {
        use trait_of::{REGULAR, SETTLED};
        let traits = self.traits[video];
        traits & REGULAR != 0 && (traits & SETTLED != 0 || self.known_by[video] <= day)
    }

    #[inline]
    pub(crate) fn has(&self, video: usize, traits: u8) -> bool {
        self.traits[video] & traits == traits
    }
}

struct Found {
    facts: VideoFacts,
    last_day: i32,
    known_by: i32,
    traits: u8,
    regular: Option<Regular>,
}

impl Found {
    /// Of a video that has these rows.
    fn of(
        video: usize,
        rows: Range<usize>,
        summaries: &Summaries,
        attributes: Attributes<'_>,
        calendar: &Calendar,
    ) -> Found {
        use trait_of::{OPENS_SINGLE, REGULAR, RELINKED, SETTLED};
        let Attributes { product, creator, create_time, relinked, category_of_product } = attributes;
        let (first_day, last_day) = (summaries.day[rows.start], summaries.day[rows.end - 1]);
        fn since<V>(history: &[(i32, V)]) -> i32 {
            history.last().map_or(NO_DAY, |(from, _)| *from)
        }
        let links = relinked.get(&(video as u32));
        let linked = links.into_iter().flatten().map(|ts| calendar.day_of_ms(*ts).number());
        let known_by = linked.max().unwrap_or(first_day);
        let known_by = known_by.max(since(product.get(video))).max(since(creator.get(video)));
        let known_by = known_by.max(since(create_time.get(video)));
        let known_at_once = is_settled(create_time.get(video), first_day);
        let create_time = create_time.at(video, last_day);
        let published = create_time.map(|seconds| calendar.day_of_seconds(seconds).number());
        let metrics = if known_at_once { metrics_of(summaries, rows.clone(), published) } else { None };
        let regular = metrics.map(|metrics| Regular { metrics, published });
        let is_settled = known_at_once
            && is_settled(product.get(video), first_day)
            && is_settled(creator.get(video), first_day)
            && links.is_none();
        let opens_single = published != Some(first_day) && summaries.is_single(rows.start);
        let product = product.at(video, last_day);
        let category = product.and_then(|product| category_of_product[product as usize]);
        let (category, second) = category_codes(category);
        let flag = |holds: bool, bit: u8| if holds { bit } else { 0 };
        Found {
            facts: VideoFacts {
                first_day,
                published: published.unwrap_or(NO_DAY),
                create_time: create_time.unwrap_or(0),
                product: product.unwrap_or(NO_TEXT),
                creator: creator.at(video, last_day).unwrap_or(NO_TEXT),
                category,
                second,
            },
            last_day,
            known_by,
            traits: flag(regular.is_some(), REGULAR)
                | flag(is_settled, SETTLED)
                | flag(opens_single, OPENS_SINGLE)
                | flag(links.is_some(), RELINKED),
            regular,
        }
    }
}
