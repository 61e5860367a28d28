//! From tables to a data set.

use std::sync::Arc;

use mediaop_core::{Batch, Calendar, Cell, Dataset, DatasetBuilder, Known};

use super::catalog::CatalogPrint;
use super::cursor::{Cursor, News, Search};
use super::database::{Database, StoreError};
use super::reader::{Reader, RowRef};
use super::readings::{self, Readings};
use super::schema::{DOUYIN_AWEME, DY_CREATOR, PRODUCT_INFO, SUMMARY};
use super::snapshot_columns::FIRST_TEXT_COLUMN;
use super::table_rows::{CREATOR_COLUMNS, PRODUCT_COLUMNS, VIDEO_COLUMNS, push_creator, push_product, push_video};
use super::value::instant_ms;

/// How far the reading is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct LoadProgress {
    pub(crate) rows_done: u64,
    pub(crate) rows_total: u64,
}

const ROWS_BETWEEN_NEWS: u64 = 16_384;

/// Reads the whole database.
///
/// A value that makes no sense rejects its row (counted in the data set's intake), never the load.
pub(crate) fn load(
    database: &Database,
    calendar: &Calendar,
    news: &mut dyn FnMut(LoadProgress),
) -> Result<Dataset, StoreError> {
    database.must_exist()?;
    let (reader, mut others) = Reader::open_together(database, parts())?;
    others.iter().chain([&reader]).try_for_each(Reader::expect_much)?;
    let mut loader = Loader::new(&reader, calendar, news)?;
    loader.expect_all_rows()?;
    loader.snapshots(&mut others, i64::MAX)?;
    loader.catalog()?;
    Ok(loader.finish().finish())
}

/// How many threads read at once: beyond some a disk or a server only waits.
pub(super) fn parts() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from).min(4)
}

/// Reads tables into a data set.
pub(super) struct Loader<'a> {
    reader: &'a Reader,
    calendar: Calendar,
    builder: DatasetBuilder,
    tables: Vec<&'static super::Table>,
    has_snapshots: bool,
    catalog: CatalogPrint,
    /// Whether all rows are read and counted; else new snapshots are.
    counts_all: bool,
    progress: LoadProgress,
    news: &'a mut dyn FnMut(LoadProgress),
}

impl<'a> Loader<'a> {
    /// A loader that has read nothing yet; an error where there is no table to read.
    pub(super) fn new(
        reader: &'a Reader,
        calendar: &Calendar,
        news: &'a mut dyn FnMut(LoadProgress),
    ) -> Result<Self, StoreError> {
        let mut tables = Vec::new();
        for table in super::TABLES {
            if reader.has_table(table)? {
                tables.push(table);
            }
        }
        let has = |table: &super::Table| tables.iter().any(|there| there.name == table.name);
        if !has(&SUMMARY) && !has(&DOUYIN_AWEME) {
            return Err(StoreError::NoTables { place: reader.database().to_string() });
        }
        let has_snapshots = has(&SUMMARY) && !reader.is_empty(SUMMARY.name)?;
        let builder = DatasetBuilder::new(calendar.clone());
        let (catalog, progress) = (CatalogPrint::default(), LoadProgress::default());
        news(progress);
        let calendar = calendar.clone();
        let counts_all = false;
        Ok(Loader { reader, calendar, builder, tables, has_snapshots, catalog, counts_all, progress, news })
    }

    /// Whether there are snapshots with a history; else each row of `douyin_aweme` is one.
    pub(super) fn has_snapshots(&self) -> bool {
        self.has_snapshots
    }

    /// Counts what there is to read.
    pub(super) fn expect_all_rows(&mut self) -> Result<(), StoreError> {
        self.counts_all = true;
        for table in &self.tables {
            self.progress.rows_total = self.progress.rows_total.saturating_add(self.reader.count(table.name)?);
        }
        (self.news)(self.progress);
        Ok(())
    }

    fn each(
        &mut self,
        table: &super::Table,
        columns: &[&str],
        mut push: impl FnMut(&mut DatasetBuilder, &mut CatalogPrint, RowRef<'_, '_>),
    ) -> Result<(), StoreError> {
        if !self.tables.iter().any(|there| there.name == table.name) {
            return Ok(());
        }
        let Loader { reader, builder, catalog, counts_all, progress, news, .. } = self;
        reader.rows(table.name, columns, |row| {
            push(builder, catalog, row);
            if *counts_all {
                progress.one_more(news);
            }
        })
    }

    /// All snapshots, read also by `others`; a cursor of them, where new ones can be told.
    pub(super) fn snapshots(&mut self, others: &mut [Reader], since: i64) -> Result<Option<Cursor>, StoreError> {
        if !self.tables.iter().any(|there| there.name == SUMMARY.name) {
            return Ok(None);
        }
        let Loader { reader, calendar, progress, news, builder, .. } = self;
        let Readings { builder: read, cursor } = readings::read(reader, others, calendar, since, &mut |rows_done| {
            progress.reached(rows_done, news);
        })?;
        progress.rows_done = read.intake().rows_read;
        builder.append(read)?;
        Ok(cursor)
    }

    /// The snapshots that a data set and its cursor do not have, looked for also by `others`; `None`
    /// where all have to be read.
    pub(super) fn new_snapshots(
        &mut self,
        (known, cursor): (&Arc<Known>, &Cursor),
        others: &mut [Reader],
        since: i64,
    ) -> Result<Option<News>, StoreError> {
        let Loader { reader, progress, news, .. } = self;
        let found = cursor.news(Search { reader, others, known, since })?;
        if let Some(found) = &found {
            progress.reached(found.builder.intake().rows_read, news);
        }
        Ok(found)
    }

    /// What was read until now, folded; what follows goes into another.
    pub(super) fn take_snapshots(&mut self) -> Batch {
        std::mem::replace(&mut self.builder, DatasetBuilder::new(self.calendar.clone())).batch()
    }

    /// Videos, products and creators.
    pub(super) fn catalog(&mut self) -> Result<(), StoreError> {
        self.videos()?;
        self.products()?;
        self.creators()
    }

    /// `douyin_aweme`: the snapshots themselves where there are no others, else attributes; and aliases.
    fn videos(&mut self) -> Result<(), StoreError> {
        let attributes_only = self.has_snapshots;
        self.each(&DOUYIN_AWEME, &VIDEO_COLUMNS, |builder, catalog, row| {
            if attributes_only {
                let cells: [_; VIDEO_COLUMNS.len()] = std::array::from_fn(|column| snapshot_cell(row, column));
                // A sighting stays where it was seen: one that has moved is a change.
                catalog.saw(DOUYIN_AWEME.name, None, &cells);
            }
            let _ = push_video(builder, |column| snapshot_cell(row, column), attributes_only);
        })
    }

    fn products(&mut self) -> Result<(), StoreError> {
        self.each(&PRODUCT_INFO, &PRODUCT_COLUMNS, |builder, catalog, row| {
            let cells: [_; PRODUCT_COLUMNS.len()] = std::array::from_fn(|column| row.text(column));
            catalog.saw(PRODUCT_INFO.name, instant_ms(cells[5]), &cells);
            push_product(builder, |column| cells[column]);
        })
    }

    fn creators(&mut self) -> Result<(), StoreError> {
        self.each(&DY_CREATOR, &CREATOR_COLUMNS, |builder, catalog, row| {
            let cells: [_; CREATOR_COLUMNS.len()] = std::array::from_fn(|column| row.text(column));
            catalog.saw(DY_CREATOR.name, instant_ms(cells[4]), &cells);
            push_creator(builder, |column| cells[column]);
        })
    }

    /// What the catalog tables held.
    pub(super) fn take_catalog(&mut self) -> CatalogPrint {
        std::mem::take(&mut self.catalog)
    }

    /// What was read since [`take_snapshots`](Loader::take_snapshots).
    pub(super) fn finish(self) -> DatasetBuilder {
        let rows = self.progress.rows_done;
        (self.news)(LoadProgress { rows_done: rows, rows_total: rows });
        self.builder
    }
}

impl LoadProgress {
    fn one_more(&mut self, news: &mut dyn FnMut(LoadProgress)) {
        self.rows_done += 1;
        if self.rows_done.is_multiple_of(ROWS_BETWEEN_NEWS) {
            self.reached(self.rows_done, news);
        }
    }

    fn reached(&mut self, rows_done: u64, news: &mut dyn FnMut(LoadProgress)) {
        self.rows_done = rows_done;
        // How many there are is known roughly.
        self.rows_total = self.rows_total.max(rows_done);
        news(*self);
    }
}

fn snapshot_cell<'row>(row: RowRef<'row, '_>, column: usize) -> Cell<'row> {
    if column < FIRST_TEXT_COLUMN { row.number(column) } else { row.text(column) }
}
