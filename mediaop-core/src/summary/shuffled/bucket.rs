//! The rows of a bucket, in columns and in order.

use super::days::Days;
use super::extremes::Extremes;
use super::row::{Counter, Row, Texts};
use super::strewn::Strewn;
use crate::metric::Metric;
use crate::summary::rows::{Codes, RowColumns, flag};

/// Room for the rows of a bucket that decide a day.
pub(super) struct Bucket<T, C> {
    extremes: Extremes<T>,
    /// Where they lie.
    places: Vec<usize>,
    aweme_id: Vec<i64>,
    update_ts: Vec<i64>,
    create_time: Vec<i64>,
    product: Vec<i32>,
    creator: Vec<i32>,
    flags: Vec<u8>,
    counters: [Vec<C>; Metric::COUNT],
}

impl<T: Texts, C> Default for Bucket<T, C> {
    fn default() -> Self {
        Bucket {
            extremes: Extremes::default(),
            places: Vec::new(),
            aweme_id: Vec::new(),
            update_ts: Vec::new(),
            create_time: Vec::new(),
            product: Vec::new(),
            creator: Vec::new(),
            flags: Vec::new(),
            counters: [const { Vec::new() }; Metric::COUNT],
        }
    }
}

impl<T: Texts, C: Counter> Bucket<T, C> {
    /// The rows that can decide a day, by video, then time, in columns like those that they come
    /// from.
    pub(super) fn deciding<'a, const N: usize>(
        &'a mut self,
        strewn: Strewn<'_, Row<T, C, N>>,
        bucket: usize,
        days: Option<&Days>,
        like: &RowColumns<'a>,
    ) -> RowColumns<'a> {
        self.extremes.find(strewn, bucket, days, &mut self.places);
        // Fetched once: a row of the bucket is likely in no near cache any more.
        let rows: Vec<Row<T, C, N>> = self.places.iter().map(|place| *strewn.row(*place)).collect();
        let rows = || rows.iter();
        fill(&mut self.aweme_id, rows().map(|row| row.aweme_id));
        fill(&mut self.update_ts, rows().map(|row| row.update_ts()));
        fill(&mut self.create_time, rows().map(|row| row.create_time));
        fill(&mut self.product, rows().map(|row| row.texts.code(0)));
        fill(&mut self.creator, rows().map(|row| row.texts.code(1)));
        fill(&mut self.flags, rows().map(|row| if row.is_blank() { flag::BLANK } else { 0 }));
        let mut carried = 0..N;
        let counters = like.counters.map(|column| column.and_then(|_| carried.next()));
        for place in counters.into_iter().flatten() {
            fill(&mut self.counters[place], rows().map(|row| row.counters[place]));
        }
        RowColumns {
            aweme_id: &self.aweme_id,
            update_ts: &self.update_ts,
            create_time: like.create_time.map(|_| &self.create_time[..]),
            counters: counters.map(|place| place.map(|place| C::slice(&self.counters[place]))),
            product: like.product.map(|column| Codes { codes: &self.product, known: None, ..column }),
            creator: like.creator.map(|column| Codes { codes: &self.creator, known: None, ..column }),
            flags: Some(&self.flags),
        }
    }
}

fn fill<T>(column: &mut Vec<T>, values: impl Iterator<Item = T>) {
    column.clear();
    column.extend(values);
}
