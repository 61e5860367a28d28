//! Packets over a socket.

use std::io;
use std::ops::Range;

use super::error::broken;
use super::socket::Socket;

/// A packet of this length goes on in the next one.
const LONGEST: usize = 0xff_ff_ff;
const BUFFER_BYTES: usize = 1 << 16;
/// No server lets a payload be longer.
const MOST_BYTES: usize = 1 << 30;

/// What comes and goes over a socket, packet by packet.
#[derive(Debug)]
pub(super) struct Packets<S = Socket> {
    socket: S,
    /// Read, but not taken yet: a part of the buffer.
    ahead: Range<usize>,
    buffer: Vec<u8>,
    /// A payload that came in several packets.
    joined: Vec<u8>,
    out: Vec<u8>,
    /// The number of the next packet.
    number: u8,
}

/// What packets are read from, and written to.
pub(super) trait Stream {
    fn read_some(&mut self, into: &mut [u8]) -> io::Result<usize>;
    fn write_whole(&mut self, bytes: &[u8]) -> io::Result<()>;
}

impl<S: Stream> Packets<S> {
    pub(super) fn new(socket: S) -> Self {
        let (joined, out) = (Vec::new(), Vec::new());
        Packets { socket, ahead: 0..0, buffer: vec![0; BUFFER_BYTES], joined, out, number: 0 }
    }

    pub(super) fn socket(&mut self) -> &mut S {
        &mut self.socket
    }

    /// Sends a command, with which the numbers of packets begin anew.
    pub(super) fn command(&mut self, write: impl FnOnce(&mut Vec<u8>)) -> io::Result<()> {
        self.number = 0;
        self.send(write)
    }

    /// Sends a packet with what `write` puts into it.
    pub(super) fn send(&mut self, write: impl FnOnce(&mut Vec<u8>)) -> io::Result<()> {
        self.out.clear();
        self.out.extend([0; 4]);
        write(&mut self.out);
        let length = self.out.len() - 4;
        if length >= LONGEST {
            return Err(broken(format!("a statement has {length} bytes, expected less than {LONGEST}")));
        }
        self.out[..3].copy_from_slice(&(length as u32).to_le_bytes()[..3]);
        self.out[3] = self.number;
        self.number = self.number.wrapping_add(1);
        self.socket.write_whole(&self.out)
    }

    /// The payload of the next packet; of several, where it is a long one.
    #[inline]
    pub(super) fn next(&mut self) -> io::Result<&[u8]> {
        let packet = self.packet()?;
        if packet.len() < LONGEST {
            return Ok(&self.buffer[packet]);
        }
        self.joined.clear();
        self.joined.extend_from_slice(&self.buffer[packet]);
        loop {
            let packet = self.packet()?;
            if self.joined.len() + packet.len() > MOST_BYTES {
                return Err(broken(format!("a payload has more than {MOST_BYTES} bytes")));
            }
            self.joined.extend_from_slice(&self.buffer[packet.clone()]);
            if packet.len() < LONGEST {
                return Ok(&self.joined);
            }
        }
    }

    /// Where the next packet lies in the buffer.
    #[inline]
    fn packet(&mut self) -> io::Result<Range<usize>> {
        self.have(4)?;
        let begin = self.ahead.start;
        let &[a, b, c, number] = self.buffer[begin..].first_chunk::<4>().unwrap_or(&[0; 4]);
        if number != self.number {
            return Err(broken(format!("packet {number} came where {} was expected", self.number)));
        }
        self.number = number.wrapping_add(1);
        let length = u32::from_le_bytes([a, b, c, 0]) as usize;
        self.ahead.start += 4;
        self.have(length)?;
        let begin = self.ahead.start;
        self.ahead.start += length;
        Ok(begin..begin + length)
    }

    /// Reads on until so many bytes lie ahead.
    #[inline]
    fn have(&mut self, length: usize) -> io::Result<()> {
        if self.ahead.len() < length { self.read_on(length) } else { Ok(()) }
    }

    #[cold]
    fn read_on(&mut self, length: usize) -> io::Result<()> {
        self.buffer.copy_within(self.ahead.clone(), 0);
        self.ahead = 0..self.ahead.len();
        if self.buffer.len() < length {
            self.buffer.resize(length.next_power_of_two(), 0);
        }
        while self.ahead.len() < length {
            match self.socket.read_some(&mut self.buffer[self.ahead.end..])? {
                0 => return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the server has closed the connection")),
                read => self.ahead.end += read,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A server that has said all it says, in pieces of a few bytes.
    #[derive(Default)]
    pub(in super::super) struct Told {
        says: Vec<u8>,
        piece: usize,
        pub(in super::super) heard: Vec<u8>,
    }

    impl Told {
        pub(in super::super) fn packets(payloads: &[&[u8]], first: u8, piece: usize) -> Self {
            let mut told = Told { piece, ..Told::default() };
            (first..).zip(payloads).for_each(|(number, payload)| told.then(payload, number));
            told
        }

        pub(in super::super) fn then(&mut self, payload: &[u8], number: u8) {
            self.says.extend(&(payload.len() as u32).to_le_bytes()[..3]);
            self.says.push(number);
            self.says.extend(payload);
        }
    }

    impl Stream for Told {
        fn read_some(&mut self, into: &mut [u8]) -> io::Result<usize> {
            let length = self.piece.min(into.len()).min(self.says.len());
            into[..length].copy_from_slice(&self.says[..length]);
            self.says.drain(..length);
            Ok(length)
        }

        fn write_whole(&mut self, bytes: &[u8]) -> io::Result<()> {
            self.heard.extend(bytes);
            Ok(())
        }
    }

    #[test]
    fn packets_come_whole_however_they_are_cut() {
        let long = vec![7; 3 * BUFFER_BYTES];
        for piece in [1, 3, 100_000] {
            let mut packets = Packets::new(Told::packets(&[b"one", b"", &long, b"last"], 0, piece));
            for payload in [b"one".as_slice(), b"", &long, b"last"] {
                assert_eq!(packets.next().unwrap(), payload);
            }
            assert_eq!(packets.next().unwrap_err().kind(), io::ErrorKind::UnexpectedEof);
        }
    }

    #[test]
    fn a_payload_of_several_packets_is_one() {
        let full = vec![1; LONGEST];
        for rest in [b"end".as_slice(), b""] {
            let mut packets = Packets::new(Told::packets(&[&full, rest, b"next"], 0, 1 << 20));
            assert_eq!(packets.next().unwrap().len(), LONGEST + rest.len());
            assert_eq!(packets.next().unwrap(), b"next");
        }
    }

    #[test]
    fn a_packet_out_of_turn_is_an_error() {
        let mut packets = Packets::new(Told::packets(&[b"late"], 3, 100));
        let error = packets.next().unwrap_err().to_string();
        assert_eq!(error, "packet 3 came where 0 was expected");
    }

    #[test]
    fn a_command_begins_the_numbers_anew() {
        let mut packets = Packets::new(Told::packets(&[b"ok"], 1, 100));
        packets.command(|out| out.extend(b"ask")).unwrap();
        assert_eq!(packets.next().unwrap(), b"ok");
        packets.send(|out| out.push(9)).unwrap();
        packets.command(|out| out.push(8)).unwrap();
        assert_eq!(packets.socket().heard, b"\x03\0\0\0ask\x01\0\0\x02\x09\x01\0\0\0\x08");
    }
}
