//! Medians in milliseconds.

use std::hint::black_box;
use std::time::{Duration, Instant};

/// How often a piece of work is repeated: both at least.
#[derive(Debug, Clone, Copy)]
pub struct Effort {
    /// So many runs,
    pub runs: usize,
    /// and for so long.
    pub time: Duration,
}

impl Effort {
    /// For work of milliseconds and less.
    pub const QUICK: Effort = Effort { runs: 11, time: Duration::from_millis(100) };
    /// For work before each run of which much is prepared.
    pub const RUNS: Effort = Effort { runs: 11, time: Duration::ZERO };
    /// For work of up to seconds.
    pub const HEAVY: Effort = Effort { runs: 5, time: Duration::from_millis(500) };
    /// For work of many seconds.
    pub const HUGE: Effort = Effort { runs: 3, time: Duration::ZERO };
}

/// The median of what `work` takes, the dropping of its result included.
pub fn median_ms<T>(effort: Effort, mut work: impl FnMut() -> T) -> f64 {
    median(effort, || {
        let began = Instant::now();
        drop(black_box(work()));
        began.elapsed()
    })
}

/// The median of what `work` takes with what `prepare` made; its result is dropped outside of the
/// measured time.
pub fn median_ms_after<P, T>(effort: Effort, mut prepare: impl FnMut() -> P, mut work: impl FnMut(P) -> T) -> f64 {
    median(effort, || {
        let prepared = prepare();
        let began = Instant::now();
        let made = black_box(work(prepared));
        let took = began.elapsed();
        drop(made);
        took
    })
}

/// After one run that does not count.
fn median(effort: Effort, mut run: impl FnMut() -> Duration) -> f64 {
    run();
    let began = Instant::now();
    let mut took = Vec::new();
    while took.len() < effort.runs || began.elapsed() < effort.time {
        took.push(run().as_secs_f64() * 1000.0);
    }
    took.sort_unstable_by(f64::total_cmp);
    let middle = took.len() / 2;
    if took.len() % 2 == 1 { took[middle] } else { (took[middle - 1] + took[middle]) / 2.0 }
}
