//! Medians of builds and questions, and what peers are held to.
//!
//! `measure SNAPSHOTS FOLDER` draws about so many rows of the demo and writes to the folder the
//! rows themselves (`files.rs`), `facts.json` and `mediaop.json`: medians in ms by name.

mod asking;
mod builds;
mod rounds;

use std::env;
use std::fs;
use std::path::PathBuf;

use mediaop_bench::builds::from_columns;
use mediaop_bench::caches::Caches;
use mediaop_bench::clock::Effort;
use mediaop_bench::facts;
use mediaop_bench::files;
use mediaop_bench::questions::hot_products;
use mediaop_bench::subjects::Subjects;
use mediaop_bench::tables::Tables;
use mediaop_bench::views::views;
use serde_json::json;

use builds::Run;

type Medians = serde_json::Map<String, serde_json::Value>;

/// Above this only what grows with the rows is measured: sorted builds, and questions.
const HUGE: u32 = 50_000_000;
/// An odd number, so that there is one in the middle.
const ROUNDS: usize = 3;

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
    let mut caches = Caches::new();
    let cold_questions = asking::from_memory(&dataset, &subjects, views[0], &mut caches)?;
    let everything = snapshots <= HUGE;
    let (effort, count) = if everything { (Effort::HEAVY, ROUNDS) } else { (Effort::HUGE, 1) };
    let asked_first = hot_products(views[0]);
    let round = || {
        let builds = builds::of_sorted(&tables, &asked_first, Run { effort, everything, before: &mut || () });
        let two_threads = asking::with_all_threads(&dataset, &subjects, views[0]);
        let one_thread = asking::with_one_thread(&dataset, &subjects, &views)?;
        Ok(json!({ "builds": builds, "two_threads": two_threads, "one_thread": one_thread }))
    };
    let rounds = (0..count).map(|_| round()).collect::<Result<Vec<_>, rayon::ThreadPoolBuildError>>()?;
    let mut medians = rounds::middle(&rounds);
    drop(dataset);

    let mut cold_builds =
        builds::of_sorted(&tables, &asked_first, Run { effort, everything, before: &mut || caches.empty() });
    if everything {
        tables.shuffle();
        let builds = builds::of_shuffled(&tables, Run { effort, everything, before: &mut || () });
        builds.into_iter().for_each(|(name, median)| medians["builds"][name] = median);
        cold_builds.extend(builds::of_shuffled(&tables, Run { effort, everything, before: &mut || caches.empty() }));
    }
    medians["from_memory"] = json!({ "builds": cold_builds, "questions": cold_questions });
    fs::write(folder.join("mediaop.json"), medians.to_string())?;
    Ok(())
}
