//! When each request is due.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use tokio::sync::Semaphore;

/// Hands out requests to all connections.
pub(crate) struct Pace {
    began: Instant,
    lasts: Duration,
    /// Between two requests; `None` as fast as answers come.
    apart: Option<Duration>,
    next: AtomicUsize,
    /// As many permits as requests have become due.
    due: Semaphore,
}

impl Pace {
    /// So many requests a second, as fast as answers come for 0, for this long from now on.
    pub(crate) fn begin(rate: f64, lasts: Duration) -> Arc<Self> {
        let apart = (rate > 0.0).then(|| Duration::from_secs_f64(1.0 / rate));
        let (next, due) = (AtomicUsize::new(0), Semaphore::new(0));
        let pace = Arc::new(Pace { began: Instant::now(), lasts, apart, next, due });
        if let Some(apart) = apart {
            let pace = Arc::clone(&pace);
            // The runtime's timer knows whole milliseconds alone.
            std::thread::spawn(move || pace.beat(apart));
        }
        pace
    }

    fn beat(&self, apart: Duration) {
        for number in 0_u32.. {
            let due = apart * number;
            if due >= self.lasts {
                break;
            }
            std::thread::sleep((self.began + due).saturating_duration_since(Instant::now()));
            self.due.add_permits(1);
        }
        // Whoever asks now learns that it is over.
        self.due.add_permits(Semaphore::MAX_PERMITS / 2);
    }

    pub(crate) fn began(&self) -> Instant {
        self.began
    }

    /// Waits for the next request: its number and its moment. `None` when the time is over.
    pub(crate) async fn next(&self) -> Option<(usize, Instant)> {
        let Some(apart) = self.apart else {
            let is_over = self.began.elapsed() >= self.lasts;
            return (!is_over).then(|| (self.next.fetch_add(1, Ordering::Relaxed), Instant::now()));
        };
        self.due.acquire().await.ok()?.forget();
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let due = apart.mul_f64(number as f64);
        (due < self.lasts).then(|| (number, self.began + due))
    }
}
