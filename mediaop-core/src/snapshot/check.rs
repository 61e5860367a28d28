//! A row is accepted or rejected.

use super::cell::{Whole, amount, counter, text, whole};
use super::rejection::reject;
use super::{Cell, RawSnapshot, RejectReason, Rejection, Snapshot};
use crate::calendar::{Calendar, LocalDay};
use crate::counter_text::CounterText;
use crate::metric::{Counters, Metric};

impl<'a> RawSnapshot<'a> {
    /// Accepts or rejects the row ([`crate::metrics`], section 2).
    ///
    /// # Missing data
    /// A counter that is NULL, empty, `None`, `-` or −1 is `None`, and so is 0 in play, recommend and
    /// admire. The row counts for its other metrics.
    ///
    /// # Errors
    /// The first reason that fits, in the order of [`RejectReason`].
    ///
    /// # Example: a row from before the publication that it states itself
    /// ```
    /// use mediaop_core::{Calendar, Cell, RawSnapshot, RejectReason};
    /// let row = RawSnapshot {
    ///     aweme_id: Cell::Int(7),
    ///     update_ts: Cell::Int(1_767_283_200_000),
    ///     create_time: Cell::Int(1_767_283_200 + 86_400),
    ///     ..RawSnapshot::default()
    /// };
    /// assert_eq!(row.check(&Calendar::default()).unwrap_err().reason, RejectReason::BeforePublication);
    /// ```
    pub fn check(&self, calendar: &Calendar) -> Result<Snapshot<'a>, Rejection> {
        let Reading { aweme_id, update_ts, day, create_time, counters, blank, inexact } =
            self.check_reading(|ms| calendar.day_of_ms(ms))?;
        Ok(Snapshot {
            aweme_id,
            update_ts,
            day,
            create_time,
            counters,
            blank,
            inexact,
            creator: text(self.sec_uid).or_else(|| text(self.creator_hash)),
            nickname: text(self.nickname),
            avatar: text(self.avatar),
            title: text(self.title),
            product_id: text(self.product_id),
            product_title: text(self.product_title),
            price: amount(self.price),
            sales: amount(self.sales),
            aweme_url: text(self.aweme_url),
            cover_url: text(self.cover_url),
        })
    }

    /// The same without the texts; `day_of_ms` tells the local day of an instant.
    #[inline]
    pub(crate) fn check_reading(&self, mut day_of_ms: impl FnMut(i64) -> LocalDay) -> Result<Reading, Rejection> {
        let aweme_id = self.checked_id()?;
        let update_ts = self.checked_update_ts()?;
        let create_time = self.checked_create_time()?;
        let (counters, inexact) = self.checked_counters()?;
        Reading::new((aweme_id, update_ts), create_time, (counters, inexact), &mut day_of_ms)
            .ok_or_else(|| reject(RejectReason::BeforePublication, "update_ts", self.update_ts))
    }

    #[inline]
    fn checked_id(&self) -> Result<i64, Rejection> {
        let refuse = |reason| reject(reason, "aweme_id", self.aweme_id);
        match whole(self.aweme_id) {
            Whole::Missing => Err(refuse(RejectReason::AwemeIdMissing)),
            Whole::Broken => Err(refuse(RejectReason::AwemeIdNotAWholeNumber)),
            Whole::Number(id) if id <= 0 => Err(refuse(RejectReason::AwemeIdNotPositive)),
            Whole::Number(id) => Ok(id),
        }
    }

    #[inline]
    fn checked_update_ts(&self) -> Result<i64, Rejection> {
        let reason = match whole(self.update_ts) {
            Whole::Number(ms @ 100_000_000_000..100_000_000_000_000) => return Ok(ms),
            Whole::Number(ms) if ms < 100_000_000_000 => RejectReason::UpdateTsInSeconds,
            Whole::Number(_) => RejectReason::UpdateTsInMicroseconds,
            Whole::Missing | Whole::Broken => RejectReason::UpdateTsMissing,
        };
        Err(reject(reason, "update_ts", self.update_ts))
    }

    #[inline]
    fn checked_create_time(&self) -> Result<Option<i64>, Rejection> {
        let reason = match whole(self.create_time) {
            Whole::Missing => return Ok(None),
            Whole::Number(seconds) if seconds <= 0 => return Ok(None),
            Whole::Number(seconds @ ..=100_000_000_000) => return Ok(Some(seconds)),
            Whole::Number(_) => RejectReason::CreateTimeInMilliseconds,
            Whole::Broken => RejectReason::CreateTimeNotANumber,
        };
        Err(reject(reason, "create_time", self.create_time))
    }

    #[inline]
    fn checked_counters(&self) -> Result<(Counters, u32), Rejection> {
        let plain = |cell: &Cell<'_>| matches!(cell, Cell::Null | Cell::Int(-1..));
        if self.counters.iter().all(plain) {
            let counters = std::array::from_fn(|m| match self.counters[m] {
                Cell::Int(0) if Metric::ALL[m].zero_is_missing() => None,
                Cell::Int(value @ 0..) => Some(value),
                _ => None,
            });
            return Ok((Counters(counters), 0));
        }
        let read = self.counters.map(counter);
        let refuse = |reason, fits: fn(&CounterText) -> bool| match read.iter().position(fits) {
            Some(m) => Err(reject(reason, Metric::ALL[m].column(), self.counters[m])),
            None => Ok(()),
        };
        refuse(RejectReason::CounterNotANumber, |counter| *counter == CounterText::NotANumber)?;
        refuse(RejectReason::CounterNegative, |counter| matches!(counter, CounterText::Exact(..=-2)))?;
        let counters = std::array::from_fn(|m| match read[m] {
            CounterText::Exact(0) if Metric::ALL[m].zero_is_missing() => None,
            CounterText::Exact(value @ 0..) => Some(value),
            _ => None,
        });
        let inexact = read.iter().filter(|counter| **counter == CounterText::Inexact).count();
        Ok((Counters(counters), inexact as u32))
    }
}

/// The checked numbers of a row.
pub(crate) struct Reading {
    pub(crate) aweme_id: i64,
    pub(crate) update_ts: i64,
    pub(crate) day: LocalDay,
    pub(crate) create_time: Option<i64>,
    pub(crate) counters: Counters,
    pub(crate) blank: bool,
    inexact: u32,
}

impl Reading {
    /// Of numbers that are in their ranges; `None` for a row of a day before its publication.
    #[inline]
    pub(crate) fn new(
        (aweme_id, update_ts): (i64, i64),
        create_time: Option<i64>,
        (counters, inexact): (Counters, u32),
        mut day_of_ms: impl FnMut(i64) -> LocalDay,
    ) -> Option<Reading> {
        let day = day_of_ms(update_ts);
        let blank = counters.is_blank();
        // Two days later is a later day wherever clocks are turned; less may not be.
        let published = create_time
            .map(|seconds| seconds.saturating_mul(1000))
            .filter(|ms| blank || update_ts < ms.saturating_add(2 * 86_400_000))
            .map(day_of_ms);
        if published.is_some_and(|published| day < published) {
            return None;
        }
        let blank = blank && published != Some(day);
        Some(Reading { aweme_id, update_ts, day, create_time, counters, blank, inexact })
    }
}
