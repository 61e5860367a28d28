//! Of whom and what the questions ask: the busiest of each kind, so that they are not too easy.

use std::collections::HashMap;

use crate::tables::{Dictionary, Tables};

/// Ids, and the name of a category.
#[derive(Debug, Clone)]
pub struct Subjects {
    /// In the middle of the table.
    pub video: String,
    /// The busiest first.
    pub creators: [String; 3],
    /// The busiest.
    pub product: String,
    /// The busiest.
    pub category: String,
}

impl Subjects {
    /// The busiest, by snapshots.
    ///
    /// # Errors
    /// There are fewer than three creators, or no product with a category.
    pub fn choose(tables: &Tables) -> Result<Subjects, &'static str> {
        let product_rows = rows_by_code(&tables.product);
        let creators = busiest(&tables.creator, &rows_by_code(&tables.creator));
        let [a, b, c, ..] = &creators[..] else { return Err("fewer than three creators in the data") };
        let product = *busiest(&tables.product, &product_rows).first().ok_or("no product in the data")?;
        let rows: HashMap<&str, u64> =
            tables.product.texts.iter().map(String::as_str).zip(product_rows.iter().copied()).collect();
        let mut categories: HashMap<&str, u64> = HashMap::new();
        for product in tables.product_infos() {
            if let Some(category) = product.category {
                *categories.entry(category).or_default() += rows.get(product.product_id).copied().unwrap_or(0);
            }
        }
        let category = categories.into_iter().max_by_key(|(name, rows)| (*rows, *name)).ok_or("no category")?.0;
        Ok(Subjects {
            video: tables.aweme_id.get(tables.rows() / 2).ok_or("no snapshot in the data")?.to_string(),
            creators: [a, b, c].map(|id| (*id).to_owned()),
            product: product.to_owned(),
            category: category.to_owned(),
        })
    }
}

fn rows_by_code(dictionary: &Dictionary) -> Vec<u64> {
    let mut rows = vec![0; dictionary.texts.len()];
    for code in &dictionary.codes {
        if let Ok(code) = usize::try_from(*code) {
            rows[code] += 1;
        }
    }
    rows
}

fn busiest<'a>(dictionary: &'a Dictionary, rows: &[u64]) -> Vec<&'a str> {
    let mut texts: Vec<(u64, &str)> = rows.iter().copied().zip(dictionary.texts.iter().map(String::as_str)).collect();
    texts.sort_unstable_by(|a, b| b.cmp(a));
    texts.into_iter().map(|(_, text)| text).collect()
}
