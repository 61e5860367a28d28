//! Databases read by Rust, and the command.

use std::ffi::OsString;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, mpsc};
use std::time::Duration;

use mediaop_core::Calendar;
use pyo3::prelude::*;

use crate::core::Core;
use crate::errors::{DatabaseError, invalid};

const BETWEEN_NEWS: Duration = Duration::from_millis(100);

/// Reads a database by its URL. `news` is called with the rows done and the rows there are.
///
/// The reading has a thread of its own, so that Ctrl-C ends the waiting; a reading under way
/// changes nothing, and is left to come to its end.
#[pyfunction]
#[pyo3(signature = (url, timezone, news = None))]
pub(crate) fn read_database(py: Python<'_>, url: String, timezone: &str, news: Option<Py<PyAny>>) -> PyResult<Core> {
    let calendar = Calendar::new(timezone).map_err(invalid)?;
    let rows = Arc::new((AtomicU64::new(0), AtomicU64::new(0)));
    let (sender, outcome) = mpsc::channel();
    std::thread::spawn({
        let rows = Arc::clone(&rows);
        move || {
            let outcome = mediaop_server::read_database(&url, &calendar, &mut |done, total| {
                rows.0.store(done, Ordering::Relaxed);
                rows.1.store(total, Ordering::Relaxed);
            });
            // Nobody waits any more after Ctrl-C.
            let _ = sender.send(outcome);
        }
    });
    let tell = || match &news {
        Some(news) => news.call1(py, (rows.0.load(Ordering::Relaxed), rows.1.load(Ordering::Relaxed))).map(drop),
        None => Ok(()),
    };
    // The receiver is no matter of other threads, and is lent to one call at a time.
    let outcome = std::sync::Mutex::new(outcome);
    loop {
        let waited = py.detach(|| match outcome.lock() {
            Ok(outcome) => outcome.recv_timeout(BETWEEN_NEWS),
            Err(_) => Err(mpsc::RecvTimeoutError::Disconnected),
        });
        py.check_signals()?;
        tell()?;
        match waited {
            Ok(Ok(dataset)) => return Ok(Core::new(dataset)),
            Ok(Err(error)) => return Err(DatabaseError::new_err(mediaop_server::in_full(&error))),
            Err(mpsc::RecvTimeoutError::Timeout) => {}
            Err(mpsc::RecvTimeoutError::Disconnected) => {
                return Err(DatabaseError::new_err("the reading of the database ended without a word"));
            }
        }
    }
}

/// The command `mediaop` with its arguments; returns the exit status.
#[pyfunction]
pub(crate) fn command_line(py: Python<'_>, arguments: Vec<OsString>) -> u8 {
    py.detach(|| mediaop_server::command_line(arguments))
}
