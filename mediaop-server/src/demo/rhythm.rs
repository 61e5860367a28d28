//! Day and night: people watch at noon and in the evening, hardly at four in the morning.

pub(super) const HOUR_MS: i64 = 3_600_000;
pub(super) const DAY_MS: i64 = 24 * HOUR_MS;

/// How much of a day's activity lies before each local hour, in thousandths.
const BEFORE_HOUR: [u16; 25] = [
    0, 30, 46, 54, 58, 62, 69, 85, 115, 153, 193, 235, 288, 350, 402, 443, 482, 524, 574, 636, 710, 790, 872, 944, 1000,
];

/// A clock that runs with the audience: a day apart is always 1 apart, most of it by daylight.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rhythm {
    /// The zone's offset at the end of the data; daylight saving within them is let pass.
    pub(super) offset_ms: i64,
}

impl Rhythm {
    /// Audience days since 1970 at this instant.
    pub(super) fn activity(self, ts_ms: i64) -> f64 {
        let local_ms = ts_ms + self.offset_ms;
        let day = local_ms.div_euclid(DAY_MS);
        let in_day_ms = local_ms.rem_euclid(DAY_MS);
        let hour = (in_day_ms / HOUR_MS) as usize;
        let in_hour = (in_day_ms % HOUR_MS) as f64 / HOUR_MS as f64;
        let (low, high) = (f64::from(BEFORE_HOUR[hour]), f64::from(BEFORE_HOUR[hour + 1]));
        day as f64 + (low + (high - low) * in_hour) / 1000.0
    }

    /// The instant that has this activity.
    pub(super) fn instant(self, activity: f64) -> i64 {
        let day = activity.floor();
        let in_day = (activity - day) * 1000.0;
        let hour = BEFORE_HOUR.partition_point(|&before| f64::from(before) <= in_day).clamp(1, 24) - 1;
        let (low, high) = (f64::from(BEFORE_HOUR[hour]), f64::from(BEFORE_HOUR[hour + 1]));
        let in_hour_ms = ((in_day - low) / (high - low) * HOUR_MS as f64) as i64;
        day as i64 * DAY_MS + hour as i64 * HOUR_MS + in_hour_ms - self.offset_ms
    }
}
