//! Rows that are new to a data set: found, merged, served, kept.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Instant;

use mediaop_core::{Batch, Dataset, Known};

use super::super::catalog::{CatalogPrint, Growth};
use super::super::cursor::{Cursor, News, Search};
use super::super::database::StoreError;
use super::super::load::{LoadProgress, Loader, parts};
use super::super::marks::PAST;
use super::super::reader::Reader;
use super::super::segments::{Kept, Segment};
use super::{Live, Reading, SEGMENTS_AT_MOST, Serve, State, joined, keep};

/// A reader, and others that read beside it.
pub(super) struct Readers {
    first: Reader,
    others: Vec<Reader>,
    /// Until it is dropped, behind them, nobody tries to write who would wait for them and have others wait.
    _holding: Option<Sender<()>>,
}

/// What is merged into a data set.
struct Found {
    rows: Batch,
    /// What a cursor without these rows lacks; `None` if there are none.
    part: Option<Cursor>,
    /// Products, creators and videos, where they are others than before.
    catalog: Option<Batch>,
    /// What is kept of the rows before, where the data set is made anew of it.
    kept: Option<Kept>,
}

impl Live {
    /// Reads rows that are new, and the catalog; `None` where all has to be read.
    ///
    /// When it is back the rows are served, and a thread [keeps](Live::wait_until_kept) them. In an SQLite file
    /// the readers are still those of the moment of which the rows are.
    pub(super) fn read_news(
        &mut self,
        since: i64,
        now_ms: i64,
        news: &mut dyn FnMut(LoadProgress),
        serve: &mut Serve<'_>,
    ) -> Result<Option<(Reading, Readers)>, StoreError> {
        let Live { database, calendar, state, .. } = self;
        let (reader, mut others) = Reader::open_together(database, parts())?;
        let began = Instant::now();
        let past = reader.mark(PAST)?;
        let Some(state) = state.as_mut().filter(|state| state.past == past) else { return Ok(None) };
        if state.cursor.is_none() || state.segments > SEGMENTS_AT_MOST {
            return Ok(None);
        }
        let mut loader = Loader::new(&reader, calendar, news)?;
        if !loader.has_snapshots() {
            return Ok(None);
        }
        let known = state.known();
        let Some(cursor) = &state.cursor else { return Ok(None) };
        let Some(News { builder, cursor, part }) = loader.new_snapshots((&known, cursor), &mut others, since)? else {
            return Ok(None);
        };
        let fetching = began.elapsed();
        let (rows, looked) = std::thread::scope(|scope| {
            let folding = scope.spawn(|| builder.batch());
            let looked = loader.catalog();
            (joined(folding), looked)
        });
        looked?;
        let catalog = loader.take_catalog();
        let growth = catalog.growth_since(&state.catalog);
        // The kept summaries are those that the data set was made of.
        let kept = match growth {
            Growth::Other => reader.kept(calendar)?.filter(|kept| Some(kept.head) == state.head),
            _ => None,
        };
        if growth == Growth::Other && kept.is_none() {
            return Ok(None);
        }
        let rest = (growth != Growth::Same).then(|| loader.finish().batch());
        let found = Found { rows, part, catalog: rest, kept };
        let (rows_read, rows_accepted) = found.counts();
        let (holding, held) = channel();
        let holding = reader.holds_writers_up()?.then_some(holding);
        self.take_in(found, cursor, Some(catalog), held, now_ms, serve)?;
        let readers = Readers { first: reader, others, _holding: holding };
        Ok(self.reading(rows_read, rows_accepted, fetching).map(|reading| (reading, readers)))
    }

    /// Looks, when new rows are served, for those that came late, and whether the rows that were read
    /// are still there; `None` where all has to be read.
    ///
    /// What is new is kept meanwhile; in a file outside WAL mode it is written when this has read.
    pub(super) fn read_rest(
        &mut self,
        mut readers: Readers,
        since: i64,
        now_ms: i64,
        serve: &mut Serve<'_>,
    ) -> Result<Option<Reading>, StoreError> {
        let began = Instant::now();
        let Some(state) = &mut self.state else { return Ok(None) };
        let known = state.known();
        let Some(cursor) = &state.cursor else { return Ok(None) };
        let search = Search { reader: &readers.first, others: &mut readers.others, known: &known, since };
        let Some(News { builder, cursor, part }) = cursor.rest(search)? else { return Ok(None) };
        let fetching = began.elapsed();
        drop(readers);
        let found = Found { rows: builder.batch(), part, catalog: None, kept: None };
        let (rows_read, rows_accepted) = found.counts();
        self.take_in(found, cursor, None, channel().1, now_ms, serve)?;
        Ok(self.reading(rows_read, rows_accepted, fetching))
    }

    /// Merges what was found, has it served, and begins to keep it, which is written when nobody holds it up.
    ///
    /// Who is ended in between has not kept the rows, and reads them again.
    fn take_in(
        &mut self,
        mut found: Found,
        cursor: Cursor,
        catalog: Option<CatalogPrint>,
        held: Receiver<()>,
        now_ms: i64,
        serve: &mut Serve<'_>,
    ) -> Result<(), StoreError> {
        if found.has_any() || found.part.is_some() {
            self.wait_until_kept();
        }
        let Live { database, keeps, state, keeping, .. } = self;
        let Some(state) = state else { return Ok(()) };
        let known = state.known();
        let (behind, past) = (state.head, state.past);
        let part = found.part.take().filter(|_| *keeps && behind.is_some() && !database.is_read_only());
        state.segments += usize::from(part.is_some());
        let before = Arc::clone(known.dataset());
        let Found { rows, catalog: rest, kept, .. } = found;
        let later = if rows.intake().rows_read > 0 || rest.is_some() {
            let dataset = Arc::new(merged(&before, &rows, rest, kept)?);
            serve(&dataset);
            Some(dataset)
        } else {
            None
        };
        if rows.intake().rows_read > 0 {
            state.head = None;
        }
        // Where nothing is new, what is kept knows then that all was counted.
        if let Some(part) = part {
            let database = database.clone();
            *keeping = Some(std::thread::spawn(move || {
                let segment = Segment::addition(&rows, &before, &part, past);
                // Nothing is sent: it ends when the other end is dropped.
                let _ = held.recv();
                keep(&database, segment, behind, now_ms).ok()
            }));
        }
        if let Some(dataset) = later {
            (state.dataset, state.known) = (Arc::clone(&dataset), Some(Arc::new(known.later(dataset))));
        }
        state.cursor = Some(cursor);
        if let Some(catalog) = catalog {
            state.catalog = catalog;
        }
        Ok(())
    }

    fn reading(&self, rows_read: u64, rows_accepted: u64, fetching: std::time::Duration) -> Option<Reading> {
        let dataset = self.state.as_ref().map(|state| Arc::clone(&state.dataset))?;
        Some(Reading { dataset, rows_read, rows_accepted, full: false, fetching, not_kept: None })
    }
}

impl Found {
    fn has_any(&self) -> bool {
        self.rows.intake().rows_read > 0 || self.catalog.is_some()
    }

    /// Rows that were read, and that were accepted.
    fn counts(&self) -> (u64, u64) {
        (self.rows.intake().rows_read, self.rows.intake().rows_accepted)
    }
}

fn merged(before: &Dataset, rows: &Batch, catalog: Option<Batch>, kept: Option<Kept>) -> Result<Dataset, StoreError> {
    Ok(match (catalog, kept) {
        (None, _) => rows.onto(before)?,
        (Some(catalog), None) => catalog.onto(&rows.onto(before)?)?,
        // What the catalog said before is in the data set; the kept summaries are without.
        (Some(catalog), Some(kept)) => rows.onto(&kept.with(catalog)?)?,
    })
}

impl State {
    fn known(&mut self) -> Arc<Known> {
        let known = self.known.get_or_insert_with(|| Arc::new(Known::new(Arc::clone(&self.dataset))));
        Arc::clone(known)
    }
}

impl Reading {
    /// With what a later look has found.
    pub(super) fn and(self, rest: Reading) -> Reading {
        let fetching = if rest.rows_read > 0 { self.fetching + rest.fetching } else { self.fetching };
        Reading {
            rows_read: self.rows_read + rest.rows_read,
            rows_accepted: self.rows_accepted + rest.rows_accepted,
            fetching,
            ..rest
        }
    }
}
