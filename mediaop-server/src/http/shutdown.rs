//! Stopping: no new requests, the running ones get some seconds.

use std::time::Duration;

use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

use super::crawl;

/// Running requests get this long.
pub(super) const GRACE: Duration = Duration::from_secs(10);

/// What the server does by itself gets this long to leave off, a crawler too.
pub(super) const LAST_WORDS: Duration = crawl::GRACE.saturating_add(Duration::from_secs(2));

/// Cancels the token on SIGINT or SIGTERM; a second signal ends the process at once.
pub(super) fn on_signal(shutdown: CancellationToken) -> std::io::Result<()> {
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    tokio::spawn(async move {
        for is_first in [true, false] {
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
            }
            if is_first {
                tracing::info!("stopping; running requests get up to {} seconds", GRACE.as_secs());
                shutdown.cancel();
            } else {
                std::process::exit(crate::exit::Exit::Interrupted as i32);
            }
        }
    });
    Ok(())
}
