//! The rows that can decide a day, found in one pass over rows in no order.

use super::days::Days;
use super::numbers::Numbers;
use super::row::{Row, Texts};
use super::strewn::Strewn;

/// An instant, counted from just before its day, and the place of a row make one number, by which
/// rows of a day are compared in time. A day has fewer than 2^27 milliseconds.
const PLACE_BITS: u32 = 37;
/// Stands for no row; above every row as a first one, and below as a last one.
const NO_ROWS: (u64, u64) = (u64::MAX, 0);
/// A table of videos and days that is larger than so many times the rows is not laid out.
const MOST_DAYS_A_ROW: usize = 8;

/// Room for finding them. All rows that are left out lie between two others of their video and day,
/// and say nothing that those do not say.
pub(super) struct Extremes<T> {
    numbers: Numbers,
    /// By number, in the order in which they came.
    videos: Vec<Video<T>>,
    video_of_row: Vec<u32>,
    /// Of each video and day its first and its last row that is read.
    ends: Vec<(u64, u64)>,
    /// Blank rows, those of a day on which clocks are turned, and all of odd videos: video, instant
    /// and place.
    others: Vec<(i64, i64, usize)>,
}

impl<T> Default for Extremes<T> {
    fn default() -> Self {
        Extremes {
            numbers: Numbers::default(),
            videos: Vec::new(),
            video_of_row: Vec::new(),
            ends: Vec::new(),
            others: Vec::new(),
        }
    }
}

struct Video<T> {
    /// What its first row says; others are compared with it.
    create_time: i64,
    texts: T,
    /// Whether rows are kept beside the first and the last of its days.
    has_others: bool,
    /// Whether its rows say different things, or two that matter are of one instant.
    is_odd: bool,
}

impl<T: Texts> Extremes<T> {
    /// Fills in the places of the rows that can decide a day, by video, then time.
    pub(super) fn find<C, const N: usize>(
        &mut self,
        strewn: Strewn<'_, Row<T, C, N>>,
        bucket: usize,
        days: Option<&Days>,
        deciding: &mut Vec<usize>,
    ) {
        deciding.clear();
        let pieces: Vec<_> = strewn.bucket(bucket).collect();
        let rows = || pieces.iter().flat_map(|(begin, rows)| (*begin..).zip(*rows));
        let Some(days) = days.filter(|days| self.look(&pieces, days)) else {
            self.others.clear();
            self.others.extend(rows().map(|(place, row)| (row.aweme_id, row.update_ts(), place)));
            self.others.sort_unstable();
            deciding.extend(self.others.iter().map(|(_, _, place)| *place));
            return;
        };
        self.sort_others(rows());
        let mut order: Vec<usize> = (0..self.videos.len()).collect();
        order.sort_unstable_by_key(|number| self.numbers.ids()[*number]);
        let mut others = self.others.chunk_by(|a, b| a.0 == b.0);
        for number in order {
            let Video { has_others, is_odd, .. } = self.videos[number];
            let mut others = if has_others || is_odd { others.next().unwrap_or_default() } else { &[] };
            let ends = &self.ends[number * days.len()..(number + 1) * days.len()];
            let of_days = ends.iter().enumerate().filter(|(_, ends)| **ends != NO_ROWS && !is_odd);
            for (day, (first, last)) in of_days {
                for key in [Some(first), Some(last).filter(|last| *last != first)].into_iter().flatten() {
                    let (ts, place) = (instant_zero(days, day) + (key >> PLACE_BITS) as i64, place(*key));
                    while let Some(((_, other, at), rest)) = others.split_first()
                        && (*other, *at) < (ts, place)
                    {
                        deciding.push(*at);
                        others = rest;
                    }
                    deciding.push(place);
                }
            }
            deciding.extend(others.iter().map(|(_, _, place)| place));
        }
    }

    /// Finds the first and the last row of each video and day, and what is not plain; false, and
    /// what was found is not to be used, if few rows lie on many days.
    fn look<C, const N: usize>(&mut self, pieces: &[(usize, &[Row<T, C, N>])], days: &Days) -> bool {
        self.numbers.clear();
        self.videos.clear();
        self.video_of_row.clear();
        self.ends.clear();
        self.others.clear();
        let most_ends = MOST_DAYS_A_ROW * pieces.iter().map(|(_, rows)| rows.len()).sum::<usize>();
        for (begin, rows) in pieces {
            let before = self.video_of_row.len();
            // Apart from what follows, so that the processor waits for many rows at once.
            self.video_of_row.extend(rows.iter().map(|row| self.numbers.number(row.aweme_id)));
            if self.numbers.ids().len() > self.videos.len() {
                self.add_videos(rows, before);
            }
            let ends = self.videos.len() * days.len();
            if ends > most_ends {
                return false;
            }
            self.ends.resize(ends, NO_ROWS);
            let (videos, all_ends, of_row) = (&mut self.videos[..], &mut self.ends[..], &self.video_of_row[before..]);
            for (at, (row, number)) in rows.iter().zip(of_row).enumerate() {
                let (video, ts, place) = (&mut videos[*number as usize], row.update_ts(), begin + at);
                let day = days.number(ts);
                let mut is_odd = video.create_time != row.create_time || video.texts != row.texts;
                if row.is_blank() || !days.is_one_day(day) {
                    video.has_others = true;
                    self.others.push((row.aweme_id, ts, place));
                } else {
                    let (first, last) = &mut all_ends[*number as usize * days.len() + day];
                    let key = ((ts - instant_zero(days, day)) as u64) << PLACE_BITS | place as u64;
                    let is_of_instant = |other: u64| (other ^ key) >> PLACE_BITS == 0;
                    is_odd |= is_of_instant(*first) | is_of_instant(*last);
                    *first = key.min(*first);
                    *last = key.max(*last);
                }
                if is_odd {
                    video.is_odd = true;
                }
            }
        }
        true
    }

    /// Adds the videos that come first among these rows, the first of which is the so manyeth of all.
    fn add_videos<C, const N: usize>(&mut self, rows: &[Row<T, C, N>], before: usize) {
        for (Row { create_time, texts, .. }, number) in rows.iter().zip(&self.video_of_row[before..]) {
            if *number as usize == self.videos.len() {
                let (create_time, texts) = (*create_time, *texts);
                self.videos.push(Video { create_time, texts, has_others: false, is_odd: false });
            }
        }
    }

    /// Adds all rows of odd videos, and sorts.
    fn sort_others<'r, C: 'r, const N: usize>(&mut self, rows: impl Iterator<Item = (usize, &'r Row<T, C, N>)>)
    where
        T: 'r,
    {
        if self.videos.iter().any(|video| video.is_odd) {
            let of_odd = rows
                .zip(&self.video_of_row)
                .filter(|((_, row), number)| self.videos[**number as usize].is_odd && !row.is_blank());
            self.others.extend(of_odd.map(|((place, row), _)| (row.aweme_id, row.update_ts(), place)));
        }
        self.others.sort_unstable();
    }
}

/// Before all instants of a day, so that no key of a row is that of no row.
#[inline]
fn instant_zero(days: &Days, day: usize) -> i64 {
    days.begin(day) - 1
}

/// The place of a row by its key.
#[inline]
fn place(key: u64) -> usize {
    (key & ((1 << PLACE_BITS) - 1)) as usize
}
