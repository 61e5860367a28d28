//! Which values of a column are there.

use std::ops::Range;

/// Which values of a column are there: a bit for each, the lowest of a byte first, as Arrow holds
/// them. What stands in the place of a value that is not there does not matter.
///
/// ```
/// use mediaop_core::{TextColumn, Validity};
/// // Of five values, the third is missing.
/// let known = Validity::new(&[0b1_1011], 0, 5);
/// let creators = TextColumn { codes: &[0, 1, 0, 0, 1], texts: &["lily", "ming"], known };
/// assert_eq!(creators.code(1), Some(1));
/// assert_eq!(creators.code(2), None);
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Validity<'a> {
    bytes: &'a [u8],
    /// The place of the first bit.
    offset: usize,
    len: usize,
}

impl<'a> Validity<'a> {
    /// So many bits from one on; `None` where the bytes do not hold them.
    ///
    /// ```
    /// use mediaop_core::Validity;
    /// assert!(Validity::new(&[0xff, 0xff], 3, 13).is_some());
    /// assert!(Validity::new(&[0xff, 0xff], 3, 14).is_none());
    /// ```
    pub fn new(bytes: &'a [u8], offset: usize, len: usize) -> Option<Self> {
        let end = offset.checked_add(len)?;
        (end.div_ceil(8) <= bytes.len()).then_some(Validity { bytes, offset, len })
    }

    pub(crate) fn len(&self) -> usize {
        self.len
    }

    /// Whether the value of a row is there; there is such a row.
    #[inline]
    pub(crate) fn has(&self, row: usize) -> bool {
        let bit = self.offset + row;
        self.bytes[bit / 8] >> (bit % 8) & 1 == 1
    }

    pub(crate) fn part(self, rows: Range<usize>) -> Validity<'a> {
        Validity { offset: self.offset + rows.start, len: rows.len(), ..self }
    }

    /// Whether the values of all these rows are there; `None` where some are and some are not.
    #[inline]
    pub(crate) fn alike(&self, rows: Range<usize>) -> Option<bool> {
        if rows.is_empty() {
            return Some(true);
        }
        let first = self.has(rows.start);
        let all = if first { u8::MAX } else { 0 };
        let (begin, end) = (self.offset + rows.start, self.offset + rows.end);
        let (from_begin, to_end) = (u8::MAX << (begin % 8), u8::MAX >> (end.wrapping_neg() % 8));
        let differ = match &self.bytes[begin / 8..end.div_ceil(8)] {
            [] => 0,
            [one] => (one ^ all) & from_begin & to_end,
            // Without an early end, so that many are compared at a time.
            [head, middle @ .., tail] => {
                let ends = (head ^ all) & from_begin | (tail ^ all) & to_end;
                middle.iter().fold(ends, |differ, byte| differ | (byte ^ all))
            }
        };
        (differ == 0).then_some(first)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_alike_exactly_if_all_bits_are() {
        const BYTES: [u8; 8] = [0b0101_1000, 0xff, 0xff, 0b0001_1111, 0, 0, 0b1000_0000, 0b1111_1110];
        let mut found = [0; 3];
        for offset in 0..20 {
            let known = Validity::new(&BYTES, offset, 64 - offset).unwrap();
            let bit = |row: usize| BYTES[(offset + row) / 8] & 1 << ((offset + row) % 8) != 0;
            for begin in 0..known.len() {
                assert_eq!(known.has(begin), bit(begin));
                for end in begin + 1..=known.len() {
                    let ones = (begin..end).filter(|row| bit(*row)).count();
                    let expected = if ones == end - begin { Some(true) } else { (ones == 0).then_some(false) };
                    assert_eq!(known.alike(begin..end), expected, "{begin}..{end} from bit {offset}");
                    assert_eq!(known.part(begin..end).alike(0..end - begin), expected);
                    found[expected.map_or(2, usize::from)] += 1;
                }
            }
        }
        assert!(found.iter().all(|count| *count > 100), "{found:?}");
    }
}
