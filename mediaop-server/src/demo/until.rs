//! The moment up to which a demo goes, as a user writes it.

use std::{fmt, ops::RangeInclusive, str::FromStr};

use chrono::{Datelike, Days, NaiveDate, NaiveDateTime, TimeZone};
use chrono_tz::Tz;

use super::timetable::first_instant;

/// Outside these, ids made from times would not have 19 digits.
const YEARS: RangeInclusive<i32> = 2001..=2036;

/// A local day, or a time on it.
///
/// As text: `2026-06-30`, the whole day, or `2026-06-30T18:00`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Until {
    /// The end of a day.
    Day(NaiveDate),
    /// A time that clocks show.
    Time(NaiveDateTime),
}

impl Until {
    fn date(self) -> NaiveDate {
        match self {
            Until::Day(day) => day,
            Until::Time(time) => time.date(),
        }
    }

    /// Milliseconds since 1970. A time that clocks show twice means the first; one that they skip,
    /// the end of its day.
    pub fn in_zone(self, zone: Tz) -> i64 {
        let end_of = |day: NaiveDate| first_instant(zone, day.checked_add_days(Days::new(1)).unwrap_or(day));
        match self {
            Until::Day(day) => end_of(day),
            Until::Time(time) => {
                let instant = zone.from_local_datetime(&time).earliest();
                instant.map_or_else(|| end_of(time.date()), |instant| instant.timestamp_millis())
            }
        }
    }
}

impl FromStr for Until {
    type Err = NotATime;

    fn from_str(text: &str) -> Result<Until, NotATime> {
        let day = || NaiveDate::parse_from_str(text, "%Y-%m-%d").map(Until::Day);
        let time = NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M").map(Until::Time);
        let until = time.or_else(|_| day()).ok().filter(|until| YEARS.contains(&until.date().year()));
        until.ok_or_else(|| NotATime(text.to_owned()))
    }
}

/// A text that names no day and no time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotATime(String);

impl fmt::Display for NotATime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (first, last) = (YEARS.start(), YEARS.end());
        write!(
            f,
            "{:?} is no local day or time, expected YYYY-MM-DD or YYYY-MM-DDTHH:MM, such as 2026-06-30 or \
             2026-06-30T18:00, in the years {first} to {last}",
            self.0
        )
    }
}

impl std::error::Error for NotATime {}
