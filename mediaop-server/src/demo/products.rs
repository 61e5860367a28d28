//! What is sold: products that are launched, rise and fade.

use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use super::{
    categories::{CATEGORIES, Category},
    chance,
    rhythm::DAY_MS,
};

/// Invented brands are a head, a middle and an end.
const BRAND_HEADS: &str = "棠|芷|岚|槿|砚|栖|澄|漪|蓁|禧|沅|筱|羲|珞|霁|桉|苓|杳|楹|翎";
const BRAND_MIDDLES: &str = "汀|屿|谷|序|朵|禾|舟|弦|笺|陌|沐|芽|笙|穗|渡|黎";
const BRAND_ENDS: &str = "坊|记|家|堂|舍|造|里|物语|集|作";

const NO_CATEGORY_SHARE: f64 = 0.04;
const NOT_IN_CATALOG_SHARE: f64 = 0.02;

/// One row of `product_info`.
#[derive(Clone, Debug)]
pub struct DemoProduct {
    /// 19 digits.
    pub product_id: String,
    /// Brand, adjective, noun and size.
    pub title: String,
    /// An invented brand.
    pub brand: String,
    /// `None` for the few that nobody has filed yet; then `category2` is `None` too.
    pub category: Option<&'static str>,
    /// Has meaning within `category` only: 玩具 occurs in two of them.
    pub category2: Option<&'static str>,
    /// In 分.
    pub(super) price: i64,
    pub(super) noun: &'static str,
    pub(super) adjective: &'static str,
    /// Which of the categories it belongs to, filed or not.
    pub(super) shelf: usize,
    pub(super) shelf2: &'static str,
    /// Sales that it approaches, in pieces.
    final_sales: f64,
    hotness: f64,
    launch_ms: i64,
    /// Days from launch to the height of its demand.
    peak_days: f64,
}

impl DemoProduct {
    /// How much creators and viewers want it now; an ordinary product has 1 at its height.
    pub(super) fn heat(&self, ts_ms: i64) -> f64 {
        let age = self.age_in_peaks(ts_ms);
        if age < 0.0 {
            return 0.0;
        }
        let square = age * age;
        self.hotness * (0.04 + 4.0 * square / ((1.0 + square) * (1.0 + square)))
    }

    /// The heat, and more while it still rises: creators want to be early.
    pub(super) fn attraction(&self, ts_ms: i64) -> f64 {
        let eager = if self.age_in_peaks(ts_ms) < 1.0 { 1.8 } else { 1.0 };
        eager * self.heat(ts_ms)
    }

    /// Pieces sold by this instant.
    pub(super) fn sales(&self, ts_ms: i64) -> i64 {
        let age = self.age_in_peaks(ts_ms).max(0.0);
        (self.final_sales * age / (age + 1.0)) as i64
    }

    fn age_in_peaks(&self, ts_ms: i64) -> f64 {
        (ts_ms - self.launch_ms) as f64 / (self.peak_days * DAY_MS as f64)
    }
}

/// All products that videos link, and how many of them (the first ones) `product_info` knows.
pub(super) fn draw(rng: &mut ChaCha8Rng, count: usize, start_ms: i64) -> (Vec<DemoProduct>, usize) {
    let brands: Vec<Vec<String>> =
        CATEGORIES.iter().map(|category| (0..brand_count(count, category)).map(|_| brand(rng)).collect()).collect();
    let mut products: Vec<DemoProduct> = (0..count)
        .map(|number| {
            // Each category has an evergreen first, so that a creator always finds something.
            let first = number < CATEGORIES.len();
            let weights = CATEGORIES.iter().map(|category| category.weight);
            let shelf = if first { number } else { chance::weighted(rng, weights).unwrap_or(0) };
            let evergreen = first || rng.random_bool(0.3);
            let brand = &brands[shelf][rng.random_range(0..brands[shelf].len())];
            product(rng, shelf, brand, evergreen, start_ms)
        })
        .collect();

    for (product, unfiled) in products.iter_mut().zip(chance::marks(rng, count, NO_CATEGORY_SHARE)) {
        if unfiled {
            product.category = None;
            product.category2 = None;
        }
    }
    let mut unknown = chance::marks(rng, count, NOT_IN_CATALOG_SHARE).into_iter();
    let (mut known, rest): (Vec<_>, Vec<_>) = products.into_iter().partition(|_| unknown.next() == Some(false));
    let in_catalog = known.len();
    known.extend(rest);
    (known, in_catalog)
}

/// About three products a brand.
fn brand_count(product_count: usize, category: &Category) -> usize {
    2 + (product_count as f64 * category.weight) as usize / 33
}

fn brand(rng: &mut ChaCha8Rng) -> String {
    [BRAND_HEADS, BRAND_MIDDLES, BRAND_ENDS].map(|syllables| chance::word(rng, syllables)).concat()
}

fn product(rng: &mut ChaCha8Rng, shelf: usize, brand: &str, evergreen: bool, start_ms: i64) -> DemoProduct {
    let category = &CATEGORIES[shelf];
    let subcategory = &category.subcategories[rng.random_range(0..category.subcategories.len())];
    let adjective = chance::word(rng, subcategory.adjectives);
    let noun = chance::word(rng, subcategory.nouns);
    let size = chance::word(rng, subcategory.sizes);
    // What has long been on sale is steady, and seldom the talk of the day.
    let (launch_days, peak_days, fame) = if evergreen {
        (rng.random_range(-300..-90), rng.random_range(60.0..200.0), 0.5)
    } else {
        (rng.random_range(-45..26), rng.random_range(3.0..14.0), 1.0)
    };
    let hotness = fame * chance::log_normal(rng, 0.9);
    DemoProduct {
        product_id: format!("3{:018}", rng.random_range(400_000_000_000_000_000_u64..800_000_000_000_000_000)),
        title: format!("{brand} {adjective}{noun} {size}"),
        brand: brand.to_owned(),
        category: Some(category.name),
        category2: Some(subcategory.name),
        price: i64::from(rng.random_range(subcategory.yuan.0..subcategory.yuan.1)) * 100 + 90,
        noun,
        adjective,
        shelf,
        shelf2: subcategory.name,
        final_sales: 9000.0 * hotness * chance::log_normal(rng, 0.8),
        hotness,
        launch_ms: start_ms + launch_days * DAY_MS + rng.random_range(0..DAY_MS),
        peak_days,
    }
}
