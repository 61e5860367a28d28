//! The physical limit: what it takes to read the bytes at all.

use rayon::prelude::*;

use crate::tables::Tables;

const PIECE: usize = 1 << 16;

/// The sum of all numbers that increments are made of: 40 bytes a row, each read once, on all
/// threads.
pub fn sum(tables: &Tables) -> i64 {
    let wide = [&tables.aweme_id, &tables.update_ts, &tables.create_time];
    let wide = wide.into_iter().map(|column| sum_of(column));
    wide.chain(tables.counters.iter().map(|column| sum_of(column))).fold(0, i64::wrapping_add)
}

fn sum_of<T: Copy + Into<i64> + Sync>(column: &[T]) -> i64 {
    let piece = |values: &[T]| values.iter().fold(0_i64, |sum, value| sum.wrapping_add((*value).into()));
    column.par_chunks(PIECE).map(piece).reduce(|| 0, i64::wrapping_add)
}
