//! A row as a reading: with numbers as numbers where it holds such, which is nearly always.

use mediaop_core::{Cell, RawSnapshot, TypedSnapshot};

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
}

impl ReadingRow {
    /// Of a table with these columns.
    pub(super) fn new(there: &[String]) -> Self {
        let is_there = |place: &usize| there.iter().any(|name| name.eq_ignore_ascii_case(READING_COLUMNS[*place]));
        let numbers: Vec<usize> = (0..FIRST_READING_TEXT).filter(is_there).collect();
        let texts: Vec<usize> = (FIRST_READING_TEXT..READING_COLUMNS.len()).filter(is_there).collect();
        let columns = numbers.iter().chain(&texts).map(|place| READING_COLUMNS[*place]).collect();
        ReadingRow { columns, numbers, texts, latest: Default::default() }
    }

    /// Takes a row's texts, and says whether they are texts.
    fn read_texts(&mut self, row: RowRef<'_, '_>) -> bool {
        let mut are_texts = true;
        for (column, place) in (self.numbers.len()..).zip(&self.texts) {
            let latest = &mut self.latest[place - FIRST_READING_TEXT];
            latest.read(row.raw(column));
            are_texts &= latest.is_text();
        }
        are_texts
    }

    /// The row, where its numbers are numbers and its texts texts; else [`any`](ReadingRow::any) is
    /// to be asked.
    #[inline]
    pub(super) fn typed(&mut self, row: RowRef<'_, '_>) -> Option<TypedSnapshot<'_>> {
        let are_texts = self.read_texts(row);
        let mut values = [-1; FIRST_READING_TEXT];
        values[CREATE_TIME] = 0;
        for (column, place) in self.numbers.iter().enumerate() {
            match row.raw(column) {
                RawCell::Int(number) => values[*place] = number,
                RawCell::Null if *place >= CREATE_TIME => {}
                _ => return None,
            }
        }
        are_texts.then(|| TypedSnapshot {
            aweme_id: values[AWEME_ID],
            update_ts: values[UPDATE_TS],
            create_time: values[CREATE_TIME],
            counters: std::array::from_fn(|metric| values[FIRST_COUNTER + metric]),
            sec_uid: self.latest[0].text(),
            creator_hash: self.latest[1].text(),
            product_id: self.latest[2].text(),
        })
    }

    /// The same row, whatever it holds.
    pub(super) fn any<'row>(&'row self, row: RowRef<'row, '_>) -> RawSnapshot<'row> {
        raw_reading(|place| match place.checked_sub(FIRST_READING_TEXT) {
            None => {
                self.numbers.iter().position(|there| *there == place).map_or(Cell::Null, |column| row.number(column))
            }
            Some(text) => self.latest[text].cell(),
        })
    }

    /// Numbers that stand for the row's creator and product.
    pub(super) fn codes(&self) -> [u32; TEXTS] {
        [0, 1, 2].map(|text| self.latest[text].code())
    }
}
