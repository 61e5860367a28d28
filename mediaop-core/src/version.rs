//! The fingerprint of a data set.

mod parts;

use crate::catalog::{Creator, Product, StampedText};
use crate::dataset::Dataset;
use crate::summary::Stamped;
pub(crate) use parts::Parts;

impl Dataset {
    /// 32 hex digits, the same for the same content however it is held.
    pub(crate) fn fingerprint(&self) -> String {
        let mut all = Parts::default();
        write_text(&mut all, "mediaop 4");
        write_text(&mut all, self.calendar.name());
        let (summaries, texts) = rayon::join(|| self.summaries.prints(), || self.texts());
        summaries.into_iter().chain([texts]).for_each(|print| all.bytes(&print.to_le_bytes()));
        format!("{:032x}", all.print())
    }

    /// Of what is shown of videos, products and creators.
    fn texts(&self) -> u128 {
        let mut all = Parts::default();
        for video in self.videos.iter() {
            video.texts().into_iter().for_each(|text| write_stamped_text(&mut all, text));
        }
        all.number(self.product_ids.len() as i64);
        for (id, product) in self.product_ids.iter().zip(&*self.products) {
            write_text(&mut all, id);
            write_product(&mut all, product);
        }
        all.number(self.creator_ids.len() as i64);
        for (id, creator) in self.creator_ids.iter().zip(&*self.creators) {
            write_text(&mut all, id);
            write_creator(&mut all, creator);
        }
        for (alias, creator) in &*self.aliases {
            write_text(&mut all, alias);
            all.number((*creator).into());
        }
        all.print()
    }
}

fn write_product(all: &mut Parts, product: &Product) {
    let Product { title, price, sales, info } = product;
    write_stamped_text(all, title);
    write_stamped_number(all, *price);
    write_stamped_number(all, *sales);
    all.flag(u8::from(info.is_some()));
    if let Some(info) = info {
        all.number(info.updated_at);
        for text in [&info.title, &info.brand, &info.category, &info.category2] {
            all.flag(u8::from(text.is_some()));
            text.iter().for_each(|text| write_text(all, text));
        }
    }
}

fn write_creator(all: &mut Parts, creator: &Creator) {
    let Creator { nickname, avatar, fans, listed } = creator;
    write_stamped_text(all, nickname);
    write_stamped_text(all, avatar);
    write_stamped_number(all, *fans);
    all.flag(u8::from(*listed));
}

fn write_text(all: &mut Parts, text: &str) {
    all.number(text.len() as i64);
    all.bytes(text.as_bytes());
}

fn write_stamped_text(all: &mut Parts, text: &Option<StampedText>) {
    all.flag(u8::from(text.is_some()));
    if let Some(text) = text {
        all.number(text.ts);
        all.number(text.text.print().cast_signed());
    }
}

fn write_stamped_number(all: &mut Parts, number: Option<Stamped<i64>>) {
    all.flag(u8::from(number.is_some()));
    if let Some(Stamped { ts, value }) = number {
        all.number(ts);
        all.number(value);
    }
}
