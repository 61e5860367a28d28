//! Rows in, in any order and from any source → a data set.

mod again;
mod batches;
mod known;
mod plain_rows;
mod staged;
mod two_passes;

use rustc_hash::FxHashMap;

use crate::calendar::Calendar;
use crate::catalog::{
    Creator, CreatorAlias, CreatorInfo, Product, ProductInfo, ProductRow, Source, Video, keep_number, keep_text,
};
use crate::columns::{SnapshotColumns, TextColumn};
use crate::counter_text::CounterText;
use crate::dataset::{Contents, Dataset};
use crate::error::Error;
use crate::intake::Intake;
use crate::metric::Metric;
use crate::shown::Shown;
use crate::snapshot::{Cell, RawSnapshot, Rejection, Snapshot, counter, text};
use crate::summary::{FirstSeen, Folded, NO_TEXT, Summaries, flag, fold, is_creator_hash};
use crate::texts::Texts;
use again::Again;
pub use again::RowTexts;
pub use known::Known;
use plain_rows::Interned;
use staged::Staged;

/// Takes rows, in any order, twice or in parts, and builds a [`Dataset`].
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
    ///     "column update_ts has 1 values: expected 2, one for each aweme_id",
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

    /// Adds a row of `product_info`. A row without an id is passed over.
    ///
    /// ```
    /// # use mediaop_core::{Calendar, DatasetBuilder, ProductInfo};
    /// let mut builder = DatasetBuilder::new(Calendar::default());
    /// builder.push_product(ProductInfo { product_id: "p1", title: Some("口红"), ..Default::default() });
    /// assert_eq!(builder.finish().product_count(), 1);
    /// ```
    pub fn push_product(&mut self, product: ProductInfo<'_>) {
        let Some(id) = text(Cell::Text(product.product_id)) else { return };
        let own = |value: Option<&str>| value.map(str::trim).filter(|value| !value.is_empty()).map(Box::from);
        let row = ProductRow {
            updated_at: product.updated_at,
            title: own(product.title),
            brand: own(product.brand),
            category: own(product.category),
            category2: own(product.category2),
        };
        let code = self.product_code(&id) as usize;
        let info = &mut self.products[code].info;
        *info = info.take().max(Some(row));
    }

    /// Adds a row of the creator table. A row without an id is passed over.
    ///
    /// ```
    /// # use mediaop_core::{Calendar, CreatorInfo, DatasetBuilder};
    /// let mut builder = DatasetBuilder::new(Calendar::default());
    /// builder.push_creator(CreatorInfo { creator_id: "MS4w-example", nickname: Some("莉莉"), ..Default::default() });
    /// assert_eq!(builder.finish().creator_count(), 1);
    /// ```
    pub fn push_creator(&mut self, creator: CreatorInfo<'_>) {
        let Some(id) = text(Cell::Text(creator.creator_id)) else { return };
        let ts = creator.updated_at;
        let code = self.creator_code(&id) as usize;
        let known = &mut self.creators[code];
        known.listed = true;
        for (slot, value) in [(&mut known.nickname, creator.nickname), (&mut known.avatar, creator.avatar)] {
            value
                .and_then(|value| text(Cell::Text(value)))
                .iter()
                .for_each(|value| keep_text(slot, ts, value, Source::List));
        }
        if let CounterText::Exact(fans @ 0..) = counter(creator.fans) {
            keep_number(&mut known.fans, ts, fans);
        }
    }

    /// Adds another id under which a creator may be asked for. Its `creator_hash`, the first 16
    /// hex digits of the SHA-256 of the alias, is added with it.
    ///
    /// ```
    /// # use mediaop_core::{Calendar, CreatorAlias, DatasetBuilder};
    /// let mut builder = DatasetBuilder::new(Calendar::default());
    /// builder.push_alias(CreatorAlias { creator_id: "MS4w-example", alias: "104255897823" });
    /// ```
    pub fn push_alias(&mut self, alias: CreatorAlias<'_>) {
        let (Some(id), Some(alias)) = (text(Cell::Text(alias.creator_id)), text(Cell::Text(alias.alias))) else {
            return;
        };
        // Platforms write 0 for an id that a creator does not have.
        if alias == "0" {
            return;
        }
        let code = self.creator_code(&id);
        self.aliases.push((alias.as_ref().into(), code));
        self.aliases.push((creator_hash(&alias).into(), code));
    }

    /// Builds the data set.
    ///
    /// # Cost
    /// The latest rows are folded, all summaries merged, and the index is built, on all threads.
    ///
    /// ```
    /// use mediaop_core::{Calendar, DatasetBuilder, example};
    /// let mut builder = DatasetBuilder::new(Calendar::default());
    /// builder.extend(example::rows());
    /// assert_eq!(builder.finish().video_count(), 5);
    /// ```
    pub fn finish(self) -> Dataset {
        Dataset::new(self.contents())
    }

    pub(crate) fn contents(mut self) -> Contents {
        self.fold_staged();
        self.settle_names();
        let (products, creators) = rayon::join(|| self.product_ids.sorted(), || self.creator_ids.sorted());
        let ((product_ids, product_places), (creator_ids, creator_places)) = (products, creators);
        let mut parts = std::mem::take(&mut self.folded);
        parts.iter_mut().for_each(|part| part.recode(&product_places, &creator_places));
        let mut aliases: Vec<_> =
            self.aliases.into_iter().map(|(alias, code)| (alias, creator_places[code as usize])).collect();
        aliases.sort_unstable();
        aliases.dedup();
        let is_hash: Vec<bool> = creator_ids.iter().map(|id| is_creator_hash(id)).collect();
        let summaries = merge_all(parts, &is_hash);
        let mut shown = self.videos;
        let again = self.again.filter(Again::is_of_videos);
        let videos = if shown.is_empty() && again.is_none() {
            Shown::nothing(summaries.videos.len())
        } else {
            let shown = summaries.videos.iter().map(|id| shown.remove(id).unwrap_or_default());
            let mut shown: Vec<Video> = shown.collect();
            again.iter().for_each(|again| again.show(&summaries.videos, &mut shown));
            shown.into()
        };
        Contents {
            calendar: self.calendar,
            intake: self.intake,
            videos,
            summaries,
            product_ids: product_ids.into(),
            products: placed(self.products, &product_places).into(),
            creator_ids: creator_ids.into(),
            creators: placed(self.creators, &creator_places).into(),
            aliases: aliases.into(),
        }
    }
}

/// Merges in pairs, so that each row is copied a logarithmic number of times.
fn merge_all(mut parts: Vec<Summaries>, is_hash: &[bool]) -> Summaries {
    while parts.len() > 1 {
        parts = parts
            .chunks_mut(2)
            .map(|pair| match pair {
                [a, b] => {
                    let (a, b) = (std::mem::take(a), std::mem::take(b));
                    match (a.is_before(&b), b.is_before(&a)) {
                        (true, _) => a.followed_by(b),
                        (_, true) => b.followed_by(a),
                        _ => Summaries::merge(&a, &b, is_hash),
                    }
                }
                rest => std::mem::take(&mut rest[0]),
            })
            .collect();
    }
    parts.pop().unwrap_or_default()
}

fn placed<T: Default>(items: Vec<T>, places: &[u32]) -> Vec<T> {
    let mut out: Vec<T> = std::iter::repeat_with(T::default).take(items.len()).collect();
    for (item, place) in items.into_iter().zip(places) {
        out[*place as usize] = item;
    }
    out
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

/// The id that crawlers of the third generation write in place of `user_id`.
fn creator_hash(user_id: &str) -> String {
    use sha2::{Digest, Sha256};
    Sha256::digest(user_id.as_bytes()).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}
