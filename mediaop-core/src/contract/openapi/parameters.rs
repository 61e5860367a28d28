//! What each parameter means and may hold.

use serde_json::{Value, json};
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{KnownFormat, SchemaFormat, Type};
use utoipa::openapi::{Array, ObjectBuilder, RefOr, Schema};

use super::super::questions::SORTS;
use super::required;

/// The names in braces.
pub(super) fn in_path(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter_map(|segment| segment.strip_prefix('{')?.strip_suffix('}'))
}

pub(super) fn of_path(name: &str) -> Parameter {
    let (description, schema) = described(name);
    let builder = ParameterBuilder::new().name(name).parameter_in(ParameterIn::Path).required(required(true));
    builder.description(Some(description)).schema(Some(schema)).build()
}

pub(super) fn of_query(name: &str, needed: bool) -> Parameter {
    let (description, schema) = described(name);
    let builder = ParameterBuilder::new().name(name).parameter_in(ParameterIn::Query).required(required(needed));
    let schema: RefOr<Schema> = match needed {
        // The only one that repeats.
        true => Array::new(schema).into(),
        false => schema.into(),
    };
    builder.description(Some(description)).schema(Some(schema)).build()
}

fn described(name: &str) -> (&'static str, ObjectBuilder) {
    match name {
        "period_days" => ("The days that end at as_of", whole(1, Some(3660), Some(7))),
        "from" => ("The first day, instead of period_days", day()),
        "to" => ("The last day, instead of period_days", day()),
        "as_of" => ("Only what was known by the end of this day counts; today where it is left out", day()),
        "basis" => (
            "posted: videos published in the window, with their totals at its end. gained: videos with an increment \
             in it, with the sums of these",
            choice(&["posted", "gained"], Some("posted")),
        ),
        "baseline" => (
            "What a day's increment starts from: within_day, its first snapshot; previous_close, the last one before",
            choice(&["within_day", "previous_close"], Some("within_day")),
        ),
        "linked" => ("linked: videos with a product. all: every video", choice(&["linked", "all"], Some("linked"))),
        "metric" | "sort_by" => (
            "What the order is by; overall is not for matrix and hot",
            choice(
                &["digg", "collect", "share", "comment", "play", "recommend", "admire", "overall"],
                (name == "metric").then_some("digg"),
            ),
        ),
        "similarity" => (
            "How much less still counts as about the same: then more videos come first",
            ObjectBuilder::new()
                .schema_type(Type::Number)
                .minimum(Some(0))
                .exclusive_maximum(Some(1))
                .default(Some(json!(0.05))),
        ),
        "page" => ("The page, from 1", whole(1, Some(1_000_000_000), Some(1))),
        "page_size" => ("Rows on a page", whole(1, Some(500), Some(20))),
        "category" => ("A category", text()),
        "category2" => ("A second-level category, together with its category", text()),
        "q" | "keyword" => ("A part of the id or the name, in any case", text()),
        "group_by" => ("What the groups are", choice(&["category", "category2", "product"], Some("category"))),
        "measure" => ("What X is", choice(&["total", "avg", "median", "best"], Some("total"))),
        "min_metric" => ("From there on a video is good", integer()),
        "min_videos" => ("Products with fewer videos are left out", whole(0, Some(1_000_000_000), None)),
        "min_creators" => ("Products with fewer creators are left out", whole(0, Some(1_000_000_000), None)),
        "x_from" => ("Points from there on X, rightwards", decimal()),
        "x_to" => ("Points up to there on X", decimal()),
        "y_from" => ("Points from there on Y, upwards", decimal()),
        "y_to" => ("Points up to there on Y", decimal()),
        "sort" => (
            "By this column, `-` in front for the greatest first; else by measure, in bands",
            choice(&SORTS.map(|(name, _)| name), None),
        ),
        "creator_id" => ("A creator's id, or another id that fits one creator", text()),
        "product_id" => ("A product's id", text()),
        "aweme_id" => ("A video's id", text()),
        "format" => ("Lists also come as spreadsheets", choice(&["json", "csv", "xlsx", "arrow"], Some("json"))),
        "full" => ("Read everything anew", choice(&["true", "false", "1", "0"], Some("false"))),
        "id" => ("A job's id", text()),
        _ => ("", text()),
    }
}

fn text() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::String)
}

fn day() -> ObjectBuilder {
    text().format(Some(SchemaFormat::KnownFormat(KnownFormat::Date)))
}

fn choice(choices: &[&str], default: Option<&str>) -> ObjectBuilder {
    text().enum_values(Some(choices.iter().copied())).default(default.map(Value::from))
}

fn decimal() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::Number)
}

fn integer() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::Integer).format(Some(SchemaFormat::KnownFormat(KnownFormat::Int64)))
}

fn whole(least: i64, most: Option<i64>, default: Option<i64>) -> ObjectBuilder {
    integer().minimum(Some(least)).maximum(most).default(default.map(Value::from))
}
