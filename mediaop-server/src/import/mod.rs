//! Importing files: read and check on one thread, write on another, a report at the end.

mod check;
mod closed_quotes;
mod csv_rows;
mod files;
mod folder;
mod json_rows;
mod lines;
mod local_times;
mod names;
mod rejects;
mod report;
mod table_rows;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::{Context, bail};
use mediaop_core::Calendar;
use tokio::sync::mpsc;

use crate::counted::counted;
use crate::exit::Exit;
use crate::output;
use crate::progress::Progress;
use crate::settings::Settings;
use crate::store::{
    Changes, Database, FinishedRun, PRODUCT_INFO, Reader, Record, RunLog, StoreError, Table, Writer, holds_login,
    is_no_demo, must_be_no_demo, now_ms, without_password,
};

use check::recognise_file;
pub(crate) use folder::files_of;
use rejects::{Rejected, RejectsFile};
pub(crate) use report::Report;

/// Rows that are written in one transaction.
const ROWS_A_BATCH: usize = 2_000;
/// Batches that may wait for the writer.
const BATCHES_WAITING: usize = 4;

/// What stops the import of a file; rows before it are stored.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub(crate) enum ImportError {
    #[error("{path} cannot be read: {source}")]
    File { path: PathBuf, source: std::io::Error },
    #[error("{path} is empty")]
    Empty { path: PathBuf },
    #[error(
        "{path} has the columns {found}, by which no rows are recognised. Expected are aweme_id and update_ts \
         (snapshots); aweme_id, last_modify_ts and liked_count (videos); product_id with title or category \
         (products); or user_id and nickname (creators)"
    )]
    NotRecognised { path: PathBuf, found: String },
    #[error("{path} has the column {column} twice; rename one of them")]
    RepeatedColumn { path: PathBuf, column: String },
    #[error(
        "{path} begins with bytes that are not UTF-8; save it as \"CSV UTF-8\" and import it again (GBK: try `iconv -f GBK -t UTF-8`)"
    )]
    HeaderNotUtf8 { path: PathBuf },
    #[error(
        "{path} is UTF-16, expected UTF-8: save it as \"CSV UTF-8\", or make one by `iconv -f {encoding} -t UTF-8`, and import that"
    )]
    Utf16 { path: PathBuf, encoding: &'static str },
    #[error(
        "{path} is an Excel workbook or another packed file, which mediaop does not read: save it as \"CSV UTF-8 \
         (comma delimited)\" and import that. Ids have to be text in the workbook, since Excel rounds long numbers"
    )]
    Workbook { path: PathBuf },
    #[error("{path}: the quote opened on line {line}, in the header, is never closed")]
    HeaderQuote { path: PathBuf, line: u64 },
    #[error("{path} is not JSON at line {line}, column {column}: {reason}. The {} imported", counted(*rows, "row before is", "rows before are"))]
    Json { path: PathBuf, line: usize, column: usize, reason: String, rows: u64 },
    #[error("{path} holds none of the tables douyin_aweme_summary, douyin_aweme, product_info and dy_creator")]
    NoTables { path: PathBuf },
    #[error("{path} holds comments, of which mediaop takes none: leave it out")]
    Comments { path: PathBuf },
    #[error(
        "{path} holds videos without the moment at which they were read (f2 writes none), so that they are no \
         snapshots: add a column update_ts, in milliseconds since 1970"
    )]
    NoMoment { path: PathBuf },
    #[error(
        "{path} holds the made-up rows of `mediaop demo`, and every number would be of both: leave it out, or add \
         --mix-with-demo"
    )]
    Demo { path: PathBuf },
    #[error("{path} is the database itself; name another file, or another database with --db")]
    Itself { path: PathBuf },
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("the rejected rows cannot be written to {path}: {source}")]
    Rejects { path: PathBuf, source: std::io::Error },
}

/// The name of the table that rows of a file with these columns belong to.
pub(crate) fn table_of(path: &Path, columns: &[String]) -> Result<&'static str, ImportError> {
    recognise_file(path, columns).map(|table| table.name)
}

/// Whether rows of `mediaop demo` may stand beside others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BesideDemo {
    Allowed,
    Refused,
}

/// Imports files one after the other and tells what became of their rows.
pub(crate) async fn run(settings: &Settings, files: &[PathBuf], beside_demo: BesideDemo) -> anyhow::Result<Exit> {
    let stop = Arc::new(AtomicBool::new(false));
    let ctrl_c = tokio::spawn({
        let stop = Arc::clone(&stop);
        async move {
            if tokio::signal::ctrl_c().await.is_ok() {
                stop.store(true, Ordering::Relaxed);
                output::say("stopping after the rows that are under way");
            }
        }
    });
    let mut exit = Exit::Fine;
    let mut leave_out = |demo: &Path| output::say(&left_out(demo));
    let files =
        files_of(files, settings.database.file(), beside_demo, &mut leave_out).context("a folder cannot be read")?;
    if files.is_empty() {
        bail!("there is no file to import in these folders, expected CSV, JSON, JSONL or SQLite files");
    }
    let mut has_products = false;
    let mut hear = |report: &Report, error: Option<&ImportError>| {
        output::say(&report.to_string());
        has_products |= report.accepted() > 0 && report.links_products();
        match error {
            Some(error) => {
                output::complain(&error.to_string());
                exit = Exit::Failure;
            }
            None if exit == Exit::Fine && report.rejected() > 0 => exit = Exit::RowsRejected,
            None => {}
        }
    };
    let folder = settings.database.missing_folder();
    each_file(settings, &files, beside_demo, &stop, &mut hear).await?;
    ctrl_c.abort();
    output::say_if_made(folder.as_deref());
    if has_products && has_no_category(&settings.database).unwrap_or(false) {
        output::say(
            "no product has a category yet, so that answers by category are empty: import a CSV with the columns \
             product_id, category and category2",
        );
    }
    if stop.load(Ordering::Relaxed) {
        output::say("stopped; import the same files again to go on: what is stored stays as it is");
        exit = Exit::Interrupted;
    }
    Ok(exit)
}

/// What is said of a demo in a folder.
pub(crate) fn left_out(demo: &Path) -> String {
    let demo = demo.display();
    format!("{demo} holds the made-up rows of `mediaop demo` and is left out: --mix-with-demo takes them")
}

/// Whether no product has a category.
fn has_no_category(database: &Database) -> Result<bool, StoreError> {
    let reader = Reader::open(database)?;
    if !reader.has_table(&PRODUCT_INFO)? {
        return Ok(true);
    }
    let mut has_none = true;
    reader.rows_while(PRODUCT_INFO.name, &["category"], |row| {
        has_none = row.value(0, true).text().is_null();
        has_none
    })?;
    Ok(has_none)
}

/// Imports files one after the other until told to stop; hears of each what became of it.
pub(crate) async fn each_file(
    settings: &Settings,
    files: &[PathBuf],
    beside_demo: BesideDemo,
    stop: &Arc<AtomicBool>,
    hear: &mut (dyn FnMut(&Report, Option<&ImportError>) + Send),
) -> Result<(), StoreError> {
    let mut target = Target { database: settings.database.clone(), beside_demo, writer: None };
    if settings.database.exists() {
        target.writer().await?;
    }
    let runs = RunLog::open(&settings.database);
    for path in files {
        let started_at = now_ms();
        let (report, outcome) = import_file(path, settings, &mut target, stop).await;
        target.settle().await?;
        hear(&report, outcome.as_ref().err());
        runs.add(FinishedRun {
            kind: "import".to_owned(),
            started_at,
            finished_at: now_ms(),
            rows_read: Some(report.read),
            rows_accepted: Some(report.accepted()),
            error: outcome.err().map(|error| error.to_string()),
        })
        .await;
        if stop.load(Ordering::Relaxed) {
            break;
        }
    }
    target.close().await
}

/// The database that rows go to; a new one is made with the first of them.
struct Target {
    database: Database,
    beside_demo: BesideDemo,
    writer: Option<Writer>,
}

impl Target {
    async fn writer(&mut self) -> Result<&mut Writer, StoreError> {
        let writer = match self.writer.take() {
            Some(writer) => writer,
            None => {
                let mut writer = Writer::open(&self.database).await?;
                match self.beside_demo {
                    BesideDemo::Allowed => is_no_demo(&mut writer).await?,
                    BesideDemo::Refused => must_be_no_demo(&mut writer).await?,
                }
                writer
            }
        };
        Ok(self.writer.insert(writer))
    }

    async fn merge(&mut self, table: &'static Table, rows: Vec<Record>) -> Result<Changes, StoreError> {
        self.writer().await?.merge(table, rows).await
    }

    async fn settle(&mut self) -> Result<(), StoreError> {
        match &mut self.writer {
            Some(writer) => writer.settle().await,
            None => Ok(()),
        }
    }

    async fn close(self) -> Result<(), StoreError> {
        match self.writer {
            Some(writer) => writer.close().await,
            None => Ok(()),
        }
    }
}

async fn import_file(
    path: &Path,
    settings: &Settings,
    target: &mut Target,
    stop: &Arc<AtomicBool>,
) -> (Report, Result<(), ImportError>) {
    let server = match server_at(path, settings).transpose() {
        Ok(server) => server,
        Err(error) => return (Report::new(Path::new("the server")), Err(error.into())),
    };
    // A server's URL may hold a password.
    let shown = server.as_ref().map_or(path.to_owned(), |server| PathBuf::from(server.to_string()));
    let path = shown.as_path();
    let rejected_from = if server.is_some() { Path::new("server") } else { path };
    let (sender, mut batches) = mpsc::channel(BATCHES_WAITING);
    let intake = Intake {
        path: path.to_owned(),
        server,
        calendar: settings.calendar.clone(),
        beside_demo: target.beside_demo,
        report: Report::new(path),
        rejects: RejectsFile::beside(rejected_from, settings.database.file()),
        waiting: Vec::new(),
        sender,
        stop: Arc::clone(stop),
    };
    let database = settings.database.file().map(Path::to_owned);
    let reading = tokio::task::spawn_blocking(move || intake.read_whole_file(database.as_deref()));
    let mut progress = Progress::new(format!("importing {}", path.display()));
    let mut written = Vec::new();
    let mut failure = None;
    while let Some(Batch { table, rows, rows_read }) = batches.recv().await {
        match target.merge(table, rows).await {
            Ok(changes) => written.push((table, changes)),
            Err(error) => {
                failure = Some(ImportError::Store(error));
                break;
            }
        }
        progress.at(rows_read, None);
    }
    // A reader that still wants to hand over rows finds nobody and stops.
    drop(batches);
    progress.finish();
    let (mut report, outcome) = match reading.await {
        Ok(read) => read,
        Err(panic) => std::panic::resume_unwind(panic.into_panic()),
    };
    for (table, changes) in written {
        report.wrote(table, changes);
    }
    for table in report.tables() {
        let Some(writer) = &mut target.writer else { break };
        match writer.columns_not_kept(table).await {
            Ok(columns) => report.not_kept(table, &columns),
            Err(error) => failure = failure.or(Some(error.into())),
        }
    }
    let outcome = failure.map_or(outcome, Err);
    (report, outcome)
}

/// The server that a URL names in place of a file.
fn server_at(path: &Path, settings: &Settings) -> Option<Result<Database, StoreError>> {
    let url = path.to_str().filter(|_| !path.exists())?;
    let Some((scheme, _)) = url.split_once("://") else {
        return holds_login(url).then(|| Err(StoreError::UnknownUrl { url: without_password(url) }));
    };
    let is_server = scheme.eq_ignore_ascii_case("mysql") || scheme.eq_ignore_ascii_case("mariadb");
    Some(if is_server { settings.database_at(url) } else { Err(StoreError::NoServer { url: without_password(url) }) })
}

/// Rows on their way to the writer.
struct Batch {
    table: &'static Table,
    rows: Vec<Record>,
    rows_read: u64,
}

/// Where the readers put rows: good ones go to the writer, bad ones to the file of rejected rows.
struct Intake {
    path: PathBuf,
    /// The server to read from, where it is no file.
    server: Option<Database>,
    calendar: Calendar,
    beside_demo: BesideDemo,
    report: Report,
    rejects: RejectsFile,
    waiting: Vec<(&'static Table, Vec<Record>)>,
    sender: mpsc::Sender<Batch>,
    stop: Arc<AtomicBool>,
}

/// Whether a reader is to go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Next {
    GoOn,
    Stop,
}

impl Intake {
    fn read_whole_file(mut self, database: Option<&Path>) -> (Report, Result<(), ImportError>) {
        let outcome = files::read(&mut self, database);
        // Where the file broke off, the rows before are good all the same.
        for (table, rows) in std::mem::take(&mut self.waiting) {
            // A full batch has just gone when the file holds a whole number of them.
            if !rows.is_empty() {
                self.send(table, rows);
            }
        }
        let kept = self.rejects.finish();
        let outcome = match kept {
            Ok(place) => {
                self.report.rejects_are_in(place);
                outcome
            }
            Err(error) => outcome.and(Err(error)),
        };
        (self.report, outcome)
    }

    /// Takes a row that has been checked, or the reason why it is none.
    fn take(
        &mut self,
        line: u64,
        row: Result<check::Checked, check::BadRow>,
        rejected: impl FnOnce() -> Rejected,
    ) -> Result<Next, ImportError> {
        self.report.read += 1;
        match row {
            Err(bad) => {
                let rejected = rejected();
                self.report.reject(line, rejected.key(), &bad);
                self.rejects.add(line, &bad, rejected)?;
            }
            Ok(checked) => {
                self.report.blank += u64::from(checked.blank);
                self.report.inexact += u64::from(checked.inexact);
                for (table, record) in checked.records {
                    self.queue(table, record);
                }
            }
        }
        let is_over = self.stop.load(Ordering::Relaxed) || self.sender.is_closed();
        Ok(if is_over { Next::Stop } else { Next::GoOn })
    }

    fn queue(&mut self, table: &'static Table, record: Record) {
        let place = self.waiting.iter().position(|(waiting, _)| std::ptr::eq(*waiting, table));
        let place = place.unwrap_or_else(|| {
            self.waiting.push((table, Vec::with_capacity(ROWS_A_BATCH)));
            self.waiting.len() - 1
        });
        self.waiting[place].1.push(record);
        if self.waiting[place].1.len() == ROWS_A_BATCH {
            let rows = std::mem::replace(&mut self.waiting[place].1, Vec::with_capacity(ROWS_A_BATCH));
            self.send(table, rows);
        }
    }

    fn send(&mut self, table: &'static Table, rows: Vec<Record>) {
        // The writer is gone when it has failed; then its own error is reported.
        let _ = self.sender.blocking_send(Batch { table, rows, rows_read: self.report.read });
    }
}
