//! A data set small enough to check every number by hand: the examples of this crate ask it.
//!
//! Two creators sell three products of two categories in five videos:
//!
//! | creator | nickname | fans |
//! |---|---|---|
//! | `lily` | 莉莉 | 12 000 |
//! | `ming` | 小明 | not known |
//!
//! | product | title | category | category2 |
//! |---|---|---|---|
//! | `p1` | 口红 (lipstick) | 美妆 (beauty) | 彩妆 (make-up) |
//! | `p2` | 面霜 (cream) | 美妆 | 护肤 (skin care) |
//! | `p3` | 坚果 (nuts) | 食品 (food) | 零食 (snacks) |
//!
//! | video | creator | product | published | collects in every snapshot |
//! |---|---|---|---|---|
//! | `1` | `lily` | `p1` | 2026-03-07 12:00 | 10 |
//! | `2` | `lily` | `p1` | 2026-03-08 12:00 | 20 |
//! | `3` | `lily` | `p3` | 2026-03-09 12:00 | 5 |
//! | `4` | `ming` | `p1` | 2026-03-09 12:00 | 15 |
//! | `5` | `ming` | `p2` | 2026-03-01 12:00 | 50 |
//!
//! The likes (`digg`) of each video in its snapshots; an empty cell is no snapshot. No other
//! counter is known. Times are those of `Asia/Shanghai`, and today is 2026-03-10.
//!
//! | day | time | `1` | `2` | `3` | `4` | `5` |
//! |---|---|---|---|---|---|---|
//! | 2026-03-07 | 20:30 | 100 | | | | 500 |
//! | 2026-03-08 | 08:30 | 110 | | | | 510 |
//! | 2026-03-08 | 20:30 | 150 | 40 | | | 530 |
//! | 2026-03-09 | 08:30 | 160 | 60 | | | 540 |
//! | 2026-03-09 | 20:30 | 190 | 90 | 30 | 200 | 535 |
//! | 2026-03-10 | 08:30 | 200 | 95 | 50 | 260 | 545 |
//! | 2026-03-10 | 20:30 | 210 | 100 | 80 | 300 | |
//!
//! So the likes gained within a day (baseline `within_day`) are: on the day of publication the
//! last snapshot, on others last − first, and nothing known where a day has one snapshot:
//!
//! | day | `1` | `2` | `3` | `4` | `5` |
//! |---|---|---|---|---|---|
//! | 2026-03-07 | 100 | | | | not known |
//! | 2026-03-08 | 40 | 40 | | | 20 |
//! | 2026-03-09 | 30 | 30 | 30 | 200 | −5 |
//! | 2026-03-10 | 10 | 5 | 30 | 40 | not known |
//!
//! # Example: how many likes did video 4 gain today?
//! ```
//! use mediaop_core::{Baseline, Metric, example};
//! let increments = example::dataset().increments(Baseline::WithinDay);
//! let today = increments.iter().find(|i| i.aweme_id == 4 && i.day == example::today()).unwrap();
//! assert_eq!(today.gained[Metric::Digg], Some(300 - 260));
//! ```

use crate::{
    Calendar, Cell, CreatorInfo, Dataset, DatasetBuilder, LocalDay, Metric, Period, ProductInfo, RawSnapshot, View,
    Window,
};

/// 2026-03-10.
const TODAY: i32 = 20_522;
const UTC_OFFSET_MINUTES: i64 = 8 * 60;
const MORNING: i64 = 8 * 60 + 30;
const NOON: i64 = 12 * 60;
const EVENING: i64 = 20 * 60 + 30;
/// In place of likes: there is no such snapshot.
const NO: i64 = -1;

/// Creator, product, how many days ago it was published, collects; video 1 first.
const VIDEOS: [(&str, &str, i32, i64); 5] =
    [("lily", "p1", 3, 10), ("lily", "p1", 2, 20), ("lily", "p3", 1, 5), ("ming", "p1", 1, 15), ("ming", "p2", 9, 50)];

/// How many days ago, when on that day, and the likes of each video.
const SNAPSHOTS: [(i32, i64, [i64; 5]); 7] = [
    (3, EVENING, [100, NO, NO, NO, 500]),
    (2, MORNING, [110, NO, NO, NO, 510]),
    (2, EVENING, [150, 40, NO, NO, 530]),
    (1, MORNING, [160, 60, NO, NO, 540]),
    (1, EVENING, [190, 90, 30, 200, 535]),
    (0, MORNING, [200, 95, 50, 260, 545]),
    (0, EVENING, [210, 100, 80, 300, NO]),
];

/// The day on which the examples are asked: 2026-03-10.
///
/// ```
/// assert_eq!(mediaop_core::example::today().to_string(), "2026-03-10");
/// ```
pub fn today() -> LocalDay {
    LocalDay::from_number(TODAY)
}

/// The last so many days, today included, with the defaults of everything else.
///
/// ```
/// let window = mediaop_core::example::view(7).window;
/// assert_eq!(window.from().to_string(), "2026-03-04");
/// assert_eq!(window.to().to_string(), "2026-03-10");
/// ```
pub fn view(days: u32) -> View {
    let days = days.clamp(1, Period::MAX_DAYS);
    View::new(Window::resolve(Period::Days(days), None, today(), None).expect("a number of days in range"))
}

/// The snapshots, by video, then time: as a primary key hands them out.
///
/// ```
/// use mediaop_core::{Cell, example};
/// assert_eq!(example::rows().count(), 7 + 5 + 3 + 3 + 6);
/// assert_eq!(example::rows().next().unwrap().aweme_id, Cell::Int(1));
/// ```
pub fn rows() -> impl Iterator<Item = RawSnapshot<'static>> {
    (0..VIDEOS.len()).flat_map(|video| {
        let of_video = SNAPSHOTS.iter().map(move |(days_ago, minutes, likes)| (*days_ago, *minutes, likes[video]));
        of_video.filter(|(.., likes)| *likes != NO).map(move |(days_ago, minutes, likes)| {
            let (creator, product, published, collects) = VIDEOS[video];
            let mut row = RawSnapshot {
                aweme_id: Cell::Int(video as i64 + 1),
                update_ts: Cell::Int(seconds(days_ago, minutes) * 1000),
                create_time: Cell::Int(seconds(published, NOON)),
                sec_uid: Cell::Text(creator),
                product_id: Cell::Text(product),
                ..RawSnapshot::default()
            };
            row.counters[Metric::Digg as usize] = Cell::Int(likes);
            row.counters[Metric::Collect as usize] = Cell::Int(collects);
            row
        })
    })
}

/// The data set of all the tables above.
///
/// ```
/// let dataset = mediaop_core::example::dataset();
/// assert_eq!((dataset.video_count(), dataset.product_count(), dataset.creator_count()), (5, 3, 2));
/// ```
pub fn dataset() -> Dataset {
    let mut builder = DatasetBuilder::new(Calendar::default());
    builder.extend(rows());
    let products = [("p1", "口红", "美妆", "彩妆"), ("p2", "面霜", "美妆", "护肤"), ("p3", "坚果", "食品", "零食")];
    for (product_id, title, category, category2) in products {
        let (title, category, category2) = (Some(title), Some(category), Some(category2));
        builder.push_product(ProductInfo { product_id, title, category, category2, ..ProductInfo::default() });
    }
    for (creator_id, nickname, fans) in [("lily", "莉莉", Cell::Text("1.2w")), ("ming", "小明", Cell::Null)] {
        builder.push_creator(CreatorInfo { creator_id, nickname: Some(nickname), fans, ..CreatorInfo::default() });
    }
    builder.finish()
}

/// An instant of the example, in seconds since 1970 (UTC).
fn seconds(days_ago: i32, minutes: i64) -> i64 {
    (i64::from(TODAY - days_ago) * 24 * 60 + minutes - UTC_OFFSET_MINUTES) * 60
}
