//! Running sums over the days of each video, so that a window costs two look-ups and not a walk.
//!
//! They hold for videos that are regular: the day of publication was known from the first row
//! on and no reading lies before it, each metric is in all readings or in none, counters are below
//! 2^47 and rows below 2^16. The few others are walked day by day.

use rayon::prelude::*;

use crate::calendar::Calendar;
use crate::increment::{Baseline, Walk};
use crate::index::Histories;
use crate::metric::{Counters, Metric};
use crate::summary::Summaries;

/// Sums of one metric; 32 bits wide where all fit.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum SumColumn {
    Absent,
    Narrow(Vec<i32>),
    Wide(Vec<i64>),
}

impl SumColumn {
    #[inline]
    fn get(&self, row: usize) -> i64 {
        match self {
            SumColumn::Absent => 0,
            SumColumn::Narrow(sums) => i64::from(sums[row]),
            SumColumn::Wide(sums) => sums[row],
        }
    }
}

/// Counts of days of a video up to and with a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct DayCounts {
    /// With an increment by `within_day`.
    pub(crate) within: u16,
    /// With a single snapshot, the publication day apart.
    pub(crate) single: u16,
    /// On which a metric fell, by `within_day`.
    pub(crate) falls_within: u16,
    /// On which a metric fell, by `previous_close`.
    pub(crate) falls_close: u16,
    /// Whose increment by `previous_close` spans more than a day.
    pub(crate) gaps: u16,
}

impl DayCounts {
    fn since(self, earlier: DayCounts) -> DayCounts {
        DayCounts {
            within: self.within - earlier.within,
            single: self.single - earlier.single,
            falls_within: self.falls_within - earlier.falls_within,
            falls_close: self.falls_close - earlier.falls_close,
            gaps: self.gaps - earlier.gaps,
        }
    }
}

/// What a regular video gained in a window, by either baseline.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Gained {
    pub(crate) days: DayCounts,
    pub(crate) within: Counters,
    pub(crate) close: Counters,
    /// Whether there is a reading in the window.
    pub(crate) read: bool,
}

impl Gained {
    #[inline]
    pub(crate) fn by(&self, baseline: Baseline) -> Counters {
        match baseline {
            Baseline::WithinDay => self.within,
            Baseline::PreviousClose => self.close,
        }
    }
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Running {
    /// Sums of increments by `within_day` up to and with a row, in the order of the rows.
    within: [SumColumn; Metric::COUNT],
    days: Vec<DayCounts>,
    /// For each video the metrics that all its readings have, as bits; `IRREGULAR` if it is not
    /// regular.
    metrics: Vec<u8>,
}

/// Videos that one thread takes at a time.
const PIECE: usize = 1024;
const IRREGULAR: u8 = 1 << 7;
/// Counters below this cannot leave 64 bits in a sum over as many days as `u16` counts.
const MOST: i64 = 1 << 47;

impl Running {
    pub(crate) fn new(summaries: &Summaries, create_time: &Histories<i64>, calendar: &Calendar) -> Self {
        let videos = summaries.videos.len();
        let published = |video: usize| {
            let day = |seconds: i64| calendar.day_of_seconds(seconds).number();
            match create_time.get(video) {
                [] => Some(None),
                [(known_from, seconds)] if *known_from == summaries.day[summaries.rows(video).start] => {
                    Some(Some(day(*seconds)))
                }
                _ => None,
            }
        };
        let metrics: Vec<u8> = (0..videos)
            .into_par_iter()
            .with_min_len(1024)
            .map(|video| published(video).map_or(IRREGULAR, |published| metrics_of(summaries, video, published)))
            .collect();
        let read = metrics.iter().filter(|metrics| **metrics != IRREGULAR).fold(0, |all, metrics| all | metrics);
        let within = Metric::ALL.map(|metric| (read >> metric as u8) & 1 == 1);
        let within: Vec<SumColumn> = within
            .into_par_iter()
            .enumerate()
            .map(|(m, read)| if read { sums_within(summaries, m, &metrics, &published) } else { SumColumn::Absent })
            .collect();
        let within = within.try_into().unwrap_or([const { SumColumn::Absent }; Metric::COUNT]);
        let pieces: Vec<Vec<DayCounts>> = metrics
            .par_chunks(PIECE)
            .enumerate()
            .map(|(piece, metrics)| {
                let mut days = Vec::new();
                for (video, metrics) in (piece * PIECE..).zip(metrics) {
                    count_days(summaries, video, *metrics, published(video).flatten(), &mut days);
                }
                days
            })
            .collect();
        let mut days = Vec::with_capacity(summaries.len());
        pieces.into_iter().for_each(|mut piece| days.append(&mut piece));
        Running { within, days, metrics }
    }

    /// What a video gained on the days of these rows, if it is regular; `rows` is that part of
    /// the video's rows, and `published` its day of publication.
    #[inline]
    pub(crate) fn gained(
        &self,
        summaries: &Summaries,
        video: usize,
        rows: std::ops::Range<usize>,
        published: Option<i32>,
    ) -> Option<Gained> {
        let metrics = self.metrics[video];
        if metrics == IRREGULAR {
            return None;
        }
        let Some(last) = rows.clone().rev().find(|row| summaries.has_reading(*row)) else {
            return Some(Gained::default());
        };
        let start = summaries.rows(video).start;
        let before = (rows.start > start).then(|| rows.start - 1);
        let days = self.days[last].since(before.map_or(DayCounts::default(), |row| self.days[row]));
        let has = |m: usize| (metrics >> m) & 1 == 1;
        let within = Counters(std::array::from_fn(|m| {
            (days.within > 0 && has(m))
                .then(|| self.within[m].get(last) - before.map_or(0, |row| self.within[m].get(row)))
        }));
        let close = (start..rows.start).rev().find(|row| summaries.has_reading(*row));
        let end = |m: usize| summaries.last.0[m].raw(last);
        let close = match close {
            Some(close) => Counters(std::array::from_fn(|m| has(m).then(|| end(m) - summaries.last.0[m].raw(close)))),
            None => {
                let first = rows.clone().find(|row| summaries.has_reading(*row)).unwrap_or(last);
                let is_published = published == Some(summaries.day[first]);
                let none = first == last && !is_published && summaries.first_ts(first) == summaries.last_ts(first);
                let open = |m: usize| if is_published { 0 } else { summaries.first.0[m].raw(first) };
                Counters(std::array::from_fn(|m| (has(m) && !none).then(|| end(m) - open(m))))
            }
        };
        Some(Gained { days, within, close, read: true })
    }
}

/// The metrics that all readings of a video have, or `IRREGULAR`.
fn metrics_of(summaries: &Summaries, video: usize, published: Option<i32>) -> u8 {
    let rows = summaries.rows(video);
    let mut readings = rows.clone().filter(|row| summaries.has_reading(*row));
    let first_day = readings.clone().next().map(|row| summaries.day[row]);
    if rows.len() > usize::from(u16::MAX)
        || first_day.zip(published).is_some_and(|(first, published)| first < published)
    {
        return IRREGULAR;
    }
    let Some(first) = readings.next() else { return 0 };
    let mut metrics = 0;
    for (m, (firsts, lasts)) in summaries.first.0.iter().zip(&summaries.last.0).enumerate() {
        let has = firsts.raw(first) >= 0;
        let holds = |value: i64| (value >= 0) == has && value < MOST;
        let same = |row: usize| holds(firsts.raw(row)) && holds(lasts.raw(row));
        let all = (firsts.is_absent() && lasts.is_absent())
            || rows.clone().all(|row| !summaries.has_reading(row) || same(row));
        if !all {
            return IRREGULAR;
        }
        metrics |= u8::from(has) << m;
    }
    metrics
}

fn sums_within(
    summaries: &Summaries,
    m: usize,
    metrics: &[u8],
    published: &impl Fn(usize) -> Option<Option<i32>>,
) -> SumColumn {
    narrow_sums(summaries, m, metrics, published).map_or_else(
        || {
            let mut sums = vec![0; summaries.len()];
            each_sum(summaries, m, metrics, published, |row, sum| {
                sums[row] = sum;
                true
            });
            SumColumn::Wide(sums)
        },
        SumColumn::Narrow,
    )
}

/// The sums in 32 bits; `None` if one does not fit.
fn narrow_sums(
    summaries: &Summaries,
    m: usize,
    metrics: &[u8],
    published: &impl Fn(usize) -> Option<Option<i32>>,
) -> Option<Vec<i32>> {
    let mut sums = vec![0; summaries.len()];
    let all_fit = each_sum(summaries, m, metrics, published, |row, sum| {
        sums[row] = sum as i32;
        i64::from(sums[row]) == sum
    });
    all_fit.then_some(sums)
}

/// Hands out the sum up to and with each row of the regular videos, as long as `take` says true;
/// whether it always did.
fn each_sum(
    summaries: &Summaries,
    m: usize,
    metrics: &[u8],
    published: &impl Fn(usize) -> Option<Option<i32>>,
    mut take: impl FnMut(usize, i64) -> bool,
) -> bool {
    let (first, last) = (&summaries.first.0[m], &summaries.last.0[m]);
    let regular = |(_, metrics): &(usize, &u8)| **metrics != IRREGULAR && (**metrics >> m) & 1 == 1;
    metrics.iter().enumerate().filter(regular).all(|(video, _)| {
        let published = published(video).flatten();
        let mut sum = 0_i64;
        summaries.rows(video).all(|row| {
            if summaries.has_reading(row) {
                // Of a single snapshot first and last are one.
                let open = if published == Some(summaries.day[row]) { 0 } else { first.raw(row) };
                sum += last.raw(row) - open;
            }
            take(row, sum)
        })
    })
}

/// Appends the counts of each of a video's rows.
fn count_days(summaries: &Summaries, video: usize, metrics: u8, published: Option<i32>, out: &mut Vec<DayCounts>) {
    let rows = summaries.rows(video);
    let end = out.len() + rows.len();
    if metrics != IRREGULAR {
        let has = |m: usize| (metrics >> m) & 1 == 1;
        let columns = || summaries.first.0.iter().zip(&summaries.last.0).enumerate().filter(|(m, _)| has(*m));
        let mut counts = DayCounts::default();
        for step in Walk::new(summaries, rows.clone(), published) {
            let row = step.row;
            out.resize(end - (rows.end - row), counts);
            let falls = columns().any(|(_, (first, last))| last.raw(row) < first.raw(row));
            let falls_since_close = |close: usize| columns().any(|(_, (_, last))| last.raw(row) < last.raw(close));
            let single = step.single && !step.published;
            counts.within += u16::from(!single);
            counts.single += u16::from(single);
            counts.falls_within += u16::from(falls && !step.published);
            counts.falls_close += u16::from(!step.published && step.close.map_or(falls, falls_since_close));
            counts.gaps += u16::from(step.span(Baseline::PreviousClose) > 1 && metrics != 0);
            out.push(counts);
        }
        out.resize(end, counts);
    }
    out.resize(end, DayCounts::default());
}
