//! What videos say of their attributes, of two sets in one.

use itertools::{EitherOrBoth, merge_join_by};

use super::super::facts::{DayFact, Fact, FactColumn, FirstDays, Stamped, Varying};
use super::super::odd::{later, later_creator};
use super::super::{FirstSeen, Summaries};
use super::extend::{NONE, Places};
use super::{Ledger, Told};

/// An attribute of all videos.
pub(super) struct Attribute<V> {
    /// By the places of rows; `None` where it is as before.
    pub(super) facts: Option<FactColumn<V>>,
    /// The videos that are new or whose values, or the days of these, may be others than before.
    pub(super) changed: Vec<u32>,
}

impl Attribute<u32> {
    pub(super) fn of_products(ledger: &Ledger, part: &Summaries, places: &Places, codes: Option<&[u32]>) -> Self {
        let join = |fact: &mut Option<Stamped<u32>>, other: Stamped<u32>| {
            later(fact, other.ts, other.value, |new, old| new > old);
        };
        Attribute::recoded(ledger, ledger.products(), (part, &part.product), places, codes, join)
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
        Attribute::recoded(ledger, ledger.creators(), (part, &part.creator), places, codes, join)
    }

    /// `codes` tells what the codes of the ledger are in the merged set.
    fn recoded(
        ledger: &Ledger,
        told: Told<'_, u32>,
        (part, there): (&Summaries, &FactColumn<u32>),
        places: &Places,
        codes: Option<&[u32]>,
        join: impl Fn(&mut Option<Stamped<u32>>, Stamped<u32>),
    ) -> Self {
        let Some(codes) = codes else { return Sides { ledger, told, part, there }.merged(places, join) };
        let mut facts = told.facts.clone();
        facts.recode(codes);
        let sides = Sides { ledger, told: Told { facts: &facts, ..told }, part, there };
        let Attribute { facts: merged, changed } = sides.merged(places, join);
        Attribute { facts: Some(merged.unwrap_or_else(|| facts.by_place())), changed }
    }
}

impl Attribute<i64> {
    pub(super) fn of_create_times(ledger: &Ledger, part: &Summaries, places: &Places) -> Self {
        let join = |fact: &mut Option<Stamped<i64>>, other: Stamped<i64>| {
            later(fact, other.ts, other.value, |new, old| new > old);
        };
        Sides { ledger, told: ledger.create_times(), part, there: &part.create_time }.merged(places, join)
    }
}

/// An attribute in both sets, by the same codes.
struct Sides<'a, V> {
    ledger: &'a Ledger,
    told: Told<'a, V>,
    part: &'a Summaries,
    there: &'a FactColumn<V>,
}

impl<V: Fact> Sides<'_, V> {
    fn merged(&self, places: &Places, join: impl Fn(&mut Option<Stamped<V>>, Stamped<V>)) -> Attribute<V> {
        let (here, there) = (&self.told.facts.of_video, &self.there.of_video);
        let is_changed = |(here_at, there_at): &(u32, u32)| match (here.get(*here_at as usize), *there_at) {
            (None, _) => true,
            (Some(_), NONE) => false,
            (Some(value), there_at) => *value == V::VARIES || there[there_at as usize] != *value,
        };
        let renewed: Vec<u32> =
            (0..).zip(&places.of).filter(|(_, place)| is_changed(place)).map(|(video, _)| video).collect();
        let mut changed = Vec::new();
        if renewed.is_empty() {
            return Attribute { facts: None, changed };
        }
        let mut facts = FactColumn { of_video: Vec::with_capacity(places.of.len()), ..FactColumn::default() };
        // Those between two that are renewed stood one behind the other before.
        let mut old = 0;
        for video in &renewed {
            let unchanged = *video as usize - facts.of_video.len();
            facts.push_range(self.told.facts, old..old + unchanged, 0, 0);
            old += unchanged;
            match places.of[*video as usize] {
                (NONE, there_at) => {
                    facts.push_days(0, self.new_days(there_at as usize));
                    changed.push(*video);
                }
                (here_at, there_at) => {
                    if self.push_later(&mut facts, here_at as usize, there_at as usize, &join) {
                        changed.push(*video);
                    }
                    old += 1;
                }
            }
        }
        facts.push_range(self.told.facts, old..here.len(), 0, 0);
        facts.varying.iter_mut().for_each(|varying| varying.row = 0);
        Attribute { facts: Some(facts), changed }
    }

    /// Adds a video that both sets have; whether values, or the days of these, may be others than
    /// before.
    fn push_later(
        &self,
        facts: &mut FactColumn<V>,
        here: usize,
        there: usize,
        join: impl Fn(&mut Option<Stamped<V>>, Stamped<V>),
    ) -> bool {
        let stay =
            self.ledger.count_before(&self.ledger.rows(here), |day| day < self.part.day[self.part.rows(there).start]);
        let days = self.days(here, there, stay, join);
        match self.told.facts.first_days(here, stay).filter(FirstDays::differ) {
            Some(first) => {
                let latest = first.latest();
                let are_alike = |fact: Option<Stamped<V>>| fact.is_none_or(|fact| Some(fact.value) == latest);
                let mut old = self.old_days(here, stay);
                facts.push_later_days(first, days.iter().copied());
                !(old.all(|(.., fact)| are_alike(fact)) && days.iter().all(|(.., fact)| are_alike(*fact)))
            }
            None => {
                let first: Vec<DayFact<V>> = self.old_days(here, 0).take(stay).collect();
                facts.push_days(0, first.iter().chain(&days).copied());
                true
            }
        }
    }

    /// The days of a video from a place on.
    fn old_days(&self, video: usize, from: usize) -> impl Iterator<Item = DayFact<V>> + Clone {
        let rows = self.ledger.rows(video);
        let places = from..rows.len();
        places.clone().zip(rows.part(places)).map(move |(place, row)| {
            let (day, seen_ts) = (self.ledger.day(row), self.ledger.at(row).seen_ts());
            (day, seen_ts, self.told.stamped(video, place, day, seen_ts))
        })
    }

    fn new_days(&self, video: usize) -> impl Iterator<Item = DayFact<V>> + Clone {
        self.part.rows(video).map(move |row| {
            let (day, seen_ts) = (self.part.day[row], self.part.seen_ts(row));
            (day, seen_ts, self.there.stamped(video, row, day, seen_ts))
        })
    }

    /// The days of both sets, here from a place on.
    fn days(
        &self,
        here: usize,
        there: usize,
        from: usize,
        join: impl Fn(&mut Option<Stamped<V>>, Stamped<V>),
    ) -> Vec<DayFact<V>> {
        let days = merge_join_by(self.old_days(here, from), self.new_days(there), |a, b| a.0.cmp(&b.0));
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
    /// What was seen for the first time, or earlier than before, in order.
    pub(super) news: Vec<FirstSeen>,
}

/// The union of what two sets were seen with; `codes` tells what the codes here are there, and
/// ascend.
pub(super) fn merged_seen(here: &[FirstSeen], codes: Option<&[u32]>, there: &[FirstSeen]) -> Seen {
    let Some(codes) = codes else { return united_seen(here, there) };
    let recoded: Vec<FirstSeen> =
        here.iter().map(|seen| FirstSeen { value: codes[seen.value as usize], ..*seen }).collect();
    let Seen { all, news } = united_seen(&recoded, there);
    Seen { all: Some(all.unwrap_or(recoded)), news }
}

fn united_seen(here: &[FirstSeen], there: &[FirstSeen]) -> Seen {
    let key = |seen: &FirstSeen| (seen.aweme_id, seen.value);
    let (mut all, mut news) = (Vec::new(), Vec::new());
    // What is known here and what of that is among all already.
    let (mut place, mut copied) = (0, 0);
    for new in there {
        while here.get(place).is_some_and(|seen| key(seen) < key(new)) {
            place += 1;
        }
        let known = here.get(place).filter(|seen| key(seen) == key(new));
        if known.is_some_and(|seen| seen.ts <= new.ts) {
            continue;
        }
        if all.is_empty() {
            all.reserve(here.len() + there.len() / 8);
        }
        all.extend_from_slice(&here[copied..place]);
        all.push(*new);
        copied = place + usize::from(known.is_some());
        news.push(*new);
    }
    if all.is_empty() {
        return Seen { all: None, news };
    }
    all.extend_from_slice(&here[copied..]);
    Seen { all: Some(all), news }
}
