use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

use super::super::super::reader::{RawCell, Span};
use super::*;

const TABLE: &str = "douyin_aweme_summary";
/// One that the table lacks among them, and not in its order.
const COLUMNS: [&str; 5] = ["update_ts", "title", "nobody_has", "aweme_id", "digg_count"];
const ALL: (i64, i64) = (i64::MIN, i64::MAX);

fn made(sql: &str) -> (tempfile::TempDir, PathBuf, Connection) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shop.db");
    let file = Connection::open(&path).unwrap();
    file.execute_batch(sql).unwrap();
    (folder, path, file)
}

fn table(definition: &str) -> String {
    format!("CREATE TABLE {TABLE} ({definition})")
}

fn shown(row: RowRef<'_, '_>) -> String {
    let cell = |column| match row.raw(column) {
        RawCell::Text(text) => {
            let mut hasher = DefaultHasher::new();
            text.hash(&mut hasher);
            format!("text {:x} of {}", hasher.finish(), text.len())
        }
        cell => format!("{cell:?}"),
    };
    (0..COLUMNS.len()).map(cell).collect::<Vec<_>>().join(", ")
}

/// Rows as SQLite hands them out.
fn by_sqlite(reader: &SqliteReader, (first, last): (i64, i64)) -> Vec<String> {
    let list = reader.selected(TABLE, &COLUMNS).unwrap();
    let sql = format!("SELECT {list} FROM {TABLE} WHERE rowid BETWEEN ?1 AND ?2");
    let mut statement = reader.connection().prepare(&sql).unwrap();
    let rows = statement.query_map([first, last], |row| Ok(shown(RowRef::Sqlite(row)))).unwrap();
    rows.map(Result::unwrap).collect()
}

/// Rows as they lie in their pages, and the first that is left to SQLite.
fn in_pages(reader: &SqliteReader, span: (i64, i64)) -> (Vec<String>, Option<i64>) {
    let mut rows = Vec::new();
    let left = reader.rows_in_pages(TABLE, span, &COLUMNS, |row| {
        rows.push(shown(row));
        true
    });
    (rows, left.unwrap())
}

fn at_one_moment<T>(path: &Path, work: impl FnOnce(&SqliteReader) -> T) -> T {
    SqliteReader::open(path).unwrap().at_one_moment(|reader| Ok(work(reader))).unwrap()
}

fn any_value(rng: &mut ChaCha8Rng) -> Value {
    match rng.random_range(0..8) {
        0 => Value::Null,
        1 => Value::Integer(rng.random_range(-1..=2)),
        2 | 3 => Value::Integer(rng.random::<i64>() >> rng.random_range(0..64)),
        4 => Value::Real(rng.random_range(-9.0..9.0)),
        5 => Value::Blob(vec![0xff; rng.random_range(0..70)]),
        // Also of more than a page, and of several.
        kind => {
            let longest = if kind == 6 { 90 } else { 3_000 };
            Value::Text((0..rng.random_range(0..longest)).map(|_| rng.random_range('a'..='z')).collect())
        }
    }
}

#[test]
fn rows_of_any_values_are_those_that_sqlite_hands_out_whatever_the_pages() {
    for (seed, page_size) in [512, 1024, 4096, 65_536].into_iter().enumerate() {
        let rng = &mut ChaCha8Rng::seed_from_u64(seed as u64);
        let columns = "aweme_id BIGINT, more, title TEXT, digg_count INTEGER DEFAULT 7, update_ts";
        let (_folder, path, file) = made(&format!("PRAGMA page_size = {page_size}; {}; BEGIN", table(columns)));
        let mut insert = file
            .prepare(&format!(
                "INSERT INTO {TABLE} (rowid, aweme_id, more, title, digg_count, update_ts) VALUES (?,?,?,?,?,?)"
            ))
            .unwrap();
        let mut number = -40;
        for _ in 0..1_500 {
            number += rng.random_range(1..4);
            let values = std::iter::once(Value::Integer(number)).chain((0..5).map(|_| any_value(rng)));
            insert.execute(params_from_iter(values)).unwrap();
        }
        file.execute_batch(&format!("COMMIT; DELETE FROM {TABLE} WHERE rowid % 7 = 3")).unwrap();
        at_one_moment(&path, |reader| {
            let rows = by_sqlite(reader, ALL);
            assert!(rows.len() > 1_000);
            assert_eq!(in_pages(reader, ALL), (rows, None), "pages of {page_size}");
            for _ in 0..20 {
                let first = rng.random_range(-50..number + 10);
                let span = (first, first + rng.random_range(0..2_000));
                assert_eq!(in_pages(reader, span), (by_sqlite(reader, span), None), "{span:?}, pages of {page_size}");
            }
        });
    }
}

#[test]
fn who_wants_no_more_gets_no_more() {
    let (_folder, path, _file) = made(&format!("{}; INSERT INTO {TABLE} VALUES (1), (2), (3)", table("aweme_id")));
    at_one_moment(&path, |reader| {
        let mut rows = 0;
        let left = reader.rows_in_pages(TABLE, ALL, &COLUMNS, |_| {
            rows += 1;
            rows < 2
        });
        assert_eq!((rows, left.unwrap()), (2, None));
    });
}

#[test]
fn rows_in_the_log_are_read_as_they_were_when_reading_began() {
    let (_folder, path, file) = made(&format!(
        "PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0; {}; INSERT INTO {TABLE} VALUES (1, 10), (2, 20)",
        table("aweme_id, update_ts")
    ));
    at_one_moment(&path, |reader| {
        let before = by_sqlite(reader, ALL);
        file.execute_batch(&format!("UPDATE {TABLE} SET update_ts = 9; INSERT INTO {TABLE} VALUES (3, 30)")).unwrap();
        assert_eq!((before.len(), in_pages(reader, ALL)), (2, (before, None)));
    });
    at_one_moment(&path, |reader| {
        assert_eq!(in_pages(reader, ALL), (by_sqlite(reader, ALL), None));
        assert_eq!(by_sqlite(reader, ALL).len(), 3);
    });
}

#[test]
fn rows_that_are_older_than_a_column_with_a_default_are_left_to_sqlite() {
    let (_folder, path, file) = made(&format!("{}; INSERT INTO {TABLE} VALUES (1), (2)", table("aweme_id")));
    file.execute_batch(&format!("ALTER TABLE {TABLE} ADD COLUMN title")).unwrap();
    at_one_moment(&path, |reader| assert_eq!(in_pages(reader, ALL), (by_sqlite(reader, ALL), None)));
    let added = format!(
        "ALTER TABLE {TABLE} ADD COLUMN digg_count INTEGER NOT NULL DEFAULT 5;
         INSERT INTO {TABLE} (rowid, aweme_id) VALUES (-7, 7), (-6, 6)"
    );
    file.execute_batch(&added).unwrap();
    at_one_moment(&path, |reader| {
        let rows = by_sqlite(reader, ALL);
        assert_eq!(in_pages(reader, ALL), (rows[..2].to_vec(), Some(-5)));
        let mut all = Vec::new();
        let read = reader.snapshots(Span::RowIds(i64::MIN, i64::MAX), &[], &COLUMNS, |row| {
            all.push(shown(row));
            true
        });
        read.unwrap();
        assert_eq!((all.len(), all), (4, rows));
    });
}

#[test]
fn tables_that_hand_out_other_values_than_they_store_are_left_to_sqlite() {
    let insert = format!("INSERT INTO {TABLE} (aweme_id) VALUES (1), (2)");
    let made_table = |definition: &str| format!("{}; {insert}", table(definition));
    for (sql, is) in [
        (made_table("aweme_id REAL, update_ts"), "of floats"),
        (made_table("aweme_id INTEGER PRIMARY KEY, update_ts"), "with row numbers for ids"),
        (made_table("aweme_id, update_ts AS (aweme_id + 1), digg_count"), "of columns that are worked out"),
        (format!("PRAGMA encoding = 'UTF-16'; {}", made_table("aweme_id, update_ts")), "in another encoding"),
        (made_table("aweme_id PRIMARY KEY, update_ts) WITHOUT ROWID; CREATE TABLE unread (a"), "in order of its key"),
        (format!("CREATE TABLE other (aweme_id); CREATE VIEW {TABLE} AS SELECT * FROM other"), "a view"),
    ] {
        let (_folder, path, _file) = made(&sql);
        at_one_moment(&path, |reader| assert_eq!(in_pages(reader, (-9, 9)), (Vec::new(), Some(-9)), "{is}"));
    }
    let (_folder, path, _file) = made(&made_table("aweme_id, update_ts"));
    let reader = SqliteReader::open(&path).unwrap();
    assert_eq!(in_pages(&reader, (-9, 9)), (Vec::new(), Some(-9)), "without a moment");
    assert_eq!(reader.at_one_moment(|reader| Ok(in_pages(reader, (-9, 9)).0.len())).unwrap(), 2);
}

#[test]
fn a_damaged_file_is_read_to_an_end() {
    let rng = &mut ChaCha8Rng::seed_from_u64(9);
    let (_folder, path, file) =
        made(&format!("PRAGMA page_size = 512; {}; BEGIN", table("aweme_id, title, update_ts")));
    for number in 0..1_000_i64 {
        let text = "t".repeat(number as usize % 700);
        file.execute(&format!("INSERT INTO {TABLE} VALUES (?1, ?2, ?1)"), (number, text)).unwrap();
    }
    file.execute_batch("COMMIT").unwrap();
    drop(file);
    let sound = std::fs::read(&path).unwrap();
    let mut left = 0;
    for _ in 0..60 {
        let mut bytes = sound.clone();
        // Of pages behind the schema, what says what they are.
        for _ in 0..4 {
            let page = rng.random_range(1..bytes.len() / 512) * 512;
            bytes[page + rng.random_range(0..24)] = rng.random();
        }
        std::fs::write(&path, &bytes).unwrap();
        at_one_moment(&path, |reader| {
            let (rows, from) = in_pages(reader, ALL);
            assert!(rows.len() <= 1_000);
            left += usize::from(from.is_some());
        });
    }
    assert!(left > 10, "{left}");
}

/// From the root of the table down, each page names the next one three times: at the bottom a page without
/// rows would be looked at some 6,000 times.
#[test]
fn a_file_whose_pages_stand_below_each_other_many_times_is_left_to_sqlite() {
    let (_folder, path, file) = made(&format!("PRAGMA page_size = 512; {}; BEGIN", table("aweme_id, title")));
    for number in 0..20_i64 {
        file.execute(&format!("INSERT INTO {TABLE} VALUES (?1, ?2)"), (number, "t".repeat(400))).unwrap();
    }
    file.execute_batch("COMMIT").unwrap();
    let root: u32 = file.query_row("SELECT max(rootpage) FROM sqlite_master", [], |row| row.get(0)).unwrap();
    let root = root as usize;
    drop(file);
    let mut bytes = std::fs::read(&path).unwrap();
    assert!(bytes.len() / 512 > root + 8);
    for number in root..=root + 8 {
        let child = (number as u32 + 1).to_be_bytes();
        let mut page = vec![0; 512];
        if number == root + 8 {
            page[0] = 0x0d;
        } else {
            page[..8].copy_from_slice(&[0x05, 0, 0, 0, 2, 1, 0xf0, 0]);
            page[8..12].copy_from_slice(&child);
            for (cell, start) in [(0, 0x1f0), (1, 0x1f8)] {
                page[12 + 2 * cell..14 + 2 * cell].copy_from_slice(&(start as u16).to_be_bytes());
                page[start..start + 4].copy_from_slice(&child);
                page[start + 4] = 1 + cell as u8;
            }
        }
        bytes[(number - 1) * 512..number * 512].copy_from_slice(&page);
    }
    std::fs::write(&path, &bytes).unwrap();
    at_one_moment(&path, |reader| {
        assert_eq!(in_pages(reader, ALL), (Vec::new(), Some(i64::MIN)));
        let read = reader.snapshots(Span::RowIds(i64::MIN, i64::MAX), &[], &COLUMNS, |_| true);
        assert!(read.unwrap_err().to_string().contains("malformed"));
    });
}
