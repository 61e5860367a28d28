//! Summaries → the numbers that a fingerprint is made of.

use std::hash::Hasher;

use xxhash_rust::xxh3::Xxh3;

use super::column::CounterColumns;
use super::{FirstSeen, Stamped, Summaries};

impl Summaries {
    /// Writes the content, however it is held.
    pub(crate) fn write_to(&self, hash: &mut Xxh3) {
        let rows = || 0..self.len();
        hash.write_u64(self.videos.len() as u64);
        hash.write_u64(self.len() as u64);
        write_numbers(hash, self.videos.iter().copied());
        write_numbers(hash, self.ends.iter().map(|end| *end as i64));
        write_numbers(hash, self.day.iter().map(|day| i64::from(*day)));
        write_numbers(hash, rows().map(|row| self.seen_ts(row)));
        write_numbers(hash, rows().map(|row| self.first_ts(row)));
        write_numbers(hash, rows().map(|row| self.last_ts(row)));
        for CounterColumns(columns) in [&self.first, &self.last] {
            for column in columns {
                let missing = rows().all(|row| column.raw(row) < 0);
                hash.write_u8(u8::from(missing));
                if !missing {
                    write_numbers(hash, rows().map(|row| column.raw(row)));
                }
            }
        }
        self.write_facts(hash, |video, row| self.product_of(video, row), i64::from);
        self.write_facts(hash, |video, row| self.creator_of(video, row), i64::from);
        self.write_facts(hash, |video, row| self.create_time_of(video, row), |seconds| seconds);
        for seen in [&self.links, &self.authors] {
            hash.write_u64(seen.len() as u64);
            write_numbers(
                hash,
                seen.iter().flat_map(|FirstSeen { aweme_id, value, ts }| [*aweme_id, i64::from(*value), *ts]),
            );
        }
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
