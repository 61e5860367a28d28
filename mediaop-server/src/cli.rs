//! What can be typed after `mediaop`.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use clap::error::{ContextKind, ContextValue};
use clap::{Args, Parser, Subcommand, ValueEnum};
use mediaop_core::LocalDay;
use mediaop_core::contract::PARAMETERS;

use crate::http::LogFormat;
use crate::{demo, exit, settings};

/// Find out what sells: creators, videos and products of short-video shop accounts.
#[derive(Debug, Parser)]
#[command(name = "mediaop", version, after_help = exit::HELP, propagate_version = true)]
pub(crate) struct Arguments {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What every command knows.
#[derive(Debug, Clone, Args)]
pub(crate) struct Global {
    /// The database: sqlite://PATH, a plain path or mysql://USER@HOST/DATABASE [default: sqlite://mediaop.db]
    ///
    /// A password stands better in MEDIAOP_DB_PASSWORD or a file than in the URL.
    #[arg(long, global = true, env = "MEDIAOP_DB", hide_env_values = true, value_name = "URL")]
    pub(crate) db: Option<String>,
    /// A file with the password of the database's user
    #[arg(long, global = true, env = "MEDIAOP_DB_PASSWORD_FILE", value_name = "FILE")]
    pub(crate) db_password_file: Option<PathBuf>,
    /// The MySQL schema for mediaop's own tables [default: that of the user's tables]
    #[arg(long, global = true, env = "MEDIAOP_OWN_SCHEMA", value_name = "NAME")]
    pub(crate) own_schema: Option<String>,
    /// The time zone whose days are counted, by IANA name [default: Asia/Shanghai]
    #[arg(long, global = true, env = "MEDIAOP_TIMEZONE", value_name = "ZONE")]
    pub(crate) timezone: Option<String>,
    /// A TOML file with any setting of docs/OPERATIONS.md [default: mediaop.toml, if there is one]
    ///
    /// A flag goes before an environment variable, and that before the file.
    #[arg(long, global = true, env = "MEDIAOP_CONFIG", value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Answer questions over HTTP until stopped (Ctrl-C)
    ///
    /// Listens at once and loads the data in the background; GET /healthz says when it is ready.
    /// POST /api/refresh reads the database again.
    #[command(after_help = exit::HELP)]
    Serve(ServeArguments),
    /// Store rows from CSV, JSON, JSONL or SQLite files
    ///
    /// Columns go by name; the kind of row (snapshots, videos, products, creators) is recognised
    /// by them. Importing a file twice changes nothing. Rejected rows are listed in
    /// FILE.rejected.csv beside the file, with line and reason.
    #[command(after_help = exit::HELP)]
    Import {
        /// The files; of a folder, all files of rows below it
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
        /// Also into a database that `mediaop demo` filled, or from one: made-up rows then count beside others
        #[arg(long)]
        mix_with_demo: bool,
    },
    /// Answer one question
    ///
    /// The paths and parameters are those of the HTTP interface:
    ///   mediaop query 'products/hot?period_days=3&metric=share'
    #[command(after_help = exit::HELP, verbatim_doc_comment)]
    Query(QueryArguments),
    /// Read the whole database again and say what is in it
    ///
    /// Reports what was accepted and what was rejected. The day summaries that are kept in the
    /// database are replaced by what was read, so that `query`, `precompute` and servers see rows
    /// that were changed too; where nothing can be written, nothing is kept.
    /// A running server is refreshed by POST /api/refresh:
    ///   curl -X POST http://127.0.0.1:8787/api/refresh
    #[command(after_help = exit::HELP, verbatim_doc_comment)]
    Refresh,
    /// Write the tables product_creator_stats and product_matrix_stats for other programs
    ///
    /// Videos posted in the last 3, 5, 7, 15 and 30 days, with their totals as of the end of a day.
    /// Programs that read the tables meanwhile see the old rows until the new ones are complete.
    #[command(after_help = exit::HELP)]
    Precompute {
        /// The day at whose end the numbers hold [default: yesterday]
        #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
        as_of: Option<LocalDay>,
    },
    /// Write a made-up data set to try things out: 30 days up to now
    #[command(after_help = exit::HELP)]
    Demo(DemoArguments),
    /// Print a completion script for a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
}

/// What is wrong with the arguments, with a tip where a parameter of a question stands beside it.
pub(crate) fn with_tip(mut error: clap::Error) -> clap::Error {
    let Some(ContextValue::String(given)) = error.get(ContextKind::InvalidArg) else { return error };
    let (name, value) = given.split_once('=').unwrap_or((given, "…"));
    let name = name.trim_start_matches('-').replace('-', "_");
    if PARAMETERS.contains(&name.as_str()) {
        let tip = format!("a parameter stands in its question: mediaop query 'PATH?{name}={value}'");
        error.remove(ContextKind::SuggestedArg);
        error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![tip.into()]));
    }
    error
}

fn day(text: &str) -> Result<LocalDay, String> {
    text.parse().map_err(|error: mediaop_core::Error| error.to_string())
}

/// Arguments of `serve`.
#[derive(Debug, Args)]
pub(crate) struct ServeArguments {
    /// Where to listen [default: 127.0.0.1:8787]
    ///
    /// A port alone, or localhost:PORT, is one of 127.0.0.1.
    #[arg(long, env = "MEDIAOP_LISTEN", value_name = "ADDRESS:PORT", value_parser = settings::listen_address)]
    pub(crate) listen: Option<SocketAddr>,
    /// A file with the token that callers must show (`Authorization: Bearer …`); or in MEDIAOP_TOKEN
    #[arg(long, env = "MEDIAOP_TOKEN_FILE", value_name = "FILE")]
    pub(crate) token_file: Option<PathBuf>,
    /// How the log is written [default: text]
    #[arg(long, env = "MEDIAOP_LOG_FORMAT", value_enum, value_name = "FORMAT")]
    pub(crate) log_format: Option<LogFormat>,
    /// How many requests a second one address may send, 0 for any number [default: any on 127.0.0.1, else 100]
    #[arg(long, env = "MEDIAOP_RATE_LIMIT", value_name = "NUMBER")]
    pub(crate) rate_limit: Option<u32>,
    /// Listen on an address that other machines can reach, without a token
    #[arg(long)]
    pub(crate) allow_remote: bool,
    /// Do nothing by itself: no refresh after crawls and each hour, no precomputing at night
    #[arg(long)]
    pub(crate) no_schedule: bool,
    /// A further host name under which the server may be asked, behind a proxy; to be repeated
    #[arg(long, value_name = "NAME")]
    pub(crate) allow_host: Vec<String>,
}

/// Arguments of `query`.
#[derive(Debug, Args)]
pub(crate) struct QueryArguments {
    /// A path below /api/ with parameters, such as 'products/matrix?period_days=15'
    #[arg(value_name = "PATH?PARAMS")]
    pub(crate) question: String,
    /// How to print the answer [default: as the end of --output's name says, else table]
    #[arg(long, value_enum)]
    pub(crate) format: Option<Format>,
    /// Write the answer to a file; .json, .csv, .xlsx, .arrow and .txt (a table) at its end say how
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

/// The forms of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people, on a terminal
    Table,
    /// The body that the server sends
    Json,
    /// The whole list as CSV with a BOM
    Csv,
    /// The whole list as an Excel workbook
    Xlsx,
    /// The whole list as an Arrow IPC stream
    Arrow,
}

impl Format {
    /// The form that the end of a file's name says; a table where it has none.
    ///
    /// # Errors
    /// The end says nothing: which ones do.
    pub(crate) fn of_file(path: &Path) -> Result<Self, String> {
        let Some(end) = path.extension() else { return Ok(Format::Table) };
        match end.to_ascii_lowercase().to_str() {
            Some("json") => Ok(Format::Json),
            Some("csv") => Ok(Format::Csv),
            Some("xlsx") => Ok(Format::Xlsx),
            Some("arrow" | "arrows") => Ok(Format::Arrow),
            Some("txt") => Ok(Format::Table),
            _ => Err(format!(
                "{}: no form of answers ends in .{}, expected .json, .csv, .xlsx, .arrow or .txt (a table), or --format",
                path.display(),
                end.display()
            )),
        }
    }
}

/// Arguments of `demo`.
#[derive(Debug, Args)]
pub(crate) struct DemoArguments {
    /// How many snapshots: small (100,000), medium (1,000,000), large (10,000,000), or a number
    #[arg(long, default_value = "small")]
    pub(crate) size: demo::Size,
    /// The same seed, size and end give the same data
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
    /// The local day or time at which the data end, such as 2026-06-30 or 2026-06-30T18:00 [default: now]
    #[arg(long, value_name = "TIME")]
    pub(crate) until: Option<demo::Until>,
    /// Replace the data of a database that `mediaop demo` made
    #[arg(long)]
    pub(crate) force: bool,
}
