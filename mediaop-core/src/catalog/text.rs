//! A text that versions of a data set share.

use std::cmp::Ordering;
use std::ops::Deref;
use std::sync::Arc;

use xxhash_rust::xxh3::xxh3_64;

/// A text and its fingerprint, which lies beside the pointer: most texts are told without a look at them.
#[derive(Debug, Clone)]
pub(crate) struct Text {
    text: Arc<str>,
    print: u64,
}

impl Text {
    pub(crate) fn print(&self) -> u64 {
        self.print
    }

    /// Whether both are one text in memory.
    pub(crate) fn is_shared_with(&self, other: &Text) -> bool {
        Arc::ptr_eq(&self.text, &other.text)
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Text { print: xxh3_64(text.as_bytes()), text: text.into() }
    }
}

impl Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        &self.text
    }
}

impl PartialEq for Text {
    fn eq(&self, other: &Self) -> bool {
        self.is_shared_with(other) || (self.print == other.print && self.text == other.text)
    }
}

impl Eq for Text {}

impl PartialOrd for Text {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Text {
    fn cmp(&self, other: &Self) -> Ordering {
        if self.is_shared_with(other) { Ordering::Equal } else { self.text.cmp(&other.text) }
    }
}
