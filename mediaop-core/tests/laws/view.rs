//! What a question looks at: for the contract as a query, for the reference as a filter, with what
//! is known of a video by a day.

use std::collections::BTreeSet;

use mediaop_core::{Baseline, Dataset, LocalDay};
use proptest::prelude::*;

use super::catalog::{Entry, Listed};
use super::reference::{Reference, Values};
use super::requests::{Answered, get, window};
use super::rows::{FIRST_DAY, HASHES};

/// A question without filters, to all videos, linked or not.
#[derive(Debug, Clone, Copy)]
pub(crate) struct View {
    /// The first and the last, as numbers.
    pub(crate) days: (i32, i32),
    pub(crate) as_of: i32,
    pub(crate) posted: bool,
    pub(crate) baseline: Baseline,
}

impl View {
    /// What the contract answers. The extra parameters begin with `&`.
    pub(crate) fn ask(self, dataset: &Dataset, path: &str, extra: &str) -> Answered {
        let date = LocalDay::from_number;
        let (from, to, as_of) = (date(self.days.0), date(self.days.1), date(self.as_of));
        let baseline = self.baseline.name();
        let mut query = format!("from={from}&to={to}&as_of={as_of}&baseline={baseline}&linked=all{extra}");
        if !path.ends_with("/daily") {
            query.push_str(if self.posted { "&basis=posted" } else { "&basis=gained" });
        }
        get(dataset, date(FIRST_DAY + 30), path, &query)
    }
}

/// Windows that end on `as_of`, or up to four days before.
pub(crate) fn view() -> impl Strategy<Value = View> {
    let baseline = prop_oneof![Just(Baseline::WithinDay), Just(Baseline::PreviousClose)];
    (window(), 0..10_i32, 0..5_i32, any::<bool>(), baseline).prop_map(
        |((_, as_of, _), days, rest, posted, baseline)| {
            let (as_of, first) = (as_of.number(), FIRST_DAY - 1);
            let to = first.max(as_of - rest);
            View { days: (first.max(to - days), to), as_of, posted, baseline }
        },
    )
}

impl Reference<'_> {
    /// The videos of a window that are seen by its end: those published in it, or with a summary.
    pub(crate) fn videos_of(&self, view: View) -> Vec<i64> {
        let (from, to) = view.days;
        let within = |day: i32| (from..=to).contains(&day);
        let in_basis = |video: &i64| {
            if view.posted {
                self.published(*video, view.as_of).is_some_and(within) && self.seen(*video, to).next().is_some()
            } else {
                self.days(*video).into_iter().any(within)
            }
        };
        self.videos().into_iter().filter(in_basis).collect()
    }

    /// The sums of a video's increments in the window; none for a metric without one.
    pub(crate) fn gained(&self, video: i64, view: View) -> Values {
        let mut sums: Values = [None; 7];
        for day in self.days(video).into_iter().filter(|day| (view.days.0..=view.days.1).contains(day)) {
            let (gained, _) = self.increment(video, day, view.baseline, view.as_of);
            for (sum, gained) in sums.iter_mut().zip(gained).filter(|(_, gained)| gained.is_some()) {
                *sum = Some(sum.unwrap_or(0) + gained.unwrap_or(0));
            }
        }
        sums
    }

    /// A video's last counters by the end of the window.
    pub(crate) fn total(&self, video: i64, view: View) -> Values {
        let day = self.days(video).into_iter().filter(|day| *day <= view.days.1).max();
        day.and_then(|day| self.last(video, day)).map_or([None; 7], |(_, counters)| counters)
    }

    pub(crate) fn product(&self, video: i64, by: i32) -> Option<&'static str> {
        let known = self.seen(video, by).filter_map(|row| Some((row.update_ts, text(row.product_id)?)));
        known.max().map(|(_, product)| product)
    }

    /// All products that a video had.
    pub(crate) fn products(&self, video: i64, by: i32) -> BTreeSet<&'static str> {
        self.seen(video, by).filter_map(|row| text(row.product_id)).collect()
    }

    /// The latest `sec_uid`, else the latest `creator_hash`.
    pub(crate) fn creator(&self, video: i64, by: i32) -> Option<&'static str> {
        let known = self.seen(video, by).filter_map(|row| Some((row.update_ts, text(row.creator)?)));
        let (_, latest) = known.max_by_key(|(ts, creator)| (!HASHES.contains(creator), *ts, *creator))?;
        Some(if latest == HASHES[0] { self.hashed().unwrap_or(latest) } else { latest })
    }

    /// The creator of the first hash, if exactly one has the id that it is the hash of.
    fn hashed(&self) -> Option<&'static str> {
        let mut creators: Vec<&'static str> = self
            .data
            .catalog
            .iter()
            .filter_map(|entry| match entry {
                Entry::Alias { creator_id, alias: "a1" } => Some(*creator_id),
                _ => None,
            })
            .collect();
        creators.sort_unstable();
        creators.dedup();
        if let [creator] = creators[..] { Some(creator) } else { None }
    }

    pub(crate) fn category(&self, product: &str) -> Option<&'static str> {
        self.categories(product).map(|(category, _)| category)
    }

    /// A product's category and second level.
    pub(crate) fn categories(&self, product: &str) -> Option<(&'static str, Option<&'static str>)> {
        let listed: Option<&Listed> = self
            .data
            .catalog
            .iter()
            .filter_map(|entry| match entry {
                Entry::Product(listed) if listed.product_id == product => Some(listed),
                _ => None,
            })
            .max();
        listed.and_then(|listed| Some((listed.category?, listed.category2)))
    }
}

fn text(text: Option<&'static str>) -> Option<&'static str> {
    text.map(str::trim).filter(|text| !text.is_empty())
}
