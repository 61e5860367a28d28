//! A row as the file keeps it: the kinds of its fields, then the fields.

use super::super::super::reader::RawCell;

/// A field of a record that is asked for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Field {
    /// Its place in the record.
    pub(super) place: usize,
    /// As which column it is handed out.
    pub(super) column: usize,
    /// Whether it is NULL in a record that ends before it.
    pub(super) may_be_missing: bool,
}

/// The fields that are asked for.
#[derive(Debug)]
pub(super) struct Fields {
    /// By place.
    fields: Vec<Field>,
    columns: usize,
}

impl Fields {
    pub(super) fn new(mut fields: Vec<Field>, columns: usize) -> Self {
        fields.sort_unstable_by_key(|field| field.place);
        Fields { fields, columns }
    }

    /// Room for the values of a row.
    pub(super) fn no_cells<'record>(&self) -> Vec<RawCell<'record>> {
        vec![RawCell::Null; self.columns]
    }

    /// Takes the values of a record; `None` where it is none, or lacks a field that has a default.
    #[inline]
    pub(super) fn read<'record>(&self, record: &'record [u8], cells: &mut [RawCell<'record>]) -> Option<()> {
        let (header, rest) = varint(record)?;
        let mut body = usize::try_from(header).ok()?;
        let mut kinds = record.get(record.len() - rest.len()..body)?;
        let mut place = 0;
        for field in &self.fields {
            let cell = loop {
                let Some((&first, rest)) = kinds.split_first() else {
                    break if field.may_be_missing { RawCell::Null } else { return None };
                };
                // Nearly all numbers, and short texts.
                let (kind, length, rest) = match LENGTHS.get(usize::from(first)) {
                    Some(&length) if length != NO_KIND => (u64::from(first), usize::from(length), rest),
                    Some(_) => return None,
                    None => {
                        let (kind, rest) = varint(kinds)?;
                        (kind, length(kind)?, rest)
                    }
                };
                let (begin, of) = (body, place);
                body = body.checked_add(length)?;
                (kinds, place) = (rest, place + 1);
                if of == field.place {
                    let bytes = record.get(begin..body)?;
                    break match kind {
                        1..=6 => RawCell::Int(whole(&record[begin..], length)),
                        kind => value(kind, bytes),
                    };
                }
            };
            cells[field.column] = cell;
        }
        Some(())
    }
}

/// A whole number of up to nine bytes, seven bits in each but the ninth, and what lies behind it.
#[inline]
pub(super) fn varint(bytes: &[u8]) -> Option<(u64, &[u8])> {
    match bytes {
        [first @ 0..0x80, rest @ ..] => Some((u64::from(*first), rest)),
        [first, second @ 0..0x80, rest @ ..] => Some((u64::from(first & 0x7f) << 7 | u64::from(*second), rest)),
        _ => long_varint(bytes),
    }
}

fn long_varint(bytes: &[u8]) -> Option<(u64, &[u8])> {
    let mut value = 0;
    for (place, &byte) in bytes.iter().take(8).enumerate() {
        value = value << 7 | u64::from(byte & 0x7f);
        if byte < 0x80 {
            return Some((value, &bytes[place + 1..]));
        }
    }
    let (&last, rest) = bytes.get(8..)?.split_first()?;
    Some((value << 8 | u64::from(last), rest))
}

/// How many bytes fields of the first kinds take.
const LENGTHS: [u8; 0x80] = {
    let mut lengths = [0, 1, 2, 3, 4, 6, 8, 8, 0, 0, NO_KIND, NO_KIND].as_slice();
    let (mut all, mut kind) = ([0; 0x80], 0);
    while kind < all.len() {
        all[kind] = match lengths.split_first() {
            Some((length, rest)) => {
                lengths = rest;
                *length
            }
            None => (kind as u8 - 12) / 2,
        };
        kind += 1;
    }
    all
};
const NO_KIND: u8 = 0xff;

/// How many bytes a text or bytes of a kind behind these take.
#[inline]
fn length(kind: u64) -> Option<usize> {
    usize::try_from((kind.checked_sub(12)?) / 2).ok()
}

#[inline]
fn value(kind: u64, bytes: &[u8]) -> RawCell<'_> {
    match kind {
        0 => RawCell::Null,
        7 => match f64::from_bits(whole(bytes, bytes.len()).cast_unsigned()) {
            nothing if nothing.is_nan() => RawCell::Null,
            number => RawCell::Float(number),
        },
        8 => RawCell::Int(0),
        9 => RawCell::Int(1),
        text if text % 2 == 1 => RawCell::Text(bytes),
        _ => RawCell::NoText,
    }
}

/// The number in the first bytes, one to eight of them.
#[inline]
fn whole(bytes: &[u8], length: usize) -> i64 {
    let unused = 64 - 8 * length;
    match bytes.first_chunk() {
        Some(word) => i64::from_be_bytes(*word) >> unused,
        // At the end of a record.
        None => {
            let mut word = [0; 8];
            word[..length].copy_from_slice(&bytes[..length]);
            i64::from_be_bytes(word) >> unused
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_varint_has_seven_bits_a_byte_and_eight_in_the_ninth() {
        for (bytes, number) in [
            (&[0x05][..], 5),
            (&[0x81, 0x00], 128),
            (&[0xff, 0x7f], 16_383),
            (&[0x81, 0x80, 0x00], 16_384),
            (&[0x81, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x00], 1 << 49),
            (&[0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x07], 7),
            (&[0xff; 9], u64::MAX),
        ] {
            assert_eq!(varint(bytes), Some((number, &[][..])), "{bytes:x?}");
            assert_eq!(varint(&bytes[..bytes.len() - 1]), None, "{bytes:x?}");
            let behind: Vec<u8> = bytes.iter().copied().chain([9]).collect();
            assert_eq!(varint(&behind), Some((number, &[9][..])), "{bytes:x?}");
        }
    }

    fn read(record: &[u8], may_be_missing: bool) -> Option<String> {
        let field = |place, column| Field { place, column, may_be_missing };
        let fields = Fields::new(vec![field(2, 0), field(0, 1)], 3);
        let mut cells = fields.no_cells();
        fields.read(record, &mut cells).map(|()| format!("{cells:?}"))
    }

    #[test]
    fn fields_are_handed_out_as_the_columns_that_are_asked_for() {
        // Four kinds and their length: a byte, a text of two, one, none; then -2, "ab".
        let record = [5, 1, 17, 9, 0, 0xfe, b'a', b'b'];
        assert_eq!(read(&record, false).as_deref(), Some("[Int(1), Int(-2), Null]"));
        assert_eq!(read(&[2, 9], true).as_deref(), Some("[Null, Int(1), Null]"));
    }

    #[test]
    fn bytes_that_are_no_record_are_left_to_sqlite() {
        for (wrong, is) in [
            (&[][..], "empty"),
            (&[9, 1, 1], "shorter than its header"),
            (&[0, 1, 1], "without room for its header's length"),
            (&[4, 6, 1, 1, 7], "shorter than its fields"),
            (&[4, 10, 1, 1, 7, 7], "of a kind that is reserved"),
            (&[2, 9], "without a field that has a default"),
        ] {
            assert_eq!(read(wrong, false), None, "{is}");
        }
    }
}
