//! Which videos count, and what the answer rests on: one pass over the videos of a scope.

use super::candidates::{Candidates, Mark};
use super::whole_block::{self, Lanes, OfBlock};
use super::{Ends, Frame, Need, Odd, Run, has_increment, opens_within, totals, walked_gains};
use crate::coverage::Tally;
use crate::dataset::Dataset;
use crate::facts::{NO_DAY, VideoFacts, category_codes, trait_of};
use crate::filter::Scope;
use crate::grid::{Block, DaySums, Kind, LANES};
use crate::metric::{Counters, Metric};
use crate::summary::NO_TEXT;
use crate::window::{Basis, Linked, View};

/// What is asked beside the members with a value.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asked {
    /// Also the members with a summary alone.
    pub(super) with_summaries: bool,
    /// The coverage.
    pub(super) counted: bool,
}

pub(super) fn frame<'d>(
    dataset: &'d Dataset,
    view: &View,
    scope: &Scope,
    need: Need,
    Asked { with_summaries, counted }: Asked,
) -> Frame<'d> {
    let (from, to) = (view.window.from().number(), view.window.to().number());
    let blocks = &dataset.index.grid.blocks;
    let mut selection = Selection {
        dataset,
        view,
        test: Test::new(view, scope, need),
        with_summaries,
        ends: blocks.iter().map(|block| Ends { to: block.at(to), before: block.at(from - 1) }).collect(),
        videos: Vec::new(),
        runs: Vec::with_capacity(blocks.len()),
        odd: Vec::new(),
        tally: Tally::default(),
        considered: Vec::new(),
        members: Vec::new(),
    };
    match Candidates::of(dataset, scope, view.window.to().number()) {
        Candidates::All => selection.look_at_blocks(None, counted),
        Candidates::Marked(marks) => selection.look_at_blocks(Some(&marks), counted),
        Candidates::Listed(videos) => {
            for run in videos.chunk_by(|a, b| *a as usize / LANES == *b as usize / LANES) {
                let (place, odd) = (run[0] as usize / LANES, selection.odd.len());
                selection.look(place, run.iter().map(|video| *video as usize % LANES));
                let (base, begin) = ((place * LANES) as u32, selection.videos.len());
                selection.videos.extend(selection.members.iter().map(|lane| base + lane));
                selection.place_odd(odd, begin);
                selection.end_run(place, begin);
                if counted {
                    let sums = selection.sums_of(place, &selection.considered);
                    selection.tally.add_sums(&sums, view.baseline);
                }
            }
        }
    }
    let Selection { ends, videos, runs, odd, tally, .. } = selection;
    Frame {
        dataset,
        view: *view,
        videos,
        runs,
        odd,
        ends,
        columns: Default::default(),
        coverage: tally.coverage(dataset, view),
    }
}

/// What a video must be.
pub(super) struct Test<'s> {
    pub(super) from: i32,
    pub(super) to: i32,
    pub(super) posted: bool,
    /// A category and its second level; [`NO_TEXT`] for any.
    pub(super) category: Option<(u32, u32)>,
    product: Option<u32>,
    creators: Option<&'s [u32]>,
    pub(super) needs_product: bool,
    pub(super) needs_category: bool,
    pub(super) needs_second: bool,
    /// Whether every video with a reading in the window is considered.
    unrestricted: bool,
    /// Whether every one is, but for those of another category.
    other_categories_apart: bool,
}

impl<'s> Test<'s> {
    fn new(view: &View, scope: &'s Scope, need: Need) -> Self {
        let category = scope.category.map(|(first, second)| (first, second.unwrap_or(NO_TEXT)));
        let of_second = need == Need::Category2 || category.is_some_and(|(_, second)| second != NO_TEXT);
        let posted = view.basis == Basis::Posted;
        let of_all = !posted && scope.product.is_none() && scope.creators.is_none() && scope.video.is_none();
        Test {
            from: view.window.from().number(),
            to: view.window.to().number(),
            posted,
            category,
            product: scope.product,
            creators: scope.creators.as_deref(),
            needs_product: need >= Need::Product || category.is_some() || view.linked == Linked::Linked,
            needs_category: need >= Need::Category || category.is_some(),
            needs_second: of_second,
            unrestricted: of_all && category.is_none(),
            other_categories_apart: of_all && category.is_some(),
        }
    }

    /// Whether the video passes the filters, or may, as far as is known.
    #[inline]
    fn considers(&self, facts: &VideoFacts, read: impl FnOnce() -> bool) -> bool {
        if facts.first_day > self.to {
            return false;
        }
        if self.posted && !(self.from <= facts.published && facts.published <= self.to) {
            return false;
        }
        if let Some(creators) = self.creators
            && creators.binary_search(&facts.creator).is_err()
        {
            return false;
        }
        if self.product.is_some_and(|product| product != facts.product) {
            return false;
        }
        if let Some((first, second)) = self.category
            && facts.category != NO_TEXT
            && (first != facts.category || (second != NO_TEXT && facts.second != NO_TEXT && second != facts.second))
        {
            return false;
        }
        self.posted || read()
    }

    fn lacks_category(&self, facts: &VideoFacts) -> bool {
        (if self.needs_second { facts.second } else { facts.category }) == NO_TEXT
    }

    /// Whether a video that is considered has what the question needs.
    #[inline]
    fn admits(&self, facts: &VideoFacts) -> bool {
        !(self.needs_product && facts.product == NO_TEXT || self.needs_category && self.lacks_category(facts))
    }
}

struct Selection<'d, 'q> {
    dataset: &'d Dataset,
    view: &'q View,
    test: Test<'q>,
    with_summaries: bool,
    ends: Vec<Ends>,
    videos: Vec<u32>,
    runs: Vec<Run>,
    odd: Vec<Odd>,
    tally: Tally,
    /// The regular videos of the current block that are considered, by lane.
    considered: Vec<u32>,
    /// The videos of the current block that count, by lane.
    members: Vec<u32>,
}

impl Selection<'_, '_> {
    /// Looks at videos of a block.
    fn look(&mut self, place: usize, lanes: impl Iterator<Item = usize>) {
        let (dataset, ends) = (self.dataset, self.ends[place]);
        let (facts, block) = (&dataset.index.facts, &dataset.index.grid.blocks[place]);
        let (reads_to, reads_before) = (block.reads(ends.to), block.reads(ends.before));
        self.considered.clear();
        self.members.clear();
        for lane in lanes {
            let video = place * LANES + lane;
            let traits = facts.traits[video];
            if traits & trait_of::REGULAR == 0 {
                self.walk(video);
                continue;
            }
            let known = facts.known_by[video] <= self.test.to;
            let of_video = if known { facts.get(video) } else { self.looked_up(video) };
            if !self.test.considers(&of_video, || reads_to[lane] != reads_before[lane]) {
                continue;
            }
            self.considered.push(lane as u32);
            self.count(&of_video);
            let has_relinked = traits & trait_of::RELINKED != 0;
            self.tally.relinked += u64::from(has_relinked && (known || relinked(dataset, video, self.test.to)));
            let counts = || {
                self.test.posted
                    || self.with_summaries
                    || has_increment(dataset, video, ends, self.test.from, self.view.baseline)
            };
            if self.test.admits(&of_video) && counts() {
                self.members.push(lane as u32);
                if !known {
                    self.push_odd(video, of_video, None);
                }
            }
        }
    }

    #[inline]
    fn count(&mut self, facts: &VideoFacts) {
        let tally = &mut self.tally;
        tally.considered += 1;
        tally.without_product += u64::from(facts.product == NO_TEXT);
        tally.without_creator += u64::from(facts.creator == NO_TEXT);
        tally.without_category += u64::from(facts.product != NO_TEXT && self.test.lacks_category(facts));
    }

    /// Keeps what the index does not hold of a member, whose place is not known yet.
    fn push_odd(&mut self, video: usize, facts: VideoFacts, walked: Option<Counters>) {
        self.odd.push(Odd { place: video as u32, facts, walked });
    }

    /// Gives the odd members of a block, from `first` on, their places: those of the members begin
    /// at `begin`.
    fn place_odd(&mut self, first: usize, begin: usize) {
        let mut rest = begin;
        for odd in &mut self.odd[first..] {
            rest += self.videos[rest..].partition_point(|video| *video < odd.place);
            odd.place = rest as u32;
        }
    }

    /// Puts the members of a block together, which begin at `begin`.
    fn end_run(&mut self, block: usize, begin: usize) {
        self.runs.push(Run { block, places: begin..self.videos.len() });
    }

    /// The facts of a video whose facts change, by the end of the window.
    fn looked_up(&self, video: usize) -> VideoFacts {
        let (dataset, index) = (self.dataset, &self.dataset.index);
        let (to, as_of) = (self.test.to, self.view.window.as_of().number());
        let product = index.product.at(video, to);
        let category = product.and_then(|product| index.category_of_product[product as usize]);
        let (category, second) = category_codes(category);
        let create_time = index.create_time.at(video, as_of);
        let published = match create_time {
            None => NO_DAY,
            Some(seconds) if seconds == index.facts.create_time[video] => index.facts.published[video],
            Some(seconds) => dataset.calendar.day_of_seconds(seconds).number(),
        };
        VideoFacts {
            first_day: index.facts.first_day[video],
            published,
            create_time: create_time.unwrap_or(0),
            product: product.unwrap_or(NO_TEXT),
            creator: index.creator.at(video, as_of).unwrap_or(NO_TEXT),
            category,
            second,
        }
    }

    /// Looks at a video day by day.
    fn walk(&mut self, video: usize) {
        let dataset = self.dataset;
        let (from, to) = (self.test.from, self.test.to);
        let facts = self.looked_up(video);
        let read = || dataset.summaries.latest_reading(video, to).is_some_and(|row| dataset.summaries.day(row) >= from);
        if !self.test.considers(&facts, read) {
            return;
        }
        self.count(&facts);
        self.tally.relinked += u64::from(relinked(dataset, video, to));
        let published = (facts.published != NO_DAY).then_some(facts.published);
        self.tally.add_days(dataset, video, published, self.view);
        if !self.test.admits(&facts) {
            return;
        }
        let value = match self.view.basis {
            Basis::Posted => totals(dataset, video, to),
            Basis::Gained => walked_gains(dataset, video, (from, to), published, self.view.baseline),
        };
        if self.test.posted || self.with_summaries || value.any() {
            self.members.push((video % LANES) as u32);
            self.push_odd(video, facts, Some(value));
        }
    }

    /// Looks at the videos of all blocks, or at those that are marked.
    fn look_at_blocks(&mut self, marks: Option<&[Mark]>, counted: bool) {
        let dataset = self.dataset;
        self.videos.reserve(dataset.video_count() + LANES + 8);
        let mut changing = &dataset.index.facts.changing[..];
        for place in 0..dataset.index.grid.blocks.len() {
            let here = changing.partition_point(|video| (*video as usize) < (place + 1) * LANES);
            let marks = marks.map(|marks| &marks[place * LANES..marks.len().min((place + 1) * LANES)]);
            self.look_at_block(place, &changing[..here], marks, counted);
            changing = &changing[here..];
        }
        if counted {
            self.take_other_categories();
        }
    }

    /// Looks at the videos of a block; `changing` are those that are not both regular and settled.
    fn look_at_block(&mut self, place: usize, changing: &[u32], marks: Option<&[Mark]>, counted: bool) {
        let (odd, begin, dataset, to) = (self.odd.len(), self.videos.len(), self.dataset, self.test.to);
        let is_marked = |video: u32| marks.is_none_or(|marks| marks[video as usize % LANES] == Mark::LookAt);
        let still_change = |video: &&u32| is_marked(**video) && !dataset.index.facts.hold(**video as usize, to);
        let lanes = changing.iter().filter(still_change).map(|video| *video as usize % LANES);
        self.look(place, lanes);
        let of_block = OfBlock { place, ends: self.ends[place], changing, marks };
        let mut found = whole_block::look(dataset, &self.test, of_block, self.view.baseline, self.with_summaries);
        self.tally.relinked += found.relinked;
        self.tally.considered += found.count;
        self.tally.without_product += found.without_product;
        self.tally.without_category += found.without_category;
        self.tally.without_creator += found.without_creator;
        self.members.iter().for_each(|lane| found.members[*lane as usize] = 1);
        self.considered.iter().for_each(|lane| found.considered[*lane as usize] = 1);
        whole_block::push_chosen(&found.members, (place * LANES) as u32, &mut self.videos);
        self.place_odd(odd, begin);
        self.end_run(place, begin);
        if counted {
            let count = found.count as usize + self.considered.len();
            self.count_days(place, (&found.considered, changing), count);
        }
    }

    /// Counts the days of the considered videos of a block.
    fn count_days(&mut self, place: usize, (considered, changing): (&Lanes, &[u32]), count: usize) {
        let block = &self.dataset.index.grid.blocks[place];
        let sums = if self.test.unrestricted {
            // Those that are not considered have no reading in the window.
            self.sums_of_block(block)
        } else if self.test.other_categories_apart {
            // Nor have these, but for videos of other categories and for those that change, which are
            // taken out together.
            let is_considered = |lane: &u32| considered[*lane as usize] == 1;
            let lanes = changing.iter().map(|video| *video % LANES as u32).filter(is_considered);
            self.sums_of_block(block).and(&self.sums_of(place, &lanes.collect::<Vec<_>>()))
        } else if count == 0 {
            return;
        } else if count * 2 <= block.regular {
            self.sums_of(place, &whole_block::chosen(considered))
        } else {
            self.sums_of_block(block).less(&self.sums_of(place, &self.others(place, considered)))
        };
        self.tally.add_sums(&sums, self.view.baseline);
    }

    /// Takes out the days of videos that change, and of others in another category.
    fn take_other_categories(&mut self) {
        let Some((category, second)) = self.test.category.filter(|_| self.test.other_categories_apart) else { return };
        let (days, baseline) = (self.dataset.category_days(), self.view.baseline);
        let (from, to) = (self.test.from, self.test.to);
        let taken = days.of_all(from, to).chain(days.of_changing(from, to));
        taken.for_each(|(_, day)| self.tally.take_sums(&day.sums(), baseline));
        let second = (second != NO_TEXT).then_some(second);
        // They may be of any level, as far as is known.
        let of_no_level = second.map(|_| days.without_second(category, from, to)).into_iter().flatten();
        let kept = days.of((category, second), from, to).chain(of_no_level);
        kept.for_each(|(_, day)| self.tally.add_sums(&day.sums(), baseline));
    }

    fn sums_of_block(&self, block: &Block) -> DaySums {
        block.sums(self.test.to).less(block.sums(self.test.from - 1))
    }

    /// The regular videos of a block that are not considered.
    fn others(&self, place: usize, considered: &Lanes) -> Vec<u32> {
        let mut others = [0; LANES];
        let traits = self.dataset.index.facts.traits.iter().skip(place * LANES);
        for (other, (traits, considered)) in others.iter_mut().zip(traits.zip(considered)) {
            *other = u8::from(traits & trait_of::REGULAR != 0) & (1 - considered);
        }
        whole_block::chosen(&others)
    }

    /// The sums over some regular videos of a block.
    fn sums_of(&self, place: usize, lanes: &[u32]) -> DaySums {
        let (dataset, Ends { to, before }) = (self.dataset, self.ends[place]);
        let (facts, block) = (&dataset.index.facts, &dataset.index.grid.blocks[place]);
        let mut sums = DaySums::default();
        if lanes.is_empty() {
            return sums;
        }
        for m in (0..Metric::COUNT).filter(|m| !block.lacks(*m)) {
            sums.within[m] = block.within(m, to).sum(lanes) - block.within(m, before).sum(lanes);
            sums.last[m] = block.last(m, to).sum(lanes) - block.last(m, before).sum(lanes);
        }
        let lanes = || lanes.iter().map(|lane| *lane as usize);
        let counts = [
            (&mut sums.singles, Kind::Singles),
            (&mut sums.falls_within, Kind::FallsWithin),
            (&mut sums.falls_close, Kind::FallsClose),
            (&mut sums.gaps, Kind::Gaps),
        ];
        for (sum, kind) in counts.into_iter().filter(|(_, kind)| block.has_days(*kind)) {
            let (to, before) = (block.counts(kind, to), block.counts(kind, before));
            *sum = lanes().map(|lane| i64::from(to[lane] - before[lane])).sum();
        }
        // By the metrics that a video has, since most have the same.
        let mut days = [0; 1 << Metric::COUNT];
        let (reads_to, reads_before) = (block.reads(to), block.reads(before));
        for lane in lanes() {
            let video = place * LANES + lane;
            let reads = reads_to[lane] - reads_before[lane];
            let opens = u16::from(reads > 0 && opens_within(dataset, video, self.test.from));
            days[usize::from(facts.metrics[video])] += i64::from(reads - opens);
        }
        for (metrics, days) in days.into_iter().enumerate().filter(|(_, days)| *days > 0) {
            sums.closes.iter_mut().enumerate().for_each(|(m, closes)| *closes += days * ((metrics >> m) & 1) as i64);
        }
        sums
    }
}

fn relinked(dataset: &Dataset, video: usize, to: i32) -> bool {
    dataset.index.relinked.get(&(video as u32)).is_some_and(|first_seen| {
        first_seen.iter().filter(|ts| dataset.calendar.day_of_ms(**ts).number() <= to).nth(1).is_some()
    })
}
