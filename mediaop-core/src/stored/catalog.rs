//! Texts of videos, products and creators, and the intake, as columns.

use crate::catalog::{Creator, Product, ProductRow, Source, StampedText, Video};
use crate::error::Error;
use crate::intake::{Intake, RejectedRows};
use crate::shown::Shown;
use crate::snapshot::RejectReason;
use crate::summary::Stamped;

use super::read::Reader;
use super::write::Writer;

pub(super) fn write_intake(out: &mut Writer, intake: &Intake) {
    for count in [intake.rows_read, intake.rows_accepted, intake.rows_blank, intake.inexact_counters] {
        out.number(count);
    }
    out.number(intake.rejected.len() as u64);
    for (reason, rows) in &intake.rejected {
        out.text(reason.name());
        out.number(rows.count);
        out.texts(rows.examples.iter().map(String::as_str));
    }
}

pub(super) fn read_intake(from: &mut Reader<'_>) -> Result<Intake, Error> {
    let mut intake = Intake {
        rows_read: from.number()?,
        rows_accepted: from.number()?,
        rows_blank: from.number()?,
        inexact_counters: from.number()?,
        ..Intake::default()
    };
    for _ in 0..from.number()? {
        let name = from.text()?;
        let reason = RejectReason::ALL.iter().find(|reason| reason.name() == name);
        let reason = reason.ok_or_else(|| from.refuse("there is an unknown reason of rejection"))?;
        let count = from.number()?;
        let examples = from.texts()?.into_iter().map(str::to_owned).collect();
        intake.rejected.insert(*reason, RejectedRows { count, examples });
    }
    Ok(intake)
}

/// Whether each is there, then those that are.
fn write_flags<T>(out: &mut Writer, items: impl ExactSizeIterator<Item = Option<T>>) {
    out.numbers(items.map(|item| i64::from(item.is_some())));
}

fn read_flags(from: &mut Reader<'_>, count: usize) -> Result<Vec<bool>, Error> {
    from.column_of(count, |flag| [Some(false), Some(true)].get(usize::try_from(flag).ok()?).copied().flatten())
}

/// The items that are there, in the places of those flags.
fn placed<T>(flags: Vec<bool>, items: impl IntoIterator<Item = T>) -> Vec<Option<T>> {
    let mut items = items.into_iter();
    flags.into_iter().map(|is_there| if is_there { items.next() } else { None }).collect()
}

fn present(flags: &[bool]) -> usize {
    flags.iter().filter(|is_there| **is_there).count()
}

fn write_texts<'a>(out: &mut Writer, texts: impl ExactSizeIterator<Item = Option<&'a str>> + Clone) {
    write_flags(out, texts.clone());
    let there: Vec<&str> = texts.flatten().collect();
    out.texts(there.into_iter());
}

fn read_texts(from: &mut Reader<'_>, count: usize) -> Result<Vec<Option<Box<str>>>, Error> {
    let flags = read_flags(from, count)?;
    let texts = from.texts_of(present(&flags))?;
    Ok(placed(flags, texts.into_iter().map(Box::from)))
}

fn write_stamped_texts<'a>(out: &mut Writer, texts: impl ExactSizeIterator<Item = &'a Option<StampedText>> + Clone) {
    write_texts(out, texts.clone().map(|text| text.as_ref().map(|text| &*text.text)));
    let times: Vec<i64> = texts.flatten().map(|text| text.ts).collect();
    out.numbers(times.into_iter());
}

fn read_stamped_texts(from: &mut Reader<'_>, count: usize) -> Result<Vec<Option<StampedText>>, Error> {
    let flags = read_flags(from, count)?;
    let texts = from.texts_of(present(&flags))?;
    let times = from.column_of(texts.len(), Some)?;
    let text = |(ts, text): (i64, &str)| StampedText { ts, text: text.into(), source: Source::Snapshot };
    Ok(placed(flags, times.into_iter().zip(texts).map(text)))
}

fn write_stamped_numbers(out: &mut Writer, numbers: impl ExactSizeIterator<Item = Option<Stamped<i64>>> + Clone) {
    write_flags(out, numbers.clone());
    let there: Vec<Stamped<i64>> = numbers.flatten().collect();
    out.numbers(there.iter().map(|number| number.ts));
    out.numbers(there.iter().map(|number| number.value));
}

fn read_stamped_numbers(from: &mut Reader<'_>, count: usize) -> Result<Vec<Option<Stamped<i64>>>, Error> {
    let flags = read_flags(from, count)?;
    let count = present(&flags);
    let (times, values) = (from.column_of(count, Some)?, from.column_of(count, Some)?);
    Ok(placed(flags, times.into_iter().zip(values).map(|(ts, value)| Stamped { ts, value })))
}

pub(super) fn write_videos(out: &mut Writer, videos: &Shown) {
    for place in 0..Video::TEXTS {
        write_stamped_texts(out, videos.iter().map(|video| video.texts()[place]));
    }
}

pub(super) fn read_videos(from: &mut Reader<'_>, count: usize) -> Result<Vec<Video>, Error> {
    let mut videos = vec![Video::default(); count];
    for place in 0..Video::TEXTS {
        let texts = read_stamped_texts(from, count)?;
        videos.iter_mut().zip(texts).for_each(|(video, text)| *video.texts_mut()[place] = text);
    }
    Ok(videos)
}

/// Instants of texts that are written nowhere.
pub(super) fn write_times(out: &mut Writer, times: impl ExactSizeIterator<Item = Option<i64>> + Clone) {
    write_flags(out, times.clone());
    let there: Vec<i64> = times.flatten().collect();
    out.numbers(there.into_iter());
}

pub(super) fn read_times(from: &mut Reader<'_>, count: usize) -> Result<Vec<Option<i64>>, Error> {
    let flags = read_flags(from, count)?;
    let times = from.column_of(present(&flags), Some)?;
    Ok(placed(flags, times))
}

fn write_ids(out: &mut Writer, ids: &[Box<str>]) {
    out.texts(ids.iter().map(|id| &**id));
}

/// Ids that ascend.
fn read_ids(from: &mut Reader<'_>) -> Result<Vec<Box<str>>, Error> {
    let ids: Vec<Box<str>> = from.texts()?.into_iter().map(Box::from).collect();
    if ids.is_sorted_by(|a, b| a < b) && ids.len() < (u32::MAX - 1) as usize {
        return Ok(ids);
    }
    Err(from.refuse("there are ids that do not ascend"))
}

pub(super) fn write_products(out: &mut Writer, ids: &[Box<str>], products: &[Product]) {
    write_ids(out, ids);
    write_stamped_texts(out, products.iter().map(|product| &product.title));
    write_stamped_numbers(out, products.iter().map(|product| product.price));
    write_stamped_numbers(out, products.iter().map(|product| product.sales));
    write_flags(out, products.iter().map(|product| product.info.as_ref()));
    let rows: Vec<&ProductRow> = products.iter().filter_map(|product| product.info.as_ref()).collect();
    out.numbers(rows.iter().map(|row| row.updated_at));
    write_texts(out, rows.iter().map(|row| row.title.as_deref()));
    write_texts(out, rows.iter().map(|row| row.brand.as_deref()));
    write_texts(out, rows.iter().map(|row| row.category.as_deref()));
    write_texts(out, rows.iter().map(|row| row.category2.as_deref()));
}

pub(super) fn read_products(from: &mut Reader<'_>) -> Result<(Vec<Box<str>>, Vec<Product>), Error> {
    let ids = read_ids(from)?;
    let count = ids.len();
    let titles = read_stamped_texts(from, count)?;
    let prices = read_stamped_numbers(from, count)?;
    let sales = read_stamped_numbers(from, count)?;
    let infos = read_product_rows(from, count)?;
    let products = titles.into_iter().zip(prices).zip(sales).zip(infos);
    let product = |(((title, price), sales), info)| Product { title, price, sales, info };
    Ok((ids, products.map(product).collect()))
}

fn read_product_rows(from: &mut Reader<'_>, count: usize) -> Result<Vec<Option<ProductRow>>, Error> {
    let flags = read_flags(from, count)?;
    let count = present(&flags);
    let times = from.column_of(count, Some)?;
    let mut read = || read_texts(from, count);
    let texts = read()?.into_iter().zip(read()?).zip(read()?).zip(read()?);
    let row = |(updated_at, (((title, brand), category), category2))| ProductRow {
        updated_at,
        title,
        brand,
        category,
        category2,
    };
    Ok(placed(flags, times.into_iter().zip(texts).map(row)))
}

pub(super) fn write_creators(out: &mut Writer, ids: &[Box<str>], creators: &[Creator]) {
    write_ids(out, ids);
    write_stamped_texts(out, creators.iter().map(|creator| &creator.nickname));
    write_stamped_texts(out, creators.iter().map(|creator| &creator.avatar));
    write_stamped_numbers(out, creators.iter().map(|creator| creator.fans));
    write_flags(out, creators.iter().map(|creator| creator.listed.then_some(())));
}

pub(super) fn read_creators(from: &mut Reader<'_>) -> Result<(Vec<Box<str>>, Vec<Creator>), Error> {
    let ids = read_ids(from)?;
    let count = ids.len();
    let (nicknames, avatars) = (read_stamped_texts(from, count)?, read_stamped_texts(from, count)?);
    let (fans, listed) = (read_stamped_numbers(from, count)?, read_flags(from, count)?);
    let creators = nicknames.into_iter().zip(avatars).zip(fans).zip(listed);
    let creator = |(((nickname, avatar), fans), listed)| Creator { nickname, avatar, fans, listed };
    Ok((ids, creators.map(creator).collect()))
}

pub(super) fn write_aliases(out: &mut Writer, aliases: &[(Box<str>, u32)]) {
    out.texts(aliases.iter().map(|(alias, _)| &**alias));
    out.numbers(aliases.iter().map(|(_, creator)| i64::from(*creator)));
}

pub(super) fn read_aliases(from: &mut Reader<'_>, creators: usize) -> Result<Vec<(Box<str>, u32)>, Error> {
    let texts = from.texts()?;
    let creator = |code: i64| u32::try_from(code).ok().filter(|code| (*code as usize) < creators);
    let codes = from.column_of(texts.len(), creator)?;
    let aliases: Vec<(Box<str>, u32)> = texts.into_iter().map(Box::from).zip(codes).collect();
    if !aliases.is_sorted_by(|a, b| a < b) {
        return Err(from.refuse("there are aliases that do not ascend"));
    }
    Ok(aliases)
}
