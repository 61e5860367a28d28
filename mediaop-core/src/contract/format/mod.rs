//! The forms in which an answer can be had: JSON, and tables as CSV, XLSX and Arrow.

pub(super) mod arrow;
pub(super) mod csv;
pub(super) mod json;
pub(super) mod xlsx;

use crate::calendar::LocalDay;

/// A form of answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    Json,
    Csv,
    Xlsx,
    Arrow,
}

impl Format {
    /// The values of the parameter `format`.
    pub(crate) const CHOICES: [(&'static str, Format); 4] =
        [("json", Format::Json), ("csv", Format::Csv), ("xlsx", Format::Xlsx), ("arrow", Format::Arrow)];

    /// The name in parameters.
    pub(crate) fn name(self) -> &'static str {
        Format::CHOICES[self as usize].0
    }

    pub(crate) fn content_type(self) -> &'static str {
        match self {
            Format::Json => "application/json",
            Format::Csv => "text/csv; charset=utf-8",
            Format::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Format::Arrow => "application/vnd.apache.arrow.stream",
        }
    }

    /// The extension of files; `arrows` is the registered one for IPC streams.
    pub(crate) fn extension(self) -> &'static str {
        match self {
            Format::Json => "json",
            Format::Csv => "csv",
            Format::Xlsx => "xlsx",
            Format::Arrow => "arrows",
        }
    }

    /// The `Content-Disposition` header of an export over a window.
    ///
    /// In the name, whatever is no ASCII letter or digit becomes `-`.
    pub(crate) fn content_disposition(self, name: &str, from: LocalDay, to: LocalDay) -> String {
        let stem: String = format!("{name}-{from}-{to}")
            .chars()
            .map(|letter| if letter.is_ascii_alphanumeric() { letter } else { '-' })
            .collect();
        format!("attachment; filename=\"mediaop-{stem}.{}\"", self.extension())
    }
}

/// What a table was asked for, to be written beside it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Export {
    /// The window that was used, as (name, value).
    pub(crate) window: Vec<(String, String)>,
    /// The filters and the order that were asked for, as (name, value).
    pub(crate) filters: Vec<(String, String)>,
    /// What the numbers rest on, as (name, value).
    pub(crate) coverage: Vec<(String, String)>,
}

/// A fraction in the shortest form that reads back, as JSON writes it; none for NaN and infinities.
fn shortest(number: f64) -> Option<String> {
    if number.is_finite() { serde_json::to_string(&number).ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_choice_is_the_format_of_its_name() {
        for (name, format) in Format::CHOICES {
            assert_eq!(format.name(), name);
        }
    }

    #[test]
    fn file_names_are_safe() {
        let day = |text: &str| text.parse::<LocalDay>().unwrap();
        let (from, to) = (day("2026-03-01"), day("2026-03-07"));
        for (format, name, expected) in [
            (Format::Csv, "videos", "mediaop-videos-2026-03-01-2026-03-07.csv"),
            (Format::Arrow, "hot", "mediaop-hot-2026-03-01-2026-03-07.arrows"),
            (Format::Xlsx, "a\"\r\n/..中", "mediaop-a--------2026-03-01-2026-03-07.xlsx"),
        ] {
            let expected = format!("attachment; filename=\"{expected}\"");
            assert_eq!(format.content_disposition(name, from, to), expected);
        }
        let ends = [i32::MIN, i32::MAX].map(LocalDay::from_number);
        assert!(Format::Csv.content_disposition("", ends[0], ends[1]).is_ascii());
    }

    #[test]
    fn fractions_are_written_as_in_json() {
        for (number, expected) in [
            (1.0, Some("1.0")),
            (0.1 + 0.2, Some("0.30000000000000004")),
            (-0.5, Some("-0.5")),
            (1e300, Some("1e+300")),
            (f64::NAN, None),
            (f64::INFINITY, None),
        ] {
            assert_eq!(shortest(number).as_deref(), expected);
        }
    }
}
