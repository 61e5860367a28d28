//! Two sets of day summaries → one.

use super::fold::{later, later_creator};
use super::{FactColumn, FirstSeen, Summaries, beats};

impl Summaries {
    /// Merges two sets whose text codes mean the same; codes must ascend with their texts.
    /// `is_hash` tells of each creator whether its id is a hash.
    ///
    /// Associative, commutative and idempotent.
    pub(crate) fn merge(a: &Summaries, b: &Summaries, is_hash: &[bool]) -> Summaries {
        let mut out = Summaries::default();
        let (mut i, mut j) = (0, 0);
        while i < a.videos.len() || j < b.videos.len() {
            let id = match (a.videos.get(i), b.videos.get(j)) {
                (Some(x), Some(y)) => *x.min(y),
                (Some(id), None) | (None, Some(id)) => *id,
                (None, None) => break,
            };
            let rows_of = |set: &Summaries, video: &mut usize| {
                if set.videos.get(*video) != Some(&id) {
                    return 0..0;
                }
                *video += 1;
                set.rows(*video - 1)
            };
            let (mut x, mut y) = (rows_of(a, &mut i), rows_of(b, &mut j));
            while !x.is_empty() || !y.is_empty() {
                let left = a.day[x.clone()].first().copied();
                let right = b.day[y.clone()].first().copied();
                match (left, right) {
                    (Some(left), Some(right)) if left == right => {
                        out.push_merged(a, x.start, b, y.start, is_hash);
                        (x.start, y.start) = (x.start + 1, y.start + 1);
                    }
                    (Some(left), right) if right.is_none_or(|right| left < right) => {
                        out.push_row(a, x.start);
                        x.start += 1;
                    }
                    _ => {
                        out.push_row(b, y.start);
                        y.start += 1;
                    }
                }
            }
            out.videos.push(id);
            out.ends.push(out.day.len());
        }
        out.links = merge_seen(&a.links, &b.links);
        out.authors = merge_seen(&a.authors, &b.authors);
        out.shrink_to_fit();
        out
    }

    fn push_row(&mut self, from: &Summaries, row: usize) {
        self.day.push(from.day[row]);
        self.seen_ts.push(from.seen_ts[row]);
        self.first_ts.push(from.first_ts[row]);
        self.last_ts.push(from.last_ts[row]);
        self.first.push_from(&from.first, row);
        self.last.push_from(&from.last, row);
        self.product.push(from.product.get(row));
        self.creator.push(from.creator.get(row));
        self.create_time.push(from.create_time.get(row));
    }

    fn push_merged(&mut self, a: &Summaries, i: usize, b: &Summaries, j: usize, is_hash: &[bool]) {
        self.day.push(a.day[i]);
        self.seen_ts.push(a.seen_ts[i].max(b.seen_ts[j]));
        let greater = |x: bool| if x { (b, j) } else { (a, i) };
        let replaces = |earlier: bool| {
            if !b.has_reading(j) || !a.has_reading(i) {
                return !a.has_reading(i);
            }
            let (times, columns) = if earlier {
                ((a.first_ts[i], b.first_ts[j]), (&a.first, &b.first))
            } else {
                ((a.last_ts[i], b.last_ts[j]), (&a.last, &b.last))
            };
            let in_order = if earlier { times.1 < times.0 } else { times.1 > times.0 };
            in_order || beats(times.1, || columns.1.get(j), times.0, || columns.0.get(i))
        };
        let (first, row) = greater(replaces(true));
        self.first_ts.push(first.first_ts[row]);
        self.first.push_from(&first.first, row);
        let (last, row) = greater(replaces(false));
        self.last_ts.push(last.last_ts[row]);
        self.last.push_from(&last.last, row);
        merge_fact(&mut self.product, (&a.product, i), (&b.product, j));
        let mut creator = a.creator.get(i);
        if let Some(other) = b.creator.get(j) {
            let is_hash = |code: u32| is_hash[code as usize];
            later_creator(&mut creator, other.ts, other.value, is_hash, |new, old| new > old);
        }
        self.creator.push(creator);
        merge_fact(&mut self.create_time, (&a.create_time, i), (&b.create_time, j));
    }
}

fn merge_fact<V: Copy + Default + PartialEq + Ord>(
    out: &mut FactColumn<V>,
    a: (&FactColumn<V>, usize),
    b: (&FactColumn<V>, usize),
) {
    let mut fact = a.0.get(a.1);
    if let Some(other) = b.0.get(b.1) {
        later(&mut fact, other.ts, other.value, |new, old| new > old);
    }
    out.push(fact);
}

fn merge_seen(a: &[FirstSeen], b: &[FirstSeen]) -> Vec<FirstSeen> {
    let mut out: Vec<FirstSeen> = Vec::with_capacity(a.len().max(b.len()));
    for seen in itertools::merge_join_by(a, b, |x, y| (x.aweme_id, x.value).cmp(&(y.aweme_id, y.value))) {
        out.push(match seen {
            itertools::EitherOrBoth::Left(x) | itertools::EitherOrBoth::Right(x) => *x,
            itertools::EitherOrBoth::Both(x, y) => FirstSeen { ts: x.ts.min(y.ts), ..*x },
        });
    }
    out
}
