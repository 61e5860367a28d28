use proptest::prelude::*;

use super::*;

/// What a list with pages takes, and then its errors as `param: reason`.
fn ask(query: &str) -> (Answers, Vec<String>) {
    let mut params = Params::parse(query);
    let answers = Answers {
        page: params.whole("page", 1..=1_000_000),
        page_size: params.whole("page_size", 1..=500),
        similarity: params.fraction("similarity", 0.0, 1.0),
        from: params.day("from").map(|day| day.to_string()),
        category: params.text("category"),
        q: params.search("q"),
        basis: params.choice("basis", &[("posted", 'p'), ("gained", 'g')]),
        full: params.flag("full"),
        creator_id: params.many("creator_id", 0..=2),
    };
    let applicable = ["page", "page_size", "similarity", "from", "category", "q", "basis", "full", "creator_id"];
    let errors = params.finish(&applicable).err().map_or(Vec::new(), |problem| problem.errors);
    (answers, errors.into_iter().map(|error| format!("{}: {}", error.param, error.reason)).collect())
}

#[derive(Debug, Default, PartialEq)]
struct Answers {
    page: Option<i64>,
    page_size: Option<i64>,
    similarity: Option<f64>,
    from: Option<String>,
    category: Option<String>,
    q: Option<String>,
    basis: Option<char>,
    full: Option<bool>,
    creator_id: Vec<String>,
}

fn errors(query: &str) -> Vec<String> {
    ask(query).1
}

#[test]
fn good_parameters_are_taken() {
    let query = "page=2&page_size=500&similarity=0.05&from=2026-03-01&category=%E7%BE%8E%E5%A6%86&q=&basis=gained\
                 &full=1&creator_id=a%26b&creator_id=a+b";
    let expected = Answers {
        page: Some(2),
        page_size: Some(500),
        similarity: Some(0.05),
        from: Some("2026-03-01".into()),
        category: Some("美妆".into()),
        q: None,
        basis: Some('g'),
        full: Some(true),
        creator_id: vec!["a&b".into(), "a b".into()],
    };
    assert_eq!(ask(query), (expected, vec![]));
}

#[test]
fn nothing_is_required() {
    for query in ["", "&", "&&", "q=", "q"] {
        assert_eq!(ask(query), (Answers::default(), vec![]), "{query:?}");
    }
}

#[test]
fn an_equals_sign_and_nul_may_stand_in_a_value() {
    for (query, value) in [("q=b=c", "b=c"), ("q==", "="), ("q=%00", "\0"), ("q=a%2Fb", "a/b"), ("q=中文", "中文")]
    {
        assert_eq!(ask(query), (Answers { q: Some(value.into()), ..Answers::default() }, vec![]), "{query}");
    }
}

#[test]
fn bad_values_are_named() {
    let cases = [
        ("page_size=1000000000", "page_size: 1000000000 is out of range: expected 1 to 500"),
        ("page_size=0", "page_size: 0 is out of range: expected 1 to 500"),
        ("page=-1", "page: -1 is out of range: expected 1 to 1000000"),
        ("page=99999999999999999999", "page: 99999999999999999999 is out of range: expected 1 to 1000000"),
        ("page=1e3", r#"page: "1e3" is not a whole number"#),
        ("page=%D9%A3", r#"page: "٣" is not a whole number"#),
        ("page=２", r#"page: "２" is not a whole number"#),
        ("page=1.0", r#"page: "1.0" is not a whole number"#),
        ("page=+1", r#"page: " 1" is not a whole number"#),
        ("page=%2B1", r#"page: "+1" is not a whole number"#),
        ("page=--1", r#"page: "--1" is not a whole number"#),
        ("page=-", r#"page: "-" is not a whole number"#),
        ("page=", "page: is empty: leave it out or give a value"),
        ("page", "page: is empty: leave it out or give a value"),
        ("similarity=1", "similarity: 1 is out of range: expected at least 0 and below 1"),
        ("similarity=-0.1", "similarity: -0.1 is out of range: expected at least 0 and below 1"),
        ("similarity=nan", r#"similarity: "nan" is not a decimal number"#),
        ("similarity=inf", r#"similarity: "inf" is not a decimal number"#),
        ("similarity=1e-3", r#"similarity: "1e-3" is not a decimal number"#),
        ("similarity=0,5", r#"similarity: "0,5" is not a decimal number"#),
        ("similarity=.", r#"similarity: "." is not a decimal number"#),
        ("similarity=0.0.1", r#"similarity: "0.0.1" is not a decimal number"#),
        ("from=2026-1-1", r#"from: "2026-1-1" is no date: expected YYYY-MM-DD, from 1970-01-01 on"#),
        ("from=2026-02-30", r#"from: "2026-02-30" is no date: expected YYYY-MM-DD, from 1970-01-01 on"#),
        ("basis=Posted", r#"basis: "Posted" is unknown: expected posted, gained"#),
        ("basis=%00", r#"basis: "\0" is unknown: expected posted, gained"#),
        ("full=yes", r#"full: "yes" is unknown: expected true, false, 1, 0"#),
        ("category=", "category: is empty: leave it out or give a value"),
        ("category=a&category=a", "category: given 2 times: expected once"),
        ("page=1&page=&page=x", "page: given 3 times: expected once"),
        ("creator_id=a&creator_id=", "creator_id: is empty: leave it out or give a value"),
        ("creator_id=a&creator_id=b&creator_id=c", "creator_id: given 3 times: expected 0 to 2 times"),
        ("q=%zz", "q: has a % without two hex digits behind it"),
        ("q=%", "q: has a % without two hex digits behind it"),
        ("q=%FF", "q: is not UTF-8"),
        ("q=ok&q=%FF", "q: is not UTF-8"),
        ("%zz=1", "%zz: has a % without two hex digits behind it"),
        ("a%FF=1", "a\u{fffd}: is not UTF-8"),
        ("=x", ": is a value without a name"),
        ("=", ": is a value without a name"),
    ];
    for (query, expected) in cases {
        assert_eq!(errors(query), [expected], "{query}");
    }
}

#[test]
fn the_limits_themselves_are_good() {
    for (query, expected) in [
        ("page=1", Answers { page: Some(1), ..Answers::default() }),
        ("page=007", Answers { page: Some(7), ..Answers::default() }),
        ("similarity=0", Answers { similarity: Some(0.0), ..Answers::default() }),
        ("similarity=-0", Answers { similarity: Some(0.0), ..Answers::default() }),
        ("similarity=.5", Answers { similarity: Some(0.5), ..Answers::default() }),
        ("full=false", Answers { full: Some(false), ..Answers::default() }),
    ] {
        assert_eq!(ask(query), (expected, vec![]), "{query}");
    }
    let mut smallest = Params::parse("min_metric=-9223372036854775808");
    assert_eq!(smallest.whole("min_metric", i64::MIN..=i64::MAX), Some(i64::MIN));
}

#[test]
fn what_nobody_took_is_unknown_or_does_not_apply() {
    let refused = |query: &str| {
        let mut params = Params::parse(query);
        params.text("metric");
        params.finish(&["metric", "format"]).unwrap_err().errors[0].reason.clone()
    };
    assert_eq!(refused("metrik=digg"), "is unknown, did you mean metric? expected metric, format");
    assert_eq!(refused("zzz=1"), "is unknown: expected metric, format");
    assert_eq!(refused("page=1"), "does not apply here: expected metric, format");
    assert_eq!(refused("format=csv"), "does not apply here: expected metric");
    let nothing = Params::parse("page=1").finish(&[]).unwrap_err();
    assert_eq!(nothing.detail, "page: does not apply here: expected no parameters");
}

#[test]
fn every_error_is_named_once_in_the_order_of_the_query() {
    let mut params = Params::parse("zzz=1&to=2026-01-01&page=x&zzz=2&from=y&page=z");
    params.refuse("creator_id", "is missing");
    params.day("from");
    params.whole("page", 1..=9);
    params.day("to");
    params.refuse("to", "lies before from");
    params.refuse("to", "lies in the future");
    let problem = params.finish(&[]).unwrap_err();
    let named: Vec<&str> = problem.errors.iter().map(|error| error.param.as_str()).collect();
    assert_eq!(named, ["zzz", "to", "page", "from", "creator_id"]);
    assert_eq!(problem.errors[1].reason, "lies before from");
    assert_eq!(problem.detail, "5 parameters are not valid: zzz, to, page, from, creator_id");
}

#[test]
fn a_parameter_that_is_given_too_seldom_is_named() {
    for (query, given) in [("", "is not given"), ("creator_id=a", "given once")] {
        let mut params = Params::parse(query);
        assert!(params.many("creator_id", 2..=6).is_empty());
        let problem = params.finish(&["creator_id"]).unwrap_err();
        assert_eq!(problem.detail, format!("creator_id: {given}: expected 2 to 6 times"));
    }
}

#[test]
fn what_is_shown_back_is_short() {
    let long = "中".repeat(100);
    let short = format!("{}…", "中".repeat(63));
    assert!(errors(&format!("{long}=1"))[0].starts_with(&format!("{short}: is unknown: expected ")));
    assert_eq!(errors(&format!("basis={long}")), [format!("basis: {short:?} is unknown: expected posted, gained")]);
    assert_eq!(errors(&format!("page={}", "9".repeat(512)))[0].chars().filter(|c| *c == '9').count(), 63);
    assert_eq!(errors(&format!("category={}", "x".repeat(513))), ["category: is longer than 512 bytes"]);
    assert_eq!(errors(&format!("category={}", "x".repeat(512))), Vec::<String>::new());
}

#[test]
fn a_flood_of_parameters_is_one_error() {
    assert_eq!(errors(&"x=1&".repeat(65)), ["query: has 65 parameters: expected at most 64"]);
    assert_eq!(errors(&"creator_id=1&".repeat(64)), ["creator_id: given 64 times: expected 0 to 2 times"]);
}

#[test]
fn the_canonical_query_knows_no_order_or_spelling() {
    let canonical = |query: &str| Params::parse(query).canonical();
    for same in ["b=2&a=1", "a=1&b=2", "&a=%31&&b=2&", "%61=1&b=2"] {
        assert_eq!(canonical(same), "a=1&b=2&", "{same}");
    }
    assert_eq!(canonical("a=x+y"), canonical("a=x%20y"));
    assert_eq!(canonical("a"), canonical("a="));
    let different = ["", "a=", "a=1&b=2", "a=1%26b=2", "a=1%26b%3D2", "a=1&b=2&b=2", "a%3D1=&b=2", "A=1&b=2"];
    for (i, one) in different.iter().enumerate() {
        let equal = different[..i].iter().filter(|other| canonical(other) == canonical(one)).count();
        // The third and fourth name one parameter with the value `1&b=2`.
        assert_eq!(equal, usize::from(i == 4), "{one}");
    }
}

#[test]
fn given_means_named() {
    let params = Params::parse("a=&b=%zz");
    assert_eq!(["a", "b", "c"].map(|name| params.given(name)), [true, true, false]);
}

proptest! {
    #[test]
    fn no_query_panics(query in any::<String>()) {
        ask(&query);
        let params = Params::parse(&query);
        prop_assert_eq!(Params::parse(&params.canonical()).canonical(), params.canonical());
    }

    #[test]
    fn no_query_of_known_names_panics(
        pairs in prop::collection::vec(("page|from|similarity|q|creator_id|zz|", "[-0-9.%=A-F中+]{0,12}"), 0..8)
    ) {
        let query: Vec<String> = pairs.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let (_, errors) = ask(&query.join("&"));
        let mut names: Vec<&str> = errors.iter().filter_map(|error| error.split(": ").next()).collect();
        names.sort_unstable();
        names.dedup();
        prop_assert_eq!(names.len(), errors.len());
    }
}
