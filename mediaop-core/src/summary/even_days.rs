//! Local days of 24 hours, one behind the other: nearly all are, in every zone.

use std::ops::Range;

use crate::calendar::{Calendar, LocalDay};

const MS_PER_DAY: i64 = 86_400_000;

/// Such days around the instant that was asked for lately: rows of many videos lie on the same ones.
pub(super) struct EvenDays<'a> {
    calendar: &'a Calendar,
    first: LocalDay,
    instants: Range<i64>,
}

impl<'a> EvenDays<'a> {
    pub(super) fn new(calendar: &'a Calendar) -> Self {
        EvenDays { calendar, first: LocalDay(0), instants: 0..0 }
    }

    /// [`Calendar::day_around_ms`], by a division where the days around are known.
    #[inline]
    pub(super) fn around(&mut self, ms: i64) -> (LocalDay, Range<i64>) {
        if !self.instants.contains(&ms) && !self.find(ms) {
            return self.calendar.day_around_ms(ms);
        }
        let days = (ms - self.instants.start) as u64 / MS_PER_DAY as u64;
        let begin = self.instants.start + days as i64 * MS_PER_DAY;
        (LocalDay(self.first.0 + days as i32), begin..begin + MS_PER_DAY)
    }

    #[cold]
    fn find(&mut self, ms: i64) -> bool {
        let found = self.calendar.even_days_around_ms(ms);
        if let Some((first, instants)) = &found {
            (self.first, self.instants) = (*first, instants.clone());
        }
        found.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_the_one_that_the_calendar_knows() {
        // Clocks are turned in New York and on Lord Howe, and Samoa once left out a day. Of the times
        // before 2000 and from 2060 on, calendars know no more than the instant.
        for zone in ["Asia/Shanghai", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia"] {
            let calendar = Calendar::new(zone).unwrap();
            let mut days = EvenDays::new(&calendar);
            let mut even = 0;
            for begin in [1_324_000_000_000, 1_772_000_000_000, 946_600_000_000, 2_840_000_000_000] {
                let mut ms = begin;
                for step in 0..5_000 {
                    let (day, around) = days.around(ms);
                    assert!(around.contains(&ms), "{zone} at {ms}");
                    for ms in [around.start, ms, around.end - 1] {
                        assert_eq!(day, calendar.day_of_ms(ms), "{zone} at {ms}");
                    }
                    even += usize::from(around.end - around.start == MS_PER_DAY);
                    ms += if step % 3 == 0 { -3 * MS_PER_DAY / 4 } else { 40_000_000 };
                }
            }
            assert!((10_000..20_000).contains(&even), "{zone}: {even} of 20,000");
        }
    }
}
