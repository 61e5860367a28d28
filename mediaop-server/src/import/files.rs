//! What kind of file it is: told by its content, not by its name.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use super::{ImportError, Intake, csv_rows, json_rows, table_rows};
use crate::store::{Database, Reader, holds_demo};

const SQLITE: &[u8] = b"SQLite format 3\0";
const BOM: &[u8] = b"\xef\xbb\xbf";
/// How `.xlsx` begins, as every ZIP file does, and `.xls`.
const WORKBOOKS: [&[u8]; 2] = [b"PK\x03\x04", b"\xd0\xcf\x11\xe0"];

/// A file to be read from its beginning, behind a byte order mark.
pub(super) type Source = BufReader<File>;

/// Reads the file, whatever it is.
pub(super) fn read(intake: &mut Intake, database: Option<&Path>) -> Result<(), ImportError> {
    if let Some(server) = intake.server.clone() {
        return table_rows::read(intake, &server);
    }
    let path = intake.path.clone();
    if let (Ok(input), Some(Ok(database))) = (path.canonicalize(), database.map(Path::canonicalize))
        && input == database
    {
        return Err(ImportError::Itself { path });
    }
    let mut source = open(&path)?;
    let file_error = |source| ImportError::File { path: path.clone(), source };
    let start = source.fill_buf().map_err(file_error)?;
    if WORKBOOKS.iter().any(|magic| start.starts_with(magic)) {
        return Err(ImportError::Workbook { path });
    }
    if let Some(encoding) = utf16(start) {
        return Err(ImportError::Utf16 { path, encoding });
    }
    let first = start.iter().copied().find(|byte| !byte.is_ascii_whitespace());
    match first {
        None if start.len() < 8192 => Err(ImportError::Empty { path }),
        _ if start.starts_with(SQLITE) => table_rows::read(intake, &Database::at(&path)),
        Some(b'[') => json_rows::read_array(intake, source),
        Some(b'{') => json_rows::read_lines(intake, source),
        _ => csv_rows::read(intake, source),
    }
}

/// Whether it is an SQLite file that `mediaop demo` has filled. One that cannot be read says so when it is imported.
pub(super) fn is_demo(path: &Path) -> bool {
    let is_sqlite = open(path).is_ok_and(|mut source| source.fill_buf().is_ok_and(|start| start.starts_with(SQLITE)));
    is_sqlite && Reader::open(&Database::at(path)).and_then(|reader| holds_demo(&reader)).unwrap_or(false)
}

/// What iconv calls a text of two bytes a character: its byte order mark tells, or that one byte of its first
/// character is zero.
fn utf16(start: &[u8]) -> Option<&'static str> {
    match start {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => Some("UTF-16"),
        [0, 0, ..] => None,
        [0, _, ..] => Some("UTF-16BE"),
        [_, 0, ..] => Some("UTF-16LE"),
        _ => None,
    }
}

/// Opens a file behind its byte order mark.
pub(super) fn open(path: &Path) -> Result<Source, ImportError> {
    let file_error = |source| ImportError::File { path: path.to_owned(), source };
    let file = File::open(path).map_err(file_error)?;
    if file.metadata().map_err(file_error)?.is_dir() {
        let source = std::io::Error::from(std::io::ErrorKind::IsADirectory);
        return Err(ImportError::File { path: path.to_owned(), source });
    }
    let mut source = BufReader::with_capacity(1 << 18, file);
    if source.fill_buf().map_err(file_error)?.starts_with(BOM) {
        source.read_exact(&mut [0; BOM.len()]).map_err(file_error)?;
    }
    Ok(source)
}
