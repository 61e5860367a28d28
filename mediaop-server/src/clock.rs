//! What time it is.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use crate::store::now_ms;

/// The machine's clock, or one that a test drives.
#[derive(Debug, Clone, Default)]
pub(crate) struct Clock {
    driven: Option<Arc<AtomicI64>>,
}

impl Clock {
    #[cfg(test)]
    pub(crate) fn driven(at_ms: i64) -> Self {
        Clock { driven: Some(Arc::new(AtomicI64::new(at_ms))) }
    }

    #[cfg(test)]
    pub(crate) fn set(&self, at_ms: i64) {
        if let Some(driven) = &self.driven {
            driven.store(at_ms, Ordering::Relaxed);
        }
    }

    /// Milliseconds since 1970.
    pub(crate) fn now_ms(&self) -> i64 {
        self.driven.as_ref().map_or_else(now_ms, |driven| driven.load(Ordering::Relaxed))
    }
}
