//! From columns to a data set and to a table, in Rust: what `door.py` does through Python.
//!
//! `door SNAPSHOTS FOLDER` draws about so many rows of the demo, writes them to the folder, and
//! prints medians in ms as JSON.

use std::env;
use std::io::{Write, stdout};
use std::path::PathBuf;

use mediaop_bench::clock::{Effort, median_ms_after};
use mediaop_bench::files;
use mediaop_bench::questions::hot_products;
use mediaop_bench::tables::Tables;
use mediaop_bench::views::views;
use mediaop_core::{Baseline, Calendar, Dataset, DatasetBuilder};
use serde_json::json;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [snapshots, folder] = &arguments[..] else { return Err("usage: door SNAPSHOTS FOLDER".into()) };
    let tables = Tables::draw(snapshots.parse()?);
    files::write(&tables, &PathBuf::from(folder))?;
    let hot = hot_products(views(&data_set(&tables))[1]);
    let built = median_ms_after(Effort::HEAVY, || (), |()| data_set(&tables));
    let increments = |()| {
        let dataset = data_set(&tables);
        (dataset.increment_columns(Baseline::WithinDay), dataset)
    };
    let increments = median_ms_after(Effort::HEAVY, || (), increments);
    let hottest = |()| {
        let dataset = data_set(&tables);
        hot.ask(&dataset);
        dataset
    };
    let hottest = median_ms_after(Effort::HEAVY, || (), hottest);
    let found = json!({ "rows": tables.rows(), "data set": built, "increments": increments, "hot products": hottest });
    writeln!(stdout(), "{found}")?;
    Ok(())
}

/// Without a catalog.
fn data_set(tables: &Tables) -> Dataset {
    let mut builder = DatasetBuilder::new(Calendar::default());
    tables.with_columns(|columns| builder.push_columns(columns)).expect("columns of one length");
    builder.finish()
}
