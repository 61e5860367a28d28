//! Bytes → numbers and texts; nothing is taken on trust.

use super::write::{BLOCK, BLOCK_HEAD};
use crate::error::{Error, ErrorKind};

/// What is wrong with the bytes, and where.
pub(crate) fn broken(at: usize, problem: &'static str) -> Error {
    Error::new(ErrorKind::NotADataset { at, problem })
}

pub(crate) struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Reader { bytes, at: 0 }
    }

    /// Leaves out what stands from there on.
    pub(crate) fn end_at(&mut self, end: usize) {
        self.bytes = &self.bytes[..end.min(self.bytes.len())];
    }

    /// That the column just read is not sound.
    pub(crate) fn refuse(&self, problem: &'static str) -> Error {
        broken(self.at, problem)
    }

    fn left(&self) -> usize {
        self.bytes.len().saturating_sub(self.at)
    }

    pub(crate) fn bytes(&mut self, count: usize) -> Result<&'a [u8], Error> {
        let bytes = self.bytes.get(self.at..).and_then(|left| left.get(..count));
        let bytes = bytes.ok_or_else(|| broken(self.bytes.len(), "the bytes end"))?;
        self.at += count;
        Ok(bytes)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], Error> {
        let mut array = [0; N];
        array.copy_from_slice(self.bytes(N)?);
        Ok(array)
    }

    pub(crate) fn number(&mut self) -> Result<u64, Error> {
        Ok(u64::from_le_bytes(self.array()?))
    }

    pub(crate) fn text(&mut self) -> Result<&'a str, Error> {
        let length = self.number()?;
        let bytes = self.bytes(usize::try_from(length).unwrap_or(usize::MAX))?;
        str::from_utf8(bytes).map_err(|_| self.refuse("there is a text that is not UTF-8"))
    }

    /// How many numbers the next column has.
    fn count(&mut self) -> Result<usize, Error> {
        let count = usize::try_from(self.number()?).unwrap_or(usize::MAX);
        // Each block has a head, however narrow its numbers are.
        if count.div_ceil(BLOCK).saturating_mul(BLOCK_HEAD) > self.left() {
            return Err(self.refuse("a column is longer than the bytes"));
        }
        Ok(count)
    }

    /// Hands out a column block by block; `take` says whether a block is sound.
    pub(crate) fn blocks(&mut self, mut take: impl FnMut(&[i64]) -> bool) -> Result<usize, Error> {
        let count = self.count()?;
        let mut block = Vec::with_capacity(BLOCK.min(count));
        for begin in (0..count).step_by(BLOCK) {
            self.block(BLOCK.min(count - begin), &mut block)?;
            if !take(&block) {
                return Err(self.refuse("there is a number out of its range"));
            }
        }
        Ok(count)
    }

    fn block(&mut self, count: usize, out: &mut Vec<i64>) -> Result<(), Error> {
        let least = i64::from_le_bytes(self.array()?);
        let [width] = self.array()?;
        if !matches!(width, 0 | 1 | 2 | 4 | 8) {
            return Err(self.refuse("there is a width that no number has"));
        }
        let bytes = self.bytes(count * usize::from(width))?;
        out.clear();
        let above = |number: u64| least.wrapping_add(number as i64);
        match width {
            0 => out.resize(count, least),
            1 => out.extend(bytes.iter().map(|byte| above(u64::from(*byte)))),
            2 => out.extend(bytes.as_chunks().0.iter().map(|bytes| above(u64::from(u16::from_le_bytes(*bytes))))),
            4 => out.extend(bytes.as_chunks().0.iter().map(|bytes| above(u64::from(u32::from_le_bytes(*bytes))))),
            _ => out.extend(bytes.as_chunks().0.iter().map(|bytes| above(u64::from_le_bytes(*bytes)))),
        }
        Ok(())
    }

    /// A column of which each number becomes a value, or is out of its range.
    pub(crate) fn column<T>(&mut self, value: impl Fn(i64) -> Option<T>) -> Result<Vec<T>, Error> {
        let mut values = Vec::new();
        self.blocks(|block| {
            let before = values.len();
            values.reserve(block.len());
            values.extend(block.iter().map_while(|number| value(*number)));
            values.len() - before == block.len()
        })?;
        Ok(values)
    }

    /// The same, with that many values.
    pub(crate) fn column_of<T>(&mut self, count: usize, value: impl Fn(i64) -> Option<T>) -> Result<Vec<T>, Error> {
        let values = self.column(value)?;
        if values.len() != count {
            return Err(self.refuse("a column is of another length"));
        }
        Ok(values)
    }

    /// A column of texts.
    pub(crate) fn texts(&mut self) -> Result<Vec<&'a str>, Error> {
        let lengths = self.column(|length| usize::try_from(length).ok())?;
        let mut rest = self.text()?;
        let mut texts = Vec::with_capacity(lengths.len());
        for length in lengths {
            let (text, others) =
                rest.split_at_checked(length).ok_or_else(|| self.refuse("a text is cut where none ends"))?;
            texts.push(text);
            rest = others;
        }
        if !rest.is_empty() {
            return Err(self.refuse("there is text beyond the last"));
        }
        Ok(texts)
    }

    pub(crate) fn texts_of(&mut self, count: usize) -> Result<Vec<&'a str>, Error> {
        let texts = self.texts()?;
        if texts.len() != count {
            return Err(self.refuse("a column is of another length"));
        }
        Ok(texts)
    }

    /// That nothing is left.
    pub(crate) fn finish(&self) -> Result<(), Error> {
        if self.left() > 0 {
            return Err(self.refuse("there is something beyond the end"));
        }
        Ok(())
    }
}
