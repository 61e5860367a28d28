//! Rows that lie beside others of their bucket, piece by piece.

use std::ops::Range;

use super::PIECE;
use super::buckets::Buckets;
use super::row::{Counter, Lanes, Room, Row, Texts};
use crate::summary::rows::{RowColumns, flag};

/// The rows of a piece, bucket by bucket.
pub(super) struct Piece<R> {
    rows: Vec<R>,
    /// Where the rows of each bucket end.
    ends: Vec<u32>,
}

/// Room for strewing one piece after the other; it stays in the cache.
pub(super) struct Strewing<T, C, const N: usize> {
    lanes: Room<C, N>,
    /// The bucket of each row.
    buckets: Vec<u16>,
    rows: Vec<Row<T, C, N>>,
}

impl<T, C, const N: usize> Default for Strewing<T, C, N> {
    fn default() -> Self {
        Strewing { lanes: Room::default(), buckets: Vec::new(), rows: Vec::new() }
    }
}

impl<T: Texts, C: Counter, const N: usize> Strewing<T, C, N> {
    /// Copies the rows of a piece that are of some buckets and not rejected to an empty room.
    pub(super) fn strew(
        &mut self,
        rows: &RowColumns<'_>,
        buckets: &Buckets,
        wanted: Range<usize>,
        mut room: Vec<Row<T, C, N>>,
    ) -> Piece<Row<T, C, N>> {
        let Strewing { lanes, buckets: of_row, rows: strewn } = self;
        // Behind those that are wanted lies one bucket of all others.
        let none = wanted.len();
        let within = |bucket: u16| usize::from(bucket).wrapping_sub(wanted.start).min(none) as u16;
        of_row.clear();
        of_row.extend(rows.aweme_id.iter().map(|id| within(buckets.bucket(*id))));
        if let Some(flags) = rows.flags {
            let rejected = of_row.iter_mut().zip(flags).filter(|(_, flags)| **flags & flag::REJECTED != 0);
            rejected.for_each(|(bucket, _)| *bucket = none as u16);
        }
        let mut places = vec![0; none + 1];
        of_row.iter().for_each(|bucket| places[usize::from(*bucket)] += 1);
        let mut end = 0;
        for place in &mut places {
            end += std::mem::replace(place, end);
        }
        // Only what is written is read.
        strewn.resize_with(rows.len().max(strewn.len()), Row::default);
        let strewn_rows = &mut strewn[..];
        Lanes::of::<T>(rows, lanes).for_each(of_row, |bucket, row| {
            let place = &mut places[usize::from(bucket)];
            strewn_rows[*place as usize] = row;
            *place += 1;
        });
        // The places are now where the buckets end.
        places.truncate(none);
        let wanted = places.last().map_or(0, |end| *end as usize);
        room.extend_from_slice(&strewn[..wanted]);
        Piece { rows: room, ends: places }
    }
}

/// All pieces; a row lies at the place that its piece has among `PIECE` rows each, and its own.
pub(super) struct Strewn<'a, R>(pub(super) &'a [Piece<R>]);

impl<R> Clone for Strewn<'_, R> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<R> Copy for Strewn<'_, R> {}

impl<'a, R> Strewn<'a, R> {
    /// The rows of a bucket, piece by piece, and where the first of each lies.
    pub(super) fn bucket(self, bucket: usize) -> impl Iterator<Item = (usize, &'a [R])> {
        self.0.iter().enumerate().map(move |(number, piece)| {
            let (begin, rows) = piece.bucket(bucket);
            (number * PIECE + begin, rows)
        })
    }

    #[inline]
    pub(super) fn row(&self, place: usize) -> &'a R {
        &self.0[place / PIECE].rows[place % PIECE]
    }
}

impl<R> Piece<R> {
    /// The rows of a bucket, and where they begin.
    #[inline]
    fn bucket(&self, bucket: usize) -> (usize, &[R]) {
        let begin = if bucket == 0 { 0 } else { self.ends[bucket - 1] as usize };
        (begin, &self.rows[begin..self.ends[bucket] as usize])
    }
}
