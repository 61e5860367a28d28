//! Which videos there are: who published them, when, for what product, and how they grow.

use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use super::{
    categories::CATEGORIES, chance, creators::DemoCreator, growth::Growth, products::DemoProduct, rhythm::DAY_MS,
    timetable::Timetable, titles,
};

/// The oldest videos are this much older than the first crawl.
const PAST_DAYS: f64 = 60.0;
const NO_LINK_SHARE: f64 = 0.15;
const RELINKED_SHARE: f64 = 0.015;
const NO_CREATE_TIME_SHARE: f64 = 0.005;
const NO_CREATOR_SHARE: f64 = 0.003;
const AWKWARD_TITLE_SHARE: f64 = 0.02;

/// What stays the same in all snapshots of a video.
#[derive(Clone, Debug)]
pub struct DemoVideo {
    /// 19 digits; the high 32 bits are the publication in seconds, as on the platform.
    pub aweme_id: i64,
    /// Seconds since 1970; 0 for the few whose publication the crawler does not know.
    pub create_time: i64,
    /// Place of the publisher in [`Demo::creators`](super::Demo::creators).
    pub creator: usize,
    /// Whether the crawler knows the publisher's sec_uid; where not, snapshots have an empty one.
    pub has_sec_uid: bool,
    /// Text with hashtags; a few need escaping in files and pages.
    pub title: String,
    /// The page of the video.
    pub aweme_url: String,
    /// An address that leads nowhere.
    pub cover_url: String,
    /// The products it has linked, oldest first; most have one, some none.
    pub(super) links: Vec<Link>,
    pub(super) growth: Growth,
    /// Where in each crawl the video has its turn, in 65536ths.
    pub(super) turn: i64,
}

/// From an instant on, the video links a product.
#[derive(Clone, Copy, Debug)]
pub(super) struct Link {
    pub(super) from_ms: i64,
    pub(super) product: usize,
}

impl DemoVideo {
    /// The publication, known to the crawler or not.
    pub(super) fn published_ms(&self) -> i64 {
        (self.aweme_id >> 32) * 1000
    }
}

/// Videos by ascending id, hence by publication.
pub(super) fn draw(
    rng: &mut ChaCha8Rng,
    count: usize,
    timetable: &Timetable,
    creators: &[DemoCreator],
    products: &[DemoProduct],
) -> Vec<DemoVideo> {
    let ids = ids(rng, count, timetable);
    let unlinked = chance::marks(rng, ids.len(), NO_LINK_SHARE);
    let undated = chance::marks(rng, ids.len(), NO_CREATE_TIME_SHARE);
    let anonymous = chance::marks(rng, ids.len(), NO_CREATOR_SHARE);
    let awkward = chance::marks(rng, ids.len(), AWKWARD_TITLE_SHARE);
    let shelves: Vec<Vec<usize>> = (0..CATEGORIES.len())
        .map(|shelf| (0..products.len()).filter(|&product| products[product].shelf == shelf).collect())
        .collect();

    let mut videos = Vec::with_capacity(ids.len());
    for (number, aweme_id) in ids.into_iter().enumerate() {
        let create_time = aweme_id >> 32;
        let published_ms = create_time * 1000;
        let creator = chance::weighted(rng, creators.iter().map(|creator| creator.rate)).unwrap_or(0);
        let (shelf, fluency) = creators[creator].choose_category(rng);
        let product = if unlinked[number] {
            None
        } else {
            let attractions = shelves[shelf]
                .iter()
                .map(|&product| products[product].attraction(published_ms) * affinity(creator, product));
            chance::weighted(rng, attractions).map(|place| shelves[shelf][place])
        };
        let demand = product.map_or(0.6, |product| 0.4 + products[product].heat(published_ms));
        let appeal = creators[creator].skill * fluency * demand;
        let category = &CATEGORIES[shelf];
        let subject = product.map(|product| &products[product]);
        videos.push(DemoVideo {
            aweme_id,
            create_time: if undated[number] { 0 } else { create_time },
            creator,
            has_sec_uid: !anonymous[number],
            title: titles::draw(rng, category, subject, awkward[number]),
            aweme_url: format!("https://www.douyin.com/video/{aweme_id}"),
            cover_url: format!("https://demo.invalid/cover/{aweme_id}.jpg"),
            links: product.map(|product| Link { from_ms: published_ms, product }).into_iter().collect(),
            growth: Growth::draw(rng, category, appeal),
            turn: rng.random_range(0..65_536),
        });
    }
    relink(rng, &mut videos, timetable, products, &shelves);
    videos
}

/// Half before the first crawl, thinning out into the past; half since, some of them each day.
fn ids(rng: &mut ChaCha8Rng, count: usize, timetable: &Timetable) -> Vec<i64> {
    let rhythm = timetable.rhythm;
    let start = rhythm.activity(timetable.start_ms());
    let end = rhythm.activity(timetable.crawls.last().map_or(timetable.end_ms, |crawl| crawl.start_ms));
    let recent = count / 2;
    let mut instants: Vec<i64> = (0..count - recent)
        .map(|_| rhythm.instant(start - PAST_DAYS * (1.0 - rng.random::<f64>().sqrt())))
        .chain((0..recent).map(|_| 0))
        .collect();
    for (number, instant) in instants[count - recent..].iter_mut().enumerate() {
        let share = (number as f64 + rng.random::<f64>()) / recent as f64;
        *instant = rhythm.instant(start + (end - start) * share);
    }

    // Early in the morning today's share may be empty, but something is always new today.
    let today_ms = timetable.day_starts_ms.last().copied().unwrap_or(timetable.end_ms);
    let first_today = timetable.crawls.iter().find(|crawl| crawl.start_ms > today_ms);
    if let (Some(newest), Some(crawl)) = (instants.last_mut(), first_today) {
        *newest = rng.random_range(today_ms..crawl.start_ms);
    }

    let mut ids: Vec<i64> =
        instants.iter().map(|instant| (instant.div_euclid(1000) << 32) | i64::from(rng.random::<u32>())).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

/// Some creators swap the product of a video that is already out, now and then twice.
fn relink(
    rng: &mut ChaCha8Rng,
    videos: &mut [DemoVideo],
    timetable: &Timetable,
    products: &[DemoProduct],
    shelves: &[Vec<usize>],
) {
    let settled = timetable.end_ms - 3 * DAY_MS;
    let relinked_share = RELINKED_SHARE * videos.len() as f64;
    let mut candidates: Vec<&mut DemoVideo> =
        videos.iter_mut().filter(|video| !video.links.is_empty() && video.published_ms() < settled).collect();
    let marks = chance::marks(rng, candidates.len(), relinked_share / candidates.len().max(1) as f64);
    for (video, _) in candidates.iter_mut().zip(marks).filter(|(_, marked)| *marked) {
        let times = if rng.random_bool(0.1) { 2 } else { 1 };
        for _ in 0..times {
            let Some(&last) = video.links.last() else {
                continue;
            };
            let since_ms = last.from_ms.max(timetable.start_ms());
            let from_ms = since_ms + (timetable.end_ms - since_ms) * rng.random_range(20..80) / 100;
            let shelf = &shelves[products[last.product].shelf];
            let attractions = shelf
                .iter()
                .map(|&product| if product == last.product { 0.0 } else { products[product].attraction(from_ms) });
            let product = chance::weighted(rng, attractions).map(|place| shelf[place]);
            video.links.extend(product.map(|product| Link { from_ms, product }));
        }
    }
}

/// Each creator has favourites, and things not worth the trouble.
fn affinity(creator: usize, product: usize) -> f64 {
    let mixed = (creator as u64 * 0x9E37_79B9 + product as u64).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    [0.2, 0.6, 1.0, 4.0][(mixed >> 62) as usize]
}
