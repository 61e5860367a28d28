//! What the videos of each category gained on each day: made once, when first asked for.

use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;

use crate::dataset::Dataset;
use crate::facts::trait_of;
use crate::index::{CategoryPlace, Index};
use crate::product_days::{Days, ProductDay, Steps};

/// The days of the products that have a category.
#[derive(Debug)]
pub(crate) struct CategoryDays {
    all: Days,
    changing: Days,
    of_categories: Vec<OfCategory>,
}

#[derive(Debug)]
struct OfCategory {
    all: Days,
    without_second: Days,
    of_seconds: Vec<Days>,
}

impl OfCategory {
    /// # Cost
    /// A step for each day of each product of the category.
    fn new(index: &Index, by_product: &[Days], category: usize, dates: &Arc<[i32]>) -> Self {
        let seconds = index.categories[category].second.len();
        // Products without a second level are the last ones.
        let level_of = |product: u32| {
            let place = index.category_of_product[product as usize];
            place.and_then(|(_, second)| second).map_or(seconds, |second| second as usize)
        };
        let products = index.products_of_category.get(category);
        let mut places = vec![0..0; seconds + 1];
        for product in products {
            let of_level = &mut places[level_of(*product)];
            *of_level = both(of_level, &by_product[*product as usize].places());
        }
        let mut of_levels: Vec<Days> = places.into_iter().map(|places| Days::at(dates, places)).collect();
        for product in products {
            of_levels[level_of(*product)].add(&by_product[*product as usize]);
        }
        let all = together(&of_levels, dates);
        let without_second = of_levels.pop().unwrap_or_else(|| Days::at(dates, 0..0));
        OfCategory { all, without_second, of_seconds: of_levels }
    }
}

impl CategoryDays {
    fn new(dataset: &Dataset) -> Self {
        let (dates, by_product, index) = (dataset.crawled_dates(), dataset.product_days(), &dataset.index);
        let of_categories: Vec<OfCategory> = (0..index.categories.len())
            .into_par_iter()
            .map(|category| OfCategory::new(index, by_product, category, &dates))
            .collect();
        let all = together(of_categories.iter().map(|category| &category.all), &dates);
        let regular = |video: &&u32| index.facts.has(**video as usize, trait_of::REGULAR);
        // One sum for each thread's share: there may be as many such videos as there are videos.
        let nothing = || (Days::at(&dates, 0..dates.len()), Steps::default());
        let changing = index
            .facts
            .changing
            .par_iter()
            .with_min_len(1 << 10)
            .filter(regular)
            .fold(nothing, |(mut sum, mut steps), video| {
                sum.add_video(dataset, *video as usize, true, &mut steps);
                (sum, steps)
            })
            .map(|(sum, _)| sum)
            .reduce_with(|mut sum, other| {
                sum.add(&other);
                sum
            });
        let changing = changing.unwrap_or_else(|| Days::at(&dates, 0..0));
        CategoryDays { all, changing, of_categories }
    }

    /// The days from–to of all categories.
    pub(crate) fn of_all(&self, from: i32, to: i32) -> impl Iterator<Item = (i32, &ProductDay)> {
        self.all.within(from, to)
    }

    /// The days from–to of the regular videos that are not settled, which count in no category.
    pub(crate) fn of_changing(&self, from: i32, to: i32) -> impl Iterator<Item = (i32, &ProductDay)> {
        self.changing.within(from, to)
    }

    /// The days from–to of a category, or of a second level of it.
    pub(crate) fn of(
        &self,
        (category, second): CategoryPlace,
        from: i32,
        to: i32,
    ) -> impl Iterator<Item = (i32, &ProductDay)> {
        let category = &self.of_categories[category as usize];
        second.map_or(&category.all, |second| &category.of_seconds[second as usize]).within(from, to)
    }

    /// The days from–to of the products of a category that have no second level.
    pub(crate) fn without_second(&self, category: u32, from: i32, to: i32) -> impl Iterator<Item = (i32, &ProductDay)> {
        self.of_categories[category as usize].without_second.within(from, to)
    }
}

/// The sums of several.
fn together<'a>(all: impl IntoIterator<Item = &'a Days, IntoIter: Clone>, dates: &Arc<[i32]>) -> Days {
    let all = all.into_iter();
    let places = all.clone().map(Days::places).fold(0..0, |places, other| both(&places, &other));
    let mut sums = Days::at(dates, places);
    all.for_each(|days| sums.add(days));
    sums
}

/// The least range in which both are.
fn both(a: &Range<usize>, b: &Range<usize>) -> Range<usize> {
    match (a.is_empty(), b.is_empty()) {
        (true, _) => b.clone(),
        (_, true) => a.clone(),
        _ => a.start.min(b.start)..a.end.max(b.end),
    }
}

impl Dataset {
    /// The days of each category.
    ///
    /// # Cost
    /// At the first call one pass over the days of the products, and over those of the videos that
    /// change; none later.
    pub(crate) fn category_days(&self) -> &CategoryDays {
        if let Some(days) = self.index.category_days.get() {
            return days;
        }
        // Not while others wait for them, as with those of the products.
        let days = CategoryDays::new(self);
        self.index.category_days.get_or_init(|| days)
    }
}
