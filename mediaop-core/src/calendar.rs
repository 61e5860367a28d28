//! Local days of a time zone.

use std::fmt;
use std::ops::Range;
use std::str::FromStr;
use std::sync::{Arc, LazyLock};

use chrono::{DateTime, Days, NaiveDate, Offset, SecondsFormat, TimeZone, Utc};
use chrono_tz::Tz;
use serde::{Serialize, Serializer};

use crate::error::{Error, ErrorKind};

const MS_PER_DAY: i64 = 86_400_000;

/// A calendar day, as the number of days since 1970-01-01.
///
/// # Example: arithmetic on days
/// ```
/// use mediaop_core::LocalDay;
/// let day: LocalDay = "2026-03-01".parse().unwrap();
/// assert_eq!((day + -1).to_string(), "2026-02-28");
/// assert_eq!(day - (day + -7), 7);
/// assert!("2026-02-30".parse::<LocalDay>().is_err());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LocalDay(pub(crate) i32);

impl LocalDay {
    /// The day with this number, counted from 1970-01-01.
    ///
    /// ```
    /// assert_eq!(mediaop_core::LocalDay::from_number(31).to_string(), "1970-02-01");
    /// ```
    pub fn from_number(days_since_1970: i32) -> Self {
        LocalDay(days_since_1970)
    }

    /// The number of days since 1970-01-01.
    ///
    /// ```
    /// assert_eq!("1970-01-03".parse::<mediaop_core::LocalDay>()?.number(), 2);
    /// # Ok::<(), mediaop_core::Error>(())
    /// ```
    pub fn number(self) -> i32 {
        self.0
    }

    fn date(self) -> NaiveDate {
        let epoch = NaiveDate::default();
        let days = Days::new(self.0.unsigned_abs().into());
        let date = if self.0 < 0 { epoch.checked_sub_days(days) } else { epoch.checked_add_days(days) };
        date.unwrap_or(if self.0 < 0 { NaiveDate::MIN } else { NaiveDate::MAX })
    }

    fn of(date: NaiveDate) -> Self {
        // A NaiveDate lies within ±262,143 years, which is far inside i32 days.
        LocalDay(date.signed_duration_since(NaiveDate::default()).num_days() as i32)
    }
}

impl std::ops::Add<i32> for LocalDay {
    type Output = LocalDay;
    fn add(self, days: i32) -> LocalDay {
        LocalDay(self.0.saturating_add(days))
    }
}

impl std::ops::Sub for LocalDay {
    type Output = i32;
    fn sub(self, earlier: LocalDay) -> i32 {
        self.0.saturating_sub(earlier.0)
    }
}

impl fmt::Display for LocalDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.date().format("%Y-%m-%d"))
    }
}

impl FromStr for LocalDay {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let shaped = text.len() == 10
            && text.bytes().enumerate().all(|(i, b)| if i == 4 || i == 7 { b == b'-' } else { b.is_ascii_digit() });
        let date = shaped.then(|| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()).flatten();
        match date.map(LocalDay::of) {
            Some(day) if day.0 >= 0 => Ok(day),
            _ => Err(Error::new(ErrorKind::NotADate(text.to_owned()))),
        }
    }
}

#[cfg(feature = "contract")]
impl utoipa::PartialSchema for LocalDay {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
        use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, SchemaFormat, Type};
        ObjectBuilder::new().schema_type(Type::String).format(Some(SchemaFormat::KnownFormat(KnownFormat::Date))).into()
    }
}

#[cfg(feature = "contract")]
impl utoipa::ToSchema for LocalDay {}

impl Serialize for LocalDay {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A time zone with a table that turns instants into local days.
///
/// # Cost
/// An instant between 2000 and 2060 on a UTC day without a change of clocks takes one table
/// look-up and one division; any other a search in the zone's transitions. Cloning is cheap.
///
/// # Example: midnight in Shanghai is 16:00 UTC
/// ```
/// use mediaop_core::Calendar;
/// let shanghai = Calendar::new("Asia/Shanghai").unwrap();
/// let midnight = 1_767_283_200_000; // 2026-01-01T16:00:00Z
/// assert_eq!(shanghai.day_of_ms(midnight - 1).to_string(), "2026-01-01");
/// assert_eq!(shanghai.day_of_ms(midnight).to_string(), "2026-01-02");
/// ```
#[derive(Clone)]
pub struct Calendar {
    zone: Tz,
    /// Offset from UTC in ms for UTC days from `TABLE_BEGIN`; `CHANGES` where it changes.
    offsets: Arc<[i32]>,
}

const TABLE_BEGIN: i64 = 10_957; // 2000-01-01
const TABLE_DAYS: i64 = 21_915; // to 2060-01-01
const CHANGES: i32 = i32::MAX;

impl Calendar {
    /// The calendar of an IANA time zone.
    ///
    /// # Cost
    /// The offsets of 21 915 days are looked up: make one and clone it.
    ///
    /// # Errors
    /// The name is not in the IANA database.
    ///
    /// ```
    /// use mediaop_core::Calendar;
    /// assert!(Calendar::new("Europe/Berlin").is_ok());
    /// assert!(Calendar::new("Berlin").is_err());
    /// ```
    pub fn new(zone: &str) -> Result<Self, Error> {
        match Tz::from_str(zone) {
            // Laying a calendar out takes as long as folding some ten thousand rows.
            Ok(Tz::Asia__Shanghai) => Ok(Calendar::default()),
            Ok(zone) => Ok(Calendar::of_zone(zone)),
            Err(_) => Err(Error::new(ErrorKind::UnknownTimeZone(zone.to_owned()))),
        }
    }

    fn of_zone(zone: Tz) -> Self {
        let offset_at = |utc_day: i64| {
            let start = DateTime::<Utc>::from_timestamp(utc_day * 86_400, 0).unwrap_or_default();
            zone.offset_from_utc_datetime(&start.naive_utc()).fix().local_minus_utc() * 1000
        };
        let mut next = offset_at(TABLE_BEGIN);
        let offsets = (TABLE_BEGIN..TABLE_BEGIN + TABLE_DAYS)
            .map(|utc_day| {
                let this = std::mem::replace(&mut next, offset_at(utc_day + 1));
                if this == next { this } else { CHANGES }
            })
            .collect();
        Calendar { zone, offsets }
    }

    /// The zone's IANA name.
    ///
    /// ```
    /// assert_eq!(mediaop_core::Calendar::default().name(), "Asia/Shanghai");
    /// ```
    pub fn name(&self) -> &'static str {
        self.zone.name()
    }

    /// The local day of an instant in milliseconds since 1970 (UTC).
    ///
    /// ```
    /// let shanghai = mediaop_core::Calendar::default();
    /// assert_eq!(shanghai.day_of_ms(0).to_string(), "1970-01-01"); // 08:00 there
    /// assert_eq!(shanghai.day_of_ms(16 * 3_600_000).to_string(), "1970-01-02");
    /// ```
    #[inline]
    pub fn day_of_ms(&self, ms: i64) -> LocalDay {
        let row = ms.div_euclid(MS_PER_DAY) - TABLE_BEGIN;
        match usize::try_from(row).ok().and_then(|row| self.offsets.get(row)) {
            Some(&offset) if offset != CHANGES => LocalDay((ms + i64::from(offset)).div_euclid(MS_PER_DAY) as i32),
            _ => self.search_day(ms),
        }
    }

    /// The local day of an instant, and a range of instants around it that lie on the same day.
    #[inline]
    pub(crate) fn day_around_ms(&self, ms: i64) -> (LocalDay, Range<i64>) {
        let utc_day = ms.div_euclid(MS_PER_DAY);
        let offset_on = |day: i64| {
            let row = usize::try_from(day - TABLE_BEGIN).ok()?;
            self.offsets.get(row).copied().filter(|offset| *offset != CHANGES)
        };
        let Some(offset) = offset_on(utc_day) else { return (self.search_day(ms), ms..ms + 1) };
        let day = (ms + i64::from(offset)).div_euclid(MS_PER_DAY);
        let begin = day * MS_PER_DAY - i64::from(offset);
        // The offset is only known to hold on UTC days that have it.
        let before = if offset_on(utc_day - 1) == Some(offset) { 1 } else { 0 };
        let after = if offset_on(utc_day + 1) == Some(offset) { 1 } else { 0 };
        let held = (utc_day - before) * MS_PER_DAY..(utc_day + 1 + after) * MS_PER_DAY;
        (LocalDay(day as i32), begin.max(held.start)..(begin + MS_PER_DAY).min(held.end))
    }

    /// Local days of 24 hours around an instant, up to some months of them: the first, and the
    /// instants of all. `None` if the instant's own day may be longer or shorter.
    pub(crate) fn even_days_around_ms(&self, ms: i64) -> Option<(LocalDay, Range<i64>)> {
        const MOST_DAYS: usize = 64;
        let row = usize::try_from(ms.div_euclid(MS_PER_DAY) - TABLE_BEGIN).ok()?;
        let offset = self.offsets.get(row).copied().filter(|offset| *offset != CHANGES)?;
        let same = |other: &&i32| **other == offset;
        let before = self.offsets[..row].iter().rev().take(MOST_DAYS).take_while(same).count();
        let behind = self.offsets[row..].iter().take(MOST_DAYS).take_while(same).count();
        let offset = i64::from(offset);
        let local = |row: usize| (TABLE_BEGIN + row as i64) * MS_PER_DAY + offset;
        // Of a local day at either end, the offset may hold on a part alone.
        let first = (local(row - before) - 1).div_euclid(MS_PER_DAY) + 1;
        let end = local(row + behind).div_euclid(MS_PER_DAY);
        let instants = first * MS_PER_DAY - offset..end * MS_PER_DAY - offset;
        instants.contains(&ms).then_some((LocalDay(first as i32), instants))
    }

    /// The local day of an instant in seconds since 1970 (UTC).
    ///
    /// ```
    /// let utc = mediaop_core::Calendar::new("UTC").unwrap();
    /// assert_eq!(utc.day_of_seconds(0).to_string(), "1970-01-01");
    /// ```
    pub fn day_of_seconds(&self, seconds: i64) -> LocalDay {
        self.day_of_ms(seconds.saturating_mul(1000))
    }

    #[cold]
    fn search_day(&self, ms: i64) -> LocalDay {
        match DateTime::<Utc>::from_timestamp_millis(ms) {
            Some(instant) => LocalDay::of(instant.with_timezone(&self.zone).date_naive()),
            None => LocalDay(if ms < 0 { i32::MIN } else { i32::MAX }),
        }
    }

    /// An instant as RFC 3339 in the zone; milliseconds are written where there are any.
    ///
    /// ```
    /// let shanghai = mediaop_core::Calendar::new("Asia/Shanghai").unwrap();
    /// assert_eq!(shanghai.rfc3339(1_767_283_200_500), "2026-01-02T00:00:00.500+08:00");
    /// ```
    pub fn rfc3339(&self, ms: i64) -> String {
        DateTime::<Utc>::from_timestamp_millis(ms)
            .map(|instant| instant.with_timezone(&self.zone).to_rfc3339_opts(SecondsFormat::AutoSi, false))
            .unwrap_or_default()
    }
}

impl fmt::Debug for Calendar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Calendar({})", self.name())
    }
}

impl PartialEq for Calendar {
    fn eq(&self, other: &Self) -> bool {
        self.zone == other.zone
    }
}

impl Default for Calendar {
    /// The calendar of `Asia/Shanghai`.
    fn default() -> Self {
        static SHANGHAI: LazyLock<Calendar> = LazyLock::new(|| Calendar::of_zone(Tz::Asia__Shanghai));
        SHANGHAI.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_agrees_with_the_zone_database() {
        for zone in [
            "Asia/Shanghai",
            "America/New_York",
            "Europe/Berlin",
            "America/Sao_Paulo",
            "Australia/Lord_Howe",
            "Asia/Kathmandu",
            "Pacific/Apia",
        ] {
            let calendar = Calendar::new(zone).unwrap();
            let mut ms = -100 * MS_PER_DAY;
            while ms < 40_000 * MS_PER_DAY {
                let day = calendar.search_day(ms);
                assert_eq!(calendar.day_of_ms(ms), day, "{zone} at {ms}");
                let (around, range) = calendar.day_around_ms(ms);
                assert!(range.contains(&ms), "{zone} at {ms}");
                let ends = [range.start, range.end - 1].map(|end| calendar.search_day(end));
                assert_eq!([around, ends[0], ends[1]], [day; 3], "{zone} at {ms}");
                ms += 7 * 3_600_000 + 1_234_567;
            }
        }
    }

    #[test]
    fn days_have_23_and_25_hours_where_clocks_change() {
        let berlin = Calendar::new("Europe/Berlin").unwrap();
        let hours = |day: &str| {
            let day: LocalDay = day.parse().unwrap();
            let start = i64::from(day.0 - 1) * MS_PER_DAY;
            (0..72).filter(|h| berlin.day_of_ms(start + h * 3_600_000) == day).count()
        };
        assert_eq!([hours("2026-03-29"), hours("2026-10-25"), hours("2026-06-01")], [23, 25, 24]);
    }

    #[test]
    fn dates_are_strict() {
        for bad in [
            "",
            "2026-1-1",
            "2026-02-30",
            "2026-13-01",
            "1969-12-31",
            "20260101",
            "2026-01-01 ",
            "+026-01-01",
            "2026/01/01",
            "２０２６-01-01",
        ] {
            assert!(bad.parse::<LocalDay>().is_err(), "{bad}");
        }
        assert_eq!("1970-01-01".parse::<LocalDay>().unwrap(), LocalDay(0));
        assert_eq!("9999-12-31".parse::<LocalDay>().unwrap().to_string(), "9999-12-31");
    }
}
