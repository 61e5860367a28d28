//! What the videos of each category gained on each day: made once, when first asked for.

use crate::dataset::Dataset;
use crate::facts::trait_of;
use crate::index::CategoryPlace;
use crate::product_days::ProductDays;

/// The days of the products that have a category.
#[derive(Debug)]
pub(crate) struct CategoryDays {
    /// Of all categories.
    pub(crate) all: ProductDays,
    /// Of the regular videos that are not settled, and in none of the others.
    pub(crate) changing: ProductDays,
    of_categories: Vec<OfCategory>,
}

#[derive(Debug)]
struct OfCategory {
    all: ProductDays,
    without_second: ProductDays,
    of_seconds: Vec<ProductDays>,
}

impl CategoryDays {
    fn new(dataset: &Dataset) -> Self {
        let (by_product, index) = (dataset.product_days(), &dataset.index);
        let of_level = |level: CategoryPlace| {
            let products = index.products_of_category.get(level.0 as usize).iter();
            let of_level = products.filter(|product| index.category_of_product[**product as usize] == Some(level));
            ProductDays::together(&of_level.map(|product| &by_product[*product as usize]).collect::<Vec<_>>())
        };
        let of_category = |category: u32| {
            let seconds = 0..index.categories[category as usize].second.len() as u32;
            let of_seconds: Vec<ProductDays> = seconds.map(|second| of_level((category, Some(second)))).collect();
            let without_second = of_level((category, None));
            let all = ProductDays::together(&of_seconds.iter().chain([&without_second]).collect::<Vec<_>>());
            OfCategory { all, without_second, of_seconds }
        };
        let of_categories: Vec<OfCategory> = (0..index.categories.len() as u32).map(of_category).collect();
        let all = ProductDays::together(&of_categories.iter().map(|category| &category.all).collect::<Vec<_>>());
        let regular = |video: &usize| index.facts.has(*video, trait_of::REGULAR);
        let changing = index.facts.changing.iter().map(|video| *video as usize).filter(regular);
        CategoryDays { all, changing: ProductDays::of_videos(dataset, changing), of_categories }
    }

    /// Of a category, or of a second level of it.
    pub(crate) fn of(&self, (category, second): CategoryPlace) -> &ProductDays {
        let category = &self.of_categories[category as usize];
        second.map_or(&category.all, |second| &category.of_seconds[second as usize])
    }

    /// Of the products of a category that have no second level.
    pub(crate) fn without_second(&self, category: u32) -> &ProductDays {
        &self.of_categories[category as usize].without_second
    }
}

impl Dataset {
    /// The days of each category.
    ///
    /// # Cost
    /// One pass over the days of the products at the first call, none later.
    pub(crate) fn category_days(&self) -> &CategoryDays {
        if let Some(days) = self.index.category_days.get() {
            return days;
        }
        // Not while others wait for them, as with those of the products.
        let days = CategoryDays::new(self);
        self.index.category_days.get_or_init(|| days)
    }
}
