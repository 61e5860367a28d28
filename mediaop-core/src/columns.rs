//! Snapshots in columns, as data frames and Arrow hold them.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::error::{Error, ErrorKind};
use crate::metric::Metric;

use crate::summary::{Codes, Dictionary, NO_TEXT, RowColumns};
use crate::validity::Validity;

pub use crate::summary::CounterSlice;

/// A column of texts by codes into a dictionary. Missing is −1, or what `known` has no bit for.
///
/// ```
/// use mediaop_core::TextColumn;
/// let creators = TextColumn { codes: &[0, 1, 0, -1], texts: &["lily", "ming"], known: None };
/// assert_eq!(creators.texts[creators.codes[2] as usize], "lily");
/// ```
#[derive(Debug, Clone, Copy, Default)]
pub struct TextColumn<'a> {
    /// One code for each row.
    pub codes: &'a [i32],
    /// The texts that the codes name; an empty text is missing.
    pub texts: &'a [&'a str],
    /// Which codes are there, where others than −1 stand for missing; a bit for each row.
    pub known: Option<Validity<'a>>,
}

impl TextColumn<'_> {
    /// The code of a row, `None` where it is missing or there is no such row.
    ///
    /// ```
    /// use mediaop_core::TextColumn;
    /// let creators = TextColumn { codes: &[0, 1, 0, -1], texts: &["lily", "ming"], known: None };
    /// assert_eq!((creators.code(1), creators.code(3), creators.code(4)), (Some(1), None, None));
    /// ```
    pub fn code(&self, row: usize) -> Option<usize> {
        let code = usize::try_from(*self.codes.get(row)?).ok()?;
        self.known.is_none_or(|known| row < known.len() && known.has(row)).then_some(code)
    }

    /// For each code the first whose text is the same, space around it apart; `NO_TEXT` for an
    /// empty text.
    pub(crate) fn same_as(&self) -> Vec<u32> {
        let mut first: FxHashMap<&str, u32> = FxHashMap::default();
        let codes = (0..).zip(self.texts.iter().map(|text| text.trim()));
        codes.map(|(code, text)| if text.is_empty() { NO_TEXT } else { *first.entry(text).or_insert(code) }).collect()
    }
}

/// Rows of `douyin_aweme_summary` in columns, in any order. No number that is columnar already is
/// copied.
///
/// # Input
/// All columns have the length of `aweme_id`. Counters and `create_time` say −1 (counters) or 0
/// (`create_time`) for missing. Rows are checked as [`crate::RawSnapshot::check`] does it.
///
/// # Cost
/// One pass on all threads where `aweme_id` ascends; otherwise the rows are copied beside others of
/// their video, up to 2 GiB of them at a time.
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

    /// The columns that a fold takes, beside dictionaries of its products and creators.
    pub(crate) fn rows<'b>(&'b self, products: &'b [u32], creators: &'b [u32]) -> RowColumns<'b> {
        let codes = |column: Option<TextColumn<'b>>, same_as: &'b [u32]| {
            let dictionary = |texts| Dictionary::Given { texts, same_as };
            column.map(|TextColumn { codes, texts, known }| Codes { codes, known, dictionary: dictionary(texts) })
        };
        RowColumns {
            aweme_id: self.aweme_id,
            update_ts: self.update_ts,
            create_time: self.create_time,
            counters: self.counters,
            product: codes(self.product_id, products),
            creator: codes(self.creator, creators),
            flags: None,
        }
    }

    /// The columns that increments take.
    pub(crate) fn readings(&self) -> RowColumns<'_> {
        RowColumns { product: None, creator: None, ..self.rows(&[], &[]) }
    }

    /// Lengths, and the codes of texts that are only shown, so that what follows may index freely.
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
            if let Some(found) = texts.and_then(|texts| texts.known).map(|known| known.len()).filter(|n| *n != expected)
            {
                return Err(Error::new(ErrorKind::ValidityLength { column, found, expected }));
            }
        }
        [("nickname", self.nickname), ("avatar", self.avatar), ("title", self.title)]
            .into_iter()
            .chain([
                ("product_title", self.product_title),
                ("aweme_url", self.aweme_url),
                ("cover_url", self.cover_url),
            ])
            .try_for_each(|(name, column)| check_codes(name, column))
    }

    /// The first code of a product or a creator that names no text.
    pub(crate) fn foreign_code(&self) -> Option<Error> {
        check_codes("creator", self.creator).and_then(|()| check_codes("product_id", self.product_id)).err()
    }
}

fn check_codes(column: &'static str, texts: Option<TextColumn<'_>>) -> Result<(), Error> {
    let Some(TextColumn { codes, texts, known }) = texts else { return Ok(()) };
    let fits = |code: i32| code >= -1 && (code < 0 || (code as usize) < texts.len());
    let is_missing = |row: usize| known.is_some_and(|known| !known.has(row));
    match (0..codes.len()).into_par_iter().position_first(|row| !fits(codes[row]) && !is_missing(row)) {
        None => Ok(()),
        Some(row) => {
            let kind = ErrorKind::TextCode { column, code: codes[row], texts: texts.len() };
            Err(Error::at_row(kind, row as u64))
        }
    }
}
