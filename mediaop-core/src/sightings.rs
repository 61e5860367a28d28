//! When the videos of a product or of a creator were seen, day by day: made for each when first
//! asked for.

use std::sync::OnceLock;

use crate::dataset::Dataset;
use crate::facts::trait_of;
use crate::index::note_latest;

/// Of one product or creator.
#[derive(Debug)]
struct Sightings {
    /// Days on which one of its settled videos was seen, ascending, with the latest sighting up to
    /// the end of each.
    days: Vec<(i32, i64)>,
    /// The other videos that ever had it.
    changing: Vec<u32>,
}

impl Sightings {
    /// # Cost
    /// A look at each day of these videos.
    fn new(dataset: &Dataset, videos: &[u32], is_of: impl Fn(usize) -> bool) -> Self {
        let (facts, ledger) = (&dataset.index.facts, &dataset.summaries);
        let mut sightings = Sightings { days: Vec::new(), changing: Vec::new() };
        let mut place = 0;
        for video in videos {
            if !facts.has(*video as usize, trait_of::SETTLED) {
                sightings.changing.push(*video);
            } else if is_of(*video as usize) {
                for (tier, rows) in ledger.by_tier(&ledger.rows(*video as usize)) {
                    for row in rows {
                        place = note_latest(&mut sightings.days, place, (tier.day[row], tier.seen_ts(row)));
                    }
                }
            }
        }
        let mut latest = i64::MIN;
        for (_, ts) in &mut sightings.days {
            latest = latest.max(*ts);
            *ts = latest;
        }
        sightings
    }

    /// The latest one by the end of a day.
    fn latest(&self, dataset: &Dataset, to: i32, counts: impl Fn(usize) -> bool) -> Option<i64> {
        let end = self.days.partition_point(|(day, _)| *day <= to);
        let changing = self.changing.iter().map(|video| *video as usize).filter(|video| counts(*video));
        // Where clocks are turned back over midnight a later instant may be of the day before.
        let latest = |video: usize| dataset.summaries.rows_until(video, to).rev().take(2);
        let seen = changing.flat_map(latest).map(|row| dataset.summaries.at(row).seen_ts());
        seen.chain(self.days[..end].last().map(|(_, ts)| *ts)).max()
    }
}

/// Those of all products and creators that were asked for.
#[derive(Debug)]
pub(crate) struct AllSightings {
    of_products: Vec<OnceLock<Box<Sightings>>>,
    of_creators: Vec<OnceLock<Box<Sightings>>>,
}

impl AllSightings {
    pub(crate) fn new(products: usize, creators: usize) -> Self {
        let none = |count| std::iter::repeat_with(OnceLock::new).take(count).collect();
        AllSightings { of_products: none(products), of_creators: none(creators) }
    }
}

impl Dataset {
    /// The latest sighting, by the end of a day, of the videos that have a product on that day.
    pub(crate) fn product_seen(&self, product: u32, to: i32) -> Option<i64> {
        let (index, videos) = (&self.index, self.index.videos_of_product.get(product as usize));
        let is_of = |video: usize| index.facts.product[video] == product;
        let of_product =
            index.sightings.of_products[product as usize].get_or_init(|| Box::new(Sightings::new(self, videos, is_of)));
        of_product.latest(self, to, |video| index.product.at(video, to) == Some(product))
    }

    /// The latest sighting, by the end of a day, of the videos of a creator as is known by another.
    pub(crate) fn creator_seen(&self, creator: u32, to: i32, as_of: i32) -> Option<i64> {
        let (index, videos) = (&self.index, self.index.videos_of_creator.get(creator as usize));
        let is_of = |video: usize| index.facts.creator[video] == creator;
        let of_creator =
            index.sightings.of_creators[creator as usize].get_or_init(|| Box::new(Sightings::new(self, videos, is_of)));
        of_creator.latest(self, to, |video| index.creator.at(video, as_of) == Some(creator))
    }
}
