//! Rows of CSV files.

use std::io::BufRead;

use csv::{ByteRecord, ReaderBuilder};

use crate::counted::counted;
use crate::store::Value;

use super::check::{BadRow, Checker, recognise_file};
use super::closed_quotes::{ClosedQuotes, Unclosed};
use super::files::Source;
use super::lines::Lines;
use super::local_times::LocalTimes;
use super::names::known_names;
use super::rejects::Rejected;
use super::{ImportError, Intake, Next};

/// Reads the file's rows; those of another width or with bytes that are not UTF-8 are rejected.
pub(super) fn read(intake: &mut Intake, mut source: Source) -> Result<(), ImportError> {
    let path = intake.path.clone();
    let file_error = |source| ImportError::File { path: path.clone(), source };
    let delimiter = delimiter(source.fill_buf().map_err(file_error)?);
    let (source, unclosed) = ClosedQuotes::of(source, delimiter);
    let (source, mut lines) = Lines::of(source);
    let mut reader = ReaderBuilder::new().flexible(true).has_headers(false).delimiter(delimiter).from_reader(source);
    let csv_error = |error: csv::Error| file_error(std::io::Error::other(error));

    let mut record = ByteRecord::new();
    let is_one = reader.read_byte_record(&mut record).map_err(csv_error)?;
    let line = lines.line_from(record.position().map_or(0, csv::Position::byte));
    if let Some(Unclosed { line, .. }) = unclosed.before(is_one.then_some(line)) {
        return Err(ImportError::HeaderQuote { path, line });
    }
    let written = header(intake, &record)?;
    let (times, translated) = match LocalTimes::of(&written, &intake.calendar) {
        Some((times, columns)) => (Some(times), columns),
        None => (None, written.clone()),
    };
    let columns = known_names(&translated);
    let table = recognise_file(&path, &columns)?;
    let checker = Checker::new(table, true, &columns);
    intake.report.reads(table, columns.iter().cloned());
    intake.rejects.have_columns(written);

    let mut values = Vec::with_capacity(columns.len());
    loop {
        let is_one = reader.read_byte_record(&mut record).map_err(csv_error)?;
        let line = lines.line_from(record.position().map_or(0, csv::Position::byte));
        while let Some(Unclosed { line, text }) = unclosed.before(is_one.then_some(line)) {
            if intake.take(line, Err(quote_not_closed(line)), || Rejected::Raw(text))? == Next::Stop {
                return Ok(());
            }
        }
        if !is_one {
            break;
        }
        let read = values_of(&record, columns.len(), &mut values);
        let has_cells = read.is_ok();
        if let Some(times) = &times {
            times.resolve(&mut values);
        }
        let row = read.and_then(|()| checker.check(&values, &intake.calendar));
        let rejected = || if has_cells { cells(&record) } else { raw_text(&record, delimiter) };
        if intake.take(line, row, rejected)? == Next::Stop {
            break;
        }
    }
    Ok(())
}

/// Spreadsheets in some countries write semicolons or tabs under the name of CSV.
fn delimiter(start: &[u8]) -> u8 {
    let header = start.split(|byte| *byte == b'\n').next().unwrap_or(start);
    [b',', b'\t', b';'].into_iter().find(|delimiter| header.contains(delimiter)).unwrap_or(b',')
}

fn header(intake: &Intake, record: &ByteRecord) -> Result<Vec<String>, ImportError> {
    let path = || intake.path.clone();
    let mut columns: Vec<String> = Vec::with_capacity(record.len());
    for name in record {
        let name = std::str::from_utf8(name).map_err(|_| ImportError::HeaderNotUtf8 { path: path() })?;
        let name = name.trim();
        if !name.is_empty() && columns.iter().any(|column| column == name) {
            return Err(ImportError::RepeatedColumn { path: path(), column: name.to_owned() });
        }
        columns.push(name.to_owned());
    }
    Ok(columns)
}

fn values_of(record: &ByteRecord, width: usize, values: &mut Vec<Value>) -> Result<(), BadRow> {
    if record.len() != width {
        return Err(BadRow {
            reason: "wrong_width",
            column: "".into(),
            found: counted(record.len(), "value", "values"),
            expected: format!("{width}, as many as the header has").into(),
        });
    }
    values.clear();
    for field in record {
        let Ok(text) = std::str::from_utf8(field) else {
            return Err(BadRow {
                reason: "not_utf8",
                column: "".into(),
                found: format!("bytes that are no text: {}", String::from_utf8_lossy(field)),
                expected: "UTF-8".into(),
            });
        };
        values.push(if text.is_empty() { Value::Null } else { Value::Text(text.into()) });
    }
    Ok(())
}

fn quote_not_closed(line: u64) -> BadRow {
    BadRow {
        reason: "quote_not_closed",
        column: "".into(),
        found: format!("the quote opened on line {line} is never closed"),
        expected: "a second one at the end of its value, or none".into(),
    }
}

fn cells(record: &ByteRecord) -> Rejected {
    Rejected::Cells(record.iter().map(|cell| String::from_utf8_lossy(cell).into_owned()).collect())
}

fn raw_text(record: &ByteRecord, delimiter: u8) -> Rejected {
    let mut writer = csv::WriterBuilder::new().delimiter(delimiter).from_writer(Vec::new());
    // Writing to memory does not fail.
    let _ = writer.write_byte_record(record);
    let mut line = writer.into_inner().unwrap_or_default();
    line.truncate(line.trim_ascii_end().len());
    Rejected::Raw(String::from_utf8_lossy(&line).into_owned())
}
