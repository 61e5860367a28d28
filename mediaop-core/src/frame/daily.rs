//! What members gained on each day of the window.

use super::Frame;
use crate::facts::NO_DAY;
use crate::grid::{Block, DaySums, LANES};
use crate::increment::{Baseline, Walk};
use crate::metric::{Counters, Metric};

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

    /// Adds a video's day, or takes it away where `sign` is −1.
    fn add_step(&mut self, sign: i64, gained: &Counters) {
        self.summaries += sign;
        self.increments += if gained.any() { sign } else { 0 };
        for (m, gained) in gained.0.into_iter().enumerate() {
            if let Some(gained) = gained {
                self.sums[m] += i128::from(sign) * i128::from(gained);
                self.known[m] += sign;
            }
        }
    }
}

/// A member's days in the window.
fn walk<'d>(frame: &Frame<'d>, video: u32, published: i32) -> Walk<'d> {
    let window = &frame.view.window;
    let (from, to) = (window.from().number(), window.to().number());
    Walk::window(&frame.dataset.summaries, video as usize, from, to, (published != NO_DAY).then_some(published))
}

/// Hands out a member's increments in a metric, with the day counted from the window's first.
pub(crate) fn daily_gains(frame: &Frame<'_>, place: u32, metric: Metric, mut take: impl FnMut(usize, i64)) {
    let (summaries, from) = (&frame.dataset.summaries, frame.view.window.from().number());
    for step in walk(frame, frame.videos[place as usize], frame.facts(place).published) {
        if let Some(gained) = step.gained_in(summaries, frame.view.baseline, metric as usize) {
            take((summaries.day[step.row] - from) as usize, gained);
        }
    }
}

/// The days of the window, summed over all members.
///
/// # Cost
/// A look at each day of each member; where nearly all videos of a block are members, of those
/// that are not.
pub(crate) fn daily_sums(frame: &Frame<'_>) -> Vec<DaySum> {
    let mut days = vec![DaySum::default(); frame.view.window.days() as usize];
    let mut places = frame.places();
    for run in frame.videos.chunk_by(|a, b| *a as usize / LANES == *b as usize / LANES) {
        let place = run[0] as usize / LANES;
        let of_block = BlockDays { frame, place, block: &frame.dataset.index.grid.blocks[place] };
        let whole = run.len() * 2 > of_block.block.regular;
        let mut lanes = Vec::new();
        for (video, place) in run.iter().zip(&mut places) {
            if whole && frame.is_regular(*video) {
                lanes.push(*video);
            } else {
                add_walked(frame, *video, frame.facts(place).published, &mut days);
            }
        }
        if whole {
            of_block.add(&lanes, &mut days);
        }
    }
    days
}

fn add_walked(frame: &Frame<'_>, video: u32, published: i32, days: &mut [DaySum]) {
    let (summaries, baseline) = (&frame.dataset.summaries, frame.view.baseline);
    for step in walk(frame, video, published) {
        let day = &mut days[(summaries.day[step.row] - frame.view.window.from().number()) as usize];
        let gained = step.gained(summaries, baseline);
        day.add_step(1, &gained);
        if gained.any() {
            day.span = day.span.max(Some(i64::from(step.span(baseline))));
        }
    }
}

/// A block most of whose videos are members.
struct BlockDays<'f, 'd> {
    frame: &'f Frame<'d>,
    place: usize,
    block: &'d Block,
}

impl BlockDays<'_, '_> {
    /// Adds the days of the block's regular members: of all its videos, less those of the others.
    fn add(&self, members: &[u32], days: &mut [DaySum]) {
        let (window, of_block) = (&self.frame.view.window, self.block.days());
        let first = window.from().number().max(of_block.start() + 1);
        let last = window.to().number().min(*of_block.end());
        if first > last || members.is_empty() {
            return;
        }
        let of_window = &mut days[(first - window.from().number()) as usize..][..(last - first + 1) as usize];
        for (day, out) in (first..).zip(of_window) {
            let sums = self.block.sums(day).less(self.block.sums(day - 1));
            out.add_sums(&sums, self.frame.view.baseline);
            self.add_span(members, day, &sums, out);
        }
        let (facts, summaries) = (&self.frame.dataset.index.facts, &self.frame.dataset.summaries);
        for video in self.others(members) {
            for step in walk(self.frame, video, facts.published[video as usize]) {
                let day = (summaries.day[step.row] - window.from().number()) as usize;
                days[day].add_step(-1, &step.gained(summaries, self.frame.view.baseline));
            }
        }
    }

    /// The regular videos of the block beside the members.
    fn others(&self, members: &[u32]) -> Vec<u32> {
        let end = self.frame.dataset.video_count().min((self.place + 1) * LANES) as u32;
        let mut members = members.iter().peekable();
        ((self.place * LANES) as u32..end)
            .filter(|video| members.next_if_eq(&video).is_none())
            .filter(|video| self.frame.is_regular(*video))
            .collect()
    }

    /// The longest span of a day: one day, but for an increment over a gap.
    fn add_span(&self, members: &[u32], day: i32, sums: &DaySums, out: &mut DaySum) {
        if out.increments > 0 {
            out.span = out.span.max(Some(1));
        }
        if self.frame.view.baseline == Baseline::WithinDay || sums.gaps == 0 {
            return;
        }
        let (now, before) = (self.block.at(day), self.block.at(day - 1));
        for lane in members.iter().map(|video| *video as usize % LANES) {
            if self.block.gaps.get(now + lane) > self.block.gaps.get(before + lane) {
                out.span = out.span.max(Some(i64::from(day - self.latest_reading(lane, day - 1))));
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
