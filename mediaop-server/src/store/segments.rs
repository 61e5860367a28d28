//! Day summaries as they are kept in the database, so that a start reads them and not the snapshots.
//!
//! Data sets merge, so they are kept in segments: a base from a full reading, and what each refresh
//! added. Segments are numbered; the numbers decide when two processes keep segments at once: the
//! one that comes second finds its number taken, and goes on from what the first has kept.

mod kept;

use mediaop_core::{Batch, Dataset};

use super::connection::Bound;
use super::cursor::Cursor;
use super::database::StoreError;
use super::write::Writer;
pub(super) use kept::Kept;

const SEGMENTS: &str = "mediaop_segments";
const PIECES: &str = "mediaop_segment_pieces";
/// Servers refuse a statement of more than 16 MB.
const PIECE_BYTES: usize = 4 << 20;

/// What was read, in the form in which it is kept.
#[derive(Debug)]
pub(super) struct Segment {
    bytes: Vec<u8>,
    timezone: String,
    /// The mark of the past that held when it was read.
    past: i64,
}

impl Segment {
    /// Of all snapshots: products, creators and videos are read anew each time.
    pub(super) fn base(snapshots: &Batch, cursor: &Cursor, past: i64) -> Self {
        let timezone = snapshots.calendar().name().to_owned();
        Segment { bytes: packed(&snapshots.to_bytes(), cursor), timezone, past }
    }

    /// Of snapshots that are new to a data set of those that are kept.
    pub(super) fn addition(snapshots: &Batch, dataset: &Dataset, cursor: &Cursor, past: i64) -> Self {
        let timezone = snapshots.calendar().name().to_owned();
        Segment { bytes: packed(&snapshots.to_bytes_beside(dataset), cursor), timezone, past }
    }
}

impl Writer {
    /// Keeps a segment behind the last one, or as a base in place of all; its number. `None` where
    /// another process has kept one meanwhile.
    pub(super) async fn keep(
        &mut self,
        segment: &Segment,
        behind: Option<i64>,
        now_ms: i64,
    ) -> Result<Option<i64>, StoreError> {
        self.make_segments().await?;
        let Segment { bytes, timezone, past } = segment;
        let kept = self.all_or_nothing("keeping day summaries", async |writer| {
            let (segments, pieces) = (writer.database.table(SEGMENTS), writer.database.table(PIECES));
            let doing = "keeping day summaries";
            let last = writer.connection.number(format!("SELECT max(number) FROM {segments}")).await;
            let last = last.map_err(|source| writer.database.error(doing, source))?;
            if behind.is_some() && behind != last {
                return Ok(None);
            }
            // A base has a number that none had before it, also where the tables were deleted meanwhile.
            let least = if behind.is_none() { now_ms } else { 0 };
            let number = (last.unwrap_or(0) + 1).max(least);
            let values: Vec<Bound> = vec![
                number.into(),
                i64::from(behind.is_none()).into(),
                (*past).into(),
                (bytes.chunks(PIECE_BYTES).len() as i64).into(),
                timezone.as_str().into(),
                now_ms.into(),
            ];
            let entry = format!(
                "INSERT INTO {segments} (number, is_base, past, pieces, timezone, kept_at) VALUES (?, ?, ?, ?, ?, ?)"
            );
            writer.execute(entry, values, doing).await?;
            for (place, piece) in (0_i64..).zip(bytes.chunks(PIECE_BYTES)) {
                let insert = format!("INSERT INTO {pieces} (segment, piece, bytes) VALUES (?, ?, ?)");
                let values = vec![number.into(), place.into(), Bound::Bytes(piece.to_vec())];
                writer.execute(insert, values, doing).await?;
            }
            if behind.is_none() {
                writer.execute(format!("DELETE FROM {segments} WHERE number < ?"), vec![number.into()], doing).await?;
                writer.execute(format!("DELETE FROM {pieces} WHERE segment < ?"), vec![number.into()], doing).await?;
            }
            Ok(Some(number))
        });
        match kept.await {
            Err(error) if error.is_duplicate() => Ok(None),
            kept => kept,
        }
    }

    /// Keeps nothing any more: the snapshots are gone.
    pub(super) async fn forget_segments(&mut self) -> Result<(), StoreError> {
        let doing = "forgetting day summaries";
        self.all_or_nothing(doing, async |writer| {
            for table in [SEGMENTS, PIECES] {
                writer.execute(format!("DELETE FROM {}", writer.database.table(table)), Vec::new(), doing).await?;
            }
            Ok(())
        })
        .await
    }

    async fn make_segments(&mut self) -> Result<(), StoreError> {
        let options = self.database.dialect().table_options();
        let create = format!(
            "CREATE TABLE {} (number BIGINT PRIMARY KEY, is_base INTEGER NOT NULL, past BIGINT NOT NULL, \
             pieces BIGINT NOT NULL, timezone VARCHAR(64) NOT NULL, kept_at BIGINT NOT NULL){options}",
            self.database.table(SEGMENTS)
        );
        self.make(SEGMENTS, &create).await?;
        let create = format!(
            "CREATE TABLE {} (segment BIGINT NOT NULL, piece BIGINT NOT NULL, bytes {} NOT NULL, \
             PRIMARY KEY (segment, piece)){options}",
            self.database.table(PIECES),
            self.database.dialect().bytes_kind()
        );
        self.make(PIECES, &create).await
    }
}

fn packed(snapshots: &[u8], cursor: &Cursor) -> Vec<u8> {
    let mut bytes = (snapshots.len() as u64).to_le_bytes().to_vec();
    bytes.extend(snapshots);
    cursor.write_to(&mut bytes);
    bytes
}
