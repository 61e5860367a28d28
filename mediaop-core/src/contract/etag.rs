//! Weak entity tags: equal where the answer is.

use xxhash_rust::xxh3::xxh3_128;

use super::format::Format;
use crate::calendar::LocalDay;

/// The entity tag of an answer, from everything that it depends on.
///
/// The crate's version is part of it: a new release may answer the same question in other bytes.
pub(crate) fn etag(
    data_version: &str,
    today: LocalDay,
    segments: &[String],
    canonical_query: &str,
    format: Format,
) -> String {
    let mut joined = Vec::new();
    let today = today.to_string();
    let fixed = [env!("CARGO_PKG_VERSION"), data_version, &today, canonical_query, format.name()];
    // Each part behind its length: no two lists of parts join to the same bytes.
    for part in fixed.into_iter().chain(segments.iter().map(String::as_str)) {
        joined.extend_from_slice(&(part.len() as u64).to_le_bytes());
        joined.extend_from_slice(part.as_bytes());
    }
    format!("W/\"{:032x}\"", xxh3_128(&joined))
}

/// Whether an `If-None-Match` header names this entity tag, by weak comparison (RFC 9110, 13.1.2).
///
/// What is no entity tag in the header is passed over.
pub(crate) fn matches(if_none_match: &str, etag: &str) -> bool {
    if if_none_match.trim() == "*" {
        return true;
    }
    let Some(wanted) = etag.split('"').nth(1) else { return false };
    // Between quotes stand, in turn: what is outside (commas, W/), and an opaque tag.
    let parts: Vec<&str> = if_none_match.split('"').collect();
    let closed = parts.len().saturating_sub(1);
    parts[..closed].iter().skip(1).step_by(2).any(|tag| *tag == wanted)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn tag(version: &str, day: i32, segments: &[&str], query: &str, format: Format) -> String {
        let segments: Vec<String> = segments.iter().map(|s| (*s).to_owned()).collect();
        etag(version, LocalDay::from_number(day), &segments, query, format)
    }

    #[test]
    fn every_part_counts_and_none_runs_into_the_next() {
        let tags = [
            tag("v1", 1, &["api", "x"], "page=1", Format::Json),
            tag("v2", 1, &["api", "x"], "page=1", Format::Json),
            tag("v1", 2, &["api", "x"], "page=1", Format::Json),
            tag("v1", 1, &["api", "x", ""], "page=1", Format::Json),
            tag("v1", 1, &["apix"], "page=1", Format::Json),
            tag("v1", 1, &["ap", "ix"], "page=1", Format::Json),
            tag("v1", 1, &["api/x"], "page=1", Format::Json),
            tag("v1", 1, &["api", "x"], "page=11", Format::Json),
            tag("v1", 1, &["api", "x"], "page=1", Format::Csv),
        ];
        for (i, tag) in tags.iter().enumerate() {
            assert_eq!(tag.len(), "W/\"\"".len() + 32);
            assert!(!tags[..i].contains(tag), "{i}");
        }
        assert_eq!(tags[0], tag("v1", 1, &["api", "x"], "page=1", Format::Json));
    }

    #[test]
    fn headers_match_weakly() {
        for (header, expected) in [
            ("*", true),
            (" * ", true),
            ("W/\"abc\"", true),
            ("\"abc\"", true),
            ("\"x\", W/\"abc\"", true),
            ("W/\"x\",W/\"abc\" , \"y\"", true),
            ("junk, \"abc\"", true),
            ("\"a,b\", \"abc\"", true),
            ("", false),
            ("abc", false),
            ("\"abc", false),
            ("abc\"", false),
            ("\"x\"abc\"y\"", false),
            ("\"abc-gzip\"", false),
            ("\"ABC\"", false),
            ("\"", false),
            ("\"*\"", false),
        ] {
            assert_eq!(matches(header, "W/\"abc\""), expected, "{header}");
        }
    }

    proptest! {
        #[test]
        fn no_header_panics(header in any::<String>()) {
            let etag = tag("v", 0, &[], "", Format::Json);
            prop_assert!(!matches(&header.replace('*', ""), &etag));
            let named = format!("\"{}\", {etag}", header.replace('"', ""));
            prop_assert!(matches(&named, &etag));
        }
    }
}
