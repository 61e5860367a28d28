//! Seeded draws.
//!
//! Only the arithmetic that IEEE 754 fixes to the last bit is used (no `exp`, `ln` or `powf` of
//! the platform), so that one seed gives the same data everywhere.

use rand::{RngExt, SeedableRng, seq::index};
use rand_chacha::ChaCha8Rng;

/// An independent generator for each `stream` of one seed.
pub(super) fn generator(seed: u64, stream: u64) -> ChaCha8Rng {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    rng.set_stream(stream);
    rng
}

/// Median 1; about two thirds of the draws lie between `e^-sigma` and `e^sigma`.
pub(super) fn log_normal(rng: &mut ChaCha8Rng, sigma: f64) -> f64 {
    // The sum of twelve uniform draws has variance 1 and is close enough to a normal one.
    let normal = (0..12).map(|_| rng.random::<f64>()).sum::<f64>() - 6.0;
    let mut power = 1.0 + sigma * normal / 4096.0;
    for _ in 0..12 {
        power *= power;
    }
    power
}

/// A Pareto draw with exponent 4/3: mostly 1 to 3, one in a hundred above 30, never above 178.
pub(super) fn heavy_tail(rng: &mut ChaCha8Rng) -> f64 {
    let rarity = rng.random_range(0.001_f64..1.0).sqrt();
    1.0 / (rarity * rarity.sqrt())
}

/// One of the words of a list that is written `one|two|three`.
pub(super) fn word(rng: &mut ChaCha8Rng, list: &'static str) -> &'static str {
    let chosen = rng.random_range(0..list.split('|').count());
    list.split('|').nth(chosen).unwrap_or(list)
}

/// A position, drawn in proportion to the weights; `None` when no weight is positive.
pub(super) fn weighted(rng: &mut ChaCha8Rng, weights: impl Iterator<Item = f64> + Clone) -> Option<usize> {
    let mut left = rng.random::<f64>() * weights.clone().sum::<f64>();
    let mut chosen = None;
    for (position, weight) in weights.enumerate() {
        if weight > 0.0 {
            chosen = Some(position);
            left -= weight;
            if left < 0.0 {
                break;
            }
        }
    }
    chosen
}

/// Marks `share` of `count` things, rounded up, so that a small data set has one of every kind.
pub(super) fn marks(rng: &mut ChaCha8Rng, count: usize, share: f64) -> Vec<bool> {
    let amount = ((count as f64 * share).ceil() as usize).min(count);
    let mut marked = vec![false; count];
    for chosen in index::sample(rng, count, amount) {
        marked[chosen] = true;
    }
    marked
}
