//! Members block by block: a piece of a column that stays in the nearest cache while it is looked at.

use std::ops::Range;

use super::{Frame, NO_VALUE, Odd};
use crate::facts::{Facts, VideoFacts};
use crate::metric::Metric;

/// The members of a block.
#[derive(Debug)]
pub(crate) struct Run {
    pub(super) block: usize,
    pub(super) places: Range<usize>,
}

impl Run {
    pub(crate) fn places(&self) -> Range<u32> {
        self.places.start as u32..self.places.end as u32
    }
}

/// An attribute that videos bear as a code, [`crate::summary::NO_TEXT`] where there is none.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Code {
    Product,
    Creator,
    Category,
}

impl Code {
    fn column(self, facts: &Facts) -> &[u32] {
        match self {
            Code::Product => &facts.product,
            Code::Creator => &facts.creator,
            Code::Category => &facts.category,
        }
    }

    fn of(self, facts: &VideoFacts) -> u32 {
        match self {
            Code::Product => facts.product,
            Code::Creator => facts.creator,
            Code::Category => facts.category,
        }
    }
}

impl Frame<'_> {
    pub(crate) fn runs(&self) -> &[Run] {
        &self.runs
    }

    /// The codes of all members.
    pub(crate) fn codes(&self, code: Code) -> Vec<u32> {
        let column = code.column(&self.dataset.index.facts);
        let mut codes: Vec<u32> = self.videos.iter().map(|video| column[*video as usize]).collect();
        self.odd.iter().for_each(|odd| codes[odd.place as usize] = code.of(&odd.facts));
        codes
    }

    /// The code of a member.
    #[inline]
    pub(crate) fn code(&self, place: u32, code: Code) -> u32 {
        let (video, facts) = (self.videos[place as usize] as usize, &self.dataset.index.facts);
        if facts.hold(video, self.view.window.to().number()) {
            code.column(facts)[video]
        } else {
            code.of(&self.odd(place).facts)
        }
    }

    /// The codes of a run's members; `room` is used again for the next one.
    pub(crate) fn codes_in<'r>(&self, run: &Run, code: Code, room: &'r mut Vec<u32>) -> &'r [u32] {
        let column = code.column(&self.dataset.index.facts);
        room.clear();
        room.extend(self.videos[run.places.clone()].iter().map(|video| column[*video as usize]));
        for odd in self.odd_in(run) {
            room[odd.place as usize - run.places.start] = code.of(&odd.facts);
        }
        room
    }

    /// The values of a run's members in a metric, [`NO_VALUE`] where there is none; `room` is used
    /// again for the next one.
    pub(crate) fn values_in<'r>(&'r self, run: &Run, metric: Metric, room: &'r mut Vec<i64>) -> &'r [i64] {
        if let Some(column) = self.columns[metric as usize].get() {
            return &column[run.places.clone()];
        }
        room.resize(run.places.len(), NO_VALUE);
        self.fill_regular(run.block, &self.videos[run.places.clone()], metric as usize, room);
        for odd in self.odd_in(run) {
            if let Some(walked) = odd.walked {
                room[odd.place as usize - run.places.start] = walked[metric].unwrap_or(NO_VALUE);
            }
        }
        room
    }

    fn odd_in(&self, run: &Run) -> &[Odd] {
        let begin = self.odd.partition_point(|odd| (odd.place as usize) < run.places.start);
        let end = begin + self.odd[begin..].partition_point(|odd| (odd.place as usize) < run.places.end);
        &self.odd[begin..end]
    }
}
