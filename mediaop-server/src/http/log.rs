//! What the server writes to its log: a line for each request, and the progress of readings.

use std::io::IsTerminal;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant};

use axum::body::Body;
use axum::extract::State as Shared;
use axum::http::{HeaderName, HeaderValue, Request};
use axum::middleware::Next;
use axum::response::Response;
use indicatif::HumanCount;
use tracing_subscriber::EnvFilter;

use crate::counted::counted;
use crate::settings::Settings;
use crate::store::{LoadProgress, now_ms};

use super::state::State;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const BETWEEN_LINES: Duration = Duration::from_secs(3);

/// How the log is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum LogFormat {
    /// Lines for people
    #[default]
    Text,
    /// An object a line, for machines
    Json,
}

/// Sends the log to stderr; `RUST_LOG` chooses how much (default: info).
pub(super) fn start(format: LogFormat) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal() && format == LogFormat::Text)
        .with_target(false);
    // Already started: only where tests share a process.
    let _ = match format {
        LogFormat::Text => log.try_init(),
        LogFormat::Json => log.json().flatten_event(true).try_init(),
    };
}

/// Logs a request under an id of its own: what was asked, the status, how long it took. A proxy that
/// has given it an id already is followed.
pub(super) async fn requests(Shared(state): Shared<Arc<State>>, request: Request<Body>, next: Next) -> Response {
    let began = Instant::now();
    let id = request.headers().get(&REQUEST_ID).filter(|id| is_id(id)).cloned().unwrap_or_else(new_id);
    let method = request.method().clone();
    let uri = request.uri().clone();
    let mut response = next.run(request).await;
    let (status, took) = (response.status().as_u16(), began.elapsed());
    state.metrics.answered(uri.path(), status, took);
    let ms = took.as_secs_f64() * 1000.0;
    tracing::info!(id = id.to_str().unwrap_or_default(), %method, %uri, status, ms = format_args!("{ms:.1}"), "request");
    response.headers_mut().insert(REQUEST_ID, id);
    response
}

fn is_id(id: &HeaderValue) -> bool {
    let is_plain = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    (1..=64).contains(&id.len()) && id.as_bytes().iter().all(is_plain)
}

/// Unlike a bare number, it does not come again after a restart.
fn new_id() -> HeaderValue {
    static NUMBER: AtomicU64 = AtomicU64::new(0);
    static BEGAN: LazyLock<i64> = LazyLock::new(now_ms);
    let id = format!("{:x}-{:x}", *BEGAN, NUMBER.fetch_add(1, Ordering::Relaxed));
    HeaderValue::from_str(&id).unwrap_or_else(|_| HeaderValue::from_static("none"))
}

/// A line every few seconds while the database is read.
pub(super) struct LoadLog {
    database: String,
    last_line: Instant,
}

impl LoadLog {
    pub(super) fn new(settings: &Settings) -> Self {
        LoadLog { database: settings.database.to_string(), last_line: Instant::now() }
    }

    pub(super) fn at(&mut self, progress: LoadProgress) {
        if self.last_line.elapsed() >= BETWEEN_LINES {
            self.last_line = Instant::now();
            let LoadProgress { rows_done, rows_total } = progress;
            let rows = counted(rows_total, "row", "rows");
            tracing::info!("reading {}: {} of {rows}", self.database, HumanCount(rows_done));
        }
    }
}
