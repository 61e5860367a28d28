//! Rows with numbers as numbers.

use super::DatasetBuilder;
use crate::catalog::{Creator, Product};
use crate::snapshot::Rejection;
use crate::summary::flag;
use crate::typed::TypedSnapshot;

impl DatasetBuilder {
    /// Checks a row, counts it, and adds it, as [`push`](DatasetBuilder::push) does.
    ///
    /// # Cost
    /// Nothing is looked up where creator and product are those of the row before.
    ///
    /// # Errors
    /// The row was rejected; it is counted, and the builder goes on.
    ///
    /// ```
    /// use mediaop_core::{Calendar, DatasetBuilder, RejectReason, TypedSnapshot};
    /// let mut builder = DatasetBuilder::new(Calendar::default());
    /// let row = TypedSnapshot { aweme_id: 7, update_ts: 1_767_283_200_000, ..TypedSnapshot::default() };
    /// assert_eq!(builder.push_typed(&row), Ok(()));
    /// let rejected = builder.push_typed(&TypedSnapshot { aweme_id: -7, ..row });
    /// assert_eq!(rejected.unwrap_err().reason, RejectReason::AwemeIdNotPositive);
    /// assert_eq!((builder.intake().rows_read, builder.intake().rows_accepted), (2, 1));
    /// ```
    pub fn push_typed(&mut self, row: &TypedSnapshot<'_>) -> Result<(), Rejection> {
        let Some(blank) = row.numbers().accepted_blank(&self.calendar) else { return self.push(&row.raw()) };
        self.intake.accept(blank, 0);
        let product = row.product_id.and_then(|id| self.product_ids.code_of_trimmed(id));
        let creator = row.sec_uid.and_then(|id| self.creator_ids.code_of_trimmed(id));
        let creator = creator.or_else(|| self.creator_ids.code_of_trimmed(row.creator_hash?));
        if self.products.len() < self.product_ids.len() {
            self.products.resize_with(self.product_ids.len(), Product::default);
        }
        if self.creators.len() < self.creator_ids.len() {
            self.creators.resize_with(self.creator_ids.len(), Creator::default);
        }
        let code = |code: Option<u32>| code.map_or(-1, |code| code as i32);
        let staged = &mut self.staged;
        staged.aweme_id.push(row.aweme_id);
        staged.update_ts.push(row.update_ts);
        staged.create_time.push(row.create_time.max(0));
        staged.counters.push_read(&row.counters);
        staged.product.push(code(product));
        staged.creator.push(code(creator));
        staged.flags.push(if blank { flag::BLANK } else { 0 });
        self.fold_if_full();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::calendar::Calendar;
    use crate::metric::Metric;

    const HOUR: i64 = 3_600_000;
    const NOON: i64 = 1_767_240_000_000;

    /// Around midnight and around publication, and beyond every limit.
    fn row() -> impl Strategy<Value = TypedSnapshot<'static>> {
        let text = || prop::sample::select(vec![None, Some(""), Some(" "), Some("a"), Some(" a "), Some("b")]);
        let id = prop_oneof![9 => 1..4_i64, 1 => -1..1_i64];
        let ts = prop_oneof![
            9 => (0..90_i64).prop_map(|hour| NOON + hour * HOUR),
            1 => prop::sample::select(vec![0, 99_999_999_999, 100_000_000_000_000, i64::MIN, i64::MAX]),
        ];
        let create_time = prop_oneof![
            9 => (-50..90_i64).prop_map(|hour| (NOON + hour * HOUR) / 1000),
            1 => prop::sample::select(vec![i64::MIN, -1, 0, 100_000_000_000, 100_000_000_001, i64::MAX]),
        ];
        let counter = prop_oneof![5 => -1..1_i64, 3 => 1..900_i64, 1 => prop::sample::select(vec![-2, 1 << 40])];
        let counters = prop_oneof![
            4 => prop::collection::vec(counter, Metric::COUNT),
            1 => Just(vec![0; Metric::COUNT]),
            5 => prop::collection::vec(-1..900_i64, Metric::COUNT),
        ];
        (id, ts, create_time, counters, text(), text(), text()).prop_map(
            |(aweme_id, update_ts, create_time, counters, sec_uid, creator_hash, product_id)| TypedSnapshot {
                aweme_id,
                update_ts,
                create_time,
                counters: std::array::from_fn(|m| counters[m]),
                sec_uid,
                creator_hash,
                product_id,
            },
        )
    }

    proptest! {
        #[test]
        fn a_typed_row_means_what_the_same_row_means_to_any_table(rows in prop::collection::vec(row(), 1..60)) {
            let builder = || DatasetBuilder::new(Calendar::default());
            let (mut typed, mut any) = (builder(), builder());
            for row in &rows {
                prop_assert_eq!(typed.push_typed(row), any.push(&row.raw()));
            }
            prop_assert_eq!(typed.intake(), any.intake());
            let (typed, any) = (typed.finish(), any.finish());
            prop_assert!(typed == any);
            prop_assert_eq!(typed.version(), any.version());
        }
    }
}
