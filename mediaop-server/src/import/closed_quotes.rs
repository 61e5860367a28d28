//! CSV without lines whose quote is never closed: each would swallow all that follow.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::io::{self, BufRead, Read};
use std::rc::Rc;

/// A value of more lines is taken for one whose quote is not closed.
const LINES_AT_MOST: usize = 1_000;

/// Passes lines on, and in the place of one with an unclosed quote an empty one, which holds no row.
pub(super) struct ClosedQuotes<R> {
    inner: R,
    delimiter: u8,
    /// What goes out next, and how much of it has gone.
    ready: Vec<u8>,
    gone: usize,
    /// Lines that were read ahead.
    waiting: VecDeque<Vec<u8>>,
    /// The number of the first of these.
    line: u64,
    unclosed: Rc<RefCell<VecDeque<Unclosed>>>,
}

/// A line that was left out.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Unclosed {
    pub(super) line: u64,
    pub(super) text: String,
}

/// The lines that were left out until now.
pub(super) struct LeftOut(Rc<RefCell<VecDeque<Unclosed>>>);

impl LeftOut {
    /// The next one before a line, or the next of all.
    pub(super) fn before(&self, line: Option<u64>) -> Option<Unclosed> {
        self.0.borrow_mut().pop_front_if(|unclosed| line.is_none_or(|line| unclosed.line < line))
    }
}

impl<R: BufRead> ClosedQuotes<R> {
    pub(super) fn of(inner: R, delimiter: u8) -> (Self, LeftOut) {
        let unclosed = Rc::<RefCell<VecDeque<Unclosed>>>::default();
        let left_out = LeftOut(Rc::clone(&unclosed));
        let (ready, waiting) = (Vec::new(), VecDeque::new());
        (ClosedQuotes { inner, delimiter, ready, gone: 0, waiting, line: 1, unclosed }, left_out)
    }

    /// Makes the lines of a record ready; nothing at the end.
    fn make_ready(&mut self) -> io::Result<()> {
        self.ready.clear();
        self.gone = 0;
        let (mut place, mut lines) = (Place::Start, 0);
        while lines < LINES_AT_MOST {
            if lines == self.waiting.len() && !self.read_line()? {
                break;
            }
            place = place.behind(&self.waiting[lines], self.delimiter);
            lines += 1;
            if place != Place::Quoted {
                self.line += lines as u64;
                self.waiting.drain(..lines).for_each(|line| self.ready.extend(line));
                return Ok(());
            }
        }
        let Some(first) = self.waiting.pop_front() else { return Ok(()) };
        self.ready.push(b'\n');
        let text = String::from_utf8_lossy(first.trim_ascii_end()).into_owned();
        self.unclosed.borrow_mut().push_back(Unclosed { line: self.line, text });
        self.line += 1;
        Ok(())
    }

    fn read_line(&mut self) -> io::Result<bool> {
        let mut line = Vec::new();
        self.inner.read_until(b'\n', &mut line)?;
        let is_one = !line.is_empty();
        self.waiting.extend(is_one.then_some(line));
        Ok(is_one)
    }
}

impl<R: BufRead> Read for ClosedQuotes<R> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        let mut count = 0;
        while count < to.len() {
            if self.gone == self.ready.len() {
                self.make_ready()?;
                if self.ready.is_empty() {
                    break;
                }
            }
            let length = (to.len() - count).min(self.ready.len() - self.gone);
            to[count..count + length].copy_from_slice(&self.ready[self.gone..self.gone + length]);
            self.gone += length;
            count += length;
        }
        Ok(count)
    }
}

/// Where in a record one is, as the `csv` crate sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// At the beginning of a value.
    Start,
    Plain,
    Quoted,
    /// Behind a quote within quotes: a second one stands for itself.
    Quote,
}

impl Place {
    fn behind(self, line: &[u8], delimiter: u8) -> Self {
        if self == Place::Start && !line.contains(&b'"') {
            return Place::Start;
        }
        line.iter().fold(self, |place, byte| match (place, *byte) {
            (Place::Start | Place::Quote, b'"') => Place::Quoted,
            (Place::Quoted, b'"') => Place::Quote,
            (Place::Quoted, _) => Place::Quoted,
            (_, b'\n' | b'\r') => Place::Start,
            (_, byte) if byte == delimiter => Place::Start,
            _ => Place::Plain,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (String, Vec<(u64, String)>) {
        let (mut source, left_out) = ClosedQuotes::of(text.as_bytes(), b',');
        let mut passed = String::new();
        source.read_to_string(&mut passed).unwrap();
        let lines = std::iter::from_fn(|| left_out.before(None)).map(|Unclosed { line, text }| (line, text));
        (passed, lines.collect())
    }

    #[test]
    fn text_whose_quotes_are_closed_passes_as_it_is() {
        let long = format!("a,\"{}\"\nb", "\n".repeat(LINES_AT_MOST - 1));
        for text in ["", "a", "a,b\r\n\r\n", "a,\"b\n\n\"\"c\n\",d\n", "a 5\" b,\"\"\n\"\"", "a,\"b\"c\"d\ne\rf", &long]
        {
            assert_eq!(read(text), (text.to_owned(), Vec::new()));
        }
    }

    #[test]
    fn a_line_whose_quote_is_never_closed_is_left_out_alone() {
        assert_eq!(read("a,\"b\nc\nd"), ("\nc\nd".to_owned(), vec![(1, "a,\"b".to_owned())]));
        assert_eq!(read("a\nb,\"\"\"\r\n"), ("a\n\n".to_owned(), vec![(2, "b,\"\"\"".to_owned())]));
        let rest = "x,1\n".repeat(3 * LINES_AT_MOST);
        let (passed, left_out) = read(&format!("a\n\"b\n{rest}c,\"d\nd\n"));
        assert_eq!(passed, format!("a\n\n{rest}\nd\n"));
        let last = 3 + 3 * LINES_AT_MOST as u64;
        assert_eq!(left_out, [(2, "\"b".to_owned()), (last, "c,\"d".to_owned())]);
    }

    #[test]
    fn those_before_a_line_are_told_first() {
        let (mut source, left_out) = ClosedQuotes::of("a\n\"b\nc\n".as_bytes(), b',');
        io::copy(&mut source, &mut io::sink()).unwrap();
        assert_eq!(left_out.before(Some(2)), None);
        assert_eq!(left_out.before(Some(3)).map(|unclosed| unclosed.line), Some(2));
        assert_eq!(left_out.before(None), None);
    }
}
