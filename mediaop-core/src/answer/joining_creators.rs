//! Who has begun to shoot a product (`docs/METRICS.md`, section 8).

use std::collections::HashMap;

use rustc_hash::FxBuildHasher;

use crate::dataset::Dataset;
use crate::filter::Scope;
use crate::window::View;

/// How many creators have their first video of a product in the window.
///
/// # Cost
/// A look at each video of the product.
pub(super) fn joining_creators(dataset: &Dataset, view: &View, scope: &Scope, product: u32) -> u64 {
    let window = &view.window;
    let (from, to, as_of) = (window.from().number(), window.to().number(), window.as_of().number());
    // For each creator, whether all its videos of the product that say so are of the window.
    let mut joins: HashMap<u32, bool, FxBuildHasher> = HashMap::default();
    for video in dataset.videos_with_product(product, view) {
        let video = video as usize;
        let Some(creator) = dataset.index.creator.at(video, as_of) else { continue };
        if scope.creators.as_ref().is_some_and(|chosen| !chosen.contains(&creator)) {
            continue;
        }
        let is_new = match dataset.published(video, as_of) {
            Some(day) if day < from => false,
            Some(day) if day <= to => true,
            // Of an unknown age: it was there before if it was seen before, and says nothing else.
            None if dataset.first_seen_day(video) < from => false,
            _ => continue,
        };
        joins.entry(creator).and_modify(|joins| *joins &= is_new).or_insert(is_new);
    }
    joins.into_values().filter(|joins| *joins).count() as u64
}
