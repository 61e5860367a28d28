//! Rows as they are copied beside others of their bucket.

use super::videos::Video;
use crate::summary::rows::{Codes, CounterSlice, RowColumns, flag};

/// A counter as a row carries it.
pub(super) trait Counter: Copy + Default + Send + Sync {
    /// A column as it is, or its values in `room` where they are held otherwise.
    fn lane<'a>(column: CounterSlice<'a>, room: &'a mut Vec<Self>) -> &'a [Self];
    fn slice(values: &[Self]) -> CounterSlice<'_>;
}

impl Counter for i32 {
    fn lane<'a>(column: CounterSlice<'a>, room: &'a mut Vec<i32>) -> &'a [i32] {
        match column {
            CounterSlice::Narrow(values) => values,
            // Not met: a wide column makes all of them wide.
            CounterSlice::Wide(values) => filled(room, values.iter().map(|value| *value as i32)),
        }
    }
    fn slice(values: &[i32]) -> CounterSlice<'_> {
        CounterSlice::Narrow(values)
    }
}

impl Counter for i64 {
    fn lane<'a>(column: CounterSlice<'a>, room: &'a mut Vec<i64>) -> &'a [i64] {
        match column {
            CounterSlice::Narrow(values) => filled(room, values.iter().map(|value| i64::from(*value))),
            CounterSlice::Wide(values) => values,
        }
    }
    fn slice(values: &[i64]) -> CounterSlice<'_> {
        CounterSlice::Wide(values)
    }
}

/// The text codes of a row, product first; increments need none.
pub(super) trait Texts: Copy + Default + PartialEq + Send + Sync {
    fn lanes<'a>(rows: &RowColumns<'a>, room: &'a mut [Vec<i32>; 2]) -> [&'a [i32]; 2];
    fn of(lanes: [&[i32]; 2], row: usize) -> Self;
    fn code(&self, column: usize) -> i32;
}

impl Texts for () {
    fn lanes<'a>(_: &RowColumns<'a>, _: &'a mut [Vec<i32>; 2]) -> [&'a [i32]; 2] {
        [&[]; 2]
    }
    #[inline]
    fn of(_: [&[i32]; 2], _: usize) {}
    #[inline]
    fn code(&self, _: usize) -> i32 {
        -1
    }
}

impl Texts for [i32; 2] {
    fn lanes<'a>(rows: &RowColumns<'a>, room: &'a mut [Vec<i32>; 2]) -> [&'a [i32]; 2] {
        let [of_products, of_creators] = room;
        [(rows.product, of_products), (rows.creator, of_creators)].map(|(column, room)| match column {
            Some(Codes { codes, known: None, .. }) => codes,
            Some(column) => filled(room, (0..rows.len()).map(|row| column.code(row))),
            None => filled(room, (0..rows.len()).map(|_| -1)),
        })
    }
    #[inline]
    fn of(lanes: [&[i32]; 2], row: usize) -> [i32; 2] {
        lanes.map(|column| column[row])
    }
    #[inline]
    fn code(&self, column: usize) -> i32 {
        self[column]
    }
}

/// An accepted row with all that a fold looks at.
#[derive(Clone, Copy)]
pub(super) struct Row<T, C, const N: usize> {
    pub(super) aweme_id: i64,
    /// The instant; that of a blank row is negative. Accepted instants are far above 0.
    pub(super) time: i64,
    pub(super) create_time: i64,
    pub(super) texts: T,
    pub(super) counters: [C; N],
}

impl<T: Default, C: Copy + Default, const N: usize> Default for Row<T, C, N> {
    fn default() -> Self {
        Row { aweme_id: 0, time: 0, create_time: 0, texts: T::default(), counters: [C::default(); N] }
    }
}

impl<T: Copy, C, const N: usize> Row<T, C, N> {
    #[inline]
    pub(super) fn update_ts(&self) -> i64 {
        self.time.abs()
    }

    #[inline]
    pub(super) fn is_blank(&self) -> bool {
        self.time < 0
    }

    /// Its video, of which it is the first row that is looked at.
    pub(super) fn video(&self, days: u32) -> Video<T> {
        let Row { aweme_id, create_time, texts, .. } = *self;
        Video { aweme_id, create_time, texts, days, has_others: false, is_odd: false }
    }
}

/// Columns of which each has a value for every row, whatever was handed in.
pub(super) struct Lanes<'a, C, const N: usize> {
    aweme_id: &'a [i64],
    update_ts: &'a [i64],
    create_time: &'a [i64],
    codes: [&'a [i32]; 2],
    counters: [&'a [C]; N],
    flags: Option<&'a [u8]>,
}

/// Room for the values of columns that are absent, or held otherwise.
pub(super) struct Room<C, const N: usize> {
    create_time: Vec<i64>,
    codes: [Vec<i32>; 2],
    counters: [Vec<C>; N],
}

impl<C, const N: usize> Default for Room<C, N> {
    fn default() -> Self {
        Room { create_time: Vec::new(), codes: [const { Vec::new() }; 2], counters: [const { Vec::new() }; N] }
    }
}

impl<'a, C: Counter, const N: usize> Lanes<'a, C, N> {
    /// Of rows with up to `N` columns of counters.
    pub(super) fn of<T: Texts>(rows: &RowColumns<'a>, room: &'a mut Room<C, N>) -> Self {
        let Room { create_time, codes, counters } = room;
        let mut columns = rows.counters.iter().flatten();
        Lanes {
            aweme_id: rows.aweme_id,
            update_ts: rows.update_ts,
            create_time: rows.create_time.unwrap_or_else(|| filled(create_time, rows.aweme_id.iter().map(|_| 0))),
            codes: T::lanes(rows, codes),
            counters: counters.each_mut().map(|room| match columns.next() {
                Some(column) => C::lane(*column, room),
                None => filled(room, rows.aweme_id.iter().map(|_| C::default())),
            }),
            flags: rows.flags,
        }
    }

    /// Hands out each row with what stands for it in a column of as many values.
    #[inline]
    pub(super) fn for_each<T: Texts, B: Copy>(&self, beside: &[B], mut then: impl FnMut(B, Row<T, C, N>)) {
        // Of one length, so that each row is looked for in all of them at once.
        let rows = beside.len();
        let [aweme_id, update_ts, create_time] =
            [self.aweme_id, self.update_ts, self.create_time].map(|column| &column[..rows]);
        let counters = self.counters.map(|column| &column[..rows]);
        let flags = self.flags.map_or(&[][..], |flags| &flags[..rows]);
        for (row, beside) in beside.iter().enumerate() {
            let ts = update_ts[row];
            let is_blank = flags.get(row).is_some_and(|flags| flags & flag::BLANK != 0);
            let row_of = Row {
                aweme_id: aweme_id[row],
                time: if is_blank { -ts } else { ts },
                create_time: create_time[row],
                texts: T::of(self.codes, row),
                counters: counters.map(|column| column[row]),
            };
            then(*beside, row_of);
        }
    }
}

fn filled<V>(room: &mut Vec<V>, values: impl Iterator<Item = V>) -> &[V] {
    room.clear();
    room.extend(values);
    room
}
