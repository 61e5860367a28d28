//! A problem document as people say it.

use mediaop_core::LocalDay;
use mediaop_core::contract::Response;
use serde_json::Value;

/// What can be asked, for who asked for something else.
const PATHS: [&str; 17] = [
    "benchmark/compare",
    "benchmark/creators",
    "benchmark/videos",
    "categories",
    "categories/daily",
    "creators",
    "creators/{creator_id}/daily",
    "creators/{creator_id}/products",
    "meta",
    "products",
    "products/hot",
    "products/matrix",
    "products/search",
    "products/{product_id}/daily",
    "products/{product_id}/videos",
    "videos",
    "videos/{aweme_id}/daily and …/snapshots",
];

/// The problem in sentences, each said once; beside an id that was not known yet, the first day of the data
/// and the last.
pub(super) fn sentences(response: &Response, days: Option<(LocalDay, LocalDay)>) -> String {
    let problem: Value = serde_json::from_slice(&response.body).unwrap_or_default();
    let text = |value: &Value, key: &str| value[key].as_str().map(str::to_owned);
    let detail = text(&problem, "detail")
        .or_else(|| text(&problem, "title"))
        .unwrap_or_else(|| format!("the question has no answer (status {})", response.status));
    let mut lines = vec![detail.clone()];
    let mut holds_an_ampersand = false;
    for error in problem["errors"].as_array().into_iter().flatten() {
        let (param, reason) = (text(error, "param").unwrap_or_default(), text(error, "reason").unwrap_or_default());
        holds_an_ampersand |= param.contains(' ');
        let line = format!("{param}: {reason}");
        if line != detail {
            lines.push(format!("  {line}"));
        }
    }
    if holds_an_ampersand {
        lines.push("  an & inside a value is written %26: 'category=News %26 Politics'".to_owned());
    }
    if response.status == 404 && detail.starts_with("this path") {
        lines.push(format!("  known are {}", PATHS.join(", ")));
    }
    if let Some((first, last)) = days
        && not_known_by(&detail).is_some_and(|end| end < first)
    {
        lines.push(format!("  the data goes from {first} to {last}"));
    }
    let of_parameters = problem["errors"].as_array().into_iter().flatten();
    let unknown =
        of_parameters.filter_map(|error| Some(format!("{}: {}", text(error, "param")?, text(error, "reason")?)));
    if let Some(search) = std::iter::once(detail).chain(unknown).find_map(|said| search_for(&said)) {
        lines.push(format!("  to find an id by a name: mediaop query '{search}'"));
    }
    lines.join("\n")
}

/// The question that finds an id, where a name may stand in its place.
fn search_for(said: &str) -> Option<String> {
    let (kind, rest) = said.strip_suffix(" is not known")?.split_once(' ')?;
    let list = match kind {
        "creator" | "creator_id:" => "creators",
        "product" | "product_id:" => "products",
        _ => return None,
    };
    let (given, _) = rest.strip_prefix('"')?.split_once('"')?;
    // What a question or a shell would take for something else.
    let is_plain = !given.contains(['&', '%', '+', '#', '\'', '\\']);
    is_plain.then(|| format!("{list}?q={given}"))
}

/// The day by whose end an id is not known.
fn not_known_by(detail: &str) -> Option<LocalDay> {
    let (_, end) = detail.rsplit_once(" by the end of ")?;
    end.strip_suffix(" is not known")?.parse().ok()
}

#[cfg(test)]
mod tests {
    use mediaop_core::contract::{Host, Request, answer};
    use mediaop_core::example;

    use super::*;

    fn asked(path: &str, query: &str) -> Response {
        let host = Host { today: example::today(), runs: Vec::new() };
        answer(&example::dataset(), &host, &Request { method: "GET", path, query, if_none_match: None })
    }

    #[test]
    fn every_parameter_is_named_and_none_twice() {
        let one = sentences(&asked("/api/videos", "page=0"), None);
        assert_eq!(one, "page: 0 is out of range: expected 1 to 1000000000");
        let two = sentences(&asked("/api/videos", "page=0&page_size=0"), None);
        assert!(two.starts_with("2 parameters") && two.contains("\n  page: 0") && two.contains("\n  page_size: 0"));
    }

    #[test]
    fn an_id_before_all_data_is_told_when_they_are() {
        let dataset = example::dataset();
        let days = dataset.first_day().zip(dataset.last_day());
        let said = |as_of: &str| sentences(&asked("/api/videos/5/daily", &format!("as_of={as_of}")), days);
        let before = said("2020-01-01");
        assert!(before.ends_with(" is not known\n  the data goes from 2026-03-07 to 2026-03-10"), "{before}");
        let unknown = sentences(&asked("/api/videos/99/daily", "as_of=2026-03-10"), days);
        assert!(unknown.ends_with(" is not known"), "{unknown}");
    }

    #[test]
    fn a_name_in_the_place_of_an_id_brings_the_search_for_it() {
        let said = sentences(&asked("/api/creators/%E8%8E%89%E8%8E%89/products", ""), None);
        assert!(said.ends_with(" is not known\n  to find an id by a name: mediaop query 'creators?q=莉莉'"), "{said}");
        let said = sentences(&asked("/api/products/lips/daily", ""), None);
        assert!(said.ends_with("mediaop query 'products?q=lips'"), "{said}");
        let said = sentences(&asked("/api/benchmark/compare", "creator_id=x&creator_id=y"), None);
        assert!(said.ends_with("by a name: mediaop query 'creators?q=x'"), "{said}");
        for (path, query) in
            [("/api/videos/99/daily", ""), ("/api/videos", "page=0"), ("/api/creators/a%26b/products", "")]
        {
            let said = sentences(&asked(path, query), None);
            assert!(!said.contains("by a name"), "{said}");
        }
    }

    #[test]
    fn an_ampersand_that_cut_a_value_in_two_is_explained() {
        let said = sentences(&asked("/api/videos", "category=News%20&%20Politics"), None);
        assert!(said.contains("written %26"), "{said}");
    }

    #[test]
    fn who_asks_for_an_unknown_path_hears_which_are_known() {
        let said = sentences(&asked("/api/nowhere", ""), None);
        assert!(said.contains("products/hot, products/matrix"), "{said}");
        for path in PATHS {
            let path = path.split(" and ").next().unwrap_or(path);
            let response = asked(&format!("/api/{}", path.replace(['{', '}'], "")), "");
            assert!(!String::from_utf8_lossy(&response.body).contains("this path"), "{path}");
        }
    }
}
