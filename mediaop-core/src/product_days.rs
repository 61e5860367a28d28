//! What the videos of each product gained on each day: made once, when first asked for.
//!
//! It holds the videos that are regular and settled; the few others are looked at by themselves.

use std::ops::Range;

use rayon::prelude::*;

use crate::dataset::Dataset;
use crate::facts::{NO_DAY, trait_of};
use crate::grid::DaySums;
use crate::increment::Baseline;
use crate::metric::Metric;
use crate::summary::{DayRow, Ledger};

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

    /// The days of a regular video.
    pub(crate) fn of_video(dataset: &Dataset, video: usize) -> Self {
        let facts = &dataset.index.facts;
        let mut days = ProductDays::of_days(std::iter::once((facts.first_day[video], facts.last_day[video])));
        days.add(&dataset.summaries, video, facts.published[video], facts.metrics[video]);
        days
    }

    /// The first and the last day.
    pub(crate) fn span(&self) -> Option<(i32, i32)> {
        let last = self.days.len().checked_sub(1)?;
        Some((self.first, self.first + last as i32))
    }

    /// Room for the days on which some videos have rows.
    fn of_days(days: impl Iterator<Item = (i32, i32)>) -> Self {
        let Some((first, last)) = days.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1))) else {
            return ProductDays::default();
        };
        ProductDays { first, days: vec![ProductDay::default(); (last - first) as usize + 1] }
    }

    /// The days of neighbouring products, whose videos are looked at in their order.
    fn of_products(dataset: &Dataset, products: Range<usize>) -> Vec<Self> {
        let facts = &dataset.index.facts;
        let settled = |video: &usize| facts.has(*video, trait_of::REGULAR | trait_of::SETTLED);
        let videos_of = |product: usize| {
            dataset.index.videos_of_product.get(product).iter().map(|video| *video as usize).filter(settled)
        };
        let days = |video: usize| (facts.first_day[video], facts.last_day[video]);
        let mut all: Vec<Self> =
            products.clone().map(|product| ProductDays::of_days(videos_of(product).map(days))).collect();
        let mut videos: Vec<(usize, usize)> =
            products.clone().flat_map(|product| videos_of(product).map(move |video| (video, product))).collect();
        videos.sort_unstable();
        for (video, product) in videos {
            let of_product = &mut all[product - products.start];
            of_product.add(&dataset.summaries, video, facts.published[video], facts.metrics[video]);
        }
        all
    }

    #[inline]
    fn add(&mut self, summaries: &Ledger, video: usize, published: i32, metrics: u8) {
        let mut close: Option<DayRow<'_>> = None;
        for row in summaries.readings(summaries.rows(video)) {
            let day = row.day();
            let of_day = &mut self.days[(day - self.first) as usize];
            let ProductDay { within, close: since_close, reads, span, .. } = of_day;
            let is_published = published != NO_DAY && published == day;
            let single = row.is_single() && !is_published;
            let opens = single && close.is_none();
            *reads += 1;
            within.increments += u32::from(!single);
            since_close.increments += u32::from(!opens);
            let ((firsts, at), (lasts, _)) = (row.first_in(), row.last_in());
            let (closes, close_at) = close.map_or(row.first_in(), |close| close.last_in());
            // Below 0 if one of the metrics fell.
            let (mut any_within, mut any_close) = (0, 0);
            for m in (0..Metric::COUNT).filter(|m| (metrics >> m) & 1 == 1) {
                let (first, last) = (firsts.0[m].raw(at), lasts.0[m].raw(at));
                let before = closes.0[m].raw(close_at);
                let (gained, since) = if is_published { (last, last) } else { (last - first, last - before) };
                within.sums[m] += gained;
                since_close.sums[m] += since;
                any_within |= gained;
                any_close |= since;
                within.known[m] += u32::from(!single);
                since_close.known[m] += u32::from(!opens);
            }
            let gap = close.filter(|_| !is_published).map_or(1, |close| day - close.day());
            if !opens {
                *span = gap.max(*span);
            }
            of_day.falls_within += u32::from(any_within < 0);
            of_day.falls_close += u32::from(any_close < 0);
            of_day.gaps += u32::from(gap > 1);
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
        if let Some(days) = self.index.product_days.get() {
            return days;
        }
        let products = self.products.len();
        // The more products at a time, the closer to each other lie the videos looked at in turn.
        let piece = products.div_ceil(rayon::current_num_threads()).max(1);
        let of_piece = |begin: usize| ProductDays::of_products(self, begin..products.min(begin + piece));
        // Not while others wait for them: they may be the threads that the pieces are handed to.
        let days = (0..products).into_par_iter().step_by(piece).flat_map_iter(of_piece).collect();
        self.index.product_days.get_or_init(|| days)
    }
}
