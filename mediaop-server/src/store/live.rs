//! A data set that follows its database: read once, then refreshed by what is new.

mod keeping;
mod news;

use std::sync::Arc;
use std::time::{Duration, Instant};

use mediaop_core::{Batch, Calendar, Dataset, Known};

use super::catalog::CatalogPrint;
use super::cursor::{Cursor, two_days_back};
use super::database::{Database, StoreError};
use super::load::{LoadProgress, Loader, parts};
use super::marks::PAST;
use super::reader::Reader;
use super::segments::{Kept, Segment};
use keeping::{forget, joined, keep};

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
    /// Whether the rows are those of `douyin_aweme`: one for each video, as it was read last.
    pub(crate) is_without_history: bool,
    /// Why the day summaries of a full reading are not kept.
    pub(crate) not_kept: Option<String>,
}

impl Reading {
    /// What is said of rows without a history.
    pub(crate) const WITHOUT_HISTORY: &str = "the table douyin_aweme has one row a video, without a history: nothing \
        that was gained can be told. `mediaop --db sqlite://mediaop.db import` of this database after every crawl \
        stores each row as a snapshot, and a history grows";
}

/// Is told of new data, at once when they are there: it has them served.
type Serve<'a> = dyn FnMut(&Arc<Dataset>) + 'a;

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
    ///
    /// `serve` is called with the data set as soon as it has the new rows. Behind it they are kept, and
    /// the rows that were read before are counted: rows that came late are merged and served as well, and
    /// where rows have gone all are read, and served.
    ///
    /// After an error the data set is as it was, or as it was served last.
    pub(crate) fn refresh(
        &mut self,
        full: bool,
        now_ms: i64,
        news: &mut dyn FnMut(LoadProgress),
        serve: &mut Serve<'_>,
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
            false => self.read_news(since, now_ms, news, serve)?,
        };
        let reading = match reading {
            Some(new) => self.read_rest(since, now_ms, serve)?.map(|rest| new.and(rest)),
            None => None,
        };
        if let Some(Reading { rows_read, .. }) = reading {
            news(LoadProgress { rows_done: rows_read, rows_total: rows_read });
        }
        let reading = match reading {
            Some(reading) => reading,
            None => self.read_all(since, now_ms, news, serve)?,
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
        serve: &mut Serve<'_>,
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
        let segment = self.kept_with(cursor.as_ref()).map(|cursor| Segment::base(&snapshots, cursor, past));
        loader.catalog()?;
        if !loader.has_snapshots() {
            // The rows are those of `douyin_aweme`.
            fetching = began.elapsed();
        }
        let is_without_history = !loader.has_snapshots();
        let is_stale = is_without_history && self.keeps && reader.head(&self.calendar)?.is_some();
        let catalog = loader.take_catalog();
        let rest = loader.finish().batch();
        // Who keeps summaries waits for those who read.
        drop((reader, others));
        if is_stale && !self.database.is_read_only() {
            forget(&self.database);
        }
        let dataset = match snapshots.intake().rows_read {
            0 => rest.into_dataset(),
            _ => rest.onto(&snapshots.into_dataset())?,
        };
        let dataset = Arc::new(dataset);
        let kept = std::thread::scope(|scope| {
            let keeping = segment.map(|segment| scope.spawn(|| keep(&self.database, segment, None, now_ms)));
            serve(&dataset);
            keeping.and_then(joined)
        });
        let (head, not_kept) = (kept.as_ref().ok().copied(), kept.err());
        let reading = Reading {
            rows_read: dataset.intake().rows_read,
            rows_accepted: dataset.intake().rows_accepted,
            full: true,
            fetching,
            is_without_history: is_without_history && dataset.video_count() > 0,
            not_kept,
            dataset: Arc::clone(&dataset),
        };
        self.state = Some(State { dataset, known: None, cursor, catalog, past, head, segments: 1 });
        Ok(reading)
    }
}

impl State {
    fn of(kept: Kept, catalog: CatalogPrint, rest: Batch) -> Result<Self, StoreError> {
        let (cursor, past, head, segments) = (kept.cursor.clone(), kept.past, kept.head, kept.segments);
        let dataset = Arc::new(kept.with(rest)?);
        Ok(State { dataset, known: None, cursor: Some(cursor), catalog, past, head: Some(head), segments })
    }
}

#[cfg(test)]
mod order_tests;
#[cfg(test)]
mod tests;
