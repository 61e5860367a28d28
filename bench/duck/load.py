"""Snapshots from SQLite into DuckDB: the table `raw`, ids of creators and products as codes."""

import sqlite3

import duckdb
import numpy

COUNTERS = ["digg", "collect", "share", "comment"]
NUMBERS = ["aweme_id", "update_ts", "create_time", *COUNTERS]
TEXTS = ["sec_uid", "product_id"]
ROWS_AT_A_TIME = 100_000

READ = """
SELECT aweme_id, update_ts, coalesce(create_time, 0),
       digg_count, collect_count, share_count, comment_count, sec_uid, product_id
FROM douyin_aweme_summary
"""


class Texts:
    """Codes in the order of the texts, so that to order by code is to order by bytes."""

    def __init__(self, codes, texts):
        self.sorted = sorted(texts, key=lambda text: text.encode())
        places = {text: place for place, text in enumerate(self.sorted)}
        # The last stands for −1, a missing text.
        self.codes = numpy.array([*(places[text] for text in texts), -1], numpy.int32)[codes]


def load(path):
    """A connection with the tables `raw` (by video and time), `creators`, `products`, `catalog`."""
    source = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    columns, texts = read_snapshots(source)
    catalog = source.execute("SELECT product_id, category FROM product_info").fetchall()
    source.close()

    connection = duckdb.connect(":memory:")
    connection.execute("SET threads = 2")
    creators, products = texts
    raw = {**columns, "creator": creators.codes, "product": products.codes}
    connection.execute(
        f"""CREATE TABLE raw AS
        SELECT aweme_id, update_ts, nullif(create_time, 0) AS create_time, {", ".join(COUNTERS)},
               nullif(creator, -1) AS creator, nullif(product, -1) AS product
        FROM raw ORDER BY aweme_id, update_ts"""
    )
    for name, column, known in [("creators", "sec_uid", creators), ("products", "product_id", products)]:
        connection.execute(f"CREATE TABLE {name} (code INTEGER, {column} VARCHAR)")
        connection.executemany(f"INSERT INTO {name} VALUES (?, ?)", list(enumerate(known.sorted)))
    connection.execute("CREATE TABLE catalog (product_id VARCHAR, category VARCHAR)")
    connection.executemany("INSERT INTO catalog VALUES (?, ?)", catalog)
    return connection


def read_snapshots(source):
    pieces = {name: [] for name in NUMBERS}
    codes, known = [[] for _ in TEXTS], [{} for _ in TEXTS]
    cursor = source.execute(READ)
    while rows := cursor.fetchmany(ROWS_AT_A_TIME):
        columns = list(zip(*rows))
        for name, values in zip(NUMBERS, columns):
            kind = numpy.int32 if name in COUNTERS else numpy.int64
            pieces[name].append(numpy.array(values, kind))
        for codes_of, known_of, values in zip(codes, known, columns[len(NUMBERS) :]):
            coded = (known_of.setdefault(text, len(known_of)) if text else -1 for text in values)
            codes_of.append(numpy.fromiter(coded, numpy.int32, len(rows)))
    numbers = {name: numpy.concatenate(arrays) for name, arrays in pieces.items()}
    return numbers, [Texts(numpy.concatenate(c), list(k)) for c, k in zip(codes, known)]
