//! A row as a reading: in plain numbers where it holds such, which is nearly always.

use mediaop_core::{Cell, CreatorCode, DatasetBuilder, ProductCode, RawSnapshot, SnapshotRow};

use super::super::reader::{RawCell, RowRef};
use super::super::repeated::Repeated;
use super::super::snapshot_columns::{FIRST_READING_TEXT, READING_COLUMNS, raw_reading};

const TEXTS: usize = READING_COLUMNS.len() - FIRST_READING_TEXT;
const AWEME_ID: usize = 0;
const UPDATE_TS: usize = 1;
const CREATE_TIME: usize = 2;
const FIRST_COUNTER: usize = 3;

/// The columns of a reading that a table has, and the texts of the row that was read last.
pub(super) struct ReadingRow {
    /// The columns that are asked for, numbers first.
    pub(super) columns: Vec<&'static str>,
    /// Of each, its place among [`READING_COLUMNS`].
    numbers: Vec<usize>,
    texts: Vec<usize>,
    latest: [Repeated; TEXTS],
    /// Whether the latest texts are texts or missing.
    are_texts: bool,
    /// What the latest texts say, if they are texts.
    creator: Option<CreatorCode>,
    product: Option<ProductCode>,
}

impl ReadingRow {
    /// Of a table with these columns.
    pub(super) fn new(there: &[String]) -> Self {
        let is_there = |place: &usize| there.iter().any(|name| name.eq_ignore_ascii_case(READING_COLUMNS[*place]));
        let numbers: Vec<usize> = (0..FIRST_READING_TEXT).filter(is_there).collect();
        let texts: Vec<usize> = (FIRST_READING_TEXT..READING_COLUMNS.len()).filter(is_there).collect();
        let columns = numbers.iter().chain(&texts).map(|place| READING_COLUMNS[*place]).collect();
        let latest = Default::default();
        ReadingRow { columns, numbers, texts, latest, are_texts: true, creator: None, product: None }
    }

    #[inline]
    fn read_texts<'row>(&mut self, raw: impl Fn(usize) -> RawCell<'row>, builder: &mut DatasetBuilder) {
        let mut changed = false;
        for (column, place) in (self.numbers.len()..).zip(&self.texts) {
            changed |= self.latest[place - FIRST_READING_TEXT].read(raw(column));
        }
        if changed {
            self.name_texts(builder);
        }
    }

    fn name_texts(&mut self, builder: &mut DatasetBuilder) {
        let [sec_uid, creator_hash, product_id] = &self.latest;
        self.are_texts = self.latest.iter().all(Repeated::is_text);
        let mut creator = |id: &Repeated| builder.creator(id.text()?);
        self.creator = creator(sec_uid).or_else(|| creator(creator_hash));
        self.product = product_id.text().and_then(|id| builder.product(id));
    }

    /// The row for this builder, where its numbers are numbers and its texts texts; else
    /// [`any`](ReadingRow::any) is to be asked.
    #[inline]
    pub(super) fn plain(&mut self, row: RowRef<'_, '_>, builder: &mut DatasetBuilder) -> Option<SnapshotRow> {
        match row {
            // Values that have just been written are not copied: the processor would wait until they are stored.
            RowRef::Page(cells) => self.plain_of(|column| cells[column], builder),
            row => self.plain_of(|column| row.raw(column), builder),
        }
    }

    #[inline]
    fn plain_of<'row>(
        &mut self,
        raw: impl Fn(usize) -> RawCell<'row>,
        builder: &mut DatasetBuilder,
    ) -> Option<SnapshotRow> {
        self.read_texts(&raw, builder);
        let mut values = [-1; FIRST_READING_TEXT];
        values[CREATE_TIME] = 0;
        for (column, place) in self.numbers.iter().enumerate() {
            match raw(column) {
                RawCell::Int(number) => values[*place] = number,
                RawCell::Null if *place >= CREATE_TIME => {}
                _ => return None,
            }
        }
        self.are_texts.then(|| SnapshotRow {
            aweme_id: values[AWEME_ID],
            update_ts: values[UPDATE_TS],
            create_time: values[CREATE_TIME],
            counters: std::array::from_fn(|metric| values[FIRST_COUNTER + metric]),
            creator: self.creator,
            product: self.product,
        })
    }

    /// The same row, whatever it holds.
    pub(super) fn any<'row>(&'row self, row: RowRef<'row, '_>) -> RawSnapshot<'row> {
        raw_reading(|place| match place.checked_sub(FIRST_READING_TEXT) {
            None => {
                let column = self.numbers.iter().position(|there| *there == place);
                column.map_or(Cell::Null, |column| row.number(column))
            }
            Some(text) => self.latest[text].cell(),
        })
    }

    /// Numbers that stand for the row's creator and product.
    #[inline]
    pub(super) fn codes(&self) -> [u32; TEXTS] {
        [0, 1, 2].map(|text| self.latest[text].code())
    }
}
