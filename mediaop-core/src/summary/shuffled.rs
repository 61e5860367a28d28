//! Rows in no order → day summaries: rows are strewn into buckets by video, small enough to be put
//! in order in the cache.

use std::ops::Range;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::check::check;
use super::door::Found;
use super::fold::{PART, Runs, runs};
use super::rows::{Codes, CounterSlice, RowColumns, flag};
use crate::calendar::Calendar;
use crate::metric::Metric;

/// The rows are copied in so many turns, so that the copy takes a part of what they take.
const TURNS: usize = 3;
/// Places that are written to in turn; more would not stay in the cache.
const MOST_BUCKETS: usize = 1024;
const BUCKET_ROWS: usize = 1 << 12;

/// Folds rows in any order, of which `before` were read before.
///
/// # Cost
/// A check of all rows, and a copy of each beside others of its bucket, which is then sorted. The
/// memory of a third of the rows beyond the summaries.
pub(super) fn fold_shuffled<T: Send>(
    rows: &RowColumns<'_>,
    before: u64,
    calendar: &Calendar,
    wanted: impl Fn(Runs, &RowColumns<'_>) -> T + Sync,
) -> Option<(Vec<T>, Found)> {
    if !(0..rows.len().div_ceil(PART))
        .into_par_iter()
        .all(|part| rows.has_sound_codes(part * PART..rows.len().min((part + 1) * PART)))
    {
        return None;
    }
    let found = if rows.flags.is_some() { Found::default() } else { check_all(rows, before, calendar) };
    let checked = RowColumns { flags: rows.flags.or(found.flags.as_deref()), ..*rows };
    let columns = checked.counters.iter().flatten();
    let is_wide = columns.clone().any(|column| matches!(column, CounterSlice::Wide(_)));
    let parts = match (columns.count(), is_wide) {
        (..=4, false) => Strewn::<i32, 4>::fold(&checked, calendar, wanted),
        (_, false) => Strewn::<i32, { Metric::COUNT }>::fold(&checked, calendar, wanted),
        (..=4, true) => Strewn::<i64, 4>::fold(&checked, calendar, wanted),
        (_, true) => Strewn::<i64, { Metric::COUNT }>::fold(&checked, calendar, wanted),
    };
    Some((parts, found))
}

fn check_all(rows: &RowColumns<'_>, before: u64, calendar: &Calendar) -> Found {
    let of_piece = |piece: Range<usize>| {
        (piece.clone(), check(&rows.part(piece.clone()), false, before + piece.start as u64, calendar))
    };
    let found: Vec<_> = pieces(rows.len(), PART).into_par_iter().map(of_piece).collect();
    Found::of_parts(rows.len(), found.into_iter())
}

fn pieces(count: usize, size: usize) -> Vec<Range<usize>> {
    (0..count).step_by(size.max(1)).map(|begin| begin..count.min(begin + size)).collect()
}

/// A counter as a row carries it.
trait Carried: Copy + Default + Send + Sync {
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
struct Row<C, const N: usize> {
    aweme_id: i64,
    update_ts: i64,
    create_time: i64,
    product: i32,
    creator: i32,
    counters: [C; N],
    flags: u8,
}

/// The rows of one turn, bucket by bucket; a thread has strewn its own share of them.
struct Strewn<C, const N: usize> {
    rows: Vec<Row<C, N>>,
    /// Where each bucket ends.
    ends: Vec<u32>,
}

/// The rows that one thread strews.
struct Share<'a> {
    rows: RowColumns<'a>,
    /// Of each bucket of each turn, how many rows it has here.
    counts: Vec<u32>,
    buckets: usize,
}

impl<'a> Share<'a> {
    fn new(rows: RowColumns<'a>, buckets: usize) -> Self {
        let mut counts = vec![0; TURNS * buckets];
        for row in 0..rows.len() {
            if is_accepted(&rows, row) {
                counts[bucket(rows.aweme_id[row], TURNS * buckets)] += 1;
            }
        }
        Share { rows, counts, buckets }
    }
}

fn is_accepted(rows: &RowColumns<'_>, row: usize) -> bool {
    rows.flags.is_none_or(|flags| flags[row] & flag::REJECTED == 0)
}

/// Scatters ids that follow each other.
#[inline]
fn bucket(aweme_id: i64, buckets: usize) -> usize {
    let mixed = (aweme_id as u64 ^ (aweme_id as u64 >> 32)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (((mixed >> 32) * buckets as u64) >> 32) as usize
}

impl<C: Carried, const N: usize> Strewn<C, N> {
    /// What is wanted of the rows of each bucket.
    fn fold<T: Send>(
        rows: &RowColumns<'_>,
        calendar: &Calendar,
        wanted: impl Fn(Runs, &RowColumns<'_>) -> T + Sync,
    ) -> Vec<T> {
        let buckets = rows.len().div_ceil(TURNS * BUCKET_ROWS).clamp(1, MOST_BUCKETS);
        let shares: Vec<Share<'_>> = pieces(rows.len(), rows.len().div_ceil(rayon::current_num_threads()))
            .into_par_iter()
            .map(|piece| Share::new(rows.part(piece), buckets))
            .collect();
        let mut strewn: Vec<Self> = shares.iter().map(|_| Strewn { rows: Vec::new(), ends: Vec::new() }).collect();
        let mut parts = Vec::new();
        for turn in 0..TURNS {
            strewn.par_iter_mut().zip(&shares).for_each(|(strewn, share)| strewn.strew(share, turn));
            let folded = (0..buckets).into_par_iter().map_init(Bucket::default, |bucket, place| {
                let shares = strewn.iter().map(|strewn| strewn.bucket(place));
                let rows = bucket.sorted(shares, rows);
                wanted(runs(&rows, calendar), &rows)
            });
            parts.par_extend(folded);
        }
        parts
    }

    fn bucket(&self, place: usize) -> &[Row<C, N>] {
        let begin = if place == 0 { 0 } else { self.ends[place - 1] };
        &self.rows[begin as usize..self.ends[place] as usize]
    }

    /// Copies the rows of this turn to their buckets.
    fn strew(&mut self, Share { rows, counts, buckets }: &Share<'_>, turn: usize) {
        const BLOCK: usize = 1024;
        let counts = &counts[turn * buckets..(turn + 1) * buckets];
        let mut next: Vec<u32> = Vec::with_capacity(*buckets);
        let mut end = 0;
        for count in counts {
            next.push(end);
            end += count;
        }
        let nothing = Row {
            aweme_id: 0,
            update_ts: 0,
            create_time: 0,
            product: -1,
            creator: -1,
            counters: [C::default(); N],
            flags: 0,
        };
        self.rows.resize(end as usize, nothing);
        let mut mine = vec![(0, 0); BLOCK];
        for block in pieces(rows.len(), BLOCK) {
            let mut count = 0;
            for row in block {
                let place = bucket(rows.aweme_id[row], TURNS * buckets).wrapping_sub(turn * buckets);
                mine[count] = (row, place);
                count += usize::from(place < *buckets && is_accepted(rows, row));
            }
            for (row, place) in &mine[..count] {
                let next = &mut next[*place];
                self.rows[*next as usize] = Row::of(rows, *row);
                *next += 1;
            }
        }
        self.ends = next;
    }
}

impl<C: Carried, const N: usize> Row<C, N> {
    #[inline]
    fn of(rows: &RowColumns<'_>, row: usize) -> Self {
        let code = |column: Option<Codes<'_>>| column.map_or(-1, |column| column.codes[row]);
        let mut counters = [C::default(); N];
        for (counter, column) in counters.iter_mut().zip(rows.counters.iter().flatten()) {
            *counter = C::of(*column, row);
        }
        Row {
            aweme_id: rows.aweme_id[row],
            update_ts: rows.update_ts[row],
            create_time: rows.create_time.map_or(0, |seconds| seconds[row]),
            product: code(rows.product),
            creator: code(rows.creator),
            counters,
            flags: rows.flags.map_or(0, |flags| flags[row]),
        }
    }
}

/// Room for the rows of a bucket in the order of video and time.
#[derive(Default)]
struct Bucket<C> {
    /// The videos, and the number of each as they came.
    videos: Vec<i64>,
    numbers: FxHashMap<i64, u32>,
    /// The video of each row, by number.
    video_of_row: Vec<u32>,
    /// Of each video its times and rows.
    places: Vec<(i64, u32)>,
    ends: Vec<u32>,
    aweme_id: Vec<i64>,
    update_ts: Vec<i64>,
    create_time: Vec<i64>,
    product: Vec<i32>,
    creator: Vec<i32>,
    flags: Vec<u8>,
    counters: [Vec<C>; Metric::COUNT],
}

impl<C: Carried> Bucket<C> {
    /// The rows in the order of video and time, in columns like those that they come from.
    fn sorted<'a, 'r, const N: usize>(
        &'a mut self,
        shares: impl Iterator<Item = &'r [Row<C, N>]> + Clone,
        like: &RowColumns<'a>,
    ) -> RowColumns<'a>
    where
        C: 'r,
    {
        let rows: Vec<&Row<C, N>> = shares.flatten().collect();
        self.sort(&rows);
        let sorted = || self.places.iter().map(|(_, row)| rows[*row as usize]);
        fill(&mut self.aweme_id, sorted().map(|row| row.aweme_id));
        fill(&mut self.update_ts, sorted().map(|row| row.update_ts));
        fill(&mut self.create_time, sorted().map(|row| row.create_time));
        fill(&mut self.product, sorted().map(|row| row.product));
        fill(&mut self.creator, sorted().map(|row| row.creator));
        fill(&mut self.flags, sorted().map(|row| row.flags));
        let mut carried = 0..N;
        let counters = like.counters.map(|column| column.and_then(|_| carried.next()));
        for place in counters.into_iter().flatten() {
            fill(&mut self.counters[place], sorted().map(|row| row.counters[place]));
        }
        RowColumns {
            aweme_id: &self.aweme_id,
            update_ts: &self.update_ts,
            create_time: like.create_time.map(|_| &self.create_time[..]),
            counters: counters.map(|place| place.map(|place| C::slice(&self.counters[place]))),
            product: like.product.map(|column| Codes { codes: &self.product, ..column }),
            creator: like.creator.map(|column| Codes { codes: &self.creator, ..column }),
            flags: Some(&self.flags),
        }
    }

    /// Puts times and row numbers in the order of video and time.
    fn sort<const N: usize>(&mut self, rows: &[&Row<C, N>]) {
        self.videos.clear();
        self.numbers.clear();
        self.video_of_row.clear();
        self.ends.clear();
        for row in rows {
            let number = *self.numbers.entry(row.aweme_id).or_insert_with(|| {
                self.videos.push(row.aweme_id);
                self.ends.push(0);
                self.videos.len() as u32 - 1
            });
            self.ends[number as usize] += 1;
            self.video_of_row.push(number);
        }
        // Ends become beginnings in the order of the videos, then ends again as rows are put in.
        let mut order: Vec<usize> = (0..self.videos.len()).collect();
        order.sort_unstable_by_key(|number| self.videos[*number]);
        let mut begin = 0;
        for number in &order {
            begin += std::mem::replace(&mut self.ends[*number], begin);
        }
        self.places.clear();
        self.places.resize(rows.len(), (0, 0));
        for (place, (row, number)) in rows.iter().zip(&self.video_of_row).enumerate() {
            let next = &mut self.ends[*number as usize];
            self.places[*next as usize] = (row.update_ts, place as u32);
            *next += 1;
        }
        let mut begin = 0;
        for number in order {
            let end = self.ends[number] as usize;
            self.places[begin..end].sort_unstable();
            begin = end;
        }
    }
}

fn fill<T>(column: &mut Vec<T>, values: impl Iterator<Item = T>) {
    column.clear();
    column.extend(values);
}
