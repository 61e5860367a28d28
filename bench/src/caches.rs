//! The processor's caches, emptied: what a million rows gain by lying in them, ten million cannot.

use std::fs;
use std::path::Path;

use rayon::prelude::*;

/// Where Linux tells of the caches of a processor.
const CACHES: &str = "/sys/devices/system/cpu/cpu0/cache";
/// Where nothing tells of them.
const LIKELY_BYTES: usize = 64 << 20;

/// Memory twice as large as the largest cache.
pub struct Caches(Vec<u64>);

impl Caches {
    /// Memory for it, of which every page is there.
    pub fn new() -> Self {
        let bytes = largest(Path::new(CACHES)).unwrap_or(LIKELY_BYTES);
        Caches(vec![1; 2 * bytes / size_of::<u64>()])
    }

    /// Fills all caches with what nobody asks for.
    pub fn empty(&mut self) {
        self.0.par_chunks_mut(1 << 16).for_each(|part| part.iter_mut().for_each(|number| *number += 1));
    }
}

impl Default for Caches {
    fn default() -> Self {
        Caches::new()
    }
}

/// The bytes of the largest cache there, each of which says its size as `2048K`.
fn largest(caches: &Path) -> Option<usize> {
    let sizes = fs::read_dir(caches).ok()?.filter_map(|cache| {
        let size = fs::read_to_string(cache.ok()?.path().join("size")).ok()?;
        size.trim().strip_suffix('K')?.parse::<usize>().ok()
    });
    sizes.max().map(|kilobytes| kilobytes << 10)
}
