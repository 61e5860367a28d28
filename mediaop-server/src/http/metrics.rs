//! Figures for Prometheus.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::extract::State as Shared;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use mediaop_core::contract::{self, answer};

use super::state::State;

const BUCKETS_MS: [f64; 12] = [1.0, 2.5, 5.0, 10.0, 25.0, 50.0, 100.0, 250.0, 500.0, 1000.0, 5000.0, 30000.0];

/// Counted since the server started.
#[derive(Debug, Default)]
pub(super) struct Metrics {
    counted: Mutex<Counted>,
}

#[derive(Debug, Default)]
struct Counted {
    requests: BTreeMap<(&'static str, u16), Histogram>,
    readings: BTreeMap<(&'static str, &'static str), Histogram>,
    /// Until new data were served, by kind of reading.
    servings: BTreeMap<&'static str, Histogram>,
    /// Rows and time of the last reading that found any.
    fetched: Option<(u64, Duration)>,
    cache: [u64; 2],
}

#[derive(Debug, Default)]
struct Histogram {
    buckets: [u64; BUCKETS_MS.len()],
    count: u64,
    sum_seconds: f64,
}

impl Histogram {
    fn add(&mut self, took: Duration) {
        let ms = took.as_secs_f64() * 1000.0;
        for (bucket, most) in self.buckets.iter_mut().zip(BUCKETS_MS) {
            *bucket += u64::from(ms <= most);
        }
        self.count += 1;
        self.sum_seconds += took.as_secs_f64();
    }

    fn write(&self, out: &mut String, name: &str, labels: &str) {
        for (count, most) in self.buckets.iter().zip(BUCKETS_MS) {
            line(out, &format!("{name}_bucket{{{labels},le=\"{}\"}}", most / 1000.0), *count as f64);
        }
        line(out, &format!("{name}_bucket{{{labels},le=\"+Inf\"}}"), self.count as f64);
        line(out, &format!("{name}_sum{{{labels}}}"), self.sum_seconds);
        line(out, &format!("{name}_count{{{labels}}}"), self.count as f64);
    }
}

impl Metrics {
    pub(super) fn answered(&self, path: &str, status: u16, took: Duration) {
        self.lock().requests.entry((route(path), status)).or_default().add(took);
    }

    pub(super) fn read(&self, kind: &'static str, is_done: bool, took: Duration) {
        let outcome = if is_done { "done" } else { "failed" };
        self.lock().readings.entry((kind, outcome)).or_default().add(took);
    }

    pub(super) fn served(&self, kind: &'static str, took: Duration) {
        self.lock().servings.entry(kind).or_default().add(took);
    }

    pub(super) fn fetched(&self, rows: u64, took: Duration) {
        if rows > 0 {
            self.lock().fetched = Some((rows, took));
        }
    }

    pub(super) fn cached(&self, was_there: bool) {
        self.lock().cache[usize::from(was_there)] += 1;
    }

    fn lock(&self) -> MutexGuard<'_, Counted> {
        self.counted.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// `GET /metrics`.
pub(super) async fn get(Shared(state): Shared<Arc<State>>) -> Response {
    let mut out = String::new();
    {
        let counted = state.metrics.lock();
        head(&mut out, "mediaop_request_seconds", "histogram", "Time to answer requests.");
        for ((route, status), histogram) in &counted.requests {
            histogram.write(&mut out, "mediaop_request_seconds", &format!("route=\"{route}\",status=\"{status}\""));
        }
        head(&mut out, "mediaop_reading_seconds", "histogram", "Time to read the database.");
        for ((kind, outcome), histogram) in &counted.readings {
            histogram.write(&mut out, "mediaop_reading_seconds", &format!("kind=\"{kind}\",outcome=\"{outcome}\""));
        }
        head(&mut out, "mediaop_serving_seconds", "histogram", "Time until what was read was served.");
        for (kind, histogram) in &counted.servings {
            histogram.write(&mut out, "mediaop_serving_seconds", &format!("kind=\"{kind}\""));
        }
        let (rows, took) = counted.fetched.unzip();
        gauge(
            &mut out,
            "mediaop_fetched_rows",
            "Rows of the last reading that found any.",
            rows.map(|rows| rows as f64),
        );
        gauge(
            &mut out,
            "mediaop_fetching_seconds",
            "How long the database took to hand them over.",
            took.map(|took| took.as_secs_f64()),
        );
        head(
            &mut out,
            "mediaop_cache_requests_total",
            "counter",
            "Repeated questions that the cache did and did not know.",
        );
        for (name, count) in ["miss", "hit"].iter().zip(counted.cache) {
            line(&mut out, &format!("mediaop_cache_requests_total{{outcome=\"{name}\"}}"), count as f64);
        }
    }
    let dataset = state.dataset.load_full();
    gauge(&mut out, "mediaop_ready", "Whether questions are answered.", Some(f64::from(u8::from(dataset.is_some()))));
    if let Some(dataset) = dataset {
        let intake = dataset.intake();
        gauge(&mut out, "mediaop_rows_read", "Snapshots read.", Some(intake.rows_read as f64));
        gauge(&mut out, "mediaop_rows_accepted", "Snapshots accepted.", Some(intake.rows_accepted as f64));
        head(&mut out, "mediaop_rows_rejected", "gauge", "Snapshots refused, by reason.");
        for (reason, rows) in &intake.rejected {
            line(&mut out, &format!("mediaop_rows_rejected{{reason=\"{}\"}}", reason.name()), rows.count as f64);
        }
        gauge(&mut out, "mediaop_videos", "Videos seen.", Some(dataset.video_count() as f64));
        let request = contract::Request { method: "GET", path: "/api/meta", query: "", if_none_match: None };
        let meta: serde_json::Value =
            serde_json::from_slice(&answer(&dataset, &state.host(), &request).body).unwrap_or_default();
        let last =
            meta["data"]["last_snapshot"].as_str().and_then(|text| chrono::DateTime::parse_from_rfc3339(text).ok());
        let age = last.map(|last| (state.clock.now_ms() - last.timestamp_millis()) as f64 / 1000.0);
        gauge(&mut out, "mediaop_data_age_seconds", "Time since the last snapshot.", age);
    }
    gauge(
        &mut out,
        "mediaop_failures_in_a_row",
        "Readings that failed since one was done.",
        Some(state.failures() as f64),
    );
    gauge(&mut out, "process_resident_memory_bytes", "Memory in use.", resident_bytes());
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4"), (header::CACHE_CONTROL, "no-store")], out).into_response()
}

/// The route of a path: ids would make a series each.
fn route(path: &str) -> &'static str {
    const PLAIN: [&str; 19] = [
        "/",
        "/healthz",
        "/readyz",
        "/metrics",
        "/api/meta",
        "/api/refresh",
        "/api/creators",
        "/api/products",
        "/api/products/search",
        "/api/products/matrix",
        "/api/products/hot",
        "/api/videos",
        "/api/categories",
        "/api/categories/daily",
        "/api/benchmark/creators",
        "/api/benchmark/videos",
        "/api/benchmark/compare",
        "/api/docs",
        "/api/openapi.json",
    ];
    const WITH_ID: [(&str, &str, &str); 9] = [
        ("/assets/", "", "/assets/{name}"),
        ("/api/creators/", "/products", "/api/creators/{creator_id}/products"),
        ("/api/creators/", "/daily", "/api/creators/{creator_id}/daily"),
        ("/api/products/", "/videos", "/api/products/{product_id}/videos"),
        ("/api/products/", "/daily", "/api/products/{product_id}/daily"),
        ("/api/videos/", "/daily", "/api/videos/{aweme_id}/daily"),
        ("/api/videos/", "/snapshots", "/api/videos/{aweme_id}/snapshots"),
        ("/api/jobs/", "/events", "/api/jobs/{id}/events"),
        ("/api/jobs/", "", "/api/jobs/{id}"),
    ];
    let plain = PLAIN.iter().find(|plain| **plain == path).copied();
    let with_id = || WITH_ID.iter().find(|(begin, end, _)| path.starts_with(begin) && path.ends_with(end));
    plain.or_else(|| with_id().map(|(_, _, route)| *route)).unwrap_or("other")
}

fn head(out: &mut String, name: &str, kind: &str, help: &str) {
    // Writing to a text does not fail.
    let _ = writeln!(out, "# HELP {name} {help}\n# TYPE {name} {kind}");
}

fn line(out: &mut String, series: &str, value: f64) {
    let _ = writeln!(out, "{series} {value}");
}

fn gauge(out: &mut String, name: &str, help: &str, value: Option<f64>) {
    if let Some(value) = value {
        head(out, name, "gauge", help);
        line(out, name, value);
    }
}

fn resident_bytes() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let kib = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?.trim().strip_suffix(" kB")?;
    kib.trim().parse::<f64>().ok().map(|kib| kib * 1024.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_do_not_make_routes() {
        assert_eq!(route("/api/videos/7310000000000000001/daily"), "/api/videos/{aweme_id}/daily");
        assert_eq!(route("/api/products/hot"), "/api/products/hot");
        assert_eq!(route("/api/nowhere/at/all"), "other");
    }

    #[test]
    fn a_histogram_counts_up() {
        let mut histogram = Histogram::default();
        [2, 20, 40_000].iter().for_each(|ms| histogram.add(Duration::from_millis(*ms)));
        let mut out = String::new();
        histogram.write(&mut out, "t", "route=\"/\"");
        for line in [
            "t_bucket{route=\"/\",le=\"0.001\"} 0",
            "t_bucket{route=\"/\",le=\"0.0025\"} 1",
            "t_bucket{route=\"/\",le=\"30\"} 2",
            "t_bucket{route=\"/\",le=\"+Inf\"} 3",
            "t_count{route=\"/\"} 3",
        ] {
            assert!(out.lines().any(|found| found == line), "{line} is not in\n{out}");
        }
    }
}
