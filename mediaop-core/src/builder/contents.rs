//! From what was taken to a data set.

use super::DatasetBuilder;
use super::again::Again;
use crate::catalog::Video;
use crate::dataset::{Contents, Dataset};
use crate::shown::Shown;
use crate::summary::{Summaries, is_creator_hash};

impl DatasetBuilder {
    /// Builds the data set.
    ///
    /// # Cost
    /// The latest rows are folded, all summaries merged, and the index is built, on all threads.
    ///
    /// ```
    /// use mediaop_core::{Calendar, DatasetBuilder, example};
    /// let mut builder = DatasetBuilder::new(Calendar::default());
    /// builder.extend(example::rows());
    /// assert_eq!(builder.finish().video_count(), 5);
    /// ```
    pub fn finish(self) -> Dataset {
        Dataset::new(self.contents())
    }

    pub(crate) fn contents(mut self) -> Contents {
        self.fold_staged();
        self.settle_names();
        let (products, creators) = rayon::join(|| self.product_ids.sorted(), || self.creator_ids.sorted());
        let ((product_ids, product_places), (creator_ids, creator_places)) = (products, creators);
        let mut parts = std::mem::take(&mut self.folded);
        parts.iter_mut().for_each(|part| part.recode(&product_places, &creator_places));
        let mut aliases: Vec<_> =
            self.aliases.into_iter().map(|(alias, code)| (alias, creator_places[code as usize])).collect();
        aliases.sort_unstable();
        aliases.dedup();
        let is_hash: Vec<bool> = creator_ids.iter().map(|id| is_creator_hash(id)).collect();
        let summaries = merge_all(parts, &is_hash);
        let mut shown = self.videos;
        let videos = match self.again.filter(Again::is_of_videos) {
            Some(again) => again.shown(&summaries.videos, &shown),
            None if shown.is_empty() => Shown::nothing(summaries.videos.len()),
            None => {
                let shown = summaries.videos.iter().map(|id| shown.remove(id).unwrap_or_default());
                shown.collect::<Vec<Video>>().into()
            }
        };
        Contents {
            calendar: self.calendar,
            intake: self.intake,
            videos,
            summaries,
            product_ids: product_ids.into(),
            products: placed(self.products, &product_places).into(),
            creator_ids: creator_ids.into(),
            creators: placed(self.creators, &creator_places).into(),
            aliases: aliases.into(),
        }
    }
}

/// Merges in pairs, so that each row is copied a logarithmic number of times.
fn merge_all(mut parts: Vec<Summaries>, is_hash: &[bool]) -> Summaries {
    while parts.len() > 1 {
        parts = parts
            .chunks_mut(2)
            .map(|pair| match pair {
                [a, b] => {
                    let (a, b) = (std::mem::take(a), std::mem::take(b));
                    match (a.is_before(&b), b.is_before(&a)) {
                        (true, _) => a.followed_by(b),
                        (_, true) => b.followed_by(a),
                        _ => Summaries::merge(&a, &b, is_hash),
                    }
                }
                rest => std::mem::take(&mut rest[0]),
            })
            .collect();
    }
    parts.pop().unwrap_or_default()
}

fn placed<T: Default>(items: Vec<T>, places: &[u32]) -> Vec<T> {
    let mut out: Vec<T> = std::iter::repeat_with(T::default).take(items.len()).collect();
    for (item, place) in items.into_iter().zip(places) {
        out[*place as usize] = item;
    }
    out
}
