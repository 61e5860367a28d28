//! The rows that can decide a day, found in one pass over rows in no order.

use super::days::Days;
use super::row::{Row, Texts};
use super::strewn::Strewn;
use super::videos::{Video, Videos};

/// An instant, as [`Days`] count it within its day, and the place of a row make one number, by which
/// rows of a day are compared in time. A day has fewer than 2^27 milliseconds.
const PLACE_BITS: u32 = 37;
/// Stands for no row; above every row as a first one, and below as a last one.
const NO_ROWS: (u64, u64) = (u64::MAX, 0);
/// A table of videos and days that is larger than so many times the rows is not laid out.
const MOST_DAYS_A_ROW: usize = 8;

/// Room for finding them. All rows that are left out lie between two others of their video and day,
/// and say nothing that those do not say.
pub(super) struct Extremes<T> {
    videos: Videos<T>,
    /// Of each video and day its first and its last row that is read.
    ends: Vec<(u64, u64)>,
    /// Blank rows, those of a day on which clocks are turned, and all of odd videos: video, instant
    /// and place.
    others: Vec<(i64, i64, usize)>,
}

impl<T: Texts> Default for Extremes<T> {
    fn default() -> Self {
        Extremes { videos: Videos::default(), ends: Vec::new(), others: Vec::new() }
    }
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
        let mut videos: Vec<&Video<T>> = self.videos.all().collect();
        videos.sort_unstable_by_key(|video| video.aweme_id);
        let mut others = self.others.chunk_by(|a, b| a.0 == b.0);
        for Video { days: begin, has_others, is_odd, .. } in videos {
            let ends = &self.ends[*begin as usize..][..days.len()];
            if !*has_others && !*is_odd {
                add_places(ends, deciding);
                continue;
            }
            let mut others = others.next().unwrap_or_default();
            let of_days = ends.iter().enumerate().filter(|(_, ends)| **ends != NO_ROWS && !*is_odd);
            for (day, (first, last)) in of_days {
                for key in [Some(first), Some(last).filter(|last| *last != first)].into_iter().flatten() {
                    let (ts, place) = (days.instant(day, key >> PLACE_BITS), place(*key));
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
        self.videos.clear();
        self.ends.clear();
        self.others.clear();
        let most_ends = MOST_DAYS_A_ROW * pieces.iter().map(|(_, rows)| rows.len()).sum::<usize>();
        for (begin, rows) in pieces {
            let mut done = 0;
            loop {
                done += self.look_at(begin + done, &rows[done..], days);
                let Some(row) = rows.get(done) else { break };
                let days_begin = self.ends.len();
                if days_begin + days.len() > most_ends {
                    return false;
                }
                self.ends.resize(days_begin + days.len(), NO_ROWS);
                self.videos.add(row.video(days_begin as u32));
            }
        }
        true
    }

    /// Looks at rows up to the first of a video that is not known, and returns how many these are.
    #[inline]
    fn look_at<C, const N: usize>(&mut self, begin: usize, rows: &[Row<T, C, N>], days: &Days) -> usize {
        let Extremes { videos, ends, others } = self;
        // Whatever is written leaves these where they are.
        let (mut videos, ends) = (videos.slots(), &mut ends[..]);
        for (at, row) in rows.iter().enumerate() {
            let Some(video) = videos.get_mut(row.aweme_id) else { return at };
            if video.create_time != row.create_time || video.texts != row.texts {
                video.is_odd = true;
            }
            let Some((day, since)) = days.find(row.time) else {
                video.has_others = true;
                others.push((row.aweme_id, row.update_ts(), begin + at));
                continue;
            };
            let (first, last) = &mut ends[video.days as usize + day];
            let key = since << PLACE_BITS | (begin + at) as u64;
            // Of one instant if only the places differ.
            if (*first ^ key).min(*last ^ key) < 1 << PLACE_BITS {
                video.is_odd = true;
            }
            *first = key.min(*first);
            *last = key.max(*last);
        }
        rows.len()
    }

    /// Adds all rows of odd videos, and sorts.
    fn sort_others<'r, C: 'r, const N: usize>(&mut self, rows: impl Iterator<Item = (usize, &'r Row<T, C, N>)>)
    where
        T: 'r,
    {
        let mut odd: Vec<i64> = self.videos.all().filter(|video| video.is_odd).map(|video| video.aweme_id).collect();
        if !odd.is_empty() {
            odd.sort_unstable();
            let of_odd = rows.filter(|(_, row)| odd.binary_search(&row.aweme_id).is_ok() && !row.is_blank());
            self.others.extend(of_odd.map(|(place, row)| (row.aweme_id, row.update_ts(), place)));
        }
        self.others.sort_unstable();
    }
}

/// Adds the places of the first and last rows of a video's days.
fn add_places(ends: &[(u64, u64)], deciding: &mut Vec<usize>) {
    let mut end = deciding.len();
    // Each is written, and stays if it is one: whether it is cannot be foreseen.
    deciding.resize(end + 2 * ends.len(), 0);
    for (first, last) in ends {
        let is_day = *first != NO_ROWS.0;
        deciding[end] = place(*first);
        end += usize::from(is_day);
        if let Some(second) = deciding.get_mut(end) {
            *second = place(*last);
        }
        end += usize::from(is_day & (first != last));
    }
    deciding.truncate(end);
}

/// The place of a row by its key.
#[inline]
fn place(key: u64) -> usize {
    (key & ((1 << PLACE_BITS) - 1)) as usize
}
