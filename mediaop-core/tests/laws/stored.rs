//! A stored data set comes back as it was, or not at all.

use mediaop_core::{Dataset, ErrorKind};
use proptest::prelude::*;
use proptest::sample::Index;

use super::rows::{cases, data};

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
