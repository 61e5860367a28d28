//! Rows in no order → day summaries: rows are strewn into buckets by video, so that each bucket can
//! be put in order in the cache.

mod bucket;
mod days;
mod extremes;
mod strewn;
#[cfg(test)]
mod tests;

use std::ops::Range;

use rayon::prelude::*;

use super::check::check;
use super::door::Found;
use super::fold::{PART, Runs, runs};
use super::rows::{CounterSlice, RowColumns, flag};
use crate::calendar::Calendar;
use crate::metric::Metric;
use bucket::Bucket;
use days::Days;
use strewn::{Carried, Share, Strewn};

/// The rows are copied in so many turns, so that the copy takes a part of what they take.
const TURNS: usize = 3;
/// Buckets of a turn: places that are written to by turns, each of which keeps a page and a line in
/// the nearest cache.
const MOST_BUCKETS: usize = 64;
const BUCKET_ROWS: usize = 1 << 14;
/// The bucket of a rejected row. Those of all turns are below.
const NO_BUCKET: u8 = u8::MAX;

/// Folds rows in any order, of which `before` were read before.
///
/// # Cost
/// A check of all rows, and a copy of each beside others of its bucket, of which those that decide
/// a day are sorted. The memory of a third of the rows beyond the summaries.
pub(super) fn fold_shuffled<T: Send>(
    rows: &RowColumns<'_>,
    before: u64,
    calendar: &Calendar,
    wanted: impl Fn(Runs, &RowColumns<'_>) -> T + Sync,
) -> Option<(Vec<T>, Found)> {
    let (looked, found) = look(rows, before, calendar)?;
    let days = Days::between(looked.times, calendar);
    let columns = rows.counters.iter().flatten();
    let is_wide = columns.clone().any(|column| matches!(column, CounterSlice::Wide(_)));
    let checked = RowColumns { flags: rows.flags.or(found.flags.as_deref()), ..*rows };
    let fold = Fold { rows: &checked, buckets: &looked.buckets, days: days.as_ref(), calendar, wanted };
    let parts = match (columns.count(), is_wide) {
        (..=4, false) => fold.all::<i32, 4>(),
        (_, false) => fold.all::<i32, { Metric::COUNT }>(),
        (..=4, true) => fold.all::<i64, 4>(),
        (_, true) => fold.all::<i64, { Metric::COUNT }>(),
    };
    Some((parts, found))
}

/// What is known of the rows once each was looked at.
struct Looked {
    /// The bucket of each row.
    buckets: Vec<u8>,
    /// The first and the last instant of a row that is not rejected; the wrong way round if there
    /// is none.
    times: (i64, i64),
}

/// Checks rows and finds their buckets; `None` if a text code names no text.
fn look(rows: &RowColumns<'_>, before: u64, calendar: &Calendar) -> Option<(Looked, Found)> {
    let most = bucket_count(rows.len());
    let mut buckets = vec![NO_BUCKET; rows.len()];
    let of_piece = |(piece, buckets): (Range<usize>, &mut [u8])| {
        let part = rows.part(piece.clone());
        if !part.has_sound_codes(0..part.len()) {
            return None;
        }
        let found = match part.flags {
            Some(_) => Found::default(),
            None => check(&part, before + piece.start as u64, calendar),
        };
        let flags = part.flags.or(found.flags.as_deref());
        let mut times = (i64::MAX, i64::MIN);
        for row in 0..part.len() {
            if flags.is_none_or(|flags| flags[row] & flag::REJECTED == 0) {
                let ts = part.update_ts[row];
                times = (times.0.min(ts), times.1.max(ts));
                buckets[row] = bucket(part.aweme_id[row], most);
            }
        }
        Some((times, (piece, found)))
    };
    let looked = pieces(rows.len(), PART).into_par_iter().zip(buckets.par_chunks_mut(PART)).map(of_piece);
    let (times, found): (Vec<_>, Vec<_>) = looked.collect::<Option<Vec<_>>>()?.into_iter().unzip();
    let times = times.into_iter().fold((i64::MAX, i64::MIN), |all, part| (all.0.min(part.0), all.1.max(part.1)));
    Some((Looked { buckets, times }, Found::of_parts(rows.len(), found.into_iter())))
}

fn pieces(count: usize, size: usize) -> Vec<Range<usize>> {
    (0..count).step_by(size.max(1)).map(|begin| begin..count.min(begin + size)).collect()
}

/// Of all turns.
fn bucket_count(rows: usize) -> usize {
    TURNS * rows.div_ceil(TURNS * BUCKET_ROWS).clamp(1, MOST_BUCKETS)
}

/// Scatters ids that follow each other.
#[inline]
fn bucket(aweme_id: i64, buckets: usize) -> u8 {
    let mixed = (aweme_id as u64 ^ (aweme_id as u64 >> 32)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (((mixed >> 32) * buckets as u64) >> 32) as u8
}

/// Checked rows on their way into day summaries.
struct Fold<'a, F> {
    rows: &'a RowColumns<'a>,
    buckets: &'a [u8],
    days: Option<&'a Days>,
    calendar: &'a Calendar,
    wanted: F,
}

impl<T: Send, F: Fn(Runs, &RowColumns<'_>) -> T + Sync> Fold<'_, F> {
    /// What is wanted of the rows of each bucket.
    fn all<C: Carried, const N: usize>(&self) -> Vec<T> {
        let of_a_turn = bucket_count(self.rows.len()) / TURNS;
        let share = |piece: Range<usize>| Share::new(self.rows.part(piece.clone()), &self.buckets[piece]);
        let size = self.rows.len().div_ceil(rayon::current_num_threads());
        let shares: Vec<Share<'_>> = pieces(self.rows.len(), size).into_par_iter().map(share).collect();
        let mut strewn: Vec<Strewn<C, N>> = shares.iter().map(|_| Strewn::default()).collect();
        let mut parts = Vec::new();
        for turn in 0..TURNS {
            let buckets = turn * of_a_turn..(turn + 1) * of_a_turn;
            strewn.par_iter_mut().zip(&shares).for_each(|(strewn, share)| strewn.strew(share, buckets.clone()));
            let folded = (0..of_a_turn).into_par_iter().map_init(Bucket::default, |bucket, place| {
                let shares: Vec<_> = strewn.iter().map(|strewn| strewn.bucket(place)).collect();
                let rows = bucket.deciding(&shares, self.days, self.rows);
                (self.wanted)(runs(&rows, 0, self.calendar).0, &rows)
            });
            parts.par_extend(folded);
        }
        parts
    }
}
