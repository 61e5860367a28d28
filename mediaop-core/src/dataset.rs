//! Day summaries with a catalog and an index: what questions are asked of.

use std::sync::{Arc, OnceLock};

use crate::calendar::{Calendar, LocalDay};
use crate::catalog::{Creator, Product};
use crate::increment::{Baseline, Increment, Walk};
use crate::index::{Catalog, Index};
use crate::intake::Intake;
use crate::shown::Shown;
use crate::summary::{Ledger, Summaries};

/// Everything that is known, ready for every question. Made by [`crate::DatasetBuilder`].
///
/// Two data sets of the same rows are equal, in whatever order, parts and repetitions the rows
/// came; the intake apart, which counts them.
///
/// # Example: a data set of part and part is that of the whole
/// ```
/// use mediaop_core::{Calendar, Cell, DatasetBuilder, RawSnapshot};
/// let dataset = |ids: std::ops::Range<i64>| {
///     let mut builder = DatasetBuilder::new(Calendar::default());
///     builder.extend(ids.map(|id| RawSnapshot {
///         aweme_id: Cell::Int(id),
///         update_ts: Cell::Int(1_767_290_400_000),
///         ..Default::default()
///     }));
///     builder.finish()
/// };
/// let merged = dataset(1..6).merge(&dataset(4..9)).unwrap();
/// assert!(merged == dataset(1..9));
/// assert_eq!(merged.version(), dataset(1..9).version());
/// ```
pub struct Dataset {
    pub(crate) calendar: Calendar,
    pub(crate) intake: Intake,
    pub(crate) summaries: Ledger,
    /// In the order of the summaries' videos.
    pub(crate) videos: Shown,
    /// Ids, ascending; a product is known by its position.
    pub(crate) product_ids: Arc<Vec<Box<str>>>,
    pub(crate) products: Arc<Vec<Product>>,
    /// Ids, ascending; a creator is known by its position.
    pub(crate) creator_ids: Arc<Vec<Box<str>>>,
    pub(crate) creators: Arc<Vec<Creator>>,
    /// Other ids of creators, ascending.
    pub(crate) aliases: Arc<Vec<(Box<str>, u32)>>,
    pub(crate) index: Index,
    pub(crate) version: OnceLock<String>,
}

/// A data set before its index is built.
pub(crate) struct Contents {
    pub(crate) calendar: Calendar,
    pub(crate) intake: Intake,
    pub(crate) summaries: Summaries,
    pub(crate) videos: Shown,
    pub(crate) product_ids: Arc<Vec<Box<str>>>,
    pub(crate) products: Arc<Vec<Product>>,
    pub(crate) creator_ids: Arc<Vec<Box<str>>>,
    pub(crate) creators: Arc<Vec<Creator>>,
    pub(crate) aliases: Arc<Vec<(Box<str>, u32)>>,
}

impl Dataset {
    pub(crate) fn new(contents: Contents) -> Self {
        let Contents { calendar, intake, summaries, videos, product_ids, products, creator_ids, creators, aliases } =
            contents;
        let mut summaries = Ledger::from(summaries);
        let catalog =
            Catalog { calendar: &calendar, products: &products, creator_ids: &creator_ids, aliases: &aliases };
        let (index, newest) = rayon::join(|| Index::new(&summaries, catalog), || summaries.newest_rows());
        summaries.keep_newest_rows(newest);
        Dataset {
            index,
            calendar,
            intake,
            summaries,
            videos,
            product_ids,
            products,
            creator_ids,
            creators,
            aliases,
            version: OnceLock::new(),
        }
    }

    /// The calendar by which days were told apart.
    ///
    /// ```
    /// assert_eq!(mediaop_core::example::dataset().calendar().name(), "Asia/Shanghai");
    /// ```
    pub fn calendar(&self) -> &Calendar {
        &self.calendar
    }

    /// What was read to make it.
    ///
    /// ```
    /// assert_eq!(mediaop_core::example::dataset().intake().rows_accepted, 24);
    /// ```
    pub fn intake(&self) -> &Intake {
        &self.intake
    }

    /// How many videos were seen.
    ///
    /// ```
    /// assert_eq!(mediaop_core::example::dataset().video_count(), 5);
    /// ```
    pub fn video_count(&self) -> usize {
        self.summaries.videos().len()
    }

    /// How many products were seen or are listed.
    ///
    /// ```
    /// assert_eq!(mediaop_core::example::dataset().product_count(), 3);
    /// ```
    pub fn product_count(&self) -> usize {
        self.products.len()
    }

    /// How many creators were seen or are listed.
    ///
    /// ```
    /// assert_eq!(mediaop_core::example::dataset().creator_count(), 2);
    /// ```
    pub fn creator_count(&self) -> usize {
        let seen = self.index.creator_first_seen.iter();
        self.creators.iter().zip(seen).filter(|(creator, seen)| creator.listed || **seen != i64::MAX).count()
    }

    /// How many (video, day) have a first and a last snapshot.
    ///
    /// ```
    /// // The days of videos 1 to 5.
    /// assert_eq!(mediaop_core::example::dataset().summary_count(), 4 + 3 + 2 + 2 + 4);
    /// ```
    pub fn summary_count(&self) -> usize {
        (0..self.video_count()).map(|video| self.summaries.readings(self.summaries.rows(video)).count()).sum()
    }

    /// The first day of which there is a row.
    ///
    /// ```
    /// assert_eq!(mediaop_core::example::dataset().first_day().unwrap().to_string(), "2026-03-07");
    /// ```
    pub fn first_day(&self) -> Option<LocalDay> {
        self.index.days.map(|(first, _)| LocalDay(first))
    }

    /// The last day of which there is a row.
    ///
    /// ```
    /// assert_eq!(mediaop_core::example::dataset().last_day(), Some(mediaop_core::example::today()));
    /// ```
    pub fn last_day(&self) -> Option<LocalDay> {
        self.index.days.map(|(_, last)| LocalDay(last))
    }

    /// All daily increments, by video, then day ([`crate::metrics`], section 4).
    ///
    /// # Output
    /// One for each (video, day) of which at least one metric has an increment.
    ///
    /// # Missing data
    /// A day with a single snapshot has no increment by `within_day`, unless it is the day of
    /// publication.
    ///
    /// # Cost
    /// One pass over the summaries.
    ///
    /// # Example: on how many days did something happen?
    /// ```
    /// use mediaop_core::{Baseline, example};
    /// let dataset = example::dataset();
    /// // Two of the four days of video 5 have a single snapshot; a close before them has the last.
    /// assert_eq!(dataset.increments(Baseline::WithinDay).len(), 15 - 2);
    /// assert_eq!(dataset.increments(Baseline::PreviousClose).len(), 15 - 1);
    /// ```
    pub fn increments(&self, baseline: Baseline) -> Vec<Increment> {
        let mut out = Vec::new();
        for video in 0..self.video_count() {
            let published = self.published(video, i32::MAX);
            for step in Walk::new(&self.summaries, self.summaries.rows(video), published) {
                let gained = step.gained(baseline);
                if gained.any() {
                    let day = LocalDay(step.day);
                    out.push(Increment {
                        aweme_id: self.summaries.videos()[video],
                        day,
                        gained,
                        span_days: step.span(baseline),
                    });
                }
            }
        }
        out
    }

    /// The day of publication, as known by the end of a day.
    pub(crate) fn published(&self, video: usize, known_by: i32) -> Option<i32> {
        self.index.create_time.at(video, known_by).map(|seconds| self.calendar.day_of_seconds(seconds).number())
    }

    /// The first day on which a row shows the video.
    pub(crate) fn first_seen_day(&self, video: usize) -> i32 {
        self.index.facts.first_day[video]
    }

    /// A fingerprint of the content in 32 hex digits: the same rows give the same one, on every
    /// machine.
    ///
    /// # Cost
    /// One pass over the summaries at the first call, none later.
    ///
    /// ```
    /// use mediaop_core::{Calendar, DatasetBuilder, example};
    /// let dataset = example::dataset();
    /// assert_eq!((dataset.version(), dataset.version().len()), (example::dataset().version(), 32));
    /// assert_ne!(dataset.version(), DatasetBuilder::new(Calendar::default()).finish().version());
    /// ```
    pub fn version(&self) -> &str {
        if let Some(version) = self.version.get() {
            return version;
        }
        // Not while others wait for it: they may be the threads that its parts are handed to.
        let version = self.fingerprint();
        self.version.get_or_init(|| version)
    }
}

impl PartialEq for Dataset {
    fn eq(&self, other: &Self) -> bool {
        self.calendar == other.calendar
            && self.summaries == other.summaries
            && self.videos == other.videos
            && self.product_ids == other.product_ids
            && self.products == other.products
            && self.creator_ids == other.creator_ids
            && self.creators == other.creators
            && self.aliases == other.aliases
    }
}

impl std::fmt::Debug for Dataset {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Dataset")
            .field("calendar", &self.calendar)
            .field("videos", &self.video_count())
            .field("summaries", &self.summaries.len())
            .field("products", &self.product_count())
            .field("creators", &self.creator_count())
            .finish_non_exhaustive()
    }
}
