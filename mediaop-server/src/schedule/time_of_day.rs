//! A time of the local day, and the instant that it means on a date.

use std::fmt;
use std::str::FromStr;

use chrono::{Days, Duration, LocalResult, NaiveDate, NaiveTime, TimeZone};
use chrono_tz::Tz;

/// `02:00`, every day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct TimeOfDay(NaiveTime);

impl TimeOfDay {
    pub(super) const fn of(hour: u32, minute: u32) -> Self {
        match NaiveTime::from_hms_opt(hour, minute, 0) {
            Some(time) => TimeOfDay(time),
            None => TimeOfDay(NaiveTime::MIN),
        }
    }

    /// So many minutes later, past midnight if need be.
    pub(super) fn later_by(self, minutes: u32) -> Self {
        TimeOfDay(self.0.overflowing_add_signed(Duration::minutes(minutes.into())).0)
    }

    /// The instant on a date, in milliseconds since 1970. A time that the date has twice means the
    /// first; one that it does not have means the first instant after it.
    pub(super) fn on(self, date: NaiveDate, zone: Tz) -> Option<i64> {
        let mut local = date.and_time(self.0);
        // No zone ever skipped more than a day.
        let latest = local.checked_add_days(Days::new(2))?;
        while local < latest {
            match zone.from_local_datetime(&local) {
                LocalResult::Single(instant) | LocalResult::Ambiguous(instant, _) => {
                    return Some(instant.timestamp_millis());
                }
                LocalResult::None => local = local.checked_add_signed(Duration::minutes(1))?,
            }
        }
        None
    }
}

impl FromStr for TimeOfDay {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        NaiveTime::parse_from_str(text, "%H:%M")
            .map(TimeOfDay)
            .map_err(|_| format!("{text:?} is no time of day, expected one such as \"02:00\""))
    }
}

impl fmt::Display for TimeOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.format("%H:%M"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(zone: Tz, date: &str, time: &str) -> String {
        let instant = time.parse::<TimeOfDay>().unwrap().on(date.parse().unwrap(), zone).unwrap();
        zone.timestamp_millis_opt(instant).unwrap().to_rfc3339()
    }

    #[test]
    fn a_time_that_the_clocks_skip_is_the_first_instant_after() {
        assert_eq!(at(Tz::Europe__Berlin, "2026-03-29", "02:30"), "2026-03-29T03:00:00+02:00");
        assert_eq!(at(Tz::Europe__Berlin, "2026-03-29", "03:00"), "2026-03-29T03:00:00+02:00");
        // Samoa had no 30 December.
        assert_eq!(at(Tz::Pacific__Apia, "2011-12-30", "02:00"), "2011-12-31T00:00:00+14:00");
    }

    #[test]
    fn a_time_that_comes_twice_is_the_first_of_both() {
        assert_eq!(at(Tz::Europe__Berlin, "2026-10-25", "02:30"), "2026-10-25T02:30:00+02:00");
    }

    #[test]
    fn only_times_are_times() {
        for bad in ["", "2", "25:00", "02:60", "2 o'clock", "02:00:00"] {
            assert!(bad.parse::<TimeOfDay>().is_err(), "{bad}");
        }
        assert_eq!("23:55".parse::<TimeOfDay>().unwrap().later_by(10).to_string(), "00:05");
    }
}
