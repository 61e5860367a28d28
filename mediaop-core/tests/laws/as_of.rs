//! A question as of a past day is a question to what was known by then.

use proptest::prelude::*;
use serde_json::Value;

use super::requests::{Answered, Asked, answers, asked};
use super::rows::{Data, cases, data};

/// What has no history and is shown as now.
const SHOWN_AS_NOW: [&str; 8] =
    ["title", "nickname", "avatar", "aweme_url", "cover_url", "product_title", "price", "sales"];

fn with_history(mut value: Value) -> Value {
    strip(&mut value);
    value
}

fn strip(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.retain(|name, _| !SHOWN_AS_NOW.contains(&name.as_str()));
            fields.values_mut().for_each(strip);
        }
        Value::Array(values) => values.iter_mut().for_each(strip),
        _ => {}
    }
}

/// The answers from what was known by the end of `as_of`, and from all that is known now.
fn then_and_now(data: &Data, asked: Asked) -> Vec<(Answered, Answered)> {
    let asked = asked.without("format", "csv").without("format", "arrow").without("format", "xlsx");
    // Names have no history, so a search for them has none.
    let asked = asked.without("q", "品甲").without("q", "莉");
    let known = data.rows.iter().filter(|row| data.calendar.day_of_ms(row.update_ts) <= asked.as_of);
    answers(&data.with_rows(known), &asked).into_iter().zip(answers(&data.dataset(), &asked)).collect()
}

proptest! {
    #![proptest_config(cases(128))]

    #[test]
    fn the_past_is_answered_from_what_was_known(data in data(), asked in asked()) {
        for (then, now) in then_and_now(&data, asked) {
            prop_assert_eq!(then.status, now.status, "{}", now.url);
            if now.status == 200 {
                prop_assert_eq!(with_history(then.json()), with_history(now.json()), "{}", now.url);
            }
        }
    }

    #[test]
    fn a_refusal_suggests_nothing_that_was_not_known(data in data(), asked in asked()) {
        for (then, now) in then_and_now(&data, asked).into_iter().filter(|(_, now)| now.status != 200) {
            prop_assert_eq!(then.text(), now.text(), "{}", now.url);
        }
    }
}
