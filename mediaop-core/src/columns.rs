//! Snapshots in columns, as data frames and Arrow hold them.

use std::ops::Range;

use rayon::prelude::*;

use crate::calendar::Calendar;
use crate::error::{Error, ErrorKind};
use crate::intake::Intake;
use crate::metric::Metric;
use crate::snapshot::{Cell, RawSnapshot};
use crate::summary::flag;

pub use crate::summary::CounterSlice;

/// A column of texts by codes into a dictionary; −1 is missing.
///
/// ```
/// use mediaop_core::TextColumn;
/// let creators = TextColumn { codes: &[0, 1, 0, -1], texts: &["lily", "ming"] };
/// assert_eq!(creators.texts[creators.codes[2] as usize], "lily");
/// ```
#[derive(Debug, Clone, Copy)]
pub struct TextColumn<'a> {
    /// One code for each row.
    pub codes: &'a [i32],
    /// The texts that the codes name; an empty text is missing.
    pub texts: &'a [&'a str],
}

/// Rows of `douyin_aweme_summary` in columns, in any order. No number that is columnar already is
/// copied.
///
/// # Input
/// All columns have the length of `aweme_id`. Counters and `create_time` say −1 (counters) or 0
/// (`create_time`) for missing. Rows are checked as [`RawSnapshot::check`] does it.
///
/// # Cost
/// One pass to check and one to fold, on all threads; a hash look-up a row more where `aweme_id`
/// does not ascend.
///
/// # Example: what did a video gain on a day?
/// ```
/// use mediaop_core::{Baseline, Calendar, CounterSlice, DatasetBuilder, Metric, SnapshotColumns};
/// let hour = 3_600_000;
/// let mut columns = SnapshotColumns {
///     aweme_id: &[7, 7],
///     update_ts: &[1_767_283_200_000 + hour, 1_767_283_200_000 + 9 * hour],
///     ..SnapshotColumns::default()
/// };
/// columns.counters[Metric::Digg as usize] = Some(CounterSlice::Wide(&[100, 130]));
/// let mut builder = DatasetBuilder::new(Calendar::default());
/// builder.push_columns(&columns).unwrap();
/// let increments = builder.finish().increments(Baseline::WithinDay);
/// assert_eq!(increments[0].gained[Metric::Digg], Some(30));
/// ```
#[derive(Debug, Clone, Copy, Default)]
pub struct SnapshotColumns<'a> {
    /// Videos.
    pub aweme_id: &'a [i64],
    /// Milliseconds since 1970 (UTC).
    pub update_ts: &'a [i64],
    /// Seconds since 1970 (UTC); 0 and below is missing.
    pub create_time: Option<&'a [i64]>,
    /// Counters, indexed by `Metric as usize`; −1 is missing.
    pub counters: [Option<CounterSlice<'a>>; Metric::COUNT],
    /// Creators.
    pub creator: Option<TextColumn<'a>>,
    /// Names of the creators.
    pub nickname: Option<TextColumn<'a>>,
    /// Pictures of the creators.
    pub avatar: Option<TextColumn<'a>>,
    /// Titles of the videos.
    pub title: Option<TextColumn<'a>>,
    /// Products.
    pub product_id: Option<TextColumn<'a>>,
    /// Names of the products.
    pub product_title: Option<TextColumn<'a>>,
    /// Prices of the products in cents (分); −1 is missing.
    pub price: Option<CounterSlice<'a>>,
    /// How often the products were sold; −1 is missing.
    pub sales: Option<CounterSlice<'a>>,
    /// Addresses of the videos.
    pub aweme_url: Option<TextColumn<'a>>,
    /// Addresses of the cover pictures.
    pub cover_url: Option<TextColumn<'a>>,
}

/// Rows that one thread checks at a time.
const PIECE: usize = 1 << 14;
const SOMETHING: u8 = 1;
const NEGATIVE: u8 = 2;

impl<'a> SnapshotColumns<'a> {
    pub(crate) fn text_columns(&self) -> [(&'static str, Option<TextColumn<'a>>); 8] {
        [
            ("creator", self.creator),
            ("nickname", self.nickname),
            ("avatar", self.avatar),
            ("title", self.title),
            ("product_id", self.product_id),
            ("product_title", self.product_title),
            ("aweme_url", self.aweme_url),
            ("cover_url", self.cover_url),
        ]
    }

    /// Lengths and codes, so that what follows may index freely.
    pub(crate) fn check_shape(&self) -> Result<(), Error> {
        let expected = self.aweme_id.len();
        let counters = Metric::ALL.into_iter().map(|m| (m.column(), self.counters[m as usize].map(|c| c.len())));
        let texts = self.text_columns().map(|(name, column)| (name, column.map(|c| c.codes.len())));
        let others = [
            ("update_ts", Some(self.update_ts.len())),
            ("create_time", self.create_time.map(<[i64]>::len)),
            ("price", self.price.map(|column| column.len())),
            ("sales", self.sales.map(|column| column.len())),
        ];
        for (column, found) in others.into_iter().chain(counters).chain(texts) {
            if let Some(found) = found.filter(|found| *found != expected) {
                return Err(Error::new(ErrorKind::ColumnLength { column, found, expected }));
            }
        }
        for (column, texts) in self.text_columns() {
            let Some(TextColumn { codes, texts }) = texts else { continue };
            let fits = |code: &i32| *code >= -1 && (*code < 0 || (*code as usize) < texts.len());
            if let Some(row) = codes.iter().position(|code| !fits(code)) {
                let kind = ErrorKind::TextCode { column, code: codes[row], texts: texts.len() };
                return Err(Error::at_row(kind, row as u64));
            }
        }
        Ok(())
    }

    /// Checks each row and says what became of it.
    pub(crate) fn check_rows(&self, calendar: &Calendar, intake: &mut Intake) -> Vec<u8> {
        let mut flags = vec![0; self.aweme_id.len()];
        let rows_before = intake.rows_read;
        let pieces: Vec<Intake> = flags
            .par_chunks_mut(PIECE)
            .enumerate()
            .map(|(piece, flags)| {
                let first = piece * PIECE;
                // Messages number rows on from those before; counts are of the piece alone.
                let before = rows_before + first as u64;
                let mut intake = Intake { rows_read: before, ..Intake::default() };
                let seen = self.look_at_counters(first..first + flags.len());
                for ((row, flag), seen) in (first..).zip(flags).zip(seen) {
                    *flag = self.check_row(row, seen, calendar, &mut intake);
                }
                Intake { rows_read: intake.rows_read - before, ..intake }
            })
            .collect();
        pieces.iter().for_each(|piece| intake.add(piece));
        flags
    }

    /// Of each row, whether a counter is above 0, and whether one is below −1.
    fn look_at_counters(&self, rows: Range<usize>) -> Vec<u8> {
        fn look<T: Copy + Into<i64>>(seen: &mut [u8], values: &[T]) {
            for (seen, value) in seen.iter_mut().zip(values) {
                let value: i64 = (*value).into();
                *seen |= if value > 0 { SOMETHING } else { 0 };
                *seen |= if value < -1 { NEGATIVE } else { 0 };
            }
        }
        let mut seen = vec![0; rows.len()];
        for column in self.counters.iter().flatten() {
            match column {
                CounterSlice::Narrow(values) => look(&mut seen, &values[rows.clone()]),
                CounterSlice::Wide(values) => look(&mut seen, &values[rows.clone()]),
            }
        }
        seen
    }

    fn check_row(&self, row: usize, seen: u8, calendar: &Calendar, intake: &mut Intake) -> u8 {
        if let Some(blank) = self.sound(row, seen, calendar) {
            intake.rows_read += 1;
            intake.rows_accepted += 1;
            intake.rows_blank += u64::from(blank);
            return if blank { flag::BLANK } else { 0 };
        }
        match self.raw(row).check(calendar) {
            Ok(snapshot) => {
                intake.accept(&snapshot);
                if snapshot.blank { flag::BLANK } else { 0 }
            }
            Err(rejection) => {
                intake.reject(&rejection);
                flag::REJECTED
            }
        }
    }

    /// Whether the row is blank, where it is plain that the row is sound.
    #[inline]
    fn sound(&self, row: usize, seen: u8, calendar: &Calendar) -> Option<bool> {
        let ts = self.update_ts[row];
        let create_time = self.create_time.map_or(0, |seconds| seconds[row]);
        let keyed = self.aweme_id[row] > 0 && (100_000_000_000..100_000_000_000_000).contains(&ts);
        if !keyed || seen & NEGATIVE != 0 || create_time > 100_000_000_000 {
            return None;
        }
        let something = seen & SOMETHING != 0;
        if create_time <= 0 {
            return Some(!something);
        }
        // Two days later is a later day wherever clocks are turned; less may not be.
        if something && ts >= create_time * 1000 + 2 * 86_400_000 {
            return Some(false);
        }
        let (day, published) = (calendar.day_of_ms(ts), calendar.day_of_seconds(create_time));
        (day >= published).then_some(!something && day != published)
    }

    fn raw(&self, row: usize) -> RawSnapshot<'a> {
        RawSnapshot {
            aweme_id: Cell::Int(self.aweme_id[row]),
            update_ts: Cell::Int(self.update_ts[row]),
            create_time: self.create_time.map_or(Cell::Null, |seconds| Cell::Int(seconds[row])),
            counters: self.counters.map(|column| column.map_or(Cell::Null, |c| Cell::Int(c.get(row)))),
            ..RawSnapshot::default()
        }
    }
}
