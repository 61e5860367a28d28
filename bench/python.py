"""What the Python package takes beside pandas, numpy, polars and DuckDB, in one run, as ratios.

    python python.py DOCUMENT DATABASE ROWS…

Daily increments from Arrow tables of so many snapshots, and the way from DATABASE (SQLite, written
where it is missing, a million snapshots) to an answer. All ways must come to the same numbers, else
the run ends with an error. Prints a table of Markdown, and keeps it in DOCUMENT where a million and
ten million snapshots were measured.
"""

import sys
import time
from importlib.metadata import version
from pathlib import Path
from statistics import median

import pandas
import pyarrow.compute as pc
import sqlalchemy

import mediaop
from frames.data import COUNTERS, snapshots, write_database
from frames.peers import PEERS
from markdown import keep

RUNS = 3
KEPT = ("1000000", "10000000")


def main(document, database, *sizes):
    if not Path(database).exists():
        write_database(database, 1_000_000)
    measured = [(f"{len(table) / 1e6:.2g} M snapshots, Arrow to increments", list(increments(table))) for table in map(snapshots, map(int, sizes))]
    measured.append(("a million snapshots in SQLite to the hot products", list(from_database(database))))
    lines = ["| work | with | ms | times mediaop's |", "| --- | --- | ---: | ---: |"]
    for work, ways in measured:
        own = ways[0][1]
        lines += [f"| {work if name == ways[0][0] else ''} | {name} | {seconds * 1000:.0f} | {seconds / own:.1f} |" for name, seconds in ways]
    versions = ", ".join(f"{name} {version(name)}" for name in ("pandas", "numpy", "polars", "duckdb", "SQLAlchemy"))
    table = "\n".join(lines) + f"\n\nMedians of {RUNS} runs; {versions}."
    print(table)
    if sizes == KEPT:
        keep(document, "bench-python", table)


def timed(work):
    """The median of some runs, and what came of them."""
    seconds, outcome = [], None
    for _ in range(RUNS):
        began = time.perf_counter()
        outcome = work()
        seconds.append(time.perf_counter() - began)
    return median(seconds), outcome


def summed(increments):
    made = increments.to_arrow()
    return len(made), *(pc.sum(made[name]).as_py() for name in COUNTERS)


def increments(table):
    own, expected = timed(lambda: summed(mediaop.daily_increments(table)))
    yield "mediaop", own
    seconds, found = timed(lambda: summed(mediaop.Dataset.from_arrow(table).increments()))
    assert found == expected
    yield "mediaop, the whole data set", seconds
    for name, form, way in PEERS:
        data = form(table)
        seconds, found = timed(lambda way=way, data=data: way(data))
        assert tuple(found) == expected, f"{name} comes to {found}, mediaop to {expected}"
        yield name, seconds


def from_database(database):
    """The seven days' hot products, the reading included."""
    engine = sqlalchemy.create_engine(f"sqlite:///{database}")
    seconds, opened = timed(lambda: hottest(mediaop.Dataset.open(database)))
    yield "mediaop, read by Rust", seconds
    seconds, read = timed(lambda: hottest(mediaop.Dataset.from_sqlalchemy(engine)))
    assert read == opened
    yield "mediaop, through SQLAlchemy", seconds
    columns = "aweme_id, update_ts, create_time, product_id, digg_count"
    frame_seconds, _ = timed(lambda: fetch(engine, columns))
    yield "of that, SQLAlchemy's part (rows fetched, all columns)", timed(lambda: fetch(engine, ALL))[0]
    yield "SQLAlchemy's part of what pandas needs", frame_seconds
    seconds, by_pandas = timed(lambda: hottest_by_pandas(engine, columns))
    assert by_pandas == opened, (by_pandas, opened)
    yield "SQLAlchemy and pandas", seconds


ALL = f"aweme_id, update_ts, create_time, {', '.join(COUNTERS)}, sec_uid, nickname, title, product_id, product_title, aweme_url"


def fetch(engine, columns):
    with engine.connect() as connection:
        return sum(len(part) for part in connection.execute(sqlalchemy.text(f"SELECT {columns} FROM douyin_aweme_summary")).partitions(50_000))


def hottest(dataset):
    hot = dataset.hot_products(period_days=7, similarity=0, as_of=dataset.last_day)
    return {id: gained for id, gained in zip(hot["product_id"], hot["gained"], strict=True) if gained is not None}


def hottest_by_pandas(engine, columns):
    """The likes that each product's videos gained in the last seven days."""
    with engine.connect() as connection:
        frame = pandas.read_sql(sqlalchemy.text(f"SELECT {columns} FROM douyin_aweme_summary"), connection)
    frame = frame.sort_values(["aweme_id", "update_ts"])
    frame["day"] = (frame["update_ts"] + 8 * 3_600_000) // 86_400_000
    published = (frame["create_time"] * 1000 + 8 * 3_600_000) // 86_400_000
    linked = frame.groupby("aweme_id")["product_id"].last()
    frame["published_here"] = published == frame["day"]
    days = frame.groupby(["aweme_id", "day"], sort=False)
    last, first, size = days["digg_count"].last(), days["digg_count"].first(), days.size()
    on_the_day = days["published_here"].last()
    gained = (last - first.where(~on_the_day, 0))[on_the_day | (size > 1)].reset_index(name="gained")
    final = frame["day"].max()
    gained = gained[gained["day"] > final - 7]
    return gained.assign(product=gained["aweme_id"].map(linked)).groupby("product")["gained"].sum().to_dict()


if __name__ == "__main__":
    main(*sys.argv[1:])
