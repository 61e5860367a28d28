//! Arrow: an IPC stream.

use std::borrow::Cow;
use std::sync::Arc;

use arrow_array::{ArrayRef, BooleanArray, Float64Array, Int64Array, RecordBatch, RecordBatchOptions, StringArray};
use arrow_ipc::writer::StreamWriter;
use arrow_schema::{ArrowError, DataType, Field, Schema};

use super::super::problem::Problem;
use super::shortest;
use crate::record::{Kind, Table, Value};

const ROWS_PER_BATCH: usize = 65_536;

/// The metadata of a schema under which stands what its table rests on.
const ABOUT: &str = "mediaop";

/// The table as an IPC stream: its schema, then batches of up to 65,536 rows. All fields are nullable.
///
/// # Errors
/// 400 where the texts of a column in one batch exceed 2 GiB, the most that Utf8 can address.
pub(crate) fn bytes(table: &Table<'_>, about: Option<String>) -> Result<Vec<u8>, Problem> {
    let width = table.columns.len();
    let batches = || table.values.chunks(width.max(1) * ROWS_PER_BATCH);
    for (index, column) in table.columns.iter().enumerate() {
        let sizes = batches().map(|batch| cells(batch, index, width).map(text_size).sum::<usize>());
        if column.kind == Kind::Text && sizes.max() > Some(i32::MAX as usize) {
            let reason = format!("arrow cannot hold the texts of {}: use csv", column.name);
            return Err(Problem::invalid("format", reason));
        }
    }
    write(table, batches(), about).map_err(|_| Problem::internal())
}

fn write<'t, 'v: 't>(
    table: &Table<'_>,
    batches: impl Iterator<Item = &'t [Value<'v>]>,
    about: Option<String>,
) -> Result<Vec<u8>, ArrowError> {
    let width = table.columns.len();
    let schema =
        Arc::new(schema(table).with_metadata(about.map(|about| (ABOUT.to_owned(), about)).into_iter().collect()));
    let mut writer = StreamWriter::try_new(Vec::new(), &schema)?;
    for batch in batches.filter(|_| width > 0) {
        let columns = schema.fields().iter().enumerate();
        let arrays = columns.map(|(index, field)| array(field.data_type(), cells(batch, index, width))).collect();
        let rows = RecordBatchOptions::new().with_row_count(Some(batch.len() / width));
        writer.write(&RecordBatch::try_new_with_options(Arc::clone(&schema), arrays, &rows)?)?;
    }
    writer.into_inner()
}

fn schema(table: &Table<'_>) -> Schema {
    let width = table.columns.len();
    let field = |(index, column): (usize, &crate::record::Column)| {
        let kind = match column.kind {
            Kind::Text => DataType::Utf8,
            Kind::Int => DataType::Int64,
            Kind::Float => DataType::Float64,
            Kind::Bool => DataType::Boolean,
            Kind::Number => {
                let is_float = |value: &Value<'_>| matches!(value, Value::Float(_));
                if cells(&table.values, index, width).any(is_float) { DataType::Float64 } else { DataType::Int64 }
            }
        };
        Field::new(column.name.as_ref(), kind, true)
    };
    Schema::new(table.columns.iter().enumerate().map(field).collect::<Vec<_>>())
}

/// The cells of one column of whole rows.
fn cells<'t, 'v>(rows: &'t [Value<'v>], column: usize, width: usize) -> impl Iterator<Item = &'t Value<'v>> {
    rows.chunks_exact(width.max(1)).filter_map(move |row| row.get(column))
}

/// A value of another kind than its column's is null where it has no form in it.
fn array<'t, 'v: 't>(kind: &DataType, cells: impl Iterator<Item = &'t Value<'v>>) -> ArrayRef {
    match kind {
        DataType::Int64 => Arc::new(Int64Array::from_iter(cells.map(|value| match value {
            Value::Int(number) => Some(*number),
            _ => None,
        }))),
        DataType::Float64 => Arc::new(Float64Array::from_iter(cells.map(|value| match value {
            Value::Int(number) => Some(*number as f64),
            Value::Float(number) => Some(*number).filter(|number| number.is_finite()),
            _ => None,
        }))),
        DataType::Boolean => Arc::new(BooleanArray::from_iter(cells.map(|value| match value {
            Value::Bool(truth) => Some(*truth),
            _ => None,
        }))),
        _ => Arc::new(StringArray::from_iter(cells.map(text))),
    }
}

fn text<'t>(value: &'t Value<'_>) -> Option<Cow<'t, str>> {
    match value {
        Value::Null => None,
        Value::Text(text) => Some(Cow::Borrowed(text)),
        Value::Int(number) => Some(Cow::Owned(number.to_string())),
        Value::Float(number) => shortest(*number).map(Cow::Owned),
        Value::Bool(truth) => Some(Cow::Borrowed(if *truth { "true" } else { "false" })),
    }
}

fn text_size(value: &Value<'_>) -> usize {
    match value {
        Value::Text(text) => text.len(),
        _ => 32, // more than any number takes
    }
}

#[cfg(test)]
mod tests {
    use arrow_array::Array;
    use arrow_array::cast::AsArray;
    use arrow_array::types::{Float64Type, Int64Type};
    use arrow_ipc::reader::StreamReader;
    use arrow_schema::SchemaRef;

    use super::*;
    use crate::record::Column;

    fn column(name: &'static str, kind: Kind) -> Column {
        Column { name: name.into(), kind }
    }

    fn read(bytes: &[u8]) -> (SchemaRef, Vec<RecordBatch>) {
        let reader = StreamReader::try_new(bytes, None).unwrap();
        (reader.schema(), reader.map(Result::unwrap).collect())
    }

    #[test]
    fn values_read_back() {
        let columns = vec![
            column("aweme_id", Kind::Text),
            column("digg", Kind::Int),
            column("avg", Kind::Float),
            column("value", Kind::Number),
            column("share", Kind::Number),
            column("gap", Kind::Bool),
        ];
        let id = "7301234567890123456";
        let values = vec![
            Value::Text(id.into()),
            Value::Int(i64::MIN),
            Value::Float(0.1),
            Value::Int(9_007_199_254_740_993),
            Value::Int(1),
            Value::Bool(false),
            Value::Text("".into()),
            Value::Null,
            Value::Float(f64::NAN),
            Value::Null,
            Value::Float(0.5),
            Value::Null,
        ];
        let (schema, batches) = read(&bytes(&Table { columns, values }, None).unwrap());
        use DataType::{Boolean, Float64, Int64, Utf8};
        let kinds: Vec<&DataType> = schema.fields().iter().map(|field| field.data_type()).collect();
        assert_eq!(kinds, [&Utf8, &Int64, &Float64, &Int64, &Float64, &Boolean]);
        assert!(schema.fields().iter().all(|field| field.is_nullable()));
        let [batch] = &batches[..] else { panic!("one batch") };
        let texts = batch.column(0).as_string::<i32>().iter().collect::<Vec<_>>();
        let digg = batch.column(1).as_primitive::<Int64Type>().iter().collect::<Vec<_>>();
        let avg = batch.column(2).as_primitive::<Float64Type>().iter().collect::<Vec<_>>();
        let value = batch.column(3).as_primitive::<Int64Type>().iter().collect::<Vec<_>>();
        let share = batch.column(4).as_primitive::<Float64Type>().iter().collect::<Vec<_>>();
        let gap = batch.column(5).as_boolean().iter().collect::<Vec<_>>();
        assert_eq!(texts, [Some(id), Some("")]);
        assert_eq!(digg, [Some(i64::MIN), None]);
        assert_eq!(avg, [Some(0.1), None]);
        assert_eq!(value, [Some(9_007_199_254_740_993), None]);
        assert_eq!(share, [Some(1.0), Some(0.5)]);
        assert_eq!(gap, [Some(false), None]);
    }

    #[test]
    fn an_empty_table_has_its_schema() {
        let columns = vec![column("a", Kind::Text), column("b", Kind::Number)];
        let (schema, batches) = read(&bytes(&Table { columns, values: vec![] }, None).unwrap());
        assert_eq!(schema.fields().len(), 2);
        assert!(batches.is_empty());
        let (schema, batches) = read(&bytes(&Table { columns: vec![], values: vec![] }, None).unwrap());
        assert!(schema.fields().is_empty() && batches.is_empty());
    }

    #[test]
    fn a_value_of_another_kind_is_text_or_null() {
        let columns = vec![column("a", Kind::Text), column("b", Kind::Int)];
        let values = vec![Value::Float(1.0), Value::Text("x".into()), Value::Bool(true), Value::Float(1.0)];
        let (_, batches) = read(&bytes(&Table { columns, values }, None).unwrap());
        assert_eq!(batches[0].column(0).as_string::<i32>().iter().collect::<Vec<_>>(), [Some("1.0"), Some("true")]);
        assert_eq!(batches[0].column(1).null_count(), 2);
    }

    #[test]
    fn many_rows_come_in_batches_in_order() {
        let rows = 2 * ROWS_PER_BATCH as i64 + 1;
        let values = (0..rows).map(Value::Int).collect();
        let (_, batches) = read(&bytes(&Table { columns: vec![column("n", Kind::Int)], values }, None).unwrap());
        let read: Vec<i64> =
            batches.iter().flat_map(|batch| batch.column(0).as_primitive::<Int64Type>().values().to_vec()).collect();
        assert_eq!(batches.len(), 3);
        assert!(read.into_iter().eq(0..rows));
    }
}
