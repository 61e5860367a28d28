//! A grid whose last days are made anew.

use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;

use super::block::Block;
use super::cells::Cell;
use super::days::{Cursor, Made, State, days_of};
use super::late::late;
use super::{Grid, LANES, Regular};
use crate::facts::Facts;
use crate::metric::Metric;
use crate::summary::{Changes, Ledger};

/// A data set's ledger and facts.
#[derive(Clone, Copy)]
pub(crate) struct Version<'a> {
    pub(crate) ledger: &'a Ledger,
    pub(crate) facts: &'a Facts,
}

impl Version<'_> {
    /// What a regular video is compared with on its first day.
    fn start(&self, video: usize) -> Option<(i32, [Option<i64>; Metric::COUNT])> {
        let row = self.ledger.rows(video).first()?;
        let day = self.ledger.day(row);
        let published = self.facts.published[video] == day;
        Some((day, if published { [None; Metric::COUNT] } else { self.ledger.at(row).firsts().0 }))
    }
}

/// A block's videos, those with new rows, and the first day of these.
struct News<'a> {
    videos: Range<usize>,
    touched: &'a [(u32, i32)],
    since: i32,
}

impl Grid {
    /// The grid of a later version.
    ///
    /// # Cost
    /// A few steps for each video with new rows. A block is made anew where videos have moved, or
    /// where one has become regular or begins otherwise.
    pub(crate) fn extended(&self, old: Version<'_>, new: Version<'_>, changes: &Changes) -> Grid {
        let count = new.ledger.videos().len();
        let blocks = (0..count.div_ceil(LANES)).into_par_iter().map(|place| {
            let videos = place * LANES..count.min((place + 1) * LANES);
            let begin = changes.touched.partition_point(|(video, _)| (*video as usize) < videos.start);
            let end = changes.touched.partition_point(|(video, _)| (*video as usize) < videos.end);
            let touched = &changes.touched[begin..end];
            let before = self.blocks.get(place).filter(|_| videos.end <= changes.unmoved);
            match (before, touched.iter().map(|(_, day)| *day).min()) {
                (Some(block), None) => Arc::clone(block),
                (Some(block), Some(since)) => {
                    let news = News { videos: videos.clone(), touched, since };
                    let extended = block.extended(old, new, changes, &news);
                    Arc::new(extended.unwrap_or_else(|| anew(new, videos)))
                }
                (None, _) => Arc::new(anew(new, videos)),
            }
        });
        Grid { blocks: blocks.collect() }
    }
}

/// The block of some videos, from their rows.
fn anew(new: Version<'_>, videos: Range<usize>) -> Block {
    let flat = new.ledger.flat_rows(videos.clone(), i32::MIN);
    let regular: Vec<Option<Regular>> = videos.map(|video| new.facts.regular(video)).collect();
    Block::new(&flat, &metrics_of_any(new.ledger), 0, &regular)
}

fn metrics_of_any(ledger: &Ledger) -> Vec<usize> {
    (0..Metric::COUNT).filter(|m| !ledger.lacks(*m)).collect()
}

impl Block {
    /// With the columns before the first new day as they are; `None` if they cannot stay.
    fn extended(&self, old: Version<'_>, new: Version<'_>, changes: &Changes, news: &News<'_>) -> Option<Block> {
        let News { videos, since, .. } = news;
        let stay = self.days.partition_point(|day| day < since);
        let held = stay.min(self.held);
        // Columns that stay, but stand among the renewed ones, would be made again each time.
        let are_many = stay - held > self.days.len() / 8 + 1;
        if held == 0 || are_many || videos.len() != self.lanes {
            return None;
        }
        let mut dropped = Vec::new();
        let mut regular = Vec::with_capacity(self.lanes);
        for video in videos.clone() {
            let now = new.facts.regular(video);
            match (old.facts.regular(video), now) {
                (Some(_), None) => dropped.push(video),
                (was, now) if was != now => return None,
                (Some(_), _) if changes.restated[video] && old.start(video) != new.start(video) => return None,
                _ => {}
            }
            regular.push(now);
        }
        let mut block = Block { regular: regular.iter().flatten().count(), ..self.head(held) };
        for video in dropped {
            block.drop_sums(old, video);
        }
        let narrow = block.renew::<i32>(self, new, news, &regular);
        let wide = || block.renew::<i64>(self, new, news, &regular);
        let Made { days, columns, sums } = narrow.or_else(wide)?;
        block.days.extend(days);
        block.sums.extend(sums);
        Some(Block { renewed: columns, ..block })
    }

    /// The first columns alone.
    fn head(&self, held: usize) -> Block {
        Block {
            shared: Arc::clone(&self.shared),
            sums: self.sums[..held].to_vec(),
            renewed: super::block::Columns::none(),
            days: self.days[..held].to_vec(),
            held,
            ..*self
        }
    }

    /// Takes a video that is not regular any more out of the sums.
    fn drop_sums(&mut self, old: Version<'_>, video: usize) {
        let flat = old.ledger.flat_rows(video..video + 1, i32::MIN);
        let alone = Block::new(&flat, &metrics_of_any(old.ledger), 0, &[old.facts.regular(video)]);
        for (day, sums) in self.days.iter().zip(&mut self.sums) {
            *sums = sums.less(alone.sums(*day));
        }
    }

    /// The columns behind the first ones; `None` if a number does not fit.
    fn renew<T: Cell>(
        &self,
        before: &Block,
        new: Version<'_>,
        News { videos, touched, .. }: &News<'_>,
        regular: &[Option<Regular>],
    ) -> Option<Made> {
        let metrics: Vec<usize> = (0..Metric::COUNT).filter(|m| !before.lacks(*m)).collect();
        let (at, first) = ((self.held - 1) * self.lanes, self.days[self.held - 1] + 1);
        let numbers = |column| T::numbers(column, self.lanes);
        let mut counts = std::iter::once(self.reads(at)).chain(super::Kind::ALL.map(|kind| self.counts(kind, at)));
        let state = State {
            within: metrics.iter().map(|m| numbers(self.within(*m, at))).collect::<Option<_>>()?,
            last: metrics.iter().map(|m| numbers(self.last(*m, at))).collect::<Option<_>>()?,
            counts: std::array::from_fn(|_| counts.next().map_or(Vec::new(), <[u16]>::to_vec)),
            sums: self.sums[self.held - 1],
        };
        let (late_rows, of_lane) = new.ledger.late_rows(videos.clone(), first, touched);
        let cursor = |((lane, rows), regular): ((usize, Range<usize>), &Option<Regular>)| {
            regular.map(|regular| Cursor::new(rows, self.close(new.ledger, videos.start, lane), regular))
        };
        let cursors: Vec<Option<Cursor>> = of_lane.into_iter().enumerate().zip(regular).map(cursor).collect();
        let days = days_of(cursors.iter().flatten().map(|cursor| &late_rows.day[cursor.next..cursor.end]));
        late(&late_rows, &metrics, cursors, state, days)
    }

    /// The latest day with a reading in the columns that stay.
    fn close(&self, ledger: &Ledger, first_video: usize, lane: usize) -> Option<i32> {
        let (last, reads) = (self.held - 1, |column: usize| self.reads(column * self.lanes)[lane]);
        let day = self.days[last];
        if last > 0 && reads(last) > reads(last - 1) {
            return Some(day);
        }
        ledger.reading_before(first_video + lane, day + 1).map(|row| ledger.day(row))
    }
}

#[cfg(all(test, feature = "contract"))]
impl Block {
    pub(crate) fn shares_columns_with(&self, other: &Block) -> bool {
        Arc::ptr_eq(&self.shared, &other.shared)
    }

    pub(crate) fn held(&self) -> usize {
        self.held
    }
}
