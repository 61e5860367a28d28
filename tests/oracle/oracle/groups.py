"""METRICS 8: totals, averages, medians and the best video of groups of members."""

from dataclasses import dataclass

from .members import score_members
from .order import in_bands

COUNTS = """
SELECT {key}, count(*) AS video_count, count(DISTINCT product_id) AS product_count,
       count(DISTINCT creator_id) AS creator_count,
       min(published_on) AS first_post, max(published_on) AS last_post
FROM (SELECT *, 0 AS whole FROM member) GROUP BY {key}
"""

NUMBERS = """
SELECT {key}, metric,
       CASE WHEN sum(value) BETWEEN -9223372036854775808 AND 9223372036854775807
            THEN sum(value) END AS total,
       sum(value)::DOUBLE / count(value)::DOUBLE AS avg,
       median(value) AS median
FROM (SELECT *, 0 AS whole FROM member) JOIN value USING (aweme_id)
WHERE value IS NOT NULL
GROUP BY {key}, metric
"""

BEST = """
SELECT {key}, aweme_id, title, score
FROM (SELECT *, 0 AS whole FROM member) JOIN score USING (aweme_id)
JOIN (SELECT aweme_id, title FROM video_now) USING (aweme_id)
QUALIFY row_number() OVER (PARTITION BY {key}
    ORDER BY score DESC, create_time DESC NULLS LAST, aweme_id) = 1
"""

OVERALL = """
WITH total AS (
    SELECT {key}, metric, sum(value) AS total
    FROM (SELECT *, 0 AS whole FROM member) JOIN value USING (aweme_id)
    WHERE metric IN ('digg', 'collect', 'share') AND value IS NOT NULL
    GROUP BY ALL
),
part AS (
    SELECT *, total::DOUBLE / (sum(total) OVER list)::DOUBLE AS part,
           (sum(total) OVER list) > 0 AS usable
    FROM total WINDOW list AS (PARTITION BY {list_key}, metric)
)
SELECT {key},
       (coalesce(max(part) FILTER (metric = 'digg'), 0)
        + coalesce(max(part) FILTER (metric = 'collect'), 0)
        + coalesce(max(part) FILTER (metric = 'share'), 0)) / count(*) AS score
FROM part WHERE usable GROUP BY {key}
"""


@dataclass
class Group:
    key: tuple
    video_count: int = 0
    product_count: int = 0
    creator_count: int = 0
    first_post: object = None
    last_post: object = None
    total: dict = None
    avg: dict = None
    median: dict = None
    score: object = None
    best: dict = None

    def __post_init__(self):
        self.total, self.avg, self.median = self.total or {}, self.avg or {}, self.median or {}


def group_members(database, columns, metric, list_columns=("whole",)):
    """{key: Group} of the table `member` by `columns`; a list is the groups alike in `list_columns`."""
    list_key = ", ".join(list_columns)
    key = ", ".join(dict.fromkeys((*(c for c in list_columns if c != "whole"), *columns)))
    names = key.split(", ")
    score_members(database, metric, list_key)

    def keyed(sql):
        sql = sql.format(key=key, list_key="0" if list_key == "whole" else list_key)
        for row in database.rows(sql):
            yield tuple(row.pop(name) for name in names), row

    groups = {identity: Group(identity, **row) for identity, row in keyed(COUNTS)}
    for identity, row in keyed(NUMBERS):
        group = groups[identity]
        group.total[row["metric"]] = row["total"]
        group.avg[row["metric"]] = row["avg"]
        group.median[row["metric"]] = row["median"]
    for identity, row in keyed(BEST):
        groups[identity].best = {
            "aweme_id": str(row["aweme_id"]),
            "title": row["title"],
            "value": row["score"],
        }
    if metric == "overall":
        for identity, row in keyed(OVERALL):
            groups[identity].score = row["score"]
    else:
        for group in groups.values():
            group.score = group.total.get(metric)
    return groups


def ordered(groups, similarity):
    return in_bands(
        groups,
        similarity,
        value=lambda group: group.score,
        videos=lambda group: group.video_count,
        identity=lambda group: group.key,
    )


GROUP_METRICS = ("digg", "collect", "share", "comment")


def totals(group):
    return {f"total_{metric}_count": group.total.get(metric) for metric in GROUP_METRICS}


def averages(group):
    return {f"avg_{metric}_count": group.avg.get(metric) for metric in GROUP_METRICS}


def medians(group):
    return {f"median_{metric}_count": group.median.get(metric) for metric in GROUP_METRICS}


def post_dates(group):
    return {"first_post_date": date(group.first_post), "last_post_date": date(group.last_post)}


def date(day):
    return None if day is None else day.isoformat()
