//! Counters as platforms print them: `12,345`, `7.5w`, `3亿`, `10w+`.

/// What a counter's text says.
///
/// ```
/// use mediaop_core::{CounterText, parse_counter};
/// assert_eq!(parse_counter("1.2w"), CounterText::Exact(12_000));
/// assert_eq!(parse_counter("7.5w~10w"), CounterText::Inexact);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CounterText {
    /// A whole number, perhaps negative.
    Exact(i64),
    /// A range or a lower bound: a number exists but is not told.
    Inexact,
    /// Nothing: empty, `None` or `-`.
    Missing,
    /// No number.
    NotANumber,
}

/// Reads a counter's text (`docs/METRICS.md`, section 2).
///
/// # Example: what is 7.5万, and what is 10w+?
/// ```
/// use mediaop_core::{CounterText, parse_counter};
/// assert_eq!(parse_counter("7.5万"), CounterText::Exact(75_000));
/// assert_eq!(parse_counter("１２,345"), CounterText::Exact(12_345));
/// assert_eq!(parse_counter("10w+"), CounterText::Inexact);
/// assert_eq!(parse_counter("None"), CounterText::Missing);
/// assert_eq!(parse_counter("many"), CounterText::NotANumber);
/// ```
pub fn parse_counter(text: &str) -> CounterText {
    let text = text.trim();
    if matches!(text, "" | "None" | "-") {
        return CounterText::Missing;
    }
    if let Ok(number) = text.parse::<i64>() {
        // "+5" is refused below like any sign that crawlers do not write.
        return if text.starts_with('+') { CounterText::NotANumber } else { CounterText::Exact(number) };
    }
    let text: String = text.chars().map(half_width).collect();
    if let Some(number) = exact(&text) {
        return CounterText::Exact(number);
    }
    let bounded = ["+", "以上"].iter().find_map(|end| text.strip_suffix(end));
    let lower_bound = bounded.is_some_and(|number| exact(number.trim_end()).is_some());
    let range = text
        .split_once(['~', '-'])
        .is_some_and(|(low, high)| exact(low.trim_end()).is_some() && exact(high.trim_start()).is_some());
    if lower_bound || range { CounterText::Inexact } else { CounterText::NotANumber }
}

fn half_width(c: char) -> char {
    match c {
        // Full-width forms stand at a fixed distance from ASCII.
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        '−' => '-',
        '〜' | '—' => '~',
        _ => c,
    }
}

/// `-?digits(,ddd)*(.digits)?unit?` with a whole result.
fn exact(text: &str) -> Option<i64> {
    let (negative, text) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (number, zeros) = split_unit(text);
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    if number.ends_with('.') || !grouped(whole) || !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let fraction = fraction.trim_end_matches('0');
    let missing_zeros = zeros.checked_sub(fraction.len())?;
    let digits = whole.bytes().filter(|b| *b != b',').chain(fraction.bytes());
    let zeros = std::iter::repeat_n(b'0', missing_zeros);
    let value = digits
        .chain(zeros)
        .try_fold(0_i64, |value, digit| value.checked_mul(10)?.checked_add(i64::from(digit - b'0')))?;
    Some(if negative { -value } else { value })
}

/// The number before the unit, and how many zeros the unit stands for.
fn split_unit(text: &str) -> (&str, usize) {
    const UNITS: [(&[char], usize); 5] =
        [(&['千', 'k', 'K'], 3), (&['万', 'w', 'W'], 4), (&['m', 'M'], 6), (&['亿'], 8), (&['b', 'B'], 9)];
    UNITS
        .iter()
        .find_map(|(letters, zeros)| Some((text.strip_suffix(*letters)?.trim_end(), *zeros)))
        .unwrap_or((text, 0))
}

/// Digits, or digits in groups of three parted by commas.
fn grouped(whole: &str) -> bool {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    match whole.split_once(',') {
        None => digits(whole),
        Some((head, tail)) => {
            digits(head) && head.len() <= 3 && tail.split(',').all(|group| digits(group) && group.len() == 3)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::CounterText::{self, *};
    use super::parse_counter;

    #[test]
    fn every_form_is_read_as_written() {
        let table: &[(&str, CounterText)] = &[
            ("0", Exact(0)),
            ("-1", Exact(-1)),
            ("-7", Exact(-7)),
            (" 42 ", Exact(42)),
            ("007", Exact(7)),
            ("1,234,567", Exact(1_234_567)),
            ("1，234", Exact(1_234)),
            ("１２３", Exact(123)),
            ("1万", Exact(10_000)),
            ("1.2万", Exact(12_000)),
            ("1.2345w", Exact(12_345)),
            ("3W", Exact(30_000)),
            ("2亿", Exact(200_000_000)),
            ("5千", Exact(5_000)),
            ("1.5k", Exact(1_500)),
            ("2M", Exact(2_000_000)),
            ("1b", Exact(1_000_000_000)),
            ("12.0", Exact(12)),
            ("1.50万", Exact(15_000)),
            ("3 万", Exact(30_000)),
            ("9223372036854775807", Exact(i64::MAX)),
            ("10w+", Inexact),
            ("7.5w~10w", Inexact),
            ("1万以上", Inexact),
            ("100+", Inexact),
            ("10w-20w", Inexact),
            ("１０ｗ＋", Inexact),
            ("", Missing),
            ("  ", Missing),
            ("None", Missing),
            ("-", Missing),
            ("abc", NotANumber),
            ("1.5", NotANumber),
            ("1.23456w", NotANumber),
            ("1,23", NotANumber),
            (",123", NotANumber),
            ("1.", NotANumber),
            (".5w", NotANumber),
            ("w", NotANumber),
            ("+5", NotANumber),
            ("--1", NotANumber),
            ("1e5", NotANumber),
            ("9223372036854775808", NotANumber),
            ("99999999999亿", NotANumber),
            ("1万万", NotANumber),
            ("inf", NotANumber),
            ("NaN", NotANumber),
            ("1+2", NotANumber),
            ("~", NotANumber),
            ("+", NotANumber),
        ];
        for (text, expected) in table {
            assert_eq!(parse_counter(text), *expected, "{text:?}");
        }
    }
}
