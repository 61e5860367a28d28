//! Numbers and texts → bytes.

/// Numbers that share a frame.
pub(super) const BLOCK: usize = 4096;

/// Of a block the least number and how many bytes each takes above it.
pub(super) const BLOCK_HEAD: usize = 9;

#[derive(Default)]
pub(crate) struct Writer {
    out: Vec<u8>,
}

impl Writer {
    pub(crate) fn bytes(&mut self, bytes: &[u8]) {
        self.out.extend_from_slice(bytes);
    }

    pub(crate) fn number(&mut self, number: u64) {
        self.bytes(&number.to_le_bytes());
    }

    pub(crate) fn text(&mut self, text: &str) {
        self.number(text.len() as u64);
        self.bytes(text.as_bytes());
    }

    /// A column: how many, then blocks of a least number and what each is above it.
    pub(crate) fn numbers(&mut self, numbers: impl ExactSizeIterator<Item = i64>) {
        self.number(numbers.len() as u64);
        let mut block = Vec::with_capacity(BLOCK.min(numbers.len()));
        let mut numbers = numbers.fuse();
        loop {
            block.clear();
            block.extend(numbers.by_ref().take(BLOCK));
            let Some(least) = block.iter().min() else { return };
            self.block(&block, *least);
        }
    }

    fn block(&mut self, block: &[i64], least: i64) {
        let above = |number: &i64| number.wrapping_sub(least) as u64;
        let width = match block.iter().map(above).max().unwrap_or(0) {
            0 => 0,
            1..=0xff => 1,
            0x100..=0xffff => 2,
            0x1_0000..=0xffff_ffff => 4,
            _ => 8,
        };
        self.bytes(&least.to_le_bytes());
        self.bytes(&[width]);
        let above = block.iter().map(above);
        match width {
            0 => {}
            1 => self.out.extend(above.map(|number| number as u8)),
            2 => self.out.extend(above.flat_map(|number| (number as u16).to_le_bytes())),
            4 => self.out.extend(above.flat_map(|number| (number as u32).to_le_bytes())),
            _ => self.out.extend(above.flat_map(u64::to_le_bytes)),
        }
    }

    /// A column of texts: their lengths, then all behind each other.
    pub(crate) fn texts<'a>(&mut self, texts: impl ExactSizeIterator<Item = &'a str> + Clone) {
        self.numbers(texts.clone().map(|text| text.len() as i64));
        self.number(texts.clone().map(|text| text.len() as u64).sum());
        texts.for_each(|text| self.bytes(text.as_bytes()));
    }

    pub(crate) fn finish(self) -> Vec<u8> {
        self.out
    }
}
