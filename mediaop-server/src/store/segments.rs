//! Day summaries as they are kept in the database, so that a start reads them and not the snapshots.
//!
//! Data sets merge, so they are kept in segments: a base from a full reading, and what each refresh
//! added. Segments are numbered; the numbers decide when two processes keep segments at once: the
//! one that comes second finds its number taken, and goes on from what the first has kept.

use std::borrow::Cow;
use std::ops::Range;

use mediaop_core::{Batch, Calendar, Cell, Dataset, DatasetBuilder};

use super::connection::Bound;
use super::cursor::Cursor;
use super::database::StoreError;
use super::reader::Reader;
use super::write::Writer;

const SEGMENTS: &str = "mediaop_segments";
const PIECES: &str = "mediaop_segment_pieces";
/// Servers refuse a statement of more than 16 MB.
const PIECE_BYTES: usize = 4 << 20;
/// Joined one by one, all that came before would be sorted each time; all at once, they would be held.
const CURSORS_AT_ONCE: usize = 16;

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

/// All segments.
pub(super) struct Kept {
    base: Batch,
    /// What the refreshes since have added.
    more: DatasetBuilder,
    pub(super) cursor: Cursor,
    pub(super) past: i64,
    /// The number of the last segment.
    pub(super) head: i64,
    pub(super) segments: usize,
}

impl Kept {
    /// All of it and the rest in one. The base is large: it is merged once.
    pub(super) fn with(mut self, rest: Batch) -> Result<Dataset, StoreError> {
        self.more.push_batch(rest)?;
        Ok(self.more.finish_onto(&self.base.into_dataset())?)
    }
}

struct Entry {
    number: i64,
    is_base: bool,
    past: i64,
    pieces: i64,
}

impl Reader {
    /// The number of the last segment that is kept for a time zone.
    pub(super) fn head(&self, calendar: &Calendar) -> Result<Option<i64>, StoreError> {
        Ok(self.entries(calendar)?.last().map(|last| last.number))
    }

    /// What is kept; `None` where there is nothing, or nothing of use.
    pub(super) fn kept(&self, calendar: &Calendar) -> Result<Option<Kept>, StoreError> {
        let entries = self.entries(calendar)?;
        let Some(last) = entries.last() else { return Ok(None) };
        let (head, past, segments) = (last.number, last.past, entries.len());
        // All pieces behind each other as they come, and what is where.
        let mut all: Vec<u8> = Vec::new();
        let mut pieces: Vec<(i64, i64, Range<usize>)> = Vec::new();
        self.rows(PIECES, &["segment", "piece", "bytes"], |row| {
            if let (Cell::Int(segment), Cell::Int(piece), Some(bytes)) = (row.number(0), row.number(1), row.bytes(2)) {
                let begin = all.len();
                all.extend_from_slice(bytes);
                pieces.push((segment, piece, begin..all.len()));
            }
        })?;
        pieces.sort_unstable_by_key(|(segment, piece, _)| (*segment, *piece));
        let (mut kept, mut later): (Option<Kept>, Vec<Cursor>) = (None, Vec::new());
        for entry in entries {
            let of_entry = pieces.iter().filter(|(segment, _, _)| *segment == entry.number);
            let of_entry: Vec<&Range<usize>> = of_entry.map(|(_, _, bytes)| bytes).collect();
            if of_entry.len() as i64 != entry.pieces {
                return Ok(None);
            }
            let bytes = joined(&all, &of_entry);
            let Some((snapshots, cursor)) = unpacked(&bytes) else { return Ok(None) };
            kept = match kept {
                None => Batch::from_bytes(snapshots).ok().map(|base| {
                    let more = DatasetBuilder::new(calendar.clone());
                    Kept { base, more, cursor, past, head, segments }
                }),
                Some(mut kept) => {
                    later.push(cursor);
                    if later.len() == CURSORS_AT_ONCE {
                        let Some(cursor) = kept.cursor.joined(std::mem::take(&mut later)) else { return Ok(None) };
                        kept.cursor = cursor;
                    }
                    kept.more.push_bytes_beside(snapshots, &kept.base).ok().map(|()| kept)
                }
            };
            if kept.is_none() {
                return Ok(None);
            }
        }
        let Some(kept) = kept else { return Ok(None) };
        Ok(kept.cursor.joined(later).map(|cursor| Kept { cursor, ..kept }))
    }

    /// The last base and what follows it, all of one time zone.
    fn entries(&self, calendar: &Calendar) -> Result<Vec<Entry>, StoreError> {
        if self.columns(SEGMENTS)?.is_empty() {
            return Ok(Vec::new());
        }
        let mut entries = Vec::new();
        let columns = ["number", "is_base", "past", "pieces", "timezone"];
        self.rows(SEGMENTS, &columns, |row| {
            let number = |column| if let Cell::Int(number) = row.number(column) { number } else { 0 };
            if row.text(4) == Cell::Text(calendar.name()) {
                let (past, pieces) = (number(2), number(3));
                entries.push(Entry { number: number(0), is_base: number(1) != 0, past, pieces });
            }
        })?;
        entries.sort_unstable_by_key(|entry| entry.number);
        match entries.iter().rposition(|entry| entry.is_base) {
            Some(base) => Ok(entries.split_off(base)),
            None => Ok(Vec::new()),
        }
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

/// Some parts of bytes one behind the other, which they mostly are already.
fn joined<'a>(all: &'a [u8], parts: &[&Range<usize>]) -> Cow<'a, [u8]> {
    match (parts.first(), parts.last()) {
        (Some(first), Some(last)) if parts.is_sorted_by(|a, b| a.end == b.start) => {
            Cow::Borrowed(&all[first.start..last.end])
        }
        _ => Cow::Owned(parts.iter().flat_map(|part| &all[(*part).clone()]).copied().collect()),
    }
}

fn packed(snapshots: &[u8], cursor: &Cursor) -> Vec<u8> {
    let mut bytes = (snapshots.len() as u64).to_le_bytes().to_vec();
    bytes.extend(snapshots);
    cursor.write_to(&mut bytes);
    bytes
}

/// `None` for what another version has written.
fn unpacked(bytes: &[u8]) -> Option<(&[u8], Cursor)> {
    let (length, rest) = bytes.split_first_chunk::<8>()?;
    let (snapshots, cursor) = rest.split_at_checked(usize::try_from(u64::from_le_bytes(*length)).ok()?)?;
    Some((snapshots, Cursor::read_from(cursor)?))
}
