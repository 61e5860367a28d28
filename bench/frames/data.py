"""Snapshots for the comparison: seven a day of each video, some days with a single one."""

import os
import sqlite3

import numpy
import pyarrow

COUNTERS = ["digg_count", "collect_count", "share_count", "comment_count"]
DAYS, A_DAY = 30, 7
HOUR_MS, DAY_MS = 3_600_000, 86_400_000
FIRST_MIDNIGHT = 1_772_294_400_000  # 2026-03-01 in Asia/Shanghai
OFFSET_MS = 8 * HOUR_MS


def snapshots(rows, seed=1):
    """A table of about so many rows, by video, then time, as a primary key hands them out."""
    chance = numpy.random.default_rng(seed)
    # Of three rows one lies before its video was published.
    videos = max(1, rows * 3 // (2 * DAYS * A_DAY))
    at_hours = numpy.array([0.5, 4.5, 8.5, 12.5, 16.5, 20.5, 23.5]) * HOUR_MS
    days = numpy.arange(DAYS) * DAY_MS
    times = (FIRST_MIDNIGHT + days[:, None] + at_hours[None, :]).astype(numpy.int64).ravel()
    aweme_id = numpy.repeat(7_310_000_000_000_000_000 + numpy.arange(videos) * 1_001, times.size)
    update_ts = numpy.tile(times, videos) + chance.integers(0, 60_000, videos * times.size)
    published = FIRST_MIDNIGHT + chance.integers(-20, DAYS, videos) * DAY_MS + 10 * HOUR_MS
    create_time = numpy.repeat(published // 1000, times.size)
    columns = {"aweme_id": aweme_id, "update_ts": update_ts, "create_time": create_time}
    for place, name in enumerate(COUNTERS):
        steps = chance.integers(-2, 60 // (place + 1), aweme_id.size)
        totals = numpy.cumsum(steps)
        start = numpy.repeat(totals[:: times.size], times.size)
        columns[name] = totals - start + 50
    # Before the publication there is nothing, and one day in twenty is crawled once.
    kept = (update_ts // 1000 >= create_time) & ((chance.random(aweme_id.size) > 0.05) | (update_ts % 7 == 0))
    return pyarrow.table({name: values[kept].astype(numpy.int64) for name, values in columns.items()})


def write_database(path, rows):
    """The same in the user's table, with the texts that a crawler writes."""
    table = snapshots(rows)
    beside = f"{path}.{os.getpid()}"
    connection = sqlite3.connect(beside)
    connection.execute("PRAGMA journal_mode = OFF")
    connection.execute(
        f"CREATE TABLE douyin_aweme_summary (aweme_id BIGINT, update_ts BIGINT, create_time BIGINT, "
        f"{', '.join(f'{name} INTEGER NOT NULL DEFAULT 0' for name in COUNTERS)}, sec_uid VARCHAR(255), nickname TEXT, "
        f"title TEXT, product_id VARCHAR(255), product_title TEXT, aweme_url TEXT, PRIMARY KEY (aweme_id, update_ts)) WITHOUT ROWID"
    )
    texts = (
        (f"MS4wLjABAAAA{id % 997:040}", f"莉莉的店 {id % 997}", f"今天试用的第 {id} 款好物", f"35{id % 491:017}", f"好物 {id % 491}", f"https://www.example.invalid/video/{id}")
        for id in table["aweme_id"].to_pylist()
    )
    rows = zip(*(table[name].to_pylist() for name in table.column_names), strict=True)
    connection.executemany(
        f"INSERT INTO douyin_aweme_summary VALUES ({', '.join('?' * 13)})",
        (row + more for row, more in zip(rows, texts, strict=True)),
    )
    connection.commit()
    connection.close()
    os.replace(beside, path)
