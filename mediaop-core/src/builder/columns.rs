//! Rows that lie in columns, and their texts.

use super::DatasetBuilder;
use crate::catalog::{Creator, Product, Source, keep_number, keep_text};
use crate::columns::{SnapshotColumns, TextColumn};
use crate::error::Error;
use crate::summary::{FirstSeen, Folded, NO_TEXT, flag, fold};
use crate::texts::Texts;

impl DatasetBuilder {
    /// Adds rows that lie in columns; rejected ones are counted in the intake.
    ///
    /// # Errors
    /// A column is of another length than `aweme_id`, or a text code is outside its dictionary;
    /// then no row is added.
    ///
    /// ```
    /// use mediaop_core::{Calendar, DatasetBuilder, SnapshotColumns};
    /// let mut builder = DatasetBuilder::new(Calendar::default());
    /// let columns = SnapshotColumns { aweme_id: &[1, 2], update_ts: &[1_767_290_400_000], ..Default::default() };
    /// assert_eq!(
    ///     builder.push_columns(&columns).unwrap_err().to_string(),
    ///     "column update_ts has 1 value: expected 2, one for each aweme_id",
    /// );
    /// ```
    pub fn push_columns(&mut self, columns: &SnapshotColumns<'_>) -> Result<(), Error> {
        columns.check_shape()?;
        let same_as = |column: Option<TextColumn<'_>>| column.map_or(Vec::new(), |column| column.same_as());
        let (products, creators) = rayon::join(|| same_as(columns.product_id), || same_as(columns.creator));
        let folded = fold(&columns.rows(&products, &creators), self.intake.rows_read, &self.calendar);
        let Some(Folded { mut summaries, intake, flags }) = folded else {
            return columns.foreign_code().map_or(Ok(()), Err);
        };
        self.intake.add(&intake);
        let (product_ids, creator_ids) = (&mut self.product_ids, &mut self.creator_ids);
        let (products, creators) = rayon::join(
            || known_as(columns.product_id, &products, &summaries.links, product_ids),
            || known_as(columns.creator, &creators, &summaries.authors, creator_ids),
        );
        self.products.resize_with(self.product_ids.len(), Product::default);
        self.creators.resize_with(self.creator_ids.len(), Creator::default);
        summaries.recode(&products, &creators);
        self.folded.push(summaries);
        self.keep_texts(columns, flags.as_deref(), &products, &creators);
        Ok(())
    }

    fn keep_texts(&mut self, columns: &SnapshotColumns<'_>, flags: Option<&[u8]>, products: &[u32], creators: &[u32]) {
        let of_video = [columns.title, columns.nickname, columns.aweme_url, columns.cover_url];
        let of_creator = [columns.nickname, columns.avatar];
        let no_texts = of_video.iter().chain(&of_creator).chain([&columns.product_title]).all(Option::is_none);
        if no_texts && columns.price.is_none() && columns.sales.is_none() {
            return;
        }
        let is_accepted = |row: &usize| flags.is_none_or(|flags| flags[*row] & flag::REJECTED == 0);
        for row in (0..columns.aweme_id.len()).filter(is_accepted) {
            let ts = columns.update_ts[row];
            let video = self.videos.entry(columns.aweme_id[row]).or_default();
            for (slot, column) in video.texts_mut().into_iter().zip(of_video) {
                shown(column, row).into_iter().for_each(|text| keep_text(slot, ts, text, Source::Snapshot));
            }
            if let Some(creator) = code_at(columns.creator, row, creators) {
                let creator = &mut self.creators[creator];
                for (slot, column) in [&mut creator.nickname, &mut creator.avatar].into_iter().zip(of_creator) {
                    shown(column, row).into_iter().for_each(|text| keep_text(slot, ts, text, Source::Snapshot));
                }
            }
            if let Some(product) = code_at(columns.product_id, row, products) {
                let product = &mut self.products[product];
                let title = shown(columns.product_title, row);
                title.into_iter().for_each(|text| keep_text(&mut product.title, ts, text, Source::Snapshot));
                for (slot, column) in [(&mut product.price, columns.price), (&mut product.sales, columns.sales)] {
                    let amount = column.map(|column| column.get(row)).filter(|amount| *amount >= 0);
                    amount.into_iter().for_each(|amount| keep_number(slot, ts, amount));
                }
            }
        }
    }
}

fn shown<'a>(column: Option<TextColumn<'a>>, row: usize) -> Option<&'a str> {
    let column = column?;
    Some(column.texts[column.code(row)?].trim()).filter(|text| !text.is_empty())
}

/// For each text of a column that an accepted row bears the code that it has here.
fn known_as(column: Option<TextColumn<'_>>, same_as: &[u32], borne: &[FirstSeen], texts: &mut Texts) -> Vec<u32> {
    let Some(column) = column else { return Vec::new() };
    let mut known_as = vec![NO_TEXT; column.texts.len()];
    texts.reserve(column.texts.len().min(borne.len()));
    for seen in borne {
        let known = &mut known_as[seen.value as usize];
        if *known == NO_TEXT {
            *known = texts.code(column.texts[seen.value as usize].trim());
        }
    }
    for (code, same_as) in same_as.iter().enumerate().filter(|(_, same_as)| **same_as != NO_TEXT) {
        known_as[code] = known_as[*same_as as usize];
    }
    known_as
}

fn code_at(column: Option<TextColumn<'_>>, row: usize, known_as: &[u32]) -> Option<usize> {
    let code = column?.code(row)?;
    Some(known_as[code]).filter(|code| *code != NO_TEXT).map(|code| code as usize)
}
