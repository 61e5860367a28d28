//! How the counters of one video grow.

use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use super::{categories::Category, chance};

/// A cumulative curve that is fast for two days, then slow, and sometimes has a second wave.
#[derive(Clone, Copy, Debug)]
pub(super) struct Growth {
    /// Likes that the video approaches, a second wave apart.
    likes: f64,
    /// Audience days after which half of the first rush is over.
    half_time: f64,
    wave: Option<Wave>,
    /// Likes, collects, shares and comments per like.
    pub(super) ratios: [f64; 4],
}

/// The platform shows an old video again.
#[derive(Clone, Copy, Debug)]
struct Wave {
    /// Audience days after publication.
    start: f64,
    likes: f64,
}

impl Growth {
    /// `appeal` is 1 for an ordinary creator with an ordinary product.
    pub(super) fn draw(rng: &mut ChaCha8Rng, category: &Category, appeal: f64) -> Growth {
        let likes = (110.0 * appeal * category.likes * chance::heavy_tail(rng)).clamp(25.0, 2_500_000.0);
        let wave = rng
            .random_bool(0.06)
            .then(|| Wave { start: rng.random_range(3.0..25.0), likes: likes * rng.random_range(0.3..2.5) });
        let ratios = [category.collect, category.share, category.comment];
        let [collect, share, comment] = ratios.map(|ratio| ratio * chance::log_normal(rng, 0.35));
        Growth { likes, half_time: rng.random_range(0.12..0.7), wave, ratios: [1.0, collect, share, comment] }
    }

    /// The likes that are expected `age` audience days after publication.
    pub(super) fn likes_at(&self, age: f64) -> f64 {
        let rush = age / (age + self.half_time);
        let slow = age / (age + 20.0);
        let first = self.likes * (0.86 * rush + 0.14 * slow);
        let again = self.wave.filter(|wave| age > wave.start).map_or(0.0, |wave| {
            let square = (age - wave.start) * (age - wave.start);
            wave.likes * square / (square + 1.0)
        });
        first + again
    }
}
