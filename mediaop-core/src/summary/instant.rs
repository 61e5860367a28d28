//! Instants of a local day in 32 bits.

use super::NEVER;

const MS_PER_DAY: i64 = 86_400_000;
/// Stands for "no such instant".
pub(super) const NO_TIME: u32 = u32::MAX;
/// Offsets are below this: a local day begins and ends within a day of the UTC day of its number.
pub(super) const MOST: u32 = 3 * MS_PER_DAY as u32;

/// An instant as the time since the UTC day before; [`NEVER`] is [`NO_TIME`].
#[inline]
pub(super) fn held(day: i32, ts: i64) -> u32 {
    if ts == NEVER { NO_TIME } else { (ts - (i64::from(day) - 1) * MS_PER_DAY) as u32 }
}

/// The instant that is held so.
#[inline]
pub(super) fn instant(day: i32, held: u32) -> i64 {
    if held == NO_TIME { NEVER } else { (i64::from(day) - 1) * MS_PER_DAY + i64::from(held) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::Calendar;

    #[test]
    fn every_instant_of_a_day_fits_in_every_zone() {
        for zone in ["Asia/Shanghai", "Pacific/Kiritimati", "Pacific/Pago_Pago", "America/St_Johns", "Asia/Manila"] {
            let calendar = Calendar::new(zone).unwrap();
            for ts in [100_000_000_000, 1_320_000_000_000, 1_767_283_199_999, 1_767_283_200_000, 99_999_999_999_999] {
                for ts in (ts - 40 * MS_PER_DAY / 24..ts).step_by(1_800_000) {
                    let day = calendar.day_of_ms(ts).number();
                    assert_eq!(instant(day, held(day, ts)), ts, "{zone}");
                    assert!(held(day, ts) < MOST, "{zone} at {ts}");
                }
            }
        }
        assert_eq!(instant(20_454, held(20_454, NEVER)), NEVER);
    }
}
