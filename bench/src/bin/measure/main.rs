//! Medians of builds and questions, and what peers are held to.
//!
//! `measure SNAPSHOTS FOLDER` draws about so many rows of the demo and writes to the folder the
//! rows themselves (`files.rs`), `facts.json` and `mediaop.json`: medians in ms by name.

mod asking;
mod builds;

use std::env;
use std::fs;
use std::path::PathBuf;

use mediaop_bench::builds::from_columns;
use mediaop_bench::clock::Effort;
use mediaop_bench::facts;
use mediaop_bench::files;
use mediaop_bench::subjects::Subjects;
use mediaop_bench::tables::Tables;
use mediaop_bench::views::views;
use serde_json::json;

type Medians = serde_json::Map<String, serde_json::Value>;

/// Above this only what grows with the rows is measured: sorted builds, and questions.
const HUGE: u32 = 50_000_000;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [snapshots, folder] = &arguments[..] else { return Err("usage: measure SNAPSHOTS FOLDER".into()) };
    let (snapshots, folder): (u32, _) = (snapshots.parse()?, PathBuf::from(folder));
    let mut tables = Tables::draw(snapshots);
    files::write(&tables, &folder)?;

    let subjects = Subjects::choose(&tables)?;
    let dataset = from_columns(&tables);
    let views = views(&dataset);
    fs::write(folder.join("facts.json"), facts::of(&tables, &dataset, &subjects, &views)?)?;
    let two_threads = asking::with_all_threads(&dataset, &subjects, views[0]);
    let one_thread = asking::with_one_thread(&dataset, &subjects, &views)?;
    drop(dataset);

    let effort = if snapshots > HUGE { Effort::HUGE } else { Effort::HEAVY };
    let builds = builds::measure(&mut tables, effort, snapshots <= HUGE);
    let medians = json!({ "builds": builds, "two_threads": two_threads, "one_thread": one_thread });
    fs::write(folder.join("mediaop.json"), medians.to_string())?;
    Ok(())
}
