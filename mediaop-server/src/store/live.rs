//! A data set that follows its database: read once, then refreshed by what is new.

use std::sync::Arc;

use mediaop_core::{Calendar, Dataset};

use super::catalog::{CatalogPrint, Growth};
use super::cursor::{Cursor, News, two_days_back};
use super::database::{Database, StoreError};
use super::load::{LoadProgress, Loader, parts};
use super::marks::PAST;
use super::mysql::wait_for;
use super::reader::Reader;
use super::segments::{Kept, Segment};
use super::write::Writer;

/// So many refreshes are kept one by one; then all is read again and kept as one.
const SEGMENTS_AT_MOST: usize = 250;

/// A database and what was read of it.
#[derive(Debug)]
pub(crate) struct Live {
    database: Database,
    calendar: Calendar,
    /// Whether day summaries are kept in the database.
    keeps: bool,
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
    /// The last of the kept segments that together hold these snapshots.
    head: Option<i64>,
    segments: usize,
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

/// What has been read and is not kept yet.
struct Fresh {
    state: State,
    reading: Reading,
    /// The snapshots that were read, with their keys.
    snapshots: Option<(Dataset, Cursor)>,
}

impl Live {
    /// Nothing is read yet, and nothing will be written.
    pub(crate) fn new(database: &Database, calendar: &Calendar) -> Self {
        Live { database: database.clone(), calendar: calendar.clone(), keeps: false, state: None }
    }

    /// Like [`new`](Live::new), and keeps day summaries in the database where that can be written.
    pub(crate) fn keeping(database: &Database, calendar: &Calendar) -> Self {
        Live { keeps: true, ..Live::new(database, calendar) }
    }

    /// Takes up the day summaries that are kept, without a look at the snapshots; `None` where there
    /// are none. [`refresh`](Live::refresh) brings what has come since.
    pub(crate) fn resume(&mut self, news: &mut dyn FnMut(LoadProgress)) -> Result<Option<Arc<Dataset>>, StoreError> {
        self.database.must_exist()?;
        let reader = Reader::open(&self.database)?;
        let state = reader.at_one_moment(|reader| {
            let past = reader.mark(PAST)?;
            let Some(kept) = reader.kept(&self.calendar)?.filter(|kept| kept.past == past) else { return Ok(None) };
            let mut loader = Loader::new(reader, &self.calendar, news)?;
            if !loader.has_snapshots() {
                return Ok(None);
            }
            loader.catalog()?;
            let catalog = loader.take_catalog();
            State::of(kept, catalog, &loader.finish()).map(Some)
        })?;
        self.state = state;
        Ok(self.state.as_ref().map(|state| Arc::clone(&state.dataset)))
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
        let head = reader.head(&self.calendar)?;
        // Another process may have gone on from what this one kept.
        if !full && head.is_some() && self.state.as_ref().is_none_or(|state| self.keeps && state.head != head) {
            self.resume(news)?;
        }
        let news_alone = match full {
            true => None,
            false => reader.at_one_moment(|reader| self.read_news(reader, since, news))?,
        };
        let Fresh { mut state, reading, snapshots } = match news_alone {
            Some(fresh) => fresh,
            None => self.read_all(since, news)?,
        };
        if let Some((dataset, cursor)) = snapshots.filter(|_| self.keeps && !self.database.is_read_only()) {
            let behind = state.head.filter(|_| !reading.full);
            let segment = Segment { dataset: &dataset, cursor: &cursor, past: state.past };
            state.head = self.keep(&segment, behind, now_ms);
            state.segments = if reading.full { 1 } else { state.segments + 1 };
        }
        // Until here: the last connection that closes writes the crawler's log into the file.
        drop(reader);
        self.state = Some(state);
        Ok(reading)
    }

    /// Keeps a segment, and goes on without where that cannot be done: the snapshots are all there.
    fn keep(&self, segment: &Segment<'_>, behind: Option<i64>, now_ms: i64) -> Option<i64> {
        let keeping = async {
            let mut writer = Writer::open_existing(&self.database).await?;
            // What a loss of power takes is read again.
            writer.keep(segment, behind, now_ms).await
        };
        match wait_for(keeping) {
            Ok(Ok(head)) => head,
            Ok(Err(error)) => {
                tracing::warn!("day summaries are not kept, so that the next start reads all snapshots: {error}");
                None
            }
            Err(error) => {
                tracing::warn!("day summaries are not kept: {error}");
                None
            }
        }
    }

    fn read_all(&self, since: i64, news: &mut dyn FnMut(LoadProgress)) -> Result<Fresh, StoreError> {
        let (reader, mut others) = Reader::open_together(&self.database, parts())?;
        // Before the rows: what is written meanwhile raises it again.
        let past = reader.mark(PAST)?;
        let mut loader = Loader::new(&reader, &self.calendar, news)?;
        loader.expect_all_rows()?;
        let cursor = loader.snapshots(&mut others, since)?;
        let cursor = cursor.filter(|_| loader.has_snapshots());
        let snapshots = cursor.as_ref().filter(|_| self.keeps).map(|cursor| (loader.take_snapshots(), cursor.clone()));
        loader.catalog()?;
        let catalog = loader.take_catalog();
        let rest = loader.finish();
        let dataset = match &snapshots {
            Some((snapshots, _)) => snapshots.merge(&rest)?,
            None => rest,
        };
        let dataset = Arc::new(dataset);
        let reading = Reading {
            rows_read: dataset.intake().rows_read,
            rows_accepted: dataset.intake().rows_accepted,
            dataset: Arc::clone(&dataset),
            full: true,
        };
        let state = State { dataset, cursor, catalog, past, head: None, segments: 0 };
        Ok(Fresh { state, reading, snapshots })
    }

    /// `None` where all has to be read.
    fn read_news(
        &self,
        reader: &Reader,
        since: i64,
        news: &mut dyn FnMut(LoadProgress),
    ) -> Result<Option<Fresh>, StoreError> {
        let past = reader.mark(PAST)?;
        let Some(state) = self.state.as_ref().filter(|state| state.past == past) else { return Ok(None) };
        let Some(cursor) = &state.cursor else { return Ok(None) };
        if state.segments > SEGMENTS_AT_MOST {
            return Ok(None);
        }
        let mut loader = Loader::new(reader, &self.calendar, news)?;
        let from = match cursor.news(reader)? {
            Some(News::Rows(from)) if loader.has_snapshots() => from,
            _ => return Ok(None),
        };
        let seen = loader.new_snapshots(&from, cursor)?;
        let new = loader.take_snapshots();
        loader.catalog()?;
        let catalog = loader.take_catalog();
        let growth = catalog.growth_since(&state.catalog);
        let dataset = match growth {
            Growth::Same if seen.is_empty() => Arc::clone(&state.dataset),
            Growth::Same => Arc::new(state.dataset.merge(&new)?),
            Growth::Grown => Arc::new(state.dataset.merge(&new.merge(&loader.finish())?)?),
            Growth::Other => {
                // What the catalog said before is in the data set; the kept summaries are without.
                let Some(kept) = reader.kept(&self.calendar)?.filter(|kept| Some(kept.head) == state.head) else {
                    return Ok(None);
                };
                Arc::new(kept.with(&new.merge(&loader.finish())?)?)
            }
        };
        let (rows_read, rows_accepted) = (new.intake().rows_read, new.intake().rows_accepted);
        let reading = Reading { dataset: Arc::clone(&dataset), rows_read, rows_accepted, full: false };
        let snapshots = (!seen.is_empty() && state.head.is_some()).then(|| (new, Cursor::of(seen.clone(), since)));
        let cursor = Some(cursor.with(seen, since));
        let (head, segments) = (state.head, state.segments);
        Ok(Some(Fresh { state: State { dataset, cursor, catalog, past, head, segments }, reading, snapshots }))
    }
}

impl State {
    fn of(kept: Kept, catalog: CatalogPrint, rest: &Dataset) -> Result<Self, StoreError> {
        let dataset = Arc::new(kept.with(rest)?);
        let Kept { cursor, past, head, segments, .. } = kept;
        Ok(State { dataset, cursor: Some(cursor), catalog, past, head: Some(head), segments })
    }
}
