//! What members gained on each day of the window.

use super::Frame;
use crate::facts::NO_DAY;
use crate::grid::{Block, DaySums, LANES};
use crate::increment::{Baseline, Walk};
use crate::metric::Metric;

/// A day of the window over all members.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct DaySum {
    sums: [i128; Metric::COUNT],
    /// Increments, by metric.
    known: [i64; Metric::COUNT],
    /// Members with an increment in any metric.
    pub(crate) increments: i64,
    /// Members with a summary.
    pub(crate) summaries: i64,
    /// The longest span of an increment, in days.
    pub(crate) span: Option<i64>,
}

impl DaySum {
    /// The sum of a metric's increments; `None` where there is none, or where 64 bits do not hold it.
    pub(crate) fn gained(&self, metric: Metric) -> Option<i64> {
        let m = metric as usize;
        if self.known[m] > 0 { i64::try_from(self.sums[m]).ok() } else { None }
    }

    fn add_sums(&mut self, sums: &DaySums, baseline: Baseline) {
        let (gained, known, without) = match baseline {
            Baseline::WithinDay => (&sums.within, &sums.withins, sums.singles),
            Baseline::PreviousClose => (&sums.last, &sums.closes, sums.opens),
        };
        for m in 0..Metric::COUNT {
            self.sums[m] += i128::from(gained[m]);
            self.known[m] += known[m];
        }
        self.increments += sums.reads - without;
        self.summaries += sums.reads;
    }

    fn spans(&mut self, days: i64) {
        self.span = self.span.max(Some(days));
    }
}

/// Hands out a member's increments in a metric, with the day counted from the window's first.
pub(crate) fn daily_gains(frame: &Frame<'_>, place: u32, metric: Metric, mut take: impl FnMut(usize, i64)) {
    let (dataset, view, video) = (frame.dataset, &frame.view, frame.videos[place as usize]);
    let (from, to) = (view.window.from().number(), view.window.to().number());
    if !frame.is_regular(video) {
        let published = Some(frame.facts(place).published).filter(|day| *day != NO_DAY);
        for step in Walk::window(&dataset.summaries, video as usize, from, to, published) {
            if let Some(gained) = step.gained(&dataset.summaries, view.baseline)[metric] {
                take((dataset.summaries.day[step.row] - from) as usize, gained);
            }
        }
        return;
    }
    let facts = &dataset.index.facts;
    let (block, lane) = dataset.index.grid.lane(video as usize);
    if (facts.metrics[video as usize] >> metric as u8) & 1 == 0 {
        return;
    }
    let cells = match view.baseline {
        Baseline::WithinDay => &block.within[metric as usize],
        Baseline::PreviousClose => &block.last[metric as usize],
    };
    let days = block.days();
    for day in from.max(days.start() + 1)..=to.min(*days.end()) {
        let (now, before) = (block.at(day) + lane, block.at(day - 1) + lane);
        if has_increment(frame, block, video as usize, day, (now, before)) {
            take((day - from) as usize, cells.get(now) - cells.get(before));
        }
    }
}

fn has_increment(frame: &Frame<'_>, block: &Block, video: usize, day: i32, (now, before): (usize, usize)) -> bool {
    let without = match frame.view.baseline {
        Baseline::WithinDay => block.singles.get(now) - block.singles.get(before),
        Baseline::PreviousClose => {
            let facts = &frame.dataset.index.facts;
            u16::from(facts.first_day[video] == day && super::opens_within(frame.dataset, video, day))
        }
    };
    block.reads[now] - block.reads[before] > without
}

/// The days of the window, summed over all members.
///
/// # Cost
/// A look at each member for each day and metric; at fewer where nearly all videos are members.
pub(crate) fn daily_sums(frame: &Frame<'_>) -> Vec<DaySum> {
    let mut days = vec![DaySum::default(); frame.view.window.days() as usize];
    let mut places = frame.places();
    for run in frame.videos.chunk_by(|a, b| *a as usize / LANES == *b as usize / LANES) {
        let block = run[0] as usize / LANES;
        let mut lanes = Vec::with_capacity(run.len());
        for (video, place) in run.iter().zip(&mut places) {
            if frame.is_regular(*video) {
                lanes.push((*video as usize % LANES) as u32);
            } else {
                add_walked(frame, place, &mut days);
            }
        }
        BlockDays { frame, place: block, block: &frame.dataset.index.grid.blocks[block] }.add(&lanes, &mut days);
    }
    days
}

fn add_walked(frame: &Frame<'_>, place: u32, days: &mut [DaySum]) {
    let (summaries, view, video) = (&frame.dataset.summaries, &frame.view, frame.videos[place as usize]);
    let (from, to) = (view.window.from().number(), view.window.to().number());
    let published = Some(frame.facts(place).published).filter(|day| *day != NO_DAY);
    for step in Walk::window(summaries, video as usize, from, to, published) {
        let day = &mut days[(summaries.day[step.row] - from) as usize];
        let gained = step.gained(summaries, view.baseline);
        day.summaries += 1;
        if gained.any() {
            day.increments += 1;
            day.spans(i64::from(step.span(view.baseline)));
        }
        for (m, gained) in gained.0.into_iter().enumerate() {
            if let Some(gained) = gained {
                day.sums[m] += i128::from(gained);
                day.known[m] += 1;
            }
        }
    }
}

/// The regular members of a block.
struct BlockDays<'f> {
    frame: &'f Frame<'f>,
    place: usize,
    block: &'f Block,
}

impl BlockDays<'_> {
    fn add(&self, lanes: &[u32], days: &mut [DaySum]) {
        if lanes.is_empty() {
            return;
        }
        let window = &self.frame.view.window;
        let of_block = self.block.days();
        let first = window.from().number().max(of_block.start() + 1);
        let last = window.to().number().min(*of_block.end());
        if first > last {
            return;
        }
        let days = &mut days[(first - window.from().number()) as usize..][..(last - first + 1) as usize];
        if lanes.len() * 2 <= self.block.regular {
            self.add_lanes(lanes, 1, first, days);
        } else {
            for (day, out) in (first..).zip(&mut *days) {
                let sums = self.block.sums(day).less(self.block.sums(day - 1));
                out.add_sums(&sums, self.frame.view.baseline);
            }
            self.add_lanes(&self.others(lanes), -1, first, days);
        }
        self.add_spans(lanes, first, days);
    }

    /// The regular videos of the block beside these.
    fn others(&self, lanes: &[u32]) -> Vec<u32> {
        let facts = &self.frame.dataset.index.facts;
        let end = facts.traits.len().min((self.place + 1) * LANES) - self.place * LANES;
        let mut members = lanes.iter().peekable();
        (0..end as u32)
            .filter(|lane| members.next_if_eq(&lane).is_none())
            .filter(|lane| self.frame.is_regular((self.place * LANES) as u32 + lane))
            .collect()
    }

    /// Adds the days of some videos, or takes them away where `sign` is −1.
    fn add_lanes(&self, lanes: &[u32], sign: i64, first: i32, days: &mut [DaySum]) {
        let metrics_of = |lane: u32| self.frame.dataset.index.facts.metrics[self.place * LANES + lane as usize];
        let mut lanes = lanes.to_vec();
        lanes.sort_by_key(|lane| metrics_of(*lane));
        for alike in lanes.chunk_by(|a, b| metrics_of(*a) == metrics_of(*b)) {
            let metrics = metrics_of(alike[0]);
            let mut before = self.sums_at(alike, metrics, first - 1);
            for (day, out) in (first..).zip(&mut *days) {
                let now = self.sums_at(alike, metrics, day);
                let mut sums = now.less(&before);
                if self.frame.view.baseline == Baseline::PreviousClose {
                    sums.opens = alike.iter().filter(|lane| self.opens_on(**lane, day)).count() as i64;
                }
                let increments = match self.frame.view.baseline {
                    Baseline::WithinDay => sums.reads - sums.singles,
                    Baseline::PreviousClose => sums.reads - sums.opens,
                };
                let known = std::array::from_fn(|m| increments * i64::from((metrics >> m) & 1));
                (sums.withins, sums.closes) = (known, known);
                out.add_sums(&sums.times(sign), self.frame.view.baseline);
                before = now;
            }
        }
    }

    fn opens_on(&self, lane: u32, day: i32) -> bool {
        let video = self.place * LANES + lane as usize;
        let facts = &self.frame.dataset.index.facts;
        facts.first_day[video] == day && super::opens_within(self.frame.dataset, video, day)
    }

    /// Sums over videos with the same metrics, by the end of a day.
    fn sums_at(&self, lanes: &[u32], metrics: u8, day: i32) -> DaySums {
        let (block, at) = (self.block, self.block.at(day));
        let lanes = || lanes.iter().map(|lane| *lane as usize);
        let mut sums = DaySums::default();
        for m in (0..Metric::COUNT).filter(|m| (metrics >> m) & 1 == 1) {
            match self.frame.view.baseline {
                Baseline::WithinDay => block.within[m].each(at, None, lanes(), |_, sum| sums.within[m] += sum),
                Baseline::PreviousClose => block.last[m].each(at, None, lanes(), |_, last| sums.last[m] += last),
            }
        }
        sums.reads = lanes().map(|lane| i64::from(block.reads[at + lane])).sum();
        if !block.singles.is_zero() {
            sums.singles = lanes().map(|lane| i64::from(block.singles.get(at + lane))).sum();
        }
        sums
    }

    /// The longest span of each day: one day, but for an increment over a gap.
    fn add_spans(&self, lanes: &[u32], first: i32, days: &mut [DaySum]) {
        for (day, out) in (first..).zip(days) {
            let sums = self.block.sums(day).less(self.block.sums(day - 1));
            if out.increments > 0 {
                out.spans(1);
            }
            if self.frame.view.baseline == Baseline::WithinDay || sums.gaps == 0 {
                continue;
            }
            let (now, before) = (self.block.at(day), self.block.at(day - 1));
            for lane in lanes.iter().map(|lane| *lane as usize) {
                if self.block.gaps.get(now + lane) > self.block.gaps.get(before + lane) {
                    out.spans(i64::from(day - self.latest_reading(lane, day - 1)));
                }
            }
        }
    }

    /// The latest day up to and with this one on which a video has a reading.
    fn latest_reading(&self, lane: usize, day: i32) -> i32 {
        let reads = |day: i32| self.block.reads[self.block.at(day) + lane];
        let held = reads(day);
        (*self.block.days().start()..=day).rev().take_while(|day| reads(*day) == held).last().unwrap_or(day)
    }
}
