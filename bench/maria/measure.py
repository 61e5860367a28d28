"""MariaDB on the increments of sorted rows, in the order in which its primary key keeps them."""

import tempfile
from pathlib import Path

import polars

from clock import best_ms
from rows import COUNTERS

from .server import server

# It takes seconds a run.
RUNS = 3
SHIFT_MS, DAY_MS = 28_800_000, 86_400_000

TABLE = f"""
CREATE TABLE mediaop.raw (
    aweme_id BIGINT NOT NULL, day INT NOT NULL, update_ts BIGINT NOT NULL, create_time BIGINT NOT NULL,
    {", ".join(f"{name} INT NOT NULL" for name in COUNTERS)},
    PRIMARY KEY (aweme_id, day, update_ts)
) ENGINE=InnoDB
"""
PUBLISHED = f"((create_time + {SHIFT_MS // 1000}) DIV {DAY_MS // 1000})"
NOT_BLANK = f"(digg > 0 OR collect > 0 OR share > 0 OR comment > 0 OR day = {PUBLISHED})"


def gains(first, last):
    """The increment of each counter; `first` and `last` give an expression for one."""
    return ", ".join(f"{last(name)} - IF(day = published, 0, {first(name)}) AS {name}" for name in COUNTERS)


def by_packed_ends():
    """The time above, a counter below: least and greatest are first and last."""
    packed = {name: f"((update_ts - day * {DAY_MS} + {SHIFT_MS}) << 32 | {name})" for name in COUNTERS}
    ends = ", ".join(
        f"{end}({expression}) & 4294967295 AS {label}_{name}"
        for name, expression in packed.items()
        for end, label in [("min", "first"), ("max", "last")]
    )
    return f"""
    SELECT aweme_id, day, {gains(lambda name: f"CAST(first_{name} AS SIGNED)", lambda name: f"CAST(last_{name} AS SIGNED)")}
    FROM (SELECT aweme_id, day, max({PUBLISHED}) AS published, min(update_ts) AS first_ts, max(update_ts) AS last_ts, {ends}
          FROM mediaop.raw WHERE {NOT_BLANK} GROUP BY aweme_id, day) g
    WHERE first_ts < last_ts OR day = published"""


def by_times():
    """First and last time of each day, then both rows by their key."""
    return f"""
    SELECT g.aweme_id, g.day, {gains("f.{}".format, "l.{}".format).replace("day = published", "g.day = published")}
    FROM (SELECT aweme_id, day, max({PUBLISHED}) AS published, min(update_ts) AS first_ts, max(update_ts) AS last_ts
          FROM mediaop.raw WHERE {NOT_BLANK} GROUP BY aweme_id, day) g
    JOIN mediaop.raw f ON f.aweme_id = g.aweme_id AND f.day = g.day AND f.update_ts = first_ts
    JOIN mediaop.raw l ON l.aweme_id = g.aweme_id AND l.day = g.day AND l.update_ts = last_ts
    WHERE first_ts < last_ts OR g.day = published"""


def measure(rows, facts, checks, everything):
    with server() as connection, connection.cursor() as cursor:
        load(cursor, rows)
        ways = {}
        for way, select in {"packed": by_packed_ends(), "times": by_times()}.items():
            steps = ["DROP TABLE IF EXISTS mediaop.made", f"CREATE TABLE mediaop.made ENGINE=MyISAM AS {select}"]
            ways[way] = lambda steps=steps: [cursor.execute(step) for step in steps]
            ways[way]()
            totals = ", ".join(f"CAST(sum({name}) AS SIGNED)" for name in COUNTERS)
            cursor.execute(f"SELECT count(*), {totals} FROM mediaop.made")
            checks.increments(f"increments/sorted, {way}", cursor.fetchone())
        cursor.execute("SELECT version()")
        (version,) = cursor.fetchone()
        builds = {"increments/sorted": best_ms(ways, RUNS)}
        return {"builds": builds, "version": f"MariaDB {version.partition('-')[0]}"}


def load(cursor, rows):
    cursor.execute("CREATE DATABASE mediaop")
    cursor.execute(TABLE)
    day = ((polars.col("update_ts") + SHIFT_MS) // DAY_MS).alias("day")
    frame = polars.DataFrame(rows.columns).select("aweme_id", day, "update_ts", "create_time", *COUNTERS)
    with tempfile.NamedTemporaryFile(suffix=".tsv") as file:
        frame.write_csv(Path(file.name), include_header=False, separator="\t")
        cursor.execute("SET unique_checks = 0, foreign_key_checks = 0")
        cursor.execute(f"LOAD DATA LOCAL INFILE '{file.name}' INTO TABLE mediaop.raw")
    # What it reads is in memory, as with the others.
    cursor.execute("ANALYZE TABLE mediaop.raw")
    cursor.execute("SELECT sum(digg) FROM mediaop.raw")
