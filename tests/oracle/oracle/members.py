"""METRICS 7: the videos that count in a question, as the table `member`; and their scores."""

NARROWED = """
CREATE OR REPLACE TEMP TABLE member AS
SELECT * FROM counted
WHERE ($creator_ids IS NULL OR list_contains($creator_ids::VARCHAR[], creator_id))
  AND ($product_id IS NULL OR product_id = $product_id)
  AND ($aweme_id IS NULL OR aweme_id = $aweme_id)
  AND ($category IS NULL OR category = $category)
  AND ($category2 IS NULL OR category2 = $category2)
"""

PLAIN_SCORE = """
CREATE OR REPLACE TEMP TABLE score AS
SELECT aweme_id, value AS score FROM value WHERE metric = $metric AND value IS NOT NULL
"""

# Over `counted`, not `member`: a creator's median is not narrowed by the filter.
OVERALL_SCORE = """
CREATE OR REPLACE TEMP TABLE score AS
WITH list AS (
    SELECT {key}, metric, sum(value) AS list_sum
    FROM (SELECT *, 0 AS whole FROM member) JOIN value USING (aweme_id)
    WHERE metric IN ('digg', 'collect', 'share')
    GROUP BY ALL HAVING sum(value) > 0
),
part AS (
    SELECT aweme_id, metric, value::DOUBLE / list_sum::DOUBLE AS part
    FROM (SELECT *, 0 AS whole FROM counted) JOIN value USING (aweme_id)
    JOIN list USING ({key}, metric)
    WHERE value IS NOT NULL
)
SELECT aweme_id,
       (coalesce(max(part) FILTER (metric = 'digg'), 0)
        + coalesce(max(part) FILTER (metric = 'collect'), 0)
        + coalesce(max(part) FILTER (metric = 'share'), 0)) / count(*) AS score
FROM part GROUP BY aweme_id
"""


def select_members(database, narrowed, needs=()):
    """Fill `member`; `needs` names the columns that must be known (product_id, creator_id, …)."""
    known = "".join(f" AND {column} IS NOT NULL" for column in needs)
    database.run(NARROWED + known, vars(narrowed))


def score_members(database, metric, list_key="whole"):
    """Fill `score`: the value of a video in the metric; `overall` within the list of `list_key`."""
    if metric == "overall":
        database.run(OVERALL_SCORE.format(key=list_key))
    else:
        database.run(PLAIN_SCORE, {"metric": metric})
