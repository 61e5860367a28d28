//! From tables to a data set.

use mediaop_core::{Calendar, Cell, Dataset, DatasetBuilder};

use super::bulk::{Reader, RowRef};
use super::database::{Database, StoreError};
use super::schema::{DOUYIN_AWEME, DY_CREATOR, PRODUCT_INFO, SUMMARY};
use super::snapshot_columns::FIRST_TEXT_COLUMN;
use super::table_rows::{
    CREATOR_COLUMNS, PRODUCT_COLUMNS, SNAPSHOT_COLUMNS, VIDEO_COLUMNS, push_creator, push_product, push_snapshot,
    push_video,
};

/// How far the reading is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct LoadProgress {
    pub(crate) rows_done: u64,
    pub(crate) rows_total: u64,
}

const ROWS_BETWEEN_NEWS: u64 = 16_384;

/// Reads the whole database, all tables as of one moment.
///
/// A value that makes no sense rejects its row (counted in the data set's intake), never the load.
pub(crate) fn load(
    database: &Database,
    calendar: &Calendar,
    news: &mut dyn FnMut(LoadProgress),
) -> Result<Dataset, StoreError> {
    database.must_exist()?;
    Reader::open(database.path())?.at_one_moment(|reader| {
        let mut loader = Loader::new(reader, calendar, news)?;
        if !loader.has(&SUMMARY) && !loader.has(&DOUYIN_AWEME) {
            return Err(StoreError::NoTables { path: database.path().to_owned() });
        }
        loader.snapshots()?;
        loader.videos()?;
        loader.products()?;
        loader.creators()?;
        Ok(loader.finish())
    })
}

struct Loader<'a> {
    reader: &'a Reader,
    builder: DatasetBuilder,
    /// Rows of each table that is there.
    rows: Vec<(&'static str, u64)>,
    progress: LoadProgress,
    news: &'a mut dyn FnMut(LoadProgress),
}

impl<'a> Loader<'a> {
    fn new(reader: &'a Reader, calendar: &Calendar, news: &'a mut dyn FnMut(LoadProgress)) -> Result<Self, StoreError> {
        let mut rows = Vec::new();
        for table in super::TABLES {
            if reader.has_table(table)? {
                rows.push((table.name, reader.count(table.name)?));
            }
        }
        let rows_total = rows.iter().map(|(_, rows)| rows).sum();
        let progress = LoadProgress { rows_done: 0, rows_total };
        news(progress);
        Ok(Loader { reader, builder: DatasetBuilder::new(calendar.clone()), rows, progress, news })
    }

    fn has(&self, table: &super::Table) -> bool {
        self.rows.iter().any(|(name, _)| *name == table.name)
    }

    fn count(&self, table: &super::Table) -> u64 {
        self.rows.iter().find(|(name, _)| *name == table.name).map_or(0, |(_, rows)| *rows)
    }

    fn each(
        &mut self,
        table: &super::Table,
        columns: &[&str],
        mut push: impl FnMut(&mut DatasetBuilder, RowRef<'_, '_>),
    ) -> Result<(), StoreError> {
        if !self.has(table) {
            return Ok(());
        }
        let Loader { reader, builder, progress, news, .. } = self;
        reader.rows(table.name, columns, |row| {
            push(builder, row);
            progress.rows_done += 1;
            if progress.rows_done.is_multiple_of(ROWS_BETWEEN_NEWS) {
                news(*progress);
            }
        })
    }

    fn snapshots(&mut self) -> Result<(), StoreError> {
        self.each(&SUMMARY, &SNAPSHOT_COLUMNS, |builder, row| {
            // A rejection is counted by the builder.
            let _ = push_snapshot(builder, |column| snapshot_cell(row, column));
        })
    }

    /// `douyin_aweme`: the snapshots themselves where there are no others, else attributes; and aliases.
    fn videos(&mut self) -> Result<(), StoreError> {
        let attributes_only = self.count(&SUMMARY) > 0;
        self.each(&DOUYIN_AWEME, &VIDEO_COLUMNS, |builder, row| {
            let _ = push_video(builder, |column| snapshot_cell(row, column), attributes_only);
        })
    }

    fn products(&mut self) -> Result<(), StoreError> {
        self.each(&PRODUCT_INFO, &PRODUCT_COLUMNS, |builder, row| push_product(builder, |column| row.text(column)))
    }

    fn creators(&mut self) -> Result<(), StoreError> {
        self.each(&DY_CREATOR, &CREATOR_COLUMNS, |builder, row| push_creator(builder, |column| row.text(column)))
    }

    fn finish(self) -> Dataset {
        (self.news)(LoadProgress { rows_done: self.progress.rows_total, ..self.progress });
        self.builder.finish()
    }
}

fn snapshot_cell<'row>(row: RowRef<'row, '_>, column: usize) -> Cell<'row> {
    if column < FIRST_TEXT_COLUMN { row.number(column) } else { row.text(column) }
}
