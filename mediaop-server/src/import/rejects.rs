//! The file of rejected rows: `<input>.rejected.csv`, to be mended and imported.

use std::fs::File;
use std::io::{BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};

use super::ImportError;
use super::check::BadRow;

/// What our own columns begin with; an import passes over them.
const OURS: &str = "reject_";
const OUR_COLUMNS: [&str; 5] = ["reject_line", "reject_reason", "reject_found", "reject_expected", "reject_raw"];

/// Whether a column was written here, and says nothing of the row itself.
pub(super) fn is_ours(column: &str) -> bool {
    column.starts_with(OURS)
}

/// A rejected row as the source has it.
pub(super) enum Rejected {
    /// A value for each of the source's columns.
    Cells(Vec<String>),
    /// The same, of a row in a table, which has no line: it is called by its key.
    Keyed(String, Vec<String>),
    /// What cannot be told apart into columns.
    Raw(String),
}

impl Rejected {
    pub(super) fn key(&self) -> Option<&str> {
        if let Rejected::Keyed(key, _) = self { Some(key) } else { None }
    }
}

/// The file is made with the first rejected row, and an old one goes when there is none.
pub(super) struct RejectsFile {
    /// Beside the input; and beside the database file or here, should that place refuse.
    places: [PathBuf; 2],
    open: Option<(PathBuf, csv::Writer<BufWriter<File>>)>,
    /// The source's columns.
    columns: Vec<String>,
    /// The columns that the file has, once it is open.
    header: Vec<String>,
}

impl RejectsFile {
    pub(super) fn beside(input: &Path, database: Option<&Path>) -> Self {
        let name = |path: &Path| {
            let mut name = path.file_name().unwrap_or_default().to_owned();
            name.push(".rejected.csv");
            name
        };
        let places =
            [input.with_file_name(name(input)), database.unwrap_or(Path::new("here")).with_file_name(name(input))];
        RejectsFile { places, open: None, columns: Vec::new(), header: Vec::new() }
    }

    /// The columns of the rows that follow.
    pub(super) fn have_columns(&mut self, columns: impl IntoIterator<Item = String>) {
        self.columns = columns.into_iter().collect();
    }

    /// Adds a row.
    pub(super) fn add(&mut self, line: u64, bad: &BadRow, row: Rejected) -> Result<(), ImportError> {
        if self.open.is_none() {
            self.header = self.columns.iter().filter(|column| !is_ours(column)).cloned().collect();
            self.open = Some(self.create()?);
        }
        let (mut cells, mut raw) = (Vec::new(), String::new());
        match row {
            Rejected::Raw(text) => raw = text,
            Rejected::Cells(values) | Rejected::Keyed(_, values) => {
                for (column, value) in self.columns.iter().zip(values) {
                    match column.as_str() {
                        "reject_raw" => raw = value,
                        column if !is_ours(column) => cells.push(value),
                        _ => {}
                    }
                }
                // Rows of another table of the same file.
                if !self.columns.iter().filter(|column| !is_ours(column)).eq(&self.header) {
                    raw = cells.join(",");
                    cells.clear();
                }
            }
        }
        cells.resize(self.header.len(), String::new());
        let found = bad.in_column();
        cells.extend([line.to_string(), bad.reason.to_owned(), found, bad.expected.to_string(), raw]);
        let Some((path, writer)) = &mut self.open else { return Ok(()) };
        writer
            .write_record(&cells)
            .map_err(|error| ImportError::Rejects { path: path.clone(), source: std::io::Error::other(error) })
    }

    /// Where the rejected rows are, if there are any.
    pub(super) fn finish(&mut self) -> Result<Option<PathBuf>, ImportError> {
        let Some((path, mut writer)) = self.open.take() else {
            return self.remove_old().map(|()| None);
        };
        match writer.flush() {
            Ok(()) => Ok(Some(path)),
            Err(source) => Err(ImportError::Rejects { path, source }),
        }
    }

    fn create(&self) -> Result<(PathBuf, csv::Writer<BufWriter<File>>), ImportError> {
        let mut refusal = None;
        for path in &self.places {
            match File::create(path) {
                Ok(file) => {
                    let mut file = BufWriter::new(file);
                    let begun = (|| -> Result<_, csv::Error> {
                        // Spreadsheets take a file without the mark for another encoding.
                        file.write_all("\u{feff}".as_bytes())?;
                        let mut writer = csv::Writer::from_writer(file);
                        writer.write_record(self.header.iter().map(String::as_str).chain(OUR_COLUMNS))?;
                        Ok(writer)
                    })();
                    return begun.map(|writer| (path.clone(), writer)).map_err(|error| ImportError::Rejects {
                        path: path.clone(),
                        source: std::io::Error::other(error),
                    });
                }
                Err(source) => refusal = Some(ImportError::Rejects { path: path.clone(), source }),
            }
        }
        Err(refusal.unwrap_or_else(|| ImportError::Rejects {
            path: self.places[0].clone(),
            source: ErrorKind::PermissionDenied.into(),
        }))
    }

    fn remove_old(&self) -> Result<(), ImportError> {
        for path in &self.places {
            match std::fs::remove_file(path) {
                Err(source) if path.exists() => return Err(ImportError::Rejects { path: path.clone(), source }),
                _ => {}
            }
        }
        Ok(())
    }
}
