//! Which snapshots have been read: what a refresh finds the new ones by.
//!
//! The user's tables have no index on `update_ts` alone, and get none. SQLite numbers the rows of a
//! file, so that new ones stand behind those that were read. Where rows have no numbers, the key
//! tells, video by video.

mod keys;
mod new_row;
mod numbers;
mod together;

use std::sync::Arc;

use mediaop_core::{DatasetBuilder, Known};

use super::database::StoreError;
use super::reader::Reader;

pub(super) use keys::{Keys, two_days_back};
use new_row::push;
pub(super) use numbers::Numbers;

/// How far the snapshots have been read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Cursor {
    Numbers(Numbers),
    Keys(Keys),
}

/// Where new rows are looked for, and beside what.
pub(super) struct Search<'a> {
    pub(super) reader: &'a Reader,
    /// Further readers of the same moment, which look at the same time.
    pub(super) others: &'a mut [Reader],
    /// The rows that a data set has.
    pub(super) known: &'a Arc<Known>,
    /// Since when keys are kept.
    pub(super) since: i64,
}

/// New rows.
pub(super) struct News {
    /// What has read them.
    pub(super) builder: DatasetBuilder,
    /// With them.
    pub(super) cursor: Cursor,
    /// What a cursor [without](Cursor::joined) them lacks; `None` if there are none.
    pub(super) part: Option<Cursor>,
}

impl Cursor {
    /// Reads the rows that a data set does not have, as far as they are quickly found.
    ///
    /// `None` where it shows that rows that were read are gone, or where new ones cannot be told: then only
    /// a full reading helps.
    pub(super) fn news(&self, search: Search<'_>) -> Result<Option<News>, StoreError> {
        match self {
            Cursor::Numbers(numbers) => numbers.news(search),
            Cursor::Keys(keys) => keys.news(search),
        }
    }

    /// Reads what [`news`](Cursor::news) passes over, rows that came late; `None` where rows that were read
    /// are gone. It takes longer, and can wait until the news are served.
    pub(super) fn rest(&self, search: Search<'_>) -> Result<Option<News>, StoreError> {
        match self {
            Cursor::Numbers(numbers) => numbers.rest(search),
            Cursor::Keys(keys) => keys.rest(search),
        }
    }

    /// All in one; `None` where they are not of one kind of table.
    pub(super) fn joined(self, later: Vec<Cursor>) -> Option<Cursor> {
        match self {
            Cursor::Numbers(_) => {
                let are_numbers = later.iter().all(|cursor| matches!(cursor, Cursor::Numbers(_)));
                are_numbers.then(|| later.into_iter().next_back().unwrap_or(self))
            }
            Cursor::Keys(keys) => {
                let later = later.into_iter().map(|cursor| match cursor {
                    Cursor::Keys(later) => Some(later),
                    Cursor::Numbers(_) => None,
                });
                Some(Cursor::Keys(keys.joined(&later.collect::<Option<Vec<_>>>()?)))
            }
        }
    }

    pub(super) fn write_to(&self, out: &mut Vec<u8>) {
        match self {
            Cursor::Numbers(numbers) => {
                write_numbers(out, [NUMBERS]);
                numbers.write_to(out);
            }
            Cursor::Keys(keys) => {
                write_numbers(out, [KEYS]);
                keys.write_to(out);
            }
        }
    }

    /// `None` if these are not the bytes of a cursor.
    pub(super) fn read_from(bytes: &[u8]) -> Option<Self> {
        let (numbers, rest) = bytes.as_chunks::<8>();
        let mut numbers = numbers.iter().map(|number| i64::from_le_bytes(*number));
        let cursor = match numbers.next()? {
            NUMBERS => Cursor::Numbers(Numbers::read_from(&mut numbers)?),
            KEYS => Cursor::Keys(Keys::read_from(&mut numbers)?),
            _ => return None,
        };
        (rest.is_empty() && numbers.next().is_none()).then_some(cursor)
    }
}

const NUMBERS: i64 = 1;
const KEYS: i64 = 2;

fn write_numbers(out: &mut Vec<u8>, numbers: impl IntoIterator<Item = i64>) {
    numbers.into_iter().for_each(|number| out.extend(number.to_le_bytes()));
}

/// As many items as a number says that stands before them.
fn read_items<T>(
    numbers: &mut dyn Iterator<Item = i64>,
    item: impl Fn(&mut dyn Iterator<Item = i64>) -> Option<T>,
) -> Option<Vec<T>> {
    let length = usize::try_from(numbers.next()?).ok()?;
    let items: Vec<_> = (0..length).map_while(|_| item(numbers)).collect();
    (items.len() == length).then_some(items)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_what_was_written_and_nothing_else_is_one() {
        for cursor in [
            Cursor::Keys(Keys::of(vec![(1, 50), (2, 150)], 100)),
            Cursor::Numbers(Numbers::new(9, 7, vec![[9, 1, 50], [8, 2, 150]])),
        ] {
            let mut bytes = Vec::new();
            cursor.write_to(&mut bytes);
            assert_eq!(Cursor::read_from(&bytes), Some(cursor));
            for wrong in [&bytes[..bytes.len() - 1], &bytes[..bytes.len() - 8], &bytes[8..], &[]] {
                assert_eq!(Cursor::read_from(wrong), None);
            }
        }
    }

    #[test]
    fn cursors_of_two_kinds_of_table_are_not_joined() {
        let (keys, numbers) = (Cursor::Keys(Keys::of(Vec::new(), 0)), Cursor::Numbers(Numbers::new(9, 7, Vec::new())));
        assert_eq!(keys.clone().joined(vec![keys.clone(), numbers.clone()]), None);
        assert_eq!(numbers.clone().joined(vec![numbers, keys]), None);
    }
}
