//! New rows by the key, of tables whose rows have no numbers.
//!
//! Each video's latest row is one look-up in the primary key, and a video with a later one than
//! before has news. Rows that come late, behind a later row of their video, are told by how many
//! there are since yesterday began, whose keys are kept; older ones come with the next full reading.
//! To count them takes longer than all the rest: it is done when the news are served.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use mediaop_core::{Calendar, Cell, DatasetBuilder, Known};

use super::super::database::StoreError;
use super::super::reader::{Reader, RowRef};
use super::super::snapshot_columns::SNAPSHOT_COLUMNS;
use super::{Cursor, News, Search, push, read_items, write_numbers};

const MS_PER_DAY: i64 = 86_400_000;
/// A video has one row of each crawl, and crawls are mostly less than this apart.
const BETWEEN_CRAWLS_MS: i64 = 5 * 3_600_000;

/// Keys of snapshots that were read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) struct Keys {
    /// Of which moment on all keys are kept.
    since: i64,
    /// Each video's latest `update_ts`, ascending by video.
    latest: Vec<(i64, i64)>,
    /// The keys since `since`, ascending.
    recent: Vec<(i64, i64)>,
}

/// A piece of what is to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Piece {
    /// One row.
    Row(i64, i64),
    /// A video's rows from a moment on, and how many new ones it has at least.
    From(i64, i64, usize),
}

impl Keys {
    pub(super) fn news(&self, mut search: Search<'_>) -> Result<Option<News>, StoreError> {
        let Some(latest) = self.latest_now(&mut search)? else { return Ok(None) };
        let Some(pieces) = self.later_rows(&latest) else { return Ok(None) };
        // What is passed over may lie before that moment: the keys stay until all are counted.
        self.read_all(search, &pieces, self.since).map(Some)
    }

    /// Rows that came late, of the days of which keys are kept; `None` where some of those are gone.
    pub(super) fn rest(&self, mut search: Search<'_>) -> Result<Option<News>, StoreError> {
        let videos: Vec<i64> = self.latest.iter().filter(|(_, ts)| *ts >= self.since).map(|(id, _)| *id).collect();
        let counts = search.on_all(&videos, |reader, videos| reader.counts_since(videos, self.since))?;
        let Some(pieces) = self.late_rows(&videos, counts.concat()) else { return Ok(None) };
        let since = search.since;
        self.read_all(search, &pieces, since).map(Some)
    }

    /// Reads pieces. The cursor after them, and the part of it that is kept, have the keys since a moment.
    fn read_all(&self, mut search: Search<'_>, pieces: &[Piece], since: i64) -> Result<News, StoreError> {
        let known = search.known;
        let parts = search.on_all(pieces, |reader, pieces| self.read(reader, pieces, known))?;
        let (mut builder, mut seen) = (DatasetBuilder::beside(Arc::clone(known)), Vec::new());
        for (part, keys) in parts {
            builder.append(part)?;
            seen.extend(keys);
        }
        let is_more = !seen.is_empty() || since > self.since;
        let part = is_more.then(|| Cursor::Keys(Keys::of(seen.clone(), since)));
        Ok(News { builder, cursor: Cursor::Keys(self.with(seen, since)), part })
    }

    /// Each video's latest `update_ts`, ascending by video.
    fn latest_now(&self, search: &mut Search<'_>) -> Result<Option<Vec<(i64, i64)>>, StoreError> {
        let share = self.latest.len().div_ceil(1 + search.others.len()).max(1);
        let begins: Vec<i64> = self.latest.chunks(share).skip(1).map(|videos| videos[0].0).collect();
        let firsts = std::iter::once(i64::MIN).chain(begins.iter().copied());
        let lasts = begins.iter().map(|begin| begin - 1).chain([i64::MAX]);
        let spans: Vec<(i64, i64)> = firsts.zip(lasts).collect();
        let latest = search.on_all(&spans, |reader, spans| {
            let within = spans.iter().map(|(first, last)| reader.latest_within(*first, *last));
            within.collect::<Result<Option<Vec<_>>, _>>()
        })?;
        let latest: Option<Vec<_>> = latest.into_iter().collect();
        Ok(latest.map(|latest| latest.into_iter().flatten().flatten().collect()))
    }

    /// Where the latest rows are now and were not, by video; `None` where rows that were read are gone.
    fn later_rows(&self, latest: &[(i64, i64)]) -> Option<Vec<Piece>> {
        let mut known = self.latest.iter().peekable();
        let mut pieces = Vec::new();
        for (id, ts) in latest {
            match known.peek() {
                Some((known_id, _)) if known_id < id => return None,
                Some((known_id, known_ts)) if known_id == id => {
                    if ts < known_ts {
                        return None;
                    }
                    // Keys tell others of these days, that lie before the latest one.
                    let is_next = *known_ts >= self.since && ts - known_ts < BETWEEN_CRAWLS_MS;
                    if ts > known_ts {
                        pieces.push(if is_next { Piece::Row(*id, *ts) } else { Piece::From(*id, known_ts + 1, 1) });
                    }
                    known.next();
                }
                _ => pieces.push(Piece::From(*id, i64::MIN, 1)),
            }
        }
        known.next().is_none().then_some(pieces)
    }

    /// Where rows may be that were not read of some videos, which ascend; `None` where rows that were read
    /// are gone.
    fn late_rows(&self, videos: &[i64], mut counts: Vec<(i64, i64)>) -> Option<Vec<Piece>> {
        counts.sort_unstable();
        let mut counts = counts.into_iter().peekable();
        let mut known = self.recent.chunk_by(|a, b| a.0 == b.0).peekable();
        let mut pieces = Vec::new();
        for id in videos {
            while known.next_if(|keys| keys[0].0 < *id).is_some() {}
            let known = known.next_if(|keys| keys[0].0 == *id).unwrap_or_default();
            let count = counts.next_if(|(of, _)| of == id).map_or(0, |(_, count)| count.max(0) as usize);
            let late = count.checked_sub(known.len())?;
            if late > 0 {
                // Mostly between the last two, of which one has just been found by its key.
                let before = known.iter().rev().nth(1).map_or(self.since, |(_, ts)| ts + 1);
                pieces.push(Piece::From(*id, before, late));
            }
        }
        Some(pieces)
    }

    /// Rows that were not read yet, and their keys.
    fn read(
        &self,
        reader: &Reader,
        pieces: &[Piece],
        known: &Arc<Known>,
    ) -> Result<(DatasetBuilder, Vec<(i64, i64)>), StoreError> {
        let (mut rows, mut from) = (Vec::new(), Vec::new());
        let builder = DatasetBuilder::beside(Arc::clone(known));
        let mut new = NewRows { keys: self, builder, seen: HashSet::new(), missing: HashMap::new() };
        for piece in pieces {
            match *piece {
                Piece::Row(id, ts) => rows.push((id, ts)),
                Piece::From(id, ts, least) => {
                    from.push((id, ts));
                    new.missing.insert(id, least);
                }
            }
        }
        reader.rows_at(&rows, &SNAPSHOT_COLUMNS, |row| new.take(row))?;
        reader.rows_since(&from, &SNAPSHOT_COLUMNS, |row| new.take(row))?;
        // Others came later still.
        from.retain(|(id, _)| new.missing[id] > 0);
        from.iter_mut().for_each(|(_, ts)| *ts = self.since.min(*ts));
        reader.rows_since(&from, &SNAPSHOT_COLUMNS, |row| new.take(row))?;
        Ok((new.builder, new.seen.into_iter().collect()))
    }

    /// Whether a row of a video with news has been read.
    pub(super) fn has(&self, aweme_id: i64, update_ts: i64) -> bool {
        if update_ts >= self.since {
            return self.recent.binary_search(&(aweme_id, update_ts)).is_ok();
        }
        let place = self.latest.binary_search_by_key(&aweme_id, |(id, _)| *id);
        place.is_ok_and(|place| update_ts <= self.latest[place].1)
    }

    /// The cursor after these rows, with the keys since a later moment.
    pub(super) fn with(&self, mut seen: Vec<(i64, i64)>, since: i64) -> Self {
        seen.sort_unstable();
        let since = since.max(self.since);
        let mut latest = self.latest.clone();
        latest.extend(seen.iter().copied());
        // Two sorted runs, which a stable sort takes as such.
        latest.sort();
        // Of a video's entries, the last is the latest.
        latest.reverse();
        latest.dedup_by_key(|(id, _)| *id);
        latest.reverse();
        let mut recent: Vec<_> = self.recent.iter().copied().chain(seen).filter(|(_, ts)| *ts >= since).collect();
        recent.sort();
        recent.dedup();
        Keys { since, latest, recent }
    }

    /// All in one.
    pub(super) fn joined(&self, later: &[Keys]) -> Self {
        let seen = later.iter().flat_map(|keys| keys.latest.iter().chain(&keys.recent)).copied().collect();
        self.with(seen, later.iter().map(|keys| keys.since).max().unwrap_or(self.since))
    }

    /// Of keys in any order.
    pub(in super::super) fn of(seen: Vec<(i64, i64)>, since: i64) -> Self {
        Keys { since, latest: Vec::new(), recent: Vec::new() }.with(seen, since)
    }

    pub(super) fn write_to(&self, out: &mut Vec<u8>) {
        write_numbers(out, [self.since]);
        for keys in [&self.latest, &self.recent] {
            write_numbers(out, [keys.len() as i64]);
            write_numbers(out, keys.iter().flat_map(|(id, ts)| [*id, *ts]));
        }
    }

    pub(super) fn read_from(numbers: &mut dyn Iterator<Item = i64>) -> Option<Self> {
        let since = numbers.next()?;
        let mut keys = || read_items(numbers, |numbers| Some((numbers.next()?, numbers.next()?)));
        Some(Keys { since, latest: keys()?, recent: keys()? })
    }
}

/// Rows that one thread reads.
struct NewRows<'a> {
    keys: &'a Keys,
    builder: DatasetBuilder,
    seen: HashSet<(i64, i64)>,
    /// Of each video whose rows are looked for, how many there are still at least.
    missing: HashMap<i64, usize>,
}

impl NewRows<'_> {
    /// Takes a row, unless it was read before.
    fn take(&mut self, row: RowRef<'_, '_>) {
        let (Cell::Int(id), Cell::Int(ts)) = (row.number(0), row.number(1)) else { return };
        if !self.keys.has(id, ts) && self.seen.insert((id, ts)) {
            self.missing.entry(id).and_modify(|missing| *missing = missing.saturating_sub(1));
            push(&mut self.builder, row);
        }
    }
}

/// The beginning of yesterday.
pub(in super::super) fn two_days_back(calendar: &Calendar, now_ms: i64) -> i64 {
    let yesterday = calendar.day_of_ms(now_ms) + -1;
    let (mut before, mut within) = ((i64::from(yesterday.number()) - 2) * MS_PER_DAY, now_ms);
    while within - before > 1 {
        let middle = before + (within - before) / 2;
        if calendar.day_of_ms(middle) < yesterday { before = middle } else { within = middle }
    }
    within
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cursor(rows: &[(i64, i64)]) -> Keys {
        Keys::of(rows.to_vec(), 100)
    }

    #[test]
    fn later_rows_are_looked_for_by_their_video() {
        let hour = 3_600_000;
        let cursor = cursor(&[(1, 50), (2, 60), (2, 150), (4, 70), (5, 160)]);
        let pieces = |latest: &[(i64, i64)]| cursor.later_rows(latest);
        assert_eq!(pieces(&[(1, 50), (2, 150), (4, 70), (5, 160)]), Some(vec![]));
        assert_eq!(
            pieces(&[(1, 90), (2, 160), (3, 1), (4, 170), (5, 160 + 5 * hour)]),
            Some(vec![
                Piece::From(1, 51, 1),
                Piece::Row(2, 160),
                Piece::From(3, i64::MIN, 1),
                Piece::From(4, 71, 1),
                Piece::From(5, 161, 1)
            ]),
            "one row of a crawl by its key, and all behind the last where it is long ago, or keys are not kept"
        );
        assert_eq!(pieces(&[(1, 50), (4, 70), (5, 160)]), None, "video 2 is gone");
        assert_eq!(pieces(&[(1, 50), (2, 149), (4, 70), (5, 160)]), None, "its latest row is gone");
        assert_eq!(pieces(&[(1, 50), (2, 150), (4, 70)]), None, "the last video is gone");
    }

    #[test]
    fn videos_with_more_rows_than_were_read_have_late_ones() {
        let cursor = cursor(&[(1, 120), (1, 150), (2, 130), (3, 140)]);
        let pieces = |counts: &[(i64, i64)]| cursor.late_rows(&[1, 2, 3], counts.to_vec());
        assert_eq!(pieces(&[(3, 1), (1, 2), (2, 1)]), Some(vec![]));
        assert_eq!(
            pieces(&[(1, 4), (2, 1), (3, 2)]),
            Some(vec![Piece::From(1, 121, 2), Piece::From(3, 100, 1)]),
            "looked for between the last two at first"
        );
        assert_eq!(pieces(&[(1, 1), (2, 1), (3, 1)]), None, "a row is gone");
        assert_eq!(pieces(&[(1, 2), (2, 1)]), None, "all of video 3 are gone");
    }

    #[test]
    fn rows_in_two_parts_leave_the_cursor_of_the_whole() {
        let (first, second) = ([(1, 50), (2, 150)], [(1, 120), (2, 110), (3, 10)]);
        let joined = cursor(&first).with(second.to_vec(), 100);
        assert_eq!(joined, cursor(&[(1, 50), (1, 120), (2, 110), (2, 150), (3, 10)]));
        assert!(joined.has(2, 110) && joined.has(1, 50) && !joined.has(2, 130) && !joined.has(4, 1));
        let parts = second.map(|row| Keys::of(vec![row], 100));
        assert_eq!(cursor(&first).joined(&parts), joined);
        assert_eq!(joined.joined(&[]), joined);
        let later = joined.with(Vec::new(), 115);
        assert_eq!((later.since, later.recent.as_slice()), (115, [(1, 120), (2, 150)].as_slice()));
    }

    #[test]
    fn yesterday_begins_at_local_midnight_also_where_clocks_change() {
        let berlin = Calendar::new("Europe/Berlin").unwrap();
        // 2026-03-29 12:00 in Berlin, on the day that has 23 hours, and 2026-03-30 12:00.
        assert_eq!(berlin.rfc3339(two_days_back(&berlin, 1_774_778_400_000)), "2026-03-28T00:00:00+01:00");
        assert_eq!(berlin.rfc3339(two_days_back(&berlin, 1_774_864_800_000)), "2026-03-29T00:00:00+01:00");
    }
}
