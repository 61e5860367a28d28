//! Waiting for the driver, whose work is done in tasks, on the thread that asks.

use tokio::runtime::Runtime;

/// What waits for a connection: each has its own, so that several read at once.
pub(super) struct OwnRuntime(Option<Runtime>);

impl OwnRuntime {
    pub(super) fn new() -> sqlx::Result<Self> {
        Ok(OwnRuntime(Some(tokio::runtime::Builder::new_current_thread().enable_all().build()?)))
    }

    /// Waits on this thread, also where another runtime runs tasks, as long as that has further threads.
    pub(super) fn wait_for<T>(&self, work: impl Future<Output = T>) -> sqlx::Result<T> {
        let runtime = self.0.as_ref().ok_or(sqlx::Error::WorkerCrashed)?;
        Ok(tokio::task::block_in_place(|| runtime.block_on(work)))
    }
}

impl Drop for OwnRuntime {
    /// Waits for nothing, which is forbidden where tasks run.
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}

/// Waits for work on a connection that is not a reader's.
pub(in super::super) fn wait_for<T>(work: impl Future<Output = T>) -> sqlx::Result<T> {
    OwnRuntime::new()?.wait_for(work)
}
