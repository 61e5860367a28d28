//! The rows in files, for peers to read: a column a file, numbers in little endian.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;

use serde_json::json;

use crate::tables::{COUNTERS, Tables};

/// Writes `NAME.i64` and `NAME.i32` for the columns, and `texts.json`: the dictionaries of
/// creators and products, and the category of each product that has one.
///
/// # Errors
/// The folder cannot be made or written to.
pub fn write(tables: &Tables, folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    let wide = [("aweme_id", &tables.aweme_id), ("update_ts", &tables.update_ts), ("create_time", &tables.create_time)];
    for (name, column) in wide {
        write_column(&folder.join(format!("{name}.i64")), column.iter().map(|value| value.to_le_bytes()))?;
    }
    let codes = [("creator", &tables.creator.codes), ("product", &tables.product.codes)];
    let counters = COUNTERS.into_iter().map(|metric| metric.name()).zip(&tables.counters);
    for (name, column) in counters.chain(codes) {
        write_column(&folder.join(format!("{name}.i32")), column.iter().map(|value| value.to_le_bytes()))?;
    }
    let catalog: Vec<_> = tables
        .product_infos()
        .filter_map(|product| product.category.map(|category| [product.product_id.to_owned(), category.to_owned()]))
        .collect();
    let texts = json!({ "creators": tables.creator.texts, "products": tables.product.texts, "catalog": catalog });
    fs::write(folder.join("texts.json"), texts.to_string())
}

fn write_column<const N: usize>(path: &Path, values: impl Iterator<Item = [u8; N]>) -> io::Result<()> {
    let mut file = BufWriter::with_capacity(1 << 20, File::create(path)?);
    for value in values {
        file.write_all(&value)?;
    }
    file.flush()
}
