//! `mediaop refresh`: reads everything, keeps it, and says what became of it.

use indicatif::HumanCount;

use crate::counted::counted;
use crate::exit::Exit;
use crate::output;
use crate::progress::Progress;
use crate::settings::Settings;
use crate::store::{Live, Reading, now_ms};

pub(super) fn run(settings: &Settings) -> anyhow::Result<Exit> {
    let path = settings.database.to_string();
    let mut progress = Progress::new(format!("reading {path}"));
    let reading = Live::keeping(&settings.database, &settings.calendar).refresh(
        true,
        now_ms(),
        &mut |now| progress.at(now.rows_done, Some(now.rows_total)),
        &mut |_| (),
    );
    progress.finish();
    let Reading { dataset, not_kept, is_without_history, .. } = reading?;
    let intake = dataset.intake();
    let mut lines = vec![
        format!(
            "{path}: {} read, {} accepted, {} of them blank",
            counted(intake.rows_read, "row", "rows"),
            HumanCount(intake.rows_accepted),
            HumanCount(intake.rows_blank)
        ),
        format!(
            "  {}, {}, data version {}",
            counted(dataset.video_count(), "video", "videos"),
            counted(dataset.summary_count(), "video day", "video days"),
            dataset.version()
        ),
    ];
    if intake.inexact_counters > 0 {
        lines.push(format!(
            "  {} not exact (such as 10w+), taken as missing",
            counted(intake.inexact_counters, "counter", "counters")
        ));
    }
    for (reason, rows) in &intake.rejected {
        lines.push(format!("  {} rejected, {}:", HumanCount(rows.count), reason.name()));
        lines.extend(rows.examples.iter().map(|example| format!("    {example}")));
    }
    if is_without_history {
        lines.push(format!("  {}", Reading::WITHOUT_HISTORY));
    }
    lines.push(match not_kept {
        None => "  kept: queries, precomputing and servers go on from what was read".to_owned(),
        Some(why) => format!("  nothing is kept: {why}"),
    });
    lines.push(String::new());
    output::answer(lines.join("\n").as_bytes())?;
    Ok(Exit::Fine)
}
