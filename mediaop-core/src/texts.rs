//! Texts named by small numbers.

use rustc_hash::FxHashMap;

/// A dictionary of texts; a code is the order of arrival, until [`Texts::sorted`].
#[derive(Debug, Clone, Default)]
pub(crate) struct Texts {
    texts: Vec<Box<str>>,
    codes: FxHashMap<Box<str>, u32>,
    /// The code asked for last.
    latest: u32,
}

impl Texts {
    pub(crate) fn code(&mut self, text: &str) -> u32 {
        // Rows of one video come one after the other more often than not.
        if self.texts.get(self.latest as usize).is_some_and(|latest| **latest == *text) {
            return self.latest;
        }
        if let Some(code) = self.codes.get(text) {
            self.latest = *code;
            return *code;
        }
        let code = self.texts.len() as u32;
        self.texts.push(text.into());
        self.codes.insert(text.into(), code);
        self.latest = code;
        code
    }

    /// Makes room for so many more.
    pub(crate) fn reserve(&mut self, more: usize) {
        self.texts.reserve(more);
        self.codes.reserve(more);
    }

    pub(crate) fn get(&self, code: u32) -> &str {
        &self.texts[code as usize]
    }

    /// The texts in the order of their codes.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> {
        self.texts.iter().map(|text| &**text)
    }

    pub(crate) fn len(&self) -> usize {
        self.texts.len()
    }

    /// The texts in ascending order of bytes, and the place there of each code.
    pub(crate) fn sorted(self) -> (Vec<Box<str>>, Vec<u32>) {
        let mut order: Vec<u32> = (0..self.texts.len() as u32).collect();
        order.sort_unstable_by(|a, b| self.texts[*a as usize].cmp(&self.texts[*b as usize]));
        let mut places = vec![0; order.len()];
        for (place, code) in order.iter().enumerate() {
            places[*code as usize] = place as u32;
        }
        let mut texts = self.texts;
        let sorted = order.iter().map(|code| std::mem::take(&mut texts[*code as usize])).collect();
        (sorted, places)
    }
}
