use crate::batch::Batch;
use crate::builder::DatasetBuilder;
use crate::calendar::Calendar;
use crate::dataset::Dataset;
use crate::snapshot::{Cell, RawSnapshot};
use crate::stored::Addition;

const TITLE: &str = "口红试色";
const HOUR: i64 = 3_600_000;

fn row(hour: i64, title: &str) -> RawSnapshot<'_> {
    RawSnapshot {
        aweme_id: Cell::Int(7),
        update_ts: Cell::Int(1_767_290_400_000 + hour * HOUR),
        counters: [Cell::Int(3); 7],
        title: Cell::Text(title),
        ..RawSnapshot::default()
    }
}

fn batch(rows: &[RawSnapshot<'_>]) -> Batch {
    let mut builder = DatasetBuilder::new(Calendar::default());
    builder.extend(rows.iter().copied());
    builder.batch()
}

fn holds(bytes: &[u8]) -> bool {
    bytes.windows(TITLE.len()).any(|window| window == TITLE.as_bytes())
}

#[test]
fn a_text_is_left_out_where_an_earlier_snapshot_says_it() {
    let dataset = batch(&[row(1, TITLE)]).into_dataset();
    assert!(!holds(&batch(&[row(2, TITLE)]).to_bytes_beside(&dataset)));
    assert!(holds(&batch(&[row(0, TITLE)]).to_bytes_beside(&dataset)), "an earlier row");
    let other = batch(&[row(1, "眼影")]).into_dataset();
    assert!(holds(&batch(&[row(2, TITLE)]).to_bytes_beside(&other)), "another title before");
    let mut list = DatasetBuilder::new(Calendar::default());
    list.push_sighting(&row(1, TITLE)).unwrap();
    assert!(holds(&batch(&[row(2, TITLE)]).to_bytes_beside(&list.finish())), "a list says it");
}

#[test]
fn what_is_left_out_must_be_known() {
    let bytes = batch(&[row(2, TITLE)]).to_bytes_beside(&batch(&[row(1, TITLE)]).into_dataset());
    let addition = || Addition::from_bytes(&bytes).unwrap();
    let push = |base: Batch| DatasetBuilder::new(Calendar::default()).push_beside(addition(), &base.into_dataset());
    assert!(push(batch(&[row(1, TITLE)])).is_ok());
    for base in [batch(&[]), batch(&[row(2, TITLE)])] {
        assert!(push(base).unwrap_err().to_string().contains("a text is left out that is not known"));
    }
}

#[test]
fn what_is_known_otherwise_is_refused() {
    let mut list = DatasetBuilder::new(Calendar::default());
    list.push_sighting(&row(2, TITLE)).unwrap();
    let base = batch(&[row(1, "眼影")]).into_dataset();
    let dataset = list.finish_onto(&batch(&[row(1, "眼影")]).into_dataset()).unwrap();
    // Bytes do not say which texts are those of lists.
    let read_again = Dataset::from_bytes(&dataset.to_bytes()).unwrap();
    let push = |dataset: &Dataset| {
        let bytes = batch(&[row(3, TITLE)]).to_bytes_beside(dataset);
        DatasetBuilder::new(Calendar::default()).push_beside(Addition::from_bytes(&bytes).unwrap(), &base)
    };
    assert!(push(&dataset).is_ok());
    assert!(push(&read_again).unwrap_err().to_string().contains("known otherwise"));
}
