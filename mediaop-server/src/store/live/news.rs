//! Rows that are new to a data set: found, merged, served, kept.

use std::sync::Arc;
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
    pub(super) fn read_news(
        &mut self,
        since: i64,
        now_ms: i64,
        news: &mut dyn FnMut(LoadProgress),
        serve: &mut Serve<'_>,
    ) -> Result<Option<Reading>, StoreError> {
        let Live { database, calendar, state, .. } = self;
        let (reader, mut others) = Reader::open_together(database, parts())?;
        others.iter().chain([&reader]).try_for_each(Reader::expect_much)?;
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
        let rows = builder.batch();
        loader.catalog()?;
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
        // Who keeps summaries waits for those who read.
        drop((reader, others));
        let found = Found { rows, part, catalog: rest, kept };
        let (rows_read, rows_accepted) = found.counts();
        self.take_in(found, cursor, Some(catalog), now_ms, serve)?;
        Ok(self.reading(rows_read, rows_accepted, fetching))
    }

    /// Looks, when new rows are served, for those that came late, and whether the rows that were read
    /// are still there; `None` where all has to be read.
    pub(super) fn read_rest(
        &mut self,
        since: i64,
        now_ms: i64,
        serve: &mut Serve<'_>,
    ) -> Result<Option<Reading>, StoreError> {
        let (reader, mut others) = Reader::open_together(&self.database, parts())?;
        let began = Instant::now();
        let Some(state) = &mut self.state else { return Ok(None) };
        let known = state.known();
        let Some(cursor) = &state.cursor else { return Ok(None) };
        let search = Search { reader: &reader, others: &mut others, known: &known, since };
        let Some(News { builder, cursor, part }) = cursor.rest(search)? else { return Ok(None) };
        let fetching = began.elapsed();
        drop((reader, others));
        let found = Found { rows: builder.batch(), part, catalog: None, kept: None };
        let (rows_read, rows_accepted) = found.counts();
        self.take_in(found, cursor, None, now_ms, serve)?;
        Ok(self.reading(rows_read, rows_accepted, fetching))
    }

    /// Merges what was found, has it served, and keeps it.
    ///
    /// Who is ended in between has not kept the rows, and reads them again.
    fn take_in(
        &mut self,
        mut found: Found,
        cursor: Cursor,
        catalog: Option<CatalogPrint>,
        now_ms: i64,
        serve: &mut Serve<'_>,
    ) -> Result<(), StoreError> {
        let Live { database, keeps, state, .. } = self;
        let Some(state) = state else { return Ok(()) };
        let known = state.known();
        let (behind, past) = (state.head, state.past);
        let part = found.part.take().filter(|_| *keeps && behind.is_some() && !database.is_read_only());
        state.segments += usize::from(part.is_some());
        let before = Arc::clone(known.dataset());
        let kept = |rows: &Batch, part: &Cursor| {
            keep(database, Segment::addition(rows, &before, part, past), behind, now_ms).ok()
        };
        if found.has_any() {
            let Found { rows, catalog, kept: base, .. } = found;
            let dataset = Arc::new(merged(&before, &rows, catalog, base)?);
            serve(&dataset);
            let (later, head) = std::thread::scope(|scope| {
                let (rows, kept) = (&rows, &kept);
                let keeping = part.map(|part| scope.spawn(move || kept(rows, &part)));
                (known.later(Arc::clone(&dataset)), keeping.and_then(joined))
            });
            (state.dataset, state.known) = (dataset, Some(Arc::new(later)));
            if rows.intake().rows_read > 0 {
                state.head = head;
            }
        } else if let Some(part) = part {
            // Nothing new: what is kept knows then that all was counted.
            state.head = kept(&found.rows, &part);
        }
        state.cursor = Some(cursor);
        if let Some(catalog) = catalog {
            state.catalog = catalog;
        }
        Ok(())
    }

    fn reading(&self, rows_read: u64, rows_accepted: u64, fetching: std::time::Duration) -> Option<Reading> {
        let dataset = self.state.as_ref().map(|state| Arc::clone(&state.dataset))?;
        Some(Reading {
            dataset,
            rows_read,
            rows_accepted,
            full: false,
            fetching,
            is_without_history: false,
            not_kept: None,
        })
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
