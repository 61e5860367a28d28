//! Attributes of videos by day: most videos say the same on all their days.

use std::ops::Range;

use super::instant::{self, NO_TIME};

/// What the rows of a day say of an attribute: the latest value, and when it was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stamped<V> {
    pub(crate) ts: i64,
    pub(crate) value: V,
}

/// A value of an attribute; two that it never has say what stands in its place.
pub(crate) trait Fact: Copy + PartialEq + Default {
    /// No row has a value.
    const NONE: Self;
    /// Days differ.
    const VARIES: Self;
}

impl Fact for u32 {
    const NONE: u32 = super::NO_TEXT;
    const VARIES: u32 = super::NO_TEXT - 1;
}

impl Fact for i64 {
    const NONE: i64 = 0;
    const VARIES: i64 = -1;
}

/// A day of a video: its number, its latest sighting, and what it says.
pub(super) type DayFact<V> = (i32, i64, Option<Stamped<V>>);

/// An attribute of each video: one value, where every day has it from its latest sighting on;
/// else one for each day.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct FactColumn<V> {
    pub(super) of_video: Vec<V>,
    /// The videos whose days differ, ascending.
    pub(super) varying: Vec<Varying>,
    /// Of the days of those videos, one behind the other.
    pub(super) at: Vec<u32>,
    pub(super) values: Vec<V>,
}

/// A video whose days differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Varying {
    pub(super) video: usize,
    /// Its first row.
    pub(super) row: usize,
    /// The place of its first day among those that are held.
    pub(super) place: usize,
}

/// What the first days of a video say whose days differ.
#[derive(Clone, Copy)]
pub(super) struct FirstDays<'a, V> {
    at: &'a [u32],
    values: &'a [V],
}

impl<V: Fact> FirstDays<'_, V> {
    /// Whether these alone differ, by more than their instants.
    pub(super) fn differ(&self) -> bool {
        let days = self.at.iter().map(|at| *at == NO_TIME).zip(self.values);
        let mut pairs = days.clone().zip(days.skip(1));
        pairs.any(|(day, next)| day != next)
    }

    /// The latest value.
    pub(super) fn latest(&self) -> Option<V> {
        self.at.iter().zip(self.values).rev().find(|(at, _)| **at != NO_TIME).map(|(_, value)| *value)
    }
}

impl<V: Fact> FactColumn<V> {
    /// What the day of this row says; `video` is the row's.
    #[inline]
    pub(crate) fn value(&self, video: usize, row: usize) -> Option<V> {
        match self.of_video[video] {
            value if value == V::NONE => None,
            value if value == V::VARIES => self.varying_at(video, row).map(|(_, value)| value),
            value => Some(value),
        }
    }

    /// The same with the instant at which it was read.
    #[inline]
    pub(super) fn stamped(&self, video: usize, row: usize, day: i32, seen_ts: i64) -> Option<Stamped<V>> {
        match self.of_video[video] {
            value if value == V::NONE => None,
            value if value == V::VARIES => {
                let (at, value) = self.varying_at(video, row)?;
                Some(Stamped { ts: instant::instant(day, at), value })
            }
            value => Some(Stamped { ts: seen_ts, value }),
        }
    }

    fn varying_at(&self, video: usize, row: usize) -> Option<(u32, V)> {
        let varying = self.varying[self.varying.binary_search_by_key(&video, |varying| varying.video).ok()?];
        let place = varying.place + (row - varying.row);
        (self.at[place] != NO_TIME).then(|| (self.at[place], self.values[place]))
    }

    pub(super) fn reserve(&mut self, videos: usize) {
        self.of_video.reserve(videos);
    }

    /// Adds a video whose days all say this; [`Fact::NONE`] if they say nothing.
    #[inline]
    pub(super) fn push_same(&mut self, value: V) {
        self.of_video.push(value);
    }

    /// Adds a video by its days, the first of which is at `row`.
    pub(super) fn push_days(&mut self, row: usize, days: impl Iterator<Item = DayFact<V>> + Clone) {
        let first = days.clone().next().and_then(|(.., fact)| fact).map(|fact| fact.value);
        let same = days.clone().all(|(_, seen_ts, fact)| match (fact, first) {
            (None, None) => true,
            (Some(fact), Some(value)) => fact == Stamped { ts: seen_ts, value },
            _ => false,
        });
        if same {
            return self.push_same(first.unwrap_or(V::NONE));
        }
        self.varying.push(Varying { video: self.of_video.len(), row, place: self.at.len() });
        self.of_video.push(V::VARIES);
        days.for_each(|(day, _, fact)| self.push_day(day, fact));
    }

    /// What the first days of a video say, where its days differ.
    pub(super) fn first_days(&self, video: usize, days: usize) -> Option<FirstDays<'_, V>> {
        let varying = self.varying[self.varying.binary_search_by_key(&video, |varying| varying.video).ok()?];
        let places = varying.place..varying.place + days;
        Some(FirstDays { at: &self.at[places.clone()], values: &self.values[places] })
    }

    /// Adds a video by what its first days say, which differ, and by its other days.
    pub(super) fn push_later_days(&mut self, first: FirstDays<'_, V>, days: impl Iterator<Item = DayFact<V>>) {
        self.varying.push(Varying { video: self.of_video.len(), row: 0, place: self.at.len() });
        self.of_video.push(V::VARIES);
        self.at.extend_from_slice(first.at);
        self.values.extend_from_slice(first.values);
        days.for_each(|(day, _, fact)| self.push_day(day, fact));
    }

    fn push_day(&mut self, day: i32, fact: Option<Stamped<V>>) {
        self.at.push(fact.map_or(NO_TIME, |fact| instant::held(day, fact.ts)));
        self.values.push(fact.map_or(V::default(), |fact| fact.value));
    }

    /// Adds some videos of another column, whose first row there is `from_row` and here `row`.
    pub(super) fn push_range(&mut self, from: &FactColumn<V>, videos: Range<usize>, from_row: usize, row: usize) {
        let begin = from.varying.partition_point(|varying| varying.video < videos.start);
        let end = from.varying.partition_point(|varying| varying.video < videos.end);
        let video = self.of_video.len();
        self.of_video.extend_from_slice(&from.of_video[videos.clone()]);
        let place_of = |varying: usize| from.varying.get(varying).map_or(from.at.len(), |varying| varying.place);
        let (places, place) = (place_of(begin)..place_of(end), self.at.len());
        self.varying.extend(from.varying[begin..end].iter().map(|varying| Varying {
            video: varying.video - videos.start + video,
            row: varying.row - from_row + row,
            place: varying.place - places.start + place,
        }));
        self.at.extend_from_slice(&from.at[places.clone()]);
        self.values.extend_from_slice(&from.values[places]);
    }

    pub(super) fn shrink_to_fit(&mut self) {
        self.of_video.shrink_to_fit();
        self.varying.shrink_to_fit();
        self.at.shrink_to_fit();
        self.values.shrink_to_fit();
    }
}

impl FactColumn<u32> {
    /// Replaces text codes: `codes[old] == new`.
    pub(super) fn recode(&mut self, codes: &[u32]) {
        for value in &mut self.of_video {
            if *value < u32::VARIES {
                *value = codes[*value as usize];
            }
        }
        for (value, at) in self.values.iter_mut().zip(&self.at) {
            if *at != NO_TIME {
                *value = codes[*value as usize];
            }
        }
    }
}
