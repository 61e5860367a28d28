//! When the crawler ran: seven times a day, with jitter, misses and outages.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, Offset, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;
use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use super::{Plan, chance, rhythm::Rhythm};

/// Local days that the data cover, the last of them unfinished.
const DAYS: u64 = 30;
/// Local hours at whose half a crawl is due.
const DUE_HOURS: [u32; 7] = [0, 4, 8, 12, 16, 20, 23];
const MINUTE_MS: i64 = 60_000;
const MISSED_SHARE: f64 = 0.02;

/// One pass over all videos. It ends before its local day does.
#[derive(Clone, Copy, Debug)]
pub(super) struct Crawl {
    pub(super) start_ms: i64,
    pub(super) duration_ms: i64,
}

/// The crawls that took place, oldest first, and the days they fall on.
#[derive(Clone, Debug)]
pub(super) struct Timetable {
    pub(super) crawls: Vec<Crawl>,
    /// The first instant of each local day, oldest first; the last is that of today.
    pub(super) day_starts_ms: Vec<i64>,
    pub(super) rhythm: Rhythm,
    pub(super) end_ms: i64,
}

impl Timetable {
    pub(super) fn new(plan: &Plan, rng: &mut ChaCha8Rng) -> Timetable {
        // Outside these years an id made from the time would not have 19 digits and 63 bits.
        let end_ms = plan.end_ts_ms.clamp(946_684_800_000, 2_114_380_800_000);
        let zone = plan.timezone;
        let end = DateTime::<Utc>::from_timestamp_millis(end_ms).unwrap_or_default().with_timezone(&zone);
        let offset_ms = i64::from(end.offset().fix().local_minus_utc()) * 1000;

        // One day the machine was down; another day only the noon crawl got through.
        let dark_day = rng.random_range(5..10);
        let lone_day = rng.random_range(17..22);

        let mut day_starts_ms = Vec::new();
        let mut due = Vec::new();
        for day in 0..DAYS {
            let date = end.date_naive() - Days::new(DAYS - 1 - day);
            day_starts_ms.push(first_instant(zone, date));
            for hour in DUE_HOURS {
                let skipped = day == dark_day || (day == lone_day && hour != 12);
                if !skipped && let Some(due_ms) = instant(zone, date, hour) {
                    due.push((due_ms, day == lone_day));
                }
            }
        }

        let missed = chance::marks(rng, due.len(), MISSED_SHARE);
        let mut crawls = Vec::with_capacity(due.len());
        for (&(due_ms, lone), missed) in due.iter().zip(missed) {
            let start_ms = due_ms + rng.random_range(-10 * MINUTE_MS..=10 * MINUTE_MS);
            let duration_ms = rng.random_range(4 * MINUTE_MS..14 * MINUTE_MS);
            if (lone || !missed) && start_ms < end_ms {
                crawls.push(Crawl { start_ms, duration_ms });
            }
        }
        let rhythm = Rhythm { offset_ms };
        Timetable { crawls, day_starts_ms, rhythm, end_ms }
    }

    /// The first instant of the first day.
    pub(super) fn start_ms(&self) -> i64 {
        self.day_starts_ms.first().copied().unwrap_or(self.end_ms)
    }

    /// How many crawls began at this instant or later.
    pub(super) fn crawls_since(&self, ts_ms: i64) -> usize {
        self.crawls.len() - self.crawls.partition_point(|crawl| crawl.start_ms < ts_ms)
    }

    /// Where the local day of this instant ends, or the start of the data if it lies before them.
    pub(super) fn day_end_ms(&self, ts_ms: i64) -> i64 {
        let next = self.day_starts_ms.partition_point(|&start| start <= ts_ms);
        self.day_starts_ms.get(next).copied().unwrap_or(self.end_ms)
    }
}

/// The local half hour, or `None` where clocks jump over it.
fn instant(zone: Tz, date: NaiveDate, hour: u32) -> Option<i64> {
    let local = date.and_hms_opt(hour, 30, 0)?;
    Some(zone.from_local_datetime(&local).earliest()?.timestamp_millis())
}

/// The first instant that bears the date. In some zones clocks jump at midnight.
pub(super) fn first_instant(zone: Tz, date: NaiveDate) -> i64 {
    let midnight = date.and_time(NaiveTime::MIN);
    (0..=48)
        .find_map(|half_hours| {
            let local = midnight + TimeDelta::minutes(30 * half_hours);
            zone.from_local_datetime(&local).earliest()
        })
        .map_or(midnight.and_utc().timestamp_millis(), |first| first.timestamp_millis())
}
