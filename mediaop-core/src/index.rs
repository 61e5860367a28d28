//! What a data set carries so that a question need not search: histories, postings, days.

mod categories;
mod extend;
mod histories;
mod postings;

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::calendar::Calendar;
use crate::catalog::Product;
use crate::category_days::CategoryDays;
use crate::facts::{Attributes, Facts};
use crate::grid::Grid;
use crate::product_days::Days;
use crate::sightings::AllSightings;
use crate::summary::{Ledger, Summaries, is_creator_hash};
pub(crate) use categories::{Category, CategoryPlace};
use categories::{of_products, products_of};
pub(crate) use extend::Later;
pub(crate) use histories::{Histories, Lists};
use postings::{postings, relinked, renamed_authors, same_creators};

/// Derived from summaries and catalog. What new rows leave as it is, versions of a data set share.
#[derive(Debug)]
pub(crate) struct Index {
    pub(crate) product: Arc<Histories<u32>>,
    pub(crate) creator: Arc<Histories<u32>>,
    pub(crate) create_time: Arc<Histories<i64>>,
    /// For each creator the one that it is.
    same_as: Arc<Vec<u32>>,
    /// For each product the videos that ever had it, ascending.
    pub(crate) videos_of_product: Arc<Lists<u32>>,
    /// For each creator the videos that ever had it, ascending.
    pub(crate) videos_of_creator: Arc<Lists<u32>>,
    /// When each product was first seen; `i64::MAX` if no row has it.
    pub(crate) product_first_seen: Arc<Vec<i64>>,
    /// When each creator was first seen; `i64::MAX` if no row has it.
    pub(crate) creator_first_seen: Arc<Vec<i64>>,
    /// For each video that ever had more than one product, when each was first seen.
    pub(crate) relinked: Arc<FxHashMap<u32, Vec<i64>>>,
    /// Categories, ascending by name.
    pub(crate) categories: Arc<Vec<Category>>,
    /// For each product its category and second level, as positions.
    pub(crate) category_of_product: Arc<Vec<Option<CategoryPlace>>>,
    /// For each category its products, ascending.
    pub(crate) products_of_category: Arc<Lists<u32>>,
    /// Days on which some video has a summary, and the latest snapshot up to the end of each.
    pub(crate) crawled: Vec<(i32, i64)>,
    /// The first and the last day of which there is a row.
    pub(crate) days: Option<(i32, i32)>,
    pub(crate) facts: Facts,
    pub(crate) grid: Grid,
    pub(crate) product_days: OnceLock<Vec<Days>>,
    pub(crate) category_days: OnceLock<CategoryDays>,
    pub(crate) sightings: AllSightings,
}

/// What an index is made of beside the summaries.
#[derive(Clone, Copy)]
pub(crate) struct Catalog<'a> {
    pub(crate) calendar: &'a Calendar,
    pub(crate) products: &'a [Product],
    pub(crate) creator_ids: &'a [Box<str>],
    pub(crate) aliases: &'a [(Box<str>, u32)],
}

impl Index {
    pub(crate) fn new(ledger: &Ledger, catalog: Catalog<'_>) -> Self {
        let summaries = &*ledger.flat();
        let same_as = same_creators(catalog.creator_ids, catalog.aliases);
        let ((product, creator), create_time) = rayon::join(
            || {
                let follows = creator_follows(catalog.creator_ids);
                let renamed = |creator: u32| same_as[creator as usize];
                rayon::join(
                    || Histories::of(ledger, &ledger.products(), |_, _| true, |product| product),
                    || Histories::of(ledger, &ledger.creators(), follows, renamed),
                )
            },
            || Histories::of(ledger, &ledger.create_times(), |_, _| true, |seconds| seconds),
        );
        let (videos_of_product, product_first_seen) =
            postings(&summaries.videos, &summaries.links, catalog.products.len());
        let authors = renamed_authors(&summaries.authors, &same_as);
        let (videos_of_creator, creator_first_seen) = postings(&summaries.videos, &authors, catalog.creator_ids.len());
        let categories = categories::categories(catalog.products);
        let category_of_product = of_products(&categories, catalog.products);
        let products_of_category = products_of(categories.len(), &category_of_product);
        let relinked = relinked(&summaries.videos, &summaries.links);
        let attributes = Attributes {
            product: &product,
            creator: &creator,
            create_time: &create_time,
            relinked: &relinked,
            category_of_product: &category_of_product,
        };
        let (facts, regular) = Facts::new(summaries, attributes, catalog.calendar);
        let grid = Grid::new(summaries, &regular);
        Index {
            product: product.into(),
            creator: creator.into(),
            create_time: create_time.into(),
            same_as: same_as.into(),
            videos_of_product: videos_of_product.into(),
            videos_of_creator: videos_of_creator.into(),
            product_first_seen: product_first_seen.into(),
            creator_first_seen: creator_first_seen.into(),
            relinked: relinked.into(),
            categories: categories.into(),
            category_of_product: category_of_product.into(),
            products_of_category: products_of_category.into(),
            crawled: crawled(summaries),
            facts,
            grid,
            product_days: OnceLock::new(),
            category_days: OnceLock::new(),
            sightings: AllSightings::new(catalog.products.len(), catalog.creator_ids.len()),
            days: first_and_last(summaries),
        }
    }

    /// The position of a category, and of a second level in it.
    pub(crate) fn category(&self, name: &str) -> Option<usize> {
        self.categories.binary_search_by(|category| (*category.name).cmp(name)).ok()
    }
}

/// Whether a creator may replace another.
fn creator_follows(creator_ids: &[Box<str>]) -> impl Fn(u32, u32) -> bool + use<> {
    let is_hash: Vec<bool> = creator_ids.iter().map(|id| is_creator_hash(id)).collect();
    // A hash says less than the `sec_uid` that is known already.
    move |new: u32, held: u32| is_hash[held as usize] || !is_hash[new as usize]
}

/// The days on which a video has a reading, ascending, with the latest reading of each.
fn crawled(summaries: &Summaries) -> Vec<(i32, i64)> {
    const PIECE: usize = 1 << 16;
    let of_piece = |piece: usize| {
        let mut days: Vec<(i32, i64)> = Vec::new();
        let mut place = 0;
        for row in (piece * PIECE..summaries.len().min((piece + 1) * PIECE)).filter(|row| summaries.has_reading(*row)) {
            place = note_latest(&mut days, place, (summaries.day[row], summaries.last_ts(row)));
        }
        days
    };
    (0..summaries.len().div_ceil(PIECE))
        .into_par_iter()
        .map(of_piece)
        .reduce(Vec::new, |here, there| both(&here, &there))
}

/// Notes an instant among the latest of each day, which ascend; `place` is that of the day noted
/// before.
#[inline]
pub(crate) fn note_latest(days: &mut Vec<(i32, i64)>, place: usize, (day, ts): (i32, i64)) -> usize {
    // The rows of a video mostly lie on one day after the other.
    let place = if days.get(place + 1).is_some_and(|known| known.0 == day) {
        place + 1
    } else {
        days.binary_search_by_key(&day, |known| known.0).unwrap_or_else(|place| {
            days.insert(place, (day, i64::MIN));
            place
        })
    };
    days[place].1 = ts.max(days[place].1);
    place
}

/// Days with the latest reading of each, of two sets.
fn both(here: &[(i32, i64)], there: &[(i32, i64)]) -> Vec<(i32, i64)> {
    let days = itertools::merge_join_by(here, there, |a, b| a.0.cmp(&b.0));
    days.map(|day| day.reduce(|a, b| if a.1 >= b.1 { a } else { b })).copied().collect()
}

fn first_and_last(summaries: &Summaries) -> Option<(i32, i32)> {
    let of_video = |rows: Range<usize>| (summaries.day[rows.start], summaries.day[rows.end - 1]);
    let days = (0..summaries.videos.len()).map(|video| of_video(summaries.rows(video)));
    days.reduce(|all, days| (all.0.min(days.0), all.1.max(days.1)))
}
