//! Names in a question → positions in the data set.

use crate::dataset::Dataset;
use crate::window::View;

/// A name in a question that the data does not know, or knows twice.
///
/// ```
/// use mediaop_core::{QuestionError, answer::VideoSnapshots, example};
/// let error = VideoSnapshots { view: example::view(7), aweme_id: "6".to_owned() }.ask(&example::dataset()).unwrap_err();
/// assert_eq!(error, QuestionError::Unknown { param: "aweme_id", value: "6".to_owned() });
/// ```
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum QuestionError {
    /// Nothing bears the name by the end of the window.
    #[error("unknown {param} {value:?}")]
    Unknown {
        /// The parameter: `category`, `category2`, `product_id`, `creator_id`, `aweme_id`.
        param: &'static str,
        /// What was asked for.
        value: String,
    },
    /// Another id that fits several creators.
    #[error("{value:?} fits several creators: {}", first_of(creators))]
    Ambiguous {
        /// What was asked for.
        value: String,
        /// The creators that it fits, ascending.
        creators: Vec<String>,
    },
    /// A second-level category without its category.
    #[error("category2 has a meaning only within its category: give both")]
    Category2WithoutCategory,
    /// One creator chosen twice.
    #[error("{0:?} names a creator that is chosen already")]
    ChosenTwice(String),
    /// An answer too large to be written in one piece.
    #[error("{products} products × {days} days do not fit one answer: ask for fewer days, or for a page")]
    TooLarge {
        /// Rows of the answer.
        products: usize,
        /// Values in each row.
        days: usize,
    },
    /// A number of creators that cannot be compared.
    #[error("{0} creators: expected 2 to 6")]
    CreatorCount(usize),
}

/// Which videos a question is about; no name means all.
///
/// ```
/// use mediaop_core::Filter;
/// let beauty = Filter { category: Some("美妆".to_owned()), ..Filter::default() };
/// assert!(beauty.product_id.is_none());
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Products of this category.
    pub category: Option<String>,
    /// Products of this second-level category; needs `category`.
    pub category2: Option<String>,
    /// This product.
    pub product_id: Option<String>,
    /// This creator, by any of its ids.
    pub creator_id: Option<String>,
}

/// The first few names, and how many there are beside.
fn first_of(names: &[String]) -> String {
    const SHOWN: usize = 10;
    match names.len().checked_sub(SHOWN) {
        Some(more @ 1..) => format!("{} and {more} more", names[..SHOWN].join(", ")),
        _ => names.join(", "),
    }
}

/// A filter in positions.
#[derive(Debug, Clone, Default)]
pub(crate) struct Scope {
    pub(crate) category: Option<(u32, Option<u32>)>,
    pub(crate) product: Option<u32>,
    /// Any of these creators, ascending.
    pub(crate) creators: Option<Vec<u32>>,
    pub(crate) video: Option<u32>,
}

impl Filter {
    pub(crate) fn resolve(&self, dataset: &Dataset, view: &View) -> Result<Scope, QuestionError> {
        let product = self.product_id.as_deref().map(|id| dataset.find_product(id, view)).transpose()?;
        let creator = self.creator_id.as_deref().map(|id| dataset.find_creator(id, view)).transpose()?;
        Ok(Scope {
            category: self.resolve_category(dataset)?,
            product,
            creators: creator.map(|creator| vec![creator]),
            video: None,
        })
    }

    fn resolve_category(&self, dataset: &Dataset) -> Result<Option<(u32, Option<u32>)>, QuestionError> {
        let Some(name) = &self.category else {
            return if self.category2.is_some() { Err(QuestionError::Category2WithoutCategory) } else { Ok(None) };
        };
        let unknown = |param, value: &String| QuestionError::Unknown { param, value: value.clone() };
        let category = dataset.index.category(name).ok_or_else(|| unknown("category", name))?;
        let second = self.category2.as_ref().map(|name| {
            let found = dataset.index.categories[category].second.binary_search_by(|second| (**second).cmp(name));
            found.map(|place| place as u32).map_err(|_| unknown("category2", name))
        });
        Ok(Some((category as u32, second.transpose()?)))
    }
}

impl Dataset {
    pub(crate) fn find_video(&self, id: &str, view: &View) -> Result<u32, QuestionError> {
        let to = view.window.to().number();
        // "007" is not the id of video 7.
        let number = id.parse::<i64>().ok().filter(|number| number.to_string() == id);
        let video = number.and_then(|number| self.summaries.videos().binary_search(&number).ok());
        let seen = video.filter(|video| self.first_seen_day(*video) <= to);
        seen.map(|video| video as u32).ok_or_else(|| QuestionError::Unknown { param: "aweme_id", value: id.to_owned() })
    }

    pub(crate) fn find_product(&self, id: &str, view: &View) -> Result<u32, QuestionError> {
        let product = self.product_ids.binary_search_by(|other| (**other).cmp(id)).ok();
        let known = product.filter(|product| self.knows_product(*product, view));
        known
            .map(|product| product as u32)
            .ok_or_else(|| QuestionError::Unknown { param: "product_id", value: id.to_owned() })
    }

    pub(crate) fn find_creator(&self, id: &str, view: &View) -> Result<u32, QuestionError> {
        if let Ok(creator) = self.creator_ids.binary_search_by(|other| (**other).cmp(id))
            && self.knows_creator(creator, view)
        {
            return Ok(creator as u32);
        }
        let begin = self.aliases.partition_point(|(alias, _)| **alias < *id);
        let fits = self.aliases[begin..].iter().take_while(|(alias, _)| **alias == *id);
        let creators: Vec<u32> =
            fits.map(|(_, creator)| *creator).filter(|creator| self.knows_creator(*creator as usize, view)).collect();
        match creators[..] {
            [] => Err(QuestionError::Unknown { param: "creator_id", value: id.to_owned() }),
            [creator] => Ok(creator),
            _ => {
                let creators = creators.iter().map(|creator| self.creator_ids[*creator as usize].to_string()).collect();
                Err(QuestionError::Ambiguous { value: id.to_owned(), creators })
            }
        }
    }

    pub(crate) fn knows_product(&self, product: usize, view: &View) -> bool {
        self.products[product].info.is_some() || self.seen_by(self.index.product_first_seen[product], view)
    }

    /// By the end of the window a row carried the creator, or a video was seen that is known by
    /// the end of `as_of` to be its.
    pub(crate) fn knows_creator(&self, creator: usize, view: &View) -> bool {
        let (to, as_of) = (view.window.to().number(), view.window.as_of().number());
        let is_its = |video: &&u32| self.index.creator.at(**video as usize, as_of) == Some(creator as u32);
        self.creators[creator].listed
            || self.seen_by(self.index.creator_first_seen[creator], view)
            || self
                .index
                .videos_of_creator
                .get(creator)
                .iter()
                .filter(is_its)
                .any(|video| self.first_seen_day(*video as usize) <= to)
    }

    fn seen_by(&self, ts: i64, view: &View) -> bool {
        ts != i64::MAX && self.calendar.day_of_ms(ts) <= view.window.to()
    }
}
