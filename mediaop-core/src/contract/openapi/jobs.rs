//! Refreshing, which the hosts do themselves: one description for all of them.

use utoipa::PartialSchema;
use utoipa::openapi::path::{HttpMethod, OperationBuilder, PathItem};
use utoipa::openapi::schema::{SchemaType, Type};
use utoipa::openapi::{Content, ObjectBuilder, Ref, ResponseBuilder};

use super::{json, parameters, problem};

/// A job as a host shows it.
pub(super) fn schema() -> ObjectBuilder {
    let or_null = || ObjectBuilder::new().schema_type(SchemaType::from_iter([Type::String, Type::Null]));
    let choice = |choices: [&'static str; 3]| ObjectBuilder::new().schema_type(Type::String).enum_values(Some(choices));
    ObjectBuilder::new()
        .description(Some("A reading of the data, and how far it is."))
        .property("id", String::schema())
        .property(
            "kind",
            ObjectBuilder::new().schema_type(Type::String).description(Some("`load`, `refresh` or `rebuild`.")),
        )
        .property("state", choice(["running", "done", "failed"]))
        .property("started_at", String::schema())
        .property("served_at", or_null().description(Some("When answers were of the new data first.")))
        .property("finished_at", or_null())
        .property("rows_done", u64::schema())
        .property("rows_total", u64::schema())
        .property("error", or_null())
}

pub(super) fn paths() -> [(&'static str, PathItem); 3] {
    let shown = || ObjectBuilder::new().property("job", Ref::from_schema_name("Job")).required("job");
    let refresh = OperationBuilder::new()
        .operation_id(Some("refresh"))
        .summary(Some("Reads the data again, with all that was written before; joins a job that has yet to read"))
        .parameters(Some([parameters::of_query("full", false)]))
        .response("202", json("The job", shown()))
        .response("400", problem("A parameter cannot be accepted"));
    let job = OperationBuilder::new()
        .operation_id(Some("job"))
        .summary(Some("How far a job is"))
        .parameters(Some([parameters::of_path("id")]))
        .response("200", json("The job", shown()))
        .response("404", problem("No such job: they are forgotten when the host stops"));
    let stream = ResponseBuilder::new()
        .description("Events `progress` with the job as data, then one `done` or `failed`")
        .content("text/event-stream", Content::new(Some(String::schema())));
    let events = OperationBuilder::new()
        .operation_id(Some("jobEvents"))
        .summary(Some("A job's progress as server-sent events"))
        .parameters(Some([parameters::of_path("id")]))
        .response("200", stream)
        .response("404", problem("No such job"));
    [
        ("/api/refresh", PathItem::new(HttpMethod::Post, refresh)),
        ("/api/jobs/{id}", PathItem::new(HttpMethod::Get, job)),
        ("/api/jobs/{id}/events", PathItem::new(HttpMethod::Get, events)),
    ]
}
