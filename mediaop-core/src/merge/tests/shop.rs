//! The rows of a shop: more videos than a block of the grid has.

use crate::{Calendar, Cell, CreatorAlias, Dataset, DatasetBuilder, Metric, ProductInfo, RawSnapshot};

/// 2026-03-06.
pub(super) const FIRST_DAY: i32 = 20_518;
pub(super) const DAYS: i32 = 4;
pub(super) const VIDEOS: i64 = 1_200;
const HOUR: i64 = 3_600_000;
const PRODUCTS: [&str; 5] = ["p1", "p2", "p3", "p4", "p5"];
const CREATORS: [&str; 3] = ["c1", "c2", "c3"];

/// Usual videos have even numbers, so that there is room between them.
pub(super) fn id(video: i64) -> i64 {
    7_310_000_000_000_000_000 + 2 * video
}

/// A number that looks random.
fn scattered(seed: i64) -> i64 {
    (seed.wrapping_mul(0x5851_F42D_4C95_7F2D).wrapping_add(0x1405_7B7E_F767_814F) as u64 >> 40) as i64
}

#[derive(Debug, Clone)]
pub(super) struct Row {
    /// Twice the number of a usual video.
    pub(super) video: i64,
    pub(super) day: i32,
    pub(super) hour: i64,
    pub(super) likes: Option<i64>,
    pub(super) shares: Option<i64>,
    pub(super) product: Option<&'static str>,
    pub(super) creator: Option<&'static str>,
    pub(super) hash: Option<&'static str>,
    /// Counted back from the first day.
    pub(super) created_hours_ago: i64,
}

impl Row {
    /// Some videos are without a product or a creator, some counters fall.
    pub(super) fn usual(video: i64, day: i32, hour: i64) -> Row {
        let pick = |texts: &[&'static str], seed| texts.get(scattered(seed) as usize % (texts.len() + 1)).copied();
        let hours = i64::from(day + 2) * 24 + hour;
        Row {
            video: 2 * video,
            day,
            hour,
            likes: Some(1_000 + hours * (1 + scattered(video) % 9) - scattered(video + hours) % 40),
            shares: Some(10 + hours / 9 + scattered(video) % 7),
            product: pick(&PRODUCTS, video),
            creator: pick(&CREATORS, video + 7),
            hash: None,
            // Some were published on one of the days.
            created_hours_ago: 30 + scattered(video + 1) % 200 - if video % 50 == 3 { 80 } else { 0 },
        }
    }

    pub(super) fn without_likes(video: i64, day: i32, hour: i64) -> Row {
        Row { likes: None, ..Row::usual(video, day, hour) }
    }

    pub(super) fn blank(video: i64, day: i32, hour: i64) -> Row {
        Row { likes: Some(0), shares: None, ..Row::usual(video, day, hour) }
    }

    pub(super) fn with_product(self, product: &'static str) -> Row {
        Row { product: Some(product), ..self }
    }

    pub(super) fn with_creator(self, creator: &'static str) -> Row {
        Row { creator: Some(creator), ..self }
    }

    pub(super) fn with_hash(self, hash: &'static str) -> Row {
        Row { creator: None, hash: Some(hash), ..self }
    }

    fn push(&self, builder: &mut DatasetBuilder) {
        let begin = i64::from(FIRST_DAY) * 24 * HOUR - 8 * HOUR;
        let update_ts = begin + (i64::from(self.day) * 24 + self.hour) * HOUR + scattered(self.video) % HOUR;
        let number = |number: Option<i64>| number.map_or(Cell::Null, Cell::Int);
        let text = |text: Option<&'static str>| text.map_or(Cell::Null, Cell::Text);
        let mut row = RawSnapshot {
            aweme_id: Cell::Int(id(0) + self.video),
            update_ts: Cell::Int(update_ts),
            create_time: Cell::Int((begin - self.created_hours_ago * HOUR) / 1000),
            product_id: text(self.product),
            sec_uid: text(self.creator),
            creator_hash: text(self.hash),
            title: if self.video % 10 == 0 { Cell::Text("题") } else { Cell::Null },
            ..RawSnapshot::default()
        };
        row.counters[Metric::Digg as usize] = number(self.likes);
        row.counters[Metric::Share as usize] = number(self.shares);
        // Rows of days before the publication are rejected, here as there.
        let _ = builder.push(&row);
    }
}

/// Rows and catalog.
#[derive(Debug, Clone, Default)]
pub(super) struct Shop {
    pub(super) rows: Vec<Row>,
    /// With the category of each.
    pub(super) products: Vec<(&'static str, &'static str)>,
    /// Creators, and another id of each.
    pub(super) aliases: Vec<(&'static str, &'static str)>,
}

impl Shop {
    /// Two crawls a day.
    pub(super) fn of_days(days: i32) -> Shop {
        let crawls = (0..days).flat_map(|day| [(day, 4), (day, 20)]);
        let rows = crawls.flat_map(|(day, hour)| (0..VIDEOS).map(move |video| Row::usual(video, day, hour)));
        let products = vec![("p1", "a"), ("p2", "a"), ("p3", "b"), ("p4", "b")];
        Shop { rows: rows.collect(), products, aliases: Vec::new() }
    }

    pub(super) fn add(&mut self, news: &Shop) {
        self.rows.extend_from_slice(&news.rows);
        self.products.extend_from_slice(&news.products);
        self.aliases.extend_from_slice(&news.aliases);
    }

    pub(super) fn builder(&self) -> DatasetBuilder {
        let mut builder = DatasetBuilder::new(Calendar::default());
        self.rows.iter().for_each(|row| row.push(&mut builder));
        for (product_id, category) in &self.products {
            builder.push_product(ProductInfo { product_id, category: Some(category), ..Default::default() });
        }
        for (creator_id, alias) in &self.aliases {
            builder.push_alias(CreatorAlias { creator_id, alias });
        }
        builder
    }

    pub(super) fn dataset(&self) -> Dataset {
        self.builder().finish()
    }
}
