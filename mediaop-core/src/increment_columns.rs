//! All daily increments of a data set, in columns.

use rayon::prelude::*;

use crate::daily::{GainedColumn, IncrementColumns};
use crate::dataset::Dataset;
use crate::increment::{Baseline, Walk};

/// Videos that one thread walks over at a time.
const VIDEOS: usize = 1024;

impl Dataset {
    /// All daily increments, by video, then day: [`Dataset::increments`] in columns.
    ///
    /// # Output
    /// Counters are 64 bits wide; a metric without an increment is absent.
    ///
    /// # Cost
    /// One pass over the summaries on all threads.
    ///
    /// # Example: how many likes were gained in all?
    /// ```
    /// use mediaop_core::{Baseline, Metric, example};
    /// let columns = example::dataset().increment_columns(Baseline::PreviousClose);
    /// let likes = (0..columns.len()).filter_map(|row| columns.gained[Metric::Digg as usize].get(row));
    /// // The last readings of videos 1 to 4, and what video 5 grew by since its first.
    /// assert_eq!(likes.sum::<i64>(), 210 + 100 + 80 + 300 + (545 - 500));
    /// ```
    pub fn increment_columns(&self, baseline: Baseline) -> IncrementColumns {
        let parts: Vec<IncrementColumns> = (0..self.video_count().div_ceil(VIDEOS))
            .into_par_iter()
            .map(|part| self.increments_of(part * VIDEOS, baseline))
            .collect();
        let mut all = IncrementColumns::concat(&parts);
        for gained in &mut all.gained {
            if matches!(gained, GainedColumn::Wide(values) if values.iter().all(|v| *v == GainedColumn::MISSING_WIDE)) {
                *gained = GainedColumn::Absent;
            }
        }
        all
    }

    fn increments_of(&self, first_video: usize, baseline: Baseline) -> IncrementColumns {
        let mut out = IncrementColumns::default();
        let mut gained: Vec<(usize, Vec<i64>)> = Vec::new();
        let is_there = |m: &usize| !self.summaries.lacks(*m);
        gained.extend((0..out.gained.len()).filter(is_there).map(|m| (m, Vec::new())));
        for video in first_video..self.video_count().min(first_video + VIDEOS) {
            let published = self.published(video, i32::MAX);
            for step in Walk::new(&self.summaries, self.summaries.rows(video), published) {
                let mut any = false;
                for (m, values) in &mut gained {
                    let value = step.gained_in(baseline, *m);
                    any |= value.is_some();
                    values.push(value.unwrap_or(GainedColumn::MISSING_WIDE));
                }
                if any {
                    out.aweme_id.push(self.summaries.videos()[video]);
                    out.day.push(step.day);
                    out.span_days.push(step.span(baseline));
                } else {
                    gained.iter_mut().for_each(|(_, values)| values.truncate(out.len()));
                }
            }
        }
        for (m, values) in gained {
            out.gained[m] = GainedColumn::Wide(values);
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use crate::daily::GainedColumn;
    use crate::{Baseline, Calendar, Cell, Dataset, DatasetBuilder, Metric, RawSnapshot};

    fn builder(likes: i64, collects: Cell<'static>) -> DatasetBuilder {
        let mut row =
            RawSnapshot { aweme_id: Cell::Int(1), update_ts: Cell::Int(1_772_700_000_000), ..RawSnapshot::default() };
        row.counters[Metric::Digg as usize] = Cell::Int(likes);
        row.counters[Metric::Collect as usize] = collects;
        let mut builder = DatasetBuilder::new(Calendar::default());
        builder.extend([row]);
        builder
    }

    #[test]
    fn a_metric_that_a_later_row_took_away_is_absent() {
        let merged = builder(6, Cell::Null).finish_onto(&builder(5, Cell::Int(7)).finish()).unwrap();
        let collects = |dataset: &Dataset| {
            dataset.increment_columns(Baseline::PreviousClose).gained.into_iter().nth(Metric::Collect as usize).unwrap()
        };
        assert!(matches!(collects(&merged), GainedColumn::Absent));
    }
}
