//! Files whose writer was ended amid a transaction, outside WAL mode.
//!
//! Such a file holds half of the transaction, and its journal what stood there before. Whoever opens the file
//! next puts that back; until then there is nothing that could be read. It needs the right to write.

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, Error, OpenFlags, ffi};

/// Whether this is why a file cannot be read.
pub(super) fn is_left_by_half(error: &Error) -> bool {
    matches!(error, Error::SqliteFailure(error, _) if error.extended_code == ffi::SQLITE_READONLY_ROLLBACK)
}

/// Puts back what was there before the transaction; `left` where the file or its folder forbids writing, which
/// root could do all the same.
pub(super) fn put_back(path: &Path, left: Error) -> rusqlite::Result<()> {
    let forbids = |place: &Path| place.metadata().is_ok_and(|place| place.permissions().readonly());
    if forbids(path) || path.parent().is_some_and(forbids) {
        return Err(left);
    }
    let connection =
        Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    connection.busy_timeout(Duration::from_secs(10))?;
    // The first look at the file does it.
    connection.query_row("SELECT count(*) FROM sqlite_master", [], |_| Ok(()))
}
