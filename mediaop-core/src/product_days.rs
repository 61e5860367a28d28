//! What the videos of each product gained on each day: made once, when first asked for.
//!
//! It holds the videos that are regular and settled; the few others are looked at by themselves.

use rayon::prelude::*;

use crate::dataset::Dataset;
use crate::facts::{NO_DAY, trait_of};
use crate::grid::DaySums;
use crate::increment::Baseline;
use crate::metric::Metric;
use crate::summary::Ledger;

/// A day of a product.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct ProductDay {
    /// Of this day alone.
    pub(crate) sums: DaySums,
    /// The longest span of an increment by `previous_close`, in days; 0 without one.
    pub(crate) span: i32,
}

impl ProductDay {
    /// The sum of a metric's increments; `None` where there is none.
    pub(crate) fn gained(&self, baseline: Baseline, m: usize) -> Option<i64> {
        let sums = &self.sums;
        let (gained, known) = match baseline {
            Baseline::WithinDay => (sums.within[m], sums.withins[m]),
            Baseline::PreviousClose => (sums.last[m], sums.closes[m]),
        };
        (known > 0).then_some(gained)
    }
}

/// The days of a product, from the first to the last on which a video of it was seen.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct ProductDays {
    first: i32,
    days: Vec<ProductDay>,
}

impl ProductDays {
    /// The days from–to on which there may be something.
    pub(crate) fn within(&self, from: i32, to: i32) -> impl Iterator<Item = (i32, &ProductDay)> {
        let skipped = usize::try_from(from - self.first).unwrap_or(0);
        (self.first..).zip(&self.days).skip(skipped).take_while(move |(day, _)| *day <= to)
    }

    fn of(dataset: &Dataset, product: usize) -> Self {
        let facts = &dataset.index.facts;
        let settled = |video: &&u32| facts.has(**video as usize, trait_of::REGULAR | trait_of::SETTLED);
        let videos = || dataset.index.videos_of_product.get(product).iter().filter(settled);
        let first = videos().map(|video| facts.first_day[*video as usize]).min();
        let last = videos().map(|video| facts.last_day[*video as usize]).max();
        let Some((first, last)) = first.zip(last) else { return ProductDays::default() };
        let mut of_product = ProductDays { first, days: vec![ProductDay::default(); (last - first) as usize + 1] };
        for video in videos() {
            let video = *video as usize;
            of_product.add(&dataset.summaries, video, facts.published[video], facts.metrics[video]);
        }
        of_product
    }

    fn add(&mut self, summaries: &Ledger, video: usize, published: i32, metrics: u8) {
        let mut close: Option<usize> = None;
        for row in summaries.rows(video).filter(|row| summaries.has_reading(*row)) {
            let (tier, place) = summaries.tier(row);
            let day = tier.day[place];
            let ProductDay { sums, span } = &mut self.days[(day - self.first) as usize];
            let is_published = published != NO_DAY && published == day;
            let single = tier.is_single(place) && !is_published;
            let opens = single && close.is_none();
            sums.reads += 1;
            sums.singles += i64::from(single);
            sums.opens += i64::from(opens);
            for m in (0..Metric::COUNT).filter(|m| (metrics >> m) & 1 == 1) {
                let (first, last) = (tier.first.0[m].raw(place), tier.last.0[m].raw(place));
                let before = close.map_or(first, |close| {
                    let (tier, place) = summaries.tier(close);
                    tier.last.0[m].raw(place)
                });
                sums.within[m] += if is_published { last } else { last - first };
                sums.last[m] += if is_published { last } else { last - before };
                sums.withins[m] += i64::from(!single);
                sums.closes[m] += i64::from(!opens);
            }
            if !opens {
                let days = close.filter(|_| !is_published).map_or(1, |close| day - summaries.day(close));
                *span = days.max(*span);
            }
            close = Some(row);
        }
    }
}

impl Dataset {
    /// The days of each product.
    ///
    /// # Cost
    /// One pass over the summaries at the first call, none later.
    pub(crate) fn product_days(&self) -> &[ProductDays] {
        self.index.product_days.get_or_init(|| {
            (0..self.products.len()).into_par_iter().map(|product| ProductDays::of(self, product)).collect()
        })
    }
}
