//! The tables of the demo in memory: snapshots in columns, products and creators in rows.

use std::collections::HashMap;

use chrono_tz::Asia::Shanghai;
use mediaop_core::{
    Cell, CounterSlice, CreatorInfo, DatasetBuilder, Metric, ProductInfo, RawSnapshot, SnapshotColumns, SnapshotRow,
    TextColumn,
};

use crate::demo::{Demo, Plan, Size};
use crate::permutation::{gather, shuffled};

/// The counters that a crawl of a shop account sees.
pub const COUNTERS: [Metric; 4] = [Metric::Digg, Metric::Collect, Metric::Share, Metric::Comment];
const SEED: u64 = 1;
/// 2026-06-30 at 18:00 in Shanghai, so that each run has the same rows.
const END_TS_MS: i64 = 1_782_813_600_000;

/// Texts by codes into a dictionary whose order is that of their bytes; −1 is missing.
#[derive(Debug, Clone)]
pub struct Dictionary {
    /// One for each row.
    pub codes: Vec<i32>,
    /// Ascending.
    pub texts: Vec<String>,
}

/// The demo's rows. As drawn they lie in the order of `aweme_id` and `update_ts`.
pub struct Tables {
    demo: Demo,
    /// Videos.
    pub aweme_id: Vec<i64>,
    /// Milliseconds since 1970.
    pub update_ts: Vec<i64>,
    /// Seconds since 1970; 0 where unknown.
    pub create_time: Vec<i64>,
    /// In the order of [`COUNTERS`].
    pub counters: [Vec<i32>; COUNTERS.len()],
    /// Who published.
    pub creator: Dictionary,
    /// What is linked.
    pub product: Dictionary,
}

/// A dictionary while its rows are drawn.
#[derive(Default)]
struct Codes<'a> {
    codes: Vec<i32>,
    texts: Vec<&'a str>,
    known: HashMap<&'a str, i32>,
    latest: Option<(&'a str, i32)>,
}

impl<'a> Codes<'a> {
    fn push(&mut self, text: &'a str) {
        let code = match self.latest {
            _ if text.is_empty() => -1,
            // Most rows are of the video of the row before.
            Some((latest, code)) if latest == text => code,
            _ => *self.known.entry(text).or_insert_with(|| {
                self.texts.push(text);
                self.texts.len() as i32 - 1
            }),
        };
        self.latest = Some((text, code));
        self.codes.push(code);
    }

    /// With the codes in the order of the texts.
    fn finish(self) -> Dictionary {
        let mut texts = self.texts.clone();
        texts.sort_unstable();
        let mut places = vec![0; texts.len()];
        for (place, text) in (0..).zip(&texts) {
            places[self.known[text] as usize] = place;
        }
        let mut codes = self.codes;
        codes.iter_mut().for_each(|code| *code = usize::try_from(*code).map_or(-1, |code| places[code]));
        Dictionary { codes, texts: texts.into_iter().map(str::to_owned).collect() }
    }
}

impl Dictionary {
    fn cell(&self, row: usize) -> Cell<'_> {
        usize::try_from(self.codes[row]).map_or(Cell::Null, |code| Cell::Text(&self.texts[code]))
    }
}

impl Tables {
    /// About so many snapshots.
    pub fn draw(snapshots: u32) -> Tables {
        let plan = Plan { size: Size::Snapshots(snapshots), seed: SEED, end_ts_ms: END_TS_MS, timezone: Shanghai };
        let demo = Demo::new(plan);
        let rows = demo.expected_rows() as usize;
        let wide = || Vec::with_capacity(rows + rows / 100);
        let (mut aweme_id, mut update_ts, mut create_time) = (wide(), wide(), wide());
        let mut counters: [Vec<i32>; COUNTERS.len()] = Default::default();
        let (mut creators, mut products) = (Codes::default(), Codes::default());
        for row in demo.snapshots() {
            aweme_id.push(row.aweme_id);
            update_ts.push(row.update_ts);
            create_time.push(row.create_time);
            let counts = [row.digg_count, row.collect_count, row.share_count, row.comment_count];
            for (column, count) in counters.iter_mut().zip(counts) {
                column.push(i32::try_from(count).expect("the demo's counters fit 32 bits"));
            }
            creators.push(row.sec_uid);
            products.push(row.product_id.unwrap_or(""));
        }
        let (creator, product) = (creators.finish(), products.finish());
        Tables { aweme_id, update_ts, create_time, counters, creator, product, demo }
    }

    /// The same snapshots in no order.
    pub fn shuffle(&mut self) {
        self.arrange(&shuffled(self.rows()));
    }

    fn arrange(&mut self, places: &[u32]) {
        for column in [&mut self.aweme_id, &mut self.update_ts, &mut self.create_time] {
            *column = gather(column, places);
        }
        for column in self.counters.iter_mut().chain([&mut self.creator.codes, &mut self.product.codes]) {
            *column = gather(column, places);
        }
    }

    /// The snapshots at these places.
    pub fn part(&self, places: &[u32]) -> Tables {
        let some = |dictionary: &Dictionary| Dictionary {
            codes: gather(&dictionary.codes, places),
            texts: dictionary.texts.clone(),
        };
        Tables {
            demo: self.demo.clone(),
            aweme_id: gather(&self.aweme_id, places),
            update_ts: gather(&self.update_ts, places),
            create_time: gather(&self.create_time, places),
            counters: std::array::from_fn(|m| gather(&self.counters[m], places)),
            creator: some(&self.creator),
            product: some(&self.product),
        }
    }

    /// How many snapshots there are.
    pub fn rows(&self) -> usize {
        self.aweme_id.len()
    }

    /// Lends the columns and dictionaries as they are.
    pub fn with_columns<T>(&self, work: impl FnOnce(&SnapshotColumns<'_>) -> T) -> T {
        let creators: Vec<&str> = self.creator.texts.iter().map(String::as_str).collect();
        let products: Vec<&str> = self.product.texts.iter().map(String::as_str).collect();
        let mut columns = SnapshotColumns {
            aweme_id: &self.aweme_id,
            update_ts: &self.update_ts,
            create_time: Some(&self.create_time),
            creator: Some(TextColumn { codes: &self.creator.codes, texts: &creators, known: None }),
            product_id: Some(TextColumn { codes: &self.product.codes, texts: &products, known: None }),
            ..SnapshotColumns::default()
        };
        for (metric, values) in COUNTERS.into_iter().zip(&self.counters) {
            columns.counters[metric as usize] = Some(CounterSlice::Narrow(values));
        }
        work(&columns)
    }

    /// The snapshots one by one, without creator and product.
    pub fn readings(&self) -> impl Iterator<Item = RawSnapshot<'_>> {
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

    /// The same in plain numbers.
    pub fn plain_readings(&self) -> impl Iterator<Item = SnapshotRow> {
        let [digg, collect, share, comment] = &self.counters;
        let keys = self.aweme_id.iter().zip(&self.update_ts).zip(&self.create_time);
        let rows = keys.zip(digg.iter().zip(collect).zip(share.iter().zip(comment)));
        rows.map(|(((aweme_id, update_ts), create_time), ((digg, collect), (share, comment)))| {
            let mut snapshot = SnapshotRow {
                aweme_id: *aweme_id,
                update_ts: *update_ts,
                create_time: *create_time,
                ..SnapshotRow::default()
            };
            for (metric, value) in COUNTERS.into_iter().zip([digg, collect, share, comment]) {
                snapshot.counters[metric as usize] = i64::from(*value);
            }
            snapshot
        })
    }

    /// Adds the snapshots in plain numbers one by one, creator and product by their codes.
    pub fn add_plain_rows(&self, builder: &mut DatasetBuilder) {
        let creators: Vec<_> = self.creator.texts.iter().map(|id| builder.creator(id)).collect();
        let products: Vec<_> = self.product.texts.iter().map(|id| builder.product(id)).collect();
        let rows = self.plain_readings().zip(self.creator.codes.iter().zip(&self.product.codes));
        let rows = rows.map(|(reading, (creator, product))| SnapshotRow {
            creator: usize::try_from(*creator).ok().and_then(|code| creators[code]),
            product: usize::try_from(*product).ok().and_then(|code| products[code]),
            ..reading
        });
        builder.extend_rows(rows).expect("codes of this builder");
    }

    /// The snapshots one by one, creator and product as texts.
    pub fn snapshots(&self) -> impl Iterator<Item = RawSnapshot<'_>> {
        self.readings().enumerate().map(|(row, reading)| RawSnapshot {
            sec_uid: self.creator.cell(row),
            product_id: self.product.cell(row),
            ..reading
        })
    }

    /// The rows of `product_info`.
    pub fn product_infos(&self) -> impl Iterator<Item = ProductInfo<'_>> {
        self.demo.products().iter().map(|product| ProductInfo {
            product_id: &product.product_id,
            title: Some(&product.title),
            brand: Some(&product.brand),
            category: product.category,
            category2: product.category2,
            ..ProductInfo::default()
        })
    }

    /// The rows of `dy_creator`.
    pub fn creator_infos(&self) -> impl Iterator<Item = CreatorInfo<'_>> {
        self.demo.creators().iter().map(|creator| CreatorInfo {
            creator_id: &creator.user_id,
            nickname: Some(&creator.nickname),
            fans: Cell::Text(&creator.fans),
            ..CreatorInfo::default()
        })
    }
}
