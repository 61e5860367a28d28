//! Snapshots in plain numbers, one row after the other.

use std::ops::Range;

use crate::calendar::LocalDay;
use crate::metric::{Counters, Metric};
use crate::snapshot::{Cell, RawSnapshot, Reading, Rejection};

/// Milliseconds that may be those of a snapshot.
pub(crate) const INSTANTS: Range<i64> = 100_000_000_000..100_000_000_000_000;

/// A snapshot in plain numbers, creator and product by their codes in a
/// [`DatasetBuilder`](crate::DatasetBuilder).
///
/// What is read is what [`RawSnapshot`] reads from the same numbers; names and titles come by
/// other doors.
///
/// # Example: what did a video gain?
/// ```
/// use mediaop_core::{Baseline, Calendar, DatasetBuilder, Metric, SnapshotRow};
/// let mut builder = DatasetBuilder::new(Calendar::default());
/// let (lily, lipstick) = (builder.creator("lily"), builder.product("p1"));
/// let row = |update_ts, digg| {
///     let mut row = SnapshotRow { aweme_id: 7, update_ts, creator: lily, product: lipstick, ..Default::default() };
///     row.counters[Metric::Digg as usize] = digg;
///     row
/// };
/// builder.extend_rows([row(1_767_290_400_000, 100), row(1_767_340_800_000, 130)])?;
/// let dataset = builder.finish();
/// assert_eq!(dataset.increments(Baseline::WithinDay)[0].gained[Metric::Digg], Some(30));
/// assert_eq!((dataset.product_count(), dataset.creator_count()), (1, 1));
/// # Ok::<(), mediaop_core::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SnapshotRow {
    /// The video; above 0.
    pub aweme_id: i64,
    /// When it was read, in milliseconds since 1970 (UTC).
    pub update_ts: i64,
    /// When the video was published, in seconds since 1970 (UTC); 0 and below is missing.
    pub create_time: i64,
    /// The counters, indexed by `Metric as usize`; −1 is missing.
    pub counters: [i64; Metric::COUNT],
    /// The creator.
    pub creator: Option<CreatorCode>,
    /// The product that the video sells.
    pub product: Option<ProductCode>,
}

/// A creator in a builder, by [`DatasetBuilder::creator`](crate::DatasetBuilder::creator).
///
/// ```
/// use mediaop_core::{Calendar, DatasetBuilder};
/// let mut builder = DatasetBuilder::new(Calendar::default());
/// assert_eq!(builder.creator("lily"), builder.creator(" lily "));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct CreatorCode(pub(crate) u32);

/// A product in a builder, by [`DatasetBuilder::product`](crate::DatasetBuilder::product).
///
/// ```
/// use mediaop_core::{Calendar, DatasetBuilder};
/// let mut builder = DatasetBuilder::new(Calendar::default());
/// assert_ne!(builder.product("p1"), builder.product("p2"));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ProductCode(pub(crate) u32);

impl Default for SnapshotRow {
    /// Nothing is known, and `aweme_id` and `update_ts` are still to be given.
    fn default() -> Self {
        SnapshotRow {
            aweme_id: 0,
            update_ts: 0,
            create_time: 0,
            counters: [-1; Metric::COUNT],
            creator: None,
            product: None,
        }
    }
}

impl SnapshotRow {
    /// Whether every number is in its range.
    #[inline]
    fn is_sound(&self) -> bool {
        self.aweme_id > 0
            && INSTANTS.contains(&self.update_ts)
            && self.create_time <= 100_000_000_000
            && self.has_sound_counters()
    }

    #[inline]
    fn has_sound_counters(&self) -> bool {
        self.counters.iter().fold(0, |odd, counter| odd | counter.wrapping_add(1)) >= 0
    }

    /// Whether a counter is above 0.
    #[inline]
    fn has_reading(&self) -> bool {
        self.counters.iter().any(|counter| *counter > 0)
    }

    /// Whether it is plain that the row is accepted and not blank.
    #[inline]
    pub(crate) fn is_plain(&self) -> bool {
        self.is_sound()
            && self.has_reading()
            && (self.create_time <= 0 || self.update_ts >= self.create_time * 1000 + 2 * 86_400_000)
    }

    #[inline]
    fn known_create_time(&self) -> Option<i64> {
        (self.create_time > 0).then_some(self.create_time)
    }

    /// The same row in cells, without creator and product.
    pub(crate) fn raw(&self) -> RawSnapshot<'static> {
        RawSnapshot {
            aweme_id: Cell::Int(self.aweme_id),
            update_ts: Cell::Int(self.update_ts),
            create_time: Cell::Int(self.create_time),
            counters: self.counters.map(Cell::Int),
            ..RawSnapshot::default()
        }
    }
}

/// What [`crate::sorted_increments`] takes: a [`SnapshotRow`], or a [`RawSnapshot`].
///
/// ```
/// use mediaop_core::{Baseline, Calendar, Increment, Row, sorted_increments};
/// fn count(rows: impl IntoIterator<Item = impl Row>) -> usize {
///     sorted_increments(rows, &Calendar::default(), Baseline::WithinDay).filter(Result::is_ok).count()
/// }
/// assert_eq!(count(mediaop_core::example::rows()), 13);
/// ```
#[expect(private_bounds, reason = "rows of other crates would bring a check of their own")]
pub trait Row: Checked {}

impl Row for RawSnapshot<'_> {}
impl Row for SnapshotRow {}

/// How a row is checked.
pub(crate) trait Checked {
    fn reading(&self, day_of_ms: impl FnMut(i64) -> LocalDay) -> Result<Reading, Rejection>;

    /// Whether it is plain that this row is accepted, not blank, and goes on with a run; then it is
    /// the last of it.
    fn goes_on(&self, run: &mut Run) -> bool;
}

/// Accepted rows of one video and day that ascend by time and say one creation time.
#[derive(Default)]
pub(crate) struct Run {
    pub(crate) aweme_id: i64,
    pub(crate) create_time: Option<i64>,
    /// The latest row.
    pub(crate) update_ts: i64,
    pub(crate) counters: [i64; Metric::COUNT],
    /// Where the day ends.
    pub(crate) end_ts: i64,
}

impl Run {
    #[inline]
    fn go_on(&mut self, row: &SnapshotRow) -> bool {
        let goes_on = self.update_ts < row.update_ts
            && row.update_ts < self.end_ts
            && self.aweme_id == row.aweme_id
            && self.create_time == row.known_create_time()
            && row.has_sound_counters()
            && row.has_reading();
        if goes_on {
            self.update_ts = row.update_ts;
            self.counters = row.counters;
        }
        goes_on
    }
}

impl Checked for RawSnapshot<'_> {
    #[inline]
    fn reading(&self, day_of_ms: impl FnMut(i64) -> LocalDay) -> Result<Reading, Rejection> {
        self.check_reading(day_of_ms)
    }

    #[inline]
    fn goes_on(&self, run: &mut Run) -> bool {
        let number = |cell, if_null| match cell {
            Cell::Int(number) => Some(number),
            Cell::Null => if_null,
            _ => None,
        };
        let counters = self.counters.map(|cell| number(cell, Some(-1)));
        let numbers = [number(self.aweme_id, None), number(self.update_ts, None), number(self.create_time, Some(0))];
        let [Some(aweme_id), Some(update_ts), Some(create_time)] = numbers else { return false };
        if counters.iter().any(Option::is_none) {
            return false;
        }
        let counters = counters.map(|counter| counter.unwrap_or(-1));
        run.go_on(&SnapshotRow { aweme_id, update_ts, create_time, counters, creator: None, product: None })
    }
}

impl Checked for SnapshotRow {
    #[inline]
    fn reading(&self, mut day_of_ms: impl FnMut(i64) -> LocalDay) -> Result<Reading, Rejection> {
        if self.is_sound() {
            let least = |m: usize| i64::from(Metric::ALL[m].zero_is_missing());
            let known = |m: usize| Some(self.counters[m]).filter(|counter| *counter >= least(m));
            let counters = (Counters(std::array::from_fn(known)), 0);
            let key = (self.aweme_id, self.update_ts);
            if let Some(reading) = Reading::new(key, self.known_create_time(), counters, &mut day_of_ms) {
                return Ok(reading);
            }
        }
        self.raw().check_reading(day_of_ms)
    }

    #[inline]
    fn goes_on(&self, run: &mut Run) -> bool {
        run.go_on(self)
    }
}
