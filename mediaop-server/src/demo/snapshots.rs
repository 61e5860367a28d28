//! The readings themselves, computed one video after the other.

use std::slice;

use rand::Rng;
use rand_chacha::ChaCha8Rng;

use super::{
    Demo, chance,
    timetable::Crawl,
    videos::{DemoVideo, Link},
};

// Chances per row, in 65536ths.
/// 1 % of the rows are not there.
pub(super) const ABSENT: u16 = 655;
/// 0.3 %: the platform answers with nothing.
const BLANK: u16 = 200;
/// About 1 % of a video's days, which have seven rows: the platform removes bots.
const CORRECTION: u16 = 98;

/// Below this a counter is too small to lose at most 3 %.
const CORRECTABLE: i64 = 34;

/// One row of `douyin_aweme_summary`.
///
/// `play_count`, `recommend_count` and `admire_count` are always 0: the crawler cannot see them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DemoSnapshot<'a> {
    /// The video, 19 digits.
    pub aweme_id: i64,
    /// Milliseconds since 1970.
    pub update_ts: i64,
    /// Seconds since 1970; 0 where unknown.
    pub create_time: i64,
    /// Empty where unknown.
    pub sec_uid: &'a str,
    /// The publisher's name.
    pub nickname: &'a str,
    /// The publisher's picture.
    pub avatar: &'a str,
    /// The video's text.
    pub title: &'a str,
    /// The product linked at this moment.
    pub product_id: Option<&'a str>,
    /// Its title, also where `product_info` lacks it.
    pub product_title: Option<&'a str>,
    /// In 分.
    pub price: Option<i64>,
    /// Pieces of the product sold so far, by anyone.
    pub sales: Option<i64>,
    /// Likes so far.
    pub digg_count: i64,
    /// Collects so far.
    pub collect_count: i64,
    /// Shares so far.
    pub share_count: i64,
    /// Comments so far.
    pub comment_count: i64,
    /// Always 0.
    pub play_count: i64,
    /// Always 0.
    pub recommend_count: i64,
    /// Always 0.
    pub admire_count: i64,
    /// The page of the video.
    pub aweme_url: &'a str,
    /// The video's picture.
    pub cover_url: &'a str,
}

/// The snapshots of one video, by time.
pub(super) struct VideoSnapshots<'a> {
    demo: &'a Demo,
    video: &'a DemoVideo,
    /// Of the video alone, so that its rows do not depend on what was read before.
    rng: ChaCha8Rng,
    crawls: slice::Iter<'a, Crawl>,
    links: &'a [Link],
    published_ms: i64,
    published_activity: f64,
    publication_day_end_ms: i64,
    /// Likes on the smooth curve at the last reading.
    expected_likes: f64,
    /// Likes, collects, shares, comments.
    counters: [i64; 4],
}

impl<'a> VideoSnapshots<'a> {
    pub(super) fn new(demo: &'a Demo, video: &'a DemoVideo) -> VideoSnapshots<'a> {
        let timetable = &demo.timetable;
        let published_ms = video.published_ms();
        // A crawl that is under way at the publication may still come to the video.
        let over = timetable.crawls.partition_point(|crawl| crawl.start_ms + crawl.duration_ms < published_ms);
        VideoSnapshots {
            demo,
            video,
            rng: chance::generator(demo.seed, video.aweme_id as u64),
            crawls: timetable.crawls[over..].iter(),
            links: &video.links,
            published_ms,
            published_activity: timetable.rhythm.activity(published_ms),
            publication_day_end_ms: timetable.day_end_ms(published_ms),
            expected_likes: 0.0,
            counters: [0; 4],
        }
    }

    /// Moves the counters on to `ts_ms`.
    fn advance(&mut self, ts_ms: i64, correction: bool) {
        let (noise, rounding) = (self.rng.next_u64(), self.rng.next_u64());
        if correction && self.counters[0] >= CORRECTABLE {
            // 0.5 % to 3 %, and at least 1. What came in since the last reading is seen next time.
            let kept = 1.0 - (0.005 + 0.025 * fraction(noise, 0));
            for counter in self.counters.iter_mut().filter(|counter| **counter >= CORRECTABLE) {
                *counter = (*counter as f64 * kept) as i64;
            }
            return;
        }
        let age = self.demo.timetable.rhythm.activity(ts_ms) - self.published_activity;
        let likes = self.video.growth.likes_at(age);
        let gained = likes - self.expected_likes;
        self.expected_likes = likes;
        for (metric, counter) in self.counters.iter_mut().enumerate() {
            let gain = gained * self.video.growth.ratios[metric] * (0.5 + fraction(noise, metric));
            // Rounds up as often as the fraction says, so that slow videos gain a like now and then.
            *counter += (gain + fraction(rounding, metric)) as i64;
        }
    }

    fn row(&self, update_ts: i64, [digg, collect, share, comment]: [i64; 4]) -> DemoSnapshot<'a> {
        let video = self.video;
        let creator = &self.demo.creators[video.creator];
        let product = self.links.first().map(|link| &self.demo.products[link.product]);
        DemoSnapshot {
            aweme_id: video.aweme_id,
            update_ts,
            create_time: video.create_time,
            sec_uid: if video.has_sec_uid { &creator.user_id } else { "" },
            nickname: &creator.nickname,
            avatar: &creator.avatar,
            title: &video.title,
            product_id: product.map(|product| product.product_id.as_str()),
            product_title: product.map(|product| product.title.as_str()),
            price: product.map(|product| product.price),
            sales: product.map(|product| product.sales(update_ts)),
            digg_count: digg,
            collect_count: collect,
            share_count: share,
            comment_count: comment,
            play_count: 0,
            recommend_count: 0,
            admire_count: 0,
            aweme_url: &video.aweme_url,
            cover_url: &video.cover_url,
        }
    }
}

impl<'a> Iterator for VideoSnapshots<'a> {
    type Item = DemoSnapshot<'a>;

    fn next(&mut self) -> Option<DemoSnapshot<'a>> {
        loop {
            let crawl = self.crawls.next()?;
            let bits = self.rng.next_u64();
            let in_crawl_ms = (crawl.duration_ms * self.video.turn) >> 16;
            let ts_ms = crawl.start_ms + in_crawl_ms + (bits & 0x3FF) as i64;
            if ts_ms >= self.demo.timetable.end_ms {
                return None;
            }
            if ts_ms < self.published_ms || (bits >> 16) as u16 <= ABSENT {
                continue;
            }
            while let [_, next, ..] = self.links
                && next.from_ms <= ts_ms
            {
                self.links = &self.links[1..];
            }
            if (bits >> 32) as u16 <= BLANK && ts_ms >= self.publication_day_end_ms {
                return Some(self.row(ts_ms, [0; 4]));
            }
            self.advance(ts_ms, (bits >> 48) as u16 <= CORRECTION);
            return Some(self.row(ts_ms, self.counters));
        }
    }
}

/// The sixteen bits with this number, as a fraction of 1.
fn fraction(bits: u64, number: usize) -> f64 {
    f64::from((bits >> (16 * number)) as u16) / 65_536.0
}
