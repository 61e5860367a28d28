//! Keeping what was read, where that can be done: the snapshots are all there without it.

use std::panic::resume_unwind;
use std::thread::ScopedJoinHandle;

use super::super::cursor::Cursor;
use super::super::database::Database;
use super::super::mysql::wait_for;
use super::super::segments::Segment;
use super::super::write::Writer;
use super::Live;

impl Live {
    /// The cursor to be kept beside day summaries, or why none are kept.
    pub(super) fn kept_with<'a>(&self, cursor: Option<&'a Cursor>) -> Result<&'a Cursor, String> {
        if !self.keeps {
            return Err("this reading is for one answer".to_owned());
        }
        if self.database.is_read_only() {
            return Err("the file cannot be written".to_owned());
        }
        cursor.ok_or_else(|| "without numbered or keyed snapshots all rows are read each time".to_owned())
    }
}

/// Keeps a segment; its number, or why it is not kept.
pub(super) fn keep(database: &Database, segment: Segment, behind: Option<i64>, now_ms: i64) -> Result<i64, String> {
    let keeping = async {
        let mut writer = Writer::open_existing(database).await?;
        // What a loss of power takes is read again.
        writer.keep(&segment, behind, now_ms).await
    };
    match wait_for(keeping).unwrap_or_else(|error| Err(database.error("keeping day summaries", error))) {
        Ok(Some(head)) => Ok(head),
        Ok(None) => Err("another process has kept its own meanwhile".to_owned()),
        Err(error) => {
            tracing::warn!("day summaries are not kept, so that the next start reads all snapshots: {error}");
            Err(error.to_string())
        }
    }
}

/// Forgets what is kept of a table that is empty now: it would be taken up beside the next rows.
pub(super) fn forget(database: &Database) {
    let forgetting = async { Writer::open_existing(database).await?.forget_segments().await };
    if let Err(error) =
        wait_for(forgetting).unwrap_or_else(|error| Err(database.error("forgetting day summaries", error)))
    {
        tracing::warn!("day summaries of rows that are gone are still kept: {error}");
    }
}

/// What a thread gives.
pub(super) fn joined<T>(thread: ScopedJoinHandle<'_, T>) -> T {
    thread.join().unwrap_or_else(|panic| resume_unwind(panic))
}
