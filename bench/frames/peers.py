"""Daily increments in other libraries, by the rule of docs/METRICS.md, section 4: on the day of
publication the last snapshot, else the last less the first, nothing where a day has a single one.

Each way takes the data in the library's own form and gives (number of increments, sum of each
counter's). None relies on the order of the rows: whoever can use it looks whether it holds.
"""

import duckdb
import numpy
import pandas
import polars

from .data import COUNTERS, DAY_MS, OFFSET_MS


def in_order(aweme_id, update_ts):
    """Whether rows stand by video, then time."""
    earlier, later = aweme_id[:-1], aweme_id[1:]
    return bool(numpy.all((later > earlier) | ((later == earlier) & (update_ts[1:] >= update_ts[:-1]))))


def pandas_groupby(frame):
    """What one writes first: rows in order, local days, a group for each video and day."""
    frame = frame.sort_values(["aweme_id", "update_ts"])
    day = pandas.to_datetime(frame["update_ts"], unit="ms", utc=True).dt.tz_convert("Asia/Shanghai").dt.normalize()
    published = pandas.to_datetime(frame["create_time"], unit="s", utc=True).dt.tz_convert("Asia/Shanghai").dt.normalize()
    frame = frame.assign(day=day, published_here=published == day)
    days = frame.groupby(["aweme_id", "day"])
    return _pandas_result(days[COUNTERS].first(), days[COUNTERS].last(), days.size(), days["published_here"].last())


def pandas_tuned(frame):
    """The same where it is looked first whether the rows are in order, with days as numbers."""
    if not in_order(frame["aweme_id"].to_numpy(), frame["update_ts"].to_numpy()):
        frame = frame.sort_values(["aweme_id", "update_ts"])
    day = (frame["update_ts"] + OFFSET_MS) // DAY_MS
    days = frame.groupby(["aweme_id", day], sort=False)
    published = (days["create_time"].last() * 1000 + OFFSET_MS) // DAY_MS
    on_the_day = published == published.index.get_level_values(1)
    return _pandas_result(days[COUNTERS].first(), days[COUNTERS].last(), days.size(), on_the_day)


def _pandas_result(first, last, size, on_the_day):
    first[on_the_day] = 0
    gained = (last - first)[on_the_day | (size > 1)]
    return len(gained), *(int(gained[counter].sum()) for counter in COUNTERS)


def numpy_by_hand(columns):
    """Where the key changes a day begins; no group is ever made."""
    aweme_id, update_ts = columns["aweme_id"], columns["update_ts"]
    if not in_order(aweme_id, update_ts):
        order = numpy.lexsort((update_ts, aweme_id))
        columns = {name: values[order] for name, values in columns.items()}
        aweme_id, update_ts = columns["aweme_id"], columns["update_ts"]
    day = (update_ts + OFFSET_MS) // DAY_MS
    changes = numpy.flatnonzero((aweme_id[1:] != aweme_id[:-1]) | (day[1:] != day[:-1]))
    begin = numpy.concatenate(([0], changes + 1))
    end = numpy.concatenate((changes, [aweme_id.size - 1]))
    on_the_day = (columns["create_time"][end] * 1000 + OFFSET_MS) // DAY_MS == day[end]
    kept = on_the_day | (end > begin)
    begin, end, on_the_day = begin[kept], end[kept], on_the_day[kept]
    gained = [columns[name][end] - numpy.where(on_the_day, 0, columns[name][begin]) for name in COUNTERS]
    return begin.size, *(int(values.sum()) for values in gained)


def _polars_result(days):
    on_the_day = (polars.col("create_time") * 1000 + OFFSET_MS) // DAY_MS == polars.col("day")
    gained = [
        (polars.col(f"last_{name}") - polars.when(on_the_day).then(0).otherwise(polars.col(f"first_{name}"))).alias(name)
        for name in COUNTERS
    ]
    made = days.filter(on_the_day | (polars.col("size") > 1)).select(gained).collect()
    return len(made), *(made[name].sum() for name in COUNTERS)


def polars_sorted(frame):
    """Groups of rows that are in order."""
    if not in_order(frame["aweme_id"].to_numpy(), frame["update_ts"].to_numpy()):
        frame = frame.sort("aweme_id", "update_ts")
    ends = [getattr(polars.col(name), end)().alias(f"{end}_{name}") for name in COUNTERS for end in ("first", "last")]
    day = ((polars.col("update_ts") + OFFSET_MS) // DAY_MS).alias("day")
    return _polars_result(
        frame.lazy().group_by("aweme_id", day).agg(*ends, polars.col("create_time").last(), polars.len().alias("size"))
    )


def polars_by_time(frame):
    """The counters at the least and the greatest time of each group."""
    time = polars.col("update_ts")
    ends = [
        polars.col(name).get(way(time)).alias(f"{end}_{name}")
        for name in COUNTERS
        for end, way in (("first", polars.Expr.arg_min), ("last", polars.Expr.arg_max))
    ]
    day = ((time + OFFSET_MS) // DAY_MS).alias("day")
    return _polars_result(
        frame.lazy().group_by("aweme_id", day).agg(*ends, polars.col("create_time").last(), polars.len().alias("size"))
    )


def duckdb_by_time(table):
    """`arg_min` and `arg_max` of the whole row of counters."""
    row = "{" + ", ".join(f"{name}: {name}" for name in COUNTERS) + "}"
    on_the_day = f"(c * 1000 + {OFFSET_MS}) // {DAY_MS} = day"
    gained = ", ".join(f"sum(l.{name} - CASE WHEN {on_the_day} THEN 0 ELSE f.{name} END)::BIGINT" for name in COUNTERS)
    connection = duckdb.connect()
    connection.execute("SET threads = 2")
    return connection.execute(
        f"""SELECT count(*), {gained} FROM (
            SELECT aweme_id, (update_ts + {OFFSET_MS}) // {DAY_MS} AS day, arg_min({row}, update_ts) AS f,
                   arg_max({row}, update_ts) AS l, any_value(create_time) AS c, count(*) AS size
            FROM "table" GROUP BY ALL) WHERE size > 1 OR {on_the_day}"""
    ).fetchone()


def pandas_frame(table):
    """The table in numpy's columns, as pandas reads them from a database."""
    return table.to_pandas()


def numpy_columns(table):
    """The table's columns, without a copy."""
    return {name: table[name].combine_chunks().to_numpy() for name in table.column_names}


#: Name, how the data lie, what is measured.
PEERS = [
    ("pandas groupby", pandas_frame, pandas_groupby),
    ("pandas groupby, rows looked at first", pandas_frame, pandas_tuned),
    ("numpy by hand", numpy_columns, numpy_by_hand),
    ("polars, rows in order", polars.DataFrame, polars_sorted),
    ("polars, by time", polars.DataFrame, polars_by_time),
    ("DuckDB", lambda table: table, duckdb_by_time),
]
