//! What the measuring programs share: rows of the demo in memory, whom the questions ask about,
//! the questions, and the clock.
//!
//! | program | gives |
//! |---|---|
//! | `measure` | medians of builds and questions, and the facts that peers are held to |
//! | `memory` | bytes that a data set keeps, and the most that building one takes |
//! | `kernels` | one kernel, for callgrind to count its instructions |
//! | `door` | what Python's way from columns to tables is compared with |
//! | `load` | latencies of a running server under a given rate of requests |
//!
//! `scripts/bench.sh` runs the first two and `door`, `scripts/test-instructions.sh` the third,
//! `scripts/bench-operations.sh` the last.

pub mod builds;
pub mod caches;
pub mod clock;
#[path = "../../mediaop-server/src/demo/mod.rs"]
pub mod demo;
pub mod facts;
pub mod files;
pub mod one_pass;
mod permutation;
pub mod questions;
pub mod refresh;
pub mod subjects;
pub mod tables;
pub mod views;
