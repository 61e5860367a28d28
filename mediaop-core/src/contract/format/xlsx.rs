//! XLSX: the table on one sheet, and what was asked for on another.

use std::borrow::Cow;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, IgnoreError, Workbook, Worksheet, XlsxError};

use super::super::problem::Problem;
use super::Export;
use crate::record::{Kind, Table, Value};

/// Rows of a sheet, less the header.
const MOST_ROWS: usize = 1_048_575;
const MOST_COLUMNS: usize = 16_384;
/// A limit of ours: a cell takes some 170 bytes while the workbook is built.
const MOST_CELLS: usize = 10_000_000;
/// UTF-16 units of a cell.
const MOST_UNITS: usize = 32_767;
/// Whole numbers up to here survive Excel, whose numbers are all f64.
const MOST_EXACT: u64 = 1 << 53;
/// Rows that decide how wide a column is.
const ROWS_MEASURED: usize = 200;

/// The table as a workbook; the same input gives the same bytes.
///
/// # Errors
/// 400 where the table does not fit a sheet.
pub(crate) fn bytes(table: &Table<'_>, export: &Export) -> Result<Vec<u8>, Problem> {
    let sizes = [
        ("rows", table.rows().len(), MOST_ROWS),
        ("columns", table.columns.len(), MOST_COLUMNS),
        ("cells", table.values.len(), MOST_CELLS),
    ];
    for (what, found, most) in sizes {
        if found > most {
            let reason = format!("{found} {what} do not fit a sheet, which holds {most}: use csv");
            return Err(Problem::invalid("format", reason));
        }
    }
    write(table, export).map_err(|error| Problem::invalid("format", format!("xlsx cannot hold this: {error}: use csv")))
}

fn write(table: &Table<'_>, export: &Export) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    // Otherwise the workbook says when it was made, and no two are equal.
    let made = ExcelDateTime::from_ymd(2026, 1, 1)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&made));
    write_data(workbook.add_worksheet().set_name("data")?, table)?;
    write_about(workbook.add_worksheet().set_name("about")?, export)?;
    workbook.save_to_buffer()
}

fn write_data(sheet: &mut Worksheet, table: &Table<'_>) -> Result<(), XlsxError> {
    let header = Format::new().set_bold();
    for (column, named) in (0..).zip(&table.columns) {
        sheet.write_string_with_format(0, column, cut(&named.name), &header)?;
        sheet.set_column_width(column, width(table, column.into()))?;
    }
    // In text format an id stays text when somebody edits its cell.
    let text = Format::new().set_num_format("@");
    for (row, values) in (1..).zip(table.rows()) {
        for (column, (value, named)) in (0..).zip(values.iter().zip(&table.columns)) {
            write_value(sheet, (row, column), value, named.kind, &text)?;
        }
    }
    if let Some(last_column) = table.columns.len().checked_sub(1) {
        // Both fit: `bytes` has compared them with the limits.
        let (last_row, last_column) = (table.rows().len() as u32, last_column as u16);
        sheet.set_freeze_panes(1, 0)?;
        sheet.autofilter(0, 0, last_row, last_column)?;
        sheet.ignore_error_range(0, 0, last_row, last_column, IgnoreError::NumberStoredAsText)?;
    }
    Ok(())
}

fn write_value(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    value: &Value<'_>,
    kind: Kind,
    text: &Format,
) -> Result<(), XlsxError> {
    match value {
        Value::Null => {}
        Value::Text(string) if string.is_empty() => {}
        Value::Text(string) => {
            sheet.write_string_with_format(row, column, cut(string), text)?;
        }
        Value::Int(number) if kind == Kind::Text || number.unsigned_abs() > MOST_EXACT => {
            sheet.write_string_with_format(row, column, number.to_string(), text)?;
        }
        Value::Int(number) => {
            sheet.write_number(row, column, *number as f64)?;
        }
        Value::Float(number) if number.is_finite() => {
            sheet.write_number(row, column, *number)?;
        }
        Value::Float(_) => {}
        Value::Bool(truth) => {
            sheet.write_boolean(row, column, *truth)?;
        }
    }
    Ok(())
}

fn write_about(sheet: &mut Worksheet, export: &Export) -> Result<(), XlsxError> {
    let heading = Format::new().set_bold();
    let text = Format::new().set_num_format("@");
    let mut row = 0;
    for (title, pairs) in [("window", &export.window[..]), ("filters", &export.filters), ("coverage", &export.coverage)]
    {
        sheet.write_string_with_format(row, 0, title, &heading)?;
        for (name, value) in pairs {
            row += 1;
            sheet.write_string_with_format(row, 0, cut(name), &text)?;
            sheet.write_string_with_format(row, 1, cut(value), &text)?;
        }
        row += 2;
    }
    sheet.set_column_width(0, 36)?;
    sheet.set_column_width(1, 48)?;
    Ok(())
}

/// Wide enough for the name with its filter button and for the first rows; Chinese takes two places.
fn width(table: &Table<'_>, column: usize) -> f64 {
    let places = |text: &str| text.chars().take(48).map(|c| if c.is_ascii() { 1 } else { 2 }).sum::<usize>();
    let cell = |row: &[Value<'_>]| match row.get(column) {
        Some(Value::Text(text)) => places(text),
        Some(Value::Int(number)) => number.to_string().len(),
        _ => 0,
    };
    let name = table.columns.get(column).map_or(0, |column| places(&column.name) + 3);
    let widest = table.rows().take(ROWS_MEASURED).map(cell).max().unwrap_or(0);
    name.max(widest + 1).clamp(8, 48) as f64
}

/// The text, its end replaced by "…" where a cell cannot hold it.
fn cut(text: &str) -> Cow<'_, str> {
    if text.len() <= MOST_UNITS || text.encode_utf16().count() <= MOST_UNITS {
        return Cow::Borrowed(text);
    }
    let mut units = 0;
    let kept = text.chars().take_while(|letter| {
        units += letter.len_utf16();
        units < MOST_UNITS
    });
    Cow::Owned(kept.chain(['…']).collect())
}

#[cfg(test)]
mod tests;
