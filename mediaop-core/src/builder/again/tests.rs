use std::sync::Arc;

use proptest::prelude::*;

use super::RowTexts;
use crate::builder::{DatasetBuilder, Known};
use crate::calendar::Calendar;
use crate::metric::Metric;
use crate::row::SnapshotRow;
use crate::snapshot::{Cell, RawSnapshot};

const HOUR: i64 = 3_600_000;
const FIRST: i64 = 1_767_290_400_000;

/// A row of one of five videos, by what it says.
#[derive(Debug, Clone)]
struct Said {
    video: i64,
    hour: i64,
    digg: i64,
    price: i64,
    /// Each 0 for nothing, else one of a few texts.
    texts: [usize; 9],
}

const TEXTS: [&str; 4] = ["", "口红", "a", " a"];

impl Said {
    fn text(&self, place: usize) -> Option<&'static str> {
        Some(self.texts[place]).filter(|text| *text > 0).map(|text| TEXTS[text - 1])
    }

    fn numbers(&self) -> SnapshotRow {
        let mut row = SnapshotRow { aweme_id: self.video, update_ts: FIRST + self.hour * HOUR, ..Default::default() };
        row.counters[Metric::Digg as usize] = self.digg;
        row
    }

    fn said(&self) -> RowTexts<'static> {
        let text = |place| self.text(place).map(str::as_bytes);
        RowTexts {
            sec_uid: text(0),
            creator_hash: text(1),
            nickname: text(2),
            avatar: text(3),
            title: text(4),
            product_id: text(5),
            product_title: text(6),
            aweme_url: text(7),
            cover_url: text(8),
            price: self.price,
            sales: -1,
        }
    }

    fn raw(&self) -> RawSnapshot<'static> {
        let text = |place| self.text(place).map_or(Cell::Null, Cell::Text);
        RawSnapshot {
            sec_uid: text(0),
            creator_hash: text(1),
            nickname: text(2),
            avatar: text(3),
            title: text(4),
            product_id: text(5),
            product_title: text(6),
            aweme_url: text(7),
            cover_url: text(8),
            price: Cell::Int(self.price),
            ..self.numbers().raw()
        }
    }
}

fn rows() -> impl Strategy<Value = Vec<Said>> {
    // Mostly the same texts, so that they are said again.
    let text = prop_oneof![6 => Just(3_usize), 1 => 0_usize..5];
    let texts = prop::array::uniform9(text);
    let row = (1_i64..6, 0_i64..40, -2_i64..5, -1_i64..3, texts);
    let row = row.prop_map(|(video, hour, digg, price, texts)| Said { video, hour, digg, price, texts });
    prop::collection::vec(row, 0..40)
}

fn pushed(rows: &[Said]) -> DatasetBuilder {
    let mut builder = DatasetBuilder::new(Calendar::default());
    builder.extend(rows.iter().map(Said::raw));
    builder
}

/// The same beside what is known; and how many of them said nothing else.
fn pushed_beside(rows: &[Said], known: &Arc<Known>) -> (DatasetBuilder, usize) {
    let (mut builder, mut again) = (DatasetBuilder::beside(Arc::clone(known)), 0);
    for row in rows {
        match builder.push_again(&row.numbers(), &row.said()) {
            true => again += 1,
            false => drop(builder.push(&row.raw())),
        }
    }
    (builder, again)
}

fn known(rows: &[Said]) -> Arc<Known> {
    Arc::new(Known::new(Arc::new(pushed(rows).finish())))
}

proptest! {
    #[test]
    fn what_is_said_again_is_what_is_pushed(
        before in rows(), first in rows(), second in rows(), later in rows(),
    ) {
        let known = known(&before);
        let (mut here, _) = pushed_beside(&first, &known);
        here.append(pushed_beside(&second, &known).0).unwrap();
        let crawl: Vec<Said> = first.into_iter().chain(second).collect();
        let whole = pushed(&crawl);
        prop_assert_eq!(here.intake(), whole.intake());
        let here = here.batch();
        prop_assert_eq!(here.to_bytes(), whole.batch().to_bytes());
        let dataset = Arc::new(here.onto(known.dataset()).unwrap());
        prop_assert!(*dataset == pushed(&[before, crawl.clone()].concat()).finish());

        // Of a data set that has become another one, all is known that is known of the other.
        let (followed, anew) = (Arc::new(known.later(Arc::clone(&dataset))), Arc::new(Known::new(dataset)));
        let ((a, again_a), (b, again_b)) = (pushed_beside(&later, &followed), pushed_beside(&later, &anew));
        prop_assert_eq!(again_a, again_b);
        prop_assert_eq!(a.batch().to_bytes(), b.batch().to_bytes());
    }

    #[test]
    fn beside_different_data_sets_builders_join_too(before in rows(), other in rows(), rows in rows()) {
        let half = rows.len() / 2;
        let (mut joined, _) = pushed_beside(&rows[..half], &known(&before));
        joined.append(pushed_beside(&rows[half..], &known(&other)).0).unwrap();
        prop_assert_eq!(joined.batch().to_bytes(), pushed(&rows).batch().to_bytes());
    }
}

fn a_row() -> Said {
    Said { video: 7, hour: 0, digg: 3, price: 1, texts: [3; 9] }
}

#[test]
fn a_row_is_known_that_says_the_same_or_less() {
    let known = known(&[a_row()]);
    let is_known = |row: &Said| pushed_beside(&[Said { hour: 9, ..row.clone() }], &known).1 == 1;
    assert!(is_known(&a_row()));
    assert!(is_known(&Said { price: 9, digg: 1, ..a_row() }), "another price, and other counters");
    for place in 0..9 {
        let (mut other, mut less) = (a_row(), a_row());
        (other.texts[place], less.texts[place]) = (2, 0);
        // A hash counts where there is no id.
        assert_eq!(is_known(&other), place == 1, "another text in place {place}");
        assert!(is_known(&less), "none in place {place}");
    }
}

#[test]
fn rows_that_have_to_be_looked_at_are_not_known() {
    let known = known(&[a_row()]);
    let row = a_row();
    for (row, why) in [
        (Said { video: 8, ..row.clone() }, "a video that nobody knows"),
        (Said { digg: 0, ..row.clone() }, "a blank row"),
        (Said { digg: -2, ..row.clone() }, "a counter that is rejected"),
        (Said { texts: [4; 9], ..row.clone() }, "texts with space before them"),
    ] {
        assert_eq!(pushed_beside(&[row], &known).1, 0, "{why}");
    }
    assert!(!DatasetBuilder::new(Calendar::default()).push_again(&row.numbers(), &row.said()), "beside nothing");
}
