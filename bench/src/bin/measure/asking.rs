//! What questions cost.

use mediaop_bench::caches::Caches;
use mediaop_bench::clock::{Effort, median_ms, median_ms_after};
use mediaop_bench::questions::{Question, all, precomputed_stats};
use mediaop_bench::subjects::Subjects;
use mediaop_bench::views::{NamedView, today};
use mediaop_core::Dataset;
use mediaop_core::contract::{Host, Request, answer};

use crate::Medians;

/// Each question in one window, the precomputed rows, and an answer to the bytes of its JSON.
pub(crate) fn with_all_threads(dataset: &Dataset, subjects: &Subjects, view: NamedView) -> Medians {
    let mut questions = all(subjects, view);
    questions.push(precomputed_stats());
    let mut medians = medians(&questions, dataset);
    medians.insert("answer_json".to_owned(), answer_json(dataset, view).into());
    medians
}

/// For each window, each question on a pool of one thread.
pub(crate) fn with_one_thread(
    dataset: &Dataset,
    subjects: &Subjects,
    views: &[NamedView],
) -> Result<Medians, rayon::ThreadPoolBuildError> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build()?;
    Ok(pool.install(|| {
        let of_a_view = |view: &NamedView| {
            let questions = all(subjects, *view);
            (view.name.to_owned(), medians(&questions, dataset).into())
        };
        views.iter().map(of_a_view).collect()
    }))
}

/// Each question on a pool of one thread, when nothing that it looks at lies in a cache.
pub(crate) fn from_memory(
    dataset: &Dataset,
    subjects: &Subjects,
    view: NamedView,
    caches: &mut Caches,
) -> Result<Medians, rayon::ThreadPoolBuildError> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build()?;
    let mut median = |question: &Question| {
        let median = median_ms_after(Effort::RUNS, || caches.empty(), |()| question.ask(dataset));
        (question.name.clone(), median.into())
    };
    Ok(pool.install(|| all(subjects, view).iter().map(&mut median).collect()))
}

fn medians(questions: &[Question], dataset: &Dataset) -> Medians {
    let median =
        |question: &Question| (question.name.clone(), median_ms(Effort::QUICK, || question.ask(dataset)).into());
    questions.iter().map(median).collect()
}

fn answer_json(dataset: &Dataset, view: NamedView) -> f64 {
    let host = Host { today: today(dataset), runs: Vec::new() };
    let query = format!("period_days={}&page_size=50", view.view.window.days());
    let request = Request { method: "GET", path: "/api/videos", query: &query, if_none_match: None };
    // The version, which is part of the entity tag, is worked out once for a data set.
    assert_eq!(answer(dataset, &host, &request).status, 200);
    median_ms(Effort::QUICK, || answer(dataset, &host, &request))
}
