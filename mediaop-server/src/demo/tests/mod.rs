//! The promises of the generator, on data small enough for a debug build.

mod flaws;

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, NaiveDate};
use chrono_tz::{Africa::Cairo, Asia::Shanghai, Europe::Berlin};

use super::{Demo, DemoSnapshot, Plan, Size, UnknownSize, Until};

/// 2026-03-15 18:00 in Shanghai.
const END_MS: i64 = 1_773_568_800_000;

fn demo(size: Size, seed: u64) -> Demo {
    Demo::new(Plan { size, seed, end_ts_ms: END_MS, timezone: Shanghai })
}

fn tiny() -> Demo {
    demo(Size::Snapshots(12_000), 7)
}

fn local_day(ts_ms: i64) -> NaiveDate {
    DateTime::from_timestamp_millis(ts_ms).unwrap().with_timezone(&Shanghai).date_naive()
}

fn published_day(row: &DemoSnapshot<'_>) -> NaiveDate {
    local_day((row.aweme_id >> 32) * 1000)
}

fn share_of(part: usize, whole: usize) -> f64 {
    part as f64 / whole as f64
}

#[test]
fn the_same_plan_gives_the_same_rows() {
    assert!(tiny().snapshots().eq(tiny().snapshots()));
}

#[test]
fn another_seed_gives_other_rows() {
    let (a, b) = (demo(Size::Snapshots(2_000), 1), demo(Size::Snapshots(2_000), 2));
    assert!(!a.snapshots().eq(b.snapshots()));
    assert_ne!(a.creators()[0].user_id, b.creators()[0].user_id);
}

#[test]
fn rows_come_by_video_then_time() {
    let demo = tiny();
    let keys: Vec<_> = demo.snapshots().map(|row| (row.aweme_id, row.update_ts)).collect();
    assert!(keys.windows(2).all(|pair| pair[0] < pair[1]));
    assert!(demo.videos().windows(2).all(|pair| pair[0].aweme_id < pair[1].aweme_id));
}

#[test]
fn the_row_count_is_within_5_percent_of_the_size_and_1_percent_of_the_estimate() {
    for (size, seed) in [(Size::Small, 1), (Size::Small, 2), (Size::Snapshots(12_000), 3)] {
        let demo = demo(size, seed);
        let rows = demo.snapshots().count() as f64;
        assert!((rows / f64::from(size.snapshots()) - 1.0).abs() < 0.05, "{size:?}: {rows}");
        assert!((rows / demo.expected_rows() as f64 - 1.0).abs() < 0.01, "{size:?}: {rows}");
    }
}

#[test]
fn no_row_is_before_its_publication_or_after_the_end_or_negative() {
    for row in tiny().snapshots() {
        assert!(row.update_ts < END_MS);
        assert!(row.update_ts >= row.create_time * 1000);
        assert!(row.update_ts >= (row.aweme_id >> 32) * 1000);
        assert_eq!(row.aweme_id.to_string().len(), 19);
        let counters = [row.digg_count, row.collect_count, row.share_count, row.comment_count];
        assert!(counters.iter().all(|&counter| counter >= 0));
        assert_eq!([row.play_count, row.recommend_count, row.admire_count], [0; 3]);
    }
}

#[test]
fn videos_are_published_before_the_crawls_and_on_every_day_of_them() {
    let demo = demo(Size::Small, 7);
    let first = demo.snapshots().map(|row| local_day(row.update_ts)).min().unwrap();
    let published: Vec<_> = demo.videos().iter().map(|video| local_day((video.aweme_id >> 32) * 1000)).collect();
    let before = published.iter().filter(|day| **day < first).count();
    assert!((0.45..0.55).contains(&share_of(before, published.len())), "{before}");
    for day in first.iter_days().take(30) {
        assert!(published.contains(&day), "{day}");
    }
}

#[test]
fn a_video_of_today_is_seen_even_just_after_the_first_crawl() {
    // 01:00 local: only the crawl of half past midnight has been.
    let end_ts_ms = END_MS - 17 * 3_600_000;
    let demo = Demo::new(Plan { size: Size::Snapshots(3_000), seed: 5, end_ts_ms, timezone: Shanghai });
    assert!(demo.snapshots().any(|row| published_day(&row) == local_day(end_ts_ms)));
}

#[test]
fn creators_and_product_ids_are_distinct() {
    let demo = demo(Size::Small, 7);
    let nicknames: BTreeSet<_> = demo.creators().iter().map(|creator| &creator.nickname).collect();
    assert_eq!(nicknames.len(), demo.creators().len());
    let ids: BTreeSet<_> = demo.products.iter().map(|product| &product.product_id).collect();
    assert_eq!(ids.len(), demo.products.len());
}

#[test]
fn most_likes_come_in_the_first_two_days() {
    let demo = demo(Size::Small, 7);
    let mut early: HashMap<i64, i64> = HashMap::new();
    let mut late: HashMap<i64, i64> = HashMap::new();
    for row in demo.snapshots() {
        let age_ms = row.update_ts - (row.aweme_id >> 32) * 1000;
        let highest = if age_ms < 2 * 86_400_000 { &mut early } else { &mut late };
        let likes = highest.entry(row.aweme_id).or_default();
        *likes = row.digg_count.max(*likes);
    }
    let both: Vec<_> = early.iter().filter_map(|(id, likes)| Some((*likes, *late.get(id)?))).collect();
    let quick = both.iter().filter(|(early, late)| 2 * early > *late).count();
    assert!(share_of(quick, both.len()) > 0.8, "{quick} of {}", both.len());
}

#[test]
fn any_end_and_zone_are_taken() {
    let zones = [chrono_tz::UTC, chrono_tz::Africa::Cairo, chrono_tz::Pacific::Apia];
    for (zone, end_ts_ms) in zones.into_iter().flat_map(|zone| {
        // The last two: Cairo skips a midnight; Apia skips a whole day.
        [i64::MIN, 0, i64::MAX, 1_682_800_000_000, 1_325_500_000_000].map(|end| (zone, end))
    }) {
        let size = Size::Snapshots(0);
        let demo = Demo::new(Plan { size, seed: 3, end_ts_ms, timezone: zone });
        assert_eq!(demo.videos().len(), 2);
        assert!(demo.snapshots().count() > 100, "{zone} {end_ts_ms}");
    }
}

#[test]
fn a_size_is_a_word_or_a_number() {
    assert_eq!("small".parse(), Ok(Size::Small));
    assert_eq!("medium".parse(), Ok(Size::Medium));
    assert_eq!("large".parse(), Ok(Size::Large));
    assert_eq!("2500".parse(), Ok(Size::Snapshots(2_500)));
    for none in ["0", "-1", "5000000000"] {
        assert_eq!(none.parse::<Size>(), Err(UnknownSize(none.to_owned())));
    }
    assert_eq!("huge".parse::<Size>(), Err(UnknownSize("huge".to_owned())));
    assert_eq!(
        "huge".parse::<Size>().unwrap_err().to_string(),
        "size is \"huge\", expected small, medium, large or a number of snapshots from 1 on"
    );
}

#[test]
fn an_end_is_a_local_day_or_a_time_on_it() {
    let ends = |text: &str, zone| text.parse::<Until>().map(|until| until.in_zone(zone));
    assert_eq!(ends("2026-03-15T18:00", Shanghai), Ok(END_MS));
    assert_eq!(ends("2026-03-15", Shanghai), Ok(END_MS + 6 * 3_600_000), "the whole day");
    // 02:30 comes twice on 25 October: the first is 00:30 UTC.
    assert_eq!(ends("2026-10-25T02:30", Berlin), Ok(1_792_888_200_000));
    // It does not come on 29 March, which ends at 22:00 UTC.
    assert_eq!(ends("2026-03-29T02:30", Berlin), Ok(1_774_821_600_000));
    // 24 April begins at 01:00 there, 22:00 UTC.
    assert_eq!(ends("2026-04-23", Cairo), Ok(1_776_981_600_000));
    for text in [
        "",
        "today",
        "2026-13-01",
        "2026-06-31",
        "2026-06-30 18:00",
        "2026-06-30T25:00",
        "1773568800000",
        "1999-12-31",
        "2040-01-01",
    ] {
        let said = text.parse::<Until>().unwrap_err().to_string();
        assert!(said.contains("2026-06-30T18:00") && said.contains(&format!("{text:?}")), "{said}");
    }
}
