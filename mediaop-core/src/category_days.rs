//! What the videos of each category gained on each day: made once, when first asked for.

use rayon::prelude::*;

use crate::dataset::Dataset;
use crate::facts::trait_of;
use crate::index::CategoryPlace;
use crate::product_days::{ProductDay, ProductDays};

/// The days of the products that have a category.
#[derive(Debug)]
pub(crate) struct CategoryDays {
    /// Days with a reading, ascending.
    dates: Vec<i32>,
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

/// Sums for neighbouring dates.
#[derive(Debug, Default)]
struct Days {
    /// The place of the first one among the dates.
    begin: usize,
    days: Vec<ProductDay>,
}

impl CategoryDays {
    fn new(dataset: &Dataset) -> Self {
        let (by_product, index) = (dataset.product_days(), &dataset.index);
        let dates: Vec<i32> = index.crawled.iter().map(|(date, _)| *date).collect();
        let of_level = |level: CategoryPlace| {
            let products = index.products_of_category.get(level.0 as usize).iter();
            let of_level = products.filter(|product| index.category_of_product[**product as usize] == Some(level));
            let days = of_level.map(|product| Days::of(&by_product[*product as usize], &dates));
            Days::together(&days.collect::<Vec<_>>())
        };
        let of_category = |category: u32| {
            let seconds = 0..index.categories[category as usize].second.len() as u32;
            let mut of_levels: Vec<Days> = seconds.map(|second| of_level((category, Some(second)))).collect();
            of_levels.push(of_level((category, None)));
            let all = Days::together(&of_levels);
            OfCategory { all, without_second: of_levels.pop().unwrap_or_default(), of_seconds: of_levels }
        };
        let of_categories: Vec<OfCategory> = (0..index.categories.len() as u32).map(of_category).collect();
        let all = Days::together(of_categories.iter().map(|category| &category.all));
        let regular = |video: &&u32| index.facts.has(**video as usize, trait_of::REGULAR);
        // One sum for each thread's share: there may be as many such videos as there are videos.
        let changing = index
            .facts
            .changing
            .par_iter()
            .with_min_len(1 << 10)
            .filter(regular)
            .fold(Days::default, |sum, video| {
                sum.and(Days::of(&ProductDays::of_video(dataset, *video as usize), &dates))
            })
            .reduce(Days::default, Days::and);
        CategoryDays { all, changing, of_categories, dates }
    }

    /// The days from–to of all categories.
    pub(crate) fn of_all(&self, from: i32, to: i32) -> impl Iterator<Item = (i32, &ProductDay)> {
        self.all.within(&self.dates, from, to)
    }

    /// The days from–to of the regular videos that are not settled, which count in no category.
    pub(crate) fn of_changing(&self, from: i32, to: i32) -> impl Iterator<Item = (i32, &ProductDay)> {
        self.changing.within(&self.dates, from, to)
    }

    /// The days from–to of a category, or of a second level of it.
    pub(crate) fn of(
        &self,
        (category, second): CategoryPlace,
        from: i32,
        to: i32,
    ) -> impl Iterator<Item = (i32, &ProductDay)> {
        let category = &self.of_categories[category as usize];
        let days = second.map_or(&category.all, |second| &category.of_seconds[second as usize]);
        days.within(&self.dates, from, to)
    }

    /// The days from–to of the products of a category that have no second level.
    pub(crate) fn without_second(&self, category: u32, from: i32, to: i32) -> impl Iterator<Item = (i32, &ProductDay)> {
        self.of_categories[category as usize].without_second.within(&self.dates, from, to)
    }
}

impl Days {
    /// Those of a product on some dates, beside which it has none.
    fn of(product: &ProductDays, dates: &[i32]) -> Days {
        let Some((first, last)) = product.span() else { return Days::default() };
        let begin = dates.partition_point(|date| *date < first);
        let of_date = |date: &i32| product.within(*date, *date).next().map(|(_, day)| *day).unwrap_or_default();
        let days = dates[begin..].iter().take_while(|date| **date <= last).map(of_date).collect();
        Days { begin, days }
    }

    /// Together with others.
    fn and(self, other: Days) -> Days {
        let is_within = !self.days.is_empty()
            && self.begin <= other.begin
            && other.begin + other.days.len() <= self.begin + self.days.len();
        if !is_within {
            return Days::together(&[self, other]);
        }
        let Days { begin, mut days } = self;
        days[other.begin - begin..].iter_mut().zip(&other.days).for_each(|(sum, day)| sum.add(day));
        Days { begin, days }
    }

    /// The sums of several.
    fn together<'a>(all: impl IntoIterator<Item = &'a Days, IntoIter: Clone>) -> Days {
        let all = all.into_iter().filter(|days| !days.days.is_empty());
        let begin = all.clone().map(|days| days.begin).min().unwrap_or(0);
        let end = all.clone().map(|days| days.begin + days.days.len()).max().unwrap_or(0);
        let mut sums = Days { begin, days: vec![ProductDay::default(); end - begin] };
        for Days { begin, days } in all {
            sums.days[begin - sums.begin..].iter_mut().zip(days).for_each(|(sum, day)| sum.add(day));
        }
        sums
    }

    fn within<'a>(&'a self, dates: &'a [i32], from: i32, to: i32) -> impl Iterator<Item = (i32, &'a ProductDay)> {
        let days = dates[self.begin..].iter().copied().zip(&self.days);
        days.skip_while(move |(date, _)| *date < from).take_while(move |(date, _)| *date <= to)
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
