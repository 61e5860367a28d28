//! Rows in columns, as a fold takes them.

use std::ops::Range;

use super::NO_TEXT;
use crate::metric::{Counters, Metric};
use crate::snapshot::{Cell, RawSnapshot};
use crate::texts::Texts;
use crate::validity::Validity;

/// A column of counters as it is handed in; negative is missing.
///
/// ```
/// use mediaop_core::{CounterSlice, Metric, SnapshotColumns};
/// let mut columns = SnapshotColumns::default();
/// columns.counters[Metric::Digg as usize] = Some(CounterSlice::Narrow(&[100, 130, -1]));
/// ```
#[derive(Debug, Clone, Copy)]
pub enum CounterSlice<'a> {
    /// 32 bits wide.
    Narrow(&'a [i32]),
    /// 64 bits wide.
    Wide(&'a [i64]),
}

impl<'a> CounterSlice<'a> {
    #[inline]
    pub(crate) fn get(&self, row: usize) -> i64 {
        match self {
            CounterSlice::Narrow(values) => i64::from(values[row]),
            CounterSlice::Wide(values) => values[row],
        }
    }

    pub(crate) fn len(&self) -> usize {
        match self {
            CounterSlice::Narrow(values) => values.len(),
            CounterSlice::Wide(values) => values.len(),
        }
    }

    pub(crate) fn part(self, rows: Range<usize>) -> CounterSlice<'a> {
        match self {
            CounterSlice::Narrow(values) => CounterSlice::Narrow(&values[rows]),
            CounterSlice::Wide(values) => CounterSlice::Wide(&values[rows]),
        }
    }
}

/// The texts of a column by their codes there.
#[derive(Clone, Copy)]
pub(crate) enum Dictionary<'a> {
    /// Codes of the builder.
    Known(&'a Texts),
    /// Codes of a column that is handed in. Of each code, the one that stands for it and for all
    /// others with an equal text; [`NO_TEXT`] for an empty text.
    Given { texts: &'a [&'a str], same_as: &'a [u32] },
}

/// A column of text codes; negative is missing, and so is what is not known.
#[derive(Clone, Copy)]
pub(crate) struct Codes<'a> {
    pub(crate) codes: &'a [i32],
    pub(crate) known: Option<Validity<'a>>,
    pub(crate) dictionary: Dictionary<'a>,
}

impl<'a> Codes<'a> {
    /// Codes of the builder.
    pub(crate) fn of_builder(codes: &'a [i32], texts: &'a Texts) -> Codes<'a> {
        Codes { codes, known: None, dictionary: Dictionary::Known(texts) }
    }

    /// The code as it was handed in; -1 where it is not known.
    #[inline]
    pub(super) fn code(&self, row: usize) -> i32 {
        if self.known.is_none_or(|known| known.has(row)) { self.codes[row] } else { -1 }
    }

    #[inline]
    pub(super) fn get(&self, row: usize) -> u32 {
        match (usize::try_from(self.code(row)), self.dictionary) {
            (Err(_), _) => NO_TEXT,
            (Ok(code), Dictionary::Known(_)) => code as u32,
            (Ok(code), Dictionary::Given { same_as, .. }) => same_as[code],
        }
    }

    pub(super) fn text(&self, code: u32) -> &'a str {
        match self.dictionary {
            Dictionary::Known(texts) => texts.get(code),
            Dictionary::Given { texts, .. } => texts[code as usize].trim(),
        }
    }

    fn part(self, rows: Range<usize>) -> Codes<'a> {
        Codes { codes: &self.codes[rows.clone()], known: self.known.map(|known| known.part(rows)), ..self }
    }

    /// Whether all codes that are known are -1 or name a text.
    pub(super) fn are_sound(&self) -> bool {
        let texts = match self.dictionary {
            Dictionary::Known(texts) => texts.len(),
            Dictionary::Given { texts, .. } => texts.len(),
        };
        let most = i32::try_from(texts).unwrap_or(i32::MAX).wrapping_sub(1);
        let ends = match self.known {
            None => ends(self.codes.iter().copied()),
            Some(_) => ends((0..self.codes.len()).map(|row| self.code(row))),
        };
        ends.0 >= -1 && ends.1 <= most
    }

    /// Whether all these rows have one code, and it is sound.
    #[inline]
    fn alike(&self, rows: Range<usize>) -> bool {
        match self.known.map(|known| known.alike(rows.clone())) {
            None | Some(Some(true)) => {
                all_equal(&self.codes[rows.clone()]) && self.part(rows.start..rows.start + 1).are_sound()
            }
            Some(Some(false)) => true,
            Some(None) => false,
        }
    }
}

/// The least and the greatest code, -1 among them.
fn ends(codes: impl Iterator<Item = i32>) -> (i32, i32) {
    codes.fold((-1, -1), |(least, most), code| (least.min(code), most.max(code)))
}

/// What the check of a row found.
pub(crate) mod flag {
    pub(crate) const REJECTED: u8 = 1;
    pub(crate) const BLANK: u8 = 2;
}

/// Rows in columns, in any order.
#[derive(Clone, Copy)]
pub(crate) struct RowColumns<'a> {
    pub(crate) aweme_id: &'a [i64],
    pub(crate) update_ts: &'a [i64],
    /// Seconds; 0 and below is missing.
    pub(crate) create_time: Option<&'a [i64]>,
    pub(crate) counters: [Option<CounterSlice<'a>>; Metric::COUNT],
    pub(crate) product: Option<Codes<'a>>,
    pub(crate) creator: Option<Codes<'a>>,
    /// What the check of each row found, if the rows have been checked.
    pub(crate) flags: Option<&'a [u8]>,
}

/// What most videos say alike in all their rows.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Constant {
    pub(super) create_time: i64,
    pub(super) product: u32,
    pub(super) creator: u32,
}

impl<'a> RowColumns<'a> {
    pub(crate) fn len(&self) -> usize {
        self.aweme_id.len()
    }

    pub(crate) fn part(&self, rows: Range<usize>) -> RowColumns<'a> {
        RowColumns {
            aweme_id: &self.aweme_id[rows.clone()],
            update_ts: &self.update_ts[rows.clone()],
            create_time: self.create_time.map(|seconds| &seconds[rows.clone()]),
            counters: self.counters.map(|column| column.map(|column| column.part(rows.clone()))),
            product: self.product.map(|column| column.part(rows.clone())),
            creator: self.creator.map(|column| column.part(rows.clone())),
            flags: self.flags.map(|flags| &flags[rows.clone()]),
        }
    }

    pub(super) fn counters(&self, row: usize) -> Counters {
        Counters(std::array::from_fn(|m| {
            let value = self.counters[m]?.get(row);
            (value > 0 || (value == 0 && !Metric::ALL[m].zero_is_missing())).then_some(value)
        }))
    }

    /// What a row says that other rows of its video most likely say too.
    #[inline]
    pub(super) fn constant(&self, row: usize) -> Constant {
        Constant {
            create_time: self.create_time.map_or(0, |seconds| seconds[row]),
            product: self.product.map_or(NO_TEXT, |product| product.get(row)),
            creator: self.creator.map_or(NO_TEXT, |creator| creator.get(row)),
        }
    }

    /// What all these rows say, if they say it alike and the codes are sound.
    #[inline]
    pub(super) fn constant_of(&self, rows: Range<usize>) -> Option<Constant> {
        let alike = |column: Option<Codes<'_>>| column.is_none_or(|column| column.alike(rows.clone()));
        let all_alike = self.create_time.is_none_or(|seconds| all_equal(&seconds[rows.clone()]))
            && alike(self.product)
            && alike(self.creator);
        all_alike.then(|| self.constant(rows.start))
    }

    /// Whether all text codes of these rows are -1 or name a text.
    pub(super) fn has_sound_codes(&self, rows: Range<usize>) -> bool {
        [self.product, self.creator].into_iter().flatten().all(|column| column.part(rows.clone()).are_sound())
    }

    pub(super) fn raw(&self, row: usize) -> RawSnapshot<'static> {
        RawSnapshot {
            aweme_id: Cell::Int(self.aweme_id[row]),
            update_ts: Cell::Int(self.update_ts[row]),
            create_time: self.create_time.map_or(Cell::Null, |seconds| Cell::Int(seconds[row])),
            counters: self.counters.map(|column| column.map_or(Cell::Null, |column| Cell::Int(column.get(row)))),
            ..RawSnapshot::default()
        }
    }
}

/// Without an early end, so that many are compared at a time.
#[inline]
fn all_equal<T: Copy + Default + PartialEq + std::ops::BitXor<Output = T> + std::ops::BitOr<Output = T>>(
    values: &[T],
) -> bool {
    let Some(first) = values.first() else { return true };
    values.iter().fold(T::default(), |odd, value| odd | (*value ^ *first)) == T::default()
}
