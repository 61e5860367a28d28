//! What a data set carries so that a question need not search: histories, postings, days.

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use crate::calendar::Calendar;
use crate::catalog::Product;
use crate::facts::{Attributes, Facts};
use crate::grid::Grid;
use crate::product_days::ProductDays;
use crate::summary::{Fact, FactColumn, FirstSeen, Summaries, is_creator_hash};

/// Lists of different lengths, one behind the other.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Lists<T> {
    ends: Vec<u32>,
    items: Vec<T>,
}

impl<T> Lists<T> {
    pub(crate) fn get(&self, list: usize) -> &[T] {
        let begin = if list == 0 { 0 } else { self.ends[list - 1] as usize };
        &self.items[begin..self.ends[list] as usize]
    }

    fn with_capacity(lists: usize) -> Self {
        Lists { ends: Vec::with_capacity(lists), items: Vec::new() }
    }

    fn end_list(&mut self) {
        self.ends.push(self.items.len() as u32);
    }
}

/// The values of an attribute of each video, by the day from which each holds.
pub(crate) type Histories<V> = Lists<(i32, V)>;

impl<V: Fact> Histories<V> {
    /// `follows` tells whether a value may replace another.
    fn of(summaries: &Summaries, facts: &FactColumn<V>, follows: impl Fn(V, V) -> bool) -> Self {
        let mut histories = Lists::with_capacity(summaries.videos.len());
        for video in 0..summaries.videos.len() {
            let begin = histories.items.len();
            for row in summaries.rows(video) {
                let Some(value) = facts.value(video, row) else { continue };
                if histories.items[begin..].last().is_none_or(|(_, held)| *held != value && follows(value, *held)) {
                    histories.items.push((summaries.day[row], value));
                }
            }
            histories.end_list();
        }
        histories
    }

    /// The latest value known by the end of a day.
    #[inline]
    pub(crate) fn at(&self, video: usize, day: i32) -> Option<V> {
        self.get(video).iter().rev().find(|(from, _)| *from <= day).map(|(_, value)| *value)
    }
}

/// A category with its second level.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Category {
    pub(crate) name: Box<str>,
    /// Names of the second level, ascending.
    pub(crate) second: Vec<Box<str>>,
}

/// Derived from summaries and catalog; never merged, always rebuilt.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Index {
    pub(crate) product: Histories<u32>,
    pub(crate) creator: Histories<u32>,
    pub(crate) create_time: Histories<i64>,
    /// For each product the videos that ever had it, ascending.
    pub(crate) videos_of_product: Lists<u32>,
    /// For each creator the videos that ever had it, ascending.
    pub(crate) videos_of_creator: Lists<u32>,
    /// When each product was first seen; `i64::MAX` if no row has it.
    pub(crate) product_first_seen: Vec<i64>,
    /// When each creator was first seen; `i64::MAX` if no row has it.
    pub(crate) creator_first_seen: Vec<i64>,
    /// For each video that ever had more than one product, when each was first seen.
    pub(crate) relinked: FxHashMap<u32, Vec<i64>>,
    /// Categories, ascending by name.
    pub(crate) categories: Vec<Category>,
    /// For each product its category and second level, as positions.
    pub(crate) category_of_product: Vec<Option<(u32, Option<u32>)>>,
    /// For each category its products, ascending.
    pub(crate) products_of_category: Lists<u32>,
    /// Days on which some video has a summary, and the latest snapshot up to the end of each.
    pub(crate) crawled: Vec<(i32, i64)>,
    /// The first and the last day of which there is a row.
    pub(crate) days: Option<(i32, i32)>,
    pub(crate) facts: Facts,
    pub(crate) grid: Grid,
    pub(crate) product_days: OnceLock<Vec<ProductDays>>,
}

impl Index {
    pub(crate) fn new(
        summaries: &Summaries,
        products: &[Product],
        creator_ids: &[Box<str>],
        aliases: &[(Box<str>, u32)],
        calendar: &Calendar,
    ) -> Self {
        let same_as = same_creators(creator_ids, aliases);
        let is_hash: Vec<bool> = creator_ids.iter().map(|id| is_creator_hash(id)).collect();
        // A hash says less than the `sec_uid` that is known already.
        let creator_follows = |new: u32, held: u32| is_hash[held as usize] || !is_hash[new as usize];
        let creators = creator_ids.len();
        let ((product, creator), create_time) = rayon::join(
            || {
                rayon::join(
                    || Histories::of(summaries, &summaries.product, |_, _| true),
                    || Histories::of(summaries, &summaries.creator, creator_follows).renamed(&same_as),
                )
            },
            || Histories::of(summaries, &summaries.create_time, |_, _| true),
        );
        let (videos_of_product, product_first_seen) = postings(summaries, &summaries.links, products.len());
        let (videos_of_creator, creator_first_seen) =
            postings(summaries, &renamed_authors(&summaries.authors, &same_as), creators);
        let categories = categories(products);
        let category_of_product: Vec<_> = products.iter().map(|product| place(&categories, product)).collect();
        let mut products_of_category = Lists::with_capacity(categories.len());
        let mut by_category: Vec<Vec<u32>> = vec![Vec::new(); categories.len()];
        for (product, category) in category_of_product.iter().enumerate() {
            if let Some((category, _)) = category {
                by_category[*category as usize].push(product as u32);
            }
        }
        for mut products in by_category {
            products_of_category.items.append(&mut products);
            products_of_category.end_list();
        }
        let relinked = relinked(summaries);
        let attributes = Attributes {
            product: &product,
            creator: &creator,
            create_time: &create_time,
            relinked: &relinked,
            category_of_product: &category_of_product,
        };
        let (facts, regular) = Facts::new(summaries, attributes, calendar);
        let grid = Grid::new(summaries, &regular);
        Index {
            product,
            creator,
            videos_of_product,
            videos_of_creator,
            product_first_seen,
            creator_first_seen,
            relinked,
            categories,
            category_of_product,
            products_of_category,
            crawled: crawled(summaries),
            facts,
            grid,
            product_days: OnceLock::new(),
            create_time,
            days: summaries.day.iter().min().copied().zip(summaries.day.iter().max().copied()),
        }
    }

    /// The position of a category, and of a second level in it.
    pub(crate) fn category(&self, name: &str) -> Option<usize> {
        self.categories.binary_search_by(|category| (*category.name).cmp(name)).ok()
    }
}

impl Histories<u32> {
    /// The same with other codes, where two may have become one.
    fn renamed(mut self, same_as: &[u32]) -> Self {
        self.items.iter_mut().for_each(|(_, value)| *value = same_as[*value as usize]);
        self
    }
}

/// For each creator the one that it is: a hash that is another id of exactly one `sec_uid` stands
/// for that one; every other stands for itself.
fn same_creators(creator_ids: &[Box<str>], aliases: &[(Box<str>, u32)]) -> Vec<u32> {
    let mut same_as: Vec<u32> = (0..creator_ids.len() as u32).collect();
    for named in aliases.chunk_by(|a, b| a.0 == b.0) {
        let hash = creator_ids.binary_search_by(|id| id.cmp(&named[0].0)).ok().filter(|_| is_creator_hash(&named[0].0));
        // Aliases are in order and differ, so that one entry is one creator.
        if let (Some(hash), [(_, creator)]) = (hash, named)
            && !is_creator_hash(&creator_ids[*creator as usize])
        {
            same_as[hash] = *creator;
        }
    }
    same_as
}

fn renamed_authors(authors: &[FirstSeen], same_as: &[u32]) -> Vec<FirstSeen> {
    let mut authors: Vec<FirstSeen> =
        authors.iter().map(|seen| FirstSeen { value: same_as[seen.value as usize], ..*seen }).collect();
    authors.sort_unstable_by_key(|seen| (seen.aweme_id, seen.value, seen.ts));
    authors.dedup_by_key(|seen| (seen.aweme_id, seen.value));
    authors
}

fn postings(summaries: &Summaries, seen: &[FirstSeen], values: usize) -> (Lists<u32>, Vec<i64>) {
    let mut first_seen = vec![i64::MAX; values];
    let mut counts = vec![0_u32; values];
    for seen in seen {
        counts[seen.value as usize] += 1;
        let first = &mut first_seen[seen.value as usize];
        *first = seen.ts.min(*first);
    }
    let ends: Vec<u32> = counts
        .iter()
        .scan(0, |end, count| {
            *end += count;
            Some(*end)
        })
        .collect();
    let mut next: Vec<u32> = ends.iter().zip(&counts).map(|(end, count)| end - count).collect();
    let mut items = vec![0; seen.len()];
    let mut video = 0;
    for seen in seen {
        while summaries.videos[video] < seen.aweme_id {
            video += 1;
        }
        let place = &mut next[seen.value as usize];
        items[*place as usize] = video as u32;
        *place += 1;
    }
    (Lists { ends, items }, first_seen)
}

fn relinked(summaries: &Summaries) -> FxHashMap<u32, Vec<i64>> {
    let mut video = 0;
    summaries
        .links
        .chunk_by(|a, b| a.aweme_id == b.aweme_id)
        .filter(|links| links.len() > 1)
        .map(|links| {
            while summaries.videos[video] < links[0].aweme_id {
                video += 1;
            }
            (video as u32, links.iter().map(|link| link.ts).collect())
        })
        .collect()
}

fn categories(products: &[Product]) -> Vec<Category> {
    let mut pairs: Vec<(&str, Option<&str>)> =
        products.iter().filter_map(|product| Some((product.category()?, product.category2()))).collect();
    pairs.sort_unstable();
    pairs.dedup();
    pairs
        .chunk_by(|a, b| a.0 == b.0)
        .map(|pairs| Category {
            name: pairs[0].0.into(),
            second: pairs.iter().filter_map(|pair| pair.1.map(Box::from)).collect(),
        })
        .collect()
}

fn place(categories: &[Category], product: &Product) -> Option<(u32, Option<u32>)> {
    let name = product.category()?;
    let category = categories.binary_search_by(|category| (*category.name).cmp(name)).ok()?;
    let second = product
        .category2()
        .and_then(|second| categories[category].second.binary_search_by(|other| (**other).cmp(second)).ok());
    Some((category as u32, second.map(|second| second as u32)))
}

fn crawled(summaries: &Summaries) -> Vec<(i32, i64)> {
    let mut latest: FxHashMap<i32, i64> = FxHashMap::default();
    for row in 0..summaries.len() {
        if summaries.has_reading(row) {
            let ts = latest.entry(summaries.day[row]).or_insert(i64::MIN);
            *ts = summaries.last_ts(row).max(*ts);
        }
    }
    let mut days: Vec<(i32, i64)> = latest.into_iter().collect();
    days.sort_unstable();
    days
}
