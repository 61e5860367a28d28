//! The one place that writes to the terminal: answers to stdout, everything else to stderr.

use std::io::{self, Write};

/// Writes an answer to stdout; a reader that has gone away (`| head`) is not an error.
pub(crate) fn answer(bytes: &[u8]) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    match stdout.write_all(bytes).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        outcome => outcome,
    }
}

/// Writes a line of news to stderr.
pub(crate) fn say(line: &str) {
    // Nobody is left to be told when stderr is closed.
    let _ = writeln!(io::stderr().lock(), "{line}");
}

/// Writes an error to stderr.
pub(crate) fn complain(message: &str) {
    say(&format!("error: {message}"));
}
