//! What was read, on its way out and in again.

use super::DatasetBuilder;
use crate::batch::Batch;
use crate::catalog::Video;
use crate::error::{Error, ErrorKind};

impl DatasetBuilder {
    /// What was read so far, folded, without an index.
    ///
    /// # Cost
    /// The latest rows are folded, and all summaries merged.
    ///
    /// ```
    /// use mediaop_core::{DatasetBuilder, example};
    /// let mut builder = DatasetBuilder::new(example::dataset().calendar().clone());
    /// builder.extend(example::rows());
    /// assert_eq!(builder.batch().into_dataset().video_count(), 5);
    /// ```
    pub fn batch(self) -> Batch {
        Batch { contents: self.contents() }
    }

    /// Takes a batch in, as if its rows had been pushed; the numbers of rows in its examples of
    /// rejected ones stay as they are.
    ///
    /// # Errors
    /// It is of another time zone.
    ///
    /// # Example: what several crawls have brought, in one
    /// ```
    /// use mediaop_core::{Calendar, DatasetBuilder, example};
    /// let builder = || DatasetBuilder::new(Calendar::default());
    /// let mut all = builder();
    /// for crawl in 0..4 {
    ///     let mut rows = builder();
    ///     rows.extend(example::rows().skip(crawl * 6).take(6));
    ///     all.push_batch(rows.batch())?;
    /// }
    /// let mut whole = builder();
    /// whole.extend(example::rows());
    /// assert!(all.finish() == whole.finish());
    /// # Ok::<(), mediaop_core::Error>(())
    /// ```
    pub fn push_batch(&mut self, batch: Batch) -> Result<(), Error> {
        let mut contents = batch.contents;
        if self.calendar != contents.calendar {
            let (found, expected) = (contents.calendar.name().to_owned(), self.calendar.name().to_owned());
            return Err(Error::new(ErrorKind::TimeZonesDiffer { found, expected }));
        }
        let products: Vec<u32> = contents.product_ids.iter().map(|id| self.product_code(id)).collect();
        let creators: Vec<u32> = contents.creator_ids.iter().map(|id| self.creator_code(id)).collect();
        for (product, code) in contents.products.iter().zip(&products) {
            self.products[*code as usize].merge(product);
        }
        for (creator, code) in contents.creators.iter().zip(&creators) {
            self.creators[*code as usize].merge(creator);
        }
        for (id, video) in contents.summaries.videos.iter().zip(contents.videos.iter()) {
            if *video != Default::default() {
                self.videos.entry(*id).or_default().merge(video);
            }
        }
        let aliases = contents.aliases.iter();
        self.aliases.extend(aliases.map(|(alias, code)| (alias.clone(), creators[*code as usize])));
        contents.summaries.recode(&products, &creators);
        self.folded.push(contents.summaries);
        self.intake.add(&contents.intake);
        Ok(())
    }

    /// What is shown of a video so far.
    pub(crate) fn shown(&self, aweme_id: i64) -> Option<&Video> {
        self.videos.get(&aweme_id)
    }
}
