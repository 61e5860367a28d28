//! A fingerprint of many short parts.

use xxhash_rust::xxh3::Xxh3;

/// So many bytes are hashed at a time: to begin with each part would take longer than the parts.
const AHEAD: usize = 1 << 13;

/// Parts, one after the other.
pub(crate) struct Parts {
    hash: Xxh3,
    ahead: Vec<u8>,
}

impl Default for Parts {
    fn default() -> Self {
        Parts { hash: Xxh3::new(), ahead: Vec::with_capacity(2 * AHEAD) }
    }
}

impl Parts {
    #[inline]
    pub(crate) fn bytes(&mut self, bytes: &[u8]) {
        self.ahead.extend_from_slice(bytes);
        if self.ahead.len() >= AHEAD {
            self.hash.update(&self.ahead);
            self.ahead.clear();
        }
    }

    #[inline]
    pub(crate) fn number(&mut self, number: i64) {
        self.bytes(&number.to_le_bytes());
    }

    #[inline]
    pub(crate) fn flag(&mut self, flag: u8) {
        self.bytes(&[flag]);
    }

    /// In 64 bits.
    pub(crate) fn short_print(mut self) -> u64 {
        self.hash.update(&self.ahead);
        self.hash.digest()
    }

    pub(crate) fn print(mut self) -> u128 {
        self.hash.update(&self.ahead);
        self.hash.digest128()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fingerprint_is_that_of_all_parts_as_one() {
        let text = "口红试色".repeat(AHEAD / 7);
        let mut parts = Parts::default();
        let mut whole = Vec::new();
        for number in 0..3_000 {
            parts.number(number);
            parts.flag(number as u8);
            whole.extend([&number.to_le_bytes()[..], &[number as u8]].concat());
        }
        parts.bytes(text.as_bytes());
        whole.extend(text.as_bytes());
        assert_eq!(parts.print(), xxhash_rust::xxh3::xxh3_128(&whole));
    }
}
