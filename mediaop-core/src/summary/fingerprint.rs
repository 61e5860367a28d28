//! Summaries → a fingerprint, whatever tiers they are held in.
//!
//! Each row has one of its own, and that of all is their sum: what a refresh leaves as it was need
//! not be looked at again.

use std::ops::Range;

use rayon::prelude::*;
use xxhash_rust::xxh3::xxh3_128;

use super::column::CounterColumns;
use super::facts::{Fact, Stamped};
use super::ledger::{Ledger, Told};
use super::{FirstSeen, Summaries};
use crate::metric::Metric;
use crate::version::Parts;

/// Video, day, three instants, and the counters of the first and the last snapshot.
const NUMBERS: usize = 5 + 2 * Metric::COUNT;
/// Rows whose numbers are put beside each other at a time.
const ROWS: usize = 128;
/// Videos that a thread takes at a time.
const CHUNK: usize = 512;

impl Ledger {
    /// Of the rows and of the attributes, however they are held.
    pub(crate) fn prints(&self) -> [u128; 2] {
        let (rows, attributes) = rayon::join(|| self.sum_of_rows(), || self.attributes_print());
        [rows, attributes]
    }

    /// Of what is said of videos as a whole.
    fn attributes_print(&self) -> u128 {
        let mut all = Parts::default();
        all.number(self.videos().len() as i64);
        self.videos().iter().for_each(|id| all.number(*id));
        self.write_facts(&mut all, &self.products(), i64::from);
        self.write_facts(&mut all, &self.creators(), i64::from);
        self.write_facts(&mut all, &self.create_times(), |seconds| seconds);
        for seen in [self.links(), self.authors()] {
            all.number(seen.len() as i64);
            for FirstSeen { aweme_id, value, ts } in seen {
                all.number(*aweme_id);
                all.number((*value).into());
                all.number(*ts);
            }
        }
        all.print()
    }

    fn write_facts<V: Fact>(&self, all: &mut Parts, facts: &Told<'_, V>, number: impl Fn(V) -> i64) {
        for video in 0..self.videos().len() {
            match facts.alike(video) {
                Some(value) => {
                    all.flag(u8::from(value.is_some()));
                    all.number(value.map_or(0, &number));
                }
                None => {
                    let rows = self.rows(video);
                    all.flag(2);
                    all.number(rows.len() as i64);
                    for (place, row) in rows.enumerate() {
                        let day = self.at(row);
                        let Stamped { ts, value } = match facts.stamped(video, place, day.day(), day.seen_ts()) {
                            Some(Stamped { ts, value }) => Stamped { ts, value: number(value) },
                            None => Stamped { ts: i64::MIN, value: i64::MIN },
                        };
                        all.number(ts);
                        all.number(value);
                    }
                }
            }
        }
    }

    /// The sum of the fingerprints of all rows.
    fn sum_of_rows(&self) -> u128 {
        let of_closed = self.sum_of_closed_rows();
        if !self.has_open_tier() {
            return of_closed;
        }
        let count = self.videos().len();
        let part = |begin: usize| {
            let (mut sum, mut buffer) = (0_u128, Buffer::default());
            for video in begin..count.min(begin + CHUNK) {
                let id = self.videos()[video];
                let (tier, rows) = self.open_rows(video);
                sum = sum.wrapping_add(buffer.sum(tier, id, rows));
                sum = sum.wrapping_sub(buffer.sum(self.closed_tier(), id, self.closed_rows_out_of_use(video)));
            }
            sum
        };
        let begins = (0..count).into_par_iter().step_by(CHUNK);
        begins.map(part).reduce(|| 0, u128::wrapping_add).wrapping_add(of_closed)
    }
}

impl Summaries {
    /// The sum of the fingerprints of all rows.
    pub(super) fn sum_of_rows(&self) -> u128 {
        let part = |(place, ids): (usize, &[i64])| {
            let (mut sum, mut buffer) = (0_u128, Buffer::default());
            for (video, id) in (place * CHUNK..).zip(ids) {
                sum = sum.wrapping_add(buffer.sum(self, *id, self.rows(video)));
            }
            sum
        };
        self.videos.par_chunks(CHUNK).enumerate().map(part).reduce(|| 0, u128::wrapping_add)
    }
}

/// The numbers of some rows, row after row.
struct Buffer(Box<[[u64; NUMBERS]; ROWS]>);

impl Default for Buffer {
    fn default() -> Self {
        Buffer(Box::new([[0; NUMBERS]; ROWS]))
    }
}

impl Buffer {
    /// The sum of the fingerprints of some rows of a video.
    fn sum(&mut self, tier: &Summaries, id: i64, rows: Range<usize>) -> u128 {
        let mut sum = 0_u128;
        for begin in rows.clone().step_by(ROWS) {
            let rows = begin..rows.end.min(begin + ROWS);
            let buffer = &mut self.0[..rows.len()];
            for (numbers, row) in buffer.iter_mut().zip(rows.clone()) {
                let ts = [tier.seen_ts(row), tier.first_ts(row), tier.last_ts(row)];
                numbers[..5]
                    .copy_from_slice(&[id, i64::from(tier.day[row]), ts[0], ts[1], ts[2]].map(i64::cast_unsigned));
            }
            let CounterColumns(first) = &tier.first;
            let CounterColumns(last) = &tier.last;
            for (place, column) in (5..).zip(first.iter().chain(last)) {
                for (numbers, row) in buffer.iter_mut().zip(rows.clone()) {
                    numbers[place] = column.raw(row).cast_unsigned();
                }
            }
            for numbers in buffer {
                sum = sum.wrapping_add(fingerprint(numbers));
            }
        }
        sum
    }
}

fn fingerprint(numbers: &[u64; NUMBERS]) -> u128 {
    let mut bytes = [0; NUMBERS * 8];
    for (place, number) in bytes.as_chunks_mut::<8>().0.iter_mut().zip(numbers) {
        *place = number.to_le_bytes();
    }
    xxh3_128(&bytes)
}
