//! Summaries → columns of numbers, and back with every check that keeps the rest of the crate from
//! meeting what no fold makes.

use super::column::{CounterColumn, MISSING};
use super::facts::{Fact, FactColumn, Varying};
use super::instant::{self, NO_TIME};
use super::{FirstSeen, Summaries};
use crate::calendar::Calendar;
use crate::error::Error;
use crate::metric::Metric;
use crate::row::INSTANTS;
use crate::stored::{Reader, Writer};

const LATEST_CREATE_TIME: i64 = 100_000_000_000;

impl Summaries {
    pub(crate) fn store(&self, out: &mut Writer) {
        out.numbers(steps(&self.videos).into_iter());
        out.numbers((0..self.videos.len()).map(|video| self.rows(video).len() as i64));
        self.store_by_video(out, |row| i64::from(self.day[row]));
        out.numbers(self.first_at.iter().map(|at| i64::from(*at)));
        out.numbers(self.last_at.iter().map(|at| i64::from(*at)));
        out.numbers(self.seen.iter().zip(&self.last_at).map(|(seen, last)| i64::from(seen.wrapping_sub(*last))));
        for (first, last) in self.first.0.iter().zip(&self.last.0) {
            let is_read = !(first.is_absent() && last.is_absent());
            out.number(u64::from(is_read));
            if is_read {
                self.store_by_video(out, |row| first.raw(row));
                out.numbers((0..self.len()).map(|row| last.raw(row).wrapping_sub(first.raw(row))));
            }
        }
        store_facts(out, &self.product, i64::from);
        store_facts(out, &self.creator, i64::from);
        store_facts(out, &self.create_time, |seconds| seconds);
        for seen in [&self.links, &self.authors] {
            let ids: Vec<i64> = seen.iter().map(|seen| seen.aweme_id).collect();
            out.numbers(steps(&ids).into_iter());
            out.numbers(seen.iter().map(|seen| i64::from(seen.value)));
            out.numbers(seen.iter().map(|seen| seen.ts));
        }
    }

    /// The first value of each video, and by how much each other value is above the one before.
    fn store_by_video(&self, out: &mut Writer, value: impl Fn(usize) -> i64) {
        let videos = || (0..self.videos.len()).map(|video| self.rows(video));
        out.numbers(videos().map(|rows| value(rows.start)).collect::<Vec<_>>().into_iter());
        let step = |row: usize| value(row).wrapping_sub(value(row - 1));
        let steps: Vec<i64> = videos().flat_map(|rows| (rows.start + 1..rows.end).map(step)).collect();
        out.numbers(steps.into_iter());
    }

    fn restore_by_video(&self, from: &mut Reader<'_>) -> Result<Vec<i64>, Error> {
        let (videos, rows) = (self.videos.len(), self.ends.last().copied().unwrap_or(0));
        let firsts = from.column_of(videos, Some)?;
        let steps = from.column_of(rows - videos, Some)?;
        let mut values = Vec::with_capacity(rows);
        let mut steps = &steps[..];
        for (video, first) in firsts.into_iter().enumerate() {
            let (of_video, others) = steps.split_at(self.rows(video).len() - 1);
            let sum = |sum: &mut i64, step: &i64| {
                *sum = sum.wrapping_add(*step);
                Some(*sum)
            };
            values.push(first);
            values.extend(of_video.iter().scan(first, sum));
            steps = others;
        }
        Ok(values)
    }

    /// Summaries of these many products and creators.
    pub(crate) fn restore(
        from: &mut Reader<'_>,
        products: usize,
        creators: usize,
        calendar: &Calendar,
    ) -> Result<Summaries, Error> {
        let mut all = Summaries { videos: sums(from.column(Some)?), ..Summaries::default() };
        if !all.videos.is_sorted_by(|a, b| a < b) || all.videos.first().is_some_and(|id| *id <= 0) {
            return Err(from.refuse("there are videos that do not ascend"));
        }
        let mut rows = 0_usize;
        for count in from.column_of(all.videos.len(), |count| u32::try_from(count).ok().filter(|count| *count > 0))? {
            rows += count as usize;
            all.ends.push(rows);
        }
        all.restore_times(from, calendar)?;
        all.restore_counters(from)?;
        let code = |count: usize| move |value: i64| u32::try_from(value).ok().filter(|code| (*code as usize) < count);
        all.product = all.restore_facts(from, code(products))?;
        all.creator = all.restore_facts(from, code(creators))?;
        all.create_time =
            all.restore_facts(from, |value| (1..=LATEST_CREATE_TIME).contains(&value).then_some(value))?;
        all.links = all.restore_seen(from, products)?;
        all.authors = all.restore_seen(from, creators)?;
        Ok(all)
    }

    fn restore_times(&mut self, from: &mut Reader<'_>, calendar: &Calendar) -> Result<(), Error> {
        let day = |day: i64| i32::try_from(day).ok();
        let days: Option<Vec<i32>> = self.restore_by_video(from)?.into_iter().map(day).collect();
        self.day = days.ok_or_else(|| from.refuse("there is a day that no calendar has"))?;
        let rows = self.day.len();
        let time = |at: i64| u32::try_from(at).ok().filter(|at| *at < instant::MOST || *at == NO_TIME);
        self.first_at = from.column_of(rows, time)?;
        self.last_at = from.column_of(rows, time)?;
        let behind = from.column_of(rows, |behind| u32::try_from(behind).ok())?;
        self.seen = self.last_at.iter().zip(behind).map(|(last, behind)| last.wrapping_add(behind)).collect();
        let mut latest = (0..0, 0);
        let mut is_of_its_day = |day: i32, at: u32| {
            // No instant that is held as of this day is outside of 64 bits.
            let ts = instant::instant(day, at);
            if !latest.0.contains(&ts) && INSTANTS.contains(&ts) {
                let (day, around) = calendar.day_around_ms(ts);
                latest = (around, day.number());
            }
            latest.0.contains(&ts) && latest.1 == day
        };
        for row in 0..rows {
            let (day, first, last, seen) = (self.day[row], self.first_at[row], self.last_at[row], self.seen[row]);
            let in_order = match (first, last) {
                (NO_TIME, NO_TIME) => true,
                _ => first <= last && last <= seen && is_of_its_day(day, first),
            };
            if !in_order || seen == NO_TIME || !is_of_its_day(day, seen) {
                return Err(from.refuse("there is an instant that is not of its day"));
            }
        }
        let ascends = |video: usize| self.day[self.rows(video)].is_sorted_by(|a, b| a < b);
        if !(0..self.videos.len()).all(ascends) {
            return Err(from.refuse("there are days that do not ascend"));
        }
        Ok(())
    }

    fn restore_counters(&mut self, from: &mut Reader<'_>) -> Result<(), Error> {
        let rows = self.len();
        for m in 0..Metric::COUNT {
            let (mut first, mut last) = (CounterColumn::Absent(rows), CounterColumn::Absent(rows));
            if from.number()? != 0 {
                let firsts = self.restore_by_video(from)?;
                let mut lasts = from.column_of(rows, Some)?;
                lasts.iter_mut().zip(&firsts).for_each(|(last, first)| *last = last.wrapping_add(*first));
                let missing_alike =
                    |values: &[i64]| values.iter().zip(&self.first_at).all(|(v, at)| *v == MISSING || *at != NO_TIME);
                if !missing_alike(&firsts) || !missing_alike(&lasts) {
                    return Err(from.refuse("there is a counter on a day without a snapshot"));
                }
                if firsts.iter().chain(&lasts).any(|value| *value < MISSING) {
                    return Err(from.refuse("there is a counter below -1"));
                }
                (first, last) = (CounterColumn::of(firsts), CounterColumn::of(lasts));
            }
            (self.first.0[m], self.last.0[m]) = (first, last);
        }
        Ok(())
    }

    fn restore_facts<V: Fact>(
        &self,
        from: &mut Reader<'_>,
        value: impl Fn(i64) -> Option<V>,
    ) -> Result<FactColumn<V>, Error> {
        let of_video = from.column_of(self.videos.len(), |number| match number {
            NOTHING => Some(V::NONE),
            DIFFERENT => Some(V::VARIES),
            number => value(number),
        })?;
        let mut facts = FactColumn { of_video, ..FactColumn::default() };
        let mut days = Vec::new();
        for video in (0..self.videos.len()).filter(|video| facts.of_video[*video] == V::VARIES) {
            facts.varying.push(Varying { video, row: self.rows(video).start, place: days.len() });
            days.extend(self.rows(video));
        }
        facts.at = from.column_of(days.len(), |at| u32::try_from(at).ok())?;
        if days.iter().zip(&facts.at).any(|(row, at)| *at != NO_TIME && *at > self.seen[*row]) {
            return Err(from.refuse("there is a fact that was read after its day's last row"));
        }
        let values = from.column_of(days.len(), Some)?;
        let values: Option<Vec<V>> = values
            .into_iter()
            .zip(&facts.at)
            .map(|(number, at)| if *at == NO_TIME { (number == NOTHING).then(V::default) } else { value(number) })
            .collect();
        facts.values = values.ok_or_else(|| from.refuse("there is a fact out of its range"))?;
        Ok(facts)
    }

    fn restore_seen(&self, from: &mut Reader<'_>, count: usize) -> Result<Vec<FirstSeen>, Error> {
        let ids = sums(from.column(Some)?);
        let values = from.column_of(ids.len(), |value| u32::try_from(value).ok().filter(|v| (*v as usize) < count))?;
        let times = from.column_of(ids.len(), |ts| INSTANTS.contains(&ts).then_some(ts))?;
        let seen = ids.into_iter().zip(values).zip(times);
        let seen: Vec<FirstSeen> = seen.map(|((aweme_id, value), ts)| FirstSeen { aweme_id, value, ts }).collect();
        let in_order = seen.is_sorted_by(|a, b| (a.aweme_id, a.value) < (b.aweme_id, b.value));
        let mut videos = self.videos.iter();
        let mut known = seen.chunk_by(|a, b| a.aweme_id == b.aweme_id);
        if !in_order || !known.all(|seen| videos.any(|id| *id == seen[0].aweme_id)) {
            return Err(from.refuse("there is a link of a video that is not there"));
        }
        Ok(seen)
    }
}

/// Stands for [`Fact::NONE`] and for [`Fact::VARIES`]; values themselves are never negative.
const NOTHING: i64 = -1;
const DIFFERENT: i64 = -2;

fn store_facts<V: Fact>(out: &mut Writer, facts: &FactColumn<V>, number: impl Fn(V) -> i64) {
    out.numbers(facts.of_video.iter().map(|value| match *value {
        value if value == V::NONE => NOTHING,
        value if value == V::VARIES => DIFFERENT,
        value => number(value),
    }));
    out.numbers(facts.at.iter().map(|at| i64::from(*at)));
    let values = facts.values.iter().zip(&facts.at);
    out.numbers(values.map(|(value, at)| if *at == NO_TIME { NOTHING } else { number(*value) }));
}

/// By how much each number is above the one before.
fn steps(numbers: &[i64]) -> Vec<i64> {
    let before = [0].into_iter().chain(numbers.iter().copied());
    numbers.iter().zip(before).map(|(number, before)| number.wrapping_sub(before)).collect()
}

fn sums(mut steps: Vec<i64>) -> Vec<i64> {
    let mut sum = 0_i64;
    for step in &mut steps {
        sum = sum.wrapping_add(*step);
        *step = sum;
    }
    steps
}
