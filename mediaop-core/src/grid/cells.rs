//! Columns of numbers, as narrow as the numbers allow.

use super::LANES;

/// Numbers of a block, column behind column; all 0 where there are none.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Cells {
    Zero,
    Narrow(Vec<i32>),
    Wide(Vec<i64>),
}

impl Cells {
    /// The column that begins at a place.
    #[inline]
    pub(super) fn column(&self, at: usize) -> Column<'_> {
        match self {
            Cells::Zero => Column::Zero,
            Cells::Narrow(numbers) => Column::Narrow(&numbers[at..]),
            Cells::Wide(numbers) => Column::Wide(&numbers[at..]),
        }
    }

    pub(crate) fn is_zero(&self) -> bool {
        matches!(self, Cells::Zero)
    }
}

/// A number for each lane, and what stands behind them.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Column<'a> {
    Zero,
    Narrow(&'a [i32]),
    Wide(&'a [i64]),
}

impl Column<'_> {
    #[inline]
    pub(crate) fn get(&self, lane: usize) -> i64 {
        match self {
            Column::Zero => 0,
            Column::Narrow(numbers) => i64::from(numbers[lane]),
            Column::Wide(numbers) => numbers[lane],
        }
    }

    /// Fills in, for each of some videos of the block, the number in this column less that in
    /// another; without one the number itself.
    #[inline]
    pub(crate) fn fill(&self, out: &mut [i64], videos: &[u32], from: Option<Column<'_>>) {
        match (self, from) {
            (Column::Narrow(end), None) => copy(out, videos, end),
            (Column::Wide(end), None) => copy(out, videos, end),
            (Column::Narrow(end), Some(Column::Narrow(begin))) => fill(out, videos, (begin, end)),
            (Column::Wide(end), Some(Column::Wide(begin))) => fill(out, videos, (begin, end)),
            (end, from) => {
                for (out, video) in out.iter_mut().zip(videos) {
                    let lane = *video as usize % LANES;
                    *out = end.get(lane) - from.map_or(0, |begin| begin.get(lane));
                }
            }
        }
    }

    /// The sum over some lanes.
    pub(crate) fn sum(&self, lanes: &[u32]) -> i64 {
        match self {
            Column::Zero => 0,
            Column::Narrow(numbers) => sum(numbers, lanes),
            Column::Wide(numbers) => sum(numbers, lanes),
        }
    }
}

fn copy<T: Copy + Into<i64>>(out: &mut [i64], videos: &[u32], end: &[T]) {
    for (out, video) in out.iter_mut().zip(videos) {
        *out = end[*video as usize % LANES].into();
    }
}

fn fill<T: Copy + Into<i64>>(out: &mut [i64], videos: &[u32], (begin, end): (&[T], &[T])) {
    if videos.len() * 2 < LANES {
        for (out, video) in out.iter_mut().zip(videos) {
            let lane = *video as usize % LANES;
            *out = end[lane].into() - begin[lane].into();
        }
        return;
    }
    // Of all lanes, one after the other: so the processor fetches both columns ahead.
    let mut all = [0; LANES];
    for (gained, (end, begin)) in all.iter_mut().zip(end.iter().zip(begin)) {
        *gained = (*end).into() - (*begin).into();
    }
    for (out, video) in out.iter_mut().zip(videos) {
        *out = all[*video as usize % LANES];
    }
}

fn sum<T: Copy + Into<i64>>(column: &[T], lanes: &[u32]) -> i64 {
    lanes.iter().map(|lane| column[*lane as usize].into()).sum()
}

/// A number that a column can be made of.
pub(super) trait Cell: Copy + Default + Into<i64> {
    /// The number in this width, if it fits.
    fn of(number: i64) -> Option<Self>;
    fn cells(numbers: Vec<Self>) -> Cells;
    /// Of a column of this width its first numbers.
    fn numbers(column: Column<'_>, count: usize) -> Option<Vec<Self>>;
}

impl Cell for i32 {
    fn of(number: i64) -> Option<i32> {
        i32::try_from(number).ok()
    }
    fn cells(numbers: Vec<i32>) -> Cells {
        Cells::Narrow(numbers)
    }
    fn numbers(column: Column<'_>, count: usize) -> Option<Vec<i32>> {
        if let Column::Narrow(numbers) = column { Some(numbers[..count].to_vec()) } else { None }
    }
}

impl Cell for i64 {
    fn of(number: i64) -> Option<i64> {
        Some(number)
    }
    fn cells(numbers: Vec<i64>) -> Cells {
        Cells::Wide(numbers)
    }
    fn numbers(column: Column<'_>, count: usize) -> Option<Vec<i64>> {
        if let Column::Wide(numbers) = column { Some(numbers[..count].to_vec()) } else { None }
    }
}
