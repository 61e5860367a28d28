//! All videos of a block at once, column by column, in loops that the compiler turns into vectors.

use super::select::Test;
use super::{Ends, opens_within};
use crate::dataset::Dataset;
use crate::facts::trait_of::{OPENS_SINGLE, REGULAR, SETTLED};
use crate::grid::{Kind, LANES};
use crate::increment::Baseline;
use crate::summary::NO_TEXT;

/// 1 for each lane that is chosen.
pub(super) type Lanes = [u8; LANES];

/// The lanes that are chosen, ascending.
pub(super) fn chosen(lanes: &[u8]) -> Vec<u32> {
    let mut out = vec![0; lanes.len()];
    let mut count = 0;
    for (lane, chosen) in lanes.iter().enumerate() {
        out[count] = lane as u32;
        count += usize::from(*chosen);
    }
    out.truncate(count);
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

fn count_where(lanes: &[u8], column: &[u32], holds: impl Fn(u32) -> bool) -> u64 {
    let mut held = [0; LANES];
    let held = &mut held[..lanes.len()];
    held.copy_from_slice(lanes);
    keep(held, column, holds);
    count(held)
}

/// What was found among the regular, settled videos of a block.
pub(super) struct Found {
    pub(super) considered: Lanes,
    pub(super) members: Lanes,
    pub(super) count: u64,
    pub(super) without_product: u64,
    pub(super) without_category: u64,
    pub(super) without_creator: u64,
}

/// Looks at the regular, settled videos of a block; `every` asks also for those without an
/// increment.
pub(super) fn look(
    dataset: &Dataset,
    test: &Test<'_>,
    (place, ends): (usize, Ends),
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
    if test.posted {
        keep(considered, &facts.published[range.clone()], |day| test.from <= day && day <= test.to);
        keep(considered, &facts.first_day[range.clone()], |day| day <= test.to);
    } else {
        for (lane, (to, before)) in considered.iter_mut().zip(to.iter().zip(before)) {
            *lane &= u8::from(to != before);
        }
    }
    let (products, categories) = (&facts.product[range.clone()], &facts.category[range.clone()]);
    let seconds = &facts.second[range.clone()];
    if let Some((first, second)) = test.category {
        keep(considered, categories, |category| category == first || category == NO_TEXT);
        if second != NO_TEXT {
            keep(considered, seconds, |other| other == second || other == NO_TEXT);
        }
    }
    let levels = if test.needs_second { seconds } else { categories };
    let without_product = count_where(considered, products, |product| product == NO_TEXT);
    // Without a product there is no category.
    let without_category = count_where(considered, levels, |category| category == NO_TEXT) - without_product;
    let without_creator = count_where(considered, &facts.creator[range.clone()], |creator| creator == NO_TEXT);

    let mut members = all;
    let admitted = &mut members[..size];
    if test.needs_product {
        keep(admitted, products, |product| product != NO_TEXT);
    }
    if test.needs_category {
        keep(admitted, levels, |category| category != NO_TEXT);
    }
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
    Found { considered: all, members, count: count(&all[..size]), without_product, without_category, without_creator }
}
