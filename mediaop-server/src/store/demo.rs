//! Storing the made-up data set.

use crate::demo::{Demo, DemoCreator, DemoProduct, DemoSnapshot};

use super::database::{Database, StoreError};
use super::reader::Reader;
use super::schema::{DY_CREATOR, PRODUCT_INFO, SUMMARY, Table};
use super::value::Value;
use super::write::{Record, Writer};

const ROWS_A_BATCH: usize = 20_000;
/// A row in this table marks a database as one that --force may empty.
const MARK: &str = "mediaop_demo";

/// Writes the data set into a database without rows, or with `force` over an earlier demo.
///
/// A new file appears under its name only when it is whole.
pub(crate) async fn write_demo(
    database: &Database,
    demo: &Demo,
    force: bool,
    news: &mut dyn FnMut(u64),
) -> Result<u64, StoreError> {
    let path = match database.file() {
        Some(path) if !path.exists() => path,
        _ => {
            let mut writer = Writer::open(database).await?;
            make_room(database, &mut writer, force).await?;
            return fill(writer, demo, news).await;
        }
    };
    let mut part = path.as_os_str().to_owned();
    part.push(".part");
    let file = |source| StoreError::File { path: path.to_owned(), source };
    for left_over in ["", "-wal", "-shm"] {
        let mut path = part.clone();
        path.push(left_over);
        match std::fs::remove_file(path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(file(error)),
            _ => {}
        }
    }
    let rows = fill(Writer::open(&Database::at(&part)).await?, demo, news).await?;
    std::fs::rename(part, path).map_err(file)?;
    Ok(rows)
}

/// An error where `mediaop demo` has filled the database: beside its rows a user's make numbers of neither.
pub(crate) async fn must_be_no_demo(writer: &mut Writer) -> Result<(), StoreError> {
    match writer.count(MARK).await? {
        0 => Ok(()),
        _ => Err(StoreError::IsDemo { place: writer.database.to_string() }),
    }
}

/// Whether `mediaop demo` has filled the database.
pub(crate) fn holds_demo(reader: &Reader) -> Result<bool, StoreError> {
    Ok(!reader.columns(MARK)?.is_empty() && !reader.is_empty(MARK)?)
}

/// Takes the mark from a database that others put rows into: from then on it is theirs.
pub(crate) async fn is_no_demo(writer: &mut Writer) -> Result<(), StoreError> {
    if writer.count(MARK).await? == 0 {
        return Ok(());
    }
    writer.run(&format!("DELETE FROM {}", writer.database.table(MARK)), "marking it as no demo").await
}

async fn make_room(database: &Database, writer: &mut Writer, force: bool) -> Result<(), StoreError> {
    let mut rows = 0;
    for table in super::TABLES {
        rows += writer.count(table.name).await?;
    }
    if rows == 0 {
        return Ok(());
    }
    let made_by_demo = writer.count(MARK).await? > 0;
    match (made_by_demo, force) {
        (true, true) => {
            let doing = "removing the earlier demo";
            writer
                .all_or_nothing(doing, async |writer| {
                    for table in super::TABLES {
                        writer.run(&format!("DELETE FROM {}", database.table(table.name)), doing).await?;
                    }
                    Ok(())
                })
                .await
        }
        (made_by_demo, _) => Err(StoreError::NotEmpty {
            place: database.to_string(),
            rows,
            hint: if made_by_demo {
                ", or replace the demo with --force"
            } else {
                "; it was not made by `mediaop demo` alone"
            },
        }),
    }
}

async fn fill(mut writer: Writer, demo: &Demo, news: &mut dyn FnMut(u64)) -> Result<u64, StoreError> {
    let mark = writer.database.table(MARK);
    writer.make(MARK, &format!("CREATE TABLE {mark} (made INTEGER)")).await?;
    writer.run(&format!("INSERT INTO {mark} VALUES (1)"), "marking it as a demo").await?;
    writer.add(&DY_CREATOR, demo.creators().iter().map(creator).collect()).await?;
    writer.add(&PRODUCT_INFO, demo.products().iter().map(product).collect()).await?;
    let mut rows = 0;
    let mut snapshots = demo.snapshots().map(|snapshot| self::snapshot(&snapshot)).peekable();
    while snapshots.peek().is_some() {
        let batch: Vec<_> = snapshots.by_ref().take(ROWS_A_BATCH).collect();
        rows += batch.len() as u64;
        writer.add(&SUMMARY, batch).await?;
        news(rows);
    }
    writer.close().await?;
    Ok(rows)
}

fn record(table: &Table, values: impl IntoIterator<Item = (&'static str, Value)>) -> Record {
    let mut record = vec![Value::Null; table.columns.len()];
    for (column, value) in values {
        if let Some(position) = table.position(column) {
            record[position] = value;
        }
    }
    record
}

fn text(text: &str) -> Value {
    Value::Text(text.into())
}

fn creator(creator: &DemoCreator) -> Record {
    let values = [
        ("user_id", text(&creator.user_id)),
        ("nickname", text(&creator.nickname)),
        ("avatar", text(&creator.avatar)),
        ("ip_location", text(&creator.ip_location)),
        ("fans", text(&creator.fans)),
        ("interaction", text(&creator.interaction)),
        ("videos_count", text(&creator.videos_count)),
        ("gender", text(creator.gender)),
    ];
    record(&DY_CREATOR, values)
}

fn product(product: &DemoProduct) -> Record {
    let values = [
        ("product_id", text(&product.product_id)),
        ("title", text(&product.title)),
        ("brand", text(&product.brand)),
        ("category", product.category.into()),
        ("category2", product.category2.into()),
    ];
    record(&PRODUCT_INFO, values)
}

fn snapshot(snapshot: &DemoSnapshot<'_>) -> Record {
    let values = [
        ("aweme_id", Value::Int(snapshot.aweme_id)),
        ("update_ts", Value::Int(snapshot.update_ts)),
        ("create_time", Value::Int(snapshot.create_time)),
        ("sec_uid", text(snapshot.sec_uid)),
        ("nickname", text(snapshot.nickname)),
        ("avatar", text(snapshot.avatar)),
        ("title", text(snapshot.title)),
        ("product_id", snapshot.product_id.into()),
        ("product_title", snapshot.product_title.into()),
        ("price", snapshot.price.into()),
        ("sales", snapshot.sales.into()),
        ("digg_count", Value::Int(snapshot.digg_count)),
        ("collect_count", Value::Int(snapshot.collect_count)),
        ("share_count", Value::Int(snapshot.share_count)),
        ("comment_count", Value::Int(snapshot.comment_count)),
        ("play_count", Value::Int(snapshot.play_count)),
        ("recommend_count", Value::Int(snapshot.recommend_count)),
        ("admire_count", Value::Int(snapshot.admire_count)),
        ("aweme_url", text(snapshot.aweme_url)),
        ("cover_url", text(snapshot.cover_url)),
    ];
    record(&SUMMARY, values)
}
