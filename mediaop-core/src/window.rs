//! The days a question looks at, and in which sense.

use std::fmt;

use crate::calendar::LocalDay;
use crate::increment::Baseline;

/// A closed range of local days, as known by the end of the day `as_of`.
///
/// # Example: the seven days that end today
/// ```
/// use mediaop_core::{LocalDay, Period, Window};
/// let today: LocalDay = "2026-03-10".parse().unwrap();
/// let window = Window::resolve(Period::Days(7), None, today, None).unwrap();
/// assert_eq!((window.from().to_string(), window.to()), ("2026-03-04".to_owned(), today));
/// assert!(window.partial());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    from: LocalDay,
    to: LocalDay,
    as_of: LocalDay,
    partial: bool,
}

/// How a window is asked for.
///
/// ```
/// use mediaop_core::{Period, Window, example};
/// let since_the_eighth = Period::Range { from: Some("2026-03-08".parse()?), to: None };
/// let window = Window::resolve(since_the_eighth, None, example::today(), None).unwrap();
/// assert_eq!(window.days(), 3);
/// # Ok::<(), mediaop_core::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Period {
    /// The days, 1 to 3660 of them, that end at `as_of`.
    Days(u32),
    /// From a day to a day; without `from` it begins with the data, without `to` it ends at
    /// `as_of`.
    Range {
        /// The first day.
        from: Option<LocalDay>,
        /// The last day.
        to: Option<LocalDay>,
    },
}

impl Period {
    /// The longest window, in days.
    ///
    /// ```
    /// use mediaop_core::{Period, Window, example};
    /// let too_long = Period::Days(Period::MAX_DAYS + 1);
    /// assert!(Window::resolve(too_long, None, example::today(), None).is_err());
    /// ```
    pub const MAX_DAYS: u32 = 3660;
}

impl Default for Period {
    fn default() -> Self {
        Period::Days(7)
    }
}

/// A window that cannot be: which parameter is at fault, and why.
///
/// ```
/// use mediaop_core::{Period, Window, example};
/// let tomorrow = Some(example::today() + 1);
/// let error = Window::resolve(Period::default(), tomorrow, example::today(), None).unwrap_err();
/// assert_eq!(error.to_string(), "as_of: 2026-03-11 is after today, 2026-03-10");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WindowError {
    /// `period_days`, `from`, `to` or `as_of`.
    pub param: &'static str,
    /// What was found and what was allowed.
    pub reason: String,
}

impl fmt::Display for WindowError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.param, self.reason)
    }
}

impl std::error::Error for WindowError {}

impl Window {
    /// The window that is meant ([`crate::metrics`], section 5).
    ///
    /// # Input
    /// How it is asked for; the day by whose end things are known, today if `None`; the current local
    /// day; the first day of the data, where a range without a beginning starts.
    ///
    /// # Errors
    /// `as_of` after today, `to` after `as_of`, `from` after `to`, or a number of days outside
    /// 1–3660, by whichever form.
    ///
    /// # Example: five days as they stood on 8 March
    /// ```
    /// use mediaop_core::{Period, Window, example};
    /// let window = Window::resolve(Period::Days(5), Some(example::today() + -2), example::today(), None)?;
    /// assert_eq!((window.from().to_string(), window.to().to_string()), ("2026-03-04".into(), "2026-03-08".into()));
    /// # Ok::<(), mediaop_core::WindowError>(())
    /// ```
    pub fn resolve(
        period: Period,
        as_of: Option<LocalDay>,
        today: LocalDay,
        first_day: Option<LocalDay>,
    ) -> Result<Window, WindowError> {
        let error = |param, reason| Err(WindowError { param, reason });
        let end = as_of.unwrap_or(today);
        if end > today {
            return error("as_of", format!("{end} is after today, {today}"));
        }
        let (from, to) = match period {
            Period::Days(days @ 1..=Period::MAX_DAYS) => (end + (1 - days as i32), end),
            Period::Days(days) => return error("period_days", format!("{days} is outside 1 to {}", Period::MAX_DAYS)),
            Period::Range { from, to } => {
                let to = to.unwrap_or(end);
                if to > end {
                    let name = if as_of.is_some() { "as_of" } else { "today" };
                    return error("to", format!("{to} is after {name}, {end}"));
                }
                (from.unwrap_or_else(|| first_day.unwrap_or(to).min(to)), to)
            }
        };
        if to - from >= Period::MAX_DAYS as i32 {
            let days = i64::from(to - from) + 1;
            return error("from", format!("{from} to {to} are {days} days: expected at most {}", Period::MAX_DAYS));
        }
        if from > to {
            return error("from", format!("{from} is after the window's end, {to}"));
        }
        Ok(Window { from, to, as_of: end, partial: to == today })
    }

    #[cfg(feature = "contract")]
    pub(crate) fn of_one_day(day: LocalDay) -> Window {
        Window { from: day, to: day, as_of: day, partial: true }
    }

    /// The first day.
    ///
    /// ```
    /// assert_eq!(mediaop_core::example::view(2).window.from().to_string(), "2026-03-09");
    /// ```
    pub fn from(&self) -> LocalDay {
        self.from
    }

    /// The last day.
    ///
    /// ```
    /// assert_eq!(mediaop_core::example::view(2).window.to(), mediaop_core::example::today());
    /// ```
    pub fn to(&self) -> LocalDay {
        self.to
    }

    /// The day by whose end things are known.
    ///
    /// ```
    /// use mediaop_core::{Period, Window, example};
    /// let yesterday = Some(example::today() + -1);
    /// let window = Window::resolve(Period::Range { from: None, to: yesterday }, None, example::today(), yesterday)?;
    /// assert_eq!((Some(window.to()), window.as_of()), (yesterday, example::today()));
    /// # Ok::<(), mediaop_core::WindowError>(())
    /// ```
    pub fn as_of(&self) -> LocalDay {
        self.as_of
    }

    /// Whether the last day is still running.
    ///
    /// ```
    /// assert!(mediaop_core::example::view(2).window.partial());
    /// ```
    pub fn partial(&self) -> bool {
        self.partial
    }

    /// How many days.
    ///
    /// ```
    /// assert_eq!(mediaop_core::example::view(30).window.days(), 30);
    /// ```
    pub fn days(&self) -> i32 {
        self.to - self.from + 1
    }

    /// The days, in order.
    ///
    /// ```
    /// let days = mediaop_core::example::view(2).window.iter().map(|day| day.to_string());
    /// assert!(days.eq(["2026-03-09", "2026-03-10"]));
    /// ```
    pub fn iter(&self) -> impl ExactSizeIterator<Item = LocalDay> + use<> {
        (self.from.0..self.to.0 + 1).map(LocalDay)
    }

    /// The window of equal length that ends the day before this one begins.
    pub(crate) fn previous(&self) -> (i32, i32) {
        (self.from.0 - self.days(), self.from.0 - 1)
    }

    pub(crate) fn contains(&self, day: i32) -> bool {
        (self.from.0..=self.to.0).contains(&day)
    }
}

/// Which videos belong to a window, and what their metrics are.
///
/// ```
/// use mediaop_core::Basis;
/// assert_eq!(Basis::default().name(), "posted");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Basis {
    /// Videos published in the window, with their totals at its end.
    #[default]
    Posted,
    /// Videos with an increment in the window, with the sum of their increments.
    Gained,
}

impl Basis {
    /// The name in parameters.
    ///
    /// ```
    /// assert_eq!(mediaop_core::Basis::Gained.name(), "gained");
    /// ```
    pub fn name(self) -> &'static str {
        match self {
            Basis::Posted => "posted",
            Basis::Gained => "gained",
        }
    }
}

/// Whether videos without a product count.
///
/// ```
/// use mediaop_core::{Linked, View, example};
/// let everything = View { linked: Linked::All, ..example::view(7) };
/// assert_ne!(everything, example::view(7));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Linked {
    /// Only videos with a product.
    #[default]
    Linked,
    /// All videos.
    All,
}

/// How a question looks at the data: the parameters that every question shares.
///
/// ```
/// use mediaop_core::{Basis, Period, View, Window};
/// let today = "2026-03-10".parse().unwrap();
/// let view = View::new(Window::resolve(Period::Days(30), None, today, None).unwrap());
/// assert_eq!(view.basis, Basis::Posted);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct View {
    /// The days.
    pub window: Window,
    /// Which videos belong to them.
    pub basis: Basis,
    /// What a day is compared with.
    pub baseline: Baseline,
    /// Whether videos without a product count.
    pub linked: Linked,
}

impl View {
    /// The window with the defaults of everything else.
    ///
    /// ```
    /// use mediaop_core::{Baseline, View, example};
    /// let view = View::new(example::view(7).window);
    /// assert_eq!(view.baseline, Baseline::WithinDay);
    /// ```
    pub fn new(window: Window) -> Self {
        View { window, basis: Basis::default(), baseline: Baseline::default(), linked: Linked::default() }
    }

    /// The same on the basis of what was gained.
    ///
    /// ```
    /// use mediaop_core::{Basis, example};
    /// assert_eq!(example::view(7).gained().basis, Basis::Gained);
    /// ```
    pub fn gained(self) -> Self {
        View { basis: Basis::Gained, ..self }
    }
}
