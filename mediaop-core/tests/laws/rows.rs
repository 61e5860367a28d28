//! Small universes of rows, in which videos, days, instants and texts collide.

use std::fmt;
use std::sync::LazyLock;

use mediaop_core::{Calendar, Cell, Dataset, DatasetBuilder, RawSnapshot, SnapshotRow};
use proptest::array::uniform7;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::Config;

use super::catalog::{Entry, catalog};

/// 2026-03-06, a Friday; in New York, clocks change on the Sunday after it.
pub(crate) const FIRST_DAY: i32 = 20_518;
/// Videos bear this id and those after it.
pub(crate) const FIRST_ID: i64 = 7_310_000_000_000_000_001;
pub(crate) const PRODUCTS: [&str; 4] = ["p1", "p2", "p3", "p4"];
pub(crate) const CREATORS: [&str; 3] = ["c1", "c2", "c3"];
/// Stand in `creator_hash`; the first is that of the alias `a1`.
pub(crate) const HASHES: [&str; 2] = ["f55ff16f66f43360", "00000000000000c1"];

const HOUR: i64 = 3_600_000;
/// Instants of a day: its borders, and four that lie close together or far apart.
const INSTANTS: [i64; 6] = [0, HOUR / 2, 12 * HOUR, 12 * HOUR + 1, 23 * HOUR - 1, -1];
const METRICS: [&str; 7] = ["digg", "collect", "share", "comment", "play", "recommend", "admire"];

static ZONES: LazyLock<[Calendar; 2]> =
    LazyLock::new(|| ["Asia/Shanghai", "America/New_York"].map(|zone| Calendar::new(zone).unwrap()));

/// So many cases, unless `PROPTEST_CASES` says otherwise; nothing is written to disk.
pub(crate) fn cases(cases: u32) -> Config {
    let default = Config { failure_persistence: None, ..Config::default() };
    if std::env::var_os("PROPTEST_CASES").is_some() { default } else { Config { cases, ..default } }
}

/// A row of `douyin_aweme_summary`, as the table holds it.
#[derive(Clone, PartialEq, Default)]
pub(crate) struct Row {
    pub(crate) aweme_id: i64,
    pub(crate) update_ts: i64,
    pub(crate) create_time: Option<i64>,
    pub(crate) counters: [Option<i64>; 7],
    pub(crate) product_id: Option<&'static str>,
    pub(crate) creator: Option<&'static str>,
    pub(crate) title: Option<&'static str>,
    pub(crate) nickname: Option<&'static str>,
    pub(crate) avatar: Option<&'static str>,
    pub(crate) product_title: Option<&'static str>,
    pub(crate) url: Option<&'static str>,
    pub(crate) price: Option<i64>,
    /// Whether it comes from `douyin_aweme`, so that its counters do not count.
    pub(crate) sighting: bool,
}

impl Row {
    pub(crate) fn raw(&self) -> RawSnapshot<'static> {
        let text = |text: Option<&'static str>| text.map_or(Cell::Null, Cell::Text);
        let number = |number: Option<i64>| number.map_or(Cell::Null, Cell::Int);
        let hashed = self.creator.is_some_and(|creator| HASHES.contains(&creator));
        let (no, creator) = (Cell::Null, text(self.creator));
        RawSnapshot {
            aweme_id: Cell::Int(self.aweme_id),
            update_ts: Cell::Int(self.update_ts),
            create_time: number(self.create_time),
            counters: self.counters.map(number),
            sec_uid: if hashed { no } else { creator },
            creator_hash: if hashed { creator } else { no },
            nickname: text(self.nickname),
            avatar: text(self.avatar),
            title: text(self.title),
            product_id: text(self.product_id),
            product_title: text(self.product_title),
            price: number(self.price),
            sales: number(self.price),
            aweme_url: text(self.url),
            cover_url: text(self.url),
        }
    }

    /// The numbers alone, of a row that is no sighting.
    pub(crate) fn plain(&self) -> SnapshotRow {
        SnapshotRow {
            aweme_id: self.aweme_id,
            update_ts: self.update_ts,
            create_time: self.create_time.unwrap_or(0),
            counters: self.counters.map(|counter| counter.unwrap_or(-1)),
            ..SnapshotRow::default()
        }
    }

    /// A rejected row is passed over.
    pub(crate) fn push(&self, builder: &mut DatasetBuilder) {
        let _ = if self.sighting { builder.push_sighting(&self.raw()) } else { builder.push(&self.raw()) };
    }

    fn write(&self, f: &mut fmt::Formatter<'_>, calendar: &Calendar) -> fmt::Result {
        let at = calendar.rfc3339(self.update_ts);
        write!(f, "  {} at {at} ({})", self.aweme_id, self.update_ts)?;
        if let Some(seconds) = self.create_time {
            write!(f, ", create_time {} ({seconds})", calendar.rfc3339(seconds.saturating_mul(1000)))?;
        }
        for (name, value) in METRICS.iter().zip(self.counters) {
            value.map_or(Ok(()), |value| write!(f, ", {name} {value}"))?;
        }
        let texts = [("product", self.product_id), ("creator", self.creator), ("title", self.title)];
        let shown = [("nickname", self.nickname), ("avatar", self.avatar), ("product_title", self.product_title)];
        for (name, text) in texts.into_iter().chain(shown).chain([("url", self.url)]) {
            text.map_or(Ok(()), |text| write!(f, ", {name} {text:?}"))?;
        }
        self.price.map_or(Ok(()), |price| write!(f, ", price {price}"))?;
        writeln!(f, "{}", if self.sighting { ", a sighting" } else { "" })
    }
}

/// Rows and catalog of a data set.
#[derive(Clone)]
pub(crate) struct Data {
    pub(crate) calendar: Calendar,
    pub(crate) rows: Vec<Row>,
    pub(crate) catalog: Vec<Entry>,
}

impl Data {
    pub(crate) fn dataset(&self) -> Dataset {
        self.with_rows(&self.rows)
    }

    /// The data set of other rows beside the same catalog.
    pub(crate) fn with_rows<'a>(&self, rows: impl IntoIterator<Item = &'a Row>) -> Dataset {
        let mut builder = DatasetBuilder::new(self.calendar.clone());
        rows.into_iter().for_each(|row| row.push(&mut builder));
        self.catalog.iter().for_each(|entry| entry.push(&mut builder));
        builder.finish()
    }
}

impl fmt::Debug for Data {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} rows in {}:", self.rows.len(), self.calendar.name())?;
        self.rows.iter().try_for_each(|row| row.write(f, &self.calendar))?;
        self.catalog.iter().try_for_each(|entry| writeln!(f, "  {entry:?}"))
    }
}

/// The instant at which a local day begins, in a zone whose offsets are whole hours.
pub(crate) fn midnight(calendar: &Calendar, day: i32) -> i64 {
    let hours = i64::from(day) * 24 - 14..=i64::from(day) * 24 + 14;
    hours.map(|hour| hour * HOUR).find(|ms| calendar.day_of_ms(*ms).number() == day).expect("a day begins on the hour")
}

#[derive(Debug, Clone)]
struct Universe {
    zone: usize,
    videos: i64,
    products: usize,
    creators: usize,
    days: i32,
    /// Day and hour of publication, by video.
    published: Vec<Option<(i32, i64)>>,
}

#[derive(Debug, Clone, Copy)]
enum CreateTime {
    OfTheVideo,
    Unknown,
    Other(i32),
    Zero(i64),
}

#[derive(Debug, Clone)]
struct Draw {
    place: (i64, i32, usize),
    create_time: CreateTime,
    counters: [Option<i64>; 7],
    product: usize,
    creator: usize,
    texts: [Option<&'static str>; 5],
    price: Option<i64>,
    sighting: bool,
    fault: Option<u8>,
}

/// Up to 40 rows of up to 5 videos on up to 8 days, in any order, with a catalog.
pub(crate) fn data() -> impl Strategy<Value = Data> {
    (universe(), vec(draw(), 0..=40), catalog()).prop_map(|(universe, draws, catalog)| {
        let calendar = ZONES[universe.zone].clone();
        let rows = draws.iter().map(|draw| row(&universe, &calendar, draw)).collect();
        Data { calendar, rows, catalog }
    })
}

/// Videos as most are, which the index holds whole: in all rows of one the same time of creation
/// and the same metrics. Every other video keeps to one product and creator.
pub(crate) fn steady() -> impl Strategy<Value = Data> {
    data().prop_map(|mut data| {
        let firsts = data.rows.clone();
        for row in &mut data.rows {
            let first = firsts.iter().find(|first| first.aweme_id == row.aweme_id).unwrap_or(&firsts[0]);
            row.create_time = first.create_time;
            if row.aweme_id % 2 == 0 {
                (row.product_id, row.creator) = (first.product_id, first.creator);
            }
            let (seen, unseen) = row.counters.split_at_mut(4);
            seen.iter_mut()
                .for_each(|counter| *counter = counter.filter(|count| (0..1 << 37).contains(count)).or(Some(7)));
            unseen.fill(None);
            row.sighting = false;
        }
        data
    })
}

/// The same without sightings, which not every door takes.
pub(crate) fn snapshots() -> impl Strategy<Value = Data> {
    data().prop_map(|mut data| {
        data.rows.iter_mut().for_each(|row| row.sighting = false);
        data
    })
}

fn universe() -> impl Strategy<Value = Universe> {
    let published = vec(option::weighted(0.8, (-2..=3, 0..24_i64)), 5);
    (0..2_usize, 1..=5_i64, 1..=4_usize, 1..=3_usize, 3..=8, published).prop_map(
        |(zone, videos, products, creators, days, published)| Universe {
            zone,
            videos,
            products,
            creators,
            days,
            published,
        },
    )
}

fn draw() -> impl Strategy<Value = Draw> {
    let create_time = prop_oneof![
        6 => Just(CreateTime::OfTheVideo),
        3 => Just(CreateTime::Unknown),
        1 => (-3..=9).prop_map(CreateTime::Other),
        1 => (-1..=0_i64).prop_map(CreateTime::Zero),
    ];
    let texts = (
        select(&[None, Some(""), Some("题一"), Some(" 题二")][..]),
        select(&[None, Some("莉莉"), Some("阿强"), Some("  ")][..]),
        select(&[None, Some("头像甲"), Some("头像乙")][..]),
        select(&[None, Some("商品丙 "), Some("商品丁")][..]),
        select(&[None, Some("https://example.com/1"), Some("https://example.com/2")][..]),
    );
    let counters = prop_oneof![5 => uniform7(counter()), 1 => uniform7(select(&[None, Some(0), Some(-1)][..]))];
    let attributes = (0..12_usize, 0..12_usize, texts, option::of(-2..4_i64));
    let place = (0..5_i64, 0..8, 0..INSTANTS.len());
    let exceptions = (prop::bool::weighted(0.08), option::weighted(0.1, 0..6_u8));
    (place, create_time, counters, attributes, exceptions).prop_map(
        |(place, create_time, counters, attributes, (sighting, fault))| {
            let (product, creator, texts, price) = attributes;
            let texts = texts.into();
            Draw { place, create_time, counters, product, creator, texts, price, sighting, fault }
        },
    )
}

fn counter() -> impl Strategy<Value = Option<i64>> {
    prop_oneof![
        8 => (1..40_i64).prop_map(Some),
        2 => select(&[None, Some(0), Some(-1)][..]),
        1 => select(&[2_147_483_647, 2_147_483_648, 5_000_000_000, 1 << 55][..]).prop_map(Some),
    ]
}

fn row(universe: &Universe, calendar: &Calendar, draw: &Draw) -> Row {
    let (video, day, instant) = draw.place;
    let (video, day) = (video % universe.videos, FIRST_DAY + day % universe.days);
    let update_ts = match INSTANTS[instant] {
        -1 => midnight(calendar, day + 1) - 1,
        since_midnight => midnight(calendar, day) + since_midnight,
    };
    let seconds = |day: i32, hour: i64| (midnight(calendar, FIRST_DAY + day) + hour * HOUR) / 1000;
    let create_time = match draw.create_time {
        CreateTime::OfTheVideo => universe.published[video as usize].map(|(day, hour)| seconds(day, hour)),
        CreateTime::Unknown => None,
        CreateTime::Other(day) => Some(seconds(day, 0)),
        CreateTime::Zero(zero) => Some(zero),
    };
    let one_of = |texts: &[&'static str], drawn: usize| match drawn {
        0..3 => None,
        3 => Some(" "),
        drawn => Some(texts[drawn % texts.len()]),
    };
    let creators = [&CREATORS[..universe.creators], &HASHES[..universe.creators.min(2)]].concat();
    let [title, nickname, avatar, product_title, url] = draw.texts;
    let mut row = Row {
        aweme_id: FIRST_ID + video,
        update_ts,
        create_time,
        counters: draw.counters,
        product_id: one_of(&PRODUCTS[..universe.products], draw.product),
        creator: one_of(&creators, draw.creator),
        title,
        nickname,
        avatar,
        product_title,
        url,
        price: draw.price,
        sighting: draw.sighting,
    };
    match draw.fault {
        None => {}
        Some(0) => row.aweme_id = 0,
        Some(1) => row.aweme_id = -row.aweme_id,
        Some(2) => row.update_ts /= 1000,
        Some(3) => row.update_ts *= 1000,
        Some(4) => row.create_time = Some(update_ts),
        Some(_) => row.counters[instant] = Some(-2),
    }
    row
}
