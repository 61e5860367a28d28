//! A data set that follows its database: read once, then refreshed by what is new.

use std::panic::resume_unwind;
use std::sync::Arc;
use std::thread::ScopedJoinHandle;
use std::time::{Duration, Instant};

use mediaop_core::{Batch, Calendar, Dataset, Known};

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
    /// What it says of videos; made by the first refresh.
    known: Option<Arc<Known>>,
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
    /// How long the database took to hand the rows over.
    pub(crate) fetching: Duration,
}

/// Is told of new data.
type Ready<'a> = dyn FnMut(&Arc<Dataset>) + 'a;

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
            State::of(kept, catalog, loader.finish().batch()).map(Some)
        })?;
        self.state = state;
        Ok(self.state.as_ref().map(|state| Arc::clone(&state.dataset)))
    }

    /// Reads what is new, or everything: at first, when asked to, and where new rows cannot be told.
    /// `ready` is called with the data set while its summaries are being kept.
    ///
    /// After an error the data set is as it was.
    pub(crate) fn refresh(
        &mut self,
        full: bool,
        now_ms: i64,
        news: &mut dyn FnMut(LoadProgress),
        ready: &mut Ready<'_>,
    ) -> Result<Reading, StoreError> {
        self.database.must_exist()?;
        let since = two_days_back(&self.calendar, now_ms);
        let reader = Reader::open(&self.database)?;
        let head = reader.head(&self.calendar)?;
        // Another process may have gone on from what this one kept.
        if !full && head.is_some() && self.state.as_ref().is_none_or(|state| self.keeps && state.head != head) {
            self.resume(news)?;
        }
        let reading = match full {
            true => None,
            false => self.read_news(since, now_ms, news, ready)?,
        };
        let reading = match reading {
            Some(reading) => reading,
            None => self.read_all(since, now_ms, news, ready)?,
        };
        // Until here: the last connection that closes writes the crawler's log into the file.
        drop(reader);
        Ok(reading)
    }

    fn read_all(
        &mut self,
        since: i64,
        now_ms: i64,
        news: &mut dyn FnMut(LoadProgress),
        ready: &mut Ready<'_>,
    ) -> Result<Reading, StoreError> {
        let (reader, mut others) = Reader::open_together(&self.database, parts())?;
        others.iter().chain([&reader]).try_for_each(Reader::expect_much)?;
        let began = Instant::now();
        // Before the rows: what is written meanwhile raises it again.
        let past = reader.mark(PAST)?;
        let mut loader = Loader::new(&reader, &self.calendar, news)?;
        loader.expect_all_rows()?;
        let cursor = loader.snapshots(&mut others, since)?;
        let mut fetching = began.elapsed();
        let cursor = cursor.filter(|_| loader.has_snapshots());
        let snapshots = loader.take_snapshots();
        let kept = cursor.as_ref().filter(|_| self.keeps && !self.database.is_read_only());
        let segment = kept.map(|cursor| Segment::base(&snapshots, cursor, past));
        loader.catalog()?;
        if !loader.has_snapshots() {
            // The rows are those of `douyin_aweme`.
            fetching = began.elapsed();
        }
        let catalog = loader.take_catalog();
        let rest = loader.finish().batch();
        // Who keeps summaries waits for those who read.
        drop((reader, others));
        let dataset = match snapshots.intake().rows_read {
            0 => rest.into_dataset(),
            _ => rest.onto(&snapshots.into_dataset())?,
        };
        let dataset = Arc::new(dataset);
        let reading = Reading {
            rows_read: dataset.intake().rows_read,
            rows_accepted: dataset.intake().rows_accepted,
            dataset: Arc::clone(&dataset),
            full: true,
            fetching,
        };
        let head = std::thread::scope(|scope| {
            let keeping = segment.map(|segment| scope.spawn(|| keep(&self.database, segment, None, now_ms)));
            ready(&dataset);
            keeping.and_then(joined)
        });
        self.state = Some(State { dataset, known: None, cursor, catalog, past, head, segments: 1 });
        Ok(reading)
    }

    /// `None` where all has to be read.
    fn read_news(
        &mut self,
        since: i64,
        now_ms: i64,
        news: &mut dyn FnMut(LoadProgress),
        ready: &mut Ready<'_>,
    ) -> Result<Option<Reading>, StoreError> {
        let Live { database, calendar, keeps, state } = self;
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
        let new = builder.batch();
        loader.catalog()?;
        let catalog = loader.take_catalog();
        let growth = catalog.growth_since(&state.catalog);
        let (rows_read, rows_accepted) = (new.intake().rows_read, new.intake().rows_accepted);
        if rows_read > 0 || growth != Growth::Same {
            // The kept summaries are those that the data set was made of.
            let behind = state.head;
            let kept = match growth {
                Growth::Other => reader.kept(calendar)?.filter(|kept| Some(kept.head) == behind),
                _ => None,
            };
            if growth == Growth::Other && kept.is_none() {
                return Ok(None);
            }
            let rest = (growth != Growth::Same).then(|| loader.finish().batch());
            // Who keeps summaries waits for those who read.
            drop((reader, others));
            let merged = |before: &Dataset| {
                Ok::<_, StoreError>(match (rest, kept) {
                    (None, _) => new.onto(before)?,
                    (Some(rest), None) => rest.onto(&new.onto(before)?)?,
                    // What the catalog said before is in the data set; the kept summaries are without.
                    (Some(rest), Some(kept)) => new.onto(&kept.with(rest)?)?,
                })
            };
            let part = part.filter(|_| *keeps && behind.is_some() && !database.is_read_only());
            let keeps_it = part.is_some();
            let (new, before) = (&new, Arc::clone(known.dataset()));
            let (merged, known, head) = std::thread::scope(|scope| {
                let keeping = part.map(|part| {
                    scope.spawn(move || {
                        let segment = Segment::addition(new, &before, &part, past);
                        drop(before);
                        keep(database, segment, behind, now_ms)
                    })
                });
                let dataset = Arc::new(merged(known.dataset())?);
                ready(&dataset);
                let known = known.later(Arc::clone(&dataset));
                Ok::<_, StoreError>((dataset, known, keeping.and_then(joined)))
            })?;
            (state.dataset, state.known) = (merged, Some(Arc::new(known)));
            state.segments += usize::from(keeps_it);
            if rows_read > 0 {
                state.head = head;
            }
        }
        state.cursor = Some(cursor);
        state.catalog = catalog;
        let dataset = Arc::clone(&state.dataset);
        Ok(Some(Reading { dataset, rows_read, rows_accepted, full: false, fetching }))
    }
}

impl State {
    fn of(kept: Kept, catalog: CatalogPrint, rest: Batch) -> Result<Self, StoreError> {
        let (cursor, past, head, segments) = (kept.cursor.clone(), kept.past, kept.head, kept.segments);
        let dataset = Arc::new(kept.with(rest)?);
        Ok(State { dataset, known: None, cursor: Some(cursor), catalog, past, head: Some(head), segments })
    }

    fn known(&mut self) -> Arc<Known> {
        let known = self.known.get_or_insert_with(|| Arc::new(Known::new(Arc::clone(&self.dataset))));
        Arc::clone(known)
    }
}

/// Keeps a segment, and goes on without where that cannot be done: the snapshots are all there.
fn keep(database: &Database, segment: Segment, behind: Option<i64>, now_ms: i64) -> Option<i64> {
    let keeping = async {
        let mut writer = Writer::open_existing(database).await?;
        // What a loss of power takes is read again.
        writer.keep(&segment, behind, now_ms).await
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

/// What a thread gives.
fn joined<T>(thread: ScopedJoinHandle<'_, T>) -> T {
    thread.join().unwrap_or_else(|panic| resume_unwind(panic))
}

#[cfg(test)]
mod tests;
