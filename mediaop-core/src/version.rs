//! The fingerprint of a data set.

use std::hash::Hasher;

use xxhash_rust::xxh3::Xxh3;

use crate::catalog::{Creator, Product, StampedText};
use crate::dataset::Dataset;
use crate::summary::Stamped;

impl Dataset {
    /// 32 hex digits, the same for the same content however it is held.
    pub(crate) fn fingerprint(&self) -> String {
        let mut hash = Xxh3::new();
        write_text(&mut hash, "mediaop 4");
        write_text(&mut hash, self.calendar.name());
        let ((), texts) = rayon::join(|| self.summaries.write_to(&mut hash), || self.texts());
        hash.update(&texts.to_le_bytes());
        format!("{:032x}", hash.digest128())
    }

    /// Of what is shown of videos, products and creators.
    fn texts(&self) -> u128 {
        let mut hash = Xxh3::new();
        for video in self.videos.iter() {
            video.texts().into_iter().for_each(|text| write_stamped_text(&mut hash, text));
        }
        hash.write_u64(self.product_ids.len() as u64);
        for (id, product) in self.product_ids.iter().zip(&*self.products) {
            write_text(&mut hash, id);
            write_product(&mut hash, product);
        }
        hash.write_u64(self.creator_ids.len() as u64);
        for (id, creator) in self.creator_ids.iter().zip(&*self.creators) {
            write_text(&mut hash, id);
            write_creator(&mut hash, creator);
        }
        for (alias, creator) in &*self.aliases {
            write_text(&mut hash, alias);
            hash.write_u32(*creator);
        }
        hash.digest128()
    }
}

fn write_product(hash: &mut Xxh3, product: &Product) {
    let Product { title, price, sales, info } = product;
    write_stamped_text(hash, title);
    write_stamped_number(hash, *price);
    write_stamped_number(hash, *sales);
    hash.write_u8(u8::from(info.is_some()));
    if let Some(info) = info {
        hash.write_i64(info.updated_at);
        for text in [&info.title, &info.brand, &info.category, &info.category2] {
            hash.write_u8(u8::from(text.is_some()));
            text.iter().for_each(|text| write_text(hash, text));
        }
    }
}

fn write_creator(hash: &mut Xxh3, creator: &Creator) {
    let Creator { nickname, avatar, fans, listed } = creator;
    write_stamped_text(hash, nickname);
    write_stamped_text(hash, avatar);
    write_stamped_number(hash, *fans);
    hash.write_u8(u8::from(*listed));
}

fn write_text(hash: &mut Xxh3, text: &str) {
    hash.write_u64(text.len() as u64);
    hash.update(text.as_bytes());
}

fn write_stamped_text(hash: &mut Xxh3, text: &Option<StampedText>) {
    hash.write_u8(u8::from(text.is_some()));
    if let Some(text) = text {
        hash.write_i64(text.ts);
        hash.write_u64(text.text.print());
    }
}

fn write_stamped_number(hash: &mut Xxh3, number: Option<Stamped<i64>>) {
    hash.write_u8(u8::from(number.is_some()));
    if let Some(Stamped { ts, value }) = number {
        hash.write_i64(ts);
        hash.write_i64(value);
    }
}
