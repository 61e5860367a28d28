//! The days of a span of time by number, each found in a few steps.

use crate::calendar::Calendar;

const MS_PER_DAY: i64 = 86_400_000;
/// A span of more days is not laid out.
const MOST_DAYS: i64 = 4096;

/// Pieces of a span of time.
pub(super) struct Days {
    /// Where each begins, ascending; the last entry is where the last piece ends.
    bounds: Vec<i64>,
    /// Whether all instants of a piece are of one local day. Those of a UTC day on which clocks are
    /// turned need not be.
    is_one_day: Vec<bool>,
    /// How long all of them are if each is a day of 24 hours, and 0 otherwise.
    even_span: u64,
}

impl Days {
    /// The pieces from one instant to another, both included; `None` if there are none, or many.
    pub(super) fn between((first, last): (i64, i64), calendar: &Calendar) -> Option<Days> {
        if first > last || last - first > MOST_DAYS * MS_PER_DAY {
            return None;
        }
        let mut days = Days { bounds: vec![first], is_one_day: Vec::new(), even_span: 0 };
        let mut begin = first;
        while begin <= last {
            let around = calendar.day_around_ms(begin).1;
            // A calendar tells of a day on which clocks are turned by the instant.
            let is_one_day = around.end > begin + 1;
            begin = if is_one_day { around.end } else { (begin.div_euclid(MS_PER_DAY) + 1) * MS_PER_DAY };
            days.bounds.push(begin);
            days.is_one_day.push(is_one_day);
        }
        let are_whole = days.bounds[1..].windows(2).all(|pair| pair[1] - pair[0] == MS_PER_DAY);
        if are_whole && days.is_one_day.iter().all(|is_one_day| *is_one_day) {
            // The first day is counted from its begin on, whatever its first instant here.
            days.bounds[0] = days.bounds[1] - MS_PER_DAY;
            days.even_span = (days.bounds[days.len()] - days.bounds[0]) as u64;
        }
        Some(days)
    }

    pub(super) fn len(&self) -> usize {
        self.is_one_day.len()
    }

    /// The piece that an instant of the span lies in, and the milliseconds since the instant before
    /// that piece; `None` if the piece is more than one day, or the instant is below 0.
    #[inline]
    pub(super) fn find(&self, ms: i64) -> Option<(usize, u64)> {
        let since_first = ms.wrapping_sub(self.bounds[0]) as u64;
        if since_first < self.even_span {
            return Some(((since_first / MS_PER_DAY as u64) as usize, since_first % MS_PER_DAY as u64 + 1));
        }
        self.find_uneven(ms)
    }

    #[inline(never)]
    fn find_uneven(&self, ms: i64) -> Option<(usize, u64)> {
        if ms < 0 {
            return None;
        }
        let number = self.number(ms);
        self.is_one_day[number].then(|| (number, (ms - self.bounds[number] + 1) as u64))
    }

    /// The instant so many milliseconds after the one before a piece.
    pub(super) fn instant(&self, number: usize, since: u64) -> i64 {
        self.bounds[number] - 1 + since as i64
    }

    /// The number of the piece of an instant of the span.
    fn number(&self, ms: i64) -> usize {
        // None is longer than a day and most are as long, so that the guess is nearly always right.
        let guess = (ms + MS_PER_DAY - self.bounds[1]) as u64 / MS_PER_DAY as u64;
        let mut number = (guess as usize).min(self.len() - 1);
        while ms < self.bounds[number] {
            number -= 1;
        }
        while ms >= self.bounds[number + 1] {
            number += 1;
        }
        number
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_instant_has_the_number_of_the_day_that_it_is_in() {
        let hour = 3_600_000;
        // Clocks are turned in New York and on Lord Howe, and Samoa once left out a day.
        for (zone, first) in [
            ("Asia/Shanghai", 1_772_000_000_000),
            ("America/New_York", 1_772_000_000_000),
            ("Australia/Lord_Howe", 1_772_000_000_000),
            ("Pacific/Apia", 1_324_000_000_000),
        ] {
            let calendar = Calendar::new(zone).unwrap();
            let last = first + 400 * 24 * hour;
            let days = Days::between((first, last), &calendar).unwrap();
            let mut of_number = vec![None; days.len()];
            for ms in (first..=last).step_by(1_234_567) {
                let (day, number) = (calendar.day_of_ms(ms), days.number(ms));
                let known = of_number[number].get_or_insert(day);
                let found = days.find(ms);
                assert_eq!(found.is_some(), days.is_one_day[number], "{zone} at {ms}");
                if let Some((found, since)) = found {
                    assert!(*known == day && found == number && since > 0, "{zone} at {ms}");
                    assert_eq!(days.instant(number, since), ms, "{zone}");
                }
                assert_eq!(days.find(-ms), None);
            }
            assert!(of_number.iter().all(Option::is_some), "{zone}: a number that no instant has");
            let mixed = days.is_one_day.iter().filter(|is_one_day| !**is_one_day).count();
            assert!(mixed <= 4 && (mixed > 0 || zone == "Asia/Shanghai"), "{zone}: {mixed} days are in doubt");
        }
    }

    #[test]
    fn neither_nothing_nor_thousands_of_days_are_laid_out() {
        let calendar = Calendar::default();
        assert!(Days::between((i64::MAX, i64::MIN), &calendar).is_none());
        assert!(Days::between((100_000_000_000, 99_000_000_000_000), &calendar).is_none());
        assert_eq!(Days::between((1_772_000_000_000, 1_772_000_000_000), &calendar).unwrap().len(), 1);
    }
}
