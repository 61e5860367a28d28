"""Daily increments, and the tables that the questions are asked of, from the raw rows."""

from rows import COUNTERS

DAY = "((update_ts + 28800000) // 86400000)::INTEGER"
PUBLISHED = "((create_time + 28800) // 86400)::INTEGER"
NOT_BLANK = f"(digg > 0 OR collect > 0 OR share > 0 OR comment > 0 OR {DAY} = {PUBLISHED})"

# Two counters in a number: half as many aggregates.
PACKED = {1: "(digg::BIGINT << 32 | collect)", 2: "(share::BIGINT << 32 | comment)"}
PLACES = {"digg": (1, 32), "collect": (1, 0), "share": (2, 32), "comment": (2, 0)}


def unpacked(end, counter):
    part, shift = PLACES[counter]
    return f"(({end}{part} >> {shift}) & 4294967295)::INTEGER"


def gains(first, last):
    """The increment of each counter; `first` and `last` give an expression for one."""
    return ", ".join(
        f"CASE WHEN day = published THEN {last(name)} ELSE {last(name)} - {first(name)} END AS {name}"
        for name in COUNTERS
    )


def by_aggregates(table):
    ends = ", ".join(
        f"arg_min({packed}, update_ts) AS f{part}, arg_max({packed}, update_ts) AS l{part}"
        for part, packed in PACKED.items()
    )
    return f"""
    SELECT aweme_id, day, {gains(lambda name: unpacked("f", name), lambda name: unpacked("l", name))}
    FROM (SELECT aweme_id, {DAY} AS day, max({PUBLISHED}) AS published,
                 min(update_ts) AS first_ts, max(update_ts) AS last_ts, {ends}
          FROM {table} WHERE {NOT_BLANK} GROUP BY 1, 2)
    WHERE first_ts < last_ts OR day = published"""


def by_row_ids(table):
    return f"""
    SELECT g.aweme_id, day, {gains("f.{}".format, "l.{}".format)}
    FROM (SELECT aweme_id, {DAY} AS day, max({PUBLISHED}) AS published,
                 arg_min(rowid, update_ts) AS first_row, arg_max(rowid, update_ts) AS last_row
          FROM {table} WHERE {NOT_BLANK} GROUP BY 1, 2) g
    JOIN {table} f ON f.rowid = first_row JOIN {table} l ON l.rowid = last_row
    WHERE first_row <> last_row OR day = published"""


def by_times(table):
    return f"""
    SELECT g.aweme_id, day, {gains("f.{}".format, "l.{}".format)}
    FROM (SELECT aweme_id, {DAY} AS day, max({PUBLISHED}) AS published,
                 min(update_ts) AS first_ts, max(update_ts) AS last_ts
          FROM {table} WHERE {NOT_BLANK} GROUP BY 1, 2) g
    JOIN {table} f ON f.aweme_id = g.aweme_id AND f.update_ts = first_ts
    JOIN {table} l ON l.aweme_id = g.aweme_id AND l.update_ts = last_ts
    WHERE first_ts < last_ts OR day = published"""


def by_neighbours(table):
    """Of sorted rows alone: the first and last row of a day differ from a neighbour."""
    close = ", ".join(f"lag({name}) OVER () AS first_{name}" for name in COUNTERS)
    return f"""
    WITH neighbours AS (
        SELECT *, lag(aweme_id) OVER () IS DISTINCT FROM aweme_id
                  OR lag(day) OVER () <> day AS is_first,
               lead(aweme_id) OVER () IS DISTINCT FROM aweme_id
                  OR lead(day) OVER () <> day AS is_last
        FROM (SELECT *, {DAY} AS day, {PUBLISHED} AS published FROM {table} WHERE {NOT_BLANK})
    ),
    ends AS (SELECT *, {close} FROM neighbours WHERE is_first OR is_last)
    SELECT aweme_id, day, {gains("first_{}".format, "{}".format)}
    FROM ends WHERE is_last AND (NOT is_first OR day = published)"""


ANY_ORDER = {"aggregates": by_aggregates, "row ids": by_row_ids, "times": by_times}
SORTED = {**ANY_ORDER, "neighbours": by_neighbours}


def tables_from_texts():
    """From `raw_texts`, as rows come from outside, to all the tables that questions need."""
    ends = ", ".join(
        f"arg_min({packed}, update_ts) AS f{part}, arg_max({packed}, update_ts) AS l{part}"
        for part, packed in PACKED.items()
    )
    counts = ", ".join(
        f"{unpacked(end, name)} AS {label}_{name}"
        for end, label in [("f", "first"), ("l", "last")]
        for name in COUNTERS
    )
    latest = ", ".join(f"arg_max(last_{name}, day) AS {name}" for name in COUNTERS)
    return [
        # What an appender would do row by row.
        "CREATE OR REPLACE TABLE taken AS SELECT * FROM raw_texts",
        """CREATE OR REPLACE TABLE seen AS
        SELECT aweme_id, max(update_ts) AS last_seen, arg_max(product_id, update_ts) AS product_id,
               arg_max(sec_uid, update_ts) AS sec_uid, arg_max(create_time, update_ts) AS create_time
        FROM taken GROUP BY aweme_id""",
        f"""CREATE OR REPLACE TABLE day_ends AS
        SELECT aweme_id, day, first_ts, last_ts, {counts}
        FROM (SELECT aweme_id, {DAY} AS day, min(update_ts) AS first_ts, max(update_ts) AS last_ts, {ends}
              FROM taken WHERE {NOT_BLANK} GROUP BY 1, 2)""",
        f"""CREATE OR REPLACE TABLE videos AS
        SELECT (row_number() OVER (ORDER BY aweme_id) - 1)::INTEGER AS video, seen.aweme_id,
               c.code AS creator, p.code AS product, k.code AS category, catalog.category AS category_name,
               create_time, {PUBLISHED} AS published, last_seen, {", ".join(COUNTERS)}
        FROM seen LEFT JOIN creators c USING (sec_uid) LEFT JOIN products p USING (product_id)
        LEFT JOIN catalog USING (product_id) LEFT JOIN categories k USING (category)
        LEFT JOIN (SELECT aweme_id, {latest} FROM day_ends GROUP BY aweme_id) t USING (aweme_id)""",
        f"""CREATE OR REPLACE TABLE increments AS
        SELECT video, day, creator, product, category, create_time, published,
               {gains("first_{}".format, "last_{}".format)}
        FROM day_ends JOIN videos USING (aweme_id) WHERE first_ts < last_ts OR day = published""",
    ]


# Sorted for the questions, which costs them nothing here.
ARRANGED = [
    "CREATE OR REPLACE TABLE videos AS SELECT * FROM videos ORDER BY video",
    "CREATE OR REPLACE TABLE increments AS SELECT * FROM increments ORDER BY video, day",
    "CREATE OR REPLACE TABLE summaries AS SELECT * FROM day_ends ORDER BY aweme_id, day",
]

RAW_TEXTS = """
CREATE TABLE raw_texts AS
SELECT raw.* EXCLUDE (creator, product), sec_uid, product_id
FROM raw LEFT JOIN creators c ON c.code = creator LEFT JOIN products p ON p.code = product
ORDER BY aweme_id, update_ts
"""

CATEGORIES = """
CREATE TABLE categories AS
SELECT (row_number() OVER (ORDER BY category) - 1)::INTEGER AS code, category
FROM (SELECT DISTINCT category FROM catalog WHERE category IS NOT NULL)
"""
