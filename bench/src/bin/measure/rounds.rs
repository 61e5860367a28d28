//! Several rounds of the same measurements, so that seconds in which the machine is slow spoil one of
//! them and not all runs of a piece of work.

use serde_json::Value;

/// The middle of each number by its name, of rounds that measured the same.
pub(crate) fn middle(rounds: &[Value]) -> Value {
    match rounds {
        [Value::Object(first), ..] => {
            let of_rounds = |name: &String| rounds.iter().map(|round| round[name].clone()).collect::<Vec<_>>();
            first.keys().map(|name| (name.clone(), middle(&of_rounds(name)))).collect()
        }
        _ => {
            let mut numbers: Vec<f64> = rounds.iter().filter_map(Value::as_f64).collect();
            assert_eq!(numbers.len(), rounds.len(), "each round measures all: {rounds:?}");
            numbers.sort_unstable_by(f64::total_cmp);
            numbers[numbers.len() / 2].into()
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn each_number_is_the_middle_one_by_itself() {
        let rounds = [
            json!({"a": {"x": 3.0, "y": 1.0}}),
            json!({"a": {"x": 1.0, "y": 9.0}}),
            json!({"a": {"x": 2.0, "y": 5.0}}),
        ];
        assert_eq!(middle(&rounds), json!({"a": {"x": 2.0, "y": 5.0}}));
    }

    #[test]
    #[should_panic(expected = "each round measures all")]
    fn a_round_that_leaves_one_out_is_a_fault() {
        middle(&[json!({"x": 1.0}), json!({})]);
    }
}
