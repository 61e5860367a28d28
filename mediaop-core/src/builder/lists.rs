//! What is said of products and creators apart from snapshots.

use super::DatasetBuilder;
use crate::catalog::{CreatorAlias, CreatorInfo, ProductInfo, ProductRow, Source, keep_number, keep_text};
use crate::counter_text::CounterText;
use crate::snapshot::{Cell, counter, text};

impl DatasetBuilder {
    /// Adds a row of `product_info`. A row without an id is passed over.
    ///
    /// ```
    /// # use mediaop_core::{Calendar, DatasetBuilder, ProductInfo};
    /// let mut builder = DatasetBuilder::new(Calendar::default());
    /// builder.push_product(ProductInfo { product_id: "p1", title: Some("口红"), ..Default::default() });
    /// assert_eq!(builder.finish().product_count(), 1);
    /// ```
    pub fn push_product(&mut self, product: ProductInfo<'_>) {
        let Some(id) = text(Cell::Text(product.product_id)) else { return };
        let own = |value: Option<&str>| value.map(str::trim).filter(|value| !value.is_empty()).map(Box::from);
        let row = ProductRow {
            updated_at: product.updated_at,
            title: own(product.title),
            brand: own(product.brand),
            category: own(product.category),
            category2: own(product.category2),
        };
        let code = self.product_code(&id) as usize;
        let info = &mut self.products[code].info;
        *info = info.take().max(Some(row));
    }

    /// Adds a row of the creator table. A row without an id is passed over.
    ///
    /// ```
    /// # use mediaop_core::{Calendar, CreatorInfo, DatasetBuilder};
    /// let mut builder = DatasetBuilder::new(Calendar::default());
    /// builder.push_creator(CreatorInfo { creator_id: "MS4w-example", nickname: Some("莉莉"), ..Default::default() });
    /// assert_eq!(builder.finish().creator_count(), 1);
    /// ```
    pub fn push_creator(&mut self, creator: CreatorInfo<'_>) {
        let Some(id) = text(Cell::Text(creator.creator_id)) else { return };
        let ts = creator.updated_at;
        let code = self.creator_code(&id) as usize;
        let known = &mut self.creators[code];
        known.listed = true;
        for (slot, value) in [(&mut known.nickname, creator.nickname), (&mut known.avatar, creator.avatar)] {
            value
                .and_then(|value| text(Cell::Text(value)))
                .iter()
                .for_each(|value| keep_text(slot, ts, value, Source::List));
        }
        if let CounterText::Exact(fans @ 0..) = counter(creator.fans) {
            keep_number(&mut known.fans, ts, fans);
        }
    }

    /// Adds another id under which a creator may be asked for. Its `creator_hash`, the first 16
    /// hex digits of the SHA-256 of the alias, is added with it.
    ///
    /// ```
    /// # use mediaop_core::{Calendar, CreatorAlias, DatasetBuilder};
    /// let mut builder = DatasetBuilder::new(Calendar::default());
    /// builder.push_alias(CreatorAlias { creator_id: "MS4w-example", alias: "104255897823" });
    /// ```
    pub fn push_alias(&mut self, alias: CreatorAlias<'_>) {
        let (Some(id), Some(alias)) = (text(Cell::Text(alias.creator_id)), text(Cell::Text(alias.alias))) else {
            return;
        };
        // Platforms write 0 for an id that a creator does not have.
        if alias == "0" {
            return;
        }
        let code = self.creator_code(&id);
        self.aliases.push((alias.as_ref().into(), code));
        self.aliases.push((creator_hash(&alias).into(), code));
    }
}

/// The id that crawlers of the third generation write in place of `user_id`.
fn creator_hash(user_id: &str) -> String {
    use sha2::{Digest, Sha256};
    Sha256::digest(user_id.as_bytes()).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}
