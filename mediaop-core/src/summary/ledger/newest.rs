//! The newest row of each video, side by side: what a refresh looks at first of what is closed.

use super::super::Summaries;
use super::super::column::CounterColumn;
use super::super::column::CounterColumn::{Absent, Narrow, Wide};
use super::Ledger;

impl Ledger {
    /// Of each video the newest closed row: days, latest sightings, and first snapshots. In the
    /// columns of all rows they lie a month of days apart.
    ///
    /// # Cost
    /// A look at one row of each video, column by column, so that many are under way at once.
    pub(crate) fn newest_rows(&self) -> Summaries {
        let closed = &*self.closed;
        let mut newest = Summaries::default();
        let Summaries { day, seen, first_at, first, .. } = &mut newest;
        rayon::scope(|scope| {
            scope.spawn(|_| *day = newest_of(closed, &closed.day));
            scope.spawn(|_| *seen = newest_of(closed, &closed.seen));
            scope.spawn(|_| *first_at = newest_of(closed, &closed.first_at));
            for (column, of_all) in first.0.iter_mut().zip(&closed.first.0) {
                scope.spawn(move |_| {
                    *column = match of_all {
                        Absent(_) => Absent(closed.videos.len()),
                        Narrow(values) => Narrow(newest_of(closed, values)),
                        Wide(values) => CounterColumn::of(newest_of(closed, values)),
                    }
                });
            }
        });
        newest
    }

    /// Keeps what [`Ledger::newest_rows`] gave.
    pub(crate) fn keep_newest_rows(&mut self, newest: Summaries) {
        self.newest = Some(newest.into());
    }
}

fn newest_of<T: Copy>(closed: &Summaries, column: &[T]) -> Vec<T> {
    closed.ends.iter().map(|end| column[end - 1]).collect()
}
