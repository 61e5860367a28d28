//! Values that threads make in any order, taken one after the other in theirs.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// What a thread hands in is taken at once if all before it are, by that thread, while what it made
/// is still in its cache. No thread waits for another: what is early waits instead.
pub(super) struct InOrder<T, F>(Mutex<State<T, F>>);

struct State<T, F> {
    next: usize,
    waiting: BTreeMap<usize, T>,
    /// `None` while a thread takes something.
    take: Option<F>,
}

impl<T, F: FnMut(T)> InOrder<T, F> {
    pub(super) fn new(take: F) -> Self {
        InOrder(Mutex::new(State { next: 0, waiting: BTreeMap::new(), take: Some(take) }))
    }

    /// Hands in the value of a place; the places are numbers from 0 on, each once.
    pub(super) fn put(&self, place: usize, value: T) {
        let mut state = self.state();
        state.waiting.insert(place, value);
        while let Some(mut take) = state.take.take() {
            let next = state.next;
            let Some(value) = state.waiting.remove(&next) else {
                state.take = Some(take);
                return;
            };
            state.next += 1;
            drop(state);
            take(value);
            state = self.state();
            state.take = Some(take);
        }
    }

    fn state(&self) -> MutexGuard<'_, State<T, F>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use rayon::prelude::*;

    use super::*;

    #[test]
    fn all_values_are_taken_in_their_order() {
        for count in [0, 1, 2, 1000] {
            let mut taken = Vec::new();
            let in_order = InOrder::new(|value| taken.push(value));
            // 7 and 1000 have no common divisor; small numbers are among the last.
            let places = (0..count).map(|place| (place * 7 + 3) % count);
            places.par_bridge().for_each(|place| in_order.put(place, place));
            drop(in_order);
            assert_eq!(taken, (0..count).collect::<Vec<_>>());
        }
    }
}
