//! The facts of a data set with new rows, from those before.

use rayon::prelude::*;

use super::{Attributes, Facts, Found, NO_DAY, category_codes, is_settled, trait_of};
use crate::calendar::Calendar;
use crate::grid::{metrics_of, metrics_of_all, stays_regular};
use crate::summary::{Changes, Ledger, NO_TEXT, Recoding};

/// Videos that are looked at together.
const NEIGHBOURS: usize = 256;

/// What is not as it was.
#[derive(Clone, Copy)]
pub(crate) struct News<'a> {
    pub(crate) ledger: &'a Ledger,
    pub(crate) changes: &'a Changes,
    pub(crate) recoding: &'a Recoding,
    /// For each creator the one that it is.
    pub(crate) same_as: &'a [u32],
    pub(crate) same_products: bool,
}

/// What later rows say of a video.
enum Update {
    /// Its facts are as before.
    Later { last_day: i32, stays_regular: bool },
    /// They may be others.
    Found(Box<Found>),
}

impl Facts {
    /// The facts with those of new rows, from facts that are [moved](Facts::moved).
    ///
    /// # Cost
    /// A look at the open rows of the videos with new rows; at all rows of those whose
    /// attributes are others than before.
    pub(crate) fn extended(moved: Facts, news: News<'_>, attributes: Attributes<'_>, calendar: &Calendar) -> Facts {
        let changes = news.changes;
        let mut facts = moved;
        if !news.same_products {
            for ((category, second), product) in facts.category.iter_mut().zip(&mut facts.second).zip(&facts.product) {
                let of_product = (*product != NO_TEXT).then(|| attributes.category_of_product[*product as usize]);
                (*category, *second) = category_codes(of_product.flatten());
            }
        }
        let updates: Vec<Update> = changes
            .touched
            .par_chunks(NEIGHBOURS)
            .with_min_len(4)
            .flat_map_iter(|touched| facts.updates(news, touched, attributes, calendar))
            .collect();
        for ((video, _), update) in changes.touched.iter().zip(updates) {
            let video = *video as usize;
            match update {
                Update::Found(found) => facts.set(video, &found),
                Update::Later { last_day, stays_regular } => {
                    facts.last_day[video] = last_day;
                    if !stays_regular {
                        facts.traits[video] &= !trait_of::REGULAR;
                        facts.metrics[video] = 0;
                    }
                }
            }
        }
        facts.note_what_is_known();
        facts.list_changing();
        facts
    }

    /// What later rows say of neighbouring videos.
    fn updates(
        &self,
        News { ledger, changes, .. }: News<'_>,
        touched: &[(u32, i32)],
        attributes: Attributes<'_>,
        calendar: &Calendar,
    ) -> impl Iterator<Item = Update> {
        let videos = || touched.iter().map(|(video, _)| *video as usize);
        let is_found = |video: &usize| changes.restated[*video] || self.may_become_regular(*video, ledger, attributes);
        let found: Vec<usize> = videos().filter(is_found).collect();
        let flat = ledger.flat_rows(found.iter().copied(), i32::MIN);
        let mut found = (0..).zip(found).peekable();
        // Most have the same metrics, which shows at a look at the rows of all.
        let ends = touched.first().zip(touched.last());
        let alike = ends.and_then(|((first, _), (last, _))| {
            let (open, rows) = ledger.open_rows(*first as usize);
            metrics_of_all(open, rows.start..ledger.open_rows(*last as usize).1.end)
        });
        let mut updates = Vec::with_capacity(touched.len());
        for video in videos() {
            if let Some((place, _)) = found.next_if(|(_, found)| *found == video) {
                let found = Found::of(video, flat.rows(place), &flat, attributes, calendar);
                updates.push(Update::Found(found.into()));
                continue;
            }
            let (open, rows) = ledger.open_rows(video);
            let (last_day, metrics) = (open.day[rows.end - 1], self.metrics[video]);
            let stays_regular = alike == Some(metrics) || stays_regular(open, rows, metrics);
            updates.push(Update::Later { last_day, stays_regular });
        }
        updates.into_iter()
    }

    /// Whether a video whose attributes are as before is not regular, but may have become so: rows
    /// of the open days replace others.
    fn may_become_regular(&self, video: usize, ledger: &Ledger, attributes: Attributes<'_>) -> bool {
        if self.has(video, trait_of::REGULAR) || !is_settled(attributes.create_time.get(video), self.first_day[video]) {
            return false;
        }
        let [(closed, rows), _] = ledger.by_tier(&ledger.rows(video));
        let published = Some(self.published[video]).filter(|day| *day != NO_DAY);
        rows.is_empty() || metrics_of(closed, rows, published).is_some()
    }

    /// The same where videos stand now, by the codes that hold now.
    pub(crate) fn moved(&self, news: News<'_>) -> Facts {
        let News { changes, recoding, same_as, .. } = news;
        let mut facts =
            if changes.same_videos { self.clone() } else { self.placed(changes, news.ledger.videos().len()) };
        if let Some(codes) = &recoding.products {
            let known = facts.product.iter_mut().filter(|product| **product != NO_TEXT);
            known.for_each(|product| *product = codes[*product as usize]);
        }
        if let Some(codes) = &recoding.creators {
            let known = facts.creator.iter_mut().filter(|creator| **creator != NO_TEXT);
            known.for_each(|creator| *creator = same_as[codes[*creator as usize] as usize]);
        }
        facts
    }

    fn placed(&self, changes: &Changes, count: usize) -> Facts {
        fn column<T: Copy + Default>(old: &[T], changes: &Changes, count: usize) -> Vec<T> {
            let mut column = Vec::with_capacity(count);
            column.extend_from_slice(&old[..changes.unmoved]);
            let others = (changes.unmoved..count).map(|video| changes.before(video));
            column.extend(others.map(|before| before.map_or(T::default(), |before| old[before])));
            column
        }
        Facts {
            first_day: column(&self.first_day, changes, count),
            last_day: column(&self.last_day, changes, count),
            known_by: column(&self.known_by, changes, count),
            published: column(&self.published, changes, count),
            create_time: column(&self.create_time, changes, count),
            product: column(&self.product, changes, count),
            creator: column(&self.creator, changes, count),
            category: column(&self.category, changes, count),
            second: column(&self.second, changes, count),
            traits: column(&self.traits, changes, count),
            metrics: column(&self.metrics, changes, count),
            changing: Vec::new(),
        }
    }

    fn set(&mut self, video: usize, found: &Found) {
        let Found { facts, last_day, known_by, traits, regular } = found;
        self.first_day[video] = facts.first_day;
        self.last_day[video] = *last_day;
        self.known_by[video] = *known_by;
        self.published[video] = facts.published;
        self.create_time[video] = facts.create_time;
        self.product[video] = facts.product;
        self.creator[video] = facts.creator;
        self.category[video] = facts.category;
        self.second[video] = facts.second;
        self.traits[video] = *traits;
        self.metrics[video] = regular.map_or(0, |regular| regular.metrics);
    }
}
