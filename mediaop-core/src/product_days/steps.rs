//! The days of a video on their way into sums: day by day what holds of them, then metric by metric
//! what was gained.

use std::ops::Range;

use super::ProductDay;
use crate::facts::NO_DAY;
use crate::metric::Metric;
use crate::summary::Summaries;
use crate::summary::column::CounterColumn;

/// A day of a video with a reading.
struct Step {
    /// Its row in its tier.
    row: usize,
    /// Its place among the days of the sums.
    place: usize,
    is_published: bool,
    has_within: bool,
    has_close: bool,
    /// Below 0 if one of the metrics fell, by either baseline.
    within: i64,
    close: i64,
}

/// The rows of a video, tier by tier.
type Tiers<'a> = [(&'a Summaries, Range<usize>); 2];

/// The days of a video with a reading, whose room is used again for the next one.
#[derive(Default)]
pub(crate) struct Steps {
    steps: Vec<Step>,
    /// Where those of each tier end.
    ends: [usize; 2],
}

impl Steps {
    /// Adds the days of a regular video, which has these metrics, to those of some dates. `counted`
    /// tells whether increments are counted by metric too.
    pub(super) fn add(
        &mut self,
        tiers: &Tiers<'_>,
        (published, metrics): (i32, u8),
        (dates, days): (&[i32], &mut [ProductDay]),
        counted: bool,
    ) {
        self.read(tiers, published, dates, days);
        for m in (0..Metric::COUNT).filter(|m| (metrics >> m) & 1 == 1) {
            self.gain(tiers, m, days);
            if counted {
                for Step { place, has_within, has_close, .. } in &self.steps {
                    days[*place].within.known[m] += u32::from(*has_within);
                    days[*place].close.known[m] += u32::from(*has_close);
                }
            }
        }
        for Step { place, within, close, .. } in &self.steps {
            days[*place].falls_within += u32::from(*within < 0);
            days[*place].falls_close += u32::from(*close < 0);
        }
    }

    fn read(&mut self, tiers: &Tiers<'_>, published: i32, dates: &[i32], days: &mut [ProductDay]) {
        self.steps.clear();
        let first = tiers.iter().find_map(|(tier, rows)| Some(tier.day[rows.clone().next()?]));
        let mut place = first.map_or(0, |first| dates.partition_point(|date| *date < first));
        let mut close = None;
        for ((tier, rows), end) in tiers.iter().zip(&mut self.ends) {
            for row in rows.clone().filter(|row| tier.has_reading(*row)) {
                let day = tier.day[row];
                place += dates[place..].iter().take_while(|date| **date < day).count();
                let is_published = published != NO_DAY && published == day;
                let has_within = is_published || !tier.is_single(row);
                let has_close = has_within || close.is_some();
                let gap = close.filter(|_| !is_published).map_or(1, |close| day - close);
                let sums = &mut days[place];
                sums.reads += 1;
                sums.within.increments += u32::from(has_within);
                sums.close.increments += u32::from(has_close);
                sums.gaps += u32::from(gap > 1);
                if has_close {
                    sums.span = gap.max(sums.span);
                }
                self.steps.push(Step { row, place, is_published, has_within, has_close, within: 0, close: 0 });
                close = Some(day);
            }
            *end = self.steps.len();
        }
    }

    /// Adds what was gained in a metric.
    fn gain(&mut self, tiers: &Tiers<'_>, m: usize, days: &mut [ProductDay]) {
        let mut close = None;
        let mut begin = 0;
        for ((tier, _), end) in tiers.iter().zip(self.ends) {
            let steps = &mut self.steps[begin..end];
            begin = end;
            let (first, last) = (&tier.first.0[m], &tier.last.0[m]);
            close = match (first, last) {
                (CounterColumn::Narrow(first), CounterColumn::Narrow(last)) => {
                    let counters = |row: usize| (i64::from(first[row]), i64::from(last[row]));
                    gain(steps, m, close, days, counters)
                }
                _ => gain(steps, m, close, days, |row| (first.raw(row), last.raw(row))),
            };
        }
    }
}

/// Adds what was gained in a metric since a close; the last close.
#[inline]
fn gain(
    steps: &mut [Step],
    m: usize,
    mut before: Option<i64>,
    days: &mut [ProductDay],
    counters: impl Fn(usize) -> (i64, i64),
) -> Option<i64> {
    for Step { row, place, is_published, within, close, .. } in steps {
        let (first, last) = counters(*row);
        let since = before.unwrap_or(first);
        let (gained, gained_since) = if *is_published { (last, last) } else { (last - first, last - since) };
        days[*place].within.sums[m] += gained;
        days[*place].close.sums[m] += gained_since;
        (*within, *close) = (*within | gained, *close | gained_since);
        before = Some(last);
    }
    before
}
