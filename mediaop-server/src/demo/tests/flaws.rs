//! The flaws of real crawls occur, and about as often as they should.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::NaiveDate;

use super::super::{Demo, DemoSnapshot, Size};
use super::{END_MS, demo, local_day, published_day, share_of, tiny};

fn is_blank(row: &DemoSnapshot<'_>) -> bool {
    [row.digg_count, row.collect_count, row.share_count, row.comment_count] == [0; 4]
        && local_day(row.update_ts) != published_day(row)
}

/// Neighbouring rows of one video that are not blank.
fn steps(demo: &Demo) -> Vec<(DemoSnapshot<'_>, DemoSnapshot<'_>)> {
    let rows: Vec<_> = demo.snapshots().filter(|row| !is_blank(row)).collect();
    rows.windows(2)
        .map(|pair| (pair[0], pair[1]))
        .filter(|(earlier, later)| earlier.aweme_id == later.aweme_id)
        .collect()
}

#[test]
fn a_counter_falls_on_about_1_percent_of_video_days_by_at_most_3_percent() {
    let demo = demo(Size::Small, 7);
    let video_days: BTreeSet<_> = demo.snapshots().map(|row| (row.aweme_id, local_day(row.update_ts))).collect();
    let falls: Vec<_> = steps(&demo).into_iter().filter(|(a, b)| b.digg_count < a.digg_count).collect();
    let share = share_of(falls.len(), video_days.len());
    assert!((0.005..0.015).contains(&share), "{share}");
    for (a, b) in falls {
        assert!(b.digg_count as f64 >= a.digg_count as f64 * 0.97 - 1.0, "{a:?} {b:?}");
    }
}

#[test]
fn about_3_in_1000_rows_are_blank_and_still_carry_the_link() {
    let demo = demo(Size::Small, 7);
    let (blank, other): (Vec<_>, Vec<_>) = demo.snapshots().partition(is_blank);
    let share = share_of(blank.len(), blank.len() + other.len());
    assert!((0.002..0.004).contains(&share), "{share}");
    assert!(blank.iter().any(|row| row.product_id.is_some()));
}

#[test]
fn some_videos_change_their_product_but_not_their_category() {
    let demo = tiny();
    let shelves: HashMap<_, _> =
        demo.products.iter().map(|product| (product.product_id.as_str(), product.shelf)).collect();
    let relinks: Vec<_> = steps(&demo).into_iter().filter(|(a, b)| a.product_id != b.product_id).collect();
    assert!((1..=6).contains(&relinks.len()), "{} of {}", relinks.len(), demo.videos().len());
    for (a, b) in relinks {
        assert_eq!(shelves[a.product_id.unwrap()], shelves[b.product_id.unwrap()]);
    }
}

#[test]
fn one_day_of_the_first_half_has_no_crawl_and_one_of_the_second_a_single_one() {
    let demo = tiny();
    let mut most = BTreeMap::new();
    for video in demo.videos() {
        let mut of_video: BTreeMap<NaiveDate, usize> = BTreeMap::new();
        for row in demo.snapshots().filter(|row| row.aweme_id == video.aweme_id) {
            *of_video.entry(local_day(row.update_ts)).or_default() += 1;
        }
        for (day, rows) in of_video {
            let most: &mut usize = most.entry(day).or_default();
            *most = rows.max(*most);
        }
    }
    let last = local_day(END_MS);
    let days: Vec<_> = last.iter_days().rev().take(30).collect();
    let dark: Vec<_> = days.iter().filter(|day| !most.contains_key(day)).collect();
    assert_eq!(dark.len(), 1);
    assert!((15..30).contains(&(last - *dark[0]).num_days()));
    let single: Vec<_> = most.iter().filter(|(_, rows)| **rows == 1).collect();
    assert_eq!(single.len(), 1);
    assert!((1..15).contains(&(last - *single[0].0).num_days()));
    assert!(most.values().any(|&rows| rows == 7));
    assert_eq!(most.len(), 29);
}

#[test]
fn some_things_are_unknown() {
    let demo = tiny();
    let rows: Vec<_> = demo.snapshots().collect();
    assert!(rows.iter().any(|row| row.product_id.is_none()));
    assert!(rows.iter().any(|row| row.create_time == 0));
    assert!(rows.iter().any(|row| row.sec_uid.is_empty()));
    assert!(demo.products().iter().any(|product| product.category.is_none()));

    let linked = demo.videos().iter().filter(|video| !video.links.is_empty()).count();
    assert!((0.8..0.9).contains(&share_of(linked, demo.videos().len())));
    assert!(demo.products().len() < demo.products.len());
}

#[test]
fn some_titles_need_escaping() {
    let demo = demo(Size::Small, 7);
    for awkward in ["\"", ",", "\n", "<b>"] {
        assert!(demo.videos().iter().any(|video| video.title.contains(awkward)), "{awkward:?}");
    }
}
