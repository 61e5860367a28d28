//! From snapshots to a data set that is ready for every question, by each door.

use criterion::BatchSize::PerIteration;
use mediaop_core::{Baseline, Calendar, Dataset, DatasetBuilder, sorted_increments};

use crate::Group;
use crate::tables::Tables;

pub(crate) fn from_columns(tables: &Tables) -> Dataset {
    let mut builder = DatasetBuilder::new(Calendar::default());
    tables.with_columns(|columns| builder.push_columns(columns)).expect("columns of one length");
    finish(builder, tables)
}

fn from_rows(tables: &Tables) -> Dataset {
    let mut builder = DatasetBuilder::new(Calendar::default());
    builder.extend(tables.snapshots());
    finish(builder, tables)
}

fn finish(mut builder: DatasetBuilder, tables: &Tables) -> Dataset {
    tables.product_infos().for_each(|product| builder.push_product(product));
    tables.creator_infos().for_each(|creator| builder.push_creator(creator));
    builder.finish()
}

/// How many increments there are, and the sum of their likes.
fn sum_as_they_come(tables: &Tables) -> (u64, i64) {
    let calendar = Calendar::default();
    sorted_increments(tables.readings(), &calendar, Baseline::default())
        .flatten()
        .fold((0, 0), |(count, likes), increment| (count + 1, likes + increment.gained.0[0].unwrap_or(0)))
}

/// Data sets are dropped outside of the measured time.
pub(crate) fn measure(group: &mut Group<'_>, mut tables: Tables) {
    group.bench_function("build/sorted", |b| b.iter_batched(|| (), |()| from_columns(&tables), PerIteration));
    group.bench_function("build/rows", |b| b.iter_batched(|| (), |()| from_rows(&tables), PerIteration));
    group.bench_function("increments/sorted_adaptor", |b| b.iter(|| sum_as_they_come(&tables)));
    // A data set keeps its version once it is asked for.
    let version = |dataset: Dataset| (dataset.version().to_owned(), dataset);
    group.bench_function("version", |b| b.iter_batched(|| from_columns(&tables), version, PerIteration));
    tables.shuffle();
    group.bench_function("build/shuffled", |b| b.iter_batched(|| (), |()| from_columns(&tables), PerIteration));
}
