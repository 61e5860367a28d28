//! Progress of long work: a bar on a terminal, a plain line every few seconds elsewhere.

use std::io::IsTerminal;
use std::time::{Duration, Instant};

use indicatif::{HumanCount, ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::counted::counted;
use crate::output;

const BETWEEN_LINES: Duration = Duration::from_secs(3);

/// Tells how far a piece of work is, on stderr.
pub(crate) struct Progress {
    what: String,
    bar: Option<ProgressBar>,
    last_line: Instant,
}

impl Progress {
    /// Starts telling about `what` (`reading mediaop.db`), silent for the first seconds off a terminal.
    pub(crate) fn new(what: impl Into<String>) -> Self {
        let what = what.into();
        let bar = std::io::stderr().is_terminal().then(|| {
            let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr_with_hz(8));
            bar.set_style(style("{msg} {human_pos} rows, {per_sec} {elapsed}"));
            bar.set_message(what.clone());
            bar
        });
        Progress { what, bar, last_line: Instant::now() }
    }

    /// So many rows are done, of so many if the number is known.
    pub(crate) fn at(&mut self, rows_done: u64, rows_total: Option<u64>) {
        if let Some(bar) = &self.bar {
            if let Some(total) = rows_total
                && bar.length() != Some(total)
            {
                bar.set_length(total);
                bar.set_style(style("{msg} {bar:30} {human_pos}/{human_len} rows, {eta} left"));
            }
            bar.set_position(rows_done);
        } else if self.last_line.elapsed() >= BETWEEN_LINES {
            self.last_line = Instant::now();
            let rows = match rows_total {
                Some(total) => format!("{} of {}", HumanCount(rows_done), counted(total, "row", "rows")),
                None => counted(rows_done, "row", "rows"),
            };
            output::say(&format!("{}: {rows}", self.what));
        }
    }

    /// Takes the bar away.
    pub(crate) fn finish(self) {
        if let Some(bar) = self.bar {
            bar.finish_and_clear();
        }
    }
}

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}
