//! A data set that follows its database: read once, then refreshed by what is new.

use std::sync::Arc;

use mediaop_core::{Calendar, Dataset};

use super::catalog::{CatalogPrint, Growth};
use super::cursor::{Cursor, News, two_days_back};
use super::database::{Database, StoreError};
use super::load::{LoadProgress, Loader};
use super::marks::PAST;
use super::reader::Reader;

/// A database and what was read of it.
#[derive(Debug)]
pub(crate) struct Live {
    database: Database,
    calendar: Calendar,
    state: Option<State>,
}

#[derive(Debug)]
struct State {
    dataset: Arc<Dataset>,
    /// `None` where new rows cannot be told from old ones without reading all.
    cursor: Option<Cursor>,
    catalog: CatalogPrint,
    /// The mark of the past that holds for these rows.
    past: i64,
}

/// What a reading did.
#[derive(Debug, Clone)]
pub(crate) struct Reading {
    pub(crate) dataset: Arc<Dataset>,
    pub(crate) rows_read: u64,
    pub(crate) rows_accepted: u64,
    /// Whether everything was read.
    pub(crate) full: bool,
}

impl Live {
    /// Nothing is read yet.
    pub(crate) fn new(database: &Database, calendar: &Calendar) -> Self {
        Live { database: database.clone(), calendar: calendar.clone(), state: None }
    }

    /// Reads what is new, or everything: at first, when asked to, and where new rows cannot be told.
    ///
    /// After an error the data set is as it was.
    pub(crate) fn refresh(
        &mut self,
        full: bool,
        now_ms: i64,
        news: &mut dyn FnMut(LoadProgress),
    ) -> Result<Reading, StoreError> {
        self.database.must_exist()?;
        let since = two_days_back(&self.calendar, now_ms);
        let reader = Reader::open(&self.database)?;
        let (state, reading) = reader.at_one_moment(|reader| {
            if let Some(state) = self.state.as_ref().filter(|_| !full)
                && let Some(refreshed) = self.read_news(reader, state, since, news)?
            {
                return Ok(refreshed);
            }
            self.read_all(reader, since, news)
        })?;
        self.state = Some(state);
        Ok(reading)
    }

    fn read_all(
        &self,
        reader: &Reader,
        since: i64,
        news: &mut dyn FnMut(LoadProgress),
    ) -> Result<(State, Reading), StoreError> {
        // Before the rows: what is written meanwhile raises it again.
        let past = reader.mark(PAST)?;
        let mut loader = Loader::new(reader, &self.calendar, news)?;
        loader.expect_all_rows()?;
        let cursor = if !loader.has_snapshots() {
            None
        } else if reader.is_in_key_order() {
            let mut cursor = Cursor::new(since);
            loader.snapshots(Some(&mut cursor))?;
            reader.latest()?.map(|_| cursor)
        } else {
            loader.snapshots(None)?;
            Cursor::of_all(reader, since)?
        };
        loader.catalog()?;
        let catalog = loader.take_catalog();
        let dataset = Arc::new(loader.finish());
        let reading = Reading {
            rows_read: dataset.intake().rows_read,
            rows_accepted: dataset.intake().rows_accepted,
            dataset: Arc::clone(&dataset),
            full: true,
        };
        Ok((State { dataset, cursor, catalog, past }, reading))
    }

    /// `None` where all has to be read.
    fn read_news(
        &self,
        reader: &Reader,
        state: &State,
        since: i64,
        news: &mut dyn FnMut(LoadProgress),
    ) -> Result<Option<(State, Reading)>, StoreError> {
        let past = reader.mark(PAST)?;
        let Some(cursor) = state.cursor.as_ref().filter(|_| past == state.past) else { return Ok(None) };
        let mut loader = Loader::new(reader, &self.calendar, news)?;
        let from = match cursor.news(reader)? {
            Some(News::Rows(from)) if loader.has_snapshots() => from,
            _ => return Ok(None),
        };
        let seen = loader.new_snapshots(&from, cursor)?;
        loader.catalog()?;
        let catalog = loader.take_catalog();
        let growth = catalog.growth_since(&state.catalog);
        if growth == Growth::Other {
            return Ok(None);
        }
        let (cursor, nothing_new) = (cursor.with(seen, since), from.is_empty() && growth == Growth::Same);
        let (dataset, rows_read, rows_accepted) = if nothing_new {
            (Arc::clone(&state.dataset), 0, 0)
        } else {
            let new = loader.finish();
            let counts = (new.intake().rows_read, new.intake().rows_accepted);
            match state.dataset.merge(&new) {
                Ok(merged) => (Arc::new(merged), counts.0, counts.1),
                // Both have the calendar of this one.
                Err(_) => return Ok(None),
            }
        };
        let reading = Reading { dataset: Arc::clone(&dataset), rows_read, rows_accepted, full: false };
        Ok(Some((State { dataset, cursor: Some(cursor), catalog, past }, reading)))
    }
}
