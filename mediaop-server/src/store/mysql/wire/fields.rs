//! Fields of a packet, taken one after the other.

use std::io;

use super::error::broken;

/// What is left of a packet.
pub(super) struct Fields<'a>(pub(super) &'a [u8]);

impl<'a> Fields<'a> {
    pub(super) fn bytes(&mut self, length: usize) -> io::Result<&'a [u8]> {
        let (field, rest) = self.0.split_at_checked(length).ok_or_else(too_short)?;
        self.0 = rest;
        Ok(field)
    }

    pub(super) fn array<const N: usize>(&mut self) -> io::Result<[u8; N]> {
        let (field, rest) = self.0.split_first_chunk::<N>().ok_or_else(too_short)?;
        self.0 = rest;
        Ok(*field)
    }

    pub(super) fn byte(&mut self) -> io::Result<u8> {
        self.array::<1>().map(|[byte]| byte)
    }

    /// Bytes up to a zero, or all that are left.
    pub(super) fn up_to_zero(&mut self) -> &'a [u8] {
        let end = self.0.iter().position(|byte| *byte == 0);
        let field = &self.0[..end.unwrap_or(self.0.len())];
        self.0 = end.map_or(&[], |end| &self.0[end + 1..]);
        field
    }

    /// A number in as many bytes as it needs.
    pub(super) fn length(&mut self) -> io::Result<u64> {
        match self.byte()? {
            0xfc => self.array().map(|bytes| u16::from_le_bytes(bytes).into()),
            0xfd => self.array().map(|[a, b, c]| u32::from_le_bytes([a, b, c, 0]).into()),
            0xfe => self.array().map(u64::from_le_bytes),
            small @ 0..=0xfa => Ok(small.into()),
            other => Err(broken(format!(
                "a length begins with the byte {other:#x}, expected one up to 0xfa or 0xfc to 0xfe"
            ))),
        }
    }

    /// Bytes behind their length.
    pub(super) fn counted(&mut self) -> io::Result<&'a [u8]> {
        let length = usize::try_from(self.length()?).map_err(|_| too_short())?;
        self.bytes(length)
    }
}

fn too_short() -> io::Error {
    broken("a packet ends before its last field".to_owned())
}

/// Writes bytes behind their length.
pub(super) fn write_counted(out: &mut Vec<u8>, bytes: &[u8]) {
    let length = bytes.len() as u64;
    match length {
        0..=0xfa => out.push(length as u8),
        0xfb..=0xffff => {
            out.push(0xfc);
            out.extend(&length.to_le_bytes()[..2]);
        }
        0x1_0000..=0xff_ffff => {
            out.push(0xfd);
            out.extend(&length.to_le_bytes()[..3]);
        }
        _ => {
            out.push(0xfe);
            out.extend(length.to_le_bytes());
        }
    }
    out.extend(bytes);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_of_every_length_are_read_as_they_were_written() {
        for length in [0, 1, 0xfa, 0xfb, 0xffff, 0x1_0000, 0xff_ffff, 0x100_0000] {
            let (mut out, bytes) = (Vec::new(), vec![5; length]);
            write_counted(&mut out, &bytes);
            out.push(1);
            let mut fields = Fields(&out);
            assert_eq!(fields.counted().unwrap(), bytes);
            assert_eq!((fields.byte().unwrap(), fields.0), (1, [].as_slice()));
        }
    }

    #[test]
    fn a_packet_that_ends_too_soon_is_an_error() {
        assert!(Fields(&[3, 1, 2]).counted().is_err());
        assert!(Fields(&[0xfc, 1]).length().is_err());
        assert!(Fields(&[0xfb]).length().is_err());
        assert!(Fields(&[]).byte().is_err());
        assert_eq!(Fields(b"name").up_to_zero(), b"name");
    }
}
