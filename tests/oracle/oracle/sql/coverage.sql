-- METRICS 11, over the table `considered`. Variables as in moment.sql, and second_level.

WITH days AS (
    SELECT s.* FROM summary s JOIN considered c USING (aweme_id)
    WHERE s.day BETWEEN getvariable('from_day') AND getvariable('to_day')
),
increments AS (
    SELECT aweme_id, day, bool_or(gain < 0) AS falls, bool_or(gain IS NOT NULL) AS any_metric,
           any_value(span) AS span
    FROM increment JOIN considered USING (aweme_id)
    WHERE in_window GROUP BY aweme_id, day
)
SELECT
    (SELECT count(*) FROM considered) AS videos_considered,
    (SELECT count(*) FROM considered WHERE product_id IS NULL) AS videos_without_product,
    (SELECT count(*) FROM considered
      WHERE product_id IS NOT NULL
        AND (category IS NULL OR getvariable('second_level') AND category2 IS NULL))
        AS videos_without_category,
    (SELECT count(*) FROM considered WHERE creator_id IS NULL) AS videos_without_creator,
    (SELECT count(*) FROM considered WHERE products_seen >= 2) AS videos_relinked,
    (SELECT count(*) FROM days JOIN considered c USING (aweme_id)
      WHERE first_ts = last_ts AND day IS DISTINCT FROM c.published_on) AS single_snapshot_days,
    (SELECT count(*) FROM increments WHERE falls) AS falling_increments,
    (SELECT count(*) FROM increments WHERE any_metric AND span > 1) AS gap_increments,
    (SELECT max(last_ts) FROM summary WHERE day <= getvariable('to_day')) AS last_snapshot;
