//! What building a data set and asking it costs, over a database that `mediaop demo` made.
//!
//! `MEDIAOP_BENCH_DB` names the database; the name of its file names the group of measurements.
//! With `MEDIAOP_BENCH_FACTS`, the subjects of the questions and some answers are written to that
//! file, so that a peer asks the same and is held to the same numbers. `scripts/bench.sh` runs all.

mod builds;
mod facts;
mod permutation;
mod questions;
mod subjects;
mod tables;

use std::env;
use std::path::Path;
use std::time::Duration;

use criterion::Criterion;

use crate::subjects::Subjects;
use crate::tables::Tables;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = env::var("MEDIAOP_BENCH_DB").map_err(|_| "MEDIAOP_BENCH_DB must name a database of `mediaop demo`")?;
    let path = Path::new(&path);
    let group = path.file_stem().and_then(|name| name.to_str()).ok_or("MEDIAOP_BENCH_DB names no file")?;
    let tables = Tables::read(path)?;
    let subjects = Subjects::choose(&tables)?;
    let dataset = builds::from_columns(&tables);
    if let Ok(facts) = env::var("MEDIAOP_BENCH_FACTS") {
        std::fs::write(facts, facts::of(&tables, &dataset, &subjects)?)?;
    }
    let mut criterion = Criterion::default().nresamples(2_000).configure_from_args();
    questions::measure(&mut quick(&mut criterion, group), &dataset, &subjects)?;
    drop(dataset);
    builds::measure(&mut heavy(&mut criterion, group), tables);
    criterion.final_summary();
    Ok(())
}

type Group<'a> = criterion::BenchmarkGroup<'a, criterion::measurement::WallTime>;

fn quick<'a>(criterion: &'a mut Criterion, name: &str) -> Group<'a> {
    let mut group = criterion.benchmark_group(name);
    group.sample_size(20).warm_up_time(Duration::from_millis(200)).measurement_time(Duration::from_millis(800));
    group
}

fn heavy<'a>(criterion: &'a mut Criterion, name: &str) -> Group<'a> {
    let mut group = criterion.benchmark_group(name);
    group.sample_size(10).warm_up_time(Duration::from_millis(1)).measurement_time(Duration::from_secs(1));
    group.sampling_mode(criterion::SamplingMode::Flat);
    group
}
