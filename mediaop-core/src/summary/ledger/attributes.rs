//! What videos say of their attributes, of two sets in one.

use itertools::{EitherOrBoth, merge_join_by};

use super::super::facts::{DayFact, Fact, FactColumn, Stamped, Varying};
use super::super::odd::{later, later_creator};
use super::super::{FirstSeen, Summaries};
use super::extend::Places;
use super::{Ledger, Told};

/// An attribute of all videos.
pub(super) struct Attribute<V> {
    /// By the places of rows; `None` where it is as before.
    pub(super) facts: Option<FactColumn<V>>,
    /// The videos that are new or say something else than before.
    pub(super) changed: Vec<u32>,
}

impl Attribute<u32> {
    pub(super) fn of_products(ledger: &Ledger, part: &Summaries, places: &Places, codes: Option<&[u32]>) -> Self {
        let join = |fact: &mut Option<Stamped<u32>>, other: Stamped<u32>| {
            later(fact, other.ts, other.value, |new, old| new > old);
        };
        let sides = Sides { ledger, told: ledger.products(), part, there: &part.product };
        sides.merged(places, |code| codes.map_or(code, |codes| codes[code as usize]), codes.is_none(), join)
    }

    pub(super) fn of_creators(
        ledger: &Ledger,
        part: &Summaries,
        places: &Places,
        codes: Option<&[u32]>,
        is_hash: &[bool],
    ) -> Self {
        let join = |fact: &mut Option<Stamped<u32>>, other: Stamped<u32>| {
            later_creator(fact, other.ts, other.value, |code| is_hash[code as usize], |new, old| new > old);
        };
        let sides = Sides { ledger, told: ledger.creators(), part, there: &part.creator };
        sides.merged(places, |code| codes.map_or(code, |codes| codes[code as usize]), codes.is_none(), join)
    }
}

impl Attribute<i64> {
    pub(super) fn of_create_times(ledger: &Ledger, part: &Summaries, places: &Places) -> Self {
        let join = |fact: &mut Option<Stamped<i64>>, other: Stamped<i64>| {
            later(fact, other.ts, other.value, |new, old| new > old);
        };
        let sides = Sides { ledger, told: ledger.create_times(), part, there: &part.create_time };
        sides.merged(places, |seconds| seconds, true, join)
    }
}

/// An attribute in both sets.
struct Sides<'a, V> {
    ledger: &'a Ledger,
    told: Told<'a, V>,
    part: &'a Summaries,
    there: &'a FactColumn<V>,
}

impl<V: Fact> Sides<'_, V> {
    /// `code` gives what a value of the ledger is in the merged set.
    fn merged(
        &self,
        places: &Places,
        code: impl Fn(V) -> V,
        same_codes: bool,
        join: impl Fn(&mut Option<Stamped<V>>, Stamped<V>),
    ) -> Attribute<V> {
        let there = Told { facts: self.there, by_row: Some(self.part) };
        let here_alike = |video: usize| self.told.alike(video).map(|value| value.map(&code));
        let alike = |here: usize, video: usize| here_alike(here).filter(|value| there.alike(video) == Some(*value));
        let is_as_before = |(here, video): (Option<usize>, Option<usize>)| match (here, video) {
            (Some(here), Some(video)) => alike(here, video).is_some(),
            (here, _) => here.is_some(),
        };
        if same_codes && places.pairs().all(is_as_before) {
            return Attribute { facts: None, changed: Vec::new() };
        }
        let mut facts = FactColumn { of_video: Vec::with_capacity(places.of.len()), ..FactColumn::default() };
        let mut changed = Vec::new();
        for (place, (here, video)) in (0..).zip(places.pairs()) {
            match (here, video) {
                (Some(here), None) => self.push_old(&mut facts, here, &code),
                (Some(here), Some(video)) => match alike(here, video) {
                    Some(value) => facts.push_same(value.unwrap_or(V::NONE)),
                    None => {
                        let days = self.days(here, video, &code, &join);
                        facts.push_days(0, days.iter().copied());
                        changed.push(place);
                    }
                },
                (None, Some(video)) => {
                    facts.push_days(0, self.new_days(video));
                    changed.push(place);
                }
                (None, None) => {}
            }
        }
        Attribute { facts: Some(facts), changed }
    }

    /// Adds a video of the ledger as it is.
    fn push_old(&self, facts: &mut FactColumn<V>, video: usize, code: impl Fn(V) -> V) {
        match self.told.alike(video) {
            Some(value) => facts.push_same(value.map_or(V::NONE, code)),
            None => facts.push_days(0, self.old_days(video, &code)),
        }
    }

    fn old_days(&self, video: usize, code: impl Fn(V) -> V + Clone) -> impl Iterator<Item = DayFact<V>> + Clone {
        let rows = self.ledger.rows(video).enumerate();
        rows.map(move |(place, row)| {
            let (day, seen_ts) = (self.ledger.day(row), self.ledger.at(row).seen_ts());
            let fact = self.told.stamped(video, place, day, seen_ts);
            (day, seen_ts, fact.map(|Stamped { ts, value }| Stamped { ts, value: code(value) }))
        })
    }

    fn new_days(&self, video: usize) -> impl Iterator<Item = DayFact<V>> + Clone {
        self.part.rows(video).map(move |row| {
            let (day, seen_ts) = (self.part.day[row], self.part.seen_ts(row));
            (day, seen_ts, self.there.stamped(video, row, day, seen_ts))
        })
    }

    fn days(
        &self,
        here: usize,
        there: usize,
        code: impl Fn(V) -> V + Clone,
        join: impl Fn(&mut Option<Stamped<V>>, Stamped<V>),
    ) -> Vec<DayFact<V>> {
        let days = merge_join_by(self.old_days(here, code), self.new_days(there), |a, b| a.0.cmp(&b.0));
        days.map(|day| match day {
            EitherOrBoth::Left(day) | EitherOrBoth::Right(day) => day,
            EitherOrBoth::Both((day, seen, mut fact), (_, seen_there, other)) => {
                if let Some(other) = other {
                    join(&mut fact, other);
                }
                (day, seen.max(seen_there), fact)
            }
        })
        .collect()
    }
}

impl<V: Fact> Told<'_, V> {
    pub(in super::super) fn stamped(&self, video: usize, place: usize, day: i32, seen_ts: i64) -> Option<Stamped<V>> {
        let begin = self.by_row.map_or(0, |summaries| summaries.rows(video).start);
        self.facts.stamped(video, begin + place, day, seen_ts)
    }
}

impl<V: Fact> FactColumn<V> {
    /// The same where rows are known by their places among those of their video.
    pub(super) fn by_place(&self) -> FactColumn<V> {
        let varying = self.varying.iter().map(|varying| Varying { row: 0, ..*varying }).collect();
        let (of_video, at, values) = (self.of_video.clone(), self.at.clone(), self.values.clone());
        FactColumn { of_video, varying, at, values }
    }
}

/// What videos were seen with, of two sets in one.
pub(super) struct Seen {
    /// `None` where nothing is new.
    pub(super) all: Option<Vec<FirstSeen>>,
    /// The ids of videos that were seen with something for the first time, ascending.
    pub(super) videos: Vec<i64>,
}

/// The union of what two sets were seen with.
pub(super) fn merged_seen(here: &[FirstSeen], codes: Option<&[u32]>, there: &[FirstSeen]) -> Seen {
    let recoded = |seen: &FirstSeen| match codes {
        Some(codes) => FirstSeen { value: codes[seen.value as usize], ..*seen },
        None => *seen,
    };
    let key = |seen: &FirstSeen| (seen.aweme_id, seen.value);
    let is_known = |place: &mut usize, new: &FirstSeen| {
        while here.get(*place).is_some_and(|seen| key(seen) < key(new)) {
            *place += 1;
        }
        here.get(*place).is_some_and(|seen| key(seen) == key(new) && seen.ts <= new.ts)
    };
    let mut place = 0;
    if codes.is_none() && there.iter().all(|new| is_known(&mut place, new)) {
        return Seen { all: None, videos: Vec::new() };
    }
    let mut videos = Vec::new();
    let mut out = Vec::with_capacity(here.len().max(there.len()));
    for seen in merge_join_by(here.iter().map(recoded), there, |a, b| key(a).cmp(&key(b))) {
        out.push(match seen {
            EitherOrBoth::Left(seen) => seen,
            EitherOrBoth::Right(seen) => {
                videos.push(seen.aweme_id);
                *seen
            }
            EitherOrBoth::Both(a, b) => FirstSeen { ts: a.ts.min(b.ts), ..a },
        });
    }
    Seen { all: Some(out), videos }
}
