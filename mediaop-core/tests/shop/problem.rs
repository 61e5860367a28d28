//! What every problem document must look like.

use mediaop_core::contract::Response;
use serde_json::Value;

use super::ask;

/// The parameters that a problem document names, once its form is checked.
#[track_caller]
pub(crate) fn problem(response: &Response, status: u16, about: &str) -> Vec<String> {
    let body = std::str::from_utf8(&response.body).unwrap();
    assert_eq!(response.status, status, "{about}: {body}");
    assert_eq!(response.header("content-type"), Some("application/problem+json"), "{about}");
    // Inside a JSON text every quote is escaped, so these are the fields themselves.
    let fields = ["{\"type\":\"", "\",\"title\":\"", "\",\"status\":", ",\"detail\":\"", "\",\"errors\":["];
    let places: Vec<usize> = fields.iter().filter_map(|field| body.find(field)).collect();
    assert!(places.len() == fields.len() && places[0] == 0 && places.is_sorted(), "{about}: {body}");
    let document: Value = serde_json::from_str(body).unwrap();
    assert_eq!(document["status"], status, "{about}");
    assert_eq!(document.as_object().unwrap().len(), fields.len(), "{about}");
    for text in ["type", "title", "detail"] {
        assert!(document[text].as_str().is_some_and(|text| !text.is_empty()), "{about}: {body}");
    }
    let errors = document["errors"].as_array().unwrap();
    assert_eq!(errors.is_empty(), status != 400, "{about}: {body}");
    for error in errors {
        assert_eq!(error.as_object().unwrap().len(), 2, "{about}: {body}");
        assert!(error["reason"].as_str().is_some_and(|reason| !reason.is_empty()), "{about}: {body}");
    }
    errors.iter().map(|error| error["param"].as_str().unwrap().to_owned()).collect()
}

/// What a `GET` is answered.
pub(crate) fn get(path: &str, query: &str) -> Response {
    ask("GET", path, query, None)
}

/// A 400 that names these parameters, in the order of the query.
#[track_caller]
pub(crate) fn refused(path: &str, query: &str, params: &[&str]) -> Response {
    let about = format!("{path}?{}", query.chars().take(200).collect::<String>());
    let response = get(path, query);
    assert_eq!(problem(&response, 400, &about), params, "{about}: {}", String::from_utf8_lossy(&response.body));
    response
}
