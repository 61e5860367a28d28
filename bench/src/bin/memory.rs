//! Bytes that a data set keeps, and the most that building it takes, beyond the rows it is made of.
//!
//! `memory SNAPSHOTS` prints them as JSON. Counted are the bytes asked of the allocator: they depend
//! on no page size, no fragments and no other program.

use std::env;
use std::io::{Write, stdout};

use mediaop_bench::builds::from_columns;
use mediaop_bench::tables::Tables;
use peak_alloc::PeakAlloc;
use serde_json::json;

#[global_allocator]
static BYTES: PeakAlloc = PeakAlloc;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let snapshots: u32 = env::args().nth(1).ok_or("usage: memory SNAPSHOTS")?.parse()?;
    let tables = Tables::draw(snapshots);
    let input = BYTES.current_usage();
    BYTES.reset_peak_usage();
    let dataset = from_columns(&tables);
    let found = json!({
        "rows": tables.rows(),
        "videos": dataset.video_count(),
        "resident_bytes": BYTES.current_usage() - input,
        "peak_bytes": BYTES.peak_usage() - input,
    });
    writeln!(stdout(), "{found}")?;
    Ok(())
}
