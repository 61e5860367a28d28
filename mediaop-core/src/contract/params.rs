//! The parameters of a question: taken one by one, and refused all at once.

use std::fmt::Display;
use std::ops::RangeInclusive;

use super::near::nearest;
use super::percent;
use super::problem::{ParamError, Problem};
use crate::calendar::LocalDay;

/// Every parameter that some question takes.
///
/// ```
/// use mediaop_core::contract::PARAMETERS;
/// assert!(PARAMETERS.contains(&"as_of"));
/// ```
#[rustfmt::skip]
pub const PARAMETERS: [&str; 30] = [
    "period_days", "from", "to", "as_of", "basis", "baseline", "linked",
    "metric", "sort_by", "similarity",
    "page", "page_size",
    "category", "category2",
    "format", "full",
    "q", "keyword", "group_by", "product_id", "creator_id", "measure", "min_metric", "min_videos", "min_creators",
    "x_from", "x_to", "y_from", "y_to", "sort",
];

const MOST_PAIRS: usize = 64;
const MOST_BYTES: usize = 512;
const SHOWN_CHARS: usize = 64;

/// The query's parameters, and what is wrong with them.
///
/// Take every parameter that applies, then call [`finish`](Params::finish): what nobody took is refused.
pub(crate) struct Params {
    pairs: Vec<Pair>,
    errors: Vec<ParamError>,
    flooded: bool,
}

struct Pair {
    name: String,
    value: String,
    taken: bool,
}

impl Params {
    /// Reads what stands behind `?`.
    pub(crate) fn parse(query: &str) -> Params {
        let mut params = Params { pairs: Vec::new(), errors: Vec::new(), flooded: false };
        let pieces = || query.split('&').filter(|piece| !piece.is_empty());
        let count = pieces().count();
        if count > MOST_PAIRS {
            params.refuse("query", format!("has {count} parameters: expected at most {MOST_PAIRS}"));
            params.flooded = true;
            return params;
        }
        for piece in pieces() {
            params.read(piece);
        }
        params
    }

    fn read(&mut self, piece: &str) {
        let (raw_name, raw_value) = piece.split_once('=').unwrap_or((piece, ""));
        let (name, wrong_name) = match percent::decode_query(raw_name) {
            Ok(name) if name.is_empty() => (name, Some("is a value without a name")),
            Ok(name) => (name, None),
            Err(reason) => (percent::decode_lossy(raw_name), Some(reason)),
        };
        let (value, wrong_value) = match percent::decode_query(raw_value) {
            Ok(value) if value.len() > MOST_BYTES => (value, Some("is longer than 512 bytes")),
            Ok(value) => (value, None),
            Err(reason) => (percent::decode_lossy(raw_value), Some(reason)),
        };
        let wrong = wrong_name.or(wrong_value);
        self.pairs.push(Pair { name, value, taken: wrong_name.is_some() });
        if let (Some(reason), Some(pair)) = (wrong, self.pairs.last()) {
            let name = pair.name.clone();
            self.refuse(&name, reason);
        }
    }

    /// Whether the query names this parameter, with whatever value.
    pub(crate) fn given(&self, name: &str) -> bool {
        self.pairs.iter().any(|pair| pair.name == name)
    }

    /// Refuses the question because of this parameter; its first reason stands.
    pub(crate) fn refuse(&mut self, name: &str, reason: impl Into<String>) {
        let param = shown(name);
        if !self.flooded && !self.refused(&param) {
            self.errors.push(ParamError { param, reason: reason.into() });
        }
    }

    fn refused(&self, name: &str) -> bool {
        self.errors.iter().any(|error| error.param == name)
    }

    fn take(&mut self, name: &str) -> Vec<String> {
        let named = self.pairs.iter_mut().filter(|pair| pair.name == name);
        named
            .map(|pair| {
                pair.taken = true;
                pair.value.clone()
            })
            .collect()
    }

    fn single(&mut self, name: &str) -> Option<String> {
        let mut values = self.take(name);
        if values.len() > 1 {
            self.refuse(name, format!("given {} times: expected once", values.len()));
        }
        if self.refused(name) { None } else { values.pop() }
    }

    /// A text that is not empty.
    pub(crate) fn text(&mut self, name: &'static str) -> Option<String> {
        let text = self.single(name)?;
        if text.is_empty() {
            self.refuse(name, EMPTY);
            return None;
        }
        Some(text)
    }

    /// A text to search for; an empty one searches for nothing.
    pub(crate) fn search(&mut self, name: &'static str) -> Option<String> {
        self.single(name).filter(|text| !text.is_empty())
    }

    /// One of several names, and what it stands for.
    pub(crate) fn choice<T: Clone>(&mut self, name: &'static str, choices: &[(&'static str, T)]) -> Option<T> {
        self.read_as(name, |text| {
            let chosen = choices.iter().find(|(choice, _)| *choice == text);
            chosen.map(|(_, meaning)| meaning.clone()).ok_or_else(|| {
                let names: Vec<&str> = choices.iter().map(|(choice, _)| *choice).collect();
                format!("{} is unknown: expected {}", quoted(text), names.join(", "))
            })
        })
    }

    /// A whole number in ASCII digits, with `-` in front where it is negative.
    pub(crate) fn whole(&mut self, name: &'static str, range: RangeInclusive<i64>) -> Option<i64> {
        self.read_as(name, |text| {
            let digits = text.strip_prefix('-').unwrap_or(text);
            if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
                return Err(format!("{} is not a whole number", quoted(text)));
            }
            let number = text.parse().ok().filter(|number| range.contains(number));
            number.ok_or_else(|| out_of_range(text, format_args!("{} to {}", range.start(), range.end())))
        })
    }

    /// A decimal number, without an exponent.
    pub(crate) fn decimal(&mut self, name: &'static str) -> Option<f64> {
        self.read_as(name, read_decimal)
    }

    /// A decimal number in `[lo, below)`, without an exponent.
    pub(crate) fn fraction(&mut self, name: &'static str, lo: f64, below: f64) -> Option<f64> {
        self.read_as(name, |text| {
            let number = read_decimal(text)?;
            if lo <= number && number < below {
                return Ok(number + 0.0); // −0 becomes 0
            }
            Err(out_of_range(text, format_args!("at least {lo} and below {below}")))
        })
    }

    /// A date.
    pub(crate) fn day(&mut self, name: &'static str) -> Option<LocalDay> {
        self.read_as(name, |text| {
            text.parse().map_err(|_| format!("{} is no date: expected YYYY-MM-DD, from 1970-01-01 on", quoted(text)))
        })
    }

    /// `true`, `false`, `1` or `0`.
    pub(crate) fn flag(&mut self, name: &'static str) -> Option<bool> {
        self.choice(name, &[("true", true), ("false", false), ("1", true), ("0", false)])
    }

    /// The texts of a parameter that may be given several times, in the order given.
    pub(crate) fn many(&mut self, name: &'static str, count: RangeInclusive<usize>) -> Vec<String> {
        let values = self.take(name);
        if !count.contains(&values.len()) {
            let given = match values.len() {
                0 => "is not given".to_owned(),
                1 => "given once".to_owned(),
                times => format!("given {times} times"),
            };
            self.refuse(name, format!("{given}: expected {} to {} times", count.start(), count.end()));
        }
        if values.iter().any(String::is_empty) {
            self.refuse(name, EMPTY);
        }
        if self.refused(name) { Vec::new() } else { values }
    }

    fn read_as<T>(&mut self, name: &'static str, read: impl FnOnce(&str) -> Result<T, String>) -> Option<T> {
        let text = self.text(name)?;
        read(&text).map_err(|reason| self.refuse(name, reason)).ok()
    }

    /// All parameters as they were given.
    pub(crate) fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.pairs.iter().map(|pair| (&*pair.name, &*pair.value))
    }

    /// The query in one form for all orders and spellings of the same parameters.
    ///
    /// The values of a repeated parameter are sorted too: no question depends on their order.
    pub(crate) fn canonical(&self) -> String {
        let mut pairs: Vec<(&str, &str)> = self.pairs.iter().map(|pair| (&*pair.name, &*pair.value)).collect();
        pairs.sort_unstable();
        let mut canonical = String::new();
        for (name, value) in pairs {
            percent::encode_onto(&mut canonical, name);
            canonical.push('=');
            percent::encode_onto(&mut canonical, value);
            canonical.push('&');
        }
        canonical
    }

    /// Whether the question can be answered.
    ///
    /// # Input
    /// The names of the parameters that apply, for the message.
    ///
    /// # Errors
    /// A 400 that names every parameter that was refused or that nobody took, in the order of the
    /// query; those that the query lacks come last.
    pub(crate) fn finish(mut self, applicable: &[&str]) -> Result<(), Problem> {
        let untaken: Vec<String> = self.pairs.iter().filter(|pair| !pair.taken).map(|pair| pair.name.clone()).collect();
        for name in untaken {
            self.refuse(&name, not_taken(&name, applicable));
        }
        if self.errors.is_empty() {
            return Ok(());
        }
        let place = |error: &ParamError| {
            let named = self.pairs.iter().position(|pair| shown(&pair.name) == error.param);
            named.unwrap_or(usize::MAX)
        };
        self.errors.sort_by_cached_key(place);
        Err(Problem::invalid_parameters(self.errors))
    }
}

const EMPTY: &str = "is empty: leave it out or give a value";

fn not_taken(name: &str, applicable: &[&str]) -> String {
    let others: Vec<&str> = applicable.iter().copied().filter(|other| *other != name).collect();
    let expected = if others.is_empty() { "no parameters".to_owned() } else { others.join(", ") };
    if PARAMETERS.contains(&name) {
        return format!("does not apply here: expected {expected}");
    }
    match nearest(name, &others) {
        Some(meant) => format!("is unknown, did you mean {meant}? expected {expected}"),
        None => format!("is unknown: expected {expected}"),
    }
}

fn read_decimal(text: &str) -> Result<f64, String> {
    let is_decimal = text.bytes().all(|byte| matches!(byte, b'-' | b'.' | b'0'..=b'9'));
    let number: Option<f64> = if is_decimal { text.parse().ok() } else { None };
    number.filter(|number| number.is_finite()).ok_or_else(|| format!("{} is not a decimal number", quoted(text)))
}

fn out_of_range(text: &str, allowed: impl Display) -> String {
    format!("{} is out of range: expected {allowed}", shown(text))
}

/// At most 64 characters of what the client sent.
fn shown(text: &str) -> String {
    match text.char_indices().nth(SHOWN_CHARS) {
        None => text.to_owned(),
        Some(_) => text.chars().take(SHOWN_CHARS - 1).chain(['…']).collect(),
    }
}

fn quoted(text: &str) -> String {
    format!("{:?}", shown(text))
}

#[cfg(test)]
mod tests;
