-- METRICS 8: what products gained in the window and in the one before it, with the links at its
-- end. Over the table `member`, and the parameter $metric.

WITH gains AS (
    SELECT v.product_id, i.in_window, sum(i.gain) AS gain
    FROM increment i JOIN video v USING (aweme_id)
    WHERE i.metric = $metric AND i.gain IS NOT NULL AND v.product_id IS NOT NULL
    GROUP BY v.product_id, i.in_window
),
members AS (
    SELECT product_id, count(*) AS video_count, count(DISTINCT creator_id) AS creator_count,
           count(*) FILTER (published_on BETWEEN getvariable('from_day') AND getvariable('to_day'))
               AS new_video_count
    FROM member GROUP BY product_id
),
joined AS (
    SELECT v.product_id, v.creator_id
    FROM video v
    JOIN (SELECT aweme_id, min(day) AS first_day FROM accepted GROUP BY aweme_id) USING (aweme_id)
    WHERE v.product_id IS NOT NULL AND v.creator_id IS NOT NULL
    GROUP BY v.product_id, v.creator_id
    HAVING bool_or(published_on BETWEEN getvariable('from_day') AND getvariable('to_day'))
       AND NOT bool_or(coalesce(published_on, first_day) < getvariable('from_day'))
),
uncovered AS (
    SELECT count(*) > 0 AS uncovered FROM calendar
    WHERE day >= getvariable('previous_from') AND day < getvariable('from_day')
      AND day NOT IN (SELECT day FROM summary)
),
gained AS (
    SELECT m.*, p.product_title, p.category, p.category2, p.first_ts, p.first_day,
           (SELECT gain FROM gains g WHERE g.product_id = m.product_id AND g.in_window) AS gained,
           (SELECT gain FROM gains g WHERE g.product_id = m.product_id AND NOT g.in_window)
               AS previous,
           (SELECT count(*) FROM joined j WHERE j.product_id = m.product_id)
               AS joining_creator_count,
           uncovered
    FROM members m JOIN product p USING (product_id) CROSS JOIN uncovered
)
SELECT product_id, product_title, category, category2, gained, previous,
       video_count, new_video_count, creator_count, joining_creator_count, first_ts,
       CASE WHEN gained IS NULL THEN 'no_gained'
            WHEN first_day >= getvariable('from_day') THEN 'new'
            WHEN previous IS NULL THEN 'no_previous'
            WHEN previous <= 0 THEN 'previous_not_positive'
            WHEN uncovered THEN 'previous_not_covered' END AS unknown_growth,
       CASE WHEN unknown_growth IS NULL THEN gained::DOUBLE / previous::DOUBLE - 1 END AS growth
FROM gained
