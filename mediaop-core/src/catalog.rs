//! What is known of videos, products and creators apart from their counters.

mod text;

use crate::summary::Stamped;
pub(crate) use text::Text;

/// A text and when it was read; the later wins, at one instant the greater by bytes.
#[derive(Debug, Clone)]
pub(crate) struct StampedText {
    pub(crate) ts: i64,
    pub(crate) text: Text,
    pub(crate) source: Source,
}

/// Who says a text at its instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Source {
    /// A list of videos or creators alone.
    List,
    Snapshot,
}

impl PartialEq for StampedText {
    /// Who says it makes no difference to those who read it.
    fn eq(&self, other: &Self) -> bool {
        self.ts == other.ts && self.text == other.text
    }
}

impl StampedText {
    /// The same text once more, at this instant or later.
    fn say_again(&mut self, ts: i64, source: Source) {
        self.source = if ts == self.ts { self.source.max(source) } else { source };
        self.ts = ts;
    }
}

/// Keeps the later of two texts.
pub(crate) fn keep_text(slot: &mut Option<StampedText>, ts: i64, text: &str, source: Source) {
    match slot {
        Some(old) if ts < old.ts || (ts == old.ts && text < &*old.text) => {}
        Some(old) if text == &*old.text => old.say_again(ts, source),
        _ => *slot = Some(StampedText { ts, text: text.into(), source }),
    }
}

/// Keeps the later of two numbers; at one instant the greater.
pub(crate) fn keep_number(slot: &mut Option<Stamped<i64>>, ts: i64, value: i64) {
    if slot.is_none_or(|old| (ts, value) > (old.ts, old.value)) {
        *slot = Some(Stamped { ts, value });
    }
}

/// The same, of texts that are shared where they are not known yet.
pub(crate) fn merge_text(slot: &mut Option<StampedText>, other: &Option<StampedText>) {
    let Some(StampedText { ts, text, source }) = other else { return };
    match slot {
        Some(old) if (*ts, text) < (old.ts, &old.text) => {}
        Some(old) if *text == old.text => old.say_again(*ts, *source),
        _ => slot.clone_from(other),
    }
}

fn merge_number(slot: &mut Option<Stamped<i64>>, other: Option<Stamped<i64>>) {
    if let Some(other) = other {
        keep_number(slot, other.ts, other.value);
    }
}

/// What is shown of a video.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Video {
    pub(crate) title: Option<StampedText>,
    pub(crate) nickname: Option<StampedText>,
    pub(crate) aweme_url: Option<StampedText>,
    pub(crate) cover_url: Option<StampedText>,
}

impl Video {
    pub(crate) const TEXTS: usize = 4;

    pub(crate) fn texts(&self) -> [&Option<StampedText>; Video::TEXTS] {
        [&self.title, &self.nickname, &self.aweme_url, &self.cover_url]
    }

    pub(crate) fn texts_mut(&mut self) -> [&mut Option<StampedText>; Video::TEXTS] {
        [&mut self.title, &mut self.nickname, &mut self.aweme_url, &mut self.cover_url]
    }

    pub(crate) fn merge(&mut self, other: &Video) {
        self.texts_mut().into_iter().zip(other.texts()).for_each(|(slot, other)| merge_text(slot, other));
    }
}

/// A product: what snapshots say of it, and its row of `product_info`.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Product {
    pub(crate) title: Option<StampedText>,
    pub(crate) price: Option<Stamped<i64>>,
    pub(crate) sales: Option<Stamped<i64>>,
    pub(crate) info: Option<ProductRow>,
}

/// A row of `product_info`; of two rows of one product the greater counts, the time first.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct ProductRow {
    pub(crate) updated_at: i64,
    pub(crate) title: Option<Box<str>>,
    pub(crate) brand: Option<Box<str>>,
    pub(crate) category: Option<Box<str>>,
    pub(crate) category2: Option<Box<str>>,
}

impl Product {
    pub(crate) fn merge(&mut self, other: &Product) {
        merge_text(&mut self.title, &other.title);
        merge_number(&mut self.price, other.price);
        merge_number(&mut self.sales, other.sales);
        if other.info > self.info {
            self.info.clone_from(&other.info);
        }
    }

    pub(crate) fn shown_title(&self) -> Option<&str> {
        let listed = self.info.as_ref().and_then(|info| info.title.as_deref());
        listed.or_else(|| self.title.as_ref().map(|title| &*title.text))
    }

    pub(crate) fn category(&self) -> Option<&str> {
        self.info.as_ref()?.category.as_deref()
    }

    /// The second level, which has meaning only below a first.
    pub(crate) fn category2(&self) -> Option<&str> {
        self.category().and(self.info.as_ref()?.category2.as_deref())
    }

    pub(crate) fn brand(&self) -> Option<&str> {
        self.info.as_ref()?.brand.as_deref()
    }
}

/// A creator: the latest from its videos and from the creator table.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Creator {
    pub(crate) nickname: Option<StampedText>,
    pub(crate) avatar: Option<StampedText>,
    pub(crate) fans: Option<Stamped<i64>>,
    /// Whether the creator table has it.
    pub(crate) listed: bool,
}

impl Creator {
    pub(crate) fn merge(&mut self, other: &Creator) {
        merge_text(&mut self.nickname, &other.nickname);
        merge_text(&mut self.avatar, &other.avatar);
        merge_number(&mut self.fans, other.fans);
        self.listed |= other.listed;
    }
}

/// A row of `product_info`.
///
/// ```
/// let lipstick = mediaop_core::ProductInfo { product_id: "p1", category: Some("美妆"), ..Default::default() };
/// assert_eq!(lipstick.category2, None);
/// ```
#[derive(Debug, Clone, Copy, Default)]
pub struct ProductInfo<'a> {
    /// The product.
    pub product_id: &'a str,
    /// Its name.
    pub title: Option<&'a str>,
    /// Its brand.
    pub brand: Option<&'a str>,
    /// Its category (一级品类).
    pub category: Option<&'a str>,
    /// Its second-level category (二级品类), which has meaning only within `category`.
    pub category2: Option<&'a str>,
    /// When the row was written, in milliseconds since 1970; 0 where that is not known. Of two
    /// rows of one product the later counts.
    pub updated_at: i64,
}

/// A row of the creator table (`dy_creator`).
///
/// ```
/// use mediaop_core::{Cell, CreatorInfo};
/// let creator = CreatorInfo { creator_id: "MS4w-example", fans: Cell::Text("12.3w"), ..Default::default() };
/// assert_eq!(creator.nickname, None);
/// ```
#[derive(Debug, Clone, Copy, Default)]
pub struct CreatorInfo<'a> {
    /// The creator's `sec_uid`.
    pub creator_id: &'a str,
    /// The name.
    pub nickname: Option<&'a str>,
    /// The address of the picture.
    pub avatar: Option<&'a str>,
    /// The number of followers; a text such as `12.3w` is read, an inexact one is missing.
    pub fans: crate::Cell<'a>,
    /// When the row was written, in milliseconds since 1970; 0 where that is not known.
    pub updated_at: i64,
}

/// Another id of a creator: `user_id`, `short_user_id`, `user_unique_id`.
///
/// ```
/// let alias = mediaop_core::CreatorAlias { creator_id: "MS4w-example", alias: "shopping_lily" };
/// assert_ne!(alias.alias, alias.creator_id);
/// ```
#[derive(Debug, Clone, Copy)]
pub struct CreatorAlias<'a> {
    /// The creator's `sec_uid`.
    pub creator_id: &'a str,
    /// The other id.
    pub alias: &'a str,
}
