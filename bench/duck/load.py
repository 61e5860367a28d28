"""Snapshots into DuckDB: the table `raw`, ids of creators and products as codes."""

import duckdb

from rows import COUNTERS


def load(rows):
    """A connection with the tables `raw` (by video and time), `creators`, `products`, `catalog`."""
    connection = duckdb.connect(":memory:")
    connection.execute("SET threads = 2")
    columns = rows.columns
    connection.execute(
        f"""CREATE TABLE raw AS
        SELECT aweme_id, update_ts, nullif(create_time, 0) AS create_time, {", ".join(COUNTERS)},
               nullif(creator, -1) AS creator, nullif(product, -1) AS product
        FROM columns"""
    )
    for name, column, texts in [("creators", "sec_uid", rows.creators), ("products", "product_id", rows.products)]:
        connection.execute(f"CREATE TABLE {name} (code INTEGER, {column} VARCHAR)")
        connection.executemany(f"INSERT INTO {name} VALUES (?, ?)", list(enumerate(texts)))
    connection.execute("CREATE TABLE catalog (product_id VARCHAR, category VARCHAR)")
    connection.executemany("INSERT INTO catalog VALUES (?, ?)", rows.catalog)
    return connection
