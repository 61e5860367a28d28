//! Rows that wait to be folded.

use super::DatasetBuilder;
use crate::summary::column::CounterColumns;
use crate::summary::{Codes, RowColumns, fold};

/// At so many rows they are folded, so that memory stays bounded.
const STAGED_ROWS: usize = if cfg!(test) { 1 << 5 } else { 1 << 22 };

/// Up to so many rows of two builders are folded together: they are not copied often.
const LITTLE: usize = STAGED_ROWS >> 4;

/// Accepted rows in columns; product and creator by their codes in the builder.
#[derive(Default)]
pub(super) struct Staged {
    pub(super) aweme_id: Vec<i64>,
    pub(super) update_ts: Vec<i64>,
    pub(super) create_time: Vec<i64>,
    pub(super) counters: CounterColumns,
    pub(super) product: Vec<i32>,
    pub(super) creator: Vec<i32>,
    pub(super) flags: Vec<u8>,
}

impl Staged {
    /// How many rows stand before those of the last video, or all if they are of one.
    fn before_last_video(&self) -> usize {
        let last = self.aweme_id.last();
        let before = self.aweme_id.iter().rposition(|id| Some(id) != last);
        before.map_or(self.aweme_id.len(), |place| place + 1)
    }

    /// Adds rows of another builder, whose products and creators are these.
    pub(super) fn append(&mut self, other: &Staged, products: &[u32], creators: &[u32]) {
        let known_as = |codes: &[u32], code: i32| usize::try_from(code).map_or(-1, |code| codes[code] as i32);
        self.aweme_id.extend(&other.aweme_id);
        self.update_ts.extend(&other.update_ts);
        self.create_time.extend(&other.create_time);
        for (column, others) in self.counters.0.iter_mut().zip(&other.counters.0) {
            column.push_all((0..others.len()).map(|row| others.raw(row)));
        }
        self.product.extend(other.product.iter().map(|code| known_as(products, *code)));
        self.creator.extend(other.creator.iter().map(|code| known_as(creators, *code)));
        self.flags.extend(&other.flags);
    }

    /// Makes room for so many more rows, or for as many as there will be at once.
    pub(super) fn reserve(&mut self, rows: usize) {
        let rows = rows.min(STAGED_ROWS.saturating_sub(self.aweme_id.len()));
        for column in [&mut self.aweme_id, &mut self.update_ts, &mut self.create_time] {
            column.reserve(rows);
        }
        for column in [&mut self.product, &mut self.creator] {
            column.reserve(rows);
        }
        self.counters.0.iter_mut().for_each(|column| column.reserve(rows));
        self.flags.reserve(rows);
    }

    fn drop_first(&mut self, rows: usize) {
        for column in [&mut self.aweme_id, &mut self.update_ts, &mut self.create_time] {
            column.drain(..rows);
        }
        for column in [&mut self.product, &mut self.creator] {
            column.drain(..rows);
        }
        self.counters.0.iter_mut().for_each(|column| column.drop_first(rows));
        self.flags.drain(..rows);
    }
}

impl DatasetBuilder {
    /// Whether the staged rows are all that was read, and few.
    pub(super) fn is_little_staged(&self) -> bool {
        self.folded.is_empty() && self.staged.aweme_id.len() <= LITTLE
    }

    pub(super) fn fold_staged(&mut self) {
        self.fold_first(self.staged.aweme_id.len());
        self.staged = Staged::default();
    }

    /// Rows of the last video wait for more of it, so that parts of rows that come in order have
    /// no video in common.
    #[inline]
    pub(super) fn fold_if_full(&mut self) {
        if self.staged.aweme_id.len() >= STAGED_ROWS {
            let rows = self.staged.before_last_video();
            self.fold_first(rows);
            // Their memory is used again.
            self.staged.drop_first(rows);
        }
    }

    fn fold_first(&mut self, rows: usize) {
        if rows == 0 {
            return;
        }
        let staged = &self.staged;
        let all = RowColumns {
            aweme_id: &staged.aweme_id,
            update_ts: &staged.update_ts,
            create_time: Some(&staged.create_time),
            counters: std::array::from_fn(|m| staged.counters.0[m].as_slice()),
            product: Some(Codes::of_builder(&staged.product, &self.product_ids)),
            creator: Some(Codes::of_builder(&staged.creator, &self.creator_ids)),
            flags: Some(&staged.flags),
        };
        self.folded.extend(fold(&all.part(0..rows), 0, &self.calendar).map(|folded| folded.summaries));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::Calendar;
    use crate::columns::{CounterSlice, SnapshotColumns};
    use crate::dataset::Dataset;
    use crate::metric::Metric;
    use crate::row::SnapshotRow;

    fn row(place: i64, rows_a_video: i64) -> SnapshotRow {
        let (video, hour) = (1 + place / rows_a_video, place % rows_a_video);
        let mut row = SnapshotRow {
            aweme_id: video,
            update_ts: 1_767_240_000_000 + hour * 5 * 3_600_000,
            ..SnapshotRow::default()
        };
        // The third metric comes late, and outgrows 32 bits.
        row.counters[Metric::Digg as usize] = place * 7 % 100;
        row.counters[Metric::Share as usize] = if place < 70 { -1 } else { place << 28 };
        row
    }

    fn by_columns(rows: &[SnapshotRow]) -> Dataset {
        let aweme_id: Vec<i64> = rows.iter().map(|row| row.aweme_id).collect();
        let update_ts: Vec<i64> = rows.iter().map(|row| row.update_ts).collect();
        let of = |metric: Metric| rows.iter().map(|row| row.counters[metric as usize]).collect::<Vec<_>>();
        let (digg, share) = (of(Metric::Digg), of(Metric::Share));
        let mut columns = SnapshotColumns { aweme_id: &aweme_id, update_ts: &update_ts, ..SnapshotColumns::default() };
        columns.counters[Metric::Digg as usize] = Some(CounterSlice::Wide(&digg));
        columns.counters[Metric::Share as usize] = Some(CounterSlice::Wide(&share));
        let mut builder = DatasetBuilder::new(Calendar::default());
        builder.push_columns(&columns).unwrap();
        builder.finish()
    }

    #[test]
    fn rows_that_are_folded_in_many_parts_are_those_that_came() {
        // Videos of fewer rows than are folded together, of as many, and of more.
        for rows_a_video in [1, 3, 10, 32, 100, 300] {
            let mut rows: Vec<SnapshotRow> = (0..300).map(|place| row(place, rows_a_video)).collect();
            let expected = by_columns(&rows);
            for step in [1, 7, 299] {
                let mut builder = DatasetBuilder::new(Calendar::default());
                rows.chunks(step).for_each(|rows| builder.extend_rows(rows.iter().copied()).unwrap());
                assert!(builder.folded.len() > 1);
                assert!(builder.finish() == expected, "{rows_a_video} rows a video, {step} at a time");
            }
            // 7 and 300 have no common divisor.
            rows = (0..300).map(|place| rows[place * 7 % 300]).collect();
            let mut builder = DatasetBuilder::new(Calendar::default());
            builder.extend_rows(rows).unwrap();
            assert!(builder.finish() == expected, "{rows_a_video} rows a video, in no order");
        }
    }
}
