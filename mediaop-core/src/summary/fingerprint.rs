//! Summaries → the numbers that a fingerprint is made of.

use std::hash::Hasher;

use rayon::prelude::*;
use xxhash_rust::xxh3::Xxh3;

use super::column::CounterColumns;
use super::{FirstSeen, Stamped, Summaries};

/// Writes one column.
type Column<'a> = Box<dyn Fn(&mut Xxh3) + Send + Sync + 'a>;

impl Summaries {
    /// Writes the content, however it is held: fingerprints of the columns, which are made at once.
    pub(crate) fn write_to(&self, hash: &mut Xxh3) {
        hash.write_u64(self.videos.len() as u64);
        hash.write_u64(self.len() as u64);
        let rows = || 0..self.len();
        let mut columns: Vec<Column<'_>> = vec![
            Box::new(|hash| self.write_facts(hash, |video, row| self.product_of(video, row), i64::from)),
            Box::new(|hash| self.write_facts(hash, |video, row| self.creator_of(video, row), i64::from)),
            Box::new(|hash| self.write_facts(hash, |video, row| self.create_time_of(video, row), |seconds| seconds)),
            Box::new(|hash| write_numbers(hash, self.videos.iter().copied())),
            Box::new(|hash| write_numbers(hash, self.ends.iter().map(|end| *end as i64))),
            Box::new(|hash| write_numbers(hash, self.day.iter().map(|day| i64::from(*day)))),
            Box::new(move |hash| write_numbers(hash, rows().map(|row| self.seen_ts(row)))),
            Box::new(move |hash| write_numbers(hash, rows().map(|row| self.first_ts(row)))),
            Box::new(move |hash| write_numbers(hash, rows().map(|row| self.last_ts(row)))),
            Box::new(|hash| write_seen(hash, &self.links)),
            Box::new(|hash| write_seen(hash, &self.authors)),
        ];
        for CounterColumns(counters) in [&self.first, &self.last] {
            for column in counters {
                columns.push(Box::new(move |hash| {
                    if rows().any(|row| column.raw(row) >= 0) {
                        write_numbers(hash, rows().map(|row| column.raw(row)));
                    }
                }));
            }
        }
        let fingerprint = |write: &Column<'_>| {
            let mut hash = Xxh3::new();
            write(&mut hash);
            hash.digest128()
        };
        let fingerprints: Vec<u128> = columns.par_iter().map(fingerprint).collect();
        fingerprints.iter().for_each(|fingerprint| hash.update(&fingerprint.to_le_bytes()));
    }

    fn write_facts<V>(
        &self,
        hash: &mut Xxh3,
        fact: impl Fn(usize, usize) -> Option<Stamped<V>>,
        number: impl Fn(V) -> i64,
    ) {
        let facts = (0..self.videos.len()).flat_map(|video| self.rows(video).map(move |row| (video, row)));
        let numbers = facts.map(|(video, row)| match fact(video, row) {
            Some(Stamped { ts, value }) => [ts, number(value)],
            None => [i64::MIN; 2],
        });
        write_numbers(hash, numbers.flatten());
    }
}

fn write_seen(hash: &mut Xxh3, seen: &[FirstSeen]) {
    let numbers = seen.iter().flat_map(|FirstSeen { aweme_id, value, ts }| [*aweme_id, i64::from(*value), *ts]);
    write_numbers(hash, numbers);
}

fn write_numbers(hash: &mut Xxh3, numbers: impl Iterator<Item = i64>) {
    let mut buffer = [0_u8; 8 * 512];
    let mut filled = 0;
    for number in numbers {
        buffer[filled..filled + 8].copy_from_slice(&number.to_le_bytes());
        filled += 8;
        if filled == buffer.len() {
            hash.update(&buffer);
            filled = 0;
        }
    }
    hash.update(&buffer[..filled]);
}
