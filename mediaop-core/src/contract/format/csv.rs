//! CSV as spreadsheets read it: UTF-8 with BOM, RFC 4180, no cell that runs as a formula.

use std::borrow::Cow;

use super::super::problem::Problem;
use super::shortest;
use crate::record::{Table, Value};

const BOM: &[u8] = "\u{feff}".as_bytes();

/// The table, its first record the names of the columns. A missing value is an empty field.
///
/// # Errors
/// 500 where the writer refuses, which memory never does.
pub(crate) fn bytes(table: &Table<'_>) -> Result<Vec<u8>, Problem> {
    write(table).map_err(|_| Problem::internal())
}

fn write(table: &Table<'_>) -> Result<Vec<u8>, Box<dyn std::error::Error>> {
    let mut writer = ::csv::WriterBuilder::new().terminator(::csv::Terminator::CRLF).from_writer(BOM.to_vec());
    writer.write_record(table.columns.iter().map(|column| guarded(&column.name).into_owned()))?;
    for row in table.rows() {
        for value in row {
            writer.write_field(field(value).as_bytes())?;
        }
        writer.write_record(None::<&[u8]>)?;
    }
    Ok(writer.into_inner()?)
}

fn field<'v>(value: &'v Value<'_>) -> Cow<'v, str> {
    match value {
        Value::Null => Cow::Borrowed(""),
        Value::Text(text) => guarded(text),
        Value::Int(number) => Cow::Owned(number.to_string()),
        Value::Float(number) => Cow::Owned(shortest(*number).unwrap_or_default()),
        Value::Bool(truth) => Cow::Borrowed(if *truth { "true" } else { "false" }),
    }
}

/// Spreadsheets run text that begins like a formula; behind an apostrophe they show it.
fn guarded(text: &str) -> Cow<'_, str> {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::record::{Column, Kind};

    fn table<'a>(columns: &[&'static str], values: Vec<Value<'a>>) -> Table<'a> {
        let column = |name: &&'static str| Column { name: (*name).into(), kind: Kind::Text };
        Table { columns: columns.iter().map(column).collect(), values }
    }

    fn text(table: &Table<'_>) -> String {
        String::from_utf8(bytes(table).unwrap()).unwrap()
    }

    fn read_back(bytes: &[u8]) -> Vec<Vec<String>> {
        let behind_bom = bytes.strip_prefix(BOM).unwrap();
        let mut reader = ::csv::ReaderBuilder::new().has_headers(false).from_reader(behind_bom);
        reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect()
    }

    #[test]
    fn values_are_written_plainly() {
        let values = vec![
            Value::Text("7301234567890123456".into()),
            Value::Int(-5),
            Value::Float(1.0),
            Value::Null,
            Value::Text("a,\"b\"\nc".into()),
            Value::Int(i64::MAX),
            Value::Float(f64::NAN),
            Value::Bool(true),
        ];
        assert_eq!(
            text(&table(&["aweme_id", "digg", "avg", "gap"], values)),
            "\u{feff}aweme_id,digg,avg,gap\r\n7301234567890123456,-5,1.0,\r\n\"a,\"\"b\"\"\nc\",9223372036854775807,,true\r\n",
        );
    }

    #[test]
    fn text_that_begins_like_a_formula_is_guarded() {
        for (given, expected) in [
            ("=1+1", "'=1+1"),
            ("+8613", "'+8613"),
            ("-5", "'-5"),
            ("@name", "'@name"),
            ("\t=1", "'\t=1"),
            ("\r=1", "'\r=1"),
            ("a=1", "a=1"),
            ("'=1", "'=1"),
            ("", ""),
        ] {
            let written = bytes(&table(&["title"], vec![Value::Text(given.into())])).unwrap();
            assert_eq!(read_back(&written), [["title"], [expected]], "{given:?}");
        }
    }

    #[test]
    fn an_empty_table_has_its_header() {
        assert_eq!(text(&table(&["a", "b"], vec![])), "\u{feff}a,b\r\n");
        // A lone empty field is quoted: an empty line would be no record.
        assert_eq!(text(&table(&["a"], vec![Value::Null])), "\u{feff}a\r\n\"\"\r\n");
    }

    proptest! {
        #[test]
        fn texts_read_back(texts in prop::collection::vec("([=+@\t\r\n,\"' -]|\\PC|[0-9])*", 2..20)) {
            let pairs = &texts[..texts.len() / 2 * 2];
            let values = pairs.iter().map(|text| Value::Text(text.into())).collect();
            let read = read_back(&bytes(&table(&["a", "b"], values)).unwrap());
            let expected: Vec<Vec<String>> =
                pairs.chunks(2).map(|pair| pair.iter().map(|text| guarded(text).into_owned()).collect()).collect();
            prop_assert_eq!(&read[1..], &expected[..]);
        }

        #[test]
        fn fractions_read_back(number in any::<f64>()) {
            let written = bytes(&table(&["a"], vec![Value::Float(number)])).unwrap();
            let read = read_back(&written)[1][0].parse::<f64>().ok();
            prop_assert_eq!(read, number.is_finite().then_some(number));
        }
    }
}
