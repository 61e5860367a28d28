//! The description of the contract: the committed copy is what the code says, and what the code
//! answers is what the description says.
#![cfg(feature = "contract")]
#![allow(clippy::disallowed_methods, reason = "tests read files; the core does not")]

use std::path::Path;

use mediaop_core::contract::{Host, Request, answer};
use mediaop_core::example;
use serde_json::Value;

fn ask(path: &str, query: &str) -> Value {
    let host = Host { today: example::today(), runs: Vec::new() };
    let request = Request { method: "GET", path, query, if_none_match: None };
    let response = answer(&example::dataset(), &host, &request);
    serde_json::from_slice(&response.body).unwrap()
}

fn document() -> Value {
    ask("/api/openapi.json", "")
}

/// Write it anew by `MEDIAOP_WRITE_OPENAPI=1 cargo test -p mediaop-core --test openapi`.
#[test]
fn the_committed_description_is_that_of_the_code() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("openapi.json");
    let now = serde_json::to_string_pretty(&document()).unwrap() + "\n";
    if std::env::var_os("MEDIAOP_WRITE_OPENAPI").is_some() {
        std::fs::write(&path, &now).unwrap();
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        committed == now,
        "openapi.json is out of date: call this test with MEDIAOP_WRITE_OPENAPI=1, then make the page's types anew"
    );
}

#[test]
fn answers_are_as_described() {
    let document = document();
    let mut checked = 0;
    for (template, item) in document["paths"].as_object().unwrap() {
        let path = template.replace("{creator_id}", "lily").replace("{product_id}", "p1").replace("{aweme_id}", "1");
        if item["get"].is_null() || path.contains('{') {
            continue; // jobs belong to the host
        }
        let least = if path.ends_with("/compare") { "creator_id=lily&creator_id=ming&" } else { "" };
        for more in ["", "period_days=2", "group_by=product", "min_metric=100", "baseline=previous_close"] {
            let answer = ask(&path, &format!("{least}{more}"));
            let schemas = &document["components"]["schemas"];
            if answer["status"] == 400 {
                check(schemas, &schemas["Problem"], &answer, &path);
                continue; // the parameter does not apply here
            }
            let schema = &item["get"]["responses"]["200"]["content"]["application/json"]["schema"];
            check(schemas, schema, &answer, &format!("{path}?{least}{more}"));
            checked += 1;
        }
    }
    assert!(checked > 50, "{checked}");
}

#[test]
fn the_check_finds_what_is_wrong() {
    let schemas = &document()["components"]["schemas"];
    let row = ask("/api/categories", "")["data"][0].clone();
    check(schemas, &schemas["CategoryRow"], &row, "");
    for (field, wrong) in [("video_count", Value::Null), ("video_count", "3".into()), ("more", 1.into())] {
        let mut row = row.clone();
        row[field] = wrong;
        let found = std::panic::catch_unwind(|| check(schemas, &schemas["CategoryRow"], &row, ""));
        assert!(found.is_err(), "{row}");
    }
    let mut row = row;
    row.as_object_mut().unwrap().remove("video_count");
    assert!(std::panic::catch_unwind(|| check(schemas, &schemas["CategoryRow"], &row, "")).is_err());
}

/// Panics where the value is not what the schema says: every field, and no other.
fn check(schemas: &Value, schema: &Value, value: &Value, place: &str) {
    if let Err(reason) = fits(schemas, schema, value, place) {
        panic!("{reason}");
    }
}

fn fits(schemas: &Value, schema: &Value, value: &Value, place: &str) -> Result<(), String> {
    if let Some(name) = schema["$ref"].as_str() {
        return fits(schemas, &schemas[name.rsplit('/').next().unwrap_or_default()], value, place);
    }
    if let Some(several) = schema["oneOf"].as_array().or(schema["anyOf"].as_array()) {
        let outcomes: Vec<_> = several.iter().map(|schema| fits(schemas, schema, value, place)).collect();
        return if outcomes.iter().any(Result::is_ok) { Ok(()) } else { outcomes.into_iter().next_back().unwrap() };
    }
    if let Some(choices) = schema["enum"].as_array()
        && !choices.contains(value)
    {
        return Err(format!("{place}: {value} is none of {choices:?}"));
    }
    let mut fields = Vec::new();
    properties(schemas, schema, &mut fields);
    if !fields.is_empty() {
        let object = value.as_object().ok_or_else(|| format!("{place}: {value} is no object"))?;
        if let Some(extra) = object.keys().find(|key| !fields.iter().any(|(name, _)| name == key)) {
            return Err(format!("{place}.{extra} is not described"));
        }
        return fields.iter().try_for_each(|(name, schema)| {
            let field = object.get(*name).ok_or_else(|| format!("{place}.{name} is missing"))?;
            fits(schemas, schema, field, &format!("{place}.{name}"))
        });
    }
    let kinds: Vec<&str> = match &schema["type"] {
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).collect(),
        kind => kind.as_str().into_iter().collect(),
    };
    let is = |kind: &&str| match *kind {
        "null" => value.is_null(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        _ => false,
    };
    if !kinds.iter().any(is) {
        return Err(format!("{place}: {value} is not {kinds:?}"));
    }
    let mut inside = match value {
        Value::Array(list) => list.iter().map(|item| (&schema["items"], item)).collect::<Vec<_>>(),
        Value::Object(map) => map.values().map(|item| (&schema["additionalProperties"], item)).collect(),
        _ => Vec::new(),
    }
    .into_iter();
    inside.try_for_each(|(schema, item)| fits(schemas, schema, item, &format!("{place}[]")))
}

/// The fields of an object, those of its parts included.
fn properties<'a>(schemas: &'a Value, schema: &'a Value, out: &mut Vec<(&'a str, &'a Value)>) {
    if let Some(name) = schema["$ref"].as_str() {
        properties(schemas, &schemas[name.rsplit('/').next().unwrap_or_default()], out);
    }
    for part in schema["allOf"].as_array().into_iter().flatten() {
        properties(schemas, part, out);
    }
    let fields = schema["properties"].as_object().into_iter().flatten();
    out.extend(fields.map(|(name, schema)| (name.as_str(), schema)));
}
