//! Days that were asked for lately: rows of many videos lie on the same ones.

use std::ops::Range;

use crate::calendar::{Calendar, LocalDay};

/// A place for each UTC day, taken by turns.
const PLACES: usize = 64;
const MS_PER_DAY: u64 = 86_400_000;

pub(super) struct LatestDays<'a> {
    calendar: &'a Calendar,
    days: [(LocalDay, i64, i64); PLACES],
}

impl<'a> LatestDays<'a> {
    pub(super) fn new(calendar: &'a Calendar) -> Self {
        LatestDays { calendar, days: [(LocalDay(0), 0, 0); PLACES] }
    }

    /// [`Calendar::day_around_ms`], remembered.
    #[inline(always)]
    pub(super) fn around(&mut self, ms: i64) -> (LocalDay, Range<i64>) {
        let place = (ms as u64 / MS_PER_DAY) as usize % PLACES;
        let (day, begin, end) = self.days[place];
        if begin <= ms && ms < end {
            return (day, begin..end);
        }
        let (day, around) = self.calendar.day_around_ms(ms);
        self.days[place] = (day, around.start, around.end);
        (day, around)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_remembered_is_what_the_calendar_says() {
        for zone in ["Asia/Shanghai", "America/New_York"] {
            let calendar = Calendar::new(zone).unwrap();
            let mut latest = LatestDays::new(&calendar);
            let mut ms = 1_772_000_000_000;
            for step in 0..20_000 {
                let (day, around) = latest.around(ms);
                assert_eq!(day, calendar.day_of_ms(ms), "{zone} at {ms}");
                assert!(around.contains(&ms), "{zone} at {ms}");
                ms += if step % 3 == 0 { -70 * 86_400_000 / 4 } else { 40_000_000 };
            }
        }
    }
}
