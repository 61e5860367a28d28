//! Rows in any order → day summaries, on all threads.

use std::ops::Range;

use rayon::prelude::*;

use super::Summaries;
use super::check::check;
use super::fill::complete;
use super::fold::{PART, Runs, end_of_run, runs};
use super::gains::gains;
use super::rows::RowColumns;
use super::shuffled::fold_shuffled;
use crate::calendar::Calendar;
use crate::daily::IncrementColumns;
use crate::increment::Baseline;
use crate::intake::Intake;

/// The summaries of some rows, and what their check found.
#[derive(Default)]
pub(crate) struct Folded {
    pub(crate) summaries: Summaries,
    pub(crate) intake: Intake,
    /// The flags of the rows: `None` where all are accepted and none is blank.
    pub(crate) flags: Option<Vec<u8>>,
}

/// Folds rows in any order, of which `before` were read before; `None` if a text code names no
/// text.
pub(crate) fn fold(rows: &RowColumns<'_>, before: u64, calendar: &Calendar) -> Option<Folded> {
    if !is_sorted(rows.aweme_id) {
        let (parts, found) = fold_shuffled(rows, before, calendar, complete)?;
        return Some(Folded { summaries: Summaries::interleave(parts), intake: found.intake, flags: found.flags });
    }
    let mut summaries = Summaries::default();
    let found = fold_sorted(rows, before, calendar, complete, |parts, taken| {
        let is_first = summaries.len() == 0;
        summaries.append(parts);
        if is_first {
            // The rest has about as many days, so that all is moved once.
            summaries.reserve_times((rows.len() as f64 / taken as f64 - 1.0) * 1.02);
        }
    })?;
    summaries.shrink_to_fit();
    Some(Folded { summaries, intake: found.intake, flags: found.flags })
}

/// The daily increments of rows in any order.
pub(crate) fn daily_gains(
    rows: &RowColumns<'_>,
    calendar: &Calendar,
    baseline: Baseline,
) -> (IncrementColumns, Intake) {
    let gains = |runs: Runs, rows: &RowColumns<'_>| gains(runs, rows, calendar, baseline);
    // Without texts there is no code that names none.
    if !is_sorted(rows.aweme_id) {
        let (parts, found) = fold_shuffled(rows, 0, calendar, gains).unwrap_or_default();
        return (IncrementColumns::interleave(&parts), found.intake);
    }
    let mut all = Vec::new();
    let found = fold_sorted(rows, 0, calendar, gains, |parts, _| all.extend(parts)).unwrap_or_default();
    (IncrementColumns::concat(&all), found.intake)
}

/// What the check of some rows found.
#[derive(Default)]
pub(super) struct Found {
    pub(super) intake: Intake,
    pub(super) flags: Option<Vec<u8>>,
}

impl Found {
    /// Of rows in parts, each with what was found there.
    pub(super) fn of_parts(rows: usize, parts: impl Iterator<Item = (Range<usize>, Found)>) -> Found {
        let mut all = Found::default();
        for (part, found) in parts {
            all.intake.add(&found.intake);
            if let Some(flags) = found.flags {
                all.flags.get_or_insert_with(|| vec![0; rows])[part].copy_from_slice(&flags);
            }
        }
        all
    }
}

/// Parts that are folded before they are put together: what they come to is still in a cache then.
const PARTS_AT_A_TIME: usize = 64;

/// Folds rows whose videos ascend, part by part: turns the days of each part into what is wanted
/// while the rows are in the cache, and hands that out in order, some parts at a time, with how many
/// rows are done.
pub(super) fn fold_sorted<T: Send>(
    rows: &RowColumns<'_>,
    before: u64,
    calendar: &Calendar,
    wanted: impl Fn(Runs, &RowColumns<'_>) -> T + Sync,
    mut take: impl FnMut(Vec<T>, usize),
) -> Option<Found> {
    let of_part = |range: &Range<usize>| {
        let part = rows.part(range.clone());
        let found = match part.flags {
            Some(_) => Found::default(),
            None => check(&part, true, before + range.start as u64, calendar),
        };
        let runs = runs(&RowColumns { flags: part.flags.or(found.flags.as_deref()), ..part }, calendar);
        if runs.has_foreign_codes { None } else { Some((wanted(runs, &part), (range.clone(), found))) }
    };
    let mut all_found = Vec::new();
    for parts in parts(rows.aweme_id).chunks(PARTS_AT_A_TIME) {
        let (wanted, found): (Vec<T>, Vec<_>) =
            parts.par_iter().map(of_part).collect::<Option<Vec<_>>>()?.into_iter().unzip();
        take(wanted, parts.last().map_or(0, |part| part.end));
        all_found.extend(found);
    }
    Some(Found::of_parts(rows.len(), all_found.into_iter()))
}

/// Cuts ascending ids where one video ends and another begins.
fn parts(ids: &[i64]) -> Vec<Range<usize>> {
    let mut parts = Vec::with_capacity(ids.len() / PART + 1);
    let mut begin = 0;
    while begin < ids.len() {
        let last = ids.len().min(begin + PART) - 1;
        let id = ids[last];
        let end = end_of_run(ids, last, 0, |other| other == id);
        parts.push(begin..end);
        begin = end;
    }
    parts
}

fn is_sorted(ids: &[i64]) -> bool {
    const BLOCK: usize = 4096;
    let descends = |ids: &[i64]| ids.iter().zip(ids.iter().skip(1)).fold(false, |odd, (a, b)| odd | (a > b));
    (0..ids.len().div_ceil(BLOCK))
        .into_par_iter()
        .with_min_len(64)
        .all(|block| !descends(&ids[block * BLOCK..ids.len().min((block + 1) * BLOCK + 1)]))
}
