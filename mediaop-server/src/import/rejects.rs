//! The file of rejected rows: `<input>.rejected.csv`.

use std::fs::File;
use std::io::{BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};

use super::ImportError;
use super::check::BadRow;

/// The file is made with the first rejected row, and an old one goes when there is none.
pub(super) struct RejectsFile {
    /// Beside the input; and beside the database, should that place refuse.
    places: [PathBuf; 2],
    open: Option<(PathBuf, csv::Writer<BufWriter<File>>)>,
}

impl RejectsFile {
    pub(super) fn beside(input: &Path, database: &Path) -> Self {
        let name = |path: &Path| {
            let mut name = path.file_name().unwrap_or_default().to_owned();
            name.push(".rejected.csv");
            name
        };
        let places = [input.with_file_name(name(input)), database.with_file_name(name(input))];
        RejectsFile { places, open: None }
    }

    /// Adds a row.
    pub(super) fn add(&mut self, line: u64, bad: &BadRow, raw: &str) -> Result<(), ImportError> {
        if self.open.is_none() {
            self.open = Some(self.create()?);
        }
        let Some((path, writer)) = &mut self.open else { return Ok(()) };
        writer
            .write_record([line.to_string().as_str(), bad.reason, &bad.column, &bad.found, &bad.expected, raw])
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
                        writer.write_record(["line", "reason", "column", "found", "expected", "row"])?;
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
