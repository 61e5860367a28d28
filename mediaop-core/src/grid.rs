//! What regular videos have gained by the end of each day, so that a window costs two look-ups.
//!
//! Videos stand in blocks of neighbours; a block holds, for each of its days, a column with one
//! number for each video. A question that looks at all videos reads two columns from end to end.
//!
//! A video is regular if the day of publication was known from its first row on, no reading lies
//! before it, its first day has a reading, each metric is in all readings or in none, counters are
//! below 2^37 and rows below 2^16. The few others are walked day by day.

mod block;
mod cells;
mod days;
mod extend;
mod late;
mod sums;
#[cfg(all(test, feature = "contract"))]
mod tests;
mod walk;

use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;

pub(crate) use block::{Block, Kind};
pub(crate) use cells::Column;
pub(crate) use extend::Version;
pub(crate) use sums::DaySums;

use crate::metric::Metric;
use crate::summary::Summaries;
use crate::summary::column::CounterColumn;

/// Videos of a block.
pub(crate) const LANES: usize = 1024;
/// Counters below this cannot leave 64 bits in a sum over a block and as many days as `u16` counts.
const MOST: i64 = 1 << 37;

/// What the grid needs to know of a video.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Regular {
    /// The metrics that all its readings have, as bits.
    pub(crate) metrics: u8,
    /// The day of publication.
    pub(crate) published: Option<i32>,
}

/// The blocks, in the order of the videos.
#[derive(Debug, Clone)]
pub(crate) struct Grid {
    pub(crate) blocks: Vec<Arc<Block>>,
}

impl Grid {
    /// # Cost
    /// One pass over the summaries, on all threads.
    pub(crate) fn new(summaries: &Summaries, regular: &[Option<Regular>]) -> Self {
        let metrics: Vec<usize> = (0..Metric::COUNT).filter(|m| !summaries.last.0[*m].is_absent()).collect();
        let blocks = regular
            .par_chunks(LANES)
            .enumerate()
            .map(|(place, lanes)| Arc::new(Block::new(summaries, &metrics, place * LANES, lanes)))
            .collect();
        Grid { blocks }
    }

    /// The block of a video, and its place in it.
    #[inline]
    pub(crate) fn lane(&self, video: usize) -> (&Block, usize) {
        (&self.blocks[video / LANES], video % LANES)
    }
}

/// The metrics that all readings of a video have, as bits; `None` if the video is not regular.
pub(crate) fn metrics_of(summaries: &Summaries, rows: Range<usize>, published: Option<i32>) -> Option<u8> {
    let first = rows.start;
    let too_early = published.is_some_and(|published| summaries.day[first] < published);
    if rows.len() > usize::from(u16::MAX) || !summaries.has_reading(first) || too_early {
        return None;
    }
    let mut metrics = 0;
    for (m, (firsts, lasts)) in summaries.first.0.iter().zip(&summaries.last.0).enumerate() {
        if firsts.is_absent() && lasts.is_absent() {
            continue;
        }
        let has = firsts.raw(first) >= 0;
        if !all_have(summaries, rows.clone(), m, has) {
            return None;
        }
        metrics |= u8::from(has) << m;
    }
    // Without a metric there is nothing to sum.
    Some(metrics).filter(|metrics| *metrics != 0)
}

/// Whether all readings among some rows have a metric, or none has it.
fn all_have(summaries: &Summaries, mut rows: Range<usize>, m: usize, has: bool) -> bool {
    let (firsts, lasts) = (&summaries.first.0[m], &summaries.last.0[m]);
    if let (true, CounterColumn::Narrow(firsts), CounterColumn::Narrow(lasts)) = (has, firsts, lasts) {
        // Most videos have all; what is missing has a sign.
        let signs = |values: &[i32]| values.iter().fold(0, |signs, value| signs | value);
        if signs(&firsts[rows.clone()]) | signs(&lasts[rows.clone()]) >= 0 {
            return true;
        }
    }
    let holds = |value: i64| (value >= 0) == has && value < MOST;
    let same = |row: usize| holds(firsts.raw(row)) && holds(lasts.raw(row));
    rows.all(|row| same(row) || !summaries.has_reading(row))
}

/// The metrics that neighbouring rows have, as bits, if all have the same.
pub(crate) fn metrics_of_all(summaries: &Summaries, rows: Range<usize>) -> Option<u8> {
    let mut metrics = 0;
    for (m, columns) in summaries.first.0.iter().zip(&summaries.last.0).enumerate() {
        match columns {
            (CounterColumn::Absent(_), CounterColumn::Absent(_)) => {}
            (CounterColumn::Narrow(_), CounterColumn::Narrow(_)) if all_have(summaries, rows.clone(), m, true) => {
                metrics |= 1 << m;
            }
            _ => return None,
        }
    }
    Some(metrics)
}

/// Whether the readings among later rows of a regular video leave it regular.
pub(crate) fn stays_regular(summaries: &Summaries, rows: Range<usize>, metrics: u8) -> bool {
    (0..Metric::COUNT).all(|m| {
        let is_absent = summaries.first.0[m].is_absent() && summaries.last.0[m].is_absent();
        let has = (metrics >> m) & 1 == 1;
        if is_absent {
            !has || !rows.clone().any(|row| summaries.has_reading(row))
        } else {
            all_have(summaries, rows.clone(), m, has)
        }
    })
}
