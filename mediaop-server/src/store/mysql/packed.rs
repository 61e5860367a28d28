//! All readings of a video in one value.
//!
//! A row costs a server, and the library that takes it, more than the dozen values in it. Joined to
//! one text a video they cost half: the server walks the same index, and hands over a hundredth of
//! the rows. Where a text does not come apart into the rows that it was made of, the video is read
//! row by row.

use super::super::database::Dialect;
use super::super::reader::{RawCell, RowRef};
use super::{CellKind, DeclaredColumn};

/// What stands between values, and between rows. Ids that hold them are read row by row.
const BETWEEN_VALUES: char = '\u{1f}';
const BETWEEN_ROWS: char = '\u{1e}';

/// The longest value that a session is told to make; some 8,000 readings.
pub(super) const MOST_BYTES: usize = 1 << 20;
/// A value within so many bytes of the longest was cut off, at a character's end.
const CUT_OFF_WITHIN: usize = 16;

/// Of each column that comes: the video, how many rows it has, and what they hold.
pub(super) const KINDS: [CellKind; 3] = [CellKind::Int, CellKind::Int, CellKind::Text];

/// How rows are joined and come apart.
pub(super) struct Packed {
    list: String,
    /// Of the columns that were asked for, the first of which is the video.
    kinds: Vec<CellKind>,
}

impl Packed {
    /// `None` where a column is neither whole numbers nor characters, or the first no video.
    pub(super) fn new(declared: &[DeclaredColumn], columns: &[&str]) -> Option<Self> {
        let of = |name: &&str| declared.iter().find(|column| column.name.eq_ignore_ascii_case(name));
        let declared = columns.iter().map(of).collect::<Option<Vec<_>>>()?;
        let (video, values) = declared.split_first()?;
        let comes_apart = |column: &DeclaredColumn| match column.kind {
            CellKind::Int | CellKind::Unsigned => true,
            CellKind::Text => column.is_characters(),
            CellKind::Float | CellKind::Absent => false,
        };
        if video.kind != CellKind::Int || values.is_empty() || !values.iter().all(|column| comes_apart(column)) {
            return None;
        }
        let value = |column: &&DeclaredColumn| {
            let name = Dialect::MySql.quoted(&column.name);
            // The functions that join pass over what is NULL. An empty text is as missing.
            if column.refuses_null { name } else { format!("IFNULL({name}, '')") }
        };
        let values: Vec<_> = values.iter().map(value).collect();
        let list = format!(
            "{}, COUNT(*), GROUP_CONCAT(CONCAT_WS('{BETWEEN_VALUES}', {}) SEPARATOR '{BETWEEN_ROWS}')",
            Dialect::MySql.quoted(&video.name),
            values.join(", ")
        );
        Some(Packed { list, kinds: declared.iter().map(|column| column.kind).collect() })
    }

    /// The statement for the videos between two ids.
    pub(super) fn sql(&self, table: &str) -> String {
        format!("SELECT {} FROM {table} WHERE aweme_id BETWEEN ? AND ? GROUP BY aweme_id ORDER BY aweme_id", self.list)
    }

    /// Hands the rows of a video to `each` as long as it says true; whether it did, or the video that
    /// is to be read row by row.
    pub(super) fn unpack(
        &self,
        video: RowRef<'_, '_>,
        each: &mut dyn FnMut(RowRef<'_, '_>) -> bool,
    ) -> Result<bool, Option<i64>> {
        let RawCell::Int(aweme_id) = video.raw(0) else { return Err(None) };
        let (RawCell::Int(rows), RawCell::Text(text)) = (video.raw(1), video.raw(2)) else {
            return Err(Some(aweme_id));
        };
        self.unpack_text(aweme_id, rows, text, each).ok_or(Some(aweme_id))
    }

    fn unpack_text(
        &self,
        aweme_id: i64,
        rows: i64,
        text: &[u8],
        each: &mut dyn FnMut(RowRef<'_, '_>) -> bool,
    ) -> Option<bool> {
        let values = self.kinds.len() - 1;
        let between = |mark: char| text.iter().filter(|byte| **byte == mark as u8).count();
        let rows = usize::try_from(rows).ok()?;
        let is_whole = text.len() + CUT_OFF_WITHIN < MOST_BYTES
            && between(BETWEEN_ROWS) + 1 == rows
            && between(BETWEEN_VALUES) == rows * (values - 1);
        if !is_whole {
            return None;
        }
        let mut cells = vec![RawCell::Null; self.kinds.len()];
        cells[0] = RawCell::Int(aweme_id);
        for row in text.split(|byte| *byte == BETWEEN_ROWS as u8) {
            let values = row.split(|byte| *byte == BETWEEN_VALUES as u8);
            for ((cell, kind), value) in cells[1..].iter_mut().zip(&self.kinds[1..]).zip(values) {
                *cell = cell_of(value, *kind);
            }
            if !each(RowRef::Cells(&cells)) {
                return Some(false);
            }
        }
        Some(true)
    }
}

fn cell_of(value: &[u8], kind: CellKind) -> RawCell<'_> {
    match kind {
        _ if value.is_empty() => RawCell::Null,
        CellKind::Int | CellKind::Unsigned => match whole_number(value) {
            Some(number) => RawCell::Int(number),
            // Beyond every counter and id: as a number that is refused, not as none.
            None => RawCell::Float(f64::MAX),
        },
        _ => RawCell::Text(value),
    }
}

/// What the server writes for a whole number; `None` beyond 64 bits.
fn whole_number(value: &[u8]) -> Option<i64> {
    match value {
        // No 18 digits are beyond 64 bits.
        digits if digits.len() <= 18 && digits.iter().all(u8::is_ascii_digit) => {
            Some(digits.iter().fold(0, |number, digit| number * 10 + i64::from(digit - b'0')))
        }
        other => std::str::from_utf8(other).ok()?.parse().ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packed() -> Packed {
        let column = |name: &str, data_type: &str, refuses_null| {
            DeclaredColumn::new(name.to_owned(), data_type.to_owned(), data_type, refuses_null)
        };
        let declared = [
            column("aweme_id", "bigint", true),
            column("update_ts", "bigint", true),
            column("digg_count", "int", false),
            column("sec_uid", "varchar", false),
        ];
        Packed::new(&declared, &["aweme_id", "update_ts", "digg_count", "sec_uid"]).unwrap()
    }

    /// What comes of a text, each row as it is shown.
    fn rows(number: i64, text: &str) -> Option<Vec<String>> {
        let mut rows = Vec::new();
        let text = text.replace(',', "\u{1f}").replace(';', "\u{1e}");
        let all = packed().unpack_text(7, number, text.as_bytes(), &mut |row| {
            rows.push((0..4).map(|column| format!("{:?}", row.text(column))).collect::<Vec<_>>().join(" "));
            true
        });
        all.map(|_| rows)
    }

    #[test]
    fn rows_come_apart_as_they_were() {
        let expected = ["Int(7) Int(5) Int(-3) Text(\"lily\")", "Int(7) Int(9223372036854775807) Null Null"];
        assert_eq!(rows(2, "5,-3,lily;9223372036854775807,,").unwrap(), expected);
        let beyond = format!("Int(7) Float({:?}) Int(1) Null", f64::MAX);
        assert_eq!(rows(1, "18446744073709551615,0001,").unwrap(), [beyond]);
    }

    #[test]
    fn a_text_that_is_not_of_so_many_rows_gives_none() {
        for (number, text) in [(2, "5,1,lily"), (1, "5,1,li;ly"), (1, "5,1,li,ly"), (2, "5,1,lily;5,1"), (0, "")] {
            assert_eq!(rows(number, text), None, "{text}");
        }
        assert_eq!(rows(1, &format!("5,1,{}", "x".repeat(MOST_BYTES - 10))), None);
    }

    #[test]
    fn what_is_joined_says_which_values_may_be_missing() {
        let sql = packed().sql("`shop`.`t`");
        assert!(sql.contains("`update_ts`, IFNULL(`digg_count`, ''), IFNULL(`sec_uid`, '')"), "{sql}");
    }

    #[test]
    fn bytes_and_fractions_are_not_joined() {
        let declared = |data_type: &str| {
            [("aweme_id", "bigint"), ("digg_count", data_type)]
                .map(|(name, kind)| DeclaredColumn::new(name.to_owned(), kind.to_owned(), kind, true))
        };
        let joins = |data_type: &str| Packed::new(&declared(data_type), &["aweme_id", "digg_count"]).is_some();
        assert!(joins("int") && joins("varchar") && joins("longtext"));
        assert!(!joins("double") && !joins("varbinary") && !joins("blob") && !joins("decimal") && !joins("datetime"));
        assert!(Packed::new(&declared("int"), &["aweme_id", "share_count"]).is_none());
    }
}
