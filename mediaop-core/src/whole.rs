//! Each video as it stands after its last day, in one place: what most questions ask for.

use rayon::prelude::*;

use crate::calendar::Calendar;
use crate::index::Histories;
use crate::metric::{Counters, Metric};
use crate::running::{DayCounts, Gained, Running};
use crate::summary::Summaries;

/// Stands for a missing value among increments, which may be negative.
const NONE: i64 = i64::MIN;

/// A regular video (see `running.rs`) with all its days.
///
/// It serves a window that ends on or after the video's last day and holds all its readings.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Whole {
    pub(crate) first_day: i32,
    pub(crate) last_day: i32,
    pub(crate) published: Option<i32>,
    pub(crate) create_time: Option<i64>,
    pub(crate) product: Option<u32>,
    pub(crate) creator: Option<u32>,
    days: DayCounts,
    read: bool,
    within: [i64; Metric::COUNT],
    close: [i64; Metric::COUNT],
    totals: [i64; Metric::COUNT],
}

impl Whole {
    pub(crate) fn gained(&self) -> Gained {
        Gained { days: self.days, within: shown(&self.within), close: shown(&self.close), read: self.read }
    }

    pub(crate) fn totals(&self) -> Counters {
        shown(&self.totals)
    }
}

fn held(counters: Counters) -> [i64; Metric::COUNT] {
    counters.0.map(|value| value.unwrap_or(NONE))
}

#[inline]
fn shown(values: &[i64; Metric::COUNT]) -> Counters {
    Counters(values.map(|value| (value != NONE).then_some(value)))
}

/// One for each video; `None` where it is not regular.
pub(crate) fn wholes(
    summaries: &Summaries,
    running: &Running,
    (product, creator, create_time): (&Histories<u32>, &Histories<u32>, &Histories<i64>),
    calendar: &Calendar,
) -> Vec<Option<Whole>> {
    let whole = |video: usize| {
        let rows = summaries.rows(video);
        let (first_day, last_day) = (summaries.day[rows.start], summaries.day[rows.end - 1]);
        let create_time = create_time.at(video, last_day);
        let published = create_time.map(|seconds| calendar.day_of_seconds(seconds).number());
        let Gained { days, within, close, read } = running.gained(summaries, video, rows, published)?;
        let totals = summaries.latest_reading(video, last_day).map(|row| summaries.last.get(row)).unwrap_or_default();
        Some(Whole {
            first_day,
            last_day,
            published,
            create_time,
            product: product.at(video, last_day),
            creator: creator.at(video, last_day),
            days,
            read,
            within: held(within),
            close: held(close),
            totals: held(totals),
        })
    };
    (0..summaries.videos.len()).into_par_iter().with_min_len(1024).map(whole).collect()
}
