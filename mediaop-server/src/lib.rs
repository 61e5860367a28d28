//! The command `mediaop`: analytics of short-video shop accounts, as a server and on the command line.
//!
//! What other programs use of it: the [`command line`](command_line) as a whole, and the
//! [reading of a database](read_database), or of [rows of its tables](table_rows) that they have read themselves,
//! what [a file](table_of) holds, an error [in full](in_full), and the [`page`].

mod cli;
mod clock;
mod commands;
mod counted;
#[allow(unreachable_pub, reason = "the generator knows nothing of the command around it")]
mod demo;
mod exit;
mod http;
mod import;
mod output;
pub mod page;
mod precomputed;
mod progress;
mod rejected;
mod schedule;
mod settings;
mod store;

use std::ffi::OsString;
use std::path::Path;

use clap::Parser;
use mediaop_core::{Calendar, Dataset};

pub use output::in_full;
pub use store::table_rows;

/// Runs the command `mediaop` with these arguments, the first of which is its own name, and
/// returns the exit status.
///
/// Arguments that cannot be read end the process, with their message, as does a wish for help.
pub fn command_line(arguments: impl IntoIterator<Item = OsString>) -> u8 {
    let arguments = cli::Arguments::try_parse_from(arguments).unwrap_or_else(|error| cli::with_tip(error).exit());
    let exit = commands::run(arguments).unwrap_or_else(|error| {
        output::complain(&output::in_full(&error));
        exit::Exit::Failure
    });
    exit as u8
}

/// Reads all tables of a database as of one moment.
///
/// # Input
/// The URL as `--db` takes it, whose password may stand in `MEDIAOP_DB_PASSWORD` or in the file that
/// `MEDIAOP_DB_PASSWORD_FILE` names; `news` is told how many rows are read, and how many there are.
///
/// # Errors
/// The URL is not understood, or the database cannot be read. A value that makes no sense rejects
/// its row, never the reading.
pub fn read_database(url: &str, calendar: &Calendar, news: &mut dyn FnMut(u64, u64)) -> anyhow::Result<Dataset> {
    let password = settings::Secret::of_environment()?;
    let database = store::Database::from_url(url)?.or_password(password.as_ref().map(settings::Secret::text));
    let dataset = store::load(&database, calendar, &mut |now| news(now.rows_done, now.rows_total))?;
    Ok(dataset)
}

/// The name of the table that the rows of a file belong to, by their columns.
///
/// # Errors
/// What `mediaop import` says of such a file.
///
/// # Example
///
/// ```
/// let table_of = |columns: [&str; 3]| mediaop_server::table_of("a.csv".as_ref(), &columns.map(str::to_owned));
/// assert_eq!(table_of(["product_id", "title", "brand"])?, "product_info");
/// let error = table_of(["awemeid", "product_id", "title"]).unwrap_err();
/// assert!(error.to_string().contains("awemeid (did you mean aweme_id?)"));
/// # Ok::<(), anyhow::Error>(())
/// ```
pub fn table_of(path: &Path, columns: &[String]) -> anyhow::Result<&'static str> {
    Ok(import::table_of(path, columns)?)
}
