//! The rows that a refresh brings: those of the two newest crawls.

use crate::tables::Tables;

/// A crawl pauses for less than this between two videos, and hours pass before the next.
const PAUSE_MS: i64 = 30 * 60_000;
const CRAWLS: usize = 2;

/// The snapshots before the two newest crawls, and those of these crawls.
pub fn split(tables: &Tables) -> (Tables, Tables) {
    let since = start_of_newest(tables);
    let (old, new): (Vec<u32>, Vec<u32>) =
        (0..tables.rows() as u32).partition(|row| tables.update_ts[*row as usize] < since);
    (tables.part(&old), tables.part(&new))
}

fn start_of_newest(tables: &Tables) -> i64 {
    let newest = tables.update_ts.iter().copied().max().expect("the demo has snapshots");
    let mut recent: Vec<i64> = tables.update_ts.iter().copied().filter(|ts| newest - ts < 2 * 86_400_000).collect();
    recent.sort_unstable();
    let starts = recent.windows(2).rev().filter(|pair| pair[1] - pair[0] > PAUSE_MS).map(|pair| pair[1]);
    starts.take(CRAWLS).last().expect("crawls on the last two days")
}
