//! What became of the requests.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::{Value, json};

/// Latencies of answers, and requests by status; 0 stands for no answer.
#[derive(Default)]
pub(crate) struct Figures {
    latencies: Vec<Duration>,
    by_status: BTreeMap<u16, u64>,
}

impl Figures {
    pub(crate) fn answered(&mut self, status: u16, latency: Duration) {
        self.latencies.push(latency);
        *self.by_status.entry(status).or_default() += 1;
    }

    pub(crate) fn failed(&mut self) {
        *self.by_status.entry(0).or_default() += 1;
    }

    pub(crate) fn add(&mut self, other: Figures) {
        self.latencies.extend(other.latencies);
        for (status, requests) in other.by_status {
            *self.by_status.entry(status).or_default() += requests;
        }
    }

    /// As JSON; times in milliseconds.
    pub(crate) fn told(mut self, took: Duration) -> Value {
        self.latencies.sort_unstable();
        let at = |share: f64| {
            let place = (self.latencies.len() as f64 * share) as usize;
            let latency = self.latencies.get(place).or(self.latencies.last());
            latency.map(|latency| latency.as_secs_f64() * 1000.0)
        };
        json!({
            "answers": self.latencies.len(),
            "answers_per_second": self.latencies.len() as f64 / took.as_secs_f64(),
            "by_status": self.by_status,
            "median_ms": at(0.5),
            "p90_ms": at(0.9),
            "p99_ms": at(0.99),
            "p999_ms": at(0.999),
            "max_ms": at(1.0),
        })
    }
}
