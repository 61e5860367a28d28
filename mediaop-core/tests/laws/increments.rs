//! Increments are what the definition says, and those of `previous_close` add up.

use std::cell::Cell;

use mediaop_core::{Baseline, Increment};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;

use super::reference::Reference;
use super::rows::{Data, cases, data};

fn plain(increments: &[Increment]) -> Vec<(i64, i32, [Option<i64>; 7], i32)> {
    increments.iter().map(|i| (i.aweme_id, i.day.number(), i.gained.0, i.span_days)).collect()
}

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn increments_are_those_of_the_definition(data in data()) {
        let (dataset, reference) = (data.dataset(), Reference::of(&data));
        prop_assert_eq!(dataset.video_count(), reference.videos().len());
        for baseline in [Baseline::WithinDay, Baseline::PreviousClose] {
            prop_assert_eq!(plain(&dataset.increments(baseline)), reference.increments(baseline), "{:?}", baseline);
            let by_columns: Vec<Increment> = dataset.increment_columns(baseline).iter().collect();
            prop_assert_eq!(plain(&by_columns), reference.increments(baseline), "{:?} by columns", baseline);
        }
    }
}

#[test]
fn previous_close_increments_add_up() {
    let (videos, told_apart, runs) = (Cell::new(0), Cell::new(0), Cell::new(0));
    let law = |data: Data| {
        let increments = plain(&data.dataset().increments(Baseline::PreviousClose));
        let reference = Reference::of(&data);
        for video in reference.videos() {
            let days: Vec<i32> = reference.days(video).into_iter().collect();
            if days.is_empty() {
                continue;
            }
            videos.set(videos.get() + 1);
            let published = reference.published(video, i32::MAX);
            if published.is_some_and(|published| days[0] < published) {
                told_apart.set(told_apart.get() + 1);
                continue;
            }
            for m in 0..7 {
                for begin in 0..days.len() {
                    for end in begin..days.len() {
                        let within = &days[begin..=end];
                        let close = |day: i32| reference.last(video, day).and_then(|(_, counters)| counters[m]);
                        let open = if begin > 0 {
                            close(days[begin - 1])
                        } else if published.is_some_and(|published| within.contains(&published)) {
                            Some(0)
                        } else {
                            reference.first(video, days[0]).and_then(|(_, counters)| counters[m])
                        };
                        let Some(open) = open else { continue };
                        if within.iter().any(|day| close(*day).is_none()) {
                            continue;
                        }
                        let of_days = increments.iter().filter(|i| i.0 == video && within.contains(&i.1));
                        let gained: i64 = of_days.filter_map(|(_, _, gained, _)| gained[m]).sum();
                        let last = close(days[end]).unwrap();
                        prop_assert_eq!(gained, last - open, "video {} metric {} days {:?}", video, m, within);
                        runs.set(runs.get() + usize::from(within.len() > 1));
                    }
                }
            }
        }
        Ok(())
    };
    TestRunner::new(cases(192)).run(&data(), law).unwrap_or_else(|error| panic!("{error}"));
    assert!(
        told_apart.get() * 3 < videos.get(),
        "{} of {} videos contradict themselves",
        told_apart.get(),
        videos.get()
    );
    assert!(runs.get() > videos.get(), "{} runs of days tried on {} videos", runs.get(), videos.get());
}
