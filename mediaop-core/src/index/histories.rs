//! The values of attributes by the day from which each holds.

use std::ops::Range;

use crate::summary::{Changes, Fact, Ledger, Told};

/// Lists of different lengths, one behind the other.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Lists<T> {
    pub(super) ends: Vec<u32>,
    pub(super) items: Vec<T>,
}

impl<T> Lists<T> {
    pub(crate) fn get(&self, list: usize) -> &[T] {
        let begin = if list == 0 { 0 } else { self.ends[list - 1] as usize };
        &self.items[begin..self.ends[list] as usize]
    }

    pub(super) fn with_capacity(lists: usize) -> Self {
        Lists { ends: Vec::with_capacity(lists), items: Vec::new() }
    }

    pub(super) fn end_list(&mut self) {
        self.ends.push(self.items.len() as u32);
    }
}

/// The values of an attribute of each video, by the day from which each holds.
pub(crate) type Histories<V> = Lists<(i32, V)>;

impl<V: Fact> Histories<V> {
    /// `follows` tells whether a value may replace another, `held_as` what stands for a value.
    pub(super) fn of(
        ledger: &Ledger,
        told: &Told<'_, V>,
        follows: impl Fn(V, V) -> bool,
        held_as: impl Fn(V) -> V,
    ) -> Self {
        let videos = ledger.videos().len();
        let mut histories = Lists { ends: Vec::with_capacity(videos), items: Vec::with_capacity(videos) };
        for video in 0..videos {
            match told.alike(video) {
                Some(value) => {
                    let first = ledger.rows(video).first();
                    histories.items.extend(first.zip(value).map(|(row, value)| (ledger.day(row), held_as(value))));
                }
                None => histories.extend(ledger, told, video, &follows, &held_as),
            }
            histories.end_list();
        }
        histories
    }

    /// Those of a later version; `known_as` tells what stands for a value of this one there.
    pub(super) fn later(
        &self,
        ledger: &Ledger,
        told: &Told<'_, V>,
        changes: &Changes,
        follows: impl Fn(V, V) -> bool,
        (known_as, held_as): (impl Fn(V) -> V, impl Fn(V) -> V),
    ) -> Self {
        let videos = ledger.videos().len();
        let mut histories = Lists { ends: Vec::with_capacity(videos), items: Vec::with_capacity(videos) };
        // Those between two that are restated stood one behind the other before.
        let mut old = 0;
        let restated = (0..).zip(&changes.restated).filter(|(_, restated)| **restated).map(|(video, _)| video);
        for video in restated.chain([videos]) {
            let unchanged = video - histories.ends.len();
            histories.push_range(self, old..old + unchanged, &known_as);
            old += unchanged;
            if video < videos {
                old += usize::from(changes.before(video).is_some());
                histories.extend(ledger, told, video, &follows, &held_as);
                histories.end_list();
            }
        }
        histories
    }

    /// Adds some histories of others.
    fn push_range(&mut self, from: &Self, videos: Range<usize>, known_as: impl Fn(V) -> V) {
        let end_of = |video: usize| video.checked_sub(1).map_or(0, |before| from.ends[before]);
        let (begin, end) = (end_of(videos.start), end_of(videos.end));
        let place = self.items.len() as u32;
        self.ends.extend(from.ends[videos].iter().map(|end| end - begin + place));
        let items = &from.items[begin as usize..end as usize];
        self.items.extend(items.iter().map(|(day, value)| (*day, known_as(*value))));
    }

    fn extend(
        &mut self,
        ledger: &Ledger,
        told: &Told<'_, V>,
        video: usize,
        follows: impl Fn(V, V) -> bool,
        held_as: impl Fn(V) -> V,
    ) {
        let begin = self.items.len();
        for (place, row) in ledger.rows(video).enumerate() {
            let Some(value) = told.value(video, place) else { continue };
            if self.items[begin..].last().is_none_or(|(_, held)| *held != value && follows(value, *held)) {
                self.items.push((ledger.day(row), value));
            }
        }
        self.items[begin..].iter_mut().for_each(|(_, value)| *value = held_as(*value));
    }

    /// The latest value known by the end of a day.
    #[inline]
    pub(crate) fn at(&self, video: usize, day: i32) -> Option<V> {
        self.get(video).iter().rev().find(|(from, _)| *from <= day).map(|(_, value)| *value)
    }
}
