//! Rows in any order → day summaries, on all threads.

use std::ops::Range;

use rayon::prelude::*;

use super::Summaries;
use super::check::check;
use super::fill::{Part, complete};
use super::fold::{PART, Runs, end_of_run, runs};
use super::rows::RowColumns;
use super::shuffled::fold_shuffled;
use crate::calendar::Calendar;
use crate::intake::Intake;

/// The summaries of some rows, and what their check found.
#[derive(Default)]
pub(crate) struct Folded {
    pub(crate) summaries: Summaries,
    pub(crate) intake: Intake,
    /// The flags of the rows: `None` where all are accepted and none is blank.
    pub(crate) flags: Option<Vec<u8>>,
}

/// Folds rows in any order, of which `before` were read before.
pub(crate) fn fold(rows: &RowColumns<'_>, before: u64, calendar: &Calendar) -> Folded {
    if !is_sorted(rows.aweme_id) {
        let (parts, found) = fold_shuffled(rows, before, calendar, |part| complete(vec![part]));
        return Folded { summaries: Summaries::interleave(parts), intake: found.intake, flags: found.flags };
    }
    let (parts, found) = fold_sorted(rows, before, calendar, |part, runs| Part { runs, rows: rows.part(part) });
    Folded { summaries: complete(parts), intake: found.intake, flags: found.flags }
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

/// Folds rows whose videos ascend, part by part, and turns the days of each part into what is
/// wanted while the rows are in the cache.
pub(super) fn fold_sorted<T: Send>(
    rows: &RowColumns<'_>,
    before: u64,
    calendar: &Calendar,
    wanted: impl Fn(Range<usize>, Runs) -> T + Sync,
) -> (Vec<T>, Found) {
    let of_part = |range: Range<usize>| {
        let part = rows.part(range.clone());
        let found = match part.flags {
            Some(_) => Found::default(),
            None => check(&part, before + range.start as u64, calendar),
        };
        let runs = runs(&RowColumns { flags: part.flags.or(found.flags.as_deref()), ..part }, calendar);
        (wanted(range.clone(), runs), (range, found))
    };
    let (parts, found): (Vec<T>, Vec<_>) = parts(rows.aweme_id).into_par_iter().map(of_part).unzip();
    (parts, Found::of_parts(rows.len(), found.into_iter()))
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
