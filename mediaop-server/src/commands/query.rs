//! `mediaop query`: one question, answered by the same contract as over HTTP.

use std::io::IsTerminal;
use std::path::Path;
use std::sync::Arc;

use anyhow::Context;
use clap::ValueEnum;
use mediaop_core::Dataset;
use mediaop_core::contract::{self, Host, answer};
use serde_json::Value;

use super::problem::sentences;
use super::question::Question;
use super::readable::readable;
use super::table::List;
use crate::cli::{Format, QueryArguments};
use crate::exit::Exit;
use crate::output;
use crate::progress::Progress;
use crate::rejected::{all_rejected, sentence};
use crate::settings::Settings;
use crate::store::{Live, LoadProgress, RunLog, now_ms};

/// Where nothing says how wide the page is.
const WIDTH_OFF_A_TERMINAL: usize = 160;

pub(super) fn run(settings: &Settings, arguments: &QueryArguments) -> anyhow::Result<Exit> {
    let question = Question::parse(&arguments.question);
    let format = match chosen_format(arguments, &question) {
        Ok(format) => format,
        Err(complaint) => {
            output::complain(&complaint);
            return Ok(Exit::Usage);
        }
    };
    let is_for_a_terminal = arguments.output.is_none() && std::io::stdout().is_terminal();
    if is_for_a_terminal && is_binary(format, question.format()) {
        output::complain("a workbook or a stream of bytes is nothing for a terminal; add --output FILE");
        return Ok(Exit::Usage);
    }
    let dataset = read(settings)?;
    if let Some(told) = sentence(dataset.intake()).filter(|_| all_rejected(dataset.intake())) {
        output::say(&format!("warning: {}: {told}", settings.database));
    }
    let days = dataset.first_day().zip(dataset.last_day());
    let host = Host {
        today: settings.calendar.day_of_ms(now_ms()),
        runs: RunLog::open(&settings.database).shown(&settings.calendar),
    };
    let ask = |path: &str, query: &str| {
        bytes(answer(&dataset, &host, &contract::Request { method: "GET", path, query, if_none_match: None }))
    };
    let in_format = |format| ask(&question.path, &question.with_format(format));
    let body = match format {
        Format::Json => ask(&question.path, &question.query),
        Format::Csv => in_format("csv"),
        Format::Xlsx => in_format("xlsx"),
        Format::Arrow => in_format("arrow"),
        Format::Table => ask(&question.path, &question.query).map(|json| match in_format("csv") {
            Ok(csv) => {
                let ranked_by = question.ranked_by();
                let meta = ask("/api/meta", "").unwrap_or_default();
                List {
                    csv: &csv,
                    json: &json,
                    width: width(is_for_a_terminal),
                    calendar: &settings.calendar,
                    ranked_by,
                    similarity: question.similarity(),
                    metric_is_known: ranked_by.is_none_or(|metric| has_metric(&meta, metric)),
                    days,
                }
                .table()
            }
            Err(_) if json.starts_with(b"{") => readable(&json),
            // The page of `docs`.
            Err(_) => json,
        }),
    };
    match body {
        Ok(body) => {
            deliver(&body, arguments.output.as_deref())?;
            Ok(Exit::Fine)
        }
        Err(problem) => {
            output::complain(&sentences(&problem, days));
            Ok(if matches!(problem.status, 400 | 404) { Exit::Usage } else { Exit::Failure })
        }
    }
}

fn read(settings: &Settings) -> anyhow::Result<Arc<Dataset>> {
    let mut progress = Progress::new(format!("reading {}", settings.database));
    let mut news = |now: LoadProgress| progress.at(now.rows_done, Some(now.rows_total));
    let mut live = Live::new(&settings.database, &settings.calendar);
    let reading = live.refresh(false, now_ms(), &mut news, &mut |_| ());
    progress.finish();
    Ok(reading?.dataset)
}

fn deliver(body: &[u8], file: Option<&Path>) -> anyhow::Result<()> {
    match file {
        Some(path) => std::fs::write(path, body).with_context(|| format!("{} cannot be written", path.display())),
        None => output::answer(body).context("stdout cannot be written"),
    }
}

fn bytes(response: contract::Response) -> Result<Vec<u8>, contract::Response> {
    if response.status == 200 { Ok(response.body) } else { Err(response) }
}

/// The form of the answer: as the question itself says, else the flag, else the file's name.
fn chosen_format(arguments: &QueryArguments, question: &Question) -> Result<Format, String> {
    let is_another = |named: &str| {
        let named = Format::from_str(named, false).ok();
        arguments.format.zip(named).is_some_and(|(flag, named)| flag != named)
    };
    match question.format() {
        Some(named) if is_another(named) => {
            Err(format!("the question says format={named}, and --format says otherwise: leave one of them out"))
        }
        // It is asked as it stands.
        Some(_) => Ok(Format::Json),
        None => match (arguments.format, &arguments.output) {
            (Some(flag), _) => Ok(flag),
            // It is asked as it stands.
            (None, Some(file)) if question.is_page() && is_html(file) => Ok(Format::Json),
            (None, Some(file)) => Format::of_file(file),
            (None, None) => Ok(Format::Table),
        },
    }
}

fn is_html(file: &Path) -> bool {
    file.extension().is_some_and(|end| end.eq_ignore_ascii_case("html") || end.eq_ignore_ascii_case("htm"))
}

fn is_binary(format: Format, named: Option<&str>) -> bool {
    matches!((format, named), (Format::Xlsx | Format::Arrow, _) | (_, Some("xlsx" | "arrow")))
}

/// How many characters stand side by side: as `COLUMNS` says, or the terminal.
fn width(is_terminal: bool) -> usize {
    let of_variable = || std::env::var("COLUMNS").ok()?.trim().parse().ok().filter(|columns: &usize| *columns > 0);
    let of_terminal = || {
        let (columns, _) = terminal_size::terminal_size_of(std::io::stdout()).filter(|_| is_terminal)?;
        Some(usize::from(columns.0))
    };
    of_variable().or_else(of_terminal).unwrap_or(WIDTH_OFF_A_TERMINAL)
}

fn has_metric(meta: &[u8], metric: &str) -> bool {
    let meta: Value = serde_json::from_slice(meta).unwrap_or_default();
    let is_known = |metrics: &Vec<Value>| metric == "overall" || metrics.iter().any(|known| known == metric);
    meta["data"]["metrics"].as_array().is_none_or(is_known)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_terminal_gets_no_bytes_that_are_not_for_people() {
        assert!(
            is_binary(Format::Xlsx, None) && is_binary(Format::Arrow, None) && is_binary(Format::Json, Some("xlsx"))
        );
        assert!(
            !is_binary(Format::Csv, None) && !is_binary(Format::Table, None) && !is_binary(Format::Json, Some("csv"))
        );
    }
}
