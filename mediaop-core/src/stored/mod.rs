//! A data set as bytes: what a process keeps, so that it need not read all rows again.
//!
//! A head, then the columns of summaries and catalog, each in blocks that are as narrow as their
//! values, then a checksum. The index is not stored: it is built from the rest.

mod beside;
mod catalog;
mod read;
mod write;

use xxhash_rust::xxh3::xxh3_64;

use crate::calendar::Calendar;
use crate::dataset::{Contents, Dataset};
use crate::error::Error;
use crate::merge::Part;
use crate::summary::Summaries;

pub use beside::Addition;
pub(crate) use read::Reader;
use read::broken;
pub(crate) use write::Writer;

const MAGIC: &[u8; 8] = b"mediaop\n";
/// Of the form; a change of the form changes it.
const VERSION: u8 = 1;
const CHECKSUM_BYTES: usize = 8;

impl Dataset {
    /// The data set as bytes, from which [`Dataset::from_bytes`] makes it again.
    ///
    /// # Output
    /// About 25 bytes for each day of each video, on every machine the same. The intake is
    /// included, the index is not.
    ///
    /// # Cost
    /// One pass.
    ///
    /// # Example: keep it, and go on later
    /// ```
    /// use mediaop_core::{Dataset, example};
    /// let dataset = example::dataset();
    /// let later = Dataset::from_bytes(&dataset.to_bytes())?;
    /// assert!(later == dataset);
    /// assert_eq!((later.version(), later.intake()), (dataset.version(), dataset.intake()));
    /// # Ok::<(), mediaop_core::Error>(())
    /// ```
    pub fn to_bytes(&self) -> Vec<u8> {
        to_bytes(&self.part())
    }

    /// The data set that [`Dataset::to_bytes`] made these bytes of.
    ///
    /// # Cost
    /// One pass over the bytes, which are checked throughout, and a new index.
    ///
    /// # Errors
    /// The bytes are damaged, cut off, of another version of this form, or of something else.
    ///
    /// ```
    /// use mediaop_core::{Dataset, example};
    /// let mut bytes = example::dataset().to_bytes();
    /// bytes[100] ^= 1;
    /// assert_eq!(
    ///     Dataset::from_bytes(&bytes).unwrap_err().to_string(),
    ///     "not a stored data set: at byte 0 the checksum is of other bytes: expected what Dataset::to_bytes gave",
    /// );
    /// ```
    pub fn from_bytes(bytes: &[u8]) -> Result<Dataset, Error> {
        contents(bytes).map(Dataset::new)
    }
}

pub(crate) fn to_bytes(part: &Part<'_>) -> Vec<u8> {
    let mut out = Writer::default();
    out.bytes(MAGIC);
    out.bytes(&[VERSION]);
    out.text(part.calendar.name());
    catalog::write_intake(&mut out, part.intake);
    catalog::write_products(&mut out, part.product_ids, part.products);
    catalog::write_creators(&mut out, part.creator_ids, part.creators);
    catalog::write_aliases(&mut out, part.aliases);
    part.summaries.store(&mut out);
    catalog::write_videos(&mut out, part.videos);
    sealed(out)
}

/// The bytes with their checksum behind them.
fn sealed(out: Writer) -> Vec<u8> {
    let mut bytes = out.finish();
    let checksum = xxh3_64(&bytes);
    bytes.extend_from_slice(&checksum.to_le_bytes());
    bytes
}

/// What stands between the head and the checksum.
fn unsealed<'a>(bytes: &'a [u8], magic: &[u8; 8], version: u8) -> Result<Reader<'a>, Error> {
    let mut from = Reader::new(bytes);
    if from.bytes(magic.len())? != magic {
        return Err(broken(0, "there is another beginning"));
    }
    if from.bytes(1)? != [version] {
        return Err(broken(magic.len(), "there is another version of the form"));
    }
    let Some((content, checksum)) = bytes.split_last_chunk::<CHECKSUM_BYTES>() else {
        return Err(broken(bytes.len(), "the bytes end"));
    };
    if xxh3_64(content) != u64::from_le_bytes(*checksum) {
        return Err(broken(0, "the checksum is of other bytes"));
    }
    from.end_at(content.len());
    Ok(from)
}

pub(crate) fn contents(bytes: &[u8]) -> Result<Contents, Error> {
    let mut from = unsealed(bytes, MAGIC, VERSION)?;
    let calendar = Calendar::new(from.text()?)?;
    let intake = catalog::read_intake(&mut from)?;
    let (product_ids, products) = catalog::read_products(&mut from)?;
    let (creator_ids, creators) = catalog::read_creators(&mut from)?;
    let aliases = catalog::read_aliases(&mut from, creators.len())?;
    let summaries = Summaries::restore(&mut from, products.len(), creators.len(), &calendar)?;
    let videos = catalog::read_videos(&mut from, summaries.videos.len())?;
    from.finish()?;
    Ok(Contents {
        calendar,
        intake,
        summaries,
        videos: videos.into(),
        product_ids: product_ids.into(),
        products: products.into(),
        creator_ids: creator_ids.into(),
        creators: creators.into(),
        aliases: aliases.into(),
    })
}
