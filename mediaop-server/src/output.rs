//! The one place that writes to the terminal: answers to stdout, everything else to stderr.

use std::io::{self, Write};
use std::path::Path;

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

/// Says of a folder that was missing before that it is there now: it may be a slip.
pub(crate) fn say_if_made(folder: Option<&Path>) {
    if let Some(folder) = folder.filter(|folder| folder.exists()) {
        say(&format!("the folder {} was not there and was made", folder.display()));
    }
}

/// An error with its causes, each said once: many say their cause themselves.
pub fn in_full(error: &anyhow::Error) -> String {
    let mut message = error.to_string();
    let mut last = message.clone();
    for cause in error.chain().skip(1).map(ToString::to_string) {
        // SQLite's cause of "file is not a database" is "Error code 26: file is not a database".
        if !message.contains(&cause) && !cause.contains(&last) {
            message = format!("{message}: {cause}");
        }
        last = cause;
    }
    message
}

/// Writes an error to stderr.
pub(crate) fn complain(message: &str) {
    say(&format!("error: {message}"));
}

#[cfg(test)]
mod tests {
    use anyhow::anyhow;

    use super::*;

    #[test]
    fn a_cause_is_said_once() {
        let error =
            anyhow!("Error code 26: no database").context("no database").context("m.db: opening it: no database");
        assert_eq!(in_full(&error), "m.db: opening it: no database");
        assert_eq!(
            in_full(&anyhow!("disk full").context("m.db cannot be written")),
            "m.db cannot be written: disk full"
        );
    }
}
