//! Rows by video.

use std::ops::Range;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::fold::{Codes, Constant, RowColumns};

/// Rows grouped by video, the videos ascending.
pub(super) struct Grouped {
    pub(super) videos: Vec<i64>,
    ends: Vec<usize>,
    /// Row numbers group by group, unless the rows stand so already.
    pub(super) order: Option<Vec<u32>>,
    /// What all rows of a group say alike, if they do; unless the rows stand in their groups,
    /// where that is seen at a glance.
    constants: Vec<Option<Constant>>,
}

impl Grouped {
    /// # Cost
    /// One pass where ids ascend; otherwise a hash look-up a row and a counting sort, on all
    /// threads.
    pub(super) fn new(rows: &RowColumns<'_>) -> Self {
        if rows.aweme_id.is_sorted() { Grouped::in_place(rows.aweme_id) } else { Grouped::sorted(rows) }
    }

    /// What all rows of a group say alike.
    pub(super) fn constant(&self, rows: &RowColumns<'_>, group: usize) -> Option<Constant> {
        if self.order.is_some() {
            return self.constants[group];
        }
        let range = self.range(group);
        let alike = |codes: Option<Codes<'_>>| codes.is_none_or(|codes| all_equal(&codes.codes[range.clone()]));
        let all_alike = alike(rows.product)
            && alike(rows.creator)
            && rows.create_time.is_none_or(|seconds| all_equal(&seconds[range.clone()]));
        all_alike.then(|| rows.constant(range.start))
    }

    fn in_place(ids: &[i64]) -> Self {
        let (mut videos, mut ends) = (Vec::new(), Vec::new());
        let mut end = 0;
        for group in ids.chunk_by(|a, b| a == b) {
            end += group.len();
            videos.push(group[0]);
            ends.push(end);
        }
        Grouped { videos, ends, order: None, constants: Vec::new() }
    }

    fn sorted(rows: &RowColumns<'_>) -> Self {
        let threads = rayon::current_num_threads();
        let count = rows.aweme_id.len();
        let size = count.div_ceil(threads).max(1);
        let pieces: Vec<Piece> = (0..count.div_ceil(size))
            .into_par_iter()
            .map(|piece| Piece::new(rows, piece * size..count.min((piece + 1) * size)))
            .collect();
        let mut videos: Vec<i64> = pieces.iter().flat_map(|piece| &piece.videos).copied().collect();
        videos.sort_unstable();
        videos.dedup();
        let ranks: Vec<Vec<u32>> = pieces.par_iter().map(|piece| piece.ranks(&videos)).collect();
        let mut counts = vec![0; videos.len()];
        for (piece, ranks) in pieces.iter().zip(&ranks) {
            piece.counts.iter().zip(ranks).for_each(|(count, rank)| counts[*rank as usize] += count);
        }
        let mut constants = vec![Sameness::Unseen; videos.len()];
        for (piece, ranks) in pieces.iter().zip(&ranks) {
            piece.constants.iter().zip(ranks).for_each(|(same, rank)| constants[*rank as usize].join(*same));
        }
        let constants = constants.into_iter().map(Sameness::known).collect();
        let mut end = 0;
        let ends: Vec<usize> = counts
            .iter()
            .map(|count| {
                end += count;
                end
            })
            .collect();
        let mut grouped = Grouped { videos, ends, order: None, constants };
        let mut order = vec![0; count];
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

fn all_equal<T: PartialEq>(values: &[T]) -> bool {
    values.first().is_none_or(|first| values.iter().all(|value| value == first))
}

/// Whether rows of a video say the same.
#[derive(Clone, Copy)]
enum Sameness {
    Unseen,
    Same(Constant),
    Different,
}

impl Sameness {
    #[inline]
    fn join(&mut self, other: Sameness) {
        *self = match (*self, other) {
            (Sameness::Unseen, other) => other,
            (same, Sameness::Unseen) => same,
            (Sameness::Same(a), Sameness::Same(b)) if a == b => return,
            _ => Sameness::Different,
        };
    }

    fn known(self) -> Option<Constant> {
        match self {
            Sameness::Same(constant) => Some(constant),
            Sameness::Unseen | Sameness::Different => None,
        }
    }
}

/// The videos of some rows, numbered in the order in which they appear.
struct Piece {
    videos: Vec<i64>,
    counts: Vec<usize>,
    constants: Vec<Sameness>,
    /// For each row the number of its video.
    slots: Vec<u32>,
}

impl Piece {
    fn new(rows: &RowColumns<'_>, range: Range<usize>) -> Self {
        let mut numbers: FxHashMap<i64, u32> = FxHashMap::default();
        let (mut videos, mut counts, mut constants) = (Vec::new(), Vec::new(), Vec::new());
        let slots = range
            .map(|row| {
                let id = rows.aweme_id[row];
                let number = *numbers.entry(id).or_insert_with(|| {
                    videos.push(id);
                    counts.push(0);
                    constants.push(Sameness::Unseen);
                    videos.len() as u32 - 1
                });
                counts[number as usize] += 1;
                constants[number as usize].join(Sameness::Same(rows.constant(row)));
                number
            })
            .collect();
        Piece { videos, counts, constants, slots }
    }

    /// For each video its place among all, which are ascending.
    fn ranks(&self, all: &[i64]) -> Vec<u32> {
        self.videos.iter().map(|id| all.partition_point(|other| other < id) as u32).collect()
    }
}
