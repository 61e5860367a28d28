//! A column of counters that is as narrow as its values allow.

use std::ops::Range;

use super::CounterSlice;
use crate::metric::{Counters, Metric};

/// Stands for a missing counter; counters themselves are never negative.
pub(crate) const MISSING: i64 = -1;

/// Counters of one metric: absent while all are missing, 32 bits wide while all fit, else 64.
#[derive(Debug, Clone)]
pub(crate) enum CounterColumn {
    Absent(usize),
    Narrow(Vec<i32>),
    Wide(Vec<i64>),
}

impl Default for CounterColumn {
    fn default() -> Self {
        CounterColumn::Absent(0)
    }
}

impl CounterColumn {
    pub(crate) fn len(&self) -> usize {
        match self {
            CounterColumn::Absent(len) => *len,
            CounterColumn::Narrow(values) => values.len(),
            CounterColumn::Wide(values) => values.len(),
        }
    }

    /// The value at a row, or [`MISSING`].
    #[inline]
    pub(crate) fn raw(&self, row: usize) -> i64 {
        match self {
            CounterColumn::Absent(_) => MISSING,
            CounterColumn::Narrow(values) => i64::from(values[row]),
            CounterColumn::Wide(values) => values[row],
        }
    }

    /// The value at a row.
    #[inline]
    pub(crate) fn get(&self, row: usize) -> Option<i64> {
        known(self.raw(row))
    }

    #[inline]
    pub(crate) fn push(&mut self, value: i64) {
        match self {
            CounterColumn::Absent(len) if value == MISSING => *len += 1,
            CounterColumn::Narrow(values) if i32::try_from(value).is_ok() => values.push(value as i32),
            CounterColumn::Wide(values) => values.push(value),
            _ => {
                self.widen(value);
                self.push(value);
            }
        }
    }

    /// [`CounterColumn::push`] of each.
    pub(crate) fn push_all(&mut self, values: impl ExactSizeIterator<Item = i64> + Clone) {
        // None is below MISSING, so that the bits of all tell whether one is above it, and nearly always
        // whether all fit.
        let fits = |value| i32::try_from(value).is_ok();
        let bits = values.clone().fold(0, |bits, value| bits | value.wrapping_sub(MISSING));
        let is_narrow = || i32::try_from(bits).is_ok_and(|bits| bits >= 0) || values.clone().all(fits);
        match self {
            CounterColumn::Absent(len) if bits == 0 => *len += values.len(),
            CounterColumn::Narrow(column) if is_narrow() => column.extend(values.map(|value| value as i32)),
            CounterColumn::Wide(column) => column.extend(values),
            _ => {
                self.widen(values.clone().fold(MISSING, i64::max));
                self.push_all(values);
            }
        }
    }

    /// Makes room for more rows, unless all are missing.
    pub(crate) fn reserve(&mut self, rows: usize) {
        match self {
            CounterColumn::Absent(_) => {}
            CounterColumn::Narrow(values) => values.reserve(rows),
            CounterColumn::Wide(values) => values.reserve(rows),
        }
    }

    #[cold]
    fn widen(&mut self, value: i64) {
        *self = match std::mem::take(self) {
            CounterColumn::Absent(len) if i32::try_from(value).is_ok() => {
                CounterColumn::Narrow(vec![MISSING as i32; len])
            }
            CounterColumn::Absent(len) => CounterColumn::Wide(vec![MISSING; len]),
            CounterColumn::Narrow(values) => CounterColumn::Wide(values.into_iter().map(i64::from).collect()),
            wide => wide,
        };
    }

    /// A column of these values, [`MISSING`] where there is none.
    pub(super) fn of(values: Vec<i64>) -> CounterColumn {
        match values.iter().max() {
            None | Some(&MISSING) => CounterColumn::Absent(values.len()),
            Some(most) if i32::try_from(*most).is_ok() => {
                CounterColumn::Narrow(values.into_iter().map(|value| value as i32).collect())
            }
            _ => CounterColumn::Wide(values),
        }
    }

    pub(crate) fn drop_first(&mut self, rows: usize) {
        match self {
            CounterColumn::Absent(len) => *len -= rows,
            CounterColumn::Narrow(values) => drop(values.drain(..rows)),
            CounterColumn::Wide(values) => drop(values.drain(..rows)),
        }
    }

    /// The values at some rows of a column that is handed in; negative ones are missing, and 0
    /// where that means missing.
    pub(super) fn gather(
        from: Option<CounterSlice<'_>>,
        rows: impl ExactSizeIterator<Item = u32>,
        zero_is_missing: bool,
    ) -> CounterColumn {
        let least = i64::from(zero_is_missing);
        match from {
            None => CounterColumn::Absent(rows.len()),
            Some(CounterSlice::Narrow(values)) => {
                let (count, least) = (rows.len(), least as i32);
                let known = |row: u32| values.get(row as usize).copied().filter(|value| *value >= least);
                let gathered: Vec<i32> = rows.map(|row| known(row).unwrap_or(MISSING as i32)).collect();
                if gathered.iter().all(|value| *value < 0) {
                    return CounterColumn::Absent(count);
                }
                CounterColumn::Narrow(gathered)
            }
            Some(CounterSlice::Wide(values)) => {
                let known = |row: u32| values.get(row as usize).copied().filter(|value| *value >= least);
                let mut column = CounterColumn::default();
                rows.for_each(|row| column.push(known(row).unwrap_or(MISSING)));
                column
            }
        }
    }

    /// Puts a column behind this one.
    pub(super) fn extend(&mut self, part: &CounterColumn) {
        match (&mut *self, part) {
            (CounterColumn::Absent(len), CounterColumn::Absent(more)) => *len += more,
            (CounterColumn::Narrow(values), CounterColumn::Narrow(more)) => values.extend_from_slice(more),
            (CounterColumn::Narrow(values), CounterColumn::Absent(more)) => {
                values.resize(values.len() + more, MISSING as i32);
            }
            (CounterColumn::Wide(values), more) => values.extend((0..more.len()).map(|row| more.raw(row))),
            (narrow, CounterColumn::Wide(_)) => {
                narrow.widen(i64::MAX);
                narrow.extend(part);
            }
            (absent, CounterColumn::Narrow(_)) => {
                absent.widen(0);
                absent.extend(part);
            }
        }
    }

    /// Some rows of columns, one behind the other.
    pub(super) fn of_ranges<'a>(
        parts: impl Iterator<Item = (&'a CounterColumn, Range<usize>)> + Clone,
    ) -> CounterColumn {
        let (mut len, mut is_absent, mut is_wide) = (0, true, false);
        for (part, rows) in parts.clone() {
            len += rows.len();
            is_absent &= part.is_absent();
            is_wide |= matches!(part, CounterColumn::Wide(_));
        }
        if is_absent {
            return CounterColumn::Absent(len);
        }
        if is_wide {
            let mut all = Vec::with_capacity(len);
            parts.for_each(|(part, rows)| all.extend(rows.map(|row| part.raw(row))));
            return CounterColumn::Wide(all);
        }
        let mut all = Vec::with_capacity(len);
        for (part, rows) in parts {
            match part {
                CounterColumn::Narrow(values) => all.extend_from_slice(&values[rows]),
                _ => all.resize(all.len() + rows.len(), MISSING as i32),
            }
        }
        CounterColumn::Narrow(all)
    }

    fn reserve_exact(&mut self, more: usize) {
        match self {
            CounterColumn::Absent(_) => {}
            CounterColumn::Narrow(values) => values.reserve_exact(more),
            CounterColumn::Wide(values) => values.reserve_exact(more),
        }
    }

    pub(crate) fn shrink_to_fit(&mut self) {
        match self {
            CounterColumn::Absent(_) => {}
            CounterColumn::Narrow(values) => values.shrink_to_fit(),
            CounterColumn::Wide(values) => values.shrink_to_fit(),
        }
    }

    /// The values as the input of another fold; `None` where all are missing.
    pub(crate) fn as_slice(&self) -> Option<CounterSlice<'_>> {
        match self {
            CounterColumn::Absent(_) => None,
            CounterColumn::Narrow(values) => Some(CounterSlice::Narrow(values)),
            CounterColumn::Wide(values) => Some(CounterSlice::Wide(values)),
        }
    }

    pub(crate) fn is_absent(&self) -> bool {
        matches!(self, CounterColumn::Absent(_))
    }
}

/// Equal values are equal however wide they are held.
impl PartialEq for CounterColumn {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && (0..self.len()).all(|row| self.raw(row) == other.raw(row))
    }
}

/// One column for each metric.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct CounterColumns(pub(crate) [CounterColumn; Metric::COUNT]);

impl CounterColumns {
    #[inline]
    pub(crate) fn get(&self, row: usize) -> Counters {
        Counters(std::array::from_fn(|m| known(self.0[m].raw(row))))
    }

    pub(crate) fn push(&mut self, counters: &Counters) {
        for (column, value) in self.0.iter_mut().zip(counters.0) {
            column.push(value.unwrap_or(MISSING));
        }
    }

    pub(crate) fn push_from(&mut self, other: &CounterColumns, row: usize) {
        for (column, other) in self.0.iter_mut().zip(&other.0) {
            column.push(other.raw(row));
        }
    }

    pub(super) fn reserve_exact(&mut self, more: usize) {
        self.0.iter_mut().for_each(|column| column.reserve_exact(more));
    }

    pub(crate) fn shrink_to_fit(&mut self) {
        self.0.iter_mut().for_each(CounterColumn::shrink_to_fit);
    }
}

#[inline]
fn known(raw: i64) -> Option<i64> {
    (raw != MISSING).then_some(raw)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_widens_without_loss() {
        let values = [MISSING, MISSING, 5, i64::from(i32::MAX), i64::from(i32::MAX) + 1, MISSING, i64::MAX, 0];
        for cut in 0..=values.len() {
            let (mut left, mut right) = (CounterColumn::default(), CounterColumn::default());
            values[..cut].iter().for_each(|v| left.push(*v));
            values[cut..].iter().for_each(|v| right.push(*v));
            let mut all = CounterColumn::default();
            all.extend(&left);
            all.extend(&right);
            assert_eq!((0..all.len()).map(|row| all.raw(row)).collect::<Vec<_>>(), values, "cut at {cut}");
        }
    }

    #[test]
    fn many_values_at_once_come_to_what_they_come_to_one_by_one() {
        let most = i64::from(i32::MAX);
        let few: [&[i64]; 10] = [
            &[],
            &[MISSING, MISSING],
            &[0],
            &[7, MISSING],
            &[most - 1],
            &[most],
            &[most, 5],
            &[most + 1],
            &[MISSING, i64::MAX],
            &[i64::MAX - 1, 0],
        ];
        for first in few {
            for second in few {
                let (mut together, mut apart) = (CounterColumn::default(), CounterColumn::default());
                for values in [first, second] {
                    together.push_all(values.iter().copied());
                    together.reserve(100);
                    values.iter().for_each(|value| apart.push(*value));
                }
                assert_eq!(format!("{together:?}"), format!("{apart:?}"));
            }
        }
    }
}
