//! The bytes of answers that were given already, until the data or the day change.

use std::collections::HashMap;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError};

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::State as Shared;
use axum::http::{HeaderMap, HeaderName, Method, Request, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use mediaop_core::LocalDay;
use mediaop_core::contract::problem;

use super::answers::carried;
use super::state::State;

const MOST_BYTES: usize = 64 << 20;
const LARGEST_ANSWER: usize = 1 << 20;
/// Browsers send thirty bytes.
const LONGEST_ACCEPT_ENCODING: usize = 256;

/// Answers by what was asked and in which encodings it may come.
#[derive(Debug, Default)]
pub(super) struct Cache {
    inside: Mutex<Inside>,
}

#[derive(Debug, Default)]
struct Inside {
    /// The data and the day that the answers hold for.
    holds_for: Option<(u64, LocalDay)>,
    answers: HashMap<(String, String), Kept>,
    bytes: usize,
}

#[derive(Debug)]
struct Kept {
    headers: HeaderMap,
    body: Bytes,
    /// How often it was given again.
    given: u64,
}

impl Cache {
    /// What was asked of the latest data, the most frequent first.
    pub(super) fn questions(&self) -> Vec<String> {
        let inside = self.inside.lock().unwrap_or_else(PoisonError::into_inner);
        let mut given: HashMap<&str, u64> = HashMap::new();
        for ((question, _), kept) in &inside.answers {
            *given.entry(question).or_default() += kept.given;
        }
        let mut questions: Vec<_> = given.into_iter().collect();
        questions.sort_unstable_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
        questions.into_iter().map(|(question, _)| question.to_owned()).collect()
    }

    fn get(&self, now: (u64, LocalDay), key: &(String, String)) -> Option<(HeaderMap, Bytes)> {
        let mut inside = self.inside.lock().unwrap_or_else(PoisonError::into_inner);
        if inside.holds_for != Some(now) {
            return None;
        }
        let kept = inside.answers.get_mut(key)?;
        kept.given += 1;
        Some((kept.headers.clone(), kept.body.clone()))
    }

    fn put(&self, now: (u64, LocalDay), key: (String, String), headers: HeaderMap, body: Bytes) {
        let mut inside = self.inside.lock().unwrap_or_else(PoisonError::into_inner);
        let of_headers: usize = headers.iter().map(|(name, value)| name.as_str().len() + value.len()).sum();
        let size = body.len() + of_headers + key.0.len() + key.1.len();
        if inside.holds_for != Some(now) || inside.bytes + size > MOST_BYTES {
            *inside = Inside { holds_for: Some(now), ..Inside::default() };
        }
        if inside.answers.insert(key, Kept { headers, body, given: 0 }).is_none() {
            inside.bytes += size;
        }
    }
}

fn text(request: &Request<Body>, name: &HeaderName) -> String {
    request.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
}

/// Answers from memory what has been answered before. Around the compression: packed bytes are kept.
pub(super) async fn repeated(Shared(state): Shared<Arc<State>>, request: Request<Body>, next: Next) -> Response {
    if request.method() != Method::GET || !request.uri().path().starts_with("/api/") {
        return next.run(request).await;
    }
    let asked = request.uri().path_and_query().map(ToString::to_string).unwrap_or_default();
    let key = (asked, text(&request, &header::ACCEPT_ENCODING));
    if key.1.len() > LONGEST_ACCEPT_ENCODING {
        return next.run(request).await;
    }
    let known = text(&request, &header::IF_NONE_MATCH);
    // Before the answer: data that come while it is worked out make it one that is not kept.
    let now = (state.generation.load(Ordering::Acquire), state.today());
    let kept = state.cache.get(now, &key);
    if let Some((headers, body)) = kept {
        let is_known =
            headers.get(header::ETAG).is_some_and(|tag| !known.is_empty() && tag.as_bytes() == known.as_bytes());
        if known.is_empty() || is_known {
            state.metrics.cached(true);
            let mut response = Response::new(if is_known { Body::empty() } else { Body::from(body) });
            *response.headers_mut() = headers;
            if is_known {
                *response.status_mut() = StatusCode::NOT_MODIFIED;
                for name in [header::CONTENT_TYPE, header::CONTENT_LENGTH, header::CONTENT_ENCODING] {
                    response.headers_mut().remove(name);
                }
            }
            return response;
        }
    }
    let response = next.run(request).await;
    if response.status() != StatusCode::OK || !response.headers().contains_key(header::ETAG) {
        return response;
    }
    state.metrics.cached(false);
    let (parts, body) = response.into_parts();
    // The answer is in memory already, if not in packed form.
    let Ok(body) = to_bytes(body, usize::MAX).await else {
        return carried(problem(500, "An error inside mediaop. Its log says more.", &[]));
    };
    if body.len() <= LARGEST_ANSWER && (state.generation.load(Ordering::Acquire), state.today()) == now {
        state.cache.put(now, key, parts.headers.clone(), body.clone());
    }
    Response::from_parts(parts, Body::from(body))
}
