//! A stored data set comes back as it was, or not at all.

use mediaop_core::{Addition, Batch, Dataset, DatasetBuilder, ErrorKind};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;

use super::rows::{Data, Row, cases, data};

fn batch<'a>(data: &Data, rows: impl IntoIterator<Item = &'a Row>) -> Batch {
    let mut builder = DatasetBuilder::new(data.calendar.clone());
    rows.into_iter().for_each(|row| row.push(&mut builder));
    builder.batch()
}

proptest! {
    #![proptest_config(cases(128))]

    #[test]
    fn a_stored_data_set_comes_back_as_it_was(data in data()) {
        let dataset = data.dataset();
        let bytes = dataset.to_bytes();
        let back = Dataset::from_bytes(&bytes).unwrap();
        prop_assert!(back == dataset);
        prop_assert_eq!((back.version(), back.intake()), (dataset.version(), dataset.intake()));
        prop_assert!(back.to_bytes() == bytes);
        prop_assert!(back.merge(&dataset).unwrap() == dataset);
    }

    /// Beside a data set that lists have added to, whose texts nobody keeps.
    #[test]
    fn what_crawls_added_comes_back_beside_what_was_there(data in data(), parts in vec(0..4_usize, 64)) {
        let rows = |sighting| data.rows.iter().zip(parts.iter().cycle()).filter(move |(row, _)| row.sighting == sighting);
        let crawl = |part| batch(&data, rows(false).filter(|(_, of)| **of == part).map(|(row, _)| row));
        let lists = || {
            let mut lists = DatasetBuilder::new(data.calendar.clone());
            data.catalog.iter().for_each(|entry| entry.push(&mut lists));
            rows(true).for_each(|(row, _)| row.push(&mut lists));
            lists.batch()
        };
        let mut dataset = lists().onto(&crawl(0).into_dataset()).unwrap();
        let mut kept = Vec::new();
        for part in 1..4 {
            kept.push(crawl(part).to_bytes_beside(&dataset));
            dataset = crawl(part).onto(&dataset).unwrap();
        }
        let base = crawl(0).into_dataset();
        let mut all = DatasetBuilder::new(data.calendar.clone());
        for bytes in &kept {
            all.push_beside(Addition::from_bytes(bytes).unwrap(), &base).unwrap();
        }
        all.push_batch(lists()).unwrap();
        let back = all.finish_onto(&base).unwrap();
        prop_assert!(back == dataset);
        prop_assert_eq!(back.version(), dataset.version());
    }

    #[test]
    fn damaged_bytes_beside_a_data_set_are_refused(data in data(), place in any::<Index>(), change in 1..=u8::MAX) {
        let (base, crawl) = (batch(&data, &data.rows), batch(&data, &data.rows));
        let whole = crawl.to_bytes_beside(&base.into_dataset());
        let base = batch(&data, &data.rows).into_dataset();
        let push = |bytes: &[u8]| {
            DatasetBuilder::new(data.calendar.clone()).push_beside(Addition::from_bytes(bytes)?, &base)
        };
        let mut changed = whole.clone();
        changed[place.index(whole.len())] ^= change;
        for bytes in [&changed[..], &whole[..place.index(whole.len())], &[&whole[..], &[0]].concat()] {
            let error = push(bytes).unwrap_err();
            prop_assert!(matches!(error.kind(), ErrorKind::NotADataset { .. }), "{error}");
        }
        // With a checksum that fits it may be another batch, but does no harm.
        changed.truncate(changed.len() - 8);
        changed.extend_from_slice(&xxhash_rust::xxh3::xxh3_64(&changed).to_le_bytes());
        let _ = push(&changed);
    }

    #[test]
    fn what_is_cut_off_or_longer_is_refused(data in data(), cut in any::<Index>(), more in any::<u8>()) {
        let mut bytes = data.dataset().to_bytes();
        let error = Dataset::from_bytes(&bytes[..cut.index(bytes.len())]).unwrap_err();
        prop_assert!(matches!(error.kind(), ErrorKind::NotADataset { .. }), "{error}");
        bytes.push(more);
        prop_assert!(Dataset::from_bytes(&bytes).is_err());
    }

    #[test]
    fn a_changed_byte_is_found(data in data(), place in any::<Index>(), change in 1..=u8::MAX) {
        let mut bytes = data.dataset().to_bytes();
        let place = place.index(bytes.len());
        bytes[place] ^= change;
        let error = Dataset::from_bytes(&bytes).unwrap_err();
        prop_assert!(matches!(error.kind(), ErrorKind::NotADataset { .. }), "{error}");
    }

    /// Whoever writes the checksum too must still not bring about a panic, nor a data set that
    /// cannot be stored again.
    #[test]
    fn a_changed_byte_with_a_checksum_that_fits_does_no_harm(
        data in data(), place in any::<Index>(), change in 1..=u8::MAX,
    ) {
        let mut bytes = data.dataset().to_bytes();
        bytes.truncate(bytes.len() - 8);
        let place = place.index(bytes.len());
        bytes[place] ^= change;
        bytes.extend_from_slice(&xxhash_rust::xxh3::xxh3_64(&bytes).to_le_bytes());
        if let Ok(dataset) = Dataset::from_bytes(&bytes) {
            prop_assert!(Dataset::from_bytes(&dataset.to_bytes()).unwrap() == dataset);
            let _ = dataset.merge(&data.dataset());
        }
    }
}

#[test]
fn other_bytes_are_refused() {
    for bytes in [&b""[..], b"{}", b"mediaop\n", b"mediaop\n\x01", &[0; 64]] {
        let error = Dataset::from_bytes(bytes).unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::NotADataset { .. }), "{error}");
    }
}
