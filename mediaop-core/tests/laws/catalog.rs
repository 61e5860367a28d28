//! The tables beside the snapshots: `product_info`, creators, other ids of creators.

use mediaop_core::{Cell, CreatorAlias, CreatorInfo, DatasetBuilder, ProductInfo};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::rows::{CREATORS, PRODUCTS};

pub(crate) const CATEGORIES: [&str; 2] = ["美妆", "食品"];
pub(crate) const SECOND_LEVEL: [&str; 2] = ["口红", "面膜"];
/// One of them is the id of another creator.
pub(crate) const ALIASES: [&str; 3] = ["a1", "a2", "c2"];

/// A row of one of these tables.
#[derive(Debug, Clone)]
pub(crate) enum Entry {
    Product(Listed),
    Creator(Profile),
    Alias { creator_id: &'static str, alias: &'static str },
}

/// A row of `product_info`; its fields in the order that decides between two rows.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Listed {
    pub(crate) product_id: &'static str,
    pub(crate) updated_at: i64,
    pub(crate) title: Option<&'static str>,
    pub(crate) brand: Option<&'static str>,
    pub(crate) category: Option<&'static str>,
    pub(crate) category2: Option<&'static str>,
}

#[derive(Debug, Clone)]
pub(crate) struct Profile {
    pub(crate) creator_id: &'static str,
    pub(crate) updated_at: i64,
    pub(crate) nickname: Option<&'static str>,
    pub(crate) fans: Option<&'static str>,
}

impl Entry {
    pub(crate) fn push(&self, builder: &mut DatasetBuilder) {
        match self {
            Entry::Product(Listed { product_id, updated_at, title, brand, category, category2 }) => {
                builder.push_product(ProductInfo {
                    product_id,
                    title: *title,
                    brand: *brand,
                    category: *category,
                    category2: *category2,
                    updated_at: *updated_at,
                });
            }
            Entry::Creator(Profile { creator_id, updated_at, nickname, fans }) => builder.push_creator(CreatorInfo {
                creator_id,
                nickname: *nickname,
                avatar: None,
                fans: fans.map_or(Cell::Null, Cell::Text),
                updated_at: *updated_at,
            }),
            Entry::Alias { creator_id, alias } => builder.push_alias(CreatorAlias { creator_id, alias }),
        }
    }
}

/// Up to a dozen rows, often several of one product or creator.
pub(crate) fn catalog() -> impl Strategy<Value = Vec<Entry>> {
    vec(prop_oneof![4 => listed(), 1 => profile(), 1 => alias()], 0..=12)
}

fn listed() -> impl Strategy<Value = Entry> {
    let times = select(&[0, 1, 1_772_900_000_000_i64][..]);
    let titles = select(&[None, Some(""), Some("商品甲"), Some("商品乙")][..]);
    let brands = select(&[None, Some("牌子")][..]);
    let categories = select(&[Some(CATEGORIES[0]), Some(CATEGORIES[1]), None, Some(" ")][..]);
    let second = select(&[None, Some(SECOND_LEVEL[0]), Some(SECOND_LEVEL[1])][..]);
    (select(&PRODUCTS[..]), times, titles, brands, categories, second).prop_map(
        |(product_id, updated_at, title, brand, category, category2)| {
            let kept = |text: Option<&'static str>| text.map(str::trim).filter(|text| !text.is_empty());
            Entry::Product(Listed {
                product_id,
                updated_at,
                title: kept(title),
                brand,
                category: kept(category),
                category2,
            })
        },
    )
}

fn profile() -> impl Strategy<Value = Entry> {
    let times = select(&[0, 1_772_900_000_000_i64, 1_774_000_000_000][..]);
    let names = select(&[None, Some("莉莉"), Some("阿强")][..]);
    let fans = select(&[None, Some("1.2w"), Some("10w+"), Some("7")][..]);
    (select(&CREATORS[..]), times, names, fans).prop_map(|(creator_id, updated_at, nickname, fans)| {
        Entry::Creator(Profile { creator_id, updated_at, nickname, fans })
    })
}

fn alias() -> impl Strategy<Value = Entry> {
    (select(&CREATORS[..]), select(&ALIASES[..])).prop_map(|(creator_id, alias)| Entry::Alias { creator_id, alias })
}
