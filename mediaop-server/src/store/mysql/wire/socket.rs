//! The way to a server, on which nothing waits for ever.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream, ToSocketAddrs};
#[cfg(unix)]
use std::os::unix::net::UnixStream;
#[cfg(unix)]
use std::path::Path;
use std::time::{Duration, Instant};

use super::packets::Stream;

/// A stream to a server. Up to a deadline all reads together have the time that is left; afterwards each
/// has its own.
#[derive(Debug)]
pub(super) struct Socket {
    stream: Plain,
    deadline: Option<Instant>,
}

#[derive(Debug)]
enum Plain {
    #[cfg(unix)]
    Unix(UnixStream),
    Tcp(TcpStream),
}

impl Socket {
    #[cfg(unix)]
    pub(super) fn local(path: &Path, deadline: Instant) -> io::Result<Self> {
        Ok(Socket::of(UnixStream::connect(path)?, deadline))
    }

    #[cfg(unix)]
    pub(super) fn of(stream: UnixStream, deadline: Instant) -> Self {
        Socket { stream: Plain::Unix(stream), deadline: Some(deadline) }
    }

    /// To the first of a host's addresses that answers.
    pub(super) fn remote(host: &str, port: u16, deadline: Instant) -> io::Result<Self> {
        let bare = host.trim_start_matches('[').trim_end_matches(']');
        Socket::first_of(&(bare, port).to_socket_addrs()?.collect::<Vec<_>>(), deadline)
    }

    /// Each has its share of the time that is left: the first may be one that nothing leads to.
    fn first_of(addresses: &[SocketAddr], deadline: Instant) -> io::Result<Self> {
        let mut failed = io::Error::new(io::ErrorKind::NotFound, "the host has no address");
        for (number, address) in addresses.iter().enumerate() {
            let rest = (addresses.len() - number) as u32;
            match TcpStream::connect_timeout(address, left(deadline)? / rest) {
                Ok(stream) => {
                    stream.set_nodelay(true)?;
                    return Ok(Socket { stream: Plain::Tcp(stream), deadline: Some(deadline) });
                }
                Err(error) => failed = error,
            }
        }
        Err(failed)
    }

    /// From now on each read may take so long.
    pub(super) fn wait_at_most(&mut self, time: Duration) -> io::Result<()> {
        self.deadline = None;
        self.set_time(time)
    }

    fn set_time(&self, time: Duration) -> io::Result<()> {
        match &self.stream {
            #[cfg(unix)]
            Plain::Unix(stream) => stream.set_read_timeout(Some(time)),
            Plain::Tcp(stream) => stream.set_read_timeout(Some(time)),
        }
    }
}

impl Stream for Socket {
    fn read_some(&mut self, into: &mut [u8]) -> io::Result<usize> {
        loop {
            if let Some(deadline) = self.deadline {
                self.set_time(left(deadline)?)?;
            }
            let read = match &mut self.stream {
                #[cfg(unix)]
                Plain::Unix(stream) => stream.read(into),
                Plain::Tcp(stream) => stream.read(into),
            };
            match read {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                // What the system calls "resource temporarily unavailable".
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Err(late()),
                read => return read,
            }
        }
    }

    fn write_whole(&mut self, bytes: &[u8]) -> io::Result<()> {
        match &mut self.stream {
            #[cfg(unix)]
            Plain::Unix(stream) => stream.write_all(bytes),
            Plain::Tcp(stream) => stream.write_all(bytes),
        }
    }
}

/// The time up to a deadline, which must not be none: that would be for ever.
fn left(deadline: Instant) -> io::Result<Duration> {
    let left = deadline.saturating_duration_since(Instant::now());
    if left.is_zero() { Err(late()) } else { Ok(left) }
}

fn late() -> io::Error {
    io::Error::new(io::ErrorKind::TimedOut, "the server does not answer")
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_server_that_drips_has_no_more_time_than_one_that_is_silent() {
        let (here, mut there) = UnixStream::pair().unwrap();
        there.write_all(b".").unwrap();
        let dripping = std::thread::spawn(move || {
            while there.write_all(b".").is_ok() {
                std::thread::sleep(Duration::from_millis(10));
            }
        });
        let mut socket = Socket::of(here, Instant::now() + Duration::from_secs(1));
        let mut heard = 0;
        let error = loop {
            match socket.read_some(&mut [0; 8]) {
                Ok(bytes) => heard += bytes,
                Err(error) => break error,
            }
        };
        assert_eq!(error.to_string(), "the server does not answer");
        assert!(heard > 0);
        drop(socket);
        dripping.join().unwrap();
    }

    #[test]
    fn a_silent_server_is_given_up() {
        let (here, _there) = UnixStream::pair().unwrap();
        let mut socket = Socket::of(here, Instant::now());
        assert_eq!(socket.read_some(&mut [0; 8]).unwrap_err().kind(), io::ErrorKind::TimedOut);
        socket.wait_at_most(Duration::from_millis(1)).unwrap();
        assert_eq!(socket.read_some(&mut [0; 8]).unwrap_err().kind(), io::ErrorKind::TimedOut);
    }

    #[tokio::test]
    async fn an_address_that_does_not_answer_leaves_time_for_the_next() {
        let listener = |waiting| {
            let socket = tokio::net::TcpSocket::new_v4().unwrap();
            socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
            socket.listen(waiting).unwrap()
        };
        let (full, free) = (listener(0), listener(8));
        // It takes nobody up: who comes second waits.
        let _first = TcpStream::connect(full.local_addr().unwrap()).unwrap();
        let addresses = [&full, &free].map(|listener| listener.local_addr().unwrap());
        let deadline = |seconds| Instant::now() + Duration::from_secs(seconds);
        assert!(Socket::first_of(&addresses, deadline(4)).is_ok());
        assert_eq!(Socket::first_of(&addresses[..1], deadline(1)).unwrap_err().kind(), io::ErrorKind::TimedOut);
    }

    #[test]
    fn where_nobody_listens_is_an_error_at_once() {
        let deadline = Instant::now() + Duration::from_secs(10);
        // Port 1 of this machine.
        let refused = Socket::remote("[::1]", 1, deadline).or_else(|_| Socket::remote("127.0.0.1", 1, deadline));
        assert_eq!(refused.unwrap_err().kind(), io::ErrorKind::ConnectionRefused);
        assert!(Socket::local(Path::new("/nowhere/mysqld.sock"), deadline).is_err());
        assert_eq!(Socket::remote("127.0.0.1", 1, Instant::now()).unwrap_err().kind(), io::ErrorKind::TimedOut);
    }
}
