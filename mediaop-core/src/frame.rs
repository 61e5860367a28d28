//! The videos that count for a question, their values, and the coverage.

mod candidates;
mod daily;
mod runs;
mod select;
mod whole_block;

pub(crate) use daily::{DaySum, daily_gains, daily_sums, daily_sums_of};
pub(crate) use runs::Code;
use runs::Run;
use select::Asked;
use std::sync::OnceLock;

use crate::coverage::Coverage;
use crate::dataset::Dataset;
use crate::facts::{NO_DAY, VideoFacts, trait_of};
use crate::filter::Scope;
use crate::grid::{Block, Column, Kind, LANES};
use crate::increment::{Baseline, Walk};
use crate::metric::{Counters, Metric};
use crate::summary::NO_TEXT;
use crate::window::{Basis, View};

/// Stands for a missing value in columns of values, which may be negative.
pub(crate) const NO_VALUE: i64 = i64::MIN;

/// A video that counts.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Member {
    pub(crate) video: u32,
    pub(crate) facts: VideoFacts,
    /// The metrics, as the basis says.
    pub(crate) value: Counters,
}

impl Member {
    pub(crate) fn product(&self) -> Option<u32> {
        known(self.facts.product)
    }

    pub(crate) fn creator(&self) -> Option<u32> {
        known(self.facts.creator)
    }

    pub(crate) fn create_time(&self) -> Option<i64> {
        (self.facts.create_time > 0).then_some(self.facts.create_time)
    }

    pub(crate) fn published(&self) -> Option<i32> {
        (self.facts.published != NO_DAY).then_some(self.facts.published)
    }
}

/// A code, if it is one.
pub(crate) fn known(code: u32) -> Option<u32> {
    (code != NO_TEXT).then_some(code)
}

/// What a question asks of a video so that it counts, beside the view and the filters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Need {
    /// Nothing.
    Nothing,
    /// A product.
    Product,
    /// A product with a category.
    Category,
    /// A product with a category and a second level.
    Category2,
}

/// Where the columns of a window stand in a block of the grid: its last day, and the day before
/// its first.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ends {
    pub(crate) to: usize,
    pub(crate) before: usize,
}

/// A member of which the index holds not all.
#[derive(Debug, Clone, Copy)]
struct Odd {
    place: u32,
    facts: VideoFacts,
    /// Of a video that is not regular.
    walked: Option<Counters>,
}

/// The videos that count, ascending. What is asked of them is worked out column by column, and
/// only for those of which it is asked.
pub(crate) struct Frame<'d> {
    pub(crate) dataset: &'d Dataset,
    pub(crate) view: View,
    pub(crate) videos: Vec<u32>,
    /// The members of each block.
    runs: Vec<Run>,
    /// Those of which the index does not hold all as it is at the window's end, ascending.
    odd: Vec<Odd>,
    /// One for each block of the grid.
    pub(crate) ends: Vec<Ends>,
    /// The values of all members, by metric, once they were asked for.
    columns: [OnceLock<Vec<i64>>; Metric::COUNT],
    pub(crate) coverage: Coverage,
}

impl<'d> Frame<'d> {
    /// On the basis of what was gained, those with an increment in any metric.
    ///
    /// # Cost
    /// One look at each video of the scope; one at each of its days in the window where it is not
    /// regular.
    pub(crate) fn new(dataset: &'d Dataset, view: &View, scope: &Scope, need: Need) -> Frame<'d> {
        select::frame(dataset, view, scope, need, Asked { with_summaries: false, counted: true })
    }

    /// The members alone, without a coverage that counts their days.
    pub(crate) fn of_members(dataset: &'d Dataset, view: &View, scope: &Scope, need: Need) -> Frame<'d> {
        select::frame(dataset, view, scope, need, Asked { with_summaries: false, counted: false })
    }

    /// On the basis of what was gained, also the videos with a summary but without an increment.
    pub(crate) fn with_summaries(dataset: &'d Dataset, view: &View, scope: &Scope, need: Need) -> Frame<'d> {
        select::frame(dataset, view, scope, need, Asked { with_summaries: true, counted: true })
    }

    pub(crate) fn len(&self) -> usize {
        self.videos.len()
    }

    /// The places of all members.
    pub(crate) fn places(&self) -> std::ops::Range<u32> {
        0..self.videos.len() as u32
    }

    /// Whether a member is none of those that sums by product and day are made of.
    pub(crate) fn is_apart(&self, place: u32) -> bool {
        let video = self.videos[place as usize] as usize;
        !self.dataset.index.facts.has(video, trait_of::REGULAR | trait_of::SETTLED)
    }

    #[inline]
    pub(crate) fn facts(&self, place: u32) -> VideoFacts {
        let (video, facts) = (self.videos[place as usize] as usize, &self.dataset.index.facts);
        if facts.hold(video, self.view.window.to().number()) { facts.get(video) } else { self.odd(place).facts }
    }

    fn odd(&self, place: u32) -> &Odd {
        match self.odd.binary_search_by_key(&place, |odd| odd.place) {
            Ok(odd) => &self.odd[odd],
            Err(_) => unreachable!("what the index does not hold was worked out"),
        }
    }

    /// The day on which a member was published, [`NO_DAY`] if that is not known.
    #[inline]
    pub(crate) fn published(&self, place: u32) -> i32 {
        let (video, facts) = (self.videos[place as usize] as usize, &self.dataset.index.facts);
        if facts.hold(video, self.view.window.to().number()) {
            facts.published[video]
        } else {
            self.odd(place).facts.published
        }
    }

    /// When a member was created; 0 if that is not known.
    #[inline]
    pub(crate) fn create_time(&self, place: u32) -> i64 {
        let (video, facts) = (self.videos[place as usize] as usize, &self.dataset.index.facts);
        if facts.hold(video, self.view.window.to().number()) {
            facts.create_time[video]
        } else {
            self.odd(place).facts.create_time
        }
    }

    /// The values of all members in a metric, as the basis says, [`NO_VALUE`] where there is none.
    ///
    /// # Cost
    /// A look at each member at the first call, none later.
    pub(crate) fn values(&self, metric: Metric) -> &[i64] {
        self.columns[metric as usize].get_or_init(|| self.column_of(metric))
    }

    /// The values of some members in a metric; their places ascend.
    pub(crate) fn values_at(&self, places: &[u32], metric: Metric) -> Vec<i64> {
        if let Some(column) = self.columns[metric as usize].get() {
            return places.iter().map(|place| column[*place as usize]).collect();
        }
        let videos: Vec<u32> = places.iter().map(|place| self.videos[*place as usize]).collect();
        let mut values = self.regular_values(&videos, metric);
        let mut rest = 0;
        for (place, walked) in self.walked() {
            rest += places[rest..].partition_point(|other| *other < place);
            if places.get(rest) == Some(&place) {
                values[rest] = walked[metric].unwrap_or(NO_VALUE);
            }
        }
        values
    }

    fn column_of(&self, metric: Metric) -> Vec<i64> {
        let mut values = vec![NO_VALUE; self.videos.len()];
        for run in &self.runs {
            let (videos, out) = (&self.videos[run.places.clone()], &mut values[run.places.clone()]);
            self.fill_regular(run.block, videos, metric as usize, out);
        }
        self.walked().for_each(|(place, walked)| values[place as usize] = walked[metric].unwrap_or(NO_VALUE));
        values
    }

    /// The members that are not regular, by their places.
    fn walked(&self) -> impl Iterator<Item = (u32, &Counters)> {
        self.odd.iter().filter_map(|odd| Some((odd.place, odd.walked.as_ref()?)))
    }

    /// What the grid holds of some videos in a metric.
    fn regular_values(&self, videos: &[u32], metric: Metric) -> Vec<i64> {
        let mut values = vec![NO_VALUE; videos.len()];
        let mut begin = 0;
        for run in videos.chunk_by(|a, b| *a as usize / LANES == *b as usize / LANES) {
            let out = &mut values[begin..begin + run.len()];
            begin += run.len();
            self.fill_regular(run[0] as usize / LANES, run, metric as usize, out);
        }
        values
    }

    /// Fills in what the grid holds of some videos of a block in a metric.
    fn fill_regular(&self, block: usize, videos: &[u32], m: usize, out: &mut [i64]) {
        let (to, from) = self.cells(block, m);
        to.fill(out, videos, from);
        let index = &self.dataset.index;
        if (index.grid.blocks[block].metrics >> m) & 1 == 0 {
            for (place, video) in out.iter_mut().zip(videos) {
                if (index.facts.metrics[*video as usize] >> m) & 1 == 0 {
                    *place = NO_VALUE;
                }
            }
        }
    }

    /// What the values of a block's videos are made of.
    #[inline]
    fn cells(&self, block: usize, m: usize) -> (Column<'_>, Option<Column<'_>>) {
        let (block, ends) = (&self.dataset.index.grid.blocks[block], self.ends[block]);
        match (self.view.basis, self.view.baseline) {
            (Basis::Posted, _) => (block.last(m, ends.to), None),
            (Basis::Gained, Baseline::WithinDay) => (block.within(m, ends.to), Some(block.within(m, ends.before))),
            (Basis::Gained, Baseline::PreviousClose) => (block.last(m, ends.to), Some(block.last(m, ends.before))),
        }
    }

    /// The values of one member in some metrics, [`NO_VALUE`] where there is none.
    #[inline]
    pub(crate) fn values_of<const N: usize>(&self, place: u32, metrics: [Metric; N]) -> [i64; N] {
        let video = self.videos[place as usize] as usize;
        let facts = &self.dataset.index.facts;
        if !facts.has(video, trait_of::REGULAR) {
            let walked = self.odd(place).walked.unwrap_or_default();
            return metrics.map(|metric| walked[metric].unwrap_or(NO_VALUE));
        }
        let (block, lane, known) = (video / LANES, video % LANES, facts.metrics[video]);
        let mut values = [NO_VALUE; N];
        for (value, metric) in values.iter_mut().zip(metrics) {
            if (known >> metric as u8) & 1 == 1 {
                let (to, from) = self.cells(block, metric as usize);
                *value = to.get(lane) - from.map_or(0, |from| from.get(lane));
            }
        }
        values
    }

    pub(crate) fn member(&self, place: u32) -> Member {
        let video = self.videos[place as usize];
        let values = self.values_of(place, Metric::ALL);
        let value = Counters(values.map(|value| (value != NO_VALUE).then_some(value)));
        Member { video, facts: self.facts(place), value }
    }
}

/// A video's counters in its latest summary by the end of a day.
pub(crate) fn totals(dataset: &Dataset, video: usize, to: i32) -> Counters {
    let facts = &dataset.index.facts;
    if !facts.has(video, trait_of::REGULAR) {
        let row = dataset.summaries.latest_reading(video, to);
        return row.map(|row| dataset.summaries.at(row).lasts()).unwrap_or_default();
    }
    if facts.first_day[video] > to {
        return Counters::default();
    }
    let (block, lane) = dataset.index.grid.lane(video);
    let (at, metrics) = (block.at(to), facts.metrics[video]);
    Counters(std::array::from_fn(|m| ((metrics >> m) & 1 == 1).then(|| block.last(m, at).get(lane))))
}

/// The sums of a video's increments on the days from–to.
pub(crate) fn gains(
    dataset: &Dataset,
    video: usize,
    (from, to): (i32, i32),
    published: Option<i32>,
    baseline: Baseline,
) -> Counters {
    let facts = &dataset.index.facts;
    if !facts.has(video, trait_of::REGULAR) {
        return walked_gains(dataset, video, (from, to), published, baseline);
    }
    let (block, lane) = dataset.index.grid.lane(video);
    let ends = Ends { to: block.at(to), before: block.at(from - 1) };
    if !has_increment(dataset, video, ends, from, baseline) {
        return Counters::default();
    }
    let column = |m, at| if baseline == Baseline::WithinDay { block.within(m, at) } else { block.last(m, at) };
    let metrics = facts.metrics[video];
    Counters(std::array::from_fn(|m| {
        ((metrics >> m) & 1 == 1).then(|| column(m, ends.to).get(lane) - column(m, ends.before).get(lane))
    }))
}

/// Whether a regular video has an increment in a window that begins on a day.
#[inline]
fn has_increment(dataset: &Dataset, video: usize, ends: Ends, from: i32, baseline: Baseline) -> bool {
    let (block, lane) = dataset.index.grid.lane(video);
    let within = |column: fn(&Block, usize) -> &[u16]| column(block, ends.to)[lane] - column(block, ends.before)[lane];
    let without = match baseline {
        Baseline::WithinDay => within(|block, at| block.counts(Kind::Singles, at)),
        Baseline::PreviousClose => u16::from(opens_within(dataset, video, from)),
    };
    within(Block::reads) > without
}

/// Whether a video's first day has no increment, and lies on or after a day.
#[inline]
pub(crate) fn opens_within(dataset: &Dataset, video: usize, from: i32) -> bool {
    let facts = &dataset.index.facts;
    facts.has(video, trait_of::OPENS_SINGLE) && facts.first_day[video] >= from
}

fn walked_gains(
    dataset: &Dataset,
    video: usize,
    days: (i32, i32),
    published: Option<i32>,
    baseline: Baseline,
) -> Counters {
    let mut sums = [None::<i128>; Metric::COUNT];
    for step in Walk::window(&dataset.summaries, video, days.0, days.1, published) {
        for (sum, gained) in sums.iter_mut().zip(step.gained(baseline).0) {
            if let Some(gained) = gained {
                *sum = Some(sum.unwrap_or(0) + i128::from(gained));
            }
        }
    }
    Counters(sums.map(|sum| sum.and_then(|sum| i64::try_from(sum).ok())))
}
