//! Who reads what: pieces of the table that lie one behind the other, shared out among threads.

use std::ops::Range;
use std::sync::{Mutex, PoisonError};

use super::super::reader::Span;

/// Pieces that are still to be read.
pub(in super::super) struct Pieces {
    spans: Vec<Span>,
    /// Of each thread, those that it has before it.
    ahead: Mutex<Vec<Range<usize>>>,
}

impl Pieces {
    /// Each of so many threads has about as many before it, all in a row: what one thread reads is
    /// put together by itself, and then needs only to be put behind what another has read.
    pub(in super::super) fn new(spans: Vec<Span>, threads: usize) -> Self {
        let share = spans.len().div_ceil(threads.max(1));
        let end = |thread: usize| spans.len().min(thread * share);
        let ahead = (0..threads).map(|thread| end(thread)..end(thread + 1)).collect();
        Pieces { spans, ahead: Mutex::new(ahead) }
    }

    /// The next piece for a thread, and its place. Who has none left takes over the second half of
    /// what the one with the most has before it.
    pub(in super::super) fn next(&self, thread: usize) -> Option<(usize, Span)> {
        let mut ahead = self.ahead.lock().unwrap_or_else(PoisonError::into_inner);
        if ahead[thread].is_empty()
            && let Some(longest) = ahead.iter_mut().max_by_key(|pieces| pieces.len())
        {
            let middle = longest.start + longest.len() / 2;
            let half = middle..longest.end;
            longest.end = middle;
            ahead[thread] = half;
        }
        let place = ahead[thread].next()?;
        Some((place, self.spans[place]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(number: i64, threads: usize) -> Pieces {
        Pieces::new((0..number).map(|place| Span::RowIds(place, place)).collect(), threads)
    }

    #[test]
    fn a_thread_reads_on_behind_its_last_piece_and_helps_in_the_end() {
        let pieces = pieces(10, 2);
        let place = |thread| pieces.next(thread).map(|(place, _)| place);
        assert_eq!(
            (place(1), place(0), place(0), place(0), place(0), place(0)),
            (Some(5), Some(0), Some(1), Some(2), Some(3), Some(4))
        );
        // Of 6 to 9 that are left to the other, 8 and 9.
        assert_eq!((place(0), place(1), place(1), place(0)), (Some(8), Some(6), Some(7), Some(9)));
        assert_eq!((place(0), place(1)), (None, None));
    }

    #[test]
    fn every_piece_is_read_once_however_many_threads_there_are() {
        for (number, threads) in [(0, 1), (1, 4), (3, 4), (64, 3)] {
            let pieces = pieces(number, threads);
            let mut read: Vec<_> =
                (0..200).filter_map(|turn| pieces.next(turn % threads)).map(|(place, _)| place).collect();
            read.sort_unstable();
            assert_eq!(read, (0..number as usize).collect::<Vec<_>>(), "{number} pieces, {threads} threads");
        }
    }
}
