//! What the videos of each product gained on each day: made once, when first asked for.
//!
//! It holds the videos that are regular and settled; the few others are looked at by themselves.

mod steps;

use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;

use crate::dataset::Dataset;
use crate::facts::trait_of;
use crate::grid::DaySums;
use crate::increment::Baseline;
use crate::metric::Metric;
pub(crate) use steps::Steps;

/// What was gained on a day by one baseline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct DayGain {
    pub(crate) sums: [i64; Metric::COUNT],
    /// Increments, by metric.
    pub(crate) known: [u32; Metric::COUNT],
    /// Videos with an increment.
    pub(crate) increments: u32,
}

/// A day of a product.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct ProductDay {
    within: DayGain,
    close: DayGain,
    /// Videos with a reading.
    pub(crate) reads: u32,
    /// The longest span of an increment by `previous_close`, in days; 0 without one.
    pub(crate) span: i32,
    /// Readings on which a metric fell, by either baseline, the day of publication apart.
    falls_within: u32,
    falls_close: u32,
    /// Readings whose increment by `previous_close` spans more than a day.
    gaps: u32,
}

impl ProductDay {
    pub(crate) fn by(&self, baseline: Baseline) -> &DayGain {
        match baseline {
            Baseline::WithinDay => &self.within,
            Baseline::PreviousClose => &self.close,
        }
    }

    pub(crate) fn add(&mut self, other: &ProductDay) {
        for (gain, other) in [(&mut self.within, &other.within), (&mut self.close, &other.close)] {
            gain.sums.iter_mut().zip(other.sums).for_each(|(sum, other)| *sum += other);
            gain.known.iter_mut().zip(other.known).for_each(|(known, other)| *known += other);
            gain.increments += other.increments;
        }
        self.reads += other.reads;
        self.span = self.span.max(other.span);
        self.falls_within += other.falls_within;
        self.falls_close += other.falls_close;
        self.gaps += other.gaps;
    }

    /// What coverage looks at, as sums over the videos of a block have it.
    pub(crate) fn sums(&self) -> DaySums {
        DaySums {
            singles: i64::from(self.reads - self.within.increments),
            falls_within: i64::from(self.falls_within),
            falls_close: i64::from(self.falls_close),
            gaps: i64::from(self.gaps),
            within: self.within.sums,
            last: self.close.sums,
            closes: self.close.known.map(i64::from),
            ..DaySums::default()
        }
    }

    /// The sum of a metric's increments; `None` where there is none.
    pub(crate) fn gained(&self, baseline: Baseline, m: usize) -> Option<i64> {
        let gain = self.by(baseline);
        (gain.known[m] > 0).then_some(gain.sums[m])
    }
}

/// Days of some videos: sums for neighbouring ones among the days on which any video has a reading.
/// A row of a far year costs none for the years until then.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Days {
    /// All days with a reading, ascending.
    dates: Arc<[i32]>,
    /// The place of the first one among these.
    begin: usize,
    days: Vec<ProductDay>,
}

impl Days {
    /// Room for the days at these places.
    pub(crate) fn at(dates: &Arc<[i32]>, places: Range<usize>) -> Days {
        Days { dates: Arc::clone(dates), begin: places.start, days: vec![ProductDay::default(); places.len()] }
    }

    /// The places of its days.
    pub(crate) fn places(&self) -> Range<usize> {
        self.begin..self.begin + self.days.len()
    }

    /// The days from–to on which there may be something.
    pub(crate) fn within(&self, from: i32, to: i32) -> impl Iterator<Item = (i32, &ProductDay)> {
        let dates = &self.dates[self.places()];
        let begin = dates.partition_point(|date| *date < from);
        let days = dates[begin..].iter().copied().zip(&self.days[begin..]);
        days.take_while(move |(date, _)| *date <= to)
    }

    /// Adds days, for all of which there is room.
    pub(crate) fn add(&mut self, other: &Days) {
        if !other.days.is_empty() {
            let begin = other.begin - self.begin;
            self.days[begin..].iter_mut().zip(&other.days).for_each(|(sum, day)| sum.add(day));
        }
    }

    /// Adds the days of a regular video, for all of which there is room. `counted` tells whether
    /// increments are counted by metric too.
    pub(crate) fn add_video(&mut self, dataset: &Dataset, video: usize, counted: bool, steps: &mut Steps) {
        let (facts, ledger) = (&dataset.index.facts, &dataset.summaries);
        let tiers = ledger.by_tier(&ledger.rows(video));
        let of_video = (facts.published[video], facts.metrics[video]);
        steps.add(&tiers, of_video, (&self.dates[self.begin..], &mut self.days), counted);
    }

    /// Counts the increments by metric of videos that have these and no others.
    fn count_by_metric(&mut self, metrics: u8) {
        for day in &mut self.days {
            for gain in [&mut day.within, &mut day.close] {
                for m in (0..Metric::COUNT).filter(|m| (metrics >> m) & 1 == 1) {
                    gain.known[m] = gain.increments;
                }
            }
        }
    }

    /// The days of neighbouring products, whose videos are looked at in their order.
    fn of_products(dataset: &Dataset, dates: &Arc<[i32]>, products: Range<usize>) -> Vec<Days> {
        let facts = &dataset.index.facts;
        let settled = |video: &usize| facts.has(*video, trait_of::REGULAR | trait_of::SETTLED);
        let videos_of = |product: usize| {
            dataset.index.videos_of_product.get(product).iter().map(|video| *video as usize).filter(settled)
        };
        // The metrics of the products whose videos all have the same.
        let alike = |product: usize| {
            let mut metrics = videos_of(product).map(|video| facts.metrics[video]);
            let first = metrics.next()?;
            metrics.all(|metrics| metrics == first).then_some(first)
        };
        let alike: Vec<Option<u8>> = products.clone().map(alike).collect();
        let seen = |video: usize| (facts.first_day[video], facts.last_day[video]);
        let room = |product: usize| Days::at(dates, places(videos_of(product).map(seen), dates));
        let mut all: Vec<Days> = products.clone().map(room).collect();
        let mut videos: Vec<(usize, usize)> =
            products.clone().flat_map(|product| videos_of(product).map(move |video| (video, product))).collect();
        videos.sort_unstable();
        let mut steps = Steps::default();
        for (video, product) in videos {
            let place = product - products.start;
            all[place].add_video(dataset, video, alike[place].is_none(), &mut steps);
        }
        for (days, metrics) in all.iter_mut().zip(alike) {
            metrics.into_iter().for_each(|metrics| days.count_by_metric(metrics));
        }
        all
    }
}

/// The places of the dates that lie between the first and the last of some days.
fn places(days: impl Iterator<Item = (i32, i32)>, dates: &[i32]) -> Range<usize> {
    let Some((first, last)) = days.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1))) else { return 0..0 };
    dates.partition_point(|date| *date < first)..dates.partition_point(|date| *date <= last)
}

impl Dataset {
    /// The days of each product.
    ///
    /// # Cost
    /// One pass over the summaries at the first call, none later.
    pub(crate) fn product_days(&self) -> &[Days] {
        if let Some(days) = self.index.product_days.get() {
            return days;
        }
        let dates = self.crawled_dates();
        let products = self.products.len();
        // The more products at a time, the closer to each other lie the videos looked at in turn.
        let piece = products.div_ceil(rayon::current_num_threads()).max(1);
        let of_piece = |begin: usize| Days::of_products(self, &dates, begin..products.min(begin + piece));
        // Not while others wait for them: they may be the threads that the pieces are handed to.
        let days = (0..products).into_par_iter().step_by(piece).flat_map_iter(of_piece).collect();
        self.index.product_days.get_or_init(|| days)
    }

    /// The days with a reading, ascending.
    pub(crate) fn crawled_dates(&self) -> Arc<[i32]> {
        self.index.crawled.iter().map(|(date, _)| *date).collect()
    }
}
