//! Answers to what was asked lately, worked out of new data before they are served: nobody waits
//! because the data have changed.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::{Duration, Instant};

use mediaop_core::contract::{Host, Request, Response, answer};
use mediaop_core::{Dataset, LocalDay};

/// New data wait no longer than this for answers.
const TIME: Duration = Duration::from_secs(1);
const MOST_BYTES: usize = 32 << 20;
/// It tells of runs, which go on.
const NEVER: &str = "/api/meta";

/// Answers that nobody has taken yet.
#[derive(Debug, Default)]
pub(super) struct Prepared(Mutex<Inside>);

#[derive(Debug, Default)]
struct Inside {
    /// Of which data they are; those that have gone need not be held for that.
    dataset: Weak<Dataset>,
    today: Option<LocalDay>,
    answers: HashMap<String, Response>,
}

impl Prepared {
    /// Answers questions, the first ones first, as far as time and memory reach.
    pub(super) fn prepare(&self, dataset: &Arc<Dataset>, host: &Host, questions: &[String]) {
        let began = Instant::now();
        let mut inside = Inside { dataset: Arc::downgrade(dataset), today: Some(host.today), ..Inside::default() };
        let mut bytes = 0;
        for question in questions {
            if began.elapsed() > TIME || bytes > MOST_BYTES {
                break;
            }
            let (path, query) = question.split_once('?').unwrap_or((question, ""));
            if path == NEVER {
                continue;
            }
            let response = answer(dataset, host, &Request { method: "GET", path, query, if_none_match: None });
            if response.status == 200 {
                bytes += response.body.len();
                inside.answers.insert(question.clone(), response);
            }
        }
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = inside;
    }

    /// The answer of these data on this day, given away: whoever asks again is answered from the cache.
    pub(super) fn take(&self, dataset: &Arc<Dataset>, today: LocalDay, question: &str) -> Option<Response> {
        let mut inside = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let holds = Weak::as_ptr(&inside.dataset) == Arc::as_ptr(dataset) && inside.today == Some(today);
        if holds { inside.answers.remove(question) } else { None }
    }
}

#[cfg(test)]
mod tests {
    use mediaop_core::example;

    use super::*;

    #[test]
    fn an_answer_is_given_once_and_only_of_the_data_and_the_day_that_it_is_of() {
        let dataset = Arc::new(example::dataset());
        let today = "2026-03-11".parse().unwrap();
        let host = Host { today, runs: Vec::new() };
        let prepared = Prepared::default();
        let questions = ["/api/videos?period_days=3", "/api/meta", "/api/nowhere"].map(str::to_owned);
        prepared.prepare(&dataset, &host, &questions);
        let others = Arc::new(example::dataset());
        assert!(prepared.take(&others, today, &questions[0]).is_none());
        assert!(prepared.take(&dataset, today + 1, &questions[0]).is_none());
        let taken = prepared.take(&dataset, today, &questions[0]).unwrap();
        let request = Request { method: "GET", path: "/api/videos", query: "period_days=3", if_none_match: None };
        assert_eq!(taken, answer(&dataset, &host, &request));
        for question in questions {
            assert!(prepared.take(&dataset, today, &question).is_none(), "{question}");
        }
    }
}
