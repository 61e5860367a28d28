//! Work on several connections at once.

use std::panic::resume_unwind;

use super::super::database::StoreError;
use super::super::reader::Reader;
use super::Search;

impl Search<'_> {
    /// Does work on shares of about one size, on a thread for each reader; what comes out, in order.
    pub(super) fn on_all<T: Sync, R: Send>(
        &mut self,
        items: &[T],
        work: impl Fn(&Reader, &[T]) -> Result<R, StoreError> + Sync,
    ) -> Result<Vec<R>, StoreError> {
        let mut shares = items.chunks(items.len().div_ceil(1 + self.others.len()).max(1));
        let mine = shares.next().unwrap_or_default();
        std::thread::scope(|scope| {
            let work = &work;
            let others = self.others.iter_mut().zip(shares);
            let beside: Vec<_> = others.map(|(other, share)| scope.spawn(move || work(other, share))).collect();
            let mine = work(self.reader, mine);
            let joined = beside.into_iter().map(|thread| thread.join().unwrap_or_else(|panic| resume_unwind(panic)));
            std::iter::once(mine).chain(joined).collect()
        })
    }
}
