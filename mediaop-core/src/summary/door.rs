//! Rows in any order → day summaries, on all threads.

use std::ops::Range;

use rayon::prelude::*;

use super::Summaries;
use super::fill::complete;
use super::fold::{PART, Runs, count_equal, runs};
use super::gains::{Pairs, gains};
use super::in_order::InOrder;
use super::rows::RowColumns;
use super::shuffled::{MOST_BYTES, fold_shuffled};
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
    fn put_behind(all: &mut Summaries, part: &Summaries, rest: Option<f64>) {
        all.append(part);
        rest.into_iter().for_each(|times| all.reserve_times(times));
    }
    let mut summaries = Summaries::default();
    let found =
        match fold_sorted(rows, before, calendar, complete, |part, rest| put_behind(&mut summaries, &part, rest)) {
            Ok(found) => found,
            Err(Unfit::ForeignCodes) => return None,
            Err(Unfit::NoOrder) => {
                summaries = Summaries::default();
                fold_shuffled(MOST_BYTES, rows, before, calendar, complete, |part, rest| {
                    put_behind(&mut summaries, &part, rest)
                })?
            }
        };
    summaries.shrink_to_fit();
    Some(Folded { summaries, intake: found.intake, flags: found.flags })
}

/// The daily increments of rows in any order.
pub(crate) fn daily_gains<'a>(
    rows: &RowColumns<'a>,
    calendar: &Calendar,
    baseline: Baseline,
) -> (IncrementColumns, Intake) {
    let pairs = |runs, rows: &RowColumns<'a>| (Pairs::of(runs, calendar, baseline), *rows);
    let gains = |runs: Runs, rows: &RowColumns<'_>| gains(runs, rows, calendar, baseline);
    let mut all = IncrementColumns::default();
    let sorted = fold_sorted(rows, 0, calendar, pairs, |(pairs, rows), rest| {
        pairs.put_behind(&mut all, &rows);
        rest.into_iter().for_each(|times| all.reserve_times(times));
    });
    let found = sorted.ok().or_else(|| {
        all = IncrementColumns::default();
        fold_shuffled(MOST_BYTES, rows, 0, calendar, gains, |part, rest| {
            all.append(&part);
            rest.into_iter().for_each(|times| all.reserve_times(times));
        })
    });
    // Without texts there is no code that names none.
    (all, found.unwrap_or_default().intake)
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

/// Why rows cannot be folded part by part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unfit {
    /// Videos do not ascend.
    NoOrder,
    /// A text code names no text.
    ForeignCodes,
}

/// Folds rows whose videos ascend, part by part: turns the days of each part into what is wanted
/// while the rows are in the cache, and hands that out in order, with [`rest`]. Returns what the
/// check found.
///
/// # Errors
/// The rows do not come in order, which may show late.
pub(super) fn fold_sorted<'a, T: Send>(
    rows: &RowColumns<'a>,
    before: u64,
    calendar: &Calendar,
    wanted: impl Fn(Runs, &RowColumns<'a>) -> T + Sync,
    mut take: impl FnMut(T, Option<f64>) + Send,
) -> Result<Found, Unfit> {
    if !seem_sorted(rows.aweme_id) {
        return Err(Unfit::NoOrder);
    }
    let of_part = |range: Range<usize>| {
        let part = rows.part(range.clone());
        let (runs, found) = runs(&part, before + range.start as u64, calendar);
        let next = rows.aweme_id.get(range.end);
        if runs.descends || next.is_some_and(|next| rows.aweme_id[range.end - 1] >= *next) {
            return Err(Unfit::NoOrder);
        }
        if runs.has_foreign_codes { Err(Unfit::ForeignCodes) } else { Ok((wanted(runs, &part), (range, found))) }
    };
    let mut all_found = Vec::new();
    let in_order = InOrder::new(|(wanted, (range, found)): (T, (Range<usize>, Found))| {
        take(wanted, rest(range.clone(), rows.len()));
        all_found.push((range, found));
    });
    let mut parts = parts(rows.aweme_id).into_iter().enumerate();
    let fold = |(place, range)| of_part(range).map(|made| in_order.put(place, made));
    // The caller takes the first, so that what is put together grows in memory of the caller's:
    // allocators hand that of a pool's thread back to the system each time.
    parts.next().map_or(Ok(()), fold)?;
    parts.par_bridge().try_for_each(fold)?;
    drop(in_order);
    Ok(Found::of_parts(rows.len(), all_found.into_iter()))
}

/// How many times as much as is in is still to come, or a little more: once, when what is in can
/// tell.
pub(super) fn rest(latest: Range<usize>, all: usize) -> Option<f64> {
    let can_tell = |done: usize| done * 16 >= all;
    (can_tell(latest.end) && !can_tell(latest.start)).then(|| (all as f64 / latest.end as f64 - 1.0) * 1.02)
}

/// Cuts ascending ids where one video ends and another begins.
fn parts(ids: &[i64]) -> Vec<Range<usize>> {
    // Few rows are spread over all threads all the same.
    let size = PART.min(ids.len() / (8 * rayon::current_num_threads()) + 1);
    let mut parts = Vec::with_capacity(ids.len() / size + 1);
    let mut begin = 0;
    while begin < ids.len() {
        let last = ids.len().min(begin + size) - 1;
        let end = last + count_equal(&ids[last..]);
        parts.push(begin..end);
        begin = end;
    }
    parts
}

/// Whether ids that lie far from each other ascend. Where rows were put behind a table in order, or
/// come in none, some of these do not.
fn seem_sorted(ids: &[i64]) -> bool {
    const STEPS: usize = 1 << 10;
    ids.iter().step_by(ids.len() / STEPS + 1).chain(ids.last()).is_sorted()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metric::Metric;
    use crate::summary::CounterSlice;

    fn rows<'a>(aweme_id: &'a [i64], update_ts: &'a [i64], digg: &'a [i32]) -> RowColumns<'a> {
        let mut counters = [None; Metric::COUNT];
        counters[Metric::Digg as usize] = Some(CounterSlice::Narrow(digg));
        RowColumns { aweme_id, update_ts, create_time: None, counters, product: None, creator: None, flags: None }
    }

    #[test]
    fn a_place_out_of_order_is_found_wherever_it_is() {
        const ROWS: usize = 3 * PART;
        const ROWS_A_VIDEO: usize = 4;
        let calendar = Calendar::default();
        let row = |place: usize| {
            let hour = 7 * 3_600_000 * (place % ROWS_A_VIDEO) as i64;
            (1 + (place / ROWS_A_VIDEO) as i64, 1_767_283_200_000 + hour, 1 + place as i32)
        };
        let fold_of = |order: &[usize]| {
            let aweme_id: Vec<i64> = order.iter().map(|place| row(*place).0).collect();
            let update_ts: Vec<i64> = order.iter().map(|place| row(*place).1).collect();
            let digg: Vec<i32> = order.iter().map(|place| row(*place).2).collect();
            let rows = rows(&aweme_id, &update_ts, &digg);
            let in_parts = fold_sorted(&rows, 0, &calendar, |_, _| (), |(), _| ()).map(|_| ());
            let folded = fold(&rows, 0, &calendar).unwrap();
            (seem_sorted(&aweme_id), in_parts, folded.summaries, daily_gains(&rows, &calendar, Baseline::WithinDay).0)
        };
        let mut order: Vec<usize> = (0..ROWS).collect();
        let ids: Vec<i64> = order.iter().map(|place| row(*place).0).collect();
        let end = parts(&ids)[1].end;
        assert!(end > 100 && end < ROWS - 100, "{end}");
        let (_, in_parts, summaries, gains) = fold_of(&order);
        assert_eq!(in_parts, Ok(()));
        assert_eq!(gains.len(), ROWS / ROWS_A_VIDEO);
        let mut seemed_sorted = 0;
        // In the midst of a part, beside its end, and at the ends of all; within a video, and beyond.
        for (here, there) in
            [(end - 40, 2), (end - 41, 4), (end - 1, 1), (end, 1), (end, 4), (end + 5, 64), (ROWS - 9, 8)]
        {
            order.swap(here, here + there);
            let (seems_sorted, in_parts, summaries_there, gains_there) = fold_of(&order);
            order.swap(here, here + there);
            assert!(summaries_there == summaries && gains_there == gains, "{here} and {there} on");
            let same_video = here / ROWS_A_VIDEO == (here + there) / ROWS_A_VIDEO;
            assert_eq!(in_parts == Err(Unfit::NoOrder), !same_video, "{here} and {there} on");
            seemed_sorted += usize::from(seems_sorted && !same_video);
        }
        assert!(seemed_sorted > 2, "others show without a look at each row");
    }
}
