//! Rows in columns give the data set that the same rows give one by one.

use mediaop_core::{
    Baseline, Calendar, CounterSlice, Dataset, DatasetBuilder, SnapshotColumns, TextColumn, Validity, daily_increments,
};
use proptest::prelude::*;

use super::reference::accepted;
use super::rows::{Data, FIRST_ID, PRODUCTS, Row, cases, snapshots};

/// How rows are laid out in columns.
#[derive(Debug, Clone, Copy)]
pub(super) struct Layout {
    chunks: usize,
    /// 64 bits even where 32 are enough.
    wide: bool,
    /// A column where every row lacks the value, instead of none.
    empty_columns: bool,
    /// A dictionary with texts that no accepted row has, as slices and filters leave them behind.
    foreign_texts: bool,
    /// The place of the first bit of the validity that says what is missing, in place of -1.
    bits_from: Option<usize>,
}

#[derive(Default)]
struct TextValues {
    codes: Vec<i32>,
    texts: Vec<&'static str>,
    bits_from: Option<usize>,
    bits: Vec<u8>,
}

impl TextValues {
    fn of(rows: &[Row], data: &Data, layout: Layout, value: impl Fn(&Row) -> Option<&'static str>) -> Option<Self> {
        let mut column = TextValues::default();
        if layout.foreign_texts {
            column.texts.extend(["", "of no row"]);
        }
        for row in rows {
            // A rejected row has no attributes.
            let has = layout.foreign_texts || accepted(row, &data.calendar);
            let code = value(row).filter(|_| has).map_or(-1, |text| {
                let known = column.texts.iter().position(|other| *other == text);
                known.unwrap_or_else(|| {
                    column.texts.push(text);
                    column.texts.len() - 1
                }) as i32
            });
            column.codes.push(code);
        }
        let has_values = column.codes.iter().any(|code| *code >= 0);
        column.bits_from = layout.bits_from;
        if let Some(from) = layout.bits_from {
            column.bits.resize((from + rows.len()).div_ceil(8), 0);
            for (row, code) in column.codes.iter_mut().enumerate() {
                match *code {
                    // What no text has.
                    -1 => *code = 9_999,
                    _ => column.bits[(from + row) / 8] |= 1 << ((from + row) % 8),
                }
            }
        }
        (layout.empty_columns || has_values).then_some(column)
    }

    fn column(&self) -> TextColumn<'_> {
        let known = self.bits_from.map(|from| Validity::new(&self.bits, from, self.codes.len()).unwrap());
        TextColumn { codes: &self.codes, texts: &self.texts, known }
    }
}

enum CounterValues {
    Narrow(Vec<i32>),
    Wide(Vec<i64>),
}

impl CounterValues {
    fn of(rows: &[Row], layout: Layout, metric: usize) -> Option<Self> {
        let values: Vec<i64> = rows.iter().map(|row| row.counters[metric].unwrap_or(-1)).collect();
        let narrow: Result<Vec<i32>, _> = values.iter().map(|value| i32::try_from(*value)).collect();
        match narrow {
            _ if !layout.empty_columns && values.iter().all(|value| *value == -1) => None,
            Ok(narrow) if !layout.wide => Some(CounterValues::Narrow(narrow)),
            _ => Some(CounterValues::Wide(values)),
        }
    }

    fn slice(&self) -> CounterSlice<'_> {
        match self {
            CounterValues::Narrow(values) => CounterSlice::Narrow(values),
            CounterValues::Wide(values) => CounterSlice::Wide(values),
        }
    }
}

pub(super) fn push(builder: &mut DatasetBuilder, rows: &[Row], data: &Data, layout: Layout) {
    with_columns(rows, data, layout, |columns| builder.push_columns(columns)).unwrap();
}

fn with_columns<T>(rows: &[Row], data: &Data, layout: Layout, work: impl FnOnce(&SnapshotColumns<'_>) -> T) -> T {
    let aweme_id: Vec<i64> = rows.iter().map(|row| row.aweme_id).collect();
    let update_ts: Vec<i64> = rows.iter().map(|row| row.update_ts).collect();
    let create_time: Vec<i64> = rows.iter().map(|row| row.create_time.unwrap_or(0)).collect();
    let price: Vec<i64> = rows.iter().map(|row| row.price.unwrap_or(-1)).collect();
    let has_create_time = layout.empty_columns || create_time.iter().any(|seconds| *seconds != 0);
    let counters: [_; 7] = std::array::from_fn(|metric| CounterValues::of(rows, layout, metric));
    let texts = [
        TextValues::of(rows, data, layout, |row| row.creator),
        TextValues::of(rows, data, layout, |row| row.nickname),
        TextValues::of(rows, data, layout, |row| row.avatar),
        TextValues::of(rows, data, layout, |row| row.title),
        TextValues::of(rows, data, layout, |row| row.product_id),
        TextValues::of(rows, data, layout, |row| row.product_title),
        TextValues::of(rows, data, layout, |row| row.url),
    ];
    let [creator, nickname, avatar, title, product_id, product_title, url] =
        texts.each_ref().map(|column| column.as_ref().map(TextValues::column));
    let columns = SnapshotColumns {
        aweme_id: &aweme_id,
        update_ts: &update_ts,
        create_time: has_create_time.then_some(&create_time),
        counters: counters.each_ref().map(|column| column.as_ref().map(CounterValues::slice)),
        creator,
        nickname,
        avatar,
        title,
        product_id,
        product_title,
        price: Some(CounterSlice::Wide(&price)),
        sales: Some(CounterSlice::Wide(&price)),
        aweme_url: url,
        cover_url: url,
    };
    work(&columns)
}

fn by_columns(data: &Data, layout: Layout) -> Dataset {
    let mut builder = DatasetBuilder::new(data.calendar.clone());
    for chunk in data.rows.chunks(data.rows.len().div_ceil(layout.chunks).max(1)) {
        push(&mut builder, chunk, data, layout);
    }
    data.catalog.iter().for_each(|entry| entry.push(&mut builder));
    builder.finish()
}

/// Rows that say no more than columns can.
fn plain() -> impl Strategy<Value = Data> {
    snapshots()
}

pub(super) fn layout() -> impl Strategy<Value = Layout> {
    let bits_from = prop::option::of(0..20_usize);
    (1..=4_usize, any::<bool>(), any::<bool>(), bits_from).prop_map(|(chunks, wide, empty_columns, bits_from)| Layout {
        chunks,
        wide,
        empty_columns,
        foreign_texts: false,
        bits_from,
    })
}

proptest! {
    #![proptest_config(cases(128))]

    #[test]
    fn columns_give_the_data_set_of_their_rows(data in plain(), layout in layout()) {
        let (rows, columns) = (data.dataset(), by_columns(&data, layout));
        prop_assert!(columns == rows);
        prop_assert_eq!(columns.version(), rows.version());
    }

    /// Rejected rows are named by their number among all rows that were offered.
    #[test]
    fn columns_are_counted_as_rows_are(data in plain(), layout in layout()) {
        let (columns, rows) = (by_columns(&data, layout), data.dataset());
        prop_assert_eq!(columns.intake(), rows.intake());
    }

    #[test]
    fn a_dictionary_may_hold_texts_of_no_accepted_row(data in plain(), layout in layout()) {
        let (rows, columns) = (data.dataset(), by_columns(&data, Layout { foreign_texts: true, ..layout }));
        prop_assert_eq!(columns.product_count(), rows.product_count());
        prop_assert_eq!(columns.creator_count(), rows.creator_count());
        prop_assert!(columns == rows);
        prop_assert_eq!(columns.version(), rows.version());
    }

    #[test]
    fn increments_of_columns_are_those_of_the_data_set(mut data in plain(), layout in layout(), sorted in any::<bool>()) {
        if sorted {
            data.rows.sort_by_key(|row| (row.aweme_id, row.update_ts));
        }
        let dataset = data.dataset();
        for baseline in [Baseline::WithinDay, Baseline::PreviousClose] {
            let increments =
                |columns: &SnapshotColumns<'_>| daily_increments(columns, &data.calendar, baseline).unwrap();
            let (increments, intake) = with_columns(&data.rows, &data, layout, increments);
            prop_assert_eq!(increments.iter().collect::<Vec<_>>(), dataset.increments(baseline));
            prop_assert_eq!(&intake, dataset.intake());
        }
    }

    #[test]
    fn columns_and_rows_go_into_one_builder(data in plain(), layout in layout(), cut in any::<prop::sample::Index>()) {
        let cut = cut.index(data.rows.len() + 1);
        let mut builder = DatasetBuilder::new(data.calendar.clone());
        data.rows[..cut / 2].iter().for_each(|row| row.push(&mut builder));
        push(&mut builder, &data.rows[cut / 2..cut], &data, layout);
        data.rows[cut..].iter().for_each(|row| row.push(&mut builder));
        data.catalog.iter().for_each(|entry| entry.push(&mut builder));
        prop_assert!(builder.finish() == data.dataset());
    }
}

#[test]
fn many_rows_in_columns_give_what_they_give_one_by_one() {
    let row = |number: i64| Row {
        aweme_id: FIRST_ID + number % 5_003,
        update_ts: if number % 30_011 == 17 { number } else { 1_772_726_400_000 + number * 7_919 },
        counters: std::array::from_fn(|metric| (number % 11 != 3).then_some(number * (metric as i64 + 1) % 1_000)),
        product_id: Some(PRODUCTS[(number % 4) as usize]),
        ..Row::default()
    };
    let data = Data { calendar: Calendar::default(), rows: (0..150_000).map(row).collect(), catalog: Vec::new() };
    let layout = Layout { chunks: 1, wide: false, empty_columns: false, foreign_texts: false, bits_from: None };
    let mut sorted = data.clone();
    sorted.rows.sort_by_key(|row| (row.aweme_id, row.update_ts));
    let (rows, columns, sorted_columns) = (data.dataset(), by_columns(&data, layout), by_columns(&sorted, layout));
    assert_eq!(columns.intake(), rows.intake());
    assert_eq!(rows.intake().rows_rejected(), 5);
    assert!(columns == rows);
    assert!(sorted_columns == rows);
    for data in [&data, &sorted] {
        let increments = |columns: &SnapshotColumns<'_>| daily_increments(columns, &data.calendar, Baseline::default());
        let (increments, _) = with_columns(&data.rows, data, layout, increments).unwrap();
        assert!(increments.len() > 50_000 && increments.iter().eq(rows.increments(Baseline::default())));
    }
}
