//! Listening, loading, stopping.

use std::any::Any;
use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::{Context, bail};
use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::Response;
use axum::routing::{any, get, post};
use mediaop_core::contract::problem;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::limit::RequestBodyLimitLayer;

use crate::clock::Clock;
use crate::output;
use crate::page::ADDRESSES;
use crate::settings::Settings;

use super::answers::carried;
use super::guard::{Names, cross_site, large_body, security_headers};
use super::limit::{self, Limit};
use super::log::LogFormat;
use super::state::State;
use super::token::Token;
use super::unattended::Unattended;
use super::{answers, cache, log, metrics, page, reading, refresh, shutdown, token, welcome};

/// No request has a body that means anything.
const LARGEST_BODY: usize = 64 * 1024;

/// How to serve.
#[derive(Debug)]
pub(crate) struct ServeOptions {
    pub(crate) listen: SocketAddr,
    pub(crate) allow_remote: bool,
    pub(crate) allow_host: Vec<String>,
    /// What callers must show.
    pub(crate) token: Option<Token>,
    pub(crate) log_format: LogFormat,
    /// Requests a second that one address may send, 0 for any number; by default any on this machine.
    pub(crate) rate_limit: Option<u32>,
}

/// Listens at once, reads the data in the background, and answers until a signal says stop.
pub(crate) async fn serve(settings: Settings, options: ServeOptions) -> anyhow::Result<()> {
    let ServeOptions { listen, allow_remote, allow_host, token, log_format, rate_limit } = options;
    if !listen.ip().is_loopback() && !allow_remote && token.is_none() {
        bail!(
            "{listen} can be reached from other machines, and whoever reaches it reads everything. Let callers show \
             a token (MEDIAOP_TOKEN or --token-file FILE), listen on 127.0.0.1, or, if all of them may, add \
             --allow-remote"
        );
    }
    settings.database.must_exist()?;
    let shutdown = CancellationToken::new();
    log::start(log_format);
    let listener = TcpListener::bind(listen)
        .await
        .with_context(|| format!("cannot listen on {listen}; choose another address with --listen ADDRESS:PORT"))?;
    let listen = listener.local_addr()?;
    shutdown::on_signal(shutdown.clone())?;
    let state = State::new(settings, shutdown.clone(), Clock::default());
    reading::begin(&state, "load", false);
    let unattended = tokio::spawn(Unattended::new(&state).run());
    output::say(&format!("mediaop listens on http://{listen}"));
    let by_default = if listen.ip().is_loopback() { 0 } else { limit::DEFAULT_ELSEWHERE };
    let limit = Limit::of(rate_limit.unwrap_or(by_default));
    let app = router(state, Names::new(listen, &allow_host), token, limit);
    let app = app.into_make_service_with_connect_info::<SocketAddr>();
    let server = axum::serve(listener, app).with_graceful_shutdown(shutdown.clone().cancelled_owned());
    let out_of_patience = async {
        shutdown.cancelled().await;
        tokio::time::sleep(shutdown::GRACE).await;
    };
    tokio::select! {
        outcome = server => outcome?,
        () = out_of_patience => tracing::warn!("requests that were still running are cut off"),
    }
    // A crawler that is running is ended with the server.
    let _ = tokio::time::timeout(shutdown::LAST_WORDS, unattended).await;
    Ok(())
}

fn router(state: Arc<State>, names: Names, token: Option<Token>, limit: Option<Arc<Limit>>) -> Router {
    let has_token = token.is_some();
    let page = ADDRESSES.iter().fold(Router::new(), |router, address| router.route(address, get(page::any)));
    page.route("/assets/{name}", get(page::any))
        .route("/favicon.svg", get(page::any))
        .route("/healthz", get(async move |state| welcome::health(state, has_token).await))
        .route("/readyz", get(welcome::ready))
        .route("/metrics", get(metrics::get))
        .route("/api/refresh", post(refresh::post).fallback(refresh::only_post))
        .route("/api/jobs/{id}", get(refresh::get).fallback(answers::any))
        .route("/api/jobs/{id}/events", get(refresh::events).fallback(answers::any))
        .route("/api", any(answers::any))
        .route("/api/{*path}", any(answers::any))
        .fallback(welcome::nothing_here)
        .with_state(Arc::clone(&state))
        .layer(RequestBodyLimitLayer::new(LARGEST_BODY))
        .layer(from_fn(large_body))
        .layer(CompressionLayer::new())
        .layer(from_fn_with_state(Arc::clone(&state), cache::repeated))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn_with_state(token, token::required))
        .layer(from_fn_with_state(limit, limit::limited))
        .layer(from_fn_with_state(Arc::new(names), cross_site))
        .layer(from_fn(security_headers))
        .layer(from_fn_with_state(state, log::requests))
}

/// The client learns nothing of the cause; the log has it once.
fn panicked(panic: Box<dyn Any + Send>) -> Response {
    let message = panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    tracing::error!("a request panicked: {}", message.unwrap_or("no message"));
    carried(problem(500, "An error inside mediaop. Its log says more.", &[]))
}
