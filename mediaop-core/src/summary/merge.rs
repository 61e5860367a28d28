//! Two sets of day summaries → one.

use super::facts::{DayFact, Fact, FactColumn, Stamped};
use super::odd::{later, later_creator};
use super::{FirstSeen, Summaries, beats};

/// A row of either set, or of both.
#[derive(Clone, Copy)]
enum Source {
    Left(usize),
    Right(usize),
    Both(usize, usize),
}

/// Two sets, and the position of a video in each.
#[derive(Clone, Copy)]
struct Pair<'a> {
    a: &'a Summaries,
    b: &'a Summaries,
    videos: (usize, usize),
}

impl Summaries {
    /// Merges two sets whose text codes mean the same; codes must ascend with their texts.
    /// `is_hash` tells of each creator whether its id is a hash.
    ///
    /// Associative, commutative and idempotent.
    pub(crate) fn merge(a: &Summaries, b: &Summaries, is_hash: &[bool]) -> Summaries {
        let mut out = Summaries::default();
        let mut sources = Vec::new();
        let (mut i, mut j) = (0, 0);
        while i < a.videos.len() || j < b.videos.len() {
            let id = match (a.videos.get(i), b.videos.get(j)) {
                (Some(x), Some(y)) => *x.min(y),
                (Some(id), None) | (None, Some(id)) => *id,
                (None, None) => break,
            };
            let pair = Pair { a, b, videos: (i, j) };
            let rows_of = |set: &Summaries, video: &mut usize| {
                if set.videos.get(*video) != Some(&id) {
                    return 0..0;
                }
                *video += 1;
                set.rows(*video - 1)
            };
            let (mut x, mut y) = (rows_of(a, &mut i), rows_of(b, &mut j));
            sources.clear();
            while !x.is_empty() || !y.is_empty() {
                let left = a.day[x.clone()].first().copied();
                let right = b.day[y.clone()].first().copied();
                match (left, right) {
                    (Some(left), Some(right)) if left == right => {
                        sources.push(Source::Both(x.start, y.start));
                        (x.start, y.start) = (x.start + 1, y.start + 1);
                    }
                    (Some(left), right) if right.is_none_or(|right| left < right) => {
                        sources.push(Source::Left(x.start));
                        x.start += 1;
                    }
                    _ => {
                        sources.push(Source::Right(y.start));
                        y.start += 1;
                    }
                }
            }
            out.push_video(id, pair, &sources, is_hash);
        }
        out.links = merge_seen(&a.links, &b.links);
        out.authors = merge_seen(&a.authors, &b.authors);
        out.shrink_to_fit();
        out
    }

    fn push_video(&mut self, id: i64, pair: Pair<'_>, sources: &[Source], is_hash: &[bool]) {
        let Pair { a, b, .. } = pair;
        let begin = self.day.len();
        for source in sources {
            match *source {
                Source::Left(row) => self.push_row(a, row),
                Source::Right(row) => self.push_row(b, row),
                Source::Both(i, j) => self.push_merged(a, i, b, j),
            }
        }
        let Summaries { product, creator, create_time, day, seen, .. } = self;
        let (day, seen) = (&day[begin..], &seen[begin..]);
        let later_of = |fact: &mut Option<Stamped<u32>>, other: Stamped<u32>| {
            later(fact, other.ts, other.value, |new, old| new > old);
        };
        let later_creator_of = |fact: &mut Option<Stamped<u32>>, other: Stamped<u32>| {
            let is_hash = |code: u32| is_hash[code as usize];
            later_creator(fact, other.ts, other.value, is_hash, |new, old| new > old);
        };
        let later_time_of = |fact: &mut Option<Stamped<i64>>, other: Stamped<i64>| {
            later(fact, other.ts, other.value, |new, old| new > old);
        };
        push_facts(product, begin, (day, seen), pair, sources, Summaries::product_of, later_of);
        push_facts(creator, begin, (day, seen), pair, sources, Summaries::creator_of, later_creator_of);
        push_facts(create_time, begin, (day, seen), pair, sources, Summaries::create_time_of, later_time_of);
        self.videos.push(id);
        self.ends.push(self.day.len());
    }

    fn push_row(&mut self, from: &Summaries, row: usize) {
        self.day.push(from.day[row]);
        self.seen.push(from.seen[row]);
        self.first_at.push(from.first_at[row]);
        self.last_at.push(from.last_at[row]);
        self.first.push_from(&from.first, row);
        self.last.push_from(&from.last, row);
    }

    fn push_merged(&mut self, a: &Summaries, i: usize, b: &Summaries, j: usize) {
        self.day.push(a.day[i]);
        self.seen.push(a.seen[i].max(b.seen[j]));
        let greater = |x: bool| if x { (b, j) } else { (a, i) };
        let replaces = |earlier: bool| {
            if !b.has_reading(j) || !a.has_reading(i) {
                return !a.has_reading(i);
            }
            let (times, columns) = if earlier {
                ((a.first_ts(i), b.first_ts(j)), (&a.first, &b.first))
            } else {
                ((a.last_ts(i), b.last_ts(j)), (&a.last, &b.last))
            };
            let in_order = if earlier { times.1 < times.0 } else { times.1 > times.0 };
            in_order || beats(times.1, || columns.1.get(j), times.0, || columns.0.get(i))
        };
        let (first, row) = greater(replaces(true));
        self.first_at.push(first.first_at[row]);
        self.first.push_from(&first.first, row);
        let (last, row) = greater(replaces(false));
        self.last_at.push(last.last_at[row]);
        self.last.push_from(&last.last, row);
    }
}

/// Adds what the days of a video say, of two sets in one.
fn push_facts<V: Fact>(
    out: &mut FactColumn<V>,
    begin: usize,
    (day, seen): (&[i32], &[u32]),
    Pair { a, b, videos }: Pair<'_>,
    sources: &[Source],
    of: impl Fn(&Summaries, usize, usize) -> Option<Stamped<V>>,
    join: impl Fn(&mut Option<Stamped<V>>, Stamped<V>),
) {
    let fact = |source: &Source| match *source {
        Source::Left(row) => of(a, videos.0, row),
        Source::Right(row) => of(b, videos.1, row),
        Source::Both(i, j) => {
            let mut fact = of(a, videos.0, i);
            if let Some(other) = of(b, videos.1, j) {
                join(&mut fact, other);
            }
            fact
        }
    };
    let days = sources.iter().zip(day).zip(seen);
    out.push_days(
        begin,
        days.map(|((source, day), seen)| -> DayFact<V> { (*day, super::instant::instant(*day, *seen), fact(source)) }),
    );
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
