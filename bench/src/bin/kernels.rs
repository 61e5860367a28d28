//! One kernel on one thread, for callgrind to count its instructions and perf to sample its time.
//!
//! | call | what happens |
//! |---|---|
//! | `kernels` | the names are printed |
//! | `kernels NAME` | a small demo is drawn, and that kernel runs once |
//! | `kernels NAME SNAPSHOTS SECONDS` | a demo of that size, and the kernel again and again |
//!
//! Kernels run inside [`measured`], the function by which counting is switched on and off.

use std::env;
use std::io::{Write, stdout};
use std::time::{Duration, Instant};

use mediaop_bench::builds::{from_columns, from_plain_rows, increments, onto};
use mediaop_bench::questions::{all, hot_products, precomputed_stats};
use mediaop_bench::refresh::split;
use mediaop_bench::subjects::Subjects;
use mediaop_bench::tables::Tables;
use mediaop_bench::views::views;
use mediaop_core::{Baseline, Calendar, Dataset, sorted_increments};

const SNAPSHOTS: u32 = 50_000;

type Failure = Box<dyn std::error::Error>;

struct Run {
    name: String,
    tables: Tables,
    repeated_for: Duration,
}

type Kernel = fn(Run) -> Result<(), Failure>;

const KERNELS: [(&str, Kernel); 18] = [
    ("increments/sorted", increments_sorted),
    ("increments/shuffled", increments_shuffled),
    ("build/sorted", build_sorted),
    ("build/shuffled", build_shuffled),
    ("build/plain_rows", build_plain_rows),
    ("increments/sorted_adaptor", increments_one_by_one),
    ("increments/of_dataset", increments_of_dataset),
    ("refresh", refresh),
    ("version", version),
    ("bytes/out_and_in", bytes_out_and_in),
    ("first_answer", first_answer),
    ("precomputed_stats", stats),
    ("top_videos/all/posted", question),
    ("top_videos/category/gained", question),
    ("product_matrix/gained", question),
    ("creator_benchmark/gained", question),
    ("hot_products", question),
    ("daily_series/category", question),
];

fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let Some(name) = arguments.first() else {
        for (name, _) in KERNELS {
            writeln!(stdout(), "{name}")?;
        }
        return Ok(());
    };
    let (_, kernel) =
        KERNELS.iter().find(|(known, _)| known == name).ok_or("unknown kernel: call without arguments")?;
    let snapshots = arguments.get(1).map_or(Ok(SNAPSHOTS), |text| text.parse())?;
    let seconds = arguments.get(2).map_or(Ok(0.0), |text| text.parse())?;
    // No second thread, whose waiting would be counted.
    rayon::ThreadPoolBuilder::new().num_threads(1).use_current_thread().build_global()?;
    // Its table is made once.
    Calendar::default();
    let repeated_for = Duration::try_from_secs_f64(seconds)?;
    kernel(Run { name: name.clone(), tables: Tables::draw(snapshots), repeated_for })
}

/// What happens in here is counted, and nothing else.
#[inline(never)]
fn measured(work: &mut dyn FnMut()) {
    work();
}

impl Run {
    /// Measures the making of something, not its dropping.
    fn measure<T>(&self, mut make: impl FnMut() -> T) {
        let began = Instant::now();
        loop {
            let mut made = None;
            measured(&mut || made = Some(make()));
            drop(made);
            if began.elapsed() >= self.repeated_for {
                return;
            }
        }
    }
}

fn increments_sorted(run: Run) -> Result<(), Failure> {
    run.measure(|| increments(&run.tables));
    Ok(())
}

fn increments_shuffled(mut run: Run) -> Result<(), Failure> {
    run.tables.shuffle();
    run.measure(|| increments(&run.tables));
    Ok(())
}

fn build_sorted(run: Run) -> Result<(), Failure> {
    run.measure(|| from_columns(&run.tables));
    Ok(())
}

fn build_shuffled(mut run: Run) -> Result<(), Failure> {
    run.tables.shuffle();
    run.measure(|| from_columns(&run.tables));
    Ok(())
}

fn build_plain_rows(run: Run) -> Result<(), Failure> {
    run.measure(|| from_plain_rows(&run.tables));
    Ok(())
}

fn increments_one_by_one(run: Run) -> Result<(), Failure> {
    let calendar = Calendar::default();
    let rows = || sorted_increments(run.tables.plain_readings(), &calendar, Baseline::default());
    run.measure(|| rows().flatten().fold(0, |likes, increment| likes + increment.gained.0[0].unwrap_or(0)));
    Ok(())
}

fn increments_of_dataset(run: Run) -> Result<(), Failure> {
    let dataset = from_columns(&run.tables);
    run.measure(|| dataset.increments(Baseline::PreviousClose));
    Ok(())
}

fn refresh(run: Run) -> Result<(), Failure> {
    let (old, new) = split(&run.tables);
    let before = from_columns(&old);
    run.measure(|| onto(&before, &new));
    Ok(())
}

fn version(run: Run) -> Result<(), Failure> {
    let dataset = from_columns(&run.tables);
    // The data set keeps it: only the first run works it out.
    run.measure(|| dataset.version().len());
    Ok(())
}

fn bytes_out_and_in(run: Run) -> Result<(), Failure> {
    let dataset = from_columns(&run.tables);
    run.measure(|| Dataset::from_bytes(&dataset.to_bytes()).expect("bytes of a data set"));
    Ok(())
}

fn first_answer(run: Run) -> Result<(), Failure> {
    let dataset = from_columns(&run.tables);
    let question = hot_products(views(&dataset)[0]);
    // What it makes is kept: only the first run is the first.
    run.measure(|| question.ask(&dataset));
    Ok(())
}

fn stats(run: Run) -> Result<(), Failure> {
    let (dataset, question) = (from_columns(&run.tables), precomputed_stats());
    run.measure(|| question.ask(&dataset));
    Ok(())
}

/// The question of the run's name, over the whole window of the data.
fn question(run: Run) -> Result<(), Failure> {
    let dataset = from_columns(&run.tables);
    let questions = all(&Subjects::choose(&run.tables)?, views(&dataset)[0]);
    let question = questions.iter().find(|question| question.name == run.name).ok_or("no question of this name")?;
    // What is prepared at the first question is not measured.
    question.ask(&dataset);
    run.measure(|| question.ask(&dataset));
    Ok(())
}
