//! What new rows add to a data set, as bytes.
//!
//! Most rows of a crawl bear the names and links that their videos had before, and these are most of
//! the bytes. Beside a data set that has them, their instants are enough.

use super::catalog::{read_times, write_times};
use super::read::broken;
use super::write::Writer;
use super::{contents, sealed, to_bytes, unsealed};
use crate::batch::Batch;
use crate::builder::DatasetBuilder;
use crate::catalog::{Source, StampedText, Video};
use crate::dataset::Dataset;
use crate::error::Error;
use crate::merge::Part;
use crate::version::Parts;

const MAGIC: &[u8; 8] = b"mediaop+";
/// Of the form; a change of the form changes it.
const VERSION: u8 = 3;

/// Of each video the instants of the texts that are left out.
type Again = Vec<[Option<i64>; Video::TEXTS]>;

impl Batch {
    /// The bytes for one who has the snapshots of a data set, without names and links of videos that
    /// these say already: [`DatasetBuilder::push_beside`] makes the batch of them again. A data
    /// set that was read from bytes must be one of snapshots alone: bytes do not tell lists apart.
    ///
    /// # Output
    /// A third of what [`to_bytes`](Batch::to_bytes) gives of a crawl whose names and links were there.
    ///
    /// # Example: what two crawls have added, kept beside what was there before
    /// ```
    /// use mediaop_core::{Addition, Batch, DatasetBuilder, example};
    /// let builder = || DatasetBuilder::new(example::dataset().calendar().clone());
    /// let batch = |rows: &mut dyn Iterator<Item = _>| {
    ///     let mut builder = builder();
    ///     builder.extend(rows);
    ///     builder.batch()
    /// };
    /// let base = batch(&mut example::rows().take(8));
    /// let mut dataset = Batch::from_bytes(&base.to_bytes())?.into_dataset();
    /// let mut kept = Vec::new();
    /// for crawl in [batch(&mut example::rows().skip(8).take(8)), batch(&mut example::rows().skip(16))] {
    ///     kept.push(crawl.to_bytes_beside(&dataset));
    ///     dataset = crawl.onto(&dataset)?;
    /// }
    /// // Later:
    /// let (base, mut added) = (base.into_dataset(), builder());
    /// for bytes in &kept {
    ///     added.push_beside(Addition::from_bytes(bytes)?, &base)?;
    /// }
    /// assert!(added.finish_onto(&base)? == dataset);
    /// # Ok::<(), mediaop_core::Error>(())
    /// ```
    pub fn to_bytes_beside(&self, dataset: &Dataset) -> Vec<u8> {
        let part = self.contents.part();
        let (videos, again) = without_what_is_known(&part, dataset);
        let left_out = print_of(part.videos.iter(), &again);
        let inner = to_bytes(&Part { videos: &videos.into(), ..part });
        let mut out = Writer::default();
        out.bytes(MAGIC);
        out.bytes(&[VERSION]);
        out.number(inner.len() as u64);
        out.bytes(&inner);
        for place in 0..Video::TEXTS {
            write_times(&mut out, again.iter().map(|times| times[place]));
        }
        out.bytes(&left_out.to_le_bytes());
        sealed(out)
    }
}

/// What [`Batch::to_bytes_beside`] gave of new rows: it is read without a look at the data set that they
/// are new to, and so beside others.
///
/// ```
/// use mediaop_core::{Addition, DatasetBuilder, example};
/// let builder = || DatasetBuilder::new(example::dataset().calendar().clone());
/// let mut crawl = builder();
/// crawl.extend(example::rows());
/// let bytes = crawl.batch().to_bytes_beside(&builder().finish());
/// let addition = Addition::from_bytes(&bytes)?;
/// let (mut kept, base) = (builder(), builder().finish());
/// kept.push_beside(addition, &base)?;
/// assert_eq!(kept.finish_onto(&base)?.video_count(), example::dataset().video_count());
/// # Ok::<(), mediaop_core::Error>(())
/// ```
pub struct Addition {
    batch: Batch,
    again: Again,
    left_out: u64,
}

impl Addition {
    /// What is in the bytes.
    ///
    /// # Errors
    /// The bytes are damaged, cut off, of another version of this form, or of something else.
    ///
    /// ```
    /// use mediaop_core::Addition;
    /// let error = Addition::from_bytes(b"?").unwrap_err();
    /// assert_eq!(
    ///     error.to_string(),
    ///     "not a stored data set: at byte 1 the bytes end: expected what Dataset::to_bytes gave",
    /// );
    /// ```
    pub fn from_bytes(bytes: &[u8]) -> Result<Addition, Error> {
        let mut from = unsealed(bytes, MAGIC, VERSION)?;
        let length = usize::try_from(from.number()?).unwrap_or(usize::MAX);
        let contents = contents(from.bytes(length)?)?;
        let mut again = vec![[None; Video::TEXTS]; contents.summaries.videos.len()];
        for place in 0..Video::TEXTS {
            let times = read_times(&mut from, again.len())?;
            again.iter_mut().zip(times).for_each(|(again, time)| again[place] = time);
        }
        let left_out = from.bytes(8)?.try_into().map_or(0, u64::from_le_bytes);
        from.finish()?;
        Ok(Addition { batch: Batch { contents }, again, left_out })
    }
}

impl std::fmt::Debug for Addition {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Addition").field("batch", &self.batch).finish_non_exhaustive()
    }
}

impl DatasetBuilder {
    /// Takes in rows that were written beside a data set of the snapshots of this one and of all that
    /// this builder has taken in.
    ///
    /// # Errors
    /// The rows are of another time zone; texts were left out that neither the data set nor the builder
    /// knows.
    ///
    /// ```
    /// use mediaop_core::{Addition, Calendar, Cell, DatasetBuilder, Metric, RawSnapshot};
    /// let builder = || DatasetBuilder::new(Calendar::default());
    /// let crawl = |update_ts| {
    ///     let (aweme_id, title) = (Cell::Int(7), Cell::Text("口红试色"));
    ///     let counters = [Cell::Int(3); Metric::COUNT];
    ///     let row = RawSnapshot { aweme_id, update_ts: Cell::Int(update_ts), title, counters, ..RawSnapshot::default() };
    ///     let mut crawl = builder();
    ///     crawl.extend([row]);
    ///     crawl.batch()
    /// };
    /// let before = crawl(1_767_283_200_000).into_dataset();
    /// let bytes = crawl(1_767_290_400_000).to_bytes_beside(&before);
    /// builder().push_beside(Addition::from_bytes(&bytes)?, &before)?;
    /// // The title was left out.
    /// let nothing = builder().finish();
    /// assert!(builder().push_beside(Addition::from_bytes(&bytes)?, &nothing).is_err());
    /// # Ok::<(), mediaop_core::Error>(())
    /// ```
    pub fn push_beside(&mut self, addition: Addition, base: &Dataset) -> Result<(), Error> {
        let Addition { mut batch, again, left_out } = addition;
        let mut videos: Vec<Video> = batch.contents.videos.iter().cloned().collect();
        let base_ids = base.summaries.videos();
        let mut in_base = 0;
        for ((id, video), times) in batch.contents.summaries.videos.iter().zip(&mut videos).zip(&again) {
            if *times == [None; Video::TEXTS] {
                continue;
            }
            in_base += base_ids[in_base..].iter().take_while(|other| *other < id).count();
            let of_base = (base_ids.get(in_base) == Some(id)).then(|| base.videos[in_base].texts());
            let added = self.shown(*id).map(Video::texts);
            for (place, (slot, time)) in video.texts_mut().into_iter().zip(times).enumerate() {
                let Some(ts) = *time else { continue };
                let known = [of_base, added].into_iter().flatten().filter_map(|texts| texts[place].as_ref());
                let known = known.max_by(|a, b| (a.ts, &a.text).cmp(&(b.ts, &b.text)));
                let known = known.filter(|known| known.ts < ts && slot.is_none());
                let known = known.ok_or_else(|| broken(0, "a text is left out that is not known"))?;
                *slot = Some(StampedText { ts, text: known.text.clone(), source: Source::Snapshot });
            }
        }
        if print_of(videos.iter(), &again) != left_out {
            return Err(broken(0, "texts are left out that are known otherwise"));
        }
        batch.contents.videos = videos.into();
        self.push_batch(batch)
    }
}

/// A fingerprint of the texts that are left out.
fn print_of<'a>(videos: impl Iterator<Item = &'a Video>, again: &Again) -> u64 {
    let mut all = Parts::default();
    for (video, times) in videos.zip(again) {
        for (text, _) in video.texts().into_iter().zip(times).filter(|(_, time)| time.is_some()) {
            all.number(text.as_ref().map_or(0, |text| text.text.print().cast_signed()));
        }
    }
    all.short_print()
}

/// The videos of a part, and of the texts that snapshots of the data set say at an earlier instant
/// only the instants.
fn without_what_is_known(part: &Part<'_>, dataset: &Dataset) -> (Vec<Video>, Again) {
    let known_ids = dataset.summaries.videos();
    let mut place = 0;
    let ids = part.summaries.videos.iter();
    ids.zip(part.videos.iter())
        .map(|(id, video)| {
            place += known_ids[place..].iter().take_while(|other| *other < id).count();
            let known = match known_ids.get(place) == Some(id) {
                true => dataset.videos[place].texts(),
                false => [&None; Video::TEXTS],
            };
            let (mut rest, mut again) = (Video::default(), [None; Video::TEXTS]);
            let texts = video.texts().into_iter().zip(known);
            for ((slot, again), (text, known)) in rest.texts_mut().into_iter().zip(&mut again).zip(texts) {
                *again = said_again(text, known);
                if again.is_none() {
                    slot.clone_from(text);
                }
            }
            (rest, again)
        })
        .unzip()
}

/// When a text says what a snapshot is known to have said before.
fn said_again(text: &Option<StampedText>, known: &Option<StampedText>) -> Option<i64> {
    let (text, known) = (text.as_ref()?, known.as_ref()?);
    let is_earlier = known.source == Source::Snapshot && known.ts < text.ts;
    (is_earlier && known.text == text.text).then_some(text.ts)
}

#[cfg(test)]
mod tests;
