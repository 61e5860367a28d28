//! One kernel once, on one thread, for callgrind to count its instructions.
//!
//! `kernels` prints the names; `kernels NAME` draws a small demo, prepares, and runs that kernel
//! inside [`measured`], the function that counting is switched on and off by.

use std::env;
use std::io::{Write, stdout};

use mediaop_bench::builds::{from_columns, of_new_rows};
use mediaop_bench::questions::{all, precomputed_stats};
use mediaop_bench::refresh::split;
use mediaop_bench::subjects::Subjects;
use mediaop_bench::tables::Tables;
use mediaop_bench::views::views;
use mediaop_core::{Baseline, Calendar, Dataset, sorted_increments};

const SNAPSHOTS: u32 = 50_000;

type Failure = Box<dyn std::error::Error>;
type Kernel = fn(Tables, &str) -> Result<(), Failure>;

const KERNELS: [(&str, Kernel); 14] = [
    ("build/sorted", build_sorted),
    ("build/shuffled", build_shuffled),
    ("increments/sorted_adaptor", increments_one_by_one),
    ("increments/of_dataset", increments_of_dataset),
    ("refresh", refresh),
    ("version", version),
    ("bytes/out_and_in", bytes_out_and_in),
    ("precomputed_stats", stats),
    ("top_videos/all/posted", question),
    ("top_videos/category/gained", question),
    ("product_matrix/gained", question),
    ("creator_benchmark/gained", question),
    ("hot_products", question),
    ("daily_series/category", question),
];

fn main() -> Result<(), Failure> {
    let Some(name) = env::args().nth(1) else {
        for (name, _) in KERNELS {
            writeln!(stdout(), "{name}")?;
        }
        return Ok(());
    };
    let (_, kernel) =
        KERNELS.iter().find(|(known, _)| *known == name).ok_or("unknown kernel: call without arguments")?;
    // No second thread, whose waiting would be counted.
    rayon::ThreadPoolBuilder::new().num_threads(1).use_current_thread().build_global()?;
    kernel(Tables::draw(SNAPSHOTS), &name)
}

/// What happens in here is counted, and nothing else.
#[inline(never)]
fn measured(work: &mut dyn FnMut()) {
    work();
}

/// Counts the making of something, not its dropping.
fn count<T>(mut make: impl FnMut() -> T) -> Result<T, Failure> {
    let mut made = None;
    measured(&mut || made = Some(make()));
    made.ok_or_else(|| "nothing was measured".into())
}

fn build_sorted(tables: Tables, _: &str) -> Result<(), Failure> {
    count(|| from_columns(&tables)).map(drop)
}

fn build_shuffled(mut tables: Tables, _: &str) -> Result<(), Failure> {
    tables.shuffle();
    count(|| from_columns(&tables)).map(drop)
}

fn increments_one_by_one(tables: Tables, _: &str) -> Result<(), Failure> {
    let calendar = Calendar::default();
    let rows = || sorted_increments(tables.readings(), &calendar, Baseline::default());
    count(|| rows().flatten().fold(0, |likes, increment| likes + increment.gained.0[0].unwrap_or(0))).map(drop)
}

fn increments_of_dataset(tables: Tables, _: &str) -> Result<(), Failure> {
    let dataset = from_columns(&tables);
    count(|| dataset.increments(Baseline::PreviousClose)).map(drop)
}

fn refresh(tables: Tables, _: &str) -> Result<(), Failure> {
    let (old, new) = split(&tables);
    let before = from_columns(&old);
    count(|| before.merge(&of_new_rows(&new)))?.map(drop).map_err(Into::into)
}

fn version(tables: Tables, _: &str) -> Result<(), Failure> {
    let dataset = from_columns(&tables);
    count(|| dataset.version().len()).map(drop)
}

fn bytes_out_and_in(tables: Tables, _: &str) -> Result<(), Failure> {
    let dataset = from_columns(&tables);
    count(|| Dataset::from_bytes(&dataset.to_bytes()))?.map(drop).map_err(Into::into)
}

fn stats(tables: Tables, _: &str) -> Result<(), Failure> {
    let (dataset, question) = (from_columns(&tables), precomputed_stats());
    count(|| question.ask(&dataset))
}

/// The question of this name, over the whole window of the data.
fn question(tables: Tables, name: &str) -> Result<(), Failure> {
    let dataset = from_columns(&tables);
    let subjects = Subjects::choose(&tables)?;
    let questions = all(&subjects, views(&dataset)[0]);
    let question = questions.iter().find(|question| question.name == name).ok_or("no question of this name")?;
    // What is prepared at the first question is not counted.
    question.ask(&dataset);
    count(|| question.ask(&dataset))
}
