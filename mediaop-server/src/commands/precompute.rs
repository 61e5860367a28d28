//! `mediaop precompute`: writes the tables that other programs read.

use anyhow::bail;
use mediaop_core::LocalDay;
use mediaop_core::answer::PrecomputedStats;

use crate::exit::Exit;
use crate::output;
use crate::precomputed::told;
use crate::progress::Progress;
use crate::settings::Settings;
use crate::store::{FinishedRun, Live, RunLog, Writer, now_ms};

pub(super) async fn run(settings: Settings, as_of: Option<LocalDay>) -> anyhow::Result<Exit> {
    let Settings { database, calendar, .. } = &settings;
    let started_at = now_ms();
    let today = calendar.day_of_ms(started_at);
    let as_of = as_of.unwrap_or(today + -1);
    if as_of > today {
        bail!("--as-of {as_of} is after today ({today} in {}); name today or an earlier day", calendar.name());
    }
    let mut progress = Progress::new(format!("reading {database}"));
    let reading = tokio::task::block_in_place(|| {
        Live::keeping(database, calendar).refresh(
            false,
            started_at,
            &mut |now| progress.at(now.rows_done, Some(now.rows_total)),
            &mut |_| (),
        )
    });
    progress.finish();
    let reading = reading?;
    let stats = PrecomputedStats::compute(&reading.dataset, as_of);
    let mut writer = Writer::open_existing(database).await?;
    let written = writer.precomputed(&stats, now_ms(), calendar).await;
    let run = FinishedRun {
        kind: "precompute".to_owned(),
        started_at,
        finished_at: now_ms(),
        rows_read: Some(reading.rows_read),
        rows_accepted: Some(reading.rows_accepted),
        error: written.as_ref().err().map(ToString::to_string),
    };
    RunLog::open(database).add(run).await;
    written?;
    writer.close().await?;
    output::say(&format!("{database}: {}", told(&stats, as_of)));
    Ok(Exit::Fine)
}
