//! Rows in plain numbers, and the codes by which they name creators and products.

use super::DatasetBuilder;
use crate::catalog::{Creator, Product};
use crate::error::{Error, ErrorKind};
use crate::row::{Checked, CreatorCode, ProductCode, SnapshotRow};
use crate::snapshot::{Cell, Rejection, text};
use crate::summary::{NO_TEXT, flag};
use crate::texts::Texts;

/// Rows that are put into columns together: they fit into the smallest cache.
const BLOCK: usize = 256;

/// Ids that have a code, and the codes that they have in the data set once an accepted row bears
/// them.
#[derive(Default)]
pub(super) struct Interned {
    ids: Texts,
    known_as: Vec<u32>,
}

impl Interned {
    pub(super) fn is_empty(&self) -> bool {
        self.known_as.is_empty()
    }

    fn code(&mut self, id: &str) -> Option<u32> {
        let code = self.ids.code(&text(Cell::Text(id))?);
        self.known_as.resize(self.ids.len(), NO_TEXT);
        Some(code)
    }

    /// The code in the data set, which `make` makes at the first time; −1 for none.
    #[inline]
    fn known_as(&mut self, code: Option<u32>, make: impl FnOnce(&str) -> u32) -> i32 {
        let Some(code) = code else { return -1 };
        let known_as = &mut self.known_as[code as usize];
        if *known_as == NO_TEXT {
            *known_as = make(self.ids.get(code));
        }
        *known_as as i32
    }
}

impl DatasetBuilder {
    /// The code of a creator, by its id, for the rows of this builder; `None` for an empty one. A
    /// creator whom no accepted row names leaves no trace in the data set.
    ///
    /// ```
    /// use mediaop_core::{Calendar, DatasetBuilder};
    /// let mut builder = DatasetBuilder::new(Calendar::default());
    /// assert!(builder.creator("MS4w-example").is_some() && builder.creator("").is_none());
    /// ```
    pub fn creator(&mut self, id: &str) -> Option<CreatorCode> {
        self.interned_creators.code(id).map(CreatorCode)
    }

    /// The code of a product, by its id, for the rows of this builder; `None` for an empty one. A
    /// product that no accepted row names leaves no trace in the data set.
    ///
    /// ```
    /// use mediaop_core::{Calendar, DatasetBuilder};
    /// let mut builder = DatasetBuilder::new(Calendar::default());
    /// assert!(builder.product("3712345678901234567").is_some() && builder.product(" ").is_none());
    /// ```
    pub fn product(&mut self, id: &str) -> Option<ProductCode> {
        self.interned_products.code(id).map(ProductCode)
    }

    /// Adds rows of plain numbers; rejected ones are counted in the intake.
    ///
    /// # Cost
    /// A few steps a row: several times less than [`DatasetBuilder::extend`].
    ///
    /// # Errors
    /// A row bears a code that another builder gave and this one does not know; the rows before it
    /// are in.
    ///
    /// ```
    /// use mediaop_core::{Calendar, DatasetBuilder, RejectReason, SnapshotRow};
    /// let (mut builder, mut other) = (DatasetBuilder::new(Calendar::default()), DatasetBuilder::new(Calendar::default()));
    /// let row = SnapshotRow { aweme_id: 7, update_ts: 1_767_290_400_000, ..Default::default() };
    /// builder.extend_rows([row, SnapshotRow { aweme_id: -7, ..row }])?;
    /// assert_eq!(builder.intake().rows_accepted, 1);
    /// assert!(builder.intake().rejected.contains_key(&RejectReason::AwemeIdNotPositive));
    ///
    /// let foreign = SnapshotRow { creator: other.creator("lily"), ..row };
    /// assert_eq!(
    ///     builder.extend_rows([foreign]).unwrap_err().to_string(),
    ///     "row 2: column creator holds code 0: expected a code below 0, or -1 for missing",
    /// );
    /// # Ok::<(), mediaop_core::Error>(())
    /// ```
    pub fn extend_rows(&mut self, rows: impl IntoIterator<Item = SnapshotRow>) -> Result<(), Error> {
        let mut block = Vec::with_capacity(BLOCK);
        let mut rows = rows.into_iter();
        let mut expected = Some(rows.size_hint().0);
        let taken = rows.try_for_each(|row| {
            self.check_codes(&row)?;
            if row.is_plain() {
                self.intake.rows_read += 1;
                self.intake.rows_accepted += 1;
                block.push((row, 0));
            } else if let Ok(flags) = self.look_at(&row) {
                block.push((row, flags));
            }
            if block.len() == BLOCK {
                self.stage(&mut block);
                // Now it is known which counters there are.
                if let Some(rows) = expected.take() {
                    self.staged.reserve(rows);
                }
            }
            Ok(())
        });
        self.stage(&mut block);
        taken
    }

    /// Checks a row of plain numbers, counts it, and adds it.
    ///
    /// # Errors
    /// The row was rejected, and is counted; or it bears a code that this builder does not know, and
    /// is not. The builder goes on.
    ///
    /// ```
    /// use mediaop_core::{Calendar, DatasetBuilder, SnapshotRow};
    /// let mut builder = DatasetBuilder::new(Calendar::default());
    /// let row = SnapshotRow { aweme_id: 7, update_ts: 1_767_290_400_000, ..Default::default() };
    /// assert!(builder.push_row(&row).is_ok());
    /// assert_eq!(
    ///     builder.push_row(&SnapshotRow { aweme_id: -7, ..row }).unwrap_err().to_string(),
    ///     "row 1: aweme_id is -7, expected a number above 0",
    /// );
    /// assert_eq!((builder.intake().rows_read, builder.intake().rows_accepted), (2, 1));
    /// ```
    pub fn push_row(&mut self, row: &SnapshotRow) -> Result<(), Error> {
        self.check_codes(row)?;
        let number = self.intake.rows_read;
        let flags = match row.is_plain() {
            true => {
                self.intake.accept(false, 0);
                0
            }
            false => self.look_at(row).map_err(|rejection| Error::at_row(ErrorKind::Rejected(rejection), number))?,
        };
        let (product, creator) = (self.known_product(row.product), self.known_creator(row.creator));
        self.stage_row(row, product, creator, flags);
        Ok(())
    }

    /// Puts an accepted row into columns, with the codes of its product and creator, −1 for none.
    #[inline]
    pub(super) fn stage_row(&mut self, row: &SnapshotRow, product: i32, creator: i32, flags: u8) {
        let staged = &mut self.staged;
        staged.aweme_id.push(row.aweme_id);
        staged.update_ts.push(row.update_ts);
        staged.create_time.push(row.create_time);
        for (column, value) in staged.counters.0.iter_mut().zip(row.counters) {
            column.push(value);
        }
        staged.product.push(product);
        staged.creator.push(creator);
        staged.flags.push(flags);
        self.fold_if_full();
    }

    #[inline]
    fn known_product(&mut self, code: Option<ProductCode>) -> i32 {
        let ids = &mut self.product_ids;
        let known = self.interned_products.known_as(code.map(|code| code.0), |id| ids.code(id));
        if self.products.len() < self.product_ids.len() {
            self.products.resize_with(self.product_ids.len(), Product::default);
        }
        known
    }

    #[inline]
    fn known_creator(&mut self, code: Option<CreatorCode>) -> i32 {
        let ids = &mut self.creator_ids;
        let known = self.interned_creators.known_as(code.map(|code| code.0), |id| ids.code(id));
        if self.creators.len() < self.creator_ids.len() {
            self.creators.resize_with(self.creator_ids.len(), Creator::default);
        }
        known
    }

    #[inline]
    fn check_codes(&self, row: &SnapshotRow) -> Result<(), Error> {
        let check = |column, code: Option<u32>, texts: usize| match code {
            Some(code) if code as usize >= texts => {
                let code = i32::try_from(code).unwrap_or(i32::MAX);
                Err(Error::at_row(ErrorKind::TextCode { column, code, texts }, self.intake.rows_read))
            }
            _ => Ok(()),
        };
        check("creator", row.creator.map(|code| code.0), self.interned_creators.known_as.len())?;
        check("product", row.product.map(|code| code.0), self.interned_products.known_as.len())
    }

    /// The flags of a row, which is counted.
    fn look_at(&mut self, row: &SnapshotRow) -> Result<u8, Rejection> {
        let checked = row.reading(|ms| self.calendar.day_of_ms(ms));
        let checked = checked.inspect_err(|rejection| self.intake.reject(rejection))?;
        self.intake.accept(checked.blank, 0);
        Ok(if checked.blank { flag::BLANK } else { 0 })
    }

    /// Puts rows that are accepted, with their flags, into columns.
    fn stage(&mut self, block: &mut Vec<(SnapshotRow, u8)>) {
        let staged = &mut self.staged;
        staged.aweme_id.extend(block.iter().map(|(row, _)| row.aweme_id));
        staged.update_ts.extend(block.iter().map(|(row, _)| row.update_ts));
        staged.create_time.extend(block.iter().map(|(row, _)| row.create_time));
        for (m, column) in staged.counters.0.iter_mut().enumerate() {
            column.push_all(block.iter().map(|(row, _)| row.counters[m]));
        }
        let (products, ids) = (&mut self.interned_products, &mut self.product_ids);
        let code = |code: Option<ProductCode>| products.known_as(code.map(|code| code.0), |id| ids.code(id));
        staged.product.extend(block.iter().map(|(row, _)| row.product).map(code));
        let (creators, ids) = (&mut self.interned_creators, &mut self.creator_ids);
        let code = |code: Option<CreatorCode>| creators.known_as(code.map(|code| code.0), |id| ids.code(id));
        staged.creator.extend(block.iter().map(|(row, _)| row.creator).map(code));
        self.products.resize_with(self.product_ids.len(), Product::default);
        self.creators.resize_with(self.creator_ids.len(), Creator::default);
        staged.flags.extend(block.iter().map(|(_, flags)| *flags));
        block.clear();
        self.fold_if_full();
    }
}
