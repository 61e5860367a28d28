//! Bytes that a data set keeps once every question was asked, and the most that building it takes,
//! beyond the rows it is made of.
//!
//! `memory SNAPSHOTS` prints them as JSON. Counted are the bytes asked of the allocator: they depend
//! on no page size, no fragments and no other program.

use std::env;
use std::io::{Write, stdout};

use mediaop_bench::builds::from_columns;
use mediaop_bench::questions::all;
use mediaop_bench::subjects::Subjects;
use mediaop_bench::tables::Tables;
use mediaop_bench::views::views;
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
    let (built, peak) = (BYTES.current_usage(), BYTES.peak_usage());
    let subjects = Subjects::choose(&tables)?;
    // Some questions make, at the first time, what the data set keeps.
    all(&subjects, views(&dataset)[0]).iter().for_each(|question| question.ask(&dataset));
    drop(subjects);
    let found = json!({
        "rows": tables.rows(),
        "videos": dataset.video_count(),
        "built_bytes": built - input,
        "peak_bytes": peak - input,
        "resident_bytes": BYTES.current_usage() - input,
    });
    writeln!(stdout(), "{found}")?;
    Ok(())
}
