//! The index of a data set with new rows, from the one before.

use std::sync::{Arc, OnceLock};

use super::categories::{categories, of_products, products_of};
use super::postings::{later_postings, postings, relinked, renamed_authors, same_creators};
use super::{Catalog, Index, Lists, both, crawled, creator_follows, first_and_last};
use crate::facts::{Attributes, Facts, News};
use crate::grid::Version;
use crate::sightings::AllSightings;
use crate::summary::{Extended, FirstSeen, Ledger, Recoding, Summaries};

/// The videos of each value and when it was first seen.
type Postings = (Arc<Lists<u32>>, Arc<Vec<i64>>);

/// A later version of a data set, beside what led to it.
#[derive(Clone, Copy)]
pub(crate) struct Later<'a> {
    pub(crate) old: &'a Ledger,
    pub(crate) new: &'a Extended,
    /// The new rows.
    pub(crate) part: &'a Summaries,
    pub(crate) recoding: &'a Recoding,
    pub(crate) catalog: Catalog<'a>,
    /// Whether the products of the catalog are as they were.
    pub(crate) same_products: bool,
}

impl Index {
    /// The index of a later version; `None` if creators are told apart otherwise than before.
    ///
    /// # Cost
    /// A few steps for each video, and for each open row.
    pub(crate) fn extended(&self, later: Later<'_>) -> Option<Index> {
        let Later { old, new: Extended { ledger, changes }, part, recoding, catalog, same_products } = later;
        let same_as = self.renamed(later)?;
        let (categories, category_of_product, products_of_category) = if same_products {
            let (of_product, products) = (&self.category_of_product, &self.products_of_category);
            (Arc::clone(&self.categories), Arc::clone(of_product), Arc::clone(products))
        } else {
            let categories = categories(catalog.products);
            let of_product = of_products(&categories, catalog.products);
            let products = products_of(categories.len(), &of_product);
            (categories.into(), of_product.into(), products.into())
        };
        // On which day a history begins hangs on the first row.
        let same_begins = changes.same_videos && !changes.restated.contains(&true);
        let renames = same_as.is_some();
        let same_as: Arc<Vec<u32>> = same_as.map_or_else(|| Arc::clone(&self.same_as), Arc::new);
        let make_products = || {
            if same_begins && changes.same_products {
                return Arc::clone(&self.product);
            }
            let known_as = |code: u32| recoding.products.as_ref().map_or(code, |codes| codes[code as usize]);
            let held = (known_as, |code| code);
            Arc::new(self.product.later(ledger, &ledger.products(), changes, |_, _| true, held))
        };
        let make_creators = || {
            if same_begins && changes.same_creators && !renames {
                return Arc::clone(&self.creator);
            }
            let renamed = |code: u32| same_as[code as usize];
            let known_as = |code: u32| recoding.creators.as_ref().map_or(code, |codes| codes[code as usize]);
            let held = (known_as, renamed);
            let follows = creator_follows(catalog.creator_ids);
            Arc::new(self.creator.later(ledger, &ledger.creators(), changes, follows, held))
        };
        let make_create_times = || {
            if same_begins && changes.same_create_times {
                return Arc::clone(&self.create_time);
            }
            let held = (|seconds| seconds, |seconds| seconds);
            Arc::new(self.create_time.later(ledger, &ledger.create_times(), changes, |_, _| true, held))
        };
        let make_relinked = || {
            if changes.same_videos && changes.new_links.is_empty() {
                return Arc::clone(&self.relinked);
            }
            Arc::new(relinked(ledger.videos(), ledger.links()))
        };
        let news = News { ledger, changes, recoding, same_as: &same_as, same_products };
        let ((product, creator, create_time), (relinked, moved)) = rayon::join(
            || (make_products(), make_creators(), make_create_times()),
            || (make_relinked(), self.facts.moved(news)),
        );
        let attributes = Attributes {
            product: &product,
            creator: &creator,
            create_time: &create_time,
            relinked: &relinked,
            category_of_product: &category_of_product,
        };
        let make_facts_and_grid = || {
            let facts = Facts::extended(moved, news, attributes, catalog.calendar);
            let (before, now) = (Version { ledger: old, facts: &self.facts }, Version { ledger, facts: &facts });
            let grid = self.grid.extended(before, now, changes);
            (facts, grid)
        };
        let make_others =
            || (self.products(later), self.creators(later, &same_as), both(&self.crawled, &crawled(part)));
        let ((facts, grid), (of_products, of_creators, crawled)) = rayon::join(make_facts_and_grid, make_others);
        let (videos_of_product, product_first_seen) = of_products;
        let (videos_of_creator, creator_first_seen) = of_creators;
        Some(Index {
            product,
            creator,
            create_time,
            same_as,
            videos_of_product,
            videos_of_creator,
            product_first_seen,
            creator_first_seen,
            relinked,
            categories,
            category_of_product,
            products_of_category,
            crawled,
            facts,
            grid,
            product_days: OnceLock::new(),
            category_days: OnceLock::new(),
            sightings: AllSightings::new(catalog.products.len(), catalog.creator_ids.len()),
            days: match (self.days, first_and_last(part)) {
                (Some(here), Some(there)) => Some((here.0.min(there.0), here.1.max(there.1))),
                (here, there) => here.or(there),
            },
        })
    }

    /// For each creator the one that it is, `None` where that is as before; `None` for all if one
    /// is another than before.
    fn renamed(&self, later: Later<'_>) -> Option<Option<Vec<u32>>> {
        let catalog = later.catalog;
        let now = same_creators(catalog.creator_ids, catalog.aliases);
        let code = |creator: u32| later.recoding.creators.as_ref().map_or(creator, |codes| codes[creator as usize]);
        let is_as_before = |(creator, same): (u32, &u32)| now[code(creator) as usize] == code(*same);
        if !(0..).zip(&*self.same_as).all(is_as_before) {
            return None;
        }
        Some((now != *self.same_as).then_some(now))
    }

    fn products(&self, later: Later<'_>) -> Postings {
        let Later { new: Extended { ledger, changes }, recoding, catalog, .. } = later;
        let (before, count) = ((&self.videos_of_product, &self.product_first_seen), catalog.products.len());
        if recoding.products.is_some() {
            return shared(postings(ledger.videos(), ledger.links(), count));
        }
        later.postings(before, &changes.new_links, count)
    }

    fn creators(&self, later: Later<'_>, same_as: &[u32]) -> Postings {
        let Later { new: Extended { ledger, changes }, recoding, catalog, .. } = later;
        let (before, count) = ((&self.videos_of_creator, &self.creator_first_seen), catalog.creator_ids.len());
        if recoding.creators.is_some() {
            return shared(postings(ledger.videos(), &renamed_authors(ledger.authors(), same_as), count));
        }
        later.postings(before, &renamed_authors(&changes.new_authors, same_as), count)
    }
}

impl Later<'_> {
    /// Postings whose codes are as before.
    fn postings(
        &self,
        (before, first_seen): (&Arc<Lists<u32>>, &Arc<Vec<i64>>),
        news: &[FirstSeen],
        values: usize,
    ) -> Postings {
        let Extended { ledger, changes } = self.new;
        let (unmoved, videos) = (changes.unmoved as u32, ledger.videos());
        if unmoved as usize == self.old.videos().len() && news.is_empty() && first_seen.len() == values {
            return (Arc::clone(before), Arc::clone(first_seen));
        }
        let behind = unmoved..videos.len() as u32;
        let moved: Vec<u32> = behind.filter(|video| changes.before(*video as usize).is_some()).collect();
        let now = |video: u32| video.checked_sub(unmoved).map_or(video, |place| moved[place as usize]);
        shared(later_postings((before, first_seen), now, videos, news, values))
    }
}

fn shared((videos, first_seen): (Lists<u32>, Vec<i64>)) -> Postings {
    (videos.into(), first_seen.into())
}
