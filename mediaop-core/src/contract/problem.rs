//! Errors as RFC 9457 problem documents.

use serde::Serialize;
use utoipa::ToSchema;

use super::request::Response;

/// What went wrong, to be sent to the client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Problem {
    pub(crate) status: u16,
    pub(crate) detail: String,
    pub(crate) errors: Vec<ParamError>,
}

/// One parameter, and why it cannot be accepted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct ParamError {
    pub(crate) param: String,
    pub(crate) reason: String,
}

/// The document, its fields in the order in which they are written.
#[derive(Serialize, ToSchema)]
#[schema(as = Problem)]
pub(super) struct Document<'a> {
    r#type: &'a str,
    title: &'a str,
    status: u16,
    detail: &'a str,
    errors: &'a [ParamError],
}

/// The kind of problem that a status stands for, and its title.
fn kind(status: u16) -> (&'static str, &'static str) {
    match status {
        400 => ("urn:mediaop:problem:invalid-parameter", "Invalid parameter"),
        404 => ("urn:mediaop:problem:not-found", "Not found"),
        405 => ("urn:mediaop:problem:method-not-allowed", "Method not allowed"),
        409 => ("urn:mediaop:problem:conflict", "Conflict"),
        500 => ("urn:mediaop:problem:internal-error", "Internal error"),
        503 => ("urn:mediaop:problem:not-ready", "Not ready"),
        401 => ("about:blank", "Unauthorized"),
        403 => ("about:blank", "Forbidden"),
        406 => ("about:blank", "Not Acceptable"),
        408 => ("about:blank", "Request Timeout"),
        413 => ("about:blank", "Content Too Large"),
        414 => ("about:blank", "URI Too Long"),
        429 => ("about:blank", "Too Many Requests"),
        504 => ("about:blank", "Gateway Timeout"),
        _ => ("about:blank", "Error"),
    }
}

/// A problem of a host's own, in the form that all answers of the contract use.
///
/// # Input
/// The HTTP status, a sentence for a human, and (parameter, reason) pairs.
///
/// # Output
/// `application/problem+json`; type and title follow from the status; a 405 says `Allow: GET, HEAD`.
///
/// # Example: a job that nobody started
/// ```
/// let response = mediaop_core::contract::problem(404, "no job 7", &[]);
/// assert_eq!(
///     String::from_utf8(response.body).unwrap(),
///     r#"{"type":"urn:mediaop:problem:not-found","title":"Not found","status":404,"detail":"no job 7","errors":[]}"#,
/// );
/// ```
pub fn problem(status: u16, detail: &str, errors: &[(&str, &str)]) -> Response {
    let errors = errors
        .iter()
        .map(|&(param, reason)| ParamError { param: param.to_owned(), reason: reason.to_owned() })
        .collect();
    Problem { status, detail: detail.to_owned(), errors }.into()
}

impl Problem {
    /// 400: one parameter that cannot be accepted.
    pub(crate) fn invalid(param: &str, reason: impl Into<String>) -> Self {
        Problem::invalid_parameters(vec![ParamError { param: param.to_owned(), reason: reason.into() }])
    }

    /// 400: the parameters that cannot be accepted.
    pub(crate) fn invalid_parameters(errors: Vec<ParamError>) -> Self {
        let detail = match errors.as_slice() {
            [one] => format!("{}: {}", one.param, one.reason),
            several => {
                let names: Vec<&str> = several.iter().map(|error| error.param.as_str()).collect();
                format!("{} parameters are not valid: {}", names.len(), names.join(", "))
            }
        };
        Problem { status: 400, detail, errors }
    }

    /// 404: `what` is not there, such as `product "123"`.
    pub(crate) fn not_found(what: impl std::fmt::Display) -> Self {
        Problem { status: 404, detail: format!("{what} is not known"), errors: Vec::new() }
    }

    /// 405: the resource can only be read.
    pub(crate) fn method_not_allowed() -> Self {
        Problem { status: 405, detail: "expected GET or HEAD".to_owned(), errors: Vec::new() }
    }

    /// 500: a fault of ours, of which the client learns nothing more.
    pub(crate) fn internal() -> Self {
        Problem { status: 500, detail: "the answer could not be written".to_owned(), errors: Vec::new() }
    }
}

impl From<Problem> for Response {
    fn from(problem: Problem) -> Response {
        let Problem { status, detail, errors } = &problem;
        let (r#type, title) = kind(*status);
        let document = Document { r#type, title, status: *status, detail, errors };
        let mut headers = vec![("content-type", "application/problem+json".to_owned())];
        if *status == 405 {
            headers.push(("allow", "GET, HEAD".to_owned()));
        }
        // Texts and whole numbers always serialise.
        let body = serde_json::to_vec(&document).unwrap_or_default();
        Response { status: *status, headers, body }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(response: &Response) -> &str {
        std::str::from_utf8(&response.body).unwrap()
    }

    #[test]
    fn one_invalid_parameter_is_the_detail() {
        let response: Response = Problem::invalid("page", "0 is out of range: expected 1 to 500").into();
        assert_eq!(response.status, 400);
        assert_eq!(
            text(&response),
            concat!(
                r#"{"type":"urn:mediaop:problem:invalid-parameter","title":"Invalid parameter","status":400,"#,
                r#""detail":"page: 0 is out of range: expected 1 to 500","#,
                r#""errors":[{"param":"page","reason":"0 is out of range: expected 1 to 500"}]}"#,
            ),
        );
    }

    #[test]
    fn several_invalid_parameters_are_named() {
        let error = |param: &str| ParamError { param: param.into(), reason: "is empty".into() };
        let problem = Problem::invalid_parameters(vec![error("from"), error("to")]);
        assert_eq!(problem.detail, "2 parameters are not valid: from, to");
    }

    #[test]
    fn statuses_have_a_constant_type_and_title() {
        for (status, kind, title) in [
            (401, "about:blank", "Unauthorized"),
            (404, "urn:mediaop:problem:not-found", "Not found"),
            (405, "urn:mediaop:problem:method-not-allowed", "Method not allowed"),
            (500, "urn:mediaop:problem:internal-error", "Internal error"),
            (418, "about:blank", "Error"),
        ] {
            let response = problem(status, "中\"文\0", &[("a", "b")]);
            let expected = format!(
                r#"{{"type":"{kind}","title":"{title}","status":{status},"detail":"中\"文\u0000","errors":[{{"param":"a","reason":"b"}}]}}"#
            );
            assert_eq!(text(&response), expected);
            assert_eq!(response.header("allow").is_some(), status == 405);
        }
    }

    #[test]
    fn the_kinds_have_their_status() {
        assert_eq!(Problem::not_found("product \"7\"").detail, "product \"7\" is not known");
        assert_eq!(Problem::not_found("x").status, 404);
        assert_eq!(Problem::method_not_allowed().status, 405);
        assert_eq!(Problem::internal().status, 500);
    }
}
