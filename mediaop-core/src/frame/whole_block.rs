//! All videos of a block at once, column by column, in loops that the compiler turns into vectors.

use super::candidates::Mark;
use super::select::Test;
use super::{Ends, opens_within};
use crate::dataset::Dataset;
use crate::facts::trait_of::{CATEGORY, CREATOR, OPENS_SINGLE, PRODUCT, REGULAR, RELINKED, SECOND, SETTLED};
use crate::grid::{Kind, LANES};
use crate::increment::Baseline;
use crate::summary::NO_TEXT;

/// 1 for each lane that is chosen.
pub(super) type Lanes = [u8; LANES];

/// For each choice among eight lanes those that are chosen, ascending.
static CHOSEN: [[u8; 8]; 256] = {
    let mut chosen = [[0; 8]; 256];
    let mut choice = 0;
    while choice < 256 {
        let (mut lane, mut count) = (0, 0);
        while lane < 8 {
            chosen[choice][count] = lane;
            count += (choice >> lane) & 1;
            lane += 1;
        }
        choice += 1;
    }
    chosen
};

/// The lanes that are chosen, ascending, counted from a number on.
pub(super) fn push_chosen(lanes: &Lanes, from: u32, out: &mut Vec<u32>) {
    let begin = out.len();
    // Eight are written at a time, of which as many count as are chosen.
    out.resize(begin + LANES + 8, 0);
    let mut end = begin;
    for (eight, from) in lanes.as_chunks::<8>().0.iter().zip((from..).step_by(8)) {
        // Each lane's bit goes to the highest byte, the first one lowest.
        let choice = u64::from_le_bytes(*eight).wrapping_mul(0x0102_0408_1020_4080) >> 56;
        if let Some(out) = out[end..].first_chunk_mut::<8>() {
            *out = CHOSEN[choice as usize].map(|lane| from + u32::from(lane));
        }
        end += choice.count_ones() as usize;
    }
    out.truncate(end);
}

/// The lanes that are chosen, ascending.
pub(super) fn chosen(lanes: &Lanes) -> Vec<u32> {
    let mut out = Vec::new();
    push_chosen(lanes, 0, &mut out);
    out
}

fn keep<T: Copy>(lanes: &mut [u8], column: &[T], holds: impl Fn(T) -> bool) {
    for (lane, value) in lanes.iter_mut().zip(column) {
        *lane &= u8::from(holds(*value));
    }
}

fn count(lanes: &[u8]) -> u64 {
    // Sums of 8 bits hold a hundred lanes.
    lanes.chunks(128).map(|lanes| u64::from(lanes.iter().sum::<u8>())).sum()
}

/// How many of some lanes lack a trait.
fn count_without(lanes: &[u8], traits: &[u8], bit: u8) -> u64 {
    let lacks = |(lane, traits): (&u8, &u8)| lane & u8::from(traits & bit == 0);
    let pieces = lanes.chunks(128).zip(traits.chunks(128));
    pieces.map(|(lanes, traits)| u64::from(lanes.iter().zip(traits).map(lacks).sum::<u8>())).sum()
}

/// What was found among the videos of a block that the index holds as they are at the window's end.
pub(super) struct Found {
    pub(super) considered: Lanes,
    pub(super) members: Lanes,
    pub(super) count: u64,
    pub(super) without_product: u64,
    pub(super) without_category: u64,
    pub(super) without_creator: u64,
    pub(super) relinked: u64,
}

/// What is looked at.
#[derive(Clone, Copy)]
pub(super) struct OfBlock<'a> {
    pub(super) place: usize,
    pub(super) ends: Ends,
    /// The videos that are not both regular and settled.
    pub(super) changing: &'a [u32],
    /// Which videos may count, where not all of them may.
    pub(super) marks: Option<&'a [Mark]>,
}

/// Looks at the regular, settled videos of a block, and at those of the changing ones that do not
/// change any more; `every` asks also for those without an increment.
pub(super) fn look(
    dataset: &Dataset,
    test: &Test<'_>,
    OfBlock { place, ends, changing, marks }: OfBlock<'_>,
    baseline: Baseline,
    every: bool,
) -> Found {
    let (facts, block) = (&dataset.index.facts, &dataset.index.grid.blocks[place]);
    let range = place * LANES..facts.traits.len().min((place + 1) * LANES);
    let size = range.len();
    let traits = &facts.traits[range.clone()];
    let (to, before) = (&block.reads(ends.to)[..size], &block.reads(ends.before)[..size]);

    let mut all: Lanes = [0; LANES];
    let considered = &mut all[..size];
    for (lane, traits) in considered.iter_mut().zip(traits) {
        *lane = u8::from(traits & (REGULAR | SETTLED) == REGULAR | SETTLED);
    }
    for video in changing {
        considered[*video as usize % LANES] = u8::from(facts.hold(*video as usize, test.to));
    }
    if let Some(marks) = marks {
        keep(considered, marks, |mark| mark == Mark::Chosen);
    }
    if test.posted {
        keep(considered, &facts.published[range.clone()], |day| test.from <= day && day <= test.to);
        keep(considered, &facts.first_day[range.clone()], |day| day <= test.to);
    } else {
        for (lane, (to, before)) in considered.iter_mut().zip(to.iter().zip(before)) {
            *lane &= u8::from(to != before);
        }
    }
    if let Some((first, second)) = test.category {
        let (categories, seconds) = (&facts.category[range.clone()], &facts.second[range.clone()]);
        keep(considered, categories, |category| category == first || category == NO_TEXT);
        if second != NO_TEXT {
            keep(considered, seconds, |other| other == second || other == NO_TEXT);
        }
    }
    let level = if test.needs_second { SECOND } else { CATEGORY };
    let without_product = count_without(considered, traits, PRODUCT);
    // Without a product there is no category.
    let without_category = count_without(considered, traits, level) - without_product;
    let without_creator = count_without(considered, traits, CREATOR);
    let count = count(considered);
    let relinked = count - count_without(considered, traits, RELINKED);

    let mut members = all;
    let admitted = &mut members[..size];
    let needed = if test.needs_product { PRODUCT } else { 0 } | if test.needs_category { level } else { 0 };
    keep(admitted, traits, |traits| traits & needed == needed);
    if !test.posted && !every {
        let read = to.iter().zip(before);
        match baseline {
            Baseline::WithinDay if !block.has_days(Kind::Singles) => {}
            Baseline::WithinDay => {
                let singles = block.counts(Kind::Singles, ends.to).iter().zip(block.counts(Kind::Singles, ends.before));
                for (lane, ((to, before), (single, single_before))) in admitted.iter_mut().zip(read.zip(singles)) {
                    *lane &= u8::from(to - before != single - single_before);
                }
            }
            Baseline::PreviousClose => {
                for (lane, (chosen, (to, before))) in admitted.iter_mut().zip(read).enumerate() {
                    let opens =
                        traits[lane] & OPENS_SINGLE != 0 && opens_within(dataset, place * LANES + lane, test.from);
                    *chosen &= u8::from(to - before > u16::from(opens));
                }
            }
        }
    }
    Found { considered: all, members, count, without_product, without_category, without_creator, relinked }
}
