//! What building costs, on two threads.

use mediaop_bench::builds::{from_columns, from_rows, increments, onto};
use mediaop_bench::clock::{Effort, median_ms, median_ms_after, median_ms_of_making};
use mediaop_bench::one_pass;
use mediaop_bench::questions::Question;
use mediaop_bench::refresh::split;
use mediaop_bench::tables::Tables;
use mediaop_core::{Baseline, Calendar, sorted_increments};

use crate::Medians;

/// How many increments there are, and the sum of their likes.
fn sum_as_they_come(tables: &Tables) -> (u64, i64) {
    let calendar = Calendar::default();
    sorted_increments(tables.readings(), &calendar, Baseline::default())
        .flatten()
        .fold((0, 0), |(count, likes), increment| (count + 1, likes + increment.gained.0[0].unwrap_or(0)))
}

/// Data sets are dropped outside of the measured time. `asked_first` is the question for which a data
/// set makes, at the first time, what it keeps.
pub(crate) fn measure(tables: &mut Tables, asked_first: &Question, effort: Effort, everything: bool) -> Medians {
    let mut medians = Medians::new();
    let mut keep = |name: &str, median: f64| medians.insert(name.to_owned(), median.into());
    keep("one_pass", median_ms(effort, || one_pass::sum(tables)));
    keep("increments/sorted", median_ms_of_making(effort, || increments(tables)));
    keep("build/sorted", median_ms_of_making(effort, || from_columns(tables)));
    let first_answer = |dataset| (asked_first.ask(&dataset), dataset);
    keep("first_answer", median_ms_after(effort, || from_columns(tables), first_answer));
    if !everything {
        return medians;
    }
    keep("build/rows", median_ms_of_making(effort, || from_rows(tables)));
    keep("increments/sorted_adaptor", median_ms(effort, || sum_as_they_come(tables)));
    keep("version", median_of_version(tables, effort));
    keep("refresh", median_of_refresh(tables, effort));
    tables.shuffle();
    keep("increments/shuffled", median_ms_of_making(effort, || increments(tables)));
    keep("build/shuffled", median_ms_of_making(effort, || from_columns(tables)));
    medians
}

/// A data set keeps its version once it is asked for, so that each run needs a fresh one.
fn median_of_version(tables: &Tables, effort: Effort) -> f64 {
    median_ms_after(effort, || from_columns(tables), |dataset| (dataset.version().len(), dataset))
}

/// From the rows of the two newest crawls to a data set with all of them.
fn median_of_refresh(tables: &Tables, effort: Effort) -> f64 {
    let (old, new) = split(tables);
    let before = from_columns(&old);
    let refresh = || onto(&before, &new);
    assert!(refresh() == from_columns(tables), "a refresh gives what a build gives");
    median_ms_of_making(effort, refresh)
}
