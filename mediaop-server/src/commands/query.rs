//! `mediaop query`: one question, answered by the same contract as over HTTP.

use std::path::Path;

use anyhow::Context;
use mediaop_core::Dataset;
use mediaop_core::contract::{self, Host, answer};
use serde_json::Value;

use super::table;
use crate::cli::{Format, QueryArguments};
use crate::exit::Exit;
use crate::output;
use crate::progress::Progress;
use crate::settings::Settings;
use crate::store::{RunLog, load, now_ms};

pub(super) fn run(settings: &Settings, arguments: &QueryArguments) -> anyhow::Result<Exit> {
    let question = Question::parse(&arguments.question);
    let dataset = read(settings)?;
    let host = Host {
        today: settings.calendar.day_of_ms(now_ms()),
        runs: RunLog::open(&settings.database).shown(&settings.calendar),
    };
    let ask = |query: &str| question.ask(&dataset, &host, query);
    let format = match arguments.format {
        // A question that names its own format is to be answered in it.
        Format::Table if question.names_format() => Format::Json,
        format => format,
    };
    let body = match format {
        Format::Json => bytes(ask(&question.query)),
        Format::Csv => bytes(ask(&question.with_format("csv"))),
        Format::Xlsx => bytes(ask(&question.with_format("xlsx"))),
        Format::Arrow => bytes(ask(&question.with_format("arrow"))),
        Format::Table => bytes(ask(&question.query)).map(|json| match bytes(ask(&question.with_format("csv"))) {
            Ok(csv) => table::of_list(&csv, &json),
            // Not a list: its JSON, readable.
            Err(_) => table::of_anything(&json),
        }),
    };
    match body {
        Ok(body) => {
            deliver(&body, arguments.output.as_deref())?;
            Ok(Exit::Fine)
        }
        Err(problem) => {
            output::complain(&sentences(&problem));
            Ok(if matches!(problem.status, 400 | 404) { Exit::Usage } else { Exit::Failure })
        }
    }
}

fn read(settings: &Settings) -> anyhow::Result<Dataset> {
    let mut progress = Progress::new(format!("reading {}", settings.database.path().display()));
    let dataset = load(&settings.database, &settings.calendar, &mut |now| {
        progress.at(now.rows_done, Some(now.rows_total));
    });
    progress.finish();
    Ok(dataset?)
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

/// A path and parameters as a request line would have them.
#[derive(Debug, PartialEq, Eq)]
struct Question {
    path: String,
    query: String,
}

impl Question {
    /// Takes `/api/products/hot?metric=share` and, more briefly, `products/hot?metric=share`.
    fn parse(text: &str) -> Self {
        let (path, query) = text.split_once('?').unwrap_or((text, ""));
        let path = path.trim_start_matches('/');
        let path = path.strip_prefix("api/").unwrap_or(path);
        Question { path: format!("/api/{}", encoded(path)), query: encoded(query) }
    }

    fn ask(&self, dataset: &Dataset, host: &Host, query: &str) -> contract::Response {
        answer(dataset, host, &contract::Request { method: "GET", path: &self.path, query, if_none_match: None })
    }

    fn names_format(&self) -> bool {
        self.query.split('&').any(|parameter| parameter == "format" || parameter.starts_with("format="))
    }

    fn with_format(&self, format: &str) -> String {
        match self.query.as_str() {
            "" => format!("format={format}"),
            query if self.names_format() => query.to_owned(),
            query => format!("{query}&format={format}"),
        }
    }
}

/// People type 美妆 and spaces as they are; a request line cannot hold them.
fn encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'!'..=b'~' => encoded.push(char::from(byte)),
            _ => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    encoded
}

/// A problem as people say it.
fn sentences(response: &contract::Response) -> String {
    let problem: Value = serde_json::from_slice(&response.body).unwrap_or_default();
    let text = |value: &Value, key: &str| value[key].as_str().map(str::to_owned);
    let mut lines = vec![
        text(&problem, "detail")
            .or_else(|| text(&problem, "title"))
            .unwrap_or_else(|| format!("the question has no answer (status {})", response.status)),
    ];
    for error in problem["errors"].as_array().into_iter().flatten() {
        let (param, reason) = (text(error, "param").unwrap_or_default(), text(error, "reason").unwrap_or_default());
        lines.push(format!("  {param}: {reason}"));
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_may_be_written_briefly() {
        let expected = Question { path: "/api/products/hot".to_owned(), query: "metric=share".to_owned() };
        for text in [
            "products/hot?metric=share",
            "/products/hot?metric=share",
            "/api/products/hot?metric=share",
            "api/products/hot?metric=share",
        ] {
            assert_eq!(Question::parse(text), expected, "{text}");
        }
    }

    #[test]
    fn chinese_and_spaces_are_encoded_and_percents_left_alone() {
        let question = Question::parse("videos?category=美妆 a&q=%2F");
        assert_eq!(question.query, "category=%E7%BE%8E%E5%A6%86%20a&q=%2F");
    }

    #[test]
    fn the_question_keeps_its_own_format() {
        assert_eq!(Question::parse("videos").with_format("csv"), "format=csv");
        assert_eq!(Question::parse("videos?a=1").with_format("csv"), "a=1&format=csv");
        assert_eq!(Question::parse("videos?format=xlsx").with_format("csv"), "format=xlsx");
    }

    #[test]
    fn a_problem_is_said_in_sentences() {
        let body =
            br#"{"detail":"1 parameter is wrong","errors":[{"param":"page","reason":"is 0, expected 1 or more"}]}"#;
        let response = contract::Response { status: 400, headers: Vec::new(), body: body.to_vec() };
        assert_eq!(sentences(&response), "1 parameter is wrong\n  page: is 0, expected 1 or more");
    }
}
