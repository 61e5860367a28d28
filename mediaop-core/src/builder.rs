//! Rows in, in any order and from any source → a data set.

mod again;
mod batches;
mod columns;
mod contents;
mod known;
mod lists;
mod plain_rows;
mod staged;
mod two_passes;

use rustc_hash::FxHashMap;

use crate::calendar::Calendar;
use crate::catalog::{Creator, Product, Source, Video, keep_number, keep_text};
use crate::intake::Intake;
use crate::metric::Metric;
use crate::snapshot::{Cell, RawSnapshot, Rejection, Snapshot};
use crate::summary::{Summaries, flag};
use crate::texts::Texts;
use again::Again;
pub use again::RowTexts;
pub use known::Known;
use plain_rows::Interned;
use staged::Staged;

/// Takes rows, in any order, twice or in parts, and builds a [`Dataset`](crate::Dataset).
///
/// # Cost
/// Memory: about 60 bytes for each of the latest 4 million rows, and the summaries. Time: linear
/// in the rows; those in the order of `aweme_id` are not sorted.
///
/// # Example: what did a video gain today?
/// ```
/// use mediaop_core::{Baseline, Calendar, Cell, DatasetBuilder, Metric, RawSnapshot};
/// let mut builder = DatasetBuilder::new(Calendar::new("Asia/Shanghai")?);
/// for (update_ts, digg) in [(1_767_290_400_000, 100), (1_767_340_800_000, 130)] {
///     let mut row = RawSnapshot {
///         aweme_id: Cell::Int(7_310_000_000_000_000_001),
///         update_ts: Cell::Int(update_ts),
///         ..RawSnapshot::default()
///     };
///     row.counters[Metric::Digg as usize] = Cell::Int(digg);
///     builder.push(&row)?;
/// }
/// let increments = builder.finish().increments(Baseline::WithinDay);
/// assert_eq!(increments[0].day.to_string(), "2026-01-02");
/// assert_eq!(increments[0].gained[Metric::Digg], Some(30));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct DatasetBuilder {
    calendar: Calendar,
    intake: Intake,
    staged: Staged,
    folded: Vec<Summaries>,
    product_ids: Texts,
    creator_ids: Texts,
    interned_products: Interned,
    interned_creators: Interned,
    videos: FxHashMap<i64, Video>,
    products: Vec<Product>,
    creators: Vec<Creator>,
    aliases: Vec<(Box<str>, u32)>,
    /// Beside which data set the rows are read.
    again: Option<Again>,
}

impl DatasetBuilder {
    /// A builder for the days of this calendar.
    ///
    /// ```
    /// use mediaop_core::{Calendar, DatasetBuilder};
    /// let builder = DatasetBuilder::new(Calendar::new("America/New_York")?);
    /// assert_eq!(builder.finish().calendar().name(), "America/New_York");
    /// # Ok::<(), mediaop_core::Error>(())
    /// ```
    pub fn new(calendar: Calendar) -> Self {
        DatasetBuilder {
            calendar,
            intake: Intake::default(),
            staged: Staged::default(),
            folded: Vec::new(),
            product_ids: Texts::default(),
            creator_ids: Texts::default(),
            interned_products: Interned::default(),
            interned_creators: Interned::default(),
            videos: FxHashMap::default(),
            products: Vec::new(),
            creators: Vec::new(),
            aliases: Vec::new(),
            again: None,
        }
    }

    /// What was read so far.
    ///
    /// ```
    /// use mediaop_core::{Calendar, DatasetBuilder, example};
    /// let mut builder = DatasetBuilder::new(Calendar::default());
    /// builder.extend(example::rows().take(10));
    /// assert_eq!(builder.intake().rows_read, 10);
    /// ```
    pub fn intake(&self) -> &Intake {
        &self.intake
    }

    /// Checks a row, counts it, and adds it.
    ///
    /// # Errors
    /// The row was rejected; it is counted, and the builder goes on.
    ///
    /// ```
    /// use mediaop_core::{Calendar, Cell, DatasetBuilder, RawSnapshot, RejectReason, example};
    /// let mut builder = DatasetBuilder::new(Calendar::default());
    /// let row = example::rows().next().unwrap();
    /// assert_eq!(builder.push(&row), Ok(()));
    /// let without_id = RawSnapshot { aweme_id: Cell::Null, ..row };
    /// assert_eq!(builder.push(&without_id).unwrap_err().reason, RejectReason::AwemeIdMissing);
    /// ```
    pub fn push(&mut self, row: &RawSnapshot<'_>) -> Result<(), Rejection> {
        match row.check(&self.calendar) {
            Ok(snapshot) => {
                self.intake.accept(snapshot.blank, snapshot.inexact);
                self.add(&snapshot);
                Ok(())
            }
            Err(rejection) => {
                self.intake.reject(&rejection);
                Err(rejection)
            }
        }
    }

    /// Adds rows from an iterator; rejected ones are counted in the intake.
    ///
    /// ```
    /// # use mediaop_core::{Calendar, Cell, DatasetBuilder, RawSnapshot};
    /// let mut builder = DatasetBuilder::new(Calendar::default());
    /// builder.extend((1..=3).map(|id| RawSnapshot {
    ///     aweme_id: Cell::Int(id),
    ///     update_ts: Cell::Int(1_767_290_400_000),
    ///     ..Default::default()
    /// }));
    /// assert_eq!(builder.intake().rows_accepted, 3);
    /// ```
    pub fn extend<'a>(&mut self, rows: impl IntoIterator<Item = RawSnapshot<'a>>) {
        for row in rows {
            // The intake keeps the count and the first examples.
            let _ = self.push(&row);
        }
    }

    /// Adds rows from an iterator that can fail, such as a database cursor.
    ///
    /// # Errors
    /// The first error of the iterator; the rows before it are in.
    ///
    /// ```
    /// # use mediaop_core::{Calendar, Cell, DatasetBuilder, RawSnapshot};
    /// let mut builder = DatasetBuilder::new(Calendar::default());
    /// let rows = [Ok(RawSnapshot { aweme_id: Cell::Int(1), update_ts: Cell::Int(1_767_290_400_000), ..Default::default() }), Err("connection lost")];
    /// assert_eq!(builder.try_extend(rows), Err("connection lost"));
    /// assert_eq!(builder.intake().rows_accepted, 1);
    /// ```
    pub fn try_extend<'a, E>(&mut self, rows: impl IntoIterator<Item = Result<RawSnapshot<'a>, E>>) -> Result<(), E> {
        for row in rows {
            let _ = self.push(&row?);
        }
        Ok(())
    }

    /// Adds a row that proves that a video exists and carries attributes, but whose counters do
    /// not count: a row of `douyin_aweme` beside a filled `douyin_aweme_summary`.
    ///
    /// # Errors
    /// The row was rejected; sightings are not in the intake.
    ///
    /// ```
    /// # use mediaop_core::{Baseline, Calendar, Cell, DatasetBuilder, RawSnapshot};
    /// let mut builder = DatasetBuilder::new(Calendar::default());
    /// builder.push_sighting(&RawSnapshot { aweme_id: Cell::Int(1), update_ts: Cell::Int(1_767_290_400_000), ..Default::default() })?;
    /// let dataset = builder.finish();
    /// assert_eq!((dataset.video_count(), dataset.summary_count()), (1, 0));
    /// # Ok::<(), mediaop_core::Rejection>(())
    /// ```
    pub fn push_sighting(&mut self, row: &RawSnapshot<'_>) -> Result<(), Rejection> {
        let row = RawSnapshot { counters: [Cell::Null; Metric::COUNT], ..*row };
        let snapshot = row.check(&self.calendar)?;
        self.add(&Snapshot { blank: true, ..snapshot });
        Ok(())
    }

    fn add(&mut self, snapshot: &Snapshot<'_>) {
        let (product, creator) = self.keep_attributes(snapshot);
        let staged = &mut self.staged;
        staged.aweme_id.push(snapshot.aweme_id);
        staged.update_ts.push(snapshot.update_ts);
        staged.create_time.push(snapshot.create_time.unwrap_or(0));
        staged.counters.push(&snapshot.counters);
        staged.product.push(product);
        staged.creator.push(creator);
        staged.flags.push(if snapshot.blank { flag::BLANK } else { 0 });
        self.fold_if_full();
    }

    /// The codes of the product and the creator, -1 for none.
    fn keep_attributes(&mut self, snapshot: &Snapshot<'_>) -> (i32, i32) {
        let ts = snapshot.update_ts;
        // Sightings are blank. Other blank rows are taken for such, which only costs bytes where they are kept.
        let source = if snapshot.blank { Source::List } else { Source::Snapshot };
        let texts = [&snapshot.title, &snapshot.nickname, &snapshot.aweme_url, &snapshot.cover_url];
        if texts.iter().any(|text| text.is_some()) {
            let video = self.videos.entry(snapshot.aweme_id).or_default();
            for (slot, text) in video.texts_mut().into_iter().zip(texts) {
                text.iter().for_each(|text| keep_text(slot, ts, text, source));
            }
        }
        let product = snapshot.product_id.as_deref().map_or(-1, |id| {
            let code = self.product_code(id);
            let product = &mut self.products[code as usize];
            snapshot.product_title.iter().for_each(|title| keep_text(&mut product.title, ts, title, source));
            snapshot.price.iter().for_each(|price| keep_number(&mut product.price, ts, *price));
            snapshot.sales.iter().for_each(|sales| keep_number(&mut product.sales, ts, *sales));
            code as i32
        });
        let creator = snapshot.creator.as_deref().map_or(-1, |id| {
            let code = self.creator_code(id);
            let creator = &mut self.creators[code as usize];
            snapshot.nickname.iter().for_each(|name| keep_text(&mut creator.nickname, ts, name, source));
            snapshot.avatar.iter().for_each(|avatar| keep_text(&mut creator.avatar, ts, avatar, source));
            code as i32
        });
        (product, creator)
    }

    fn product_code(&mut self, id: &str) -> u32 {
        let code = self.product_ids.code(id);
        self.products.resize_with(self.product_ids.len(), Product::default);
        code
    }

    fn creator_code(&mut self, id: &str) -> u32 {
        let code = self.creator_ids.code(id);
        self.creators.resize_with(self.creator_ids.len(), Creator::default);
        code
    }
}
