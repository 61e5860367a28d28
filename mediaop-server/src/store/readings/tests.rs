use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

use super::*;
use crate::store::{Database, SNAPSHOT_COLUMNS, load};

const BEGAN_MS: i64 = 1_772_900_000_000;

/// Rows that leave open what others say, change their product and creator, or cannot be.
fn rows(rng: &mut ChaCha8Rng) -> Vec<Vec<Value>> {
    let mut rows = Vec::new();
    for video in 1..=40 {
        for crawl in 0..25 {
            let mut row: Vec<Value> = vec![Value::Null; SNAPSHOT_COLUMNS.len()];
            row[0] = Value::Integer(video);
            row[1] = Value::Integer(BEGAN_MS + crawl * 14_400_000 + video % 3);
            row[2] = Value::Integer(BEGAN_MS / 1000);
            row[3..10].fill_with(|| Value::Integer(rng.random_range(0..1000)));
            row[10] = Value::Integer(rng.random_range(-2..500));
            row[11] = Value::Integer(rng.random_range(0..9));
            for (value, name) in row.iter_mut().zip(SNAPSHOT_COLUMNS).skip(FIRST_TEXT_COLUMN) {
                *value = match rng.random_range(0..12) {
                    0 => Value::Null,
                    1 => Value::Text("  ".into()),
                    2 => Value::Blob(vec![0xff, 0xfe]),
                    3 => Value::Integer(rng.random_range(0..3)),
                    kind => Value::Text(format!("{name} {}", kind % 3)),
                };
            }
            // A column that nobody fills, and one that was filled only at first.
            row[20] = Value::Text(String::new());
            if crawl > 3 {
                row[19] = Value::Null;
            }
            match rng.random_range(0..40) {
                0 => row[3] = Value::Integer(-7),
                1 => row[3] = Value::Text("1.2w".into()),
                2 => row[1] = Value::Integer(1_772_900_000 + crawl),
                3 => row[2] = Value::Text("soon".into()),
                4 => row[4] = Value::Text("10w+".into()),
                _ => {}
            }
            rows.push(row);
        }
    }
    rows
}

/// What comes of all rows in full, one after the other.
fn in_full(rows: &[Vec<Value>], calendar: &Calendar) -> mediaop_core::Dataset {
    let mut builder = DatasetBuilder::new(calendar.clone());
    for row in rows {
        let cell = |column: usize| match &row[column] {
            Value::Null => Cell::Null,
            Value::Integer(number) => Cell::Int(*number),
            Value::Real(number) => Cell::Float(*number),
            Value::Text(text) => Cell::Text(text),
            Value::Blob(_) => Cell::Null,
        };
        let _ = builder.push(&raw_snapshot(cell));
    }
    builder.finish()
}

fn table(rows: &[Vec<Value>], definition: &str) -> (tempfile::TempDir, Database) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shop.db");
    let file = Connection::open(&path).unwrap();
    file.execute_batch(&format!("CREATE TABLE douyin_aweme_summary ({definition}); BEGIN")).unwrap();
    let places = vec!["?"; SNAPSHOT_COLUMNS.len()].join(",");
    let insert = format!("INSERT INTO douyin_aweme_summary ({}) VALUES ({places})", SNAPSHOT_COLUMNS.join(","));
    let mut statement = file.prepare(&insert).unwrap();
    for row in rows {
        statement.execute(params_from_iter(row)).unwrap();
    }
    file.execute_batch("COMMIT").unwrap();
    (folder, Database::at(path))
}

fn columns_and(more: &str) -> String {
    format!("{}{more}", SNAPSHOT_COLUMNS.join(","))
}

#[test]
fn two_passes_give_what_all_rows_in_full_give_whatever_rows_leave_open() {
    let calendar = Calendar::default();
    for (seed, definition) in [
        (1, columns_and(", PRIMARY KEY (aweme_id, update_ts)")),
        (2, columns_and(", PRIMARY KEY (aweme_id, update_ts)").replacen("aweme_id", "aweme_id BIGINT", 1)),
        (3, columns_and(", PRIMARY KEY (aweme_id, update_ts)) WITHOUT ROWID; CREATE TABLE unread (a")),
        (4, columns_and("")),
    ] {
        let mut rows = rows(&mut ChaCha8Rng::seed_from_u64(seed));
        let whole = in_full(&rows, &calendar);
        assert!(whole.intake().rows_rejected() > 20 && whole.intake().inexact_counters > 5, "{:?}", whole.intake());
        let (_folder, database) = table(&rows, &definition);
        let read = load(&database, &calendar, &mut |_| ()).unwrap();
        assert!(read == whole, "of table {seed}");
        assert_eq!(read.version(), whole.version());
        if seed != 3 {
            assert_eq!(read.intake(), whole.intake(), "of table {seed}");
        }
        // As a crawler writes them: by time.
        rows.sort_by_key(|row| if let Value::Integer(ts) = row[1] { ts } else { 0 });
        let (_folder, database) = table(&rows, &definition);
        assert!(load(&database, &calendar, &mut |_| ()).unwrap() == whole, "of table {seed}, by time");
    }
}

#[test]
fn keys_that_are_no_whole_numbers_are_read_in_full() {
    let calendar = Calendar::default();
    let mut rows = rows(&mut ChaCha8Rng::seed_from_u64(5));
    for row in &mut rows {
        match row[0] {
            Value::Integer(id) if id % 3 == 0 => row[0] = Value::Text(id.to_string()),
            Value::Integer(id) if id % 3 == 1 => row[0] = Value::Real(id as f64 + 0.5),
            _ => {}
        }
    }
    let whole = in_full(&rows, &calendar);
    for more in ["", ") WITHOUT ROWID; CREATE TABLE unread (a"] {
        let (_folder, database) = table(&rows, &columns_and(&format!(", PRIMARY KEY (aweme_id, update_ts){more}")));
        let read = load(&database, &calendar, &mut |_| ()).unwrap();
        assert!(read == whole, "{more}");
        assert_eq!(
            (read.intake().rows_read, read.intake().rows_rejected()),
            (whole.intake().rows_read, whole.intake().rows_rejected()),
            "{more}"
        );
    }
}

#[test]
fn ids_far_apart_and_close_together_are_cut_alike() {
    let (_folder, database) =
        table(&[], &columns_and(", PRIMARY KEY (aweme_id, update_ts)) WITHOUT ROWID; CREATE TABLE unread (a"));
    let file = Connection::open(database.file().unwrap()).unwrap();
    file.execute_batch(
        "WITH RECURSIVE ids (id) AS (SELECT 0 UNION ALL SELECT id + 1 FROM ids WHERE id < 999)
         INSERT INTO douyin_aweme_summary (aweme_id, update_ts) SELECT 7000000000000000000 + id * 1000, 1 FROM ids
         UNION ALL SELECT 7, 1 UNION ALL SELECT 9223372036854775807, 1",
    )
    .unwrap();
    let spans = Reader::open(&database).unwrap().spans(8).unwrap();
    let counts: Vec<i64> = spans
        .iter()
        .map(|span| {
            let mut count = 0;
            let reader = Reader::open(&database).unwrap();
            reader
                .snapshots(*span, &["aweme_id"], |_| {
                    count += 1;
                    true
                })
                .unwrap();
            count
        })
        .collect();
    assert_eq!(counts.iter().sum::<i64>(), 1002, "{spans:?} have {counts:?}");
    assert!(counts.len() > 4 && counts.iter().all(|count| *count < 400), "{spans:?} have {counts:?}");
}
