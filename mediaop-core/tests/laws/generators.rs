//! A law holds for nothing if nothing is drawn that it speaks of.

use std::collections::{BTreeMap, BTreeSet};

use mediaop_core::{Baseline, RejectReason};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use super::reference::Reference;
use super::requests::{answers, asked};
use super::rows::data;

const DRAWS: usize = 120;

#[test]
fn what_is_drawn_reaches_every_corner() {
    let mut runner = TestRunner::deterministic();
    let strategy = (data(), asked());
    let mut reached: BTreeMap<&str, usize> = BTreeMap::new();
    let (mut reasons, mut statuses) = (BTreeSet::new(), BTreeMap::<String, BTreeMap<u16, usize>>::new());
    for _ in 0..DRAWS {
        let (data, asked) = strategy.new_tree(&mut runner).unwrap().current();
        let (dataset, reference) = (data.dataset(), Reference::of(&data));
        let mut reach = |what, times: usize| *reached.entry(what).or_default() += times;
        reasons.extend(dataset.intake().rejected.keys().copied());
        reach("blank rows", dataset.intake().rows_blank as usize);
        reach("sightings", data.rows.iter().filter(|row| row.sighting).count());
        for video in reference.videos() {
            let days = reference.days(video);
            let single = |day: &&i32| reference.first(video, **day) == reference.last(video, **day);
            reach("re-linked videos", usize::from(reference.products(video, i32::MAX).len() > 1));
            reach("videos without a product", usize::from(reference.products(video, i32::MAX).is_empty()));
            reach("days with a single snapshot", days.iter().filter(single).count());
            reach("days with several snapshots", days.iter().filter(|day| !single(day)).count());
            reach(
                "publication days",
                usize::from(reference.published(video, i32::MAX).is_some_and(|day| days.contains(&day))),
            );
        }
        for (place, row) in reference.rows.iter().enumerate() {
            let same_key = |other: &&&crate::laws::rows::Row| {
                (other.aweme_id, other.update_ts) == (row.aweme_id, row.update_ts) && other.counters != row.counters
            };
            reach("keys with different counters", reference.rows[..place].iter().filter(same_key).count());
        }
        for increment in dataset.increments(Baseline::PreviousClose) {
            reach("falls", usize::from(increment.gained.0.iter().flatten().any(|gained| *gained < 0)));
            reach("gaps", usize::from(increment.span_days > 1));
            reach("beyond 32 bits", usize::from(increment.gained.0.iter().flatten().any(|gained| *gained > 1 << 31)));
        }
        for answer in answers(&dataset, &asked) {
            let route: String = answer.url.split('?').next().unwrap().replace(|c: char| c.is_ascii_digit(), "");
            *statuses.entry(route).or_default().entry(answer.status).or_default() += 1;
        }
    }
    assert_eq!(reached.len(), 11, "{reached:?}");
    assert!(reached.values().all(|times| *times >= 20), "{reached:?}");
    let unreachable = [RejectReason::AwemeIdMissing, RejectReason::AwemeIdNotAWholeNumber];
    let untyped = [RejectReason::UpdateTsMissing, RejectReason::CreateTimeNotANumber, RejectReason::CounterNotANumber];
    for reason in RejectReason::ALL {
        let reachable = !unreachable.contains(reason) && !untyped.contains(reason);
        assert_eq!(reasons.contains(reason), reachable, "{}", reason.name());
    }
    assert!(statuses.len() >= 17, "{statuses:?}");
    for (route, statuses) in &statuses {
        assert!(statuses.get(&200).is_some_and(|times| *times >= DRAWS / 4), "{route}: {statuses:?}");
        assert!(statuses.keys().all(|status| matches!(status, 200 | 400 | 404)), "{route}: {statuses:?}");
    }
}
