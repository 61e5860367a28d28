//! `mediaop demo`.

use crate::cli::DemoArguments;
use crate::counted::counted;
use crate::demo::{Demo, Plan};
use crate::exit::Exit;
use crate::output;
use crate::progress::Progress;
use crate::settings::Settings;
use crate::store::{FinishedRun, RunLog, now_ms, write_demo};

pub(super) async fn run(settings: Settings, arguments: DemoArguments) -> anyhow::Result<Exit> {
    let DemoArguments { size, seed, until, force } = arguments;
    let started_at = now_ms();
    let timezone = settings.calendar.name().parse()?;
    let end_ts_ms = until.map_or(started_at, |until| until.in_zone(timezone));
    let demo = Demo::new(Plan { size, seed, end_ts_ms, timezone });
    let path = &settings.database;
    let folder = path.missing_folder();
    let mut progress = Progress::new(format!("writing {path}"));
    let expected = demo.expected_rows();
    let outcome =
        write_demo(&settings.database, &demo, force, &mut |rows| progress.at(rows, Some(expected.max(rows)))).await;
    progress.finish();
    output::say_if_made(folder.as_deref());
    let rows = outcome?;
    let run = FinishedRun {
        kind: "demo".to_owned(),
        started_at,
        finished_at: now_ms(),
        rows_read: Some(rows),
        rows_accepted: Some(rows),
        error: None,
    };
    RunLog::open(&settings.database).add(run).await;
    let mediaop = match &settings.database_given {
        Some(db) if db.contains(char::is_whitespace) => format!("mediaop --db '{db}'"),
        Some(db) => format!("mediaop --db {db}"),
        None => "mediaop".to_owned(),
    };
    output::say(&format!(
        "{path}: {} of {} by {}, {}. Look at them with `{mediaop} serve` or \
         `{mediaop} query products/hot`",
        counted(rows, "snapshot", "snapshots"),
        counted(demo.videos().len(), "video", "videos"),
        counted(demo.creators().len(), "creator", "creators"),
        counted(demo.products().len(), "product", "products"),
    ));
    Ok(Exit::Fine)
}
