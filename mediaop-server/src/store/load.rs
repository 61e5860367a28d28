//! From tables to a data set.

use std::borrow::Cow;

use mediaop_core::{Calendar, Cell, CreatorAlias, CreatorInfo, Dataset, DatasetBuilder, ProductInfo};

use super::bulk::{Reader, RowRef};
use super::database::{Database, StoreError};
use super::schema::{DOUYIN_AWEME, DY_CREATOR, PRODUCT_INFO, SUMMARY};
use super::snapshot_columns::{FIRST_TEXT_COLUMN, SNAPSHOT_COLUMNS, name_in_douyin_aweme, raw_snapshot};
use super::value::instant_ms;

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
            let _ = builder.push(&raw_snapshot(|column| snapshot_cell(row, column)));
        })
    }

    /// `douyin_aweme`: the snapshots themselves where there are no others, else attributes; and aliases.
    fn videos(&mut self) -> Result<(), StoreError> {
        let attributes_only = self.count(&SUMMARY) > 0;
        let mut columns: Vec<_> = SNAPSHOT_COLUMNS.iter().map(|column| name_in_douyin_aweme(column)).collect();
        let first_alias = columns.len();
        columns.extend(["user_id", "short_user_id", "user_unique_id"]);
        self.each(&DOUYIN_AWEME, &columns, |builder, row| {
            let snapshot = raw_snapshot(|column| snapshot_cell(row, column));
            let accepted = if attributes_only { builder.push_sighting(&snapshot) } else { builder.push(&snapshot) };
            if accepted.is_err() {
                return;
            }
            let creator = text(snapshot.sec_uid).or_else(|| text(snapshot.creator_hash));
            let Some(creator_id) = creator else { return };
            for column in first_alias..first_alias + 3 {
                if let Some(alias) = text(row.text(column)) {
                    builder.push_alias(CreatorAlias { creator_id: &creator_id, alias: &alias });
                }
            }
        })
    }

    fn products(&mut self) -> Result<(), StoreError> {
        let columns = ["product_id", "title", "brand", "category", "category2", "updated_at"];
        self.each(&PRODUCT_INFO, &columns, |builder, row| {
            let texts: [_; 5] = std::array::from_fn(|column| text(row.text(column)));
            let [Some(product_id), title, brand, category, category2] = &texts else { return };
            builder.push_product(ProductInfo {
                product_id,
                title: title.as_deref(),
                brand: brand.as_deref(),
                category: category.as_deref(),
                category2: category2.as_deref(),
                updated_at: instant_ms(row.text(5)).unwrap_or(0),
            });
        })
    }

    fn creators(&mut self) -> Result<(), StoreError> {
        let columns = ["user_id", "nickname", "avatar", "fans", "last_modify_ts"];
        self.each(&DY_CREATOR, &columns, |builder, row| {
            let texts: [_; 3] = std::array::from_fn(|column| text(row.text(column)));
            let [Some(creator_id), nickname, avatar] = &texts else { return };
            builder.push_creator(CreatorInfo {
                creator_id,
                nickname: nickname.as_deref(),
                avatar: avatar.as_deref(),
                fans: row.text(3),
                updated_at: instant_ms(row.text(4)).unwrap_or(0),
            });
        })
    }

    fn finish(self) -> Dataset {
        (self.news)(LoadProgress { rows_done: self.progress.rows_total, ..self.progress });
        self.builder.finish()
    }
}

fn snapshot_cell<'row>(row: RowRef<'row, '_>, column: usize) -> Cell<'row> {
    if column < FIRST_TEXT_COLUMN { row.number(column) } else { row.text(column) }
}

fn text(cell: Cell<'_>) -> Option<Cow<'_, str>> {
    let text = match cell {
        Cell::Null => return None,
        Cell::Int(number) => Cow::Owned(number.to_string()),
        Cell::Float(number) => Cow::Owned(number.to_string()),
        Cell::Text(text) => Cow::Borrowed(text.trim()),
    };
    (!text.is_empty()).then_some(text)
}
