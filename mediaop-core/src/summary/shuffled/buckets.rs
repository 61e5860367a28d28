//! Which videos lie in which bucket: ranges of ids, with about as many rows in each.

/// Ids of which the ranges are made.
const SAMPLE: usize = 1 << 13;
/// Into so many pieces a bucket the span of ids is cut; ids of most pieces lie in one bucket.
const CELLS_A_BUCKET: usize = 64;

/// Stands for "ids of this piece lie in several buckets".
const SEVERAL: u16 = u16::MAX;

pub(super) struct Buckets {
    /// The first id of each bucket but the first, ascending.
    bounds: Vec<i64>,
    least: i64,
    /// The piece of the span that an id lies in is its distance to the least one, so many bits less.
    shift: u32,
    /// Of each piece the bucket of its ids, or [`SEVERAL`].
    cells: Vec<u16>,
}

impl Buckets {
    /// Up to so many for rows of these videos, which come in any order.
    pub(super) fn of(ids: &[i64], most: usize) -> Buckets {
        let mut sample: Vec<i64> = ids.iter().copied().step_by(ids.len() / SAMPLE + 1).collect();
        sample.sort_unstable();
        let mut bounds: Vec<i64> = (1..most).filter_map(|n| sample.get(n * sample.len() / most).copied()).collect();
        bounds.dedup();
        let (least, last) = (sample.first().copied().unwrap_or(0), sample.last().copied().unwrap_or(0));
        let span = last.wrapping_sub(least) as u64;
        let count = (CELLS_A_BUCKET * (bounds.len() + 1)).next_power_of_two();
        let shift = (u64::BITS - span.leading_zeros()).saturating_sub(count.ilog2());
        // The last pieces may end behind the greatest id that there can be.
        let bucket = |id: i128| bounds.partition_point(|bound| i128::from(*bound) <= id) as u16;
        let begin = |cell: usize| i128::from(least) + ((cell as i128) << shift);
        let ends = |cell: usize| (bucket(begin(cell)), bucket(begin(cell + 1) - 1));
        let cells = (0..count).map(ends).map(|(first, last)| if first == last { first } else { SEVERAL }).collect();
        Buckets { bounds, least, shift, cells }
    }

    pub(super) fn len(&self) -> usize {
        self.bounds.len() + 1
    }

    /// Ascends with the id.
    #[inline]
    pub(super) fn bucket(&self, aweme_id: i64) -> u16 {
        // Ids that are not in the sample may lie before and behind all pieces.
        let distance = aweme_id.wrapping_sub(self.least) as u64;
        match self.cells.get((distance >> self.shift) as usize) {
            Some(&bucket) if bucket != SEVERAL && aweme_id >= self.least => bucket,
            _ => self.by_search(aweme_id),
        }
    }

    #[inline(never)]
    fn by_search(&self, aweme_id: i64) -> u16 {
        self.bounds.partition_point(|bound| *bound <= aweme_id) as u16
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn same_as_by_search(ids: &[i64], most: usize) -> Buckets {
        let buckets = Buckets::of(ids, most);
        assert!(buckets.len() <= most.max(1) && buckets.bounds.is_sorted());
        let around = |id: &i64| [id.saturating_sub(1), *id, id.saturating_add(1)];
        let probes = ids.iter().chain(&[i64::MIN, -1, 0, 1, i64::MAX]).flat_map(around);
        for id in probes.chain(buckets.bounds.iter().flat_map(around)) {
            let expected = buckets.bounds.partition_point(|bound| *bound <= id);
            assert_eq!(usize::from(buckets.bucket(id)), expected, "{id} among {} ids", ids.len());
        }
        buckets
    }

    #[test]
    fn ids_of_all_kinds_lie_in_the_bucket_between_its_bounds() {
        let scattered: Vec<i64> = (0..30_000_i64).map(|n| n.wrapping_mul(0x9e37_79b9_7f4a_7c15_u64 as i64)).collect();
        let close: Vec<i64> = (0..30_000).map(|n| 7_400_000_000_000_000_000 + n / 7).collect();
        let far: Vec<i64> = (0..30_000).map(|n| if n % 100 == 0 { i64::MAX - n } else { n }).collect();
        for ids in [&scattered, &close, &far] {
            for most in [1, 2, 7, 256] {
                let buckets = same_as_by_search(ids, most);
                let mut rows = vec![0; buckets.len()];
                ids.iter().for_each(|id| rows[usize::from(buckets.bucket(*id))] += 1);
                let most_rows = rows.iter().max().unwrap();
                assert!(most_rows * most <= 2 * ids.len(), "{most_rows} of {} rows in one of {most}", ids.len());
            }
        }
    }

    #[test]
    fn the_greatest_id_of_all_can_begin_a_bucket() {
        for ids in [&[i64::MAX][..], &[i64::MAX - 1, i64::MAX], &[i64::MAX - 7, i64::MAX], &[1, i64::MAX, i64::MAX]] {
            for most in 1..6 {
                same_as_by_search(ids, most);
            }
        }
    }

    #[test]
    fn few_ids_need_few_buckets() {
        assert_eq!(same_as_by_search(&[], 256).len(), 1);
        assert!(same_as_by_search(&[5; 100], 256).len() <= 2);
        assert!(same_as_by_search(&[i64::MIN, i64::MAX], 256).len() <= 3);
        assert!(same_as_by_search(&[i64::MIN, -3, i64::MAX], 1).len() == 1);
    }
}
