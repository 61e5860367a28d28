//! What building costs, on two threads. Data sets are dropped outside of the measured time.

use mediaop_bench::builds::{from_columns, from_plain_rows, from_rows, increments, onto};
use mediaop_bench::clock::{Effort, median_ms_after};
use mediaop_bench::one_pass;
use mediaop_bench::questions::Question;
use mediaop_bench::refresh::split;
use mediaop_bench::tables::Tables;
use mediaop_core::{Baseline, Calendar, sorted_increments};

use crate::Medians;

/// How much is measured, and in what state.
pub(crate) struct Run<'a> {
    pub(crate) effort: Effort,
    /// Whether more is measured than what is asked of a hundred million rows.
    pub(crate) everything: bool,
    /// What happens right before each piece of work.
    pub(crate) before: &'a mut dyn FnMut(),
}

impl Run<'_> {
    fn median<T>(&mut self, mut work: impl FnMut() -> T) -> f64 {
        self.median_of(|| (), |()| work())
    }

    fn median_of<P, T>(&mut self, mut prepare: impl FnMut() -> P, work: impl FnMut(P) -> T) -> f64 {
        let prepared = || {
            let prepared = prepare();
            (self.before)();
            prepared
        };
        median_ms_after(self.effort, prepared, work)
    }
}

/// By rows that lie in order. `asked_first` is the question for which a data set makes, at the first
/// time, what it keeps.
pub(crate) fn of_sorted(tables: &Tables, asked_first: &Question, mut run: Run<'_>) -> Medians {
    let mut medians = Medians::new();
    let mut keep = |name: &str, median: f64| medians.insert(name.to_owned(), median.into());
    let make = || from_columns(tables);
    keep("one_pass", run.median(|| one_pass::sum(tables)));
    keep("increments/sorted", run.median(|| increments(tables)));
    keep("build/sorted", run.median(make));
    keep("first_answer", run.median_of(make, |dataset| (asked_first.ask(&dataset), dataset)));
    if run.everything {
        keep("build/rows", run.median(|| from_rows(tables)));
        assert!(from_plain_rows(tables) == make(), "rows in plain numbers give what columns give");
        keep("build/plain_rows", run.median(|| from_plain_rows(tables)));
        keep("increments/sorted_adaptor", run.median(|| sum_as_they_come(tables)));
        // A data set keeps its version once it is asked for.
        keep("version", run.median_of(make, |dataset| (dataset.version().len(), dataset)));
        let (old, new) = split(tables);
        let before = from_columns(&old);
        assert!(onto(&before, &new) == make(), "a refresh gives what a build gives");
        keep("refresh", run.median(|| onto(&before, &new)));
    }
    medians
}

/// By rows that lie in no order.
pub(crate) fn of_shuffled(tables: &Tables, mut run: Run<'_>) -> Medians {
    let mut medians = Medians::new();
    medians.insert("increments/shuffled".to_owned(), run.median(|| increments(tables)).into());
    medians.insert("build/shuffled".to_owned(), run.median(|| from_columns(tables)).into());
    medians
}

/// How many increments there are, and the sum of their likes.
fn sum_as_they_come(tables: &Tables) -> (u64, i64) {
    let calendar = Calendar::default();
    sorted_increments(tables.plain_readings(), &calendar, Baseline::default())
        .flatten()
        .fold((0, 0), |(count, likes), increment| (count + 1, likes + increment.gained.0[0].unwrap_or(0)))
}
