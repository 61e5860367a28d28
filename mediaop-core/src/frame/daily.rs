//! What members gained on each day of the window.

use super::Frame;
use crate::facts::NO_DAY;
use crate::increment::{Baseline, Walk};
use crate::metric::{Counters, Metric};
use crate::product_days::ProductDay;

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

    fn add_day(&mut self, day: &ProductDay, baseline: Baseline) {
        let gain = day.by(baseline);
        for m in 0..Metric::COUNT {
            self.sums[m] += i128::from(gain.sums[m]);
            self.known[m] += i64::from(gain.known[m]);
        }
        self.increments += i64::from(gain.increments);
        self.summaries += i64::from(day.reads);
    }

    fn add_step(&mut self, gained: &Counters, span: i32) {
        self.summaries += 1;
        if gained.any() {
            self.increments += 1;
            self.span = self.span.max(Some(i64::from(span)));
        }
        for (m, gained) in gained.0.into_iter().enumerate() {
            if let Some(gained) = gained {
                self.sums[m] += i128::from(gained);
                self.known[m] += 1;
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
    let from = frame.view.window.from().number();
    for step in walk(frame, frame.videos[place as usize], frame.published(place)) {
        if let Some(gained) = step.gained_in(frame.view.baseline, metric as usize) {
            take((step.day - from) as usize, gained);
        }
    }
}

/// The days of the window, summed over all members.
///
/// # Cost
/// A look at each day of each member.
pub(crate) fn daily_sums(frame: &Frame<'_>) -> Vec<DaySum> {
    let mut days = vec![DaySum::default(); frame.view.window.days() as usize];
    for (place, video) in frame.places().zip(&frame.videos) {
        add_walked(frame, *video, frame.published(place), &mut days);
    }
    days
}

/// The same where the members are all videos of a product or a category: from sums made before.
///
/// # Cost
/// A look at each day, and at those of each member that is not regular or not settled.
pub(crate) fn daily_sums_of<'d>(frame: &Frame<'_>, made: impl Iterator<Item = (i32, &'d ProductDay)>) -> Vec<DaySum> {
    let (window, baseline) = (&frame.view.window, frame.view.baseline);
    let mut days = vec![DaySum::default(); window.days() as usize];
    for (date, day) in made {
        let out = &mut days[(date - window.from().number()) as usize];
        out.add_day(day, baseline);
        if out.increments > 0 {
            out.span = Some(if baseline == Baseline::WithinDay { 1 } else { i64::from(day.span) });
        }
    }
    for place in frame.places().filter(|place| frame.is_apart(*place)) {
        add_walked(frame, frame.videos[place as usize], frame.published(place), &mut days);
    }
    days
}

fn add_walked(frame: &Frame<'_>, video: u32, published: i32, days: &mut [DaySum]) {
    let baseline = frame.view.baseline;
    for step in walk(frame, video, published) {
        let day = (step.day - frame.view.window.from().number()) as usize;
        days[day].add_step(&step.gained(baseline), step.span(baseline));
    }
}
