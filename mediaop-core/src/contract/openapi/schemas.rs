//! The schemas of all rows, gathered from their declarations.

use serde_json::{Map, Value};
use utoipa::ToSchema;
use utoipa::openapi::{Components, ComponentsBuilder, RefOr, Schema};

use super::super::meta::Meta;
use super::super::problem::Document;
use super::super::respond::{PageEcho, WindowEcho};
use crate::answer::{
    CategoryRow, Comparison, CreatorBenchmarkAnswer, CreatorBestVideo, CreatorProductsAnswer, CreatorRow, DayRow,
    HotProduct, ProductMatrixAnswer, ProductRow, SnapshotDay,
};
use crate::coverage::Coverage;

pub(super) fn components() -> Components {
    let mut schemas = Vec::new();
    add::<WindowEcho<'_>>(&mut schemas);
    add::<PageEcho>(&mut schemas);
    add::<Coverage>(&mut schemas);
    add::<Document<'_>>(&mut schemas);
    add::<Meta<'_>>(&mut schemas);
    add::<CreatorRow>(&mut schemas);
    add::<CreatorProductsAnswer>(&mut schemas);
    add::<ProductRow>(&mut schemas);
    add::<ProductMatrixAnswer<'_>>(&mut schemas);
    add::<HotProduct>(&mut schemas);
    add::<CreatorBestVideo>(&mut schemas);
    add::<CreatorBenchmarkAnswer>(&mut schemas);
    add::<Comparison>(&mut schemas);
    add::<CategoryRow>(&mut schemas);
    add::<DayRow>(&mut schemas);
    add::<SnapshotDay>(&mut schemas);
    ComponentsBuilder::new().schemas_from_iter(schemas).schema("Job", super::jobs::schema()).build()
}

/// A schema and those that it refers to.
fn add<T: ToSchema>(schemas: &mut Vec<(String, RefOr<Schema>)>) {
    schemas.push((T::name().into_owned(), T::schema()));
    T::schemas(schemas);
}

/// Says what holds of every schema: all fields are written, a value that is not known as `null`.
/// Of a description the first paragraph is enough; examples in Rust follow it.
pub(super) fn tidy(schema: &mut Value) {
    match schema {
        Value::Object(object) => {
            if let Some(Value::Object(properties)) = object.get("properties") {
                let all: Vec<Value> = properties.keys().cloned().map(Value::from).collect();
                object.insert("required".to_owned(), all.into());
            }
            shorten(object);
            object.values_mut().for_each(tidy);
        }
        Value::Array(list) => list.iter_mut().for_each(tidy),
        _ => {}
    }
}

fn shorten(object: &mut Map<String, Value>) {
    if let Some(Value::String(text)) = object.get_mut("description") {
        let paragraph = text.split("\n\n").next().unwrap_or_default();
        *text = paragraph.replace('\n', " ").replace("[`", "`").replace("`]", "`");
    }
}
