//! A request and its response, free of any web framework.

use super::percent;
use super::problem::Problem;

/// What a client asks, as its request line and headers say it.
///
/// # Example: the videos of a product whose id holds a slash
/// ```
/// use mediaop_core::contract::Request;
/// let request = Request {
///     method: "GET",
///     path: "/api/products/a%2Fb/videos",
///     query: "period_days=30&metric=share",
///     if_none_match: None,
/// };
/// # let _ = request;
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Request<'a> {
    /// `GET`, `HEAD`, …
    pub method: &'a str,
    /// The path, percent-encoded as in the request line, from its leading `/` on.
    pub path: &'a str,
    /// What stands behind `?`, percent-encoded; `+` is a space. Empty where there is none.
    pub query: &'a str,
    /// The `If-None-Match` header.
    pub if_none_match: Option<&'a str>,
}

/// What a client is told.
///
/// # Example: what a host sends on
/// ```
/// let response = mediaop_core::contract::problem(503, "the data is being read", &[]);
/// assert_eq!(response.status, 503);
/// assert_eq!(response.header("content-type"), Some("application/problem+json"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Response {
    /// The HTTP status.
    pub status: u16,
    /// Header names in lower case, with their values.
    pub headers: Vec<(&'static str, String)>,
    /// The body's bytes.
    pub body: Vec<u8>,
}

impl Request<'_> {
    /// The decoded segments of the path. Empty ones are kept, so `/api/` has two.
    ///
    /// # Errors
    /// 400 where a segment does not decode or the path does not begin with `/`.
    pub(crate) fn segments(&self) -> Result<Vec<String>, Problem> {
        let Some(path) = self.path.strip_prefix('/') else {
            return Err(Problem::invalid("path", "does not begin with /"));
        };
        path.split('/')
            .enumerate()
            .map(|(i, segment)| {
                percent::decode(segment)
                    .map_err(|reason| Problem::invalid("path", format!("segment {} {reason}", i + 1)))
            })
            .collect()
    }
}

impl Response {
    /// The value of the first header with this name, given in lower case.
    ///
    /// ```
    /// let response = mediaop_core::contract::problem(405, "POST is not possible here", &[]);
    /// assert_eq!(response.header("allow"), Some("GET, HEAD"));
    /// assert_eq!(response.header("etag"), None);
    /// ```
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn segments(path: &str) -> Result<Vec<String>, Problem> {
        Request { method: "GET", path, query: "", if_none_match: None }.segments()
    }

    #[test]
    fn segments_are_split_before_they_are_decoded() {
        let cases: [(&str, &[&str]); 9] = [
            ("/", &[""]),
            ("/healthz", &["healthz"]),
            ("/api/", &["api", ""]),
            ("/api//x", &["api", "", "x"]),
            ("//api", &["", "api"]),
            ("/api/products/a%2Fb/videos", &["api", "products", "a/b", "videos"]),
            ("/api/products/%00%20+", &["api", "products", "\0 +"]),
            ("/%E4%B8%AD文", &["中文"]),
            ("/..%2F..", &["../.."]),
        ];
        for (path, expected) in cases {
            assert_eq!(segments(path).unwrap(), expected, "{path}");
        }
    }

    #[test]
    fn a_path_that_does_not_decode_is_a_400() {
        let cases = [
            ("", "does not begin with /"),
            ("*", "does not begin with /"),
            ("http://host/api", "does not begin with /"),
            ("/api/%zz", "segment 2 has a % without two hex digits behind it"),
            ("/api/x/%", "segment 3 has a % without two hex digits behind it"),
            ("/%FF", "segment 1 is not UTF-8"),
            ("/%C0%AF", "segment 1 is not UTF-8"),
            ("/%ED%A0%80", "segment 1 is not UTF-8"),
        ];
        for (path, reason) in cases {
            assert_eq!(segments(path), Err(Problem::invalid("path", reason)), "{path}");
        }
    }

    proptest! {
        #[test]
        fn no_path_panics(path in any::<String>()) {
            let _ = segments(&path);
            prop_assert_eq!(segments(&format!("/{}", path.replace(['%', '/'], ""))).map(|s| s.len()), Ok(1));
        }
    }
}
