//! Numbers with the name of what they count.

use indicatif::HumanCount;

/// A number and the words behind it: those for one, or those for any other number.
pub(crate) fn counted(count: impl TryInto<u64>, one: &str, others: &str) -> String {
    let count = count.try_into().unwrap_or(u64::MAX);
    format!("{} {}", HumanCount(count), if count == 1 { one } else { others })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_said_otherwise_than_none_and_many() {
        let said = [0, 1, 2, 2_051].map(|count| counted(count, "row is", "rows are"));
        assert_eq!(said, ["0 rows are", "1 row is", "2 rows are", "2,051 rows are"]);
    }
}
