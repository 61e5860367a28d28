"""METRICS 11: what an answer rests on."""

from .database import SQL
from .local_days import Instant

COUNTS = (SQL / "coverage.sql").read_text(encoding="utf-8")

CONSIDERED = """
CREATE OR REPLACE TEMP TABLE considered AS
SELECT * FROM video
WHERE ($creator_ids IS NULL OR list_contains($creator_ids::VARCHAR[], creator_id))
  AND ($product_id IS NULL OR product_id = $product_id)
  AND ($aweme_id IS NULL OR aweme_id = $aweme_id)
  AND ($category IS NULL OR category IS NULL
       OR category = $category
          AND ($category2 IS NULL OR category2 IS NULL OR category2 = $category2))
  AND CASE getvariable('basis')
      WHEN 'posted' THEN published_on BETWEEN getvariable('from_day') AND getvariable('to_day')
      ELSE aweme_id IN (SELECT aweme_id FROM summary
                        WHERE day BETWEEN getvariable('from_day') AND getvariable('to_day')) END
"""

BETWEEN_DAYS = """
SELECT metric,
       CASE WHEN count(previous_close) + count(within_day) > 0
            THEN coalesce(sum(previous_close), 0) - coalesce(sum(within_day), 0) END AS growth
FROM metric LEFT JOIN (
    SELECT * FROM increment JOIN considered USING (aweme_id) WHERE in_window
) USING (metric)
GROUP BY metric, rank ORDER BY rank
"""

DAYS_WITHOUT_CRAWL = """
SELECT day FROM calendar
WHERE day BETWEEN getvariable('from_day') AND getvariable('to_day')
  AND day NOT IN (SELECT day FROM summary)
ORDER BY day
"""


def coverage(database, narrowed, second_level, timezone):
    database.run(CONSIDERED, vars(narrowed))
    database.set_variables(second_level=second_level)
    counts = database.row(COUNTS)
    last_snapshot = counts.pop("last_snapshot")
    growth = {f'{row["metric"]}_count': row["growth"] for row in database.rows(BETWEEN_DAYS)}
    return counts | {
        "growth_between_days": growth,
        "days_without_crawl": [str(row["day"]) for row in database.rows(DAYS_WITHOUT_CRAWL)],
        "last_snapshot": None if last_snapshot is None else Instant(last_snapshot, timezone),
    }
