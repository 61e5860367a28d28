//! Rows in another order.

/// The positions below `length`, shuffled the same way each time.
pub(crate) fn shuffled(length: usize) -> Vec<u32> {
    let mut places: Vec<u32> = (0..length as u32).collect();
    let mut state = 1_u64;
    for end in (1..length).rev() {
        // SplitMix64; the bias of the remainder is of no matter here.
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        places.swap(end, ((mixed ^ (mixed >> 31)) % (end as u64 + 1)) as usize);
    }
    places
}

/// The values of a column at these places.
pub(crate) fn gather<T: Copy>(column: &[T], places: &[u32]) -> Vec<T> {
    places.iter().map(|place| column[*place as usize]).collect()
}
