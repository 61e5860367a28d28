//! Rows as they are copied beside others of their bucket.

use std::ops::Range;

use super::{NO_BUCKET, pieces};
use crate::summary::rows::{Codes, CounterSlice, RowColumns, flag};

/// A counter as a row carries it.
pub(super) trait Carried: Copy + Default + Send + Sync {
    fn of(column: CounterSlice<'_>, row: usize) -> Self;
    fn slice(values: &[Self]) -> CounterSlice<'_>;
}

impl Carried for i32 {
    fn of(column: CounterSlice<'_>, row: usize) -> i32 {
        match column {
            CounterSlice::Narrow(values) => values[row],
            // Not met: a wide column makes all of them wide.
            CounterSlice::Wide(values) => values[row] as i32,
        }
    }
    fn slice(values: &[i32]) -> CounterSlice<'_> {
        CounterSlice::Narrow(values)
    }
}

impl Carried for i64 {
    fn of(column: CounterSlice<'_>, row: usize) -> i64 {
        column.get(row)
    }
    fn slice(values: &[i64]) -> CounterSlice<'_> {
        CounterSlice::Wide(values)
    }
}

/// An accepted row with all that a fold looks at.
#[derive(Clone, Copy)]
pub(super) struct Row<C, const N: usize> {
    pub(super) aweme_id: i64,
    /// The instant; that of a blank row is negative. Accepted instants are far above 0.
    time: i64,
    pub(super) create_time: i64,
    pub(super) product: i32,
    pub(super) creator: i32,
    pub(super) counters: [C; N],
}

impl<C: Carried, const N: usize> Row<C, N> {
    #[inline]
    fn of(rows: &RowColumns<'_>, row: usize) -> Self {
        let code = |column: Option<Codes<'_>>| column.map_or(-1, |column| column.code(row));
        let mut counters = [C::default(); N];
        for (counter, column) in counters.iter_mut().zip(rows.counters.iter().flatten()) {
            *counter = C::of(*column, row);
        }
        let ts = rows.update_ts[row];
        let is_blank = rows.flags.is_some_and(|flags| flags[row] & flag::BLANK != 0);
        Row {
            aweme_id: rows.aweme_id[row],
            time: if is_blank { -ts } else { ts },
            create_time: rows.create_time.map_or(0, |seconds| seconds[row]),
            product: code(rows.product),
            creator: code(rows.creator),
            counters,
        }
    }

    #[inline]
    pub(super) fn update_ts(&self) -> i64 {
        self.time.abs()
    }

    #[inline]
    pub(super) fn is_blank(&self) -> bool {
        self.time < 0
    }
}

/// The rows that one thread strews.
pub(super) struct Share<'a> {
    rows: RowColumns<'a>,
    /// The bucket of each.
    buckets: &'a [u8],
    /// How many rows each bucket has here.
    counts: [u32; NO_BUCKET as usize + 1],
}

impl<'a> Share<'a> {
    pub(super) fn new(rows: RowColumns<'a>, buckets: &'a [u8]) -> Self {
        let mut counts = [0; NO_BUCKET as usize + 1];
        buckets.iter().for_each(|bucket| counts[usize::from(*bucket)] += 1);
        Share { rows, buckets, counts }
    }
}

/// The rows of one turn, bucket by bucket; a thread has strewn its own share of them.
pub(super) struct Strewn<C, const N: usize>(Vec<Vec<Row<C, N>>>);

impl<C, const N: usize> Default for Strewn<C, N> {
    fn default() -> Self {
        Strewn(Vec::new())
    }
}

impl<C: Carried, const N: usize> Strewn<C, N> {
    pub(super) fn bucket(&self, place: usize) -> &[Row<C, N>] {
        &self.0[place]
    }

    /// Copies the rows of some buckets there, in place of those that were here.
    pub(super) fn strew(&mut self, share: &Share<'_>, buckets: Range<usize>) {
        const BLOCK: usize = 1024;
        self.0.resize_with(buckets.len(), Vec::new);
        for (bucket, count) in self.0.iter_mut().zip(&share.counts[buckets.clone()]) {
            bucket.clear();
            bucket.reserve_exact(*count as usize);
        }
        let mut mine = [(0, 0); BLOCK];
        for block in pieces(share.rows.len(), BLOCK) {
            let mut count = 0;
            for row in block {
                let place = usize::from(share.buckets[row]).wrapping_sub(buckets.start);
                mine[count] = (row, place);
                count += usize::from(place < buckets.len());
            }
            for (row, place) in &mine[..count] {
                self.0[*place].push(Row::of(&share.rows, *row));
            }
        }
    }
}
