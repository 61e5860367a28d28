//! Two tiers → one, as if all rows had been folded at once.

use std::borrow::Cow;
use std::ops::Range;

use super::super::Summaries;
use super::super::column::CounterColumn;
use super::super::facts::{Fact, FactColumn};
use super::Ledger;

impl Ledger {
    /// All summaries in one.
    ///
    /// # Cost
    /// A copy of all columns; none where all days are closed.
    pub(crate) fn flat(&self) -> Cow<'_, Summaries> {
        let Some(open) = &self.open else { return Cow::Borrowed(&self.closed) };
        let mut flat = self.flat_rows(0..open.videos.len(), i32::MIN);
        flat.videos = open.videos.to_vec();
        flat.product = by_row(&open.product, &flat);
        flat.creator = by_row(&open.creator, &flat);
        flat.create_time = by_row(&open.create_time, &flat);
        flat.links = open.links.to_vec();
        flat.authors = open.authors.to_vec();
        Cow::Owned(flat)
    }

    /// The rows of neighbouring videos on this day and later, in one set, and where those of each
    /// are; `touched` are the videos with new rows, and the first day of these.
    ///
    /// # Cost
    /// A look at the open rows, where all of them are open; else a copy.
    pub(crate) fn late_rows(
        &self,
        videos: Range<usize>,
        since: i32,
        touched: &[(u32, i32)],
    ) -> (Cow<'_, Summaries>, Vec<Range<usize>>) {
        if let Some((open, rows)) = self.open_since(videos.clone(), since, touched) {
            return (Cow::Borrowed(open), rows);
        }
        let flat = self.flat_rows(videos.clone(), since);
        let rows = (0..videos.len()).map(|place| flat.rows(place)).collect();
        (Cow::Owned(flat), rows)
    }

    /// The same where no closed row is among them.
    fn open_since(
        &self,
        videos: Range<usize>,
        since: i32,
        touched: &[(u32, i32)],
    ) -> Option<(&Summaries, Vec<Range<usize>>)> {
        let open = self.open.as_ref()?;
        let days = &open.rows.day;
        let mut touched = touched.iter().peekable();
        let mut begin = videos.start.checked_sub(1).map_or(0, |before| open.spans[before].open as usize);
        let mut rows = Vec::with_capacity(videos.len());
        for (video, span) in videos.clone().zip(&open.spans[videos]) {
            let touched = touched.next_if(|(touched, _)| *touched as usize == video);
            // Closed rows of a touched video lie before its first new day.
            let is_known = touched.is_some_and(|(_, day)| *day <= since);
            if !is_known && span.cut > span.begin && self.closed.day[span.cut as usize - 1] >= since {
                return None;
            }
            let end = span.open as usize;
            while begin < end && days[begin] < since {
                begin += 1;
            }
            rows.push(begin..end);
            begin = end;
        }
        Some((&open.rows, rows))
    }

    /// The columns of some videos on this day and later, with the ends of each.
    pub(crate) fn flat_rows(&self, videos: impl Iterator<Item = usize>, since: i32) -> Summaries {
        let mut runs: Vec<(&Summaries, Range<usize>)> = Vec::new();
        let (mut ends, mut count) = (Vec::with_capacity(videos.size_hint().0), 0);
        for video in videos {
            let rows = self.rows_since(video, since);
            count += rows.len();
            ends.push(count);
            for rows in [rows.closed, rows.open] {
                if rows.is_empty() {
                    continue;
                }
                let (tier, begin) = self.tier(rows.start);
                let rows = begin..begin + rows.len();
                match runs.last_mut() {
                    Some((same, run)) if std::ptr::eq(*same, tier) && run.end == rows.start => run.end = rows.end,
                    _ => runs.push((tier, rows)),
                }
            }
        }
        let column = |of: fn(&Summaries) -> &[u32]| concat(&runs, count, of);
        let counters = |of: &dyn Fn(&Summaries) -> &CounterColumn| {
            CounterColumn::of_ranges(runs.iter().map(|(tier, rows)| (of(tier), rows.clone())))
        };
        let mut flat = Summaries { ends, ..Summaries::default() };
        flat.day = concat(&runs, count, |tier| &tier.day);
        flat.seen = column(|tier| &tier.seen);
        flat.first_at = column(|tier| &tier.first_at);
        flat.last_at = column(|tier| &tier.last_at);
        for (m, column) in flat.first.0.iter_mut().enumerate() {
            *column = counters(&|tier| &tier.first.0[m]);
        }
        for (m, column) in flat.last.0.iter_mut().enumerate() {
            *column = counters(&|tier| &tier.last.0[m]);
        }
        flat
    }
}

fn concat<T: Copy>(runs: &[(&Summaries, Range<usize>)], count: usize, of: impl Fn(&Summaries) -> &[T]) -> Vec<T> {
    let mut all = Vec::with_capacity(count);
    runs.iter().for_each(|(tier, rows)| all.extend_from_slice(&of(tier)[rows.clone()]));
    all
}

/// Facts by the places of rows → facts by their numbers.
fn by_row<V: Fact>(facts: &FactColumn<V>, flat: &Summaries) -> FactColumn<V> {
    let mut facts = facts.clone();
    facts.varying.iter_mut().for_each(|varying| varying.row = flat.rows(varying.video).start);
    facts
}
