-- METRICS 5, 6 and 7: the videos as they stand at the end of the window, their increments and
-- their values. Variables: from_day, to_day, as_of, previous_from, basis, baseline, linked.

CREATE OR REPLACE TEMP TABLE video AS
WITH at_end AS (
    SELECT aweme_id,
           arg_max(product_id, (update_ts, product_id))
               FILTER (product_id IS NOT NULL) AS product_id,
           count(DISTINCT product_id) AS products_seen,
           max(update_ts) AS last_sighting
    FROM accepted WHERE day <= getvariable('to_day') GROUP BY aweme_id
),
at_as_of AS (
    SELECT aweme_id,
           coalesce(arg_max(sec_uid, (update_ts, sec_uid)) FILTER (sec_uid IS NOT NULL),
                    arg_max(creator_hash, (update_ts, creator_hash))
                        FILTER (creator_hash IS NOT NULL)) AS creator_id,
           max((update_ts, create_time, created_on))
               FILTER (create_time IS NOT NULL) AS creation
    FROM accepted WHERE day <= getvariable('as_of') GROUP BY aweme_id
),
summarised AS (
    SELECT aweme_id, max(day) AS last_day, max(last_ts) AS last_snapshot
    FROM summary WHERE day <= getvariable('to_day') GROUP BY aweme_id
)
SELECT e.aweme_id, e.product_id, e.products_seen, e.last_sighting,
       a.creator_id, a.creation[2] AS create_time, a.creation[3] AS published_on,
       p.product_title, p.category, p.category2,
       s.last_day, s.last_snapshot
FROM at_end e
JOIN at_as_of a USING (aweme_id)
LEFT JOIN product p USING (product_id)
LEFT JOIN summarised s USING (aweme_id);

CREATE OR REPLACE TEMP TABLE increment AS
WITH both_baselines AS (
    SELECT c.aweme_id, c.day, c.metric,
           CASE WHEN c.day = v.published_on THEN c.last_count ELSE c.within END AS within_day,
           CASE WHEN c.day = v.published_on THEN c.last_count ELSE c.previous END AS previous_close,
           CASE WHEN c.day = v.published_on OR getvariable('baseline') = 'within_day' THEN 1
                ELSE c.previous_span END AS span
    FROM change c JOIN video v USING (aweme_id)
    WHERE c.day BETWEEN getvariable('previous_from') AND getvariable('to_day')
)
SELECT *, day >= getvariable('from_day') AS in_window,
       CASE getvariable('baseline') WHEN 'within_day' THEN within_day
                                    ELSE previous_close END AS gain
FROM both_baselines;

CREATE OR REPLACE TEMP TABLE counted AS
SELECT * FROM video
WHERE (getvariable('linked') = 'all' OR product_id IS NOT NULL)
  AND CASE getvariable('basis')
      WHEN 'posted' THEN published_on BETWEEN getvariable('from_day') AND getvariable('to_day')
      ELSE aweme_id IN (SELECT aweme_id FROM increment WHERE in_window AND gain IS NOT NULL) END;

CREATE OR REPLACE TEMP TABLE value AS
WITH gained AS (
    SELECT aweme_id, metric, sum(gain)::BIGINT AS gained
    FROM increment WHERE in_window GROUP BY aweme_id, metric
)
SELECT c.aweme_id, m.metric, t.last_count AS total, g.gained,
       CASE getvariable('basis') WHEN 'posted' THEN t.last_count ELSE g.gained END AS value
FROM counted c CROSS JOIN metric m
LEFT JOIN change t ON t.aweme_id = c.aweme_id AND t.day = c.last_day AND t.metric = m.metric
LEFT JOIN gained g ON g.aweme_id = c.aweme_id AND g.metric = m.metric;
