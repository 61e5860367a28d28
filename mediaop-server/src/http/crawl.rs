//! Running the crawler that the configuration names, and importing what it wrote.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use rustix::process::Pid;
use tokio::process::{Child, Command};
use tokio_util::sync::CancellationToken;

use crate::import;
use crate::schedule::Task;
use crate::settings::Crawl;
use crate::store::FinishedRun;

use super::descendants::Descendants;
use super::reading::read_now;
use super::state::State;

/// What earlier runs said is kept for so many of them.
const LOGS_KEPT: usize = 60;
/// A crawler that is to end gets this long to clean up.
pub(super) const GRACE: Duration = Duration::from_secs(5);
/// What was killed is gone after that, unless the system holds it.
const LAST_LOOKS: Duration = Duration::from_secs(1);
const BETWEEN_LOOKS: Duration = Duration::from_millis(50);
/// A crawler has no use for these.
const SECRETS: [&str; 3] = ["MEDIAOP_DB", "MEDIAOP_DB_PASSWORD", "MEDIAOP_TOKEN"];

/// Crawls; why the command failed.
pub(super) async fn run(state: &Arc<State>) -> Result<(), String> {
    let Some(crawl) = &state.settings.crawl else { return Err("no crawl.command is configured".to_owned()) };
    let started_at = state.clock.now_ms();
    let outcome = command(crawl, started_at, &state.shutdown).await;
    note(state, Task::Crawl, started_at, outcome.as_ref().err()).await;
    outcome
}

/// Imports what a crawl wrote, a failed one too, and refreshes; why nothing could be stored. A file that cannot be
/// imported is told, and tried again after the next crawl.
pub(super) async fn import(state: &Arc<State>) -> Result<(), String> {
    let Some(crawl) = &state.settings.crawl else { return Ok(()) };
    let started_at = state.clock.now_ms();
    let outcome = import_files(state, &crawl.import).await;
    if outcome.is_err() {
        note(state, Task::Import, started_at, outcome.as_ref().err()).await;
    }
    // A reading is tried again where it failed.
    let _ = read_now(state, "refresh", false).await;
    outcome
}

async fn import_files(state: &Arc<State>, written: &[PathBuf]) -> Result<(), String> {
    let beside_demo = import::BesideDemo::Refused;
    let mut leave_out = |demo: &Path| tracing::warn!("{}", import::left_out(demo));
    let mut files = import::files_of(written, state.settings.database.file(), beside_demo, &mut leave_out)
        .map_err(|error| error.to_string())?;
    // A crawl that found nothing leaves such files.
    files.retain(|file| std::fs::metadata(file).map_or(true, |file| !file.is_file() || file.len() > 0));
    let mut hear = |report: &import::Report, error: Option<&import::ImportError>| {
        tracing::info!("{report}");
        if let Some(error) = error {
            tracing::error!("a file of the crawl is not imported, or in part: {error}");
        }
    };
    let stop = Arc::new(AtomicBool::new(false));
    let outcome = import::each_file(&state.settings, &files, beside_demo, &stop, &mut hear).await;
    outcome.map_err(|error| error.to_string())
}

async fn note(state: &State, task: Task, started_at: i64, error: Option<&String>) {
    let run = FinishedRun {
        kind: task.name().to_owned(),
        started_at,
        finished_at: state.clock.now_ms(),
        rows_read: None,
        rows_accepted: None,
        error: error.cloned(),
    };
    state.runs.add(run).await;
}

/// Runs the command to its end or to the time limit; its output goes to a file.
pub(super) async fn command(crawl: &Crawl, started_at: i64, shutdown: &CancellationToken) -> Result<(), String> {
    let place = |error: io::Error| format!("the crawler's output cannot be kept in {}: {error}", crawl.logs.display());
    let path = crawl.logs.join(format!("crawl-{started_at}.log"));
    std::fs::create_dir_all(&crawl.logs).map_err(place)?;
    forget_old_logs(&crawl.logs).map_err(place)?;
    let output = File::create(&path).map_err(place)?;
    let errors = output.try_clone().map_err(place)?;
    let Some((program, arguments)) = crawl.command.split_first() else { return Ok(()) };
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::null()).stdout(output).stderr(errors).kill_on_drop(true);
    // Of a group of its own, so that its children can be ended with it.
    command.process_group(0);
    if let Some(directory) = &crawl.directory {
        command.current_dir(directory);
    }
    for secret in SECRETS {
        command.env_remove(secret);
    }
    // Nothing is said of its arguments, which may hold a login.
    tracing::info!("crawling: {program}; its output is in {}", path.display());
    let mut child = command.spawn().map_err(|error| format!("{program} cannot be started: {error}"))?;
    let ended_for = tokio::select! {
        ended = child.wait() => return match ended {
            Ok(status) if status.success() => Ok(()),
            Ok(status) => Err(format!("{program} ended with {status}; its output is in {}", path.display())),
            Err(error) => Err(format!("{program} got lost: {error}")),
        },
        () = tokio::time::sleep(crawl.time_limit) => format!("took longer than {} s", crawl.time_limit.as_secs()),
        () = shutdown.cancelled() => "was still running when the server stopped".to_owned(),
    };
    end(&mut child).await;
    Err(format!("{program} {ended_for} and was ended; its output is in {}", path.display()))
}

/// Ends the command and all that it started: asks first, so that it can clean up.
async fn end(child: &mut Child) {
    let leader = child.id().and_then(|id| Pid::from_raw(id.cast_signed()));
    if let Some(leader) = leader {
        let mut started = Descendants::of(leader);
        started.terminate();
        let _ = tokio::time::timeout(GRACE, ended(&mut started)).await;
        started.kill();
        // What was begun meanwhile is found by the next look.
        let again = async {
            while started.look() {
                started.kill();
                tokio::time::sleep(BETWEEN_LOOKS).await;
            }
        };
        let _ = tokio::time::timeout(LAST_LOOKS, again).await;
    }
    // Behind the others: until here nobody else is given its number.
    let _ = child.kill().await;
}

async fn ended(started: &mut Descendants) {
    while started.look() {
        tokio::time::sleep(BETWEEN_LOOKS).await;
    }
}

fn forget_old_logs(logs: &Path) -> io::Result<()> {
    let mut old: Vec<PathBuf> = Vec::new();
    for entry in std::fs::read_dir(logs)? {
        let path = entry?.path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if name.starts_with("crawl-") && name.ends_with(".log") {
            old.push(path);
        }
    }
    old.sort();
    let too_many = old.len().saturating_sub(LOGS_KEPT - 1);
    old.iter().take(too_many).try_for_each(std::fs::remove_file)
}
