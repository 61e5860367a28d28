//! The rows that can decide a day, found in one pass over rows in no order.

use itertools::Itertools;
use rustc_hash::FxHashMap;

use super::days::Days;
use super::strewn::{Carried, Row};

/// An instant, counted from the first of all, and the place of a row make one number, by which rows
/// are compared in time.
const PLACE_BITS: u32 = 24;
/// Stands for no row; above every row as a first one, and below as a last one.
const NO_ROWS: (u64, u64) = (u64::MAX, 0);
/// A table of videos and days that is larger than so many times the rows is not laid out.
const MOST_DAYS_A_ROW: usize = 8;

/// Room for finding them. All rows that are left out lie between two others of their video and day,
/// and say nothing that those do not say.
#[derive(Default)]
pub(super) struct Extremes {
    numbers: FxHashMap<i64, u32>,
    /// By number, in the order in which they came.
    videos: Vec<Video>,
    video_of_row: Vec<u32>,
    /// Of each video and day its first and its last row that is read.
    ends: Vec<(u64, u64)>,
    /// Blank rows, those of a day on which clocks are turned, and all of odd videos: video, instant
    /// and place.
    others: Vec<(i64, i64, u32)>,
}

struct Video {
    aweme_id: i64,
    /// What its first row says; others are compared with it.
    create_time: i64,
    product: i32,
    creator: i32,
    /// Whether rows are kept beside the first and the last of its days.
    has_others: bool,
    /// Whether its rows say different things, or two that matter are of one instant.
    is_odd: bool,
}

impl Extremes {
    /// Fills in the places of the rows that can decide a day, by video, then time.
    pub(super) fn find<C: Carried, const N: usize>(
        &mut self,
        shares: &[&[Row<C, N>]],
        days: Option<&Days>,
        deciding: &mut Vec<u32>,
    ) {
        deciding.clear();
        let rows = || (0_u32..).zip(shares.iter().copied().flatten());
        let count = shares.iter().map(|share| share.len()).sum();
        let Some(days) = days.filter(|days| count < 1 << PLACE_BITS && self.look(rows(), count, days)) else {
            self.others.clear();
            self.others.extend(rows().map(|(place, row)| (row.aweme_id, row.update_ts(), place)));
            self.others.sort_unstable();
            deciding.extend(self.others.iter().map(|(_, _, place)| *place));
            return;
        };
        self.sort_others(rows());
        let mut order: Vec<usize> = (0..self.videos.len()).collect();
        order.sort_unstable_by_key(|number| self.videos[*number].aweme_id);
        let mut others = self.others.chunk_by(|a, b| a.0 == b.0);
        for number in order {
            let Video { has_others, is_odd, .. } = self.videos[number];
            let others = if has_others || is_odd { others.next().unwrap_or_default() } else { &[] };
            let mut others = others.iter().map(|(_, ts, place)| (*ts, *place)).peekable();
            if !is_odd {
                for end in ends_of(&self.ends, number, days) {
                    deciding.extend(others.peeking_take_while(|other| *other < end).map(|(_, place)| place));
                    deciding.push(end.1);
                }
            }
            deciding.extend(others.map(|(_, place)| place));
        }
    }

    /// Finds the first and the last row of each video and day, and what is not plain; false, and
    /// what was found is not to be used, if few rows lie on many days.
    fn look<'r, C: Carried + 'r, const N: usize>(
        &mut self,
        rows: impl Iterator<Item = (u32, &'r Row<C, N>)>,
        count: usize,
        days: &Days,
    ) -> bool {
        self.numbers.clear();
        self.videos.clear();
        self.video_of_row.clear();
        self.ends.clear();
        self.others.clear();
        for (place, row) in rows {
            let Row { aweme_id, create_time, product, creator, .. } = *row;
            let number = *self.numbers.entry(aweme_id).or_insert_with(|| {
                self.videos.push(Video { aweme_id, create_time, product, creator, has_others: false, is_odd: false });
                self.ends.resize(self.videos.len() * days.len(), NO_ROWS);
                self.videos.len() as u32 - 1
            });
            self.video_of_row.push(number);
            let video = &mut self.videos[number as usize];
            video.is_odd |= video.create_time != create_time || video.product != product || video.creator != creator;
            let ts = row.update_ts();
            let day = days.number(ts);
            if row.is_blank() || !days.is_one_day(day) {
                video.has_others = true;
                self.others.push((aweme_id, ts, place));
                continue;
            }
            let (first, last) = &mut self.ends[number as usize * days.len() + day];
            let key = ((ts - instant_zero(days)) as u64) << PLACE_BITS | u64::from(place);
            video.is_odd |= [*first, *last].into_iter().any(|other| other >> PLACE_BITS == key >> PLACE_BITS);
            *first = key.min(*first);
            *last = key.max(*last);
            if self.ends.len() > MOST_DAYS_A_ROW * count {
                return false;
            }
        }
        true
    }

    /// Adds all rows of odd videos, and sorts.
    fn sort_others<'r, C: Carried + 'r, const N: usize>(&mut self, rows: impl Iterator<Item = (u32, &'r Row<C, N>)>) {
        if self.videos.iter().any(|video| video.is_odd) {
            let of_odd = rows
                .zip(&self.video_of_row)
                .filter(|((_, row), number)| self.videos[**number as usize].is_odd && !row.is_blank());
            self.others.extend(of_odd.map(|((place, row), _)| (row.aweme_id, row.update_ts(), place)));
        }
        self.others.sort_unstable();
    }
}

/// Before all instants, so that no key of a row is that of no row.
fn instant_zero(days: &Days) -> i64 {
    days.first_instant() - 1
}

/// The instants and places of the first and the last row of each day of a video, by time.
fn ends_of(ends: &[(u64, u64)], number: usize, days: &Days) -> impl Iterator<Item = (i64, u32)> {
    let row = move |key: u64| {
        let place = (key & ((1 << PLACE_BITS) - 1)) as u32;
        (instant_zero(days) + (key >> PLACE_BITS) as i64, place)
    };
    ends[number * days.len()..(number + 1) * days.len()]
        .iter()
        .filter(|ends| **ends != NO_ROWS)
        .flat_map(move |(first, last)| [Some(row(*first)), (first != last).then(|| row(*last))])
        .flatten()
}
