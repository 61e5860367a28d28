//! The tables of a database in memory: snapshots in columns, products and creators in rows.

use std::collections::HashMap;
use std::path::Path;

use mediaop_core::{Cell, CounterSlice, CreatorInfo, Metric, ProductInfo, RawSnapshot, SnapshotColumns, TextColumn};
use rusqlite::{Connection, OpenFlags};

use crate::permutation::{gather, shuffled};

/// The counters that a crawl of a shop account sees.
pub(crate) const COUNTERS: [Metric; 4] = [Metric::Digg, Metric::Collect, Metric::Share, Metric::Comment];

/// Texts by codes into a dictionary; −1 is missing.
#[derive(Default)]
pub(crate) struct Dictionary {
    pub(crate) codes: Vec<i32>,
    pub(crate) texts: Vec<String>,
    known: HashMap<String, i32>,
}

pub(crate) struct Product {
    pub(crate) product_id: String,
    title: Option<String>,
    brand: Option<String>,
    pub(crate) category: Option<String>,
    category2: Option<String>,
}

struct Creator {
    user_id: String,
    nickname: Option<String>,
    fans: Option<String>,
}

/// What the database holds; snapshots in the order of `aweme_id` and `update_ts`.
pub(crate) struct Tables {
    pub(crate) aweme_id: Vec<i64>,
    update_ts: Vec<i64>,
    create_time: Vec<i64>,
    counters: [Vec<i32>; COUNTERS.len()],
    pub(crate) creator: Dictionary,
    pub(crate) product: Dictionary,
    pub(crate) products: Vec<Product>,
    creators: Vec<Creator>,
}

impl Dictionary {
    fn push(&mut self, text: Option<&str>) {
        let code = text.filter(|text| !text.is_empty()).map_or(-1, |text| match self.known.get(text) {
            Some(code) => *code,
            None => {
                let code = self.texts.len() as i32;
                self.texts.push(text.to_owned());
                self.known.insert(text.to_owned(), code);
                code
            }
        });
        self.codes.push(code);
    }

    fn cell(&self, row: usize) -> Cell<'_> {
        usize::try_from(self.codes[row]).map_or(Cell::Null, |code| Cell::Text(&self.texts[code]))
    }
}

impl Tables {
    pub(crate) fn read(path: &Path) -> rusqlite::Result<Tables> {
        let database = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        let mut tables = Tables {
            aweme_id: Vec::new(),
            update_ts: Vec::new(),
            create_time: Vec::new(),
            counters: Default::default(),
            creator: Dictionary::default(),
            product: Dictionary::default(),
            products: read_products(&database)?,
            creators: read_creators(&database)?,
        };
        tables.read_snapshots(&database)?;
        tables.sort();
        Ok(tables)
    }

    fn read_snapshots(&mut self, database: &Connection) -> rusqlite::Result<()> {
        let counters = COUNTERS.map(Metric::column).join(", ");
        // In the order of the file: in that of the key, each row would be looked up by itself.
        let mut statement = database.prepare(&format!(
            "SELECT aweme_id, update_ts, coalesce(create_time, 0), sec_uid, product_id, {counters}
             FROM douyin_aweme_summary"
        ))?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            self.aweme_id.push(row.get(0)?);
            self.update_ts.push(row.get(1)?);
            self.create_time.push(row.get(2)?);
            self.creator.push(row.get_ref(3)?.as_str_or_null()?);
            self.product.push(row.get_ref(4)?.as_str_or_null()?);
            for (place, column) in (5..).zip(&mut self.counters) {
                column.push(row.get(place)?);
            }
        }
        Ok(())
    }

    fn sort(&mut self) {
        let mut places: Vec<u32> = (0..self.rows() as u32).collect();
        places.sort_unstable_by_key(|place| (self.aweme_id[*place as usize], self.update_ts[*place as usize]));
        self.arrange(&places);
    }

    fn arrange(&mut self, places: &[u32]) {
        for column in [&mut self.aweme_id, &mut self.update_ts, &mut self.create_time] {
            *column = gather(column, places);
        }
        for column in self.counters.iter_mut().chain([&mut self.creator.codes, &mut self.product.codes]) {
            *column = gather(column, places);
        }
    }

    /// The same snapshots in no order.
    pub(crate) fn shuffle(&mut self) {
        self.arrange(&shuffled(self.rows()));
    }

    pub(crate) fn rows(&self) -> usize {
        self.aweme_id.len()
    }

    /// Lends the columns and dictionaries as they are.
    pub(crate) fn with_columns<T>(&self, work: impl FnOnce(&SnapshotColumns<'_>) -> T) -> T {
        let creators: Vec<&str> = self.creator.texts.iter().map(String::as_str).collect();
        let products: Vec<&str> = self.product.texts.iter().map(String::as_str).collect();
        let mut columns = SnapshotColumns {
            aweme_id: &self.aweme_id,
            update_ts: &self.update_ts,
            create_time: Some(&self.create_time),
            creator: Some(TextColumn { codes: &self.creator.codes, texts: &creators }),
            product_id: Some(TextColumn { codes: &self.product.codes, texts: &products }),
            ..SnapshotColumns::default()
        };
        for (metric, values) in COUNTERS.into_iter().zip(&self.counters) {
            columns.counters[metric as usize] = Some(CounterSlice::Narrow(values));
        }
        work(&columns)
    }

    /// The snapshots one by one, without creator and product.
    pub(crate) fn readings(&self) -> impl Iterator<Item = RawSnapshot<'_>> {
        (0..self.rows()).map(|row| {
            let mut snapshot = RawSnapshot {
                aweme_id: Cell::Int(self.aweme_id[row]),
                update_ts: Cell::Int(self.update_ts[row]),
                create_time: Cell::Int(self.create_time[row]),
                ..RawSnapshot::default()
            };
            for (metric, values) in COUNTERS.into_iter().zip(&self.counters) {
                snapshot.counters[metric as usize] = Cell::Int(i64::from(values[row]));
            }
            snapshot
        })
    }

    /// The snapshots one by one, creator and product as texts.
    pub(crate) fn snapshots(&self) -> impl Iterator<Item = RawSnapshot<'_>> {
        self.readings().enumerate().map(|(row, reading)| RawSnapshot {
            sec_uid: self.creator.cell(row),
            product_id: self.product.cell(row),
            ..reading
        })
    }

    pub(crate) fn product_infos(&self) -> impl Iterator<Item = ProductInfo<'_>> {
        self.products.iter().map(|product| ProductInfo {
            product_id: &product.product_id,
            title: product.title.as_deref(),
            brand: product.brand.as_deref(),
            category: product.category.as_deref(),
            category2: product.category2.as_deref(),
            ..ProductInfo::default()
        })
    }

    pub(crate) fn creator_infos(&self) -> impl Iterator<Item = CreatorInfo<'_>> {
        self.creators.iter().map(|creator| CreatorInfo {
            creator_id: &creator.user_id,
            nickname: creator.nickname.as_deref(),
            fans: creator.fans.as_deref().map_or(Cell::Null, Cell::Text),
            ..CreatorInfo::default()
        })
    }
}

fn read_products(database: &Connection) -> rusqlite::Result<Vec<Product>> {
    database
        .prepare("SELECT product_id, title, brand, category, category2 FROM product_info")?
        .query_map([], |row| {
            Ok(Product {
                product_id: row.get(0)?,
                title: row.get(1)?,
                brand: row.get(2)?,
                category: row.get(3)?,
                category2: row.get(4)?,
            })
        })?
        .collect()
}

fn read_creators(database: &Connection) -> rusqlite::Result<Vec<Creator>> {
    database
        .prepare("SELECT user_id, nickname, fans FROM dy_creator")?
        .query_map([], |row| Ok(Creator { user_id: row.get(0)?, nickname: row.get(1)?, fans: row.get(2)? }))?
        .collect()
}
