//! The configuration file.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, bail};

use crate::http::LogFormat;
use crate::schedule::{Plan, TimeOfDay};

const KEYS: [&str; 11] = [
    "db",
    "db_password_file",
    "own_schema",
    "timezone",
    "listen",
    "token_file",
    "allow_host",
    "log_format",
    "rate_limit",
    "schedule",
    "crawl",
];
const NEVER: &str = "never";

/// What the file says.
#[derive(Debug, Default, serde::Deserialize)]
pub(super) struct File {
    pub(super) db: Option<String>,
    pub(super) db_password_file: Option<PathBuf>,
    pub(super) own_schema: Option<String>,
    pub(super) timezone: Option<String>,
    pub(super) listen: Option<String>,
    pub(super) token_file: Option<PathBuf>,
    #[serde(default)]
    pub(super) allow_host: Vec<String>,
    pub(super) log_format: Option<LogFormat>,
    pub(super) rate_limit: Option<u32>,
    #[serde(default)]
    schedule: Schedule,
    crawl: Option<CrawlTable>,
}

#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Schedule {
    crawl_times: Option<Vec<String>>,
    minutes_after_crawl: u32,
    hourly: bool,
    precompute_at: String,
    rebuild_at: String,
}

impl Default for Schedule {
    fn default() -> Self {
        Schedule {
            crawl_times: None,
            minutes_after_crawl: 10,
            hourly: true,
            precompute_at: "02:00".to_owned(),
            rebuild_at: "03:10".to_owned(),
        }
    }
}

#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct CrawlTable {
    command: Vec<String>,
    directory: Option<PathBuf>,
    time_limit_minutes: Option<u64>,
    logs: Option<PathBuf>,
    #[serde(default)]
    import: Vec<PathBuf>,
}

/// A crawler to be run at the crawl times.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Crawl {
    pub(crate) command: Vec<String>,
    /// Where it runs.
    pub(crate) directory: Option<PathBuf>,
    pub(crate) time_limit: Duration,
    /// Where its output is kept.
    pub(crate) logs: PathBuf,
    /// The files and folders that it writes.
    pub(crate) import: Vec<PathBuf>,
}

impl File {
    pub(super) fn read(path: &Path) -> anyhow::Result<File> {
        let shown = path.display();
        let text =
            std::fs::read_to_string(path).with_context(|| format!("the configuration file {shown} cannot be read"))?;
        let table: toml::Table = text.parse().map_err(|error: toml::de::Error| {
            // The error would show the line itself, which may hold a password.
            let line = 1 + text.bytes().take(error.span().map_or(0, |span| span.start)).filter(|b| *b == b'\n').count();
            anyhow::anyhow!("the configuration file {shown} is not TOML at line {line}: {}", error.message())
        })?;
        let unknown: Vec<_> =
            table.keys().filter(|key| !KEYS.contains(&key.as_str())).map(|key| format!("`{key}`")).collect();
        if !unknown.is_empty() {
            bail!(
                "the configuration file {shown} has unknown keys: {}; allowed are {}",
                unknown.join(", "),
                KEYS.join(", ")
            );
        }
        table.try_into().with_context(|| format!("the configuration file {shown} has a value of the wrong kind"))
    }

    /// When the server does what by itself.
    pub(super) fn plan(&self) -> anyhow::Result<Plan> {
        let Schedule { crawl_times, minutes_after_crawl, hourly, precompute_at, rebuild_at } = &self.schedule;
        let time = |key: &str, text: &str| -> anyhow::Result<TimeOfDay> {
            text.parse().map_err(|error| anyhow::anyhow!("schedule.{key}: {error}"))
        };
        let unless_never = |key, text: &str| (text != NEVER).then(|| time(key, text)).transpose();
        let crawl_times = match crawl_times {
            Some(times) => times.iter().map(|text| time("crawl_times", text)).collect::<Result<_, _>>()?,
            None => Plan::crawl_times(),
        };
        if *minutes_after_crawl > 1440 {
            bail!("schedule.minutes_after_crawl is {minutes_after_crawl}, expected at most 1440, a day");
        }
        Ok(Plan::new(
            &crawl_times,
            self.crawl.is_some(),
            *minutes_after_crawl,
            *hourly,
            unless_never("precompute_at", precompute_at)?,
            unless_never("rebuild_at", rebuild_at)?,
        ))
    }

    /// The crawler, if there is one to run.
    pub(super) fn crawl(&self) -> anyhow::Result<Option<Crawl>> {
        let Some(CrawlTable { command, directory, time_limit_minutes, logs, import }) = &self.crawl else {
            return Ok(None);
        };
        if command.is_empty() {
            bail!("crawl.command is empty, expected the program and its arguments: [\"python\", \"main.py\"]");
        }
        let minutes = time_limit_minutes.unwrap_or(120);
        if minutes == 0 {
            bail!("crawl.time_limit_minutes is 0, expected 1 or more");
        }
        Ok(Some(Crawl {
            command: command.clone(),
            directory: directory.clone(),
            time_limit: Duration::from_secs(minutes.saturating_mul(60)),
            logs: logs.clone().unwrap_or_else(|| PathBuf::from("crawl-logs")),
            import: import.clone(),
        }))
    }
}
