//! From snapshots to a data set that is ready for every question, by each door.

use mediaop_core::{Baseline, Calendar, Dataset, DatasetBuilder, IncrementColumns, daily_increments};

use crate::tables::Tables;

/// The increments alone, by columns.
pub fn increments(tables: &Tables) -> IncrementColumns {
    let made = tables.with_columns(|columns| daily_increments(columns, &Calendar::default(), Baseline::default()));
    made.expect("columns of one length").0
}

/// By columns, with the catalog.
pub fn from_columns(tables: &Tables) -> Dataset {
    let mut builder = DatasetBuilder::new(Calendar::default());
    tables.with_columns(|columns| builder.push_columns(columns)).expect("columns of one length");
    with_catalog(builder, tables)
}

/// By the iterator of rows with texts, with the catalog.
pub fn from_rows(tables: &Tables) -> Dataset {
    let mut builder = DatasetBuilder::new(Calendar::default());
    builder.extend(tables.snapshots());
    with_catalog(builder, tables)
}

/// By the iterator of rows in plain numbers, with the catalog.
pub fn from_plain_rows(tables: &Tables) -> Dataset {
    let mut builder = DatasetBuilder::new(Calendar::default());
    tables.add_plain_rows(&mut builder);
    with_catalog(builder, tables)
}

/// The snapshots of a refresh, which bring no catalog, onto a data set.
pub fn onto(dataset: &Dataset, new: &Tables) -> Dataset {
    let mut builder = DatasetBuilder::new(Calendar::default());
    new.with_columns(|columns| builder.push_columns(columns)).expect("columns of one length");
    builder.finish_onto(dataset).expect("one calendar")
}

fn with_catalog(mut builder: DatasetBuilder, tables: &Tables) -> Dataset {
    tables.product_infos().for_each(|product| builder.push_product(product));
    tables.creator_infos().for_each(|creator| builder.push_creator(creator));
    builder.finish()
}
