//! Videos of few rows each, as a crawl brings them: most show at one look that nothing is odd.

use super::NO_TEXT;
use super::check::{LATEST_CREATE_TIME, since_a_later_day};
use super::rows::{Codes, Constant, CounterSlice, Dictionary, RowColumns};
use crate::row::INSTANTS;

/// Rows of a video that are looked at one after the other; more are taken several at a time.
const FEW: usize = 8;
/// Rows that are looked at to tell how many videos there are.
const SAMPLE: usize = 256;

/// Columns that can be looked at so.
pub(super) struct FewRows<'a> {
    aweme_id: &'a [i64],
    update_ts: &'a [i64],
    create_time: Option<&'a [i64]>,
    product: Option<Texts<'a>>,
    creator: Option<Texts<'a>>,
    /// The first column of counters, and the others.
    counters: (&'a [i32], Vec<&'a [i32]>),
}

/// A column of codes, and what each stands for.
struct Texts<'a> {
    codes: &'a [i32],
    same_as: &'a [u32],
}

/// A video of few rows.
pub(super) struct FewOfVideo {
    pub(super) end: usize,
    /// What its rows say alike, if they ascend by time and are all accepted readings for certain.
    pub(super) constant: Option<Constant>,
}

impl<'a> FewRows<'a> {
    /// `None` where columns have to be looked at closer.
    pub(super) fn of(rows: &RowColumns<'a>) -> Option<FewRows<'a>> {
        let narrow = |column: &CounterSlice<'a>| match column {
            CounterSlice::Narrow(values) => Some(*values),
            CounterSlice::Wide(_) => None,
        };
        let counters: Vec<&[i32]> = rows.counters.iter().flatten().map(narrow).collect::<Option<_>>()?;
        let (first, others) = counters.split_first()?;
        let texts = |column: Option<Codes<'a>>| column.map_or(Some(None), |column| Texts::of(column).map(Some));
        if rows.flags.is_some() {
            return None;
        }
        Some(FewRows {
            aweme_id: rows.aweme_id,
            update_ts: rows.update_ts,
            create_time: rows.create_time,
            product: texts(rows.product)?,
            creator: texts(rows.creator)?,
            counters: (first, others.to_vec()),
        })
    }

    /// The video that begins at a row; `None` if it has more rows.
    #[inline]
    pub(super) fn video(&self, begin: usize) -> Option<FewOfVideo> {
        let id = self.aweme_id[begin];
        if self.aweme_id.get(begin + FEW) == Some(&id) {
            return None;
        }
        let mut end = begin + 1;
        // Below 0 if something is; not 0 if two rows differ.
        let (mut signs, mut differs) = (self.signs(begin), 0);
        while self.aweme_id.get(end) == Some(&id) {
            let (ts, before) = (self.update_ts[end], self.update_ts[end - 1]);
            // One below 0 may be so far below that the difference wraps around.
            signs |= self.signs(end) | ts | ts.wrapping_sub(before).wrapping_sub(1);
            differs |= self.difference(end);
            end += 1;
        }
        let is_plain = signs >= 0 && differs == 0 && id > 0;
        let constant = if is_plain { self.constant(begin) } else { None };
        let constant = constant.filter(|constant| self.are_accepted(begin, end, constant.create_time));
        Some(FewOfVideo { end, constant })
    }

    /// Above or at 0 if the first counter is above 0 and the others are not below.
    #[inline]
    fn signs(&self, row: usize) -> i64 {
        let (first, others) = &self.counters;
        let signs = first[row] | first[row].wrapping_sub(1);
        others.iter().fold(signs, |signs, values| signs | values[row]).into()
    }

    /// 0 if the row says what the one before says of what hardly changes.
    #[inline]
    fn difference(&self, row: usize) -> i64 {
        let of = |texts: &Option<Texts<'_>>| texts.as_ref().map_or(0, |texts| texts.codes[row] ^ texts.codes[row - 1]);
        let seconds = self.create_time.map_or(0, |seconds| seconds[row] ^ seconds[row - 1]);
        seconds | i64::from(of(&self.product) | of(&self.creator))
    }

    /// What a row says; `None` if a code is not sound.
    #[inline]
    fn constant(&self, row: usize) -> Option<Constant> {
        let code = |texts: &Option<Texts<'_>>| texts.as_ref().map_or(Some(NO_TEXT), |texts| texts.get(row));
        let create_time = self.create_time.map_or(0, |seconds| seconds[row]);
        Some(Constant { create_time, product: code(&self.product)?, creator: code(&self.creator)? })
    }

    /// Whether instants that ascend are in their range, and on days after the publication.
    #[inline]
    fn are_accepted(&self, begin: usize, end: usize, create_time: i64) -> bool {
        let (first, last) = (self.update_ts[begin], self.update_ts[end - 1]);
        let is_after =
            create_time <= 0 || (create_time <= LATEST_CREATE_TIME && since_a_later_day(create_time, first) >= 0);
        INSTANTS.contains(&first) && INSTANTS.contains(&last) && is_after
    }
}

impl<'a> Texts<'a> {
    /// `None` where codes mean something else as well.
    fn of(column: Codes<'a>) -> Option<Texts<'a>> {
        match (column.known, column.dictionary) {
            (None, Dictionary::Given { same_as, .. }) => Some(Texts { codes: column.codes, same_as }),
            _ => None,
        }
    }

    #[inline]
    fn get(&self, row: usize) -> Option<u32> {
        match usize::try_from(self.codes[row]) {
            Ok(code) => self.same_as.get(code).copied(),
            Err(_) => (self.codes[row] == -1).then_some(NO_TEXT),
        }
    }
}

/// About how many videos there are.
pub(super) fn videos_of(ids: &[i64]) -> usize {
    let sample = &ids[..ids.len().min(SAMPLE)];
    let begun = sample.windows(2).filter(|pair| pair[0] != pair[1]).count() + 1;
    ids.len() * begun / SAMPLE.min(sample.len()).max(1)
}

/// Whether looks at few rows pay, if there are so many rows and videos.
pub(super) fn has_few_rows_each(rows: usize, videos: usize) -> bool {
    rows < videos * FEW
}

#[cfg(test)]
mod tests {
    use super::super::door::{Folded, fold};
    use super::*;
    use crate::calendar::Calendar;
    use crate::metric::Metric;

    /// Numbers that look like chance, the same each time.
    struct Chance(u64);

    impl Chance {
        fn below(&mut self, most: u64) -> u64 {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (self.0 >> 33) % most
        }
        fn of<T: Copy>(&mut self, usual: T, others: &[T]) -> T {
            let place = self.below(12 * others.len() as u64) as usize;
            others.get(place).copied().unwrap_or(usual)
        }
    }

    #[derive(Default)]
    struct Rows {
        aweme_id: Vec<i64>,
        update_ts: Vec<i64>,
        create_time: Vec<i64>,
        product: Vec<i32>,
        creator: Vec<i32>,
        digg: Vec<i32>,
        share: Vec<i32>,
    }

    const HOUR: i64 = 3_600_000;
    /// 2026-01-02 at noon in Shanghai.
    const NOON: i64 = 1_767_326_400_000;

    impl Rows {
        /// Of videos with up to ten rows, nearly all of which are as most rows are.
        fn draw(chance: &mut Chance) -> Rows {
            let mut rows = Rows::default();
            let is_sorted = chance.below(8) > 0;
            for video in 0..chance.below(40) as i64 {
                let published = chance
                    .of(NOON / 1000 - 900_000, &[0, -1, NOON / 1000 - 40_000, NOON / 1000 + 90_000, 200_000_000_000]);
                let count = chance.of(2, &[1, 3, 7, 8, 9, 10]);
                for row in 0..count {
                    rows.aweme_id.push(if is_sorted { video - 1 } else { chance.of(video, &[video - 1, -video]) });
                    let usual = NOON + row * chance.of(3 * HOUR, &[20 * HOUR, 0, -HOUR]);
                    rows.update_ts.push(chance.of(usual, &[1, NOON, 99_999_999_999, 100_000_000_000_000, i64::MIN]));
                    rows.create_time.push(chance.of(published, &[0, i64::MAX]));
                    rows.product.push(chance.of(video as i32 % 3, &[-1, 1]));
                    rows.creator.push(chance.of(2, &[-1, 0]));
                    rows.digg.push(chance.of(5, &[0, -1, -2, i32::MIN]));
                    rows.share.push(chance.of(0, &[1, -1, -2, i32::MAX]));
                }
            }
            rows
        }

        fn fold(&self, counters: [CounterSlice<'_>; 2], codes: &[u32]) -> Option<Folded> {
            let texts = ["a", "b", "c"];
            let dictionary = Dictionary::Given { texts: &texts[..codes.len()], same_as: codes };
            let codes = |codes| Some(Codes { codes, known: None, dictionary });
            let mut rows = RowColumns {
                aweme_id: &self.aweme_id,
                update_ts: &self.update_ts,
                create_time: Some(&self.create_time),
                counters: [None; Metric::COUNT],
                product: codes(&self.product),
                creator: codes(&self.creator),
                flags: None,
            };
            [rows.counters[Metric::Digg as usize], rows.counters[Metric::Share as usize]] = counters.map(Some);
            fold(&rows, 7, &Calendar::default())
        }
    }

    #[test]
    fn few_rows_of_a_video_give_what_rows_looked_at_closer_give() {
        let (mut chance, mut plain, mut odd) = (Chance(7), 0, 0);
        for _ in 0..3000 {
            let rows = Rows::draw(&mut chance);
            let codes: &[u32] = chance.of(&[0, 1, 2], &[&[0, NO_TEXT, 0], &[0, 1]]);
            let folded = rows.fold([CounterSlice::Narrow(&rows.digg), CounterSlice::Narrow(&rows.share)], codes);
            // Wide ones are always looked at closer.
            let wide = |values: &[i32]| values.iter().map(|value| i64::from(*value)).collect::<Vec<i64>>();
            let (digg, share) = (wide(&rows.digg), wide(&rows.share));
            let closer = rows.fold([CounterSlice::Wide(&digg), CounterSlice::Wide(&share)], codes);
            assert_eq!(folded.is_some(), closer.is_some());
            let (Some(folded), Some(closer)) = (folded, closer) else { continue };
            assert!(folded.summaries == closer.summaries);
            assert_eq!((&folded.intake, &folded.flags), (&closer.intake, &closer.flags));
            plain += folded.summaries.videos.len();
            odd += folded.flags.iter().flatten().filter(|flags| **flags != 0).count();
        }
        assert!(plain > 20_000 && odd > 2_000, "{plain} videos, {odd} odd rows");
    }

    #[test]
    fn instants_that_wrap_around_do_not_ascend() {
        // Each is above the one before, if numbers begin anew behind the greatest.
        let update_ts = vec![NOON, i64::MIN + NOON - 1, NOON - 2, NOON + 1];
        let rows = Rows {
            aweme_id: vec![7; 4],
            create_time: vec![0; 4],
            product: vec![-1; 4],
            creator: vec![-1; 4],
            digg: vec![10, 20, 30, 40],
            share: vec![1; 4],
            update_ts,
        };
        let digg: Vec<i64> = rows.digg.iter().map(|value| (*value).into()).collect();
        let folded = rows.fold([CounterSlice::Narrow(&rows.digg), CounterSlice::Narrow(&rows.share)], &[0]).unwrap();
        let closer = rows.fold([CounterSlice::Wide(&digg), CounterSlice::Narrow(&rows.share)], &[0]).unwrap();
        assert_eq!(folded.intake.rows_accepted, 3);
        assert_eq!(folded.intake, closer.intake);
        assert!(folded.summaries == closer.summaries);
    }

    #[test]
    fn so_many_videos_are_expected() {
        assert_eq!(videos_of(&[]), 0);
        assert_eq!(videos_of(&[1, 1, 2]), 2);
        let pairs: Vec<i64> = (0..100_000).map(|row| row / 2).collect();
        assert_eq!(videos_of(&pairs), 50_000);
        assert_eq!(videos_of(&[3; 1000]), 3);
    }
}
