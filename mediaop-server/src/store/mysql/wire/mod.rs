//! Reading over a socket of our own: the part of the MySQL protocol that reading needs.
//!
//! The driver makes a list of each row, and two shared buffers, and hands it through two streams of
//! futures: twice the time that MariaDB takes to read the row. Here a row is looked at where it lies in
//! the buffer that the socket has filled. What this part does not speak (encryption, other ways to log
//! in) is left to the driver.

mod connection;
mod error;
mod fields;
mod login;
mod packets;
mod rows;
mod socket;

pub(super) use connection::WireConnection;
pub(crate) use rows::WireRow;
