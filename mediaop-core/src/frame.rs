//! The videos that count for a question, with their values and the coverage.

use rayon::prelude::*;

use crate::coverage::{Coverage, Tally};
use crate::dataset::Dataset;
use crate::filter::Scope;
use crate::increment::{Baseline, Walk};
use crate::metric::Counters;
use crate::whole::Whole;
use crate::window::{Basis, Linked, View};

/// A video that counts.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Member {
    pub(crate) video: u32,
    pub(crate) product: Option<u32>,
    /// The category of the product, and the second level.
    pub(crate) category: Option<(u32, Option<u32>)>,
    pub(crate) creator: Option<u32>,
    pub(crate) create_time: Option<i64>,
    pub(crate) published: Option<i32>,
    /// The metrics, as the basis says.
    pub(crate) value: Counters,
}

/// What a question asks of a video so that it counts, beside the view and the filters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Need {
    /// Nothing.
    Nothing,
    /// A product.
    Product,
    /// A product with a category.
    Category,
    /// A product with a category and a second level.
    Category2,
}

pub(crate) struct Frame {
    pub(crate) members: Vec<Member>,
    pub(crate) coverage: Coverage,
}

impl Frame {
    /// # Cost
    /// One look at each video of the scope; one at each of its days in the window where it is not regular.
    pub(crate) fn new(dataset: &Dataset, view: &View, scope: &Scope, need: Need) -> Frame {
        let mut frame = Frame::with_summaries(dataset, view, scope, need);
        if view.basis == Basis::Gained {
            frame.members.retain(|member| member.value.any());
        }
        frame
    }

    /// On the basis of what was gained, also the videos with a summary but without an increment.
    pub(crate) fn with_summaries(dataset: &Dataset, view: &View, scope: &Scope, need: Need) -> Frame {
        let (parts, coverage) = scan(dataset, view, scope, need, Vec::push);
        let mut members = Vec::with_capacity(parts.iter().map(Vec::len).sum());
        parts.into_iter().for_each(|mut part| members.append(&mut part));
        Frame { members, coverage }
    }
}

/// Videos that one thread takes at a time.
const PIECE: usize = 2048;

/// Puts the members together as `add` does, part by part in the order of videos, for questions
/// that need no list of them.
pub(crate) fn scan<A: Default + Send>(
    dataset: &Dataset,
    view: &View,
    scope: &Scope,
    need: Need,
    add: impl Fn(&mut A, Member) + Sync,
) -> (Vec<A>, Coverage) {
    let need = match scope.category {
        Some((_, Some(_))) => Need::Category2,
        Some((_, None)) => need.max(Need::Category),
        None => need,
    };
    let candidates = Candidates::of(dataset, scope);
    let parts: Vec<(A, Tally)> = (0..candidates.len().div_ceil(PIECE))
        .into_par_iter()
        .map(|piece| {
            let (mut part, mut tally) = (A::default(), Tally::default());
            for place in piece * PIECE..candidates.len().min((piece + 1) * PIECE) {
                if let Some(member) = look(dataset, view, scope, need, candidates.get(place), &mut tally) {
                    add(&mut part, member);
                }
            }
            (part, tally)
        })
        .collect();
    let mut tally = Tally::default();
    parts.iter().for_each(|(_, counted)| tally.add(counted));
    (parts.into_iter().map(|(part, _)| part).collect(), tally.coverage(dataset, view))
}

/// The videos that may be in the scope, ascending and once each.
enum Candidates {
    All(usize),
    Some(Vec<u32>),
}

impl Candidates {
    fn of(dataset: &Dataset, scope: &Scope) -> Self {
        if let Some(video) = scope.video {
            return Candidates::Some(vec![video]);
        }
        match (scope.product, &scope.creators) {
            (Some(product), _) => Candidates::Some(dataset.index.videos_of_product.get(product as usize).to_vec()),
            (None, Some(creators)) => {
                let lists = creators.iter().map(|creator| dataset.index.videos_of_creator.get(*creator as usize));
                let mut videos: Vec<u32> = lists.flatten().copied().collect();
                videos.sort_unstable();
                videos.dedup();
                Candidates::Some(videos)
            }
            (None, None) => Candidates::All(dataset.video_count()),
        }
    }

    fn len(&self) -> usize {
        match self {
            Candidates::All(count) => *count,
            Candidates::Some(videos) => videos.len(),
        }
    }

    fn get(&self, place: usize) -> u32 {
        match self {
            Candidates::All(_) => place as u32,
            Candidates::Some(videos) => videos[place],
        }
    }
}

fn look(dataset: &Dataset, view: &View, scope: &Scope, need: Need, video: u32, tally: &mut Tally) -> Option<Member> {
    let (index, place) = (&dataset.index, video as usize);
    let (from, to, as_of) = (view.window.from().number(), view.window.to().number(), view.window.as_of().number());
    let whole = index.wholes[place].as_ref().filter(|whole| whole.last_day <= to);
    if whole.map_or_else(|| dataset.first_seen_day(place), |whole| whole.first_day) > to {
        return None;
    }
    let published = whole.map_or_else(|| dataset.published(place, as_of), |whole| whole.published);
    let posted = published.is_some_and(|day| view.window.contains(day));
    if view.basis == Basis::Posted && !posted {
        return None;
    }
    let creator = whole.map_or_else(|| index.creator.at(place, as_of), |whole| whole.creator);
    if scope
        .creators
        .as_ref()
        .is_some_and(|chosen| creator.is_none_or(|creator| chosen.binary_search(&creator).is_err()))
    {
        return None;
    }
    let product = whole.map_or_else(|| index.product.at(place, to), |whole| whole.product);
    if scope.product.is_some() && scope.product != product {
        return None;
    }
    let category = product.and_then(|product| index.category_of_product[product as usize]);
    if let (Some((first, second)), Some((has_first, has_second))) = (scope.category, category) {
        let other_second = second.is_some() && has_second.is_some() && second != has_second;
        if first != has_first || other_second {
            return None;
        }
    }
    // No reading lies before the publication of a regular video.
    let all_within = whole.filter(|whole| from <= whole.first_day || posted);
    let gained = match all_within {
        Some(whole) => Some(whole.gained()),
        None => {
            let rows = dataset.summaries.rows_within(place, from, to);
            index.running.gained(&dataset.summaries, place, rows, published)
        }
    };
    let read = || match &gained {
        Some(gained) => gained.read,
        None => dataset.summaries.latest_reading(place, to).is_some_and(|row| dataset.summaries.day[row] >= from),
    };
    if view.basis == Basis::Gained && !read() {
        return None;
    }
    tally.considered += 1;
    tally.without_product += u64::from(product.is_none());
    tally.without_creator += u64::from(creator.is_none());
    let lacks_category = match need {
        Need::Category2 => category.is_none_or(|(_, second)| second.is_none()),
        _ => category.is_none(),
    };
    tally.without_category += u64::from(product.is_some() && lacks_category);
    tally.relinked += u64::from(relinked(dataset, video, to));
    match &gained {
        Some(gained) => tally.add_gained(gained, view.baseline),
        None => tally.add_days(dataset, place, published, view),
    }

    let needs_product = need >= Need::Product || view.linked == Linked::Linked;
    if (needs_product && product.is_none()) || (need >= Need::Category && lacks_category) {
        return None;
    }
    let value = match view.basis {
        Basis::Posted => whole.map_or_else(|| totals(dataset, place, to), Whole::totals),
        Basis::Gained => gained.map_or_else(
            || walked_gains(dataset, place, (from, to), published, view.baseline),
            |gained| gained.by(view.baseline),
        ),
    };
    let create_time = whole.map_or_else(|| index.create_time.at(place, as_of), |whole| whole.create_time);
    Some(Member { video, product, category, creator, create_time, published, value })
}

fn relinked(dataset: &Dataset, video: u32, to: i32) -> bool {
    dataset.index.relinked.get(&video).is_some_and(|first_seen| {
        first_seen.iter().filter(|ts| dataset.calendar.day_of_ms(**ts).number() <= to).count() > 1
    })
}

/// A video's counters in its latest summary by the end of a day.
pub(crate) fn totals(dataset: &Dataset, video: usize, to: i32) -> Counters {
    let row = dataset.summaries.latest_reading(video, to);
    row.map(|row| dataset.summaries.last.get(row)).unwrap_or_default()
}

/// The sums of a video's increments on the days from–to.
pub(crate) fn gains(
    dataset: &Dataset,
    video: usize,
    days: (i32, i32),
    published: Option<i32>,
    baseline: Baseline,
) -> Counters {
    let rows = dataset.summaries.rows_within(video, days.0, days.1);
    let gained = dataset.index.running.gained(&dataset.summaries, video, rows, published);
    gained.map_or_else(|| walked_gains(dataset, video, days, published, baseline), |gained| gained.by(baseline))
}

fn walked_gains(
    dataset: &Dataset,
    video: usize,
    days: (i32, i32),
    published: Option<i32>,
    baseline: Baseline,
) -> Counters {
    let mut sums = [None::<i128>; 7];
    for step in Walk::window(&dataset.summaries, video, days.0, days.1, published) {
        for (sum, gained) in sums.iter_mut().zip(step.gained(&dataset.summaries, baseline).0) {
            if let Some(gained) = gained {
                *sum = Some(sum.unwrap_or(0) + i128::from(gained));
            }
        }
    }
    Counters(sums.map(|sum| sum.and_then(|sum| i64::try_from(sum).ok())))
}
