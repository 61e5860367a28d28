//! A question as it is typed.

use mediaop_core::Similarity;

/// A path and parameters as a request line would have them.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Question {
    pub(super) path: String,
    pub(super) query: String,
}

impl Question {
    /// Takes `/api/products/hot?metric=share` and, more briefly, `products/hot?metric=share`.
    pub(super) fn parse(text: &str) -> Self {
        let (path, query) = text.split_once('?').unwrap_or((text, ""));
        let path = path.trim_start_matches('/');
        let path = path.strip_prefix("api/").unwrap_or(path);
        Question { path: format!("/api/{}", encoded(path)), query: encoded(query) }
    }

    fn parameter(&self, name: &str) -> Option<&str> {
        let pairs = self.query.split('&').map(|pair| pair.split_once('=').unwrap_or((pair, "")));
        pairs.filter(|(given, _)| *given == name).map(|(_, value)| value).next()
    }

    /// Whether the answer is a page for a browser.
    pub(super) fn is_page(&self) -> bool {
        self.path == "/api/docs"
    }

    /// The format that the question itself names.
    pub(super) fn format(&self) -> Option<&str> {
        self.parameter("format")
    }

    /// The metric by which the rows of the answer stand, or `overall`; none in a series.
    pub(super) fn ranked_by(&self) -> Option<&str> {
        let is_series = ["/daily", "/snapshots", "/categories"].iter().any(|end| self.path.ends_with(end));
        let metric = self.parameter("metric").or_else(|| self.parameter("sort_by")).unwrap_or("digg");
        (!is_series).then_some(metric)
    }

    /// How much less still counts as about the same; none where the rows stand by a column of theirs.
    pub(super) fn similarity(&self) -> Option<f64> {
        let by_default = Some(Similarity::default().get());
        let given = self.parameter("similarity").map_or(by_default, |given| given.parse().ok());
        given.filter(|_| self.parameter("sort").is_none())
    }

    pub(super) fn with_format(&self, format: &str) -> String {
        match self.query.as_str() {
            "" => format!("format={format}"),
            query if self.format().is_some() => query.to_owned(),
            query => format!("{query}&format={format}"),
        }
    }
}

/// People type 美妆 and spaces as they are; a request line cannot hold them.
fn encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'!'..=b'~' => encoded.push(char::from(byte)),
            _ => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_may_be_written_briefly() {
        let expected = Question { path: "/api/products/hot".to_owned(), query: "metric=share".to_owned() };
        for text in [
            "products/hot?metric=share",
            "/products/hot?metric=share",
            "/api/products/hot?metric=share",
            "api/products/hot?metric=share",
        ] {
            assert_eq!(Question::parse(text), expected, "{text}");
        }
    }

    #[test]
    fn chinese_and_spaces_are_encoded_and_percents_left_alone() {
        let question = Question::parse("videos?category=美妆 a&q=%2F");
        assert_eq!(question.query, "category=%E7%BE%8E%E5%A6%86%20a&q=%2F");
    }

    #[test]
    fn the_question_keeps_its_own_format() {
        assert_eq!(Question::parse("videos").with_format("csv"), "format=csv");
        assert_eq!(Question::parse("videos?a=1").with_format("csv"), "a=1&format=csv");
        assert_eq!(Question::parse("videos?format=xlsx").with_format("csv"), "format=xlsx");
    }

    #[test]
    fn rows_are_ranked_by_likes_unless_the_question_says_otherwise() {
        for (text, metric) in [
            ("videos", Some("digg")),
            ("videos?metric=share", Some("share")),
            ("creators?period_days=3&sort_by=collect", Some("collect")),
            ("videos?metric=overall", Some("overall")),
            ("videos/7/daily", None),
            ("categories", None),
        ] {
            assert_eq!(Question::parse(text).ranked_by(), metric, "{text}");
        }
    }
}
