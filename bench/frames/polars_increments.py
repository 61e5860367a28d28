"""Daily increments by Polars. Each way takes a frame of the raw columns and gives one of increments."""

import polars
from polars import col

from rows import COUNTERS

SHIFT_MS, DAY_MS = 28_800_000, 86_400_000
DAY = ((col("update_ts") + SHIFT_MS) // DAY_MS).cast(polars.Int32).alias("day")
PUBLISHED = ((col("create_time") + SHIFT_MS // 1000) // (DAY_MS // 1000)).cast(polars.Int32).alias("published")
ON_PUBLICATION_DAY = col("day") == col("published")
NOT_BLANK = polars.any_horizontal(col(name) > 0 for name in COUNTERS) | ON_PUBLICATION_DAY
LOW_32_BITS = 1 << 32


def sorted_ways():
    """For rows in the order of video and time."""
    return {
        "neighbours": lambda raw: by_neighbours(raw).collect(),
        "neighbours, streaming": lambda raw: by_neighbours(raw).collect(engine="streaming"),
        "neighbours, one key": lambda raw: by_neighbours(raw, one_key=True).collect(),
        "two frames": by_two_frames,
        "group_by": lambda raw: by_first_and_last(raw).collect(),
    }


def ways_in_any_order():
    return {
        "packed": lambda raw: by_packed_ends(raw).collect(),
        "row numbers": by_row_numbers,
        "row numbers, one key": lambda raw: by_row_numbers(raw, one_key=True),
    }


def gains(first, last):
    """The increment of each counter; `first` and `last` give the name of a column."""
    gain = lambda name: col(last(name)) - polars.when(ON_PUBLICATION_DAY).then(0).otherwise(col(first(name)))
    return [gain(name).alias(name) for name in COUNTERS]


def one_key_of_video_and_day():
    """Ids of 90 days differ in their low 57 bits, and days in seven."""
    return (col("aweme_id") * 128 + DAY.cast(polars.Int64) % 128).alias("key")


def by_neighbours(raw, one_key=False):
    """Of sorted rows, the first and the last of a day differ from a neighbour."""
    keys = [one_key_of_video_and_day()] if one_key else []
    compared = ["key"] if one_key else ["aweme_id", "day"]
    differs = polars.any_horizontal(col(name) != col(name).shift() for name in compared)
    return (
        raw.lazy()
        .select("aweme_id", *COUNTERS, *keys, DAY, PUBLISHED)
        .filter(NOT_BLANK)
        .with_columns(first=differs.fill_null(True))
        .with_columns(last=col("first").shift(-1, fill_value=True))
        .filter(col("first") | col("last"))
        .with_columns(col(name).shift().alias(f"first_{name}") for name in COUNTERS)
        .filter(col("last") & (~col("first") | ON_PUBLICATION_DAY))
        .select("aweme_id", "day", *gains("first_{}".format, str))
    )


def by_two_frames(raw):
    """The same flags; first and last rows stand side by side in two frames."""
    rows = raw.lazy().select("aweme_id", "update_ts", *COUNTERS, DAY, PUBLISHED).filter(NOT_BLANK).collect()
    first = ((rows["aweme_id"] != rows["aweme_id"].shift()) | (rows["day"] != rows["day"].shift())).fill_null(True)
    return side_by_side(rows.filter(first), rows.filter(first.shift(-1, fill_value=True)))


def side_by_side(first, last):
    opened = first.select(col("update_ts").alias("first_ts"), *(col(name).alias(f"first_{name}") for name in COUNTERS))
    both = polars.concat([last, opened], how="horizontal").lazy()
    several = col("first_ts") < col("update_ts")
    return both.filter(several | ON_PUBLICATION_DAY).select("aweme_id", "day", *gains("first_{}".format, str)).collect()


def by_first_and_last(raw):
    return (
        raw.lazy()
        .select("aweme_id", *COUNTERS, DAY, PUBLISHED)
        .filter(NOT_BLANK)
        .group_by("aweme_id", "day")
        .agg(
            col("published").first(),
            polars.len().alias("snapshots"),
            *(col(name).first().alias(f"first_{name}") for name in COUNTERS),
            *(col(name).last() for name in COUNTERS),
        )
        .filter((col("snapshots") > 1) | ON_PUBLICATION_DAY)
        .select("aweme_id", "day", *gains("first_{}".format, str))
    )


def by_packed_ends(raw):
    """Time within the day above, a counter below: least and greatest are first and last."""
    in_day = (col("update_ts") + SHIFT_MS) % DAY_MS
    packed = [(in_day * LOW_32_BITS + col(name)).alias(name) for name in COUNTERS]
    ends = [(col(end).cast(polars.Int64) % LOW_32_BITS).cast(polars.Int32) for name in COUNTERS for end in [name, f"first_{name}"]]
    return (
        raw.lazy()
        .with_columns(DAY, PUBLISHED)
        .filter(NOT_BLANK)
        .select("aweme_id", "day", "published", in_day.alias("time"), *packed)
        .group_by("aweme_id", "day")
        .agg(
            col("published").max(),
            col("time").min().alias("first_time"),
            col("time").max(),
            *(col(name).min().alias(f"first_{name}") for name in COUNTERS),
            *(col(name).max() for name in COUNTERS),
        )
        .filter((col("first_time") < col("time")) | ON_PUBLICATION_DAY)
        .with_columns(ends)
        .select("aweme_id", "day", *gains("first_{}".format, str))
    )


def by_row_numbers(raw, one_key=False):
    """Of each day the rows that come first and last; their columns are fetched at the end."""
    keys = [one_key_of_video_and_day()] if one_key else ["aweme_id", "day"]
    position = ((col("update_ts") + SHIFT_MS) % DAY_MS * LOW_32_BITS + col("row")).alias("position")
    ends = (
        raw.lazy()
        .with_row_index("row")
        .with_columns(DAY, PUBLISHED)
        .filter(NOT_BLANK)
        .select(*keys, position)
        .group_by("key" if one_key else keys)
        .agg(col("position").min().alias("first"), col("position").max().alias("last"))
        .select((col(end) % LOW_32_BITS).cast(polars.UInt32) for end in ["first", "last"])
        .collect()
    )
    first = raw.select(col("update_ts", *COUNTERS).gather(ends["first"]))
    last = raw.select(col("aweme_id", "update_ts", "create_time", *COUNTERS).gather(ends["last"]))
    return side_by_side(first, last.with_columns(DAY, PUBLISHED))
