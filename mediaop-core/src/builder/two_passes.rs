//! Reading in parts, and readings before names.

use super::DatasetBuilder;
use crate::error::{Error, ErrorKind};
use crate::snapshot::{RawSnapshot, Rejection, Snapshot};

impl DatasetBuilder {
    /// Takes over what another builder has read, as if its rows had followed those of this one.
    ///
    /// Codes that the other builder gave mean nothing to this one.
    ///
    /// # Errors
    /// They are of different time zones.
    ///
    /// # Cost
    /// Staged rows are folded, unless they are few; names and codes are looked up once for each of their kind.
    ///
    /// # Example: two halves of a table, read at once
    /// ```
    /// use mediaop_core::{Calendar, DatasetBuilder, example};
    /// let half = |rows: &mut dyn Iterator<Item = _>| {
    ///     let mut builder = DatasetBuilder::new(Calendar::default());
    ///     builder.extend(rows);
    ///     builder
    /// };
    /// let mut builder = half(&mut example::rows().take(9));
    /// builder.append(half(&mut example::rows().skip(9)))?;
    /// let whole = half(&mut example::rows()).finish();
    /// let joined = builder.finish();
    /// assert!(joined == whole && joined.intake() == whole.intake());
    /// # Ok::<(), mediaop_core::Error>(())
    /// ```
    pub fn append(&mut self, mut other: DatasetBuilder) -> Result<(), Error> {
        if self.calendar != other.calendar {
            let (found, expected) = (other.calendar.name().to_owned(), self.calendar.name().to_owned());
            return Err(Error::new(ErrorKind::TimeZonesDiffer { found, expected }));
        }
        if self.is_untouched() {
            *self = other;
            return Ok(());
        }
        self.append_again(&mut other);
        let is_little = other.is_little_staged() && self.is_little_staged();
        if !is_little {
            self.fold_staged();
            other.fold_staged();
        }
        let products: Vec<u32> = other.product_ids.iter().map(|id| self.product_code(id)).collect();
        let creators: Vec<u32> = other.creator_ids.iter().map(|id| self.creator_code(id)).collect();
        self.staged.append(&other.staged, &products, &creators);
        for mut part in other.folded {
            part.recode(&products, &creators);
            self.folded.push(part);
        }
        for (product, code) in other.products.iter().zip(products) {
            self.products[code as usize].merge(product);
        }
        for (creator, code) in other.creators.iter().zip(&creators) {
            self.creators[*code as usize].merge(creator);
        }
        for (id, video) in other.videos {
            self.videos.entry(id).and_modify(|known| known.merge(&video)).or_insert(video);
        }
        self.aliases.extend(other.aliases.into_iter().map(|(alias, code)| (alias, creators[code as usize])));
        self.intake.append(&other.intake);
        Ok(())
    }

    fn is_untouched(&self) -> bool {
        let has_rows = self.intake.rows_read > 0 || !self.staged.aweme_id.is_empty() || !self.folded.is_empty();
        let has_ids = self.product_ids.len() + self.creator_ids.len() > 0;
        let gave_codes = !self.interned_products.is_empty() || !self.interned_creators.is_empty();
        !has_rows && !has_ids && !gave_codes && self.videos.is_empty()
    }

    /// Adds the names, links and amounts of a row whose reading was pushed already, and says which
    /// of them the row leaves open: then an earlier row may know.
    ///
    /// Of the rows of a video that have one creator and one product the latest that is accepted
    /// gives what all together give, where it leaves nothing open.
    ///
    /// # Errors
    /// The row was rejected; nothing is added or counted.
    ///
    /// ```
    /// use mediaop_core::{Calendar, Cell, DatasetBuilder, RawSnapshot, example};
    /// let (mut at_once, mut twice) = (DatasetBuilder::new(Calendar::default()), DatasetBuilder::new(Calendar::default()));
    /// let row = RawSnapshot { title: Cell::Text("口红"), nickname: Cell::Text("莉莉"), ..example::rows().next().unwrap() };
    /// at_once.push(&row)?;
    /// twice.push(&RawSnapshot { title: Cell::Null, nickname: Cell::Null, ..row })?;
    /// let open = twice.push_attributes(&row)?;
    /// assert!(open.contains(&"cover_url") && !open.contains(&"title"));
    /// assert!(twice.finish() == at_once.finish());
    /// # Ok::<(), mediaop_core::Rejection>(())
    /// ```
    pub fn push_attributes(&mut self, row: &RawSnapshot<'_>) -> Result<Vec<&'static str>, Rejection> {
        let snapshot = row.check(&self.calendar)?;
        self.keep_attributes(&snapshot);
        Ok(open_attributes(&snapshot).collect())
    }
}

fn open_attributes(snapshot: &Snapshot<'_>) -> impl Iterator<Item = &'static str> {
    let (of_product, of_creator) = (snapshot.product_id.is_some(), snapshot.creator.is_some());
    let open = [
        ("title", snapshot.title.is_none()),
        ("nickname", snapshot.nickname.is_none()),
        ("aweme_url", snapshot.aweme_url.is_none()),
        ("cover_url", snapshot.cover_url.is_none()),
        ("avatar", of_creator && snapshot.avatar.is_none()),
        ("product_title", of_product && snapshot.product_title.is_none()),
        ("price", of_product && snapshot.price.is_none()),
        ("sales", of_product && snapshot.sales.is_none()),
    ];
    open.into_iter().filter_map(|(name, is_open)| is_open.then_some(name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::Calendar;
    use crate::example;
    use crate::snapshot::Cell;

    #[test]
    fn examples_of_rejected_rows_bear_the_number_that_they_have_in_the_whole() {
        let broken = RawSnapshot { aweme_id: Cell::Int(-4), ..RawSnapshot::default() };
        let mut builder = DatasetBuilder::new(Calendar::default());
        builder.extend(example::rows().take(3));
        let mut behind = DatasetBuilder::new(Calendar::default());
        behind.extend(example::rows().skip(3).take(1).chain([broken; 9]));
        builder.append(behind).unwrap();
        let rejected = builder.intake().rejected.values().next().unwrap();
        assert_eq!((rejected.count, rejected.examples.len()), (9, 5));
        assert_eq!(rejected.examples[1], "row 5: aweme_id is -4, expected a number above 0");
    }

    #[test]
    fn parts_of_different_videos_join_in_any_order() {
        let builder = |keep: &dyn Fn(i64) -> bool| {
            let mut builder = DatasetBuilder::new(Calendar::default());
            builder.extend(example::rows().filter(|row| matches!(row.aweme_id, Cell::Int(id) if keep(id))));
            builder
        };
        let whole = builder(&|_| true).finish();
        let mut ids: Vec<i64> = whole.summaries.videos().to_vec();
        let middle = ids.split_off(ids.len() / 2)[0];
        for is_first in [|id: i64, middle: i64| id < middle, |id: i64, middle: i64| id >= middle] {
            let mut joined = builder(&|id| is_first(id, middle));
            joined.append(builder(&|id| !is_first(id, middle))).unwrap();
            let joined = joined.finish();
            assert!(joined == whole);
            assert_eq!(joined.version(), whole.version());
        }
    }

    #[test]
    fn builders_of_two_time_zones_are_not_joined() {
        let elsewhere = DatasetBuilder::new(Calendar::new("UTC").unwrap());
        assert!(DatasetBuilder::new(Calendar::default()).append(elsewhere).is_err());
    }
}
