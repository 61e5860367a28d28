//! What the server writes to its log: a line for each request, and the progress of readings.

use std::io::IsTerminal;
use std::time::{Duration, Instant};

use axum::body::Body;
use axum::http::Request;
use axum::middleware::Next;
use axum::response::Response;
use tracing_subscriber::EnvFilter;

use crate::settings::Settings;
use crate::store::LoadProgress;

const BETWEEN_LINES: Duration = Duration::from_secs(3);

/// Sends the log to stderr; `RUST_LOG` chooses how much (default: info).
pub(super) fn start() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .with_target(false);
    // Already started: only where tests share a process.
    let _ = log.try_init();
}

/// Logs a request: what was asked, the status, how long it took.
pub(super) async fn requests(request: Request<Body>, next: Next) -> Response {
    let began = Instant::now();
    let line = format!("{} {}", request.method(), request.uri());
    let response = next.run(request).await;
    tracing::info!("{line} {} {} ms", response.status().as_u16(), began.elapsed().as_millis());
    response
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
            tracing::info!("reading {}: {rows_done} of {rows_total} rows", self.database);
        }
    }
}
