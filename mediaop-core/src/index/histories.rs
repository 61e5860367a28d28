//! The values of attributes by the day from which each holds.

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
        for (video, restated) in changes.restated.iter().enumerate() {
            match changes.before(video).filter(|_| !restated) {
                Some(before) => histories.items.extend(self.get(before).iter().map(|(day, v)| (*day, known_as(*v)))),
                None => histories.extend(ledger, told, video, &follows, &held_as),
            }
            histories.end_list();
        }
        histories
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
