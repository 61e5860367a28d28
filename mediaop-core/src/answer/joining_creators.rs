//! Who has begun to shoot a product (`docs/METRICS.md`, section 8).

use crate::dataset::Dataset;
use crate::facts::{NO_DAY, trait_of};
use crate::filter::Scope;
use crate::frame::known;
use crate::window::View;

/// Counts creators, product by product.
pub(super) struct JoiningCreators<'a> {
    dataset: &'a Dataset,
    view: &'a View,
    scope: &'a Scope,
    /// For each creator the latest round in which it was met, and whether it joins so far.
    met: Vec<(u32, bool)>,
    round: u32,
}

impl<'a> JoiningCreators<'a> {
    pub(super) fn new(dataset: &'a Dataset, view: &'a View, scope: &'a Scope) -> Self {
        JoiningCreators { dataset, view, scope, met: vec![(0, false); dataset.creators.len()], round: 0 }
    }

    /// How many creators have their first video of a product in the window.
    ///
    /// # Cost
    /// A look at each video of the product.
    pub(super) fn count(&mut self, product: u32) -> u64 {
        self.round += 1;
        let mut count = 0;
        for video in self.dataset.index.videos_of_product.get(product as usize) {
            let Some((creator, is_new)) = self.says(*video as usize, product) else { continue };
            if self.scope.creators.as_ref().is_some_and(|chosen| !chosen.contains(&creator)) {
                continue;
            }
            let (round, joins) = &mut self.met[creator as usize];
            let joined = *round == self.round && *joins;
            *joins = is_new && (*round != self.round || *joins);
            *round = self.round;
            count += u64::from(*joins);
            count -= u64::from(joined);
        }
        count
    }

    /// Whose video it is, and whether it is of the window or older; `None` where it says nothing.
    fn says(&self, video: usize, product: u32) -> Option<(u32, bool)> {
        let (dataset, window) = (self.dataset, &self.view.window);
        let (from, to, as_of) = (window.from().number(), window.to().number(), window.as_of().number());
        let (facts, index) = (&dataset.index.facts, &dataset.index);
        let first_day = facts.first_day[video];
        let (creator, published) = if facts.has(video, trait_of::SETTLED) {
            let seen = first_day <= to && facts.product[video] == product;
            (known(facts.creator[video]).filter(|_| seen)?, facts.published[video])
        } else {
            let creator = index.creator.at(video, as_of).filter(|_| index.product.at(video, to) == Some(product))?;
            (creator, dataset.published(video, as_of).unwrap_or(NO_DAY))
        };
        match published {
            // Of an unknown age: it was there before if it was seen before.
            NO_DAY => (first_day < from).then_some((creator, false)),
            day => (day <= to).then_some((creator, day >= from)),
        }
    }
}
