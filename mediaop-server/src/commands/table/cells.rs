//! What stands in a cell.

use chrono::DateTime;
use comfy_table::{Cell, CellAlignment};
use mediaop_core::Calendar;

const NOT_KNOWN: &str = "—";

/// A value as people read it: moments to the minute, in the calendar's zone.
pub(super) fn text(column: &str, value: &str, calendar: &Calendar) -> String {
    if column.ends_with("update_ts")
        && let Ok(ms) = value.parse()
    {
        return to_the_minute(&calendar.rfc3339(ms)).unwrap_or_else(|| value.to_owned());
    }
    to_the_minute(value).unwrap_or_else(|| value.to_owned())
}

/// `2026-11-13T08:31:05.100+08:00` as `2026-11-13 08:31`; nothing if it is no RFC 3339.
pub(super) fn to_the_minute(value: &str) -> Option<String> {
    // A date alone, a number or a title is told apart without the cost of reading it.
    let is_long_enough = value.len() >= 20 && value.as_bytes()[10] == b'T';
    let moment = is_long_enough.then(|| DateTime::parse_from_rfc3339(value).ok())??;
    Some(moment.format("%Y-%m-%d %H:%M").to_string())
}

/// A value in the table.
pub(super) fn cell(text: &str) -> Cell {
    if text.is_empty() {
        return Cell::new(NOT_KNOWN).set_alignment(CellAlignment::Right);
    }
    // An id is read from its beginning, a number from its end.
    match number(text) {
        Some(number) if text.contains('.') => {
            Cell::new(format!("{number:.*}", decimals(number))).set_alignment(CellAlignment::Right)
        }
        Some(_) if text.len() < 16 => Cell::new(text).set_alignment(CellAlignment::Right),
        // A line break would tear the table, and an escape sequence the terminal.
        _ => Cell::new(text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect::<String>()),
    }
}

/// Two, and for a small share as many as two digits of it need.
fn decimals(number: f64) -> usize {
    (2..6)
        .find(|decimals| number == 0.0 || number.abs() * 10_f64.powi(*decimals) >= 10.0)
        .map_or(6, |found| found as usize)
}

/// Whether a text loses nothing of its sense when its end is cut off.
pub(super) fn can_be_cut(text: &str) -> bool {
    let is_moment = text.len() >= 10 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'-' | b':' | b' '));
    !(text.is_empty() || is_moment || number(text).is_some() || matches!(text, "true" | "false"))
}

fn number(text: &str) -> Option<f64> {
    text.parse().ok().filter(|number: &f64| number.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_share_keeps_two_digits() {
        for (value, shown) in [
            ("3401.5714", "3401.57"),
            ("0.1710085", "0.17"),
            ("0.0761636", "0.076"),
            ("-0.0012345", "-0.0012"),
            ("0.000000123", "0.000000"),
            ("0.0", "0.00"),
            ("0.1", "0.10"),
        ] {
            assert_eq!(cell(value).content(), shown, "{value}");
        }
    }

    #[test]
    fn moments_are_shown_to_the_minute() {
        let calendar = Calendar::default();
        assert_eq!(text("last_seen", "2026-11-13T08:31:05.100+08:00", &calendar), "2026-11-13 08:31");
        assert_eq!(text("first_update_ts", "1767283260000", &calendar), "2026-01-02 00:01");
        assert_eq!(text("digg_count", "1767283260000", &calendar), "1767283260000");
        assert_eq!(text("title", "2026-11-13The best of it", &calendar), "2026-11-13The best of it");
        assert_eq!(text("published_on", "2026-11-13", &calendar), "2026-11-13");
    }
}
