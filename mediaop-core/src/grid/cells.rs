//! Columns of numbers, as narrow as the numbers allow.

/// Numbers of a block, column behind column; all 0 where there are none.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Cells {
    Zero,
    Narrow(Vec<i32>),
    Wide(Vec<i64>),
}

impl Cells {
    #[inline]
    pub(crate) fn get(&self, place: usize) -> i64 {
        match self {
            Cells::Zero => 0,
            Cells::Narrow(numbers) => i64::from(numbers[place]),
            Cells::Wide(numbers) => numbers[place],
        }
    }

    pub(crate) fn is_zero(&self) -> bool {
        matches!(self, Cells::Zero)
    }

    /// Fills in, for each of some videos, the number in the column at `to` less that in the column
    /// at `from`; without `from` the number itself. `lane` tells where a video stands.
    #[inline]
    pub(crate) fn fill(
        &self,
        out: &mut [i64],
        videos: &[u32],
        lane: impl Fn(u32) -> usize,
        (to, from): (usize, Option<usize>),
    ) {
        match self {
            Cells::Zero => out.fill(0),
            Cells::Narrow(numbers) => fill(numbers, out, videos, lane, (to, from)),
            Cells::Wide(numbers) => fill(numbers, out, videos, lane, (to, from)),
        }
    }

    /// The sum over some lanes of the number in the column at `to` less that in the column at `from`.
    pub(crate) fn sum(&self, lanes: &[u32], to: usize, from: usize) -> i64 {
        match self {
            Cells::Zero => 0,
            Cells::Narrow(numbers) => sum(numbers, lanes, to) - sum(numbers, lanes, from),
            Cells::Wide(numbers) => sum(numbers, lanes, to) - sum(numbers, lanes, from),
        }
    }
}

fn fill<T: Copy + Into<i64>>(
    numbers: &[T],
    out: &mut [i64],
    videos: &[u32],
    lane: impl Fn(u32) -> usize,
    (to, from): (usize, Option<usize>),
) {
    let end = &numbers[to..];
    match from.map(|from| &numbers[from..]) {
        Some(begin) => {
            for (out, video) in out.iter_mut().zip(videos) {
                let lane = lane(*video);
                *out = end[lane].into() - begin[lane].into();
            }
        }
        None => {
            for (out, video) in out.iter_mut().zip(videos) {
                *out = end[lane(*video)].into();
            }
        }
    }
}

fn sum<T: Copy + Into<i64>>(numbers: &[T], lanes: &[u32], at: usize) -> i64 {
    let column = &numbers[at..];
    lanes.iter().map(|lane| column[*lane as usize].into()).sum()
}

/// A number that a column can be made of.
pub(super) trait Cell: Copy + Default {
    /// The number in this width, if it fits.
    fn of(number: i64) -> Option<Self>;
    fn cells(numbers: Vec<Self>) -> Cells;
}

impl Cell for i32 {
    fn of(number: i64) -> Option<i32> {
        i32::try_from(number).ok()
    }
    fn cells(numbers: Vec<i32>) -> Cells {
        Cells::Narrow(numbers)
    }
}

impl Cell for i64 {
    fn of(number: i64) -> Option<i64> {
        Some(number)
    }
    fn cells(numbers: Vec<i64>) -> Cells {
        Cells::Wide(numbers)
    }
}
