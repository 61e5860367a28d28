"""The user's tables as raw text, from SQLite into DuckDB."""

import csv
import sqlite3
import tempfile
from pathlib import Path

from .database import Database
from .local_days import starts

COUNTERS = [
    f"{name}_count"
    for name in ("digg", "collect", "share", "comment", "play", "recommend", "admire")
]
RAW = [
    "attributes_only", "aweme_id", "update_ts", "create_time", "sec_uid", "creator_hash",
    "nickname", "avatar", "title", "aweme_url", "cover_url",
    "product_id", "product_title", "price", "sales", *COUNTERS,
]  # fmt: skip
CRAWLED_ROW_NAMES = {
    "update_ts": "last_modify_ts",
    "digg_count": "liked_count",
    "collect_count": "collected_count",
}
CREATOR = ["user_id", "nickname", "avatar", "fans", "last_modify_ts"]
PRODUCT = ["product_id", "title", "brand", "category", "category2"]
NULL = "\\N"


def load(sqlite_path, timezone):
    """A database with the tables `accepted`, `summary`, `change`, `product`, `creator`, …"""
    source = sqlite3.connect(sqlite_path)
    source.execute("PRAGMA query_only = 1")
    source.text_factory = lambda raw: raw.decode("utf-8")
    try:
        database = load_rows(
            snapshot_rows(source),
            table(source, "dy_creator", CREATOR),
            table(source, "product_info", PRODUCT),
            timezone,
        )
    finally:
        source.close()
    return database


def load_rows(snapshots, creators, products, timezone):
    database = Database()
    fill(database, "calendar_text", ["day", "start_ms"], starts(timezone))
    database.run(
        "CREATE TABLE calendar AS"
        " SELECT day::DATE AS day, start_ms::BIGINT AS start_ms FROM calendar_text"
    )
    fill(database, "raw_text", RAW, snapshots)
    database.run(
        "CREATE TABLE raw AS SELECT row_number() OVER () AS row_id,"
        " * REPLACE (attributes_only = '1' AS attributes_only) FROM raw_text"
    )
    fill(database, "raw_creator", CREATOR, creators)
    fill(database, "raw_product", PRODUCT, products)
    for step in ("accept", "summary", "attributes"):
        database.run_file(step)
    return database


def snapshot_rows(source):
    """Rows of the snapshot table; the crawler's own table is snapshots only where that is empty."""
    summary = list(table(source, "douyin_aweme_summary", RAW[1:]))
    for row in summary:
        yield (0, *row)
    names = [CRAWLED_ROW_NAMES.get(name, name) for name in RAW[1:]]
    for row in table(source, "douyin_aweme", names):
        yield (1 if summary else 0, *row)


def table(source, name, wanted):
    present = [column[1] for column in source.execute(f'PRAGMA table_info("{name}")')]
    if not present:
        return []
    columns = ", ".join(f'"{column}"' if column in present else "NULL" for column in wanted)
    return source.execute(f'SELECT {columns} FROM "{name}"')


def fill(database, name, columns, rows):
    """A table of text. Through a file: inserting row by row takes minutes in DuckDB."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rows.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, quoting=csv.QUOTE_ALL)
            writer.writerow(columns)
            for row in rows:
                writer.writerow([NULL if cell is None else cell for cell in row])
        database.run(
            f"CREATE TABLE {name} AS SELECT * FROM read_csv($path, header = true,"
            " all_varchar = true, delim = ',', quote = '\"', escape = '\"',"
            " nullstr = '\\N', allow_quoted_nulls = true, parallel = false,"
            " max_line_size = 10000000)",
            {"path": str(path)},
        )
