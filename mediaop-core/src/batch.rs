//! Rows that were read and folded, before they are part of a data set.

use crate::calendar::Calendar;
use crate::dataset::{Contents, Dataset};
use crate::error::Error;
use crate::intake::Intake;
use crate::stored;

/// What a [`DatasetBuilder`](crate::DatasetBuilder) has read, folded to day summaries, without the
/// index that questions need: to be merged into a data set, or kept.
///
/// # Example: a crawl that is merged, and kept for later
/// ```
/// use mediaop_core::{Batch, DatasetBuilder, example};
/// let builder = || DatasetBuilder::new(example::dataset().calendar().clone());
/// let (mut early, mut crawl) = (builder(), builder());
/// early.extend(example::rows().take(10));
/// crawl.extend(example::rows().skip(10));
/// let (early, crawl) = (early.finish(), crawl.batch());
/// let all = crawl.onto(&early)?;
/// assert_eq!((early.intake().rows_read, all.intake().rows_read), (10, 24));
/// // Another process takes it up.
/// assert!(Batch::from_bytes(&crawl.to_bytes())?.onto(&early)? == all);
/// # Ok::<(), mediaop_core::Error>(())
/// ```
pub struct Batch {
    pub(crate) contents: Contents,
}

impl Batch {
    /// The calendar by which days were told apart.
    ///
    /// ```
    /// use mediaop_core::{Calendar, DatasetBuilder};
    /// assert_eq!(DatasetBuilder::new(Calendar::new("UTC")?).batch().calendar().name(), "UTC");
    /// # Ok::<(), mediaop_core::Error>(())
    /// ```
    pub fn calendar(&self) -> &Calendar {
        &self.contents.calendar
    }

    /// What was read.
    ///
    /// ```
    /// use mediaop_core::{DatasetBuilder, example};
    /// let mut builder = DatasetBuilder::new(example::dataset().calendar().clone());
    /// builder.extend(example::rows().take(3));
    /// assert_eq!(builder.batch().intake().rows_read, 3);
    /// ```
    pub fn intake(&self) -> &Intake {
        &self.contents.intake
    }

    /// The data set of these rows and of another one: [`Dataset::merge`] without an index for the
    /// rows alone.
    ///
    /// # Errors
    /// The data set is of another time zone.
    ///
    /// ```
    /// use mediaop_core::{Calendar, DatasetBuilder, example};
    /// let batch = || DatasetBuilder::new(example::dataset().calendar().clone()).batch();
    /// assert!(batch().onto(&example::dataset())? == example::dataset());
    /// assert!(batch().onto(&DatasetBuilder::new(Calendar::new("UTC")?).finish()).is_err());
    /// # Ok::<(), mediaop_core::Error>(())
    /// ```
    pub fn onto(&self, dataset: &Dataset) -> Result<Dataset, Error> {
        dataset.with_part(self.contents.part())
    }

    /// The data set of these rows alone.
    ///
    /// # Cost
    /// That of an index.
    ///
    /// ```
    /// use mediaop_core::{DatasetBuilder, example};
    /// let mut builder = DatasetBuilder::new(example::dataset().calendar().clone());
    /// builder.extend(example::rows());
    /// assert_eq!(builder.batch().into_dataset().video_count(), 5);
    /// ```
    pub fn into_dataset(self) -> Dataset {
        Dataset::new(self.contents)
    }

    /// The bytes that [`Dataset::to_bytes`] gives of a data set of these rows.
    ///
    /// ```
    /// use mediaop_core::{DatasetBuilder, example};
    /// let builder = || {
    ///     let mut builder = DatasetBuilder::new(example::dataset().calendar().clone());
    ///     builder.extend(example::rows());
    ///     builder
    /// };
    /// assert_eq!(builder().batch().to_bytes(), builder().finish().to_bytes());
    /// ```
    pub fn to_bytes(&self) -> Vec<u8> {
        stored::to_bytes(&self.contents.part())
    }

    /// What is in the bytes that [`Batch::to_bytes`] or [`Dataset::to_bytes`] made.
    ///
    /// # Errors
    /// As [`Dataset::from_bytes`].
    ///
    /// ```
    /// use mediaop_core::{Batch, example};
    /// let batch = Batch::from_bytes(&example::dataset().to_bytes())?;
    /// assert!(batch.into_dataset() == example::dataset());
    /// assert!(Batch::from_bytes(b"?").is_err());
    /// # Ok::<(), mediaop_core::Error>(())
    /// ```
    pub fn from_bytes(bytes: &[u8]) -> Result<Batch, Error> {
        stored::contents(bytes).map(|contents| Batch { contents })
    }
}

impl std::fmt::Debug for Batch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Batch")
            .field("calendar", &self.contents.calendar)
            .field("videos", &self.contents.summaries.videos.len())
            .field("summaries", &self.contents.summaries.len())
            .finish_non_exhaustive()
    }
}
