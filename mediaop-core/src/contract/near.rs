//! Which known name somebody may have meant.

/// Names looked at, and the bytes of each: whatever the data, an error message costs little.
const MOST_NAMES: usize = 20_000;
const MOST_BYTES: usize = 512;
/// Characters of a name that are compared one by one; the cost is the product of both lengths.
const MOST_CHARS: usize = 64;
/// `美装` and `美妆` share one character of two: 0.67.
const CLOSE: f64 = 0.65;
/// A single letter is in too many names to tell a longer one. A Chinese character is three bytes.
const LONGEST_TOLD_BY_A_LETTER: usize = 4;

/// Up to five known names that resemble the wanted one, the most alike first.
///
/// A name that holds the other, in any case of letters, ranks above one that is only spelt alike.
///
/// # Cost
/// Looks at the first 20,000 names.
pub(crate) fn near_matches<'a>(wanted: &str, known: impl Iterator<Item = &'a str>) -> Vec<String> {
    let wanted = folded(wanted);
    if wanted.is_empty() {
        return Vec::new();
    }
    let is_told =
        |name: &&str| name.len().min(wanted.len()) > 1 || name.len().max(wanted.len()) <= LONGEST_TOLD_BY_A_LETTER;
    let mut near: Vec<(f64, &str)> = known
        .take(MOST_NAMES)
        .filter(|name| !name.is_empty() && is_told(name))
        .map(|name| (likeness(&wanted, &folded(name)), name))
        .filter(|(likeness, _)| *likeness >= CLOSE)
        .collect();
    near.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.as_bytes().cmp(b.1.as_bytes())));
    near.dedup_by(|a, b| a.1 == b.1);
    near.into_iter().take(5).map(|(_, name)| name.to_owned()).collect()
}

/// The allowed name that is spelt most like the given one, if it is close at all.
pub(super) fn nearest<'a>(given: &str, allowed: &[&'a str]) -> Option<&'a str> {
    let given = folded(given);
    let alike = |name: &str| strsim::jaro_winkler(first_chars(&given), name);
    allowed
        .iter()
        .map(|name| (alike(name), *name))
        .filter(|(likeness, _)| *likeness >= 0.8)
        .max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.1.cmp(a.1)))
        .map(|(_, name)| name)
}

/// From 0 to 1; above 1 where one holds the other, more so the more of it that is.
fn likeness(a: &str, b: &str) -> f64 {
    if a.contains(b) || b.contains(a) {
        return 1.0 + a.len().min(b.len()) as f64 / a.len().max(b.len()) as f64;
    }
    strsim::jaro_winkler(first_chars(a), first_chars(b))
}

fn folded(name: &str) -> String {
    name[..name.floor_char_boundary(MOST_BYTES)].to_lowercase()
}

fn first_chars(name: &str) -> &str {
    name.char_indices().nth(MOST_CHARS).map_or(name, |(end, _)| &name[..end])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const CATEGORIES: [&str; 9] =
        ["美妆", "美妆护肤", "食品饮料", "母婴", "家居日用", "Beauty", "Beauty Tools", "Food", "服饰内衣"];

    #[test]
    fn names_that_hold_the_wanted_one_come_first() {
        let cases: [(&str, &[&str]); 8] = [
            ("美妆", &["美妆", "美妆护肤"]),
            ("护肤", &["美妆护肤"]),
            ("美装", &["美妆"]),
            ("beauty", &["Beauty", "Beauty Tools"]),
            ("Baeuty", &["Beauty", "Beauty Tools"]),
            ("Foods", &["Food"]),
            ("xyz", &[]),
            ("", &[]),
        ];
        for (wanted, expected) in cases {
            assert_eq!(near_matches(wanted, CATEGORIES.into_iter()), expected, "{wanted}");
        }
    }

    #[test]
    fn a_single_letter_tells_no_long_name_and_a_chinese_character_does() {
        let known = ["b", "b1", "beauty", "美妆"];
        assert_eq!(near_matches("b", ["b1", "beauty"].into_iter()), ["b1"]);
        assert!(near_matches("abcdef", known.into_iter()).is_empty());
        assert_eq!(near_matches("妆", known.into_iter()), ["美妆"]);
    }

    #[test]
    fn at_most_five_and_each_once_whatever_the_order() {
        let names = ["ab9", "ab1", "ab5", "ab3", "ab1", "ab2", "ab4"];
        let expected = ["ab1", "ab2", "ab3", "ab4", "ab5"];
        assert_eq!(near_matches("ab", names.into_iter()), expected);
        assert_eq!(near_matches("ab", names.into_iter().rev()), expected);
    }

    #[test]
    fn a_parameter_is_suggested_when_it_is_close() {
        let allowed = ["page", "page_size", "metric", "from", "to"];
        for (given, expected) in [
            ("page_siz", Some("page_size")),
            ("pagesize", Some("page_size")),
            ("Metric", Some("metric")),
            ("metrics", Some("metric")),
            ("form", Some("from")),
            ("zzz", None),
            ("", None),
        ] {
            assert_eq!(nearest(given, &allowed), expected, "{given}");
        }
    }

    proptest! {
        #[test]
        fn no_name_panics(wanted in any::<String>(), known in prop::collection::vec(any::<String>(), 0..20)) {
            prop_assert!(near_matches(&wanted, known.iter().map(String::as_str)).len() <= 5);
            let long = wanted.repeat(100);
            near_matches(&long, known.iter().map(String::as_str).chain([long.as_str()]));
            nearest(&long, &["page"]);
        }
    }
}
