//! What is said of snapshots that were rejected.

use std::cmp::Reverse;

use indicatif::HumanCount;
use mediaop_core::Intake;

use crate::counted::counted;

/// Whether rows were read and not one accepted.
pub(crate) fn all_rejected(intake: &Intake) -> bool {
    intake.rows_read > 0 && intake.rows_accepted == 0
}

/// How many, and the most frequent reason with an example; `None` where none were rejected.
pub(crate) fn sentence(intake: &Intake) -> Option<String> {
    let (reason, rows) = intake.rejected.iter().max_by_key(|(reason, rows)| (rows.count, Reverse(**reason)))?;
    let (read, rejected) = (intake.rows_read, intake.rows_rejected());
    let how_many = match all_rejected(intake) {
        true => format!("{} read and none accepted", counted(read, "row", "rows")),
        false => format!("{} of {} rejected", HumanCount(rejected), counted(read, "row", "rows")),
    };
    let example = rows.examples.first().map(|example| format!(": {example}")).unwrap_or_default();
    Some(format!("{how_many}, {} for {}{example}", rows.count, reason.name()))
}

#[cfg(test)]
mod tests {
    use mediaop_core::{Calendar, Cell, DatasetBuilder, RawSnapshot};

    use super::*;

    fn said(moments: &[i64]) -> (bool, Option<String>) {
        let mut builder = DatasetBuilder::new(Calendar::default());
        builder.extend(moments.iter().map(|update_ts| RawSnapshot {
            aweme_id: Cell::Int(7),
            update_ts: Cell::Int(*update_ts),
            ..RawSnapshot::default()
        }));
        (all_rejected(builder.intake()), sentence(builder.intake()))
    }

    #[test]
    fn the_most_frequent_reason_is_said_with_an_example() {
        let (good, seconds, microseconds) = (1_767_283_200_000, 1_767_283_200, 1_767_283_200_000_000);
        assert_eq!(said(&[]), (false, None));
        assert_eq!(said(&[good]), (false, None));
        let (all, told) = said(&[good, seconds, microseconds, microseconds + 1]);
        assert!(!all);
        assert_eq!(
            told.unwrap(),
            "3 of 4 rows rejected, 2 for update_ts_in_microseconds: row 2: update_ts is 1767283200000000, expected \
             milliseconds since 1970, below 10^14"
        );
        let (all, told) = said(&[seconds]);
        assert!(all && told.unwrap().starts_with("1 row read and none accepted, 1 for update_ts_in_seconds: row 0: "));
    }
}
