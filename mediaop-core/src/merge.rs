//! Two data sets in one.

#[cfg(all(test, feature = "contract"))]
mod tests;
mod union;

use std::borrow::Cow;
use std::sync::{Arc, OnceLock};

use itertools::Itertools;

use crate::builder::DatasetBuilder;
use crate::calendar::Calendar;
use crate::catalog::{Creator, Product, Video};
use crate::dataset::{Contents, Dataset};
use crate::error::{Error, ErrorKind};
use crate::index::{Catalog, Later};
use crate::intake::Intake;
use crate::shown::Shown;
use crate::summary::{Recoding, Summaries, is_creator_hash};
use union::Union;

impl Dataset {
    /// Both data sets in one.
    ///
    /// Associative, commutative and idempotent; the intake apart, whose counts add up. Neither of
    /// the two changes: who reads one of them goes on reading it as it is.
    ///
    /// # Cost
    /// Where one is small, such as the rows of a crawl: a few steps for each video, and for its
    /// days from the first new one on; the rest is shared with the larger one. Where both are
    /// large, and after many merges, when the days made anew are an eighth of all: one pass over
    /// the summaries of both, and a new index.
    ///
    /// # Errors
    /// They are of different time zones.
    ///
    /// ```
    /// use mediaop_core::{Calendar, DatasetBuilder, example};
    /// let dataset = example::dataset();
    /// assert!(dataset.merge(&dataset)? == dataset);
    /// let elsewhere = DatasetBuilder::new(Calendar::new("UTC")?).finish();
    /// assert!(dataset.merge(&elsewhere).is_err());
    /// # Ok::<(), mediaop_core::Error>(())
    /// ```
    pub fn merge(&self, other: &Dataset) -> Result<Dataset, Error> {
        let is_larger = self.summaries.len() >= other.summaries.len();
        let (base, part) = if is_larger { (self, other) } else { (other, self) };
        base.with_part(part.part())
    }

    pub(crate) fn with_part(&self, part: Part<'_>) -> Result<Dataset, Error> {
        if self.calendar != *part.calendar {
            let (found, expected) = (part.calendar.name().to_owned(), self.calendar.name().to_owned());
            return Err(Error::new(ErrorKind::TimeZonesDiffer { found, expected }));
        }
        let products = Union::of(&self.product_ids, part.product_ids);
        let creators = Union::of(&self.creator_ids, part.creator_ids);
        let names = Names {
            products: products.items(&self.products, part.products, Product::merge),
            creators: creators.items(&self.creators, part.creators, Creator::merge),
            aliases: self.merged_aliases(part.aliases, &creators),
            product_ids: products.ids.map_or_else(|| Arc::clone(&self.product_ids), Arc::new),
            creator_ids: creators.ids.map_or_else(|| Arc::clone(&self.creator_ids), Arc::new),
        };
        let mut summaries = part.summaries;
        let are_same = |codes: &[u32]| (0..).zip(codes).all(|(before, code)| before == *code);
        if !are_same(&products.there) || !are_same(&creators.there) {
            summaries.to_mut().recode(&products.there, &creators.there);
        }
        let new = New {
            summaries: &summaries,
            videos: part.videos,
            recoding: Recoding { products: products.here, creators: creators.here },
            is_hash: names.creator_ids.iter().map(|id| is_creator_hash(id)).collect(),
            names,
        };
        let mut dataset = self.later(&new).unwrap_or_else(|| self.anew(&new));
        dataset.intake = self.intake.clone();
        dataset.intake.add(part.intake);
        Ok(dataset)
    }

    fn merged_aliases(&self, there: &[(Box<str>, u32)], creators: &Union) -> Arc<Vec<(Box<str>, u32)>> {
        if there.is_empty() && creators.here.is_none() {
            return Arc::clone(&self.aliases);
        }
        let code_here = |code: u32| creators.here.as_ref().map_or(code, |codes| codes[code as usize]);
        let here = self.aliases.iter().map(|(alias, code)| (alias.clone(), code_here(*code)));
        let there = there.iter().map(|(alias, code)| (alias.clone(), creators.there[*code as usize]));
        Arc::new(itertools::merge(here, there).dedup().collect())
    }

    /// With what new rows leave as it is; `None` where all has to be made anew.
    fn later(&self, new: &New<'_>) -> Option<Dataset> {
        let extended = self.summaries.extended(new.summaries, &new.recoding, &new.is_hash)?;
        let index = self.index.extended(Later {
            old: &self.summaries,
            new: &extended,
            part: new.summaries,
            recoding: &new.recoding,
            catalog: new.names.catalog(&self.calendar),
            same_products: Arc::ptr_eq(&new.names.products, &self.products),
        })?;
        let Names { product_ids, products, creator_ids, creators, aliases } = new.names.clone();
        Some(Dataset {
            calendar: self.calendar.clone(),
            intake: Intake::default(),
            videos: self.videos.later(&extended.changes, extended.ledger.videos().len(), new.videos),
            summaries: extended.ledger,
            product_ids,
            products,
            creator_ids,
            creators,
            aliases,
            index,
            version: OnceLock::new(),
        })
    }

    fn anew(&self, new: &New<'_>) -> Dataset {
        let New { summaries: there, videos: shown, recoding, is_hash, names } = new;
        let mut here = self.summaries.flat();
        if recoding.products.is_some() || recoding.creators.is_some() {
            let same = |count: usize| (0..count as u32).collect();
            let products = recoding.products.clone().unwrap_or_else(|| same(self.products.len()));
            let creators = recoding.creators.clone().unwrap_or_else(|| same(self.creators.len()));
            here.to_mut().recode(&products, &creators);
        }
        let summaries = Summaries::merge(&here, there, is_hash);
        let mut videos = vec![Video::default(); summaries.videos.len()];
        for (ids, shown) in [(&here.videos, &self.videos), (&there.videos, *shown)] {
            let mut place = 0;
            for (id, video) in ids.iter().zip(shown.iter()) {
                while summaries.videos[place] < *id {
                    place += 1;
                }
                videos[place].merge(video);
            }
        }
        let Names { product_ids, products, creator_ids, creators, aliases } = names.clone();
        Dataset::new(Contents {
            calendar: self.calendar.clone(),
            intake: Intake::default(),
            summaries,
            videos: videos.into(),
            product_ids,
            products,
            creator_ids,
            creators,
            aliases,
        })
    }
}

impl DatasetBuilder {
    /// The data set of the rows so far and of another one: [`Dataset::merge`] with what
    /// [`DatasetBuilder::finish`] would give, without an index for the new rows alone.
    ///
    /// # Cost
    /// That of folding the new rows, and of merging them.
    ///
    /// # Errors
    /// The data set is of another time zone.
    ///
    /// # Example: what a crawl has brought
    /// ```
    /// use mediaop_core::{DatasetBuilder, example};
    /// let mut early = DatasetBuilder::new(example::dataset().calendar().clone());
    /// early.extend(example::rows().take(10));
    /// let early = early.finish();
    /// let mut crawl = DatasetBuilder::new(early.calendar().clone());
    /// crawl.extend(example::rows().skip(10));
    /// let all = crawl.finish_onto(&early)?;
    /// assert_eq!((early.intake().rows_read, all.intake().rows_read), (10, 24));
    /// # Ok::<(), mediaop_core::Error>(())
    /// ```
    pub fn finish_onto(self, dataset: &Dataset) -> Result<Dataset, Error> {
        let mut contents = self.contents();
        let summaries = std::mem::take(&mut contents.summaries);
        dataset.with_part(Part { summaries: Cow::Owned(summaries), ..contents.part() })
    }
}

/// What is merged into a data set, or stored.
pub(crate) struct Part<'a> {
    pub(crate) calendar: &'a Calendar,
    pub(crate) intake: &'a Intake,
    pub(crate) summaries: Cow<'a, Summaries>,
    pub(crate) videos: &'a Shown,
    pub(crate) product_ids: &'a [Box<str>],
    pub(crate) products: &'a [Product],
    pub(crate) creator_ids: &'a [Box<str>],
    pub(crate) creators: &'a [Creator],
    pub(crate) aliases: &'a [(Box<str>, u32)],
}

impl Dataset {
    pub(crate) fn part(&self) -> Part<'_> {
        Part {
            calendar: &self.calendar,
            intake: &self.intake,
            summaries: self.summaries.flat(),
            videos: &self.videos,
            product_ids: &self.product_ids,
            products: &self.products,
            creator_ids: &self.creator_ids,
            creators: &self.creators,
            aliases: &self.aliases,
        }
    }
}

impl Contents {
    pub(crate) fn part(&self) -> Part<'_> {
        Part {
            calendar: &self.calendar,
            intake: &self.intake,
            summaries: Cow::Borrowed(&self.summaries),
            videos: &self.videos,
            product_ids: &self.product_ids,
            products: &self.products,
            creator_ids: &self.creator_ids,
            creators: &self.creators,
            aliases: &self.aliases,
        }
    }
}

/// What is merged, by the codes of the merged set.
struct New<'a> {
    summaries: &'a Summaries,
    videos: &'a Shown,
    /// What the codes of the data set before become.
    recoding: Recoding,
    /// Of each creator whether its id is a hash.
    is_hash: Vec<bool>,
    names: Names,
}

/// Products and creators of the merged set.
#[derive(Clone)]
struct Names {
    product_ids: Arc<Vec<Box<str>>>,
    products: Arc<Vec<Product>>,
    creator_ids: Arc<Vec<Box<str>>>,
    creators: Arc<Vec<Creator>>,
    aliases: Arc<Vec<(Box<str>, u32)>>,
}

impl Names {
    fn catalog<'a>(&'a self, calendar: &'a Calendar) -> Catalog<'a> {
        Catalog { calendar, products: &self.products, creator_ids: &self.creator_ids, aliases: &self.aliases }
    }
}
