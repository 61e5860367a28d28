//! Rows in no order → day summaries: rows are strewn into buckets by video, so that the days of a
//! bucket are found in the cache.

mod bucket;
mod buckets;
mod days;
mod extremes;
mod row;
mod strewn;
#[cfg(test)]
mod tests;
mod videos;

use std::ops::Range;

use rayon::prelude::*;

use super::check::check;
use super::door::{Found, rest};
use super::fold::{Runs, runs};
use super::in_order::InOrder;
use super::rows::{CounterSlice, RowColumns, flag};
use crate::calendar::Calendar;
use crate::metric::Metric;
use bucket::Bucket;
use buckets::Buckets;
use days::Days;
use row::{Counter, Row, Texts};
use strewn::{Strewing, Strewn};

/// Rows that one thread strews at a time: as many as stay in its cache, copied.
const PIECE: usize = 1 << 14;
/// So many bytes a copy of rows may take; more of them are copied in turns.
pub(super) const MOST_BYTES: usize = 2 << 30;
/// Buckets of a turn. With more of them, few rows of each would lie side by side.
const MOST_BUCKETS: usize = 256;
const BUCKET_ROWS: usize = 1 << 14;

/// Folds rows in any order, of which `before` were read before, with a copy of up to so many bytes
/// at a time: hands out what is wanted of the days as [`super::door::fold_sorted`] does, and returns
/// what the check found; `None` if a text code names no text.
///
/// # Cost
/// A check of all rows, and a copy of each beside others of its bucket, of which those that decide
/// a day are put in order. Beyond the summaries the memory of the copy.
pub(super) fn fold_shuffled<T: Send>(
    most_bytes: usize,
    rows: &RowColumns<'_>,
    before: u64,
    calendar: &Calendar,
    wanted: impl Fn(Runs, &RowColumns<'_>) -> T + Sync,
    take: impl FnMut(T, Option<f64>) + Send,
) -> Option<Found> {
    let columns = rows.counters.iter().flatten();
    let is_wide = columns.clone().any(|column| matches!(column, CounterSlice::Wide(_)));
    let has_texts = rows.product.is_some() || rows.creator.is_some();
    let fold = Fold { most_bytes, rows, before, calendar, wanted };
    match (columns.count(), is_wide, has_texts) {
        (..=4, false, false) => fold.all::<(), i32, 4>(take),
        (..=4, false, true) => fold.all::<[i32; 2], i32, 4>(take),
        (_, false, _) => fold.all::<[i32; 2], i32, { Metric::COUNT }>(take),
        (..=4, true, _) => fold.all::<[i32; 2], i64, 4>(take),
        (_, true, _) => fold.all::<[i32; 2], i64, { Metric::COUNT }>(take),
    }
}

fn pieces(count: usize) -> Vec<Range<usize>> {
    // Few rows are spread over all threads all the same.
    ranges(count, PIECE.min(count / (8 * rayon::current_num_threads()) + 1))
}

fn ranges(count: usize, size: usize) -> Vec<Range<usize>> {
    (0..count).step_by(size).map(|begin| begin..count.min(begin + size)).collect()
}

/// Rows on their way into day summaries.
struct Fold<'a, F> {
    most_bytes: usize,
    rows: &'a RowColumns<'a>,
    before: u64,
    calendar: &'a Calendar,
    wanted: F,
}

/// What is known of the rows of a piece once each was looked at.
struct Looked {
    found: Found,
    /// The first and the last instant of a row that is not rejected; the wrong way round if there
    /// is none.
    times: (i64, i64),
}

impl<W: Send, F: Fn(Runs, &RowColumns<'_>) -> W + Sync> Fold<'_, F> {
    fn all<T: Texts, C: Counter, const N: usize>(&self, mut take: impl FnMut(W, Option<f64>) + Send) -> Option<Found> {
        let turns = (self.rows.len() * size_of::<Row<T, C, N>>()).div_ceil(self.most_bytes).max(1);
        let of_a_turn = (self.rows.len() / turns).div_ceil(BUCKET_ROWS).clamp(1, MOST_BUCKETS);
        let buckets = Buckets::of(self.rows.aweme_id, turns * of_a_turn);
        let turns: Vec<Range<usize>> = ranges(buckets.len(), of_a_turn);
        let pieces = pieces(self.rows.len());
        // Rows that were looked at are copied while they are in the cache.
        let of_piece = |strewing: &mut Strewing<T, C, N>, (piece, room): (&Range<usize>, _)| {
            let looked = self.look(piece.clone())?;
            let strewn = strewing.strew(&self.looked_at(piece.clone(), &looked), &buckets, turns[0].clone(), room);
            Some((looked, strewn))
        };
        // The room for copies is the caller's, which keeps it for the next rows: see `fold_sorted`.
        let rooms = |pieces: &[Range<usize>]| -> Vec<Vec<Row<T, C, N>>> {
            pieces.iter().map(|piece| Vec::with_capacity(piece.len().div_ceil(turns.len()))).collect()
        };
        let of_pieces = pieces.par_iter().zip(rooms(&pieces)).map_init(Strewing::default, of_piece);
        let (looked, mut strewn): (Vec<_>, Vec<_>) = of_pieces.collect::<Option<Vec<_>>>()?.into_iter().unzip();
        let days = Days::between(times(&looked), self.calendar);
        for turn in &turns {
            if turn.start > 0 {
                drop(strewn);
                let of_piece = |strewing: &mut Strewing<T, C, N>, ((piece, looked), room): ((&Range<usize>, _), _)| {
                    strewing.strew(&self.looked_at(piece.clone(), looked), &buckets, turn.clone(), room)
                };
                let of_pieces = pieces.par_iter().zip(&looked).zip(rooms(&pieces));
                strewn = of_pieces.map_init(Strewing::default, of_piece).collect();
            }
            let mut done = turn.start;
            let in_order = InOrder::new(|wanted| {
                take(wanted, rest(done..done + 1, buckets.len()));
                done += 1;
            });
            let fold = |room: &mut Bucket<T, C>, bucket| {
                let rows = room.deciding(Strewn(&strewn), bucket, days.as_ref(), self.rows);
                in_order.put(bucket, (self.wanted)(runs(&rows, 0, self.calendar).0, &rows));
            };
            // By the caller, as the first part of sorted rows is.
            fold(&mut Bucket::default(), 0);
            (1..turn.len()).par_bridge().for_each_init(Bucket::default, fold);
        }
        let found = pieces.into_iter().zip(looked.into_iter().map(|looked| looked.found));
        Some(Found::of_parts(self.rows.len(), found))
    }

    /// Checks the rows of a piece; `None` if a text code names no text.
    fn look(&self, piece: Range<usize>) -> Option<Looked> {
        let part = self.rows.part(piece.clone());
        if !part.has_sound_codes(0..part.len()) {
            return None;
        }
        let found = match part.flags {
            Some(_) => Found::default(),
            None => check(&part, self.before + piece.start as u64, self.calendar),
        };
        let span = |all: (i64, i64), ts: &i64| (all.0.min(*ts), all.1.max(*ts));
        let times = match part.flags.or(found.flags.as_deref()) {
            None => part.update_ts.iter().fold(NO_TIMES, span),
            Some(flags) => {
                let rows = part.update_ts.iter().zip(flags);
                rows.filter(|(_, flags)| **flags & flag::REJECTED == 0).fold(NO_TIMES, |all, (ts, _)| span(all, ts))
            }
        };
        Some(Looked { found, times })
    }

    fn looked_at<'a>(&'a self, piece: Range<usize>, looked: &'a Looked) -> RowColumns<'a> {
        let part = self.rows.part(piece);
        RowColumns { flags: part.flags.or(looked.found.flags.as_deref()), ..part }
    }
}

const NO_TIMES: (i64, i64) = (i64::MAX, i64::MIN);

fn times(looked: &[Looked]) -> (i64, i64) {
    looked.iter().fold(NO_TIMES, |all, Looked { times, .. }| (all.0.min(times.0), all.1.max(times.1)))
}
