//! What the server says against a statement, and what it must not say.

use std::borrow::Cow;
use std::error::Error;
use std::{fmt, io};

use sqlx::error::{DatabaseError, ErrorKind};

use super::fields::Fields;

/// A refusal, as the driver would tell it.
#[derive(Debug)]
pub(super) struct ServerError {
    number: u16,
    state: String,
    message: String,
}

impl ServerError {
    /// Of a packet that begins with 0xff.
    pub(super) fn of(packet: &[u8]) -> io::Result<Self> {
        let mut fields = Fields(packet);
        fields.byte()?;
        let number = u16::from_le_bytes(fields.array()?);
        let has_state = fields.0.first() == Some(&b'#');
        let state = if has_state { fields.bytes(6)? } else { b"#HY000" };
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Ok(ServerError { number, state: text(&state[1..]), message: text(fields.0) })
    }
}

impl fmt::Display for ServerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({}): {}", self.number, self.state, self.message)
    }
}

impl Error for ServerError {}

impl DatabaseError for ServerError {
    fn message(&self) -> &str {
        &self.message
    }

    fn code(&self) -> Option<Cow<'_, str>> {
        Some(Cow::Borrowed(&self.state))
    }

    fn as_error(&self) -> &(dyn Error + Send + Sync + 'static) {
        self
    }

    fn as_error_mut(&mut self) -> &mut (dyn Error + Send + Sync + 'static) {
        self
    }

    fn into_error(self: Box<Self>) -> Box<dyn Error + Send + Sync + 'static> {
        self
    }

    /// Reading breaks no rule of a table.
    fn kind(&self) -> ErrorKind {
        ErrorKind::Other
    }
}

/// The server said what the protocol does not know.
pub(super) fn broken(what: String) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what)
}

/// The error of a packet that begins with 0xff.
pub(super) fn refused(packet: &[u8]) -> sqlx::Error {
    match ServerError::of(packet) {
        Ok(error) => sqlx::Error::Database(Box::new(error)),
        Err(error) => sqlx::Error::Io(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_is_told_as_the_driver_tells_it() {
        let error = refused(b"\xff\x15\x04#28000Access denied");
        assert_eq!(error.to_string(), "error returned from database: 1045 (28000): Access denied");
        let early = refused(b"\xff\x10\x04Too many connections");
        assert_eq!(early.to_string(), "error returned from database: 1040 (HY000): Too many connections");
        assert!(matches!(refused(b"\xff\x10"), sqlx::Error::Io(_)));
    }
}
