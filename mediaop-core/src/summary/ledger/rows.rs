//! The open rows of a ledger with new rows: which rows they are made of, then column by column.

use super::super::column::{CounterColumn, MISSING};
use super::super::{Summaries, beats};
use super::extend::NONE;
use super::{Ledger, Rows, Span};

/// The open rows of some neighbouring videos.
pub(super) struct Chunk {
    /// Ends of open rows count from the chunk's first.
    pub(super) spans: Vec<Span>,
    /// Of each video whether its first row is new, or has been merged with a new one.
    pub(super) begins_anew: Vec<bool>,
    day: Vec<i32>,
    seen: Vec<u32>,
    /// The rows with the first and with the last snapshot of each day.
    first: Vec<u32>,
    last: Vec<u32>,
}

impl Chunk {
    /// Of the videos that stand at these positions here and there.
    pub(super) fn of(ledger: &Ledger, part: &Summaries, places: &[(u32, u32)]) -> Chunk {
        let sources = Sources::new(ledger, part);
        let count = places.len() + places.len() / 8;
        let mut chunk = Chunk {
            spans: Vec::with_capacity(places.len()),
            begins_anew: Vec::with_capacity(places.len()),
            day: Vec::with_capacity(count),
            seen: Vec::with_capacity(count),
            first: Vec::with_capacity(count),
            last: Vec::with_capacity(count),
        };
        for (here, there) in places {
            let rows = if *here == NONE { Rows { closed: 0..0, open: 0..0 } } else { ledger.rows(*here as usize) };
            let mut cut = rows.closed.end;
            let mut begins_anew = false;
            if let Some(is_of_new_day) = chunk.push_crawled(&sources, *here, *there) {
                cut -= usize::from(!is_of_new_day);
                begins_anew = cut == rows.closed.start;
            } else if *there == NONE {
                rows.open.for_each(|row| chunk.push(&sources, Some(row), None));
            } else {
                let mut new = part.rows(*there as usize);
                let first_day = part.day[new.start];
                while cut > rows.closed.start && ledger.closed.day[cut - 1] >= first_day {
                    cut -= 1;
                }
                let mut held = Rows { closed: cut..rows.closed.end, open: rows.open };
                let old_begins = held.first().is_some_and(|row| ledger.day(row) < first_day);
                begins_anew = cut == rows.closed.start && !old_begins;
                let mut next = held.next();
                while let Some(row) = next {
                    let day = ledger.day(row);
                    match new.clone().next() {
                        Some(other) if part.day[other] < day => {
                            chunk.push(&sources, None, new.next());
                            continue;
                        }
                        Some(other) if part.day[other] == day => chunk.push(&sources, Some(row), new.next()),
                        _ => chunk.push(&sources, Some(row), None),
                    }
                    next = held.next();
                }
                new.for_each(|row| chunk.push(&sources, None, Some(row)));
            }
            chunk.begins_anew.push(begins_anew);
            chunk.spans.push(Span { begin: rows.closed.start as u32, cut: cut as u32, open: chunk.len() as u32 });
        }
        chunk
    }

    pub(super) fn len(&self) -> usize {
        self.day.len()
    }

    /// Adds the one new day of a video if its readings come after all that is closed, and whether
    /// that day is new; `None`, and nothing is added, where that is not so.
    #[inline]
    fn push_crawled(&mut self, sources: &Sources<'_>, here: u32, there: u32) -> Option<bool> {
        let Sources { newest, part, .. } = *sources;
        if here == NONE || there == NONE {
            return None;
        }
        let (newest, here, new) = (newest?, here as usize, part.rows(there as usize));
        let row = new.start;
        let is_later = part.has_reading(row) && part.first_ts(row) > newest.seen_ts(here);
        // Where clocks are turned back over midnight a later instant may be of the day before.
        if new.len() > 1 || !is_later || part.day[row] < newest.day[here] {
            return None;
        }
        let is_of_new_day = part.day[row] > newest.day[here];
        let has_first = !is_of_new_day && newest.has_reading(here);
        self.day.push(part.day[row]);
        self.seen.push(part.seen[row]);
        self.first.push(if has_first { sources.behind + part.len() + here } else { sources.behind + row } as u32);
        self.last.push((sources.behind + row) as u32);
        Some(is_of_new_day)
    }

    /// Adds a day, which either set has, or both.
    #[inline]
    fn push(&mut self, sources: &Sources<'_>, here: Option<usize>, there: Option<usize>) {
        let new = there.map(|row| row + sources.behind);
        let (first, last) = match (here, new) {
            (Some(here), Some(new)) => sources.deciding(here, new),
            (one, other) => {
                let row = one.or(other).unwrap_or(0);
                (row, row)
            }
        };
        let seen = [here, new].into_iter().flatten().map(|row| {
            let (set, row) = sources.at(row);
            (set.day[row], set.seen[row])
        });
        let (day, seen) = seen.max().unwrap_or((0, 0));
        self.day.push(day);
        self.seen.push(seen);
        self.first.push(first as u32);
        self.last.push(last as u32);
    }
}

/// The rows of a ledger, then the new ones, then the newest closed ones, numbered one behind the
/// other.
struct Sources<'a> {
    ledger: &'a Ledger,
    part: &'a Summaries,
    /// Where the new ones begin.
    behind: usize,
    newest: Option<&'a Summaries>,
}

impl<'a> Sources<'a> {
    fn new(ledger: &'a Ledger, part: &'a Summaries) -> Self {
        let behind = ledger.tiers().map(Summaries::len).sum();
        Sources { ledger, part, behind, newest: ledger.newest.as_deref() }
    }

    #[inline]
    fn at(&self, row: usize) -> (&'a Summaries, usize) {
        match (row.checked_sub(self.behind), self.newest) {
            (Some(row), Some(newest)) if row >= self.part.len() => (newest, row - self.part.len()),
            (Some(row), _) => (self.part, row),
            (None, _) => self.ledger.tier(row),
        }
    }

    /// Of two rows of one day that with the first snapshot, and that with the last.
    fn deciding(&self, here: usize, there: usize) -> (usize, usize) {
        let ((a, i), (b, j)) = (self.at(here), self.at(there));
        if !a.has_reading(i) {
            return (there, there);
        }
        if !b.has_reading(j) {
            return (here, here);
        }
        let (old, new) = (a.first_ts(i), b.first_ts(j));
        let is_first = new < old || beats(new, || b.first.get(j), old, || a.first.get(i));
        let (old, new) = (a.last_ts(i), b.last_ts(j));
        let is_last = new > old || beats(new, || b.last.get(j), old, || a.last.get(i));
        (if is_first { there } else { here }, if is_last { there } else { here })
    }
}

/// The columns of all chunks.
pub(super) fn open_rows(ledger: &Ledger, part: &Summaries, chunks: &[Chunk]) -> Summaries {
    let sources = &Sources::new(ledger, part);
    let mut rows = Summaries::default();
    let Summaries { day, seen, first_at, last_at, first, last, .. } = &mut rows;
    let (firsts, lasts): (OfChunk, OfChunk) = (|chunk| &chunk.first, |chunk| &chunk.last);
    rayon::scope(|scope| {
        for (m, column) in first.0.iter_mut().enumerate() {
            scope.spawn(move |_| *column = counters(sources, chunks, firsts, |set| &set.first.0[m]));
        }
        for (m, column) in last.0.iter_mut().enumerate() {
            scope.spawn(move |_| *column = counters(sources, chunks, lasts, |set| &set.last.0[m]));
        }
        scope.spawn(|_| *first_at = times(sources, chunks, firsts, |set| &set.first_at));
        scope.spawn(|_| *last_at = times(sources, chunks, lasts, |set| &set.last_at));
        scope.spawn(|_| *day = chunks.iter().flat_map(|chunk| &chunk.day).copied().collect());
        scope.spawn(|_| *seen = chunks.iter().flat_map(|chunk| &chunk.seen).copied().collect());
    });
    rows
}

type OfChunk = fn(&Chunk) -> &Vec<u32>;

/// A column of the rows of a ledger and of the new ones.
struct Column<'a, T> {
    closed: &'a [T],
    open: &'a [T],
    part: &'a [T],
    newest: &'a [T],
}

impl<T: Copy> Column<'_, T> {
    #[inline]
    fn at(&self, row: usize) -> T {
        match row.checked_sub(self.closed.len()) {
            None => self.closed[row],
            Some(row) => match row.checked_sub(self.open.len()) {
                None => self.open[row],
                Some(row) => match row.checked_sub(self.part.len()) {
                    None => self.part[row],
                    Some(row) => self.newest[row],
                },
            },
        }
    }

    fn gathered(&self, chunks: &[Chunk], deciding: OfChunk) -> Vec<T> {
        let mut values = Vec::with_capacity(chunks.iter().map(Chunk::len).sum());
        chunks.iter().for_each(|chunk| values.extend(deciding(chunk).iter().map(|row| self.at(*row as usize))));
        values
    }
}

impl<'a> Sources<'a> {
    /// A column that is a slice in all sets; `None` if it is none in one of them.
    fn column<T>(&self, of: impl Fn(&'a Summaries) -> Option<&'a [T]>) -> Option<Column<'a, T>> {
        let mut tiers = self.ledger.tiers();
        let (closed, open) = (tiers.next().map_or(Some(&[][..]), &of)?, tiers.next().map_or(Some(&[][..]), &of)?);
        let newest = self.newest.map_or(Some(&[][..]), &of)?;
        Some(Column { closed, open, part: of(self.part)?, newest })
    }
}

fn times<'a>(
    sources: &Sources<'a>,
    chunks: &[Chunk],
    deciding: OfChunk,
    of: impl Fn(&'a Summaries) -> &'a Vec<u32>,
) -> Vec<u32> {
    let column = sources.column(|set| Some(of(set).as_slice()));
    column.map_or(Vec::new(), |column| column.gathered(chunks, deciding))
}

fn counters<'a>(
    sources: &Sources<'a>,
    chunks: &[Chunk],
    deciding: OfChunk,
    of: impl Fn(&'a Summaries) -> &'a CounterColumn,
) -> CounterColumn {
    let narrow = |set: &'a Summaries| match of(set) {
        CounterColumn::Narrow(values) => Some(&values[..]),
        // Of the newest rows the last snapshots are not kept.
        CounterColumn::Absent(0) => Some(&[][..]),
        _ => None,
    };
    if let Some(column) = sources.column(narrow) {
        let values = column.gathered(chunks, deciding);
        let is_known = values.iter().any(|value| i64::from(*value) != MISSING);
        return if is_known { CounterColumn::Narrow(values) } else { CounterColumn::Absent(values.len()) };
    }
    let count = chunks.iter().map(Chunk::len).sum();
    if sources.ledger.tiers().chain([sources.part]).all(|set| of(set).is_absent()) {
        return CounterColumn::Absent(count);
    }
    let mut values = Vec::with_capacity(count);
    for chunk in chunks {
        values.extend(deciding(chunk).iter().map(|row| {
            let (set, row) = sources.at(*row as usize);
            of(set).raw(row)
        }));
    }
    CounterColumn::of(values)
}
