//! Rows of a prepared statement, looked at where they lie in the packet.

use std::io;

use super::super::super::reader::RawCell;
use super::error::broken;
use super::fields::Fields;

const UNSIGNED: u16 = 32;
/// A value that is NULL begins nowhere.
const NULL: Place = Place { begin: u32::MAX, length: 0 };

/// How the values of a column lie in a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// Of so many bytes.
    Int(u8),
    Unsigned(u8),
    Float,
    Double,
    /// Behind its length.
    Bytes,
    /// A date or a time, which is asked for as text.
    Date,
    /// Never there.
    Null,
}

impl Form {
    /// By the packet that defines the column.
    pub(super) fn of(definition: &[u8]) -> io::Result<Self> {
        let mut fields = Fields(definition);
        // Where it comes from and how it is called.
        for _ in 0..6 {
            fields.counted()?;
        }
        // The length of what follows, the character set and the greatest width.
        fields.bytes(1 + 2 + 4)?;
        let kind = fields.byte()?;
        let is_unsigned = u16::from_le_bytes(fields.array()?) & UNSIGNED != 0;
        let whole = |bytes| if is_unsigned { Form::Unsigned(bytes) } else { Form::Int(bytes) };
        Ok(match kind {
            1 => whole(1),
            2 | 13 => whole(2),
            3 | 9 => whole(4),
            8 => whole(8),
            4 => Form::Float,
            5 => Form::Double,
            6 => Form::Null,
            7 | 10..=12 => Form::Date,
            // Decimals, texts, bytes, bits, sets, documents, places on maps.
            0 | 15 | 16 | 245..=255 => Form::Bytes,
            other => return Err(broken(format!("a column is of the unknown kind {other}"))),
        })
    }

    /// Of how many bytes a value is, where all have as many.
    #[inline]
    fn bytes(self) -> Option<usize> {
        match self {
            Form::Int(bytes) | Form::Unsigned(bytes) => Some(bytes.into()),
            Form::Float => Some(4),
            Form::Double => Some(8),
            Form::Null => Some(0),
            Form::Bytes | Form::Date => None,
        }
    }
}

/// Where a value lies in its row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    begin: u32,
    length: u32,
}

/// A row, as it lies in the buffer.
#[derive(Debug, Clone, Copy)]
pub(crate) struct WireRow<'a> {
    packet: &'a [u8],
    forms: &'a [Form],
    places: &'a [Place],
}

impl<'a> WireRow<'a> {
    /// Finds the values of a row; `places` is made use of.
    #[inline]
    pub(super) fn new(packet: &'a [u8], forms: &'a [Form], places: &'a mut Vec<Place>) -> io::Result<Self> {
        let begin = 1 + (forms.len() + 9) / 8;
        let (Some(0), Some(nulls)) = (packet.first(), packet.get(1..begin)) else {
            return Err(broken("a row has no list of its missing values".to_owned()));
        };
        places.clear();
        let mut at = begin;
        for (column, form) in (2..).zip(forms) {
            if nulls[column / 8] & (1 << (column % 8)) != 0 {
                places.push(NULL);
                continue;
            }
            let length = match form.bytes() {
                Some(bytes) => bytes,
                None => {
                    let mut rest = Fields(&packet[at..]);
                    let length = rest.length()?;
                    at = packet.len() - rest.0.len();
                    usize::try_from(length).unwrap_or(usize::MAX)
                }
            };
            if length > packet.len() - at {
                return Err(broken("a row ends before its last value".to_owned()));
            }
            places.push(Place { begin: at as u32, length: length as u32 });
            at += length;
        }
        Ok(WireRow { packet, forms, places })
    }

    #[inline]
    pub(in crate::store) fn raw(&self, column: usize) -> RawCell<'a> {
        let (Some(bytes), Some(form)) = (self.bytes(column), self.forms.get(column)) else { return RawCell::Null };
        match form {
            Form::Int(8) => {
                bytes.first_chunk().map_or(RawCell::NoText, |bytes| RawCell::Int(i64::from_le_bytes(*bytes)))
            }
            Form::Int(_) => RawCell::Int(signed(bytes)),
            Form::Unsigned(_) => match i64::try_from(unsigned(bytes)) {
                Ok(number) => RawCell::Int(number),
                // Beyond every counter and id: as a number that is refused, not as none.
                Err(_) => RawCell::Float(f64::MAX),
            },
            Form::Float => {
                bytes.first_chunk().map_or(RawCell::NoText, |bytes| RawCell::Float(f32::from_le_bytes(*bytes).into()))
            }
            Form::Double => {
                bytes.first_chunk().map_or(RawCell::NoText, |bytes| RawCell::Float(f64::from_le_bytes(*bytes)))
            }
            Form::Bytes => RawCell::Text(bytes),
            Form::Date => RawCell::NoText,
            Form::Null => RawCell::Null,
        }
    }

    /// The value as it lies there; `None` for NULL.
    #[inline]
    pub(in crate::store) fn bytes(&self, column: usize) -> Option<&'a [u8]> {
        let place = self.places.get(column).filter(|place| **place != NULL)?;
        self.packet.get(place.begin as usize..)?.get(..place.length as usize)
    }
}

fn unsigned(bytes: &[u8]) -> u64 {
    bytes.iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte))
}

fn signed(bytes: &[u8]) -> i64 {
    let unused = 64_u32.saturating_sub(8 * bytes.len() as u32);
    if unused == 64 { 0 } else { (unsigned(bytes) << unused) as i64 >> unused }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn definition(kind: u8, flags: u16) -> Vec<u8> {
        let mut packet = Vec::new();
        for name in ["def", "shop", "t", "t", "digg_count", "digg_count"] {
            packet.push(name.len() as u8);
            packet.extend(name.bytes());
        }
        packet.extend([0x0c, 45, 0, 20, 0, 0, 0, kind]);
        packet.extend(flags.to_le_bytes());
        packet.extend([0; 3]);
        packet
    }

    fn form(kind: u8, flags: u16) -> Form {
        Form::of(&definition(kind, flags)).unwrap()
    }

    #[test]
    fn a_column_is_of_the_kind_that_its_definition_says() {
        assert_eq!([form(8, 1), form(8, 33), form(3, 0)], [Form::Int(8), Form::Unsigned(8), Form::Int(4)]);
        assert_eq!([form(253, 0), form(252, 0), form(246, 0)], [Form::Bytes; 3]);
        assert_eq!([form(7, 0), form(12, 0)], [Form::Date; 2]);
        assert!(Form::of(&definition(99, 0)).is_err());
        assert!(Form::of(&definition(8, 0)[..20]).is_err());
    }

    #[test]
    fn values_are_what_the_bytes_say() {
        let forms = [
            Form::Int(8),
            Form::Unsigned(8),
            Form::Int(1),
            Form::Bytes,
            Form::Int(4),
            Form::Float,
            Form::Double,
            Form::Bytes,
            Form::Unsigned(2),
        ];
        // The fifth and the eighth are NULL: bits 2 + 4 and 2 + 7.
        let mut packet = vec![0, 0b0100_0000, 0b0000_0010];
        packet.extend((-5_i64).to_le_bytes());
        packet.extend(u64::MAX.to_le_bytes());
        packet.push(0xfe);
        packet.extend(b"\x02p1");
        packet.extend(1.5_f32.to_le_bytes());
        packet.extend(2.25_f64.to_le_bytes());
        packet.extend(40_000_u16.to_le_bytes());
        let mut places = Vec::new();
        let row = WireRow::new(&packet, &forms, &mut places).unwrap();
        let found: Vec<String> = (0..10).map(|column| format!("{:?}", row.raw(column))).collect();
        assert_eq!(
            found,
            [
                "Int(-5)".to_owned(),
                format!("Float({:?})", f64::MAX),
                "Int(-2)".to_owned(),
                "Text([112, 49])".to_owned(),
                "Null".to_owned(),
                "Float(1.5)".to_owned(),
                "Float(2.25)".to_owned(),
                "Null".to_owned(),
                "Int(40000)".to_owned(),
                "Null".to_owned(),
            ]
        );
        for length in 0..packet.len() {
            let mut places = Vec::new();
            assert!(WireRow::new(&packet[..length], &forms, &mut places).is_err(), "{length} bytes");
        }
    }
}
