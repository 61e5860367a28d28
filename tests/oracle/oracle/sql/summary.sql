-- METRICS 3 and 4: day summaries, and what each of them changes against its open or its close.

CREATE OR REPLACE TEMP TABLE snapshot AS
WITH tuples AS (
    SELECT a.row_id, a.aweme_id, a.update_ts, a.day,
           list(coalesce(c.count, -1) ORDER BY m.rank) AS counters
    FROM accepted a CROSS JOIN metric m
    LEFT JOIN counter c ON c.row_id = a.row_id AND c.metric = m.metric
    WHERE NOT a.blank
    GROUP BY ALL
)
SELECT aweme_id, update_ts, day, arg_max(row_id, (counters, row_id)) AS row_id
FROM tuples GROUP BY aweme_id, update_ts, day;

CREATE OR REPLACE TABLE reading AS
SELECT s.aweme_id, s.update_ts, c.metric, c.count
FROM snapshot s JOIN counter c USING (row_id)
WHERE c.count IS NOT NULL;

CREATE OR REPLACE TABLE summary AS
WITH ends AS (
    SELECT aweme_id, day, min(update_ts) AS first_ts, max(update_ts) AS last_ts
    FROM snapshot GROUP BY aweme_id, day
)
SELECT *, lag(day) OVER earlier AS close_day, lag(last_ts) OVER earlier AS close_ts
FROM ends
WINDOW earlier AS (PARTITION BY aweme_id ORDER BY day);

-- One row per video, day and metric. `within` and `previous` leave publication aside: the day
-- of publication may depend on `as_of`.
CREATE OR REPLACE TABLE change AS
SELECT s.aweme_id, s.day, m.metric, l.count AS last_count,
       CASE WHEN s.first_ts < s.last_ts THEN l.count - f.count END AS within,
       CASE WHEN s.close_day IS NOT NULL THEN l.count - c.count
            WHEN s.first_ts < s.last_ts THEN l.count - f.count END AS previous,
       coalesce(s.day - s.close_day, 1) AS previous_span
FROM summary s CROSS JOIN metric m
LEFT JOIN reading f ON f.aweme_id = s.aweme_id AND f.update_ts = s.first_ts AND f.metric = m.metric
LEFT JOIN reading l ON l.aweme_id = s.aweme_id AND l.update_ts = s.last_ts AND l.metric = m.metric
LEFT JOIN reading c ON c.aweme_id = s.aweme_id AND c.update_ts = s.close_ts AND c.metric = m.metric;
