//! New rows by the key, of tables whose rows have no numbers.
//!
//! Each video's latest row is one look-up in the primary key, and a video with a later one than
//! before is read from there on. Rows that come late, behind a later row of their video, are found
//! among those of the last two local days, whose keys are kept; older ones come with the next full
//! reading.

use mediaop_core::{Calendar, Cell};

use super::super::database::StoreError;
use super::super::reader::{Reader, RowRef};
use super::{Cursor, News, read_items, write_numbers};

const MS_PER_DAY: i64 = 86_400_000;

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

impl Keys {
    pub(super) fn news(
        &self,
        reader: &Reader,
        _others: &mut [Reader],
        since: i64,
        columns: &[&str],
        each: &mut dyn FnMut(RowRef<'_, '_>),
    ) -> Result<Option<News>, StoreError> {
        let Some(from) = self.videos_with_news(reader)? else { return Ok(None) };
        let mut seen = Vec::new();
        reader.rows_since(&from, columns, |row| {
            let (Cell::Int(id), Cell::Int(ts)) = (row.number(0), row.number(1)) else { return };
            if !self.has(id, ts) {
                seen.push((id, ts));
                each(row);
            }
        })?;
        let part = (!seen.is_empty()).then(|| Cursor::Keys(Keys::of(seen.clone(), since)));
        Ok(Some(News { cursor: Cursor::Keys(self.with(seen, since)), part }))
    }

    /// The videos with rows that were not read yet, and since when each has them.
    fn videos_with_news(&self, reader: &Reader) -> Result<Option<Vec<(i64, i64)>>, StoreError> {
        let Some(latest) = reader.latest()? else { return Ok(None) };
        let Some(suspects) = self.suspects(&latest) else { return Ok(None) };
        let mut new: Vec<(i64, i64)> = Vec::new();
        // Keys come in their order, so that the next one stands close behind.
        let (mut place, mut last) = (0, (i64::MIN, i64::MIN));
        reader.times_since(&suspects, |id, ts| {
            if (id, ts) < last {
                place = self.recent.partition_point(|key| *key < (id, ts));
            }
            last = (id, ts);
            while self.recent.get(place).is_some_and(|key| *key < last) {
                place += 1;
            }
            let is_known = if ts >= self.since { self.recent.get(place) == Some(&last) } else { self.has(id, ts) };
            match new.last_mut() {
                _ if is_known => {}
                Some(first) if first.0 == id => first.1 = first.1.min(ts),
                _ => new.push((id, ts)),
            }
        })?;
        // A server hands the rows of several videos over as it likes.
        new.sort_unstable();
        new.dedup_by_key(|(id, _)| *id);
        Ok(Some(new))
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
        latest.sort_unstable();
        // Of a video's entries, the last is the latest.
        latest.reverse();
        latest.dedup_by_key(|(id, _)| *id);
        latest.reverse();
        let mut recent: Vec<_> = self.recent.iter().copied().chain(seen).filter(|(_, ts)| *ts >= since).collect();
        recent.sort_unstable();
        recent.dedup();
        Keys { since, latest, recent }
    }

    /// Both in one.
    pub(super) fn joined(&self, later: &Keys) -> Self {
        let seen = later.latest.iter().chain(&later.recent).copied().collect();
        self.with(seen, later.since)
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

    /// Videos that may have new rows, and since when; `None` where rows that were read are gone.
    fn suspects(&self, latest: &[(i64, i64)]) -> Option<Vec<(i64, i64)>> {
        let mut known = self.latest.iter().peekable();
        let mut suspects = Vec::new();
        for (id, ts) in latest {
            match known.peek() {
                Some((known_id, _)) if known_id < id => return None,
                Some((known_id, known_ts)) if known_id == id => {
                    if ts < known_ts {
                        return None;
                    }
                    if ts > known_ts || *ts >= self.since {
                        suspects.push((*id, self.since.min(known_ts.saturating_add(1))));
                    }
                    known.next();
                }
                _ => suspects.push((*id, i64::MIN)),
            }
        }
        known.next().is_none().then_some(suspects)
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
    fn videos_with_later_rows_and_those_alive_are_looked_at() {
        let cursor = cursor(&[(1, 50), (2, 60), (2, 150), (4, 70)]);
        let suspects = |latest: &[(i64, i64)]| cursor.suspects(latest);
        assert_eq!(suspects(&[(1, 50), (2, 150), (4, 70)]), Some(vec![(2, 100)]));
        assert_eq!(
            suspects(&[(1, 90), (2, 150), (3, 1), (4, 170)]),
            Some(vec![(1, 51), (2, 100), (3, i64::MIN), (4, 71)])
        );
        assert_eq!(suspects(&[(1, 50), (4, 70)]), None, "video 2 is gone");
        assert_eq!(suspects(&[(1, 50), (2, 149), (4, 70)]), None, "its latest row is gone");
        assert_eq!(suspects(&[(1, 50), (2, 150)]), None, "the last video is gone");
    }

    #[test]
    fn rows_in_two_parts_leave_the_cursor_of_the_whole() {
        let (first, second) = ([(1, 50), (2, 150)], [(1, 120), (2, 110), (3, 10)]);
        let joined = cursor(&first).with(second.to_vec(), 100);
        assert_eq!(joined, cursor(&[(1, 50), (1, 120), (2, 110), (2, 150), (3, 10)]));
        assert!(joined.has(2, 110) && joined.has(1, 50) && !joined.has(2, 130) && !joined.has(4, 1));
        assert_eq!(cursor(&first).joined(&Keys::of(second.to_vec(), 100)), joined);
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
