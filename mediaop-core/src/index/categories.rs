//! Products by category.

use super::histories::Lists;
use crate::catalog::Product;

/// The positions of a category and of a second level in it.
pub(crate) type CategoryPlace = (u32, Option<u32>);

/// A category with its second level.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Category {
    pub(crate) name: Box<str>,
    /// Names of the second level, ascending.
    pub(crate) second: Vec<Box<str>>,
}

/// The categories, ascending by name.
pub(super) fn categories(products: &[Product]) -> Vec<Category> {
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

/// For each product its category and second level, as positions.
pub(super) fn of_products(categories: &[Category], products: &[Product]) -> Vec<Option<CategoryPlace>> {
    products.iter().map(|product| place(categories, product)).collect()
}

/// For each category its products, ascending.
pub(super) fn products_of(categories: usize, of_product: &[Option<CategoryPlace>]) -> Lists<u32> {
    let mut by_category: Vec<Vec<u32>> = vec![Vec::new(); categories];
    for (product, category) in (0..).zip(of_product) {
        if let Some((category, _)) = category {
            by_category[*category as usize].push(product);
        }
    }
    let mut lists = Lists::with_capacity(categories);
    for mut products in by_category {
        lists.items.append(&mut products);
        lists.end_list();
    }
    lists
}

fn place(categories: &[Category], product: &Product) -> Option<CategoryPlace> {
    let name = product.category()?;
    let category = categories.binary_search_by(|category| (*category.name).cmp(name)).ok()?;
    let second = product
        .category2()
        .and_then(|second| categories[category].second.binary_search_by(|other| (**other).cmp(second)).ok());
    Some((category as u32, second.map(|second| second as u32)))
}
