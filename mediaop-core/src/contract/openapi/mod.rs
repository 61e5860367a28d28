//! The contract described for programs (OpenAPI 3.1) and for people.
//!
//! The fields come from the rows' own declarations, the parameters from the lists that the
//! questions check against.

mod endpoints;
mod jobs;
mod page;
mod parameters;
mod schemas;

use std::sync::LazyLock;

use serde_json::Value;
use utoipa::openapi::path::{HttpMethod, OperationBuilder, Parameter, PathItem, PathsBuilder};
use utoipa::openapi::{
    Content, InfoBuilder, ObjectBuilder, OpenApiBuilder, Ref, RefOr, Required, ResponseBuilder, Schema,
};

use super::problem::Problem;
use super::request::Response;
use super::respond::Ask;
use endpoints::{ENDPOINTS, Endpoint};

const ABOUT: &str = "What is not known is `null`, never 0. Ids are strings. Every list also comes as `format=csv`, \
    `xlsx` or `arrow`. An unknown parameter, or one that does not apply, is a 400 that names it.";

static DOCUMENT: LazyLock<Value> = LazyLock::new(document);

/// The paths of all questions, an id in braces.
pub(super) fn paths() -> impl Iterator<Item = &'static str> {
    ENDPOINTS.iter().map(|endpoint| endpoint.path)
}

/// `/api/openapi.json`.
pub(super) fn description(ask: Ask<'_>) -> Result<Response, Problem> {
    ask.params.finish(&[])?;
    let body = serde_json::to_vec(&*DOCUMENT).map_err(|_| Problem::internal())?;
    Ok(fixed("application/json", body))
}

/// `/api/docs`.
pub(super) fn page(ask: Ask<'_>) -> Result<Response, Problem> {
    ask.params.finish(&[])?;
    Ok(fixed("text/html; charset=utf-8", page::html(&DOCUMENT).into_bytes()))
}

/// What changes with the program alone.
fn fixed(content_type: &str, body: Vec<u8>) -> Response {
    let headers = vec![("content-type", content_type.to_owned()), ("cache-control", "no-cache".to_owned())];
    Response { status: 200, headers, body }
}

fn document() -> Value {
    let mut paths = PathsBuilder::new();
    for endpoint in ENDPOINTS {
        paths = paths.path(endpoint.path, PathItem::new(HttpMethod::Get, operation(endpoint)));
    }
    for (path, item) in jobs::paths() {
        paths = paths.path(path, item);
    }
    let info = InfoBuilder::new().title("mediaop").version(env!("CARGO_PKG_VERSION")).description(Some(ABOUT));
    let document = OpenApiBuilder::new().info(info).paths(paths).components(Some(schemas::components())).build();
    // Texts and numbers always serialise.
    let mut document = serde_json::to_value(document).unwrap_or_default();
    schemas::tidy(&mut document["components"]["schemas"]);
    document
}

fn operation(endpoint: &Endpoint) -> OperationBuilder {
    let Endpoint { path, id, summary, data, .. } = endpoint;
    let in_path = parameters::in_path(path).map(parameters::of_path);
    let in_query = endpoint.parameters().map(|name| parameters::of_query(name, endpoint.requires(name)));
    let parameters: Vec<Parameter> = in_path.chain(in_query).collect();
    let mut body = ObjectBuilder::new().property("data", data()).required("data");
    if endpoint.has_window() {
        body = body.property("window", Ref::from_schema_name("Window")).required("window");
        body = body.property("coverage", Ref::from_schema_name("Coverage")).required("coverage");
    }
    if endpoint.is_paged() {
        body = body.property("page", Ref::from_schema_name("Page")).required("page");
    }
    let mut operation = OperationBuilder::new()
        .operation_id(Some(*id))
        .summary(Some(*summary))
        .parameters((!parameters.is_empty()).then_some(parameters))
        .response("200", json(summary, body));
    for (status, when) in endpoint.problems() {
        operation = operation.response(status, problem(when));
    }
    operation
}

fn json(description: &str, schema: impl Into<RefOr<Schema>>) -> ResponseBuilder {
    ResponseBuilder::new().description(description).content("application/json", Content::new(Some(schema)))
}

fn problem(when: &str) -> ResponseBuilder {
    let content = Content::new(Some(Ref::from_schema_name("Problem")));
    ResponseBuilder::new().description(when).content("application/problem+json", content)
}

fn required(needed: bool) -> Required {
    if needed { Required::True } else { Required::False }
}

#[cfg(test)]
mod tests;
