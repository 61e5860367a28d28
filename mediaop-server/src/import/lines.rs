//! Which line a CSV record begins on.
//!
//! The `csv` crate counts the empty lines before a record, and the second half of the CR LF that
//! ends the record before it, to the record itself.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::io::{self, Read};
use std::rc::Rc;

/// Passes bytes on and remembers where lines end.
pub(super) struct Lines<R> {
    inner: R,
    offset: u64,
    ends: Rc<RefCell<VecDeque<LineEnd>>>,
}

/// CR or LF.
struct LineEnd {
    offset: u64,
    is_feed: bool,
}

/// Tells the line of a byte; asked for one byte after the other.
pub(super) struct LineNumbers {
    ends: Rc<RefCell<VecDeque<LineEnd>>>,
    line: u64,
}

impl<R: Read> Lines<R> {
    pub(super) fn of(inner: R) -> (Self, LineNumbers) {
        let ends = Rc::default();
        (Lines { inner, offset: 0, ends: Rc::clone(&ends) }, LineNumbers { ends, line: 1 })
    }
}

impl<R: Read> Read for Lines<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        let mut ends = self.ends.borrow_mut();
        for (i, byte) in buffer[..count].iter().enumerate() {
            if matches!(byte, b'\n' | b'\r') {
                ends.push_back(LineEnd { offset: self.offset + i as u64, is_feed: *byte == b'\n' });
            }
        }
        self.offset += count as u64;
        Ok(count)
    }
}

impl LineNumbers {
    /// The line of the first byte from `offset` that does not end a line.
    pub(super) fn line_from(&mut self, mut offset: u64) -> u64 {
        let mut ends = self.ends.borrow_mut();
        while let Some(end) = ends.front()
            && end.offset <= offset
        {
            offset += u64::from(end.offset == offset);
            self.line += u64::from(end.is_feed);
            ends.pop_front();
        }
        self.line
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_lines_and_cr_lf_belong_to_what_was_before() {
        let text = b"ab\r\n\r\n\ncd\ne";
        let (mut lines, mut numbers) = Lines::of(text.as_slice());
        io::copy(&mut lines, &mut io::sink()).unwrap();
        assert_eq!(numbers.line_from(0), 1);
        // The csv crate ends the first record behind the CR.
        assert_eq!(numbers.line_from(3), 4);
        assert_eq!(numbers.line_from(10), 5);
    }
}
