//! Rows by video.

use std::ops::Range;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

/// Rows grouped by video, the videos ascending.
pub(super) struct Grouped {
    pub(super) videos: Vec<i64>,
    ends: Vec<usize>,
    /// Row numbers group by group, unless the rows stand so already.
    pub(super) order: Option<Vec<u32>>,
}

impl Grouped {
    /// # Cost
    /// One pass where ids ascend; otherwise a hash look-up a row and a counting sort, on all
    /// threads.
    pub(super) fn new(ids: &[i64]) -> Self {
        if ids.is_sorted() { Grouped::in_place(ids) } else { Grouped::sorted(ids) }
    }

    fn in_place(ids: &[i64]) -> Self {
        let (mut videos, mut ends) = (Vec::new(), Vec::new());
        let mut end = 0;
        for group in ids.chunk_by(|a, b| a == b) {
            end += group.len();
            videos.push(group[0]);
            ends.push(end);
        }
        Grouped { videos, ends, order: None }
    }

    fn sorted(ids: &[i64]) -> Self {
        let threads = rayon::current_num_threads();
        let pieces: Vec<Piece> = ids.par_chunks(ids.len().div_ceil(threads).max(1)).map(Piece::new).collect();
        let mut videos: Vec<i64> = pieces.iter().flat_map(|piece| &piece.videos).copied().collect();
        videos.sort_unstable();
        videos.dedup();
        let ranks: Vec<Vec<u32>> = pieces.par_iter().map(|piece| piece.ranks(&videos)).collect();
        let mut counts = vec![0; videos.len()];
        for (piece, ranks) in pieces.iter().zip(&ranks) {
            piece.counts.iter().zip(ranks).for_each(|(count, rank)| counts[*rank as usize] += count);
        }
        let mut end = 0;
        let ends: Vec<usize> = counts
            .iter()
            .map(|count| {
                end += count;
                end
            })
            .collect();
        let mut grouped = Grouped { videos, ends, order: None };
        let mut order = vec![0; ids.len()];
        // Each thread fills the places of its own videos and passes over the rows of others.
        let mut rest = &mut order[..];
        let mut jobs = Vec::new();
        for groups in grouped.split(threads) {
            let begin = grouped.range(groups.start).start;
            let (mine, others) = rest.split_at_mut(grouped.range(groups.end - 1).end - begin);
            rest = others;
            jobs.push((groups, begin, mine));
        }
        jobs.into_par_iter().for_each(|(groups, begin, places)| {
            let mut next: Vec<usize> = groups.clone().map(|group| grouped.range(group).start - begin).collect();
            let mut row = 0;
            for (piece, ranks) in pieces.iter().zip(&ranks) {
                for slot in &piece.slots {
                    let rank = ranks[*slot as usize] as usize;
                    if groups.contains(&rank) {
                        let place = &mut next[rank - groups.start];
                        places[*place] = row;
                        *place += 1;
                    }
                    row += 1;
                }
            }
        });
        grouped.order = Some(order);
        grouped
    }

    pub(super) fn range(&self, group: usize) -> Range<usize> {
        (if group == 0 { 0 } else { self.ends[group - 1] })..self.ends[group]
    }

    /// Cuts the groups into parts of about as many rows each.
    pub(super) fn split(&self, parts: usize) -> Vec<Range<usize>> {
        let rows = self.ends.last().copied().unwrap_or(0);
        let mut begin = 0;
        (1..=parts)
            .map(|part| {
                let end = self.ends.partition_point(|end| *end <= rows * part / parts);
                let end = if part == parts { self.ends.len() } else { end.max(begin) };
                std::mem::replace(&mut begin, end)..end
            })
            .filter(|part| !part.is_empty())
            .collect()
    }
}

/// The videos of some rows, numbered in the order in which they appear.
struct Piece {
    videos: Vec<i64>,
    counts: Vec<usize>,
    /// For each row the number of its video.
    slots: Vec<u32>,
}

impl Piece {
    fn new(ids: &[i64]) -> Self {
        let mut numbers: FxHashMap<i64, u32> = FxHashMap::default();
        let (mut videos, mut counts) = (Vec::new(), Vec::new());
        let slots = ids
            .iter()
            .map(|id| {
                let number = *numbers.entry(*id).or_insert_with(|| {
                    videos.push(*id);
                    counts.push(0);
                    counts.len() as u32 - 1
                });
                counts[number as usize] += 1;
                number
            })
            .collect();
        Piece { videos, counts, slots }
    }

    /// For each video its place among all, which are ascending.
    fn ranks(&self, all: &[i64]) -> Vec<u32> {
        self.videos.iter().map(|id| all.partition_point(|other| other < id) as u32).collect()
    }
}
