//! Synthetic data that behave like the crawls of a real shop account.
//!
//! Creators have specialities and skill, products rise and fade, videos are read about seven times
//! a day for 30 days. The flaws of real crawls are in them too: crawls that did not run, rows that
//! are absent or blank, counters that fall, videos that change their product, unknown creation
//! times. One [`Plan`] always gives the same rows.

mod categories;
mod chance;
mod creators;
mod growth;
mod products;
mod rhythm;
mod snapshots;
// A table: one line a subcategory.
#[rustfmt::skip]
mod subcategories;
#[cfg(test)]
mod tests;
mod timetable;
mod titles;
mod until;
mod videos;

use std::{error::Error, fmt, str::FromStr};

use chrono_tz::Tz;

pub use self::{
    creators::DemoCreator, products::DemoProduct, snapshots::DemoSnapshot, until::Until, videos::DemoVideo,
};
use self::{snapshots::VideoSnapshots, timetable::Timetable};

/// How many snapshots there are to be, give or take 5 %.
///
/// As text: `small`, `medium`, `large`, or a number of snapshots.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Size {
    /// 100 thousand.
    Small,
    /// A million.
    Medium,
    /// Ten million.
    Large,
    /// About as many as given; below some thousands the 5 % are not kept, and two videos are the least.
    Snapshots(u32),
}

impl Size {
    /// The number of snapshots aimed at.
    pub fn snapshots(self) -> u32 {
        match self {
            Size::Small => 100_000,
            Size::Medium => 1_000_000,
            Size::Large => 10_000_000,
            Size::Snapshots(count) => count,
        }
    }
}

impl FromStr for Size {
    type Err = UnknownSize;

    fn from_str(text: &str) -> Result<Size, UnknownSize> {
        match text {
            "small" => Ok(Size::Small),
            "medium" => Ok(Size::Medium),
            "large" => Ok(Size::Large),
            number => match number.parse() {
                Ok(count @ 1..) => Ok(Size::Snapshots(count)),
                _ => Err(UnknownSize(text.to_owned())),
            },
        }
    }
}

/// A text that names no [`Size`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownSize(String);

impl fmt::Display for UnknownSize {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "size is {:?}, expected small, medium, large or a number of snapshots from 1 on", self.0)
    }
}

impl Error for UnknownSize {}

/// What to generate. Equal plans give equal data.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// How much.
    pub size: Size,
    /// Which of the many possible data sets.
    pub seed: u64,
    /// Milliseconds since 1970; all snapshots lie before. Its local day is the last of 30.
    ///
    /// From 2000 to 2036; an instant outside is moved to the nearest inside.
    pub end_ts_ms: i64,
    /// Where the crawls keep their hours and the days begin.
    pub timezone: Tz,
}

/// A generated data set: the catalogs in memory, the snapshots computed as they are read.
#[derive(Clone, Debug)]
pub struct Demo {
    seed: u64,
    timetable: Timetable,
    creators: Vec<DemoCreator>,
    /// Those in `product_info` first.
    products: Vec<DemoProduct>,
    products_in_catalog: usize,
    videos: Vec<DemoVideo>,
}

impl Demo {
    /// Draws the timetable, creators, products and videos.
    ///
    /// # Cost
    /// Under a second for [`Size::Large`].
    pub fn new(plan: Plan) -> Demo {
        // Stream numbers of videos are their ids, which are far above this one.
        let rng = &mut chance::generator(plan.seed, 0);
        let timetable = Timetable::new(&plan, rng);
        let video_count = video_count(plan.size, &timetable);
        // The three-quarter power: a larger data set also has busier creators and products.
        let breadth = (video_count as f64).sqrt() * (video_count as f64).sqrt().sqrt();
        let creators = creators::draw(rng, (0.3 * breadth) as usize + 4);
        let (products, products_in_catalog) = products::draw(rng, (0.6 * breadth) as usize + 30, timetable.start_ms());
        let videos = videos::draw(rng, video_count, &timetable, &creators, &products);
        Demo { seed: plan.seed, timetable, creators, products, products_in_catalog, videos }
    }

    /// The rows of `dy_creator`.
    pub fn creators(&self) -> &[DemoCreator] {
        &self.creators
    }

    /// The rows of `product_info`. Some videos link a product that is not among them.
    pub fn products(&self) -> &[DemoProduct] {
        &self.products[..self.products_in_catalog]
    }

    /// The videos by ascending `aweme_id`.
    pub fn videos(&self) -> &[DemoVideo] {
        &self.videos
    }

    /// About how many rows [`snapshots`](Demo::snapshots) gives, without computing them.
    pub fn expected_rows(&self) -> u64 {
        let readings: usize = self.videos.iter().map(|video| self.timetable.crawls_since(video.published_ms())).sum();
        (readings as f64 * present_share()) as u64
    }

    /// The rows of `douyin_aweme_summary`, by `aweme_id`, then `update_ts`.
    ///
    /// # Cost
    /// Computed row by row, without allocation; some 50 ns each.
    pub fn snapshots(&self) -> impl Iterator<Item = DemoSnapshot<'_>> + '_ {
        self.videos.iter().flat_map(|video| VideoSnapshots::new(self, video))
    }
}

fn present_share() -> f64 {
    1.0 - f64::from(snapshots::ABSENT) / 65_536.0
}

/// How many videos give so many snapshots. Half of them are read in every crawl; the other half
/// are published steadily while the crawls go on.
fn video_count(size: Size, timetable: &Timetable) -> usize {
    let rhythm = timetable.rhythm;
    let start = rhythm.activity(timetable.start_ms());
    let span = rhythm.activity(timetable.end_ms) - start;
    let of_old = timetable.crawls.len() as f64;
    let of_new: f64 = timetable.crawls.iter().map(|crawl| (rhythm.activity(crawl.start_ms) - start) / span).sum();
    let per_video = (of_old + of_new) / 2.0 * present_share();
    ((f64::from(size.snapshots()) / per_video).round() as usize).max(2)
}
