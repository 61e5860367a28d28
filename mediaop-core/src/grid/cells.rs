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

    /// Hands out, for each lane, the number in the column at `to` less that in the column at
    /// `from`; without `from` the number itself.
    #[inline]
    pub(crate) fn each(
        &self,
        to: usize,
        from: Option<usize>,
        lanes: impl Iterator<Item = usize>,
        mut take: impl FnMut(usize, i64),
    ) {
        fn difference<T: Copy + Into<i64>>(
            numbers: &[T],
            to: usize,
            from: Option<usize>,
            lanes: impl Iterator<Item = usize>,
            mut take: impl FnMut(usize, i64),
        ) {
            let end = &numbers[to..];
            match from.map(|from| &numbers[from..]) {
                Some(begin) => lanes.for_each(|lane| take(lane, end[lane].into() - begin[lane].into())),
                None => lanes.for_each(|lane| take(lane, end[lane].into())),
            }
        }
        match self {
            Cells::Zero => lanes.for_each(|lane| take(lane, 0)),
            Cells::Narrow(numbers) => difference(numbers, to, from, lanes, take),
            Cells::Wide(numbers) => difference(numbers, to, from, lanes, take),
        }
    }
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
