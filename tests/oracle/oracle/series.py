"""Day by day: the series of a video, creator, product or category, and a video's snapshots."""

from .question import Filter
from .videos import SHOWN

MEMBERS = """
CREATE OR REPLACE TEMP TABLE series_member AS
SELECT aweme_id FROM video
WHERE ($creator_ids IS NULL OR list_contains($creator_ids::VARCHAR[], creator_id))
  AND ($product_id IS NULL OR product_id = $product_id)
  AND ($aweme_id IS NULL OR aweme_id = $aweme_id)
  AND ($category IS NULL OR category = $category)
  AND ($category2 IS NULL OR category2 = $category2)
  AND ($aweme_id IS NOT NULL OR getvariable('linked') = 'all' OR product_id IS NOT NULL)
"""

DAYS = """
WITH gained AS (
    SELECT day, metric, sum(gain) AS gain
    FROM increment JOIN series_member USING (aweme_id) WHERE in_window GROUP BY day, metric
),
moved AS (
    SELECT day, count(DISTINCT aweme_id) AS video_count, max(span) AS span_days
    FROM increment JOIN series_member USING (aweme_id)
    WHERE in_window AND gain IS NOT NULL GROUP BY day
),
summarised AS (
    SELECT day, count(*) AS summary_count
    FROM summary JOIN series_member USING (aweme_id) GROUP BY day
)
SELECT c.day, map_from_entries(list((g.metric, g.gain)) FILTER (g.metric IS NOT NULL)) AS gains,
       coalesce(any_value(m.video_count), 0) AS video_count,
       coalesce(any_value(s.summary_count), 0) AS summary_count,
       any_value(m.span_days) AS span_days
FROM calendar c
LEFT JOIN gained g USING (day) LEFT JOIN moved m USING (day) LEFT JOIN summarised s USING (day)
WHERE c.day BETWEEN getvariable('from_day') AND getvariable('to_day')
GROUP BY c.day ORDER BY c.day
"""

SUMMARIES = """
SELECT s.day, s.first_ts, s.last_ts,
       CASE WHEN s.day = v.published_on THEN 'published'
            WHEN getvariable('baseline') = 'previous_close' AND s.close_ts IS NOT NULL
                THEN 'previous_close'
            WHEN s.first_ts = s.last_ts THEN 'single_snapshot'
            ELSE 'within_day' END AS reason,
       CASE reason WHEN 'previous_close' THEN s.close_ts
                   WHEN 'within_day' THEN s.first_ts END AS baseline_ts
FROM summary s JOIN video v USING (aweme_id)
WHERE aweme_id = $aweme_id
  AND s.day BETWEEN getvariable('from_day') AND getvariable('to_day')
ORDER BY s.day
"""
READINGS = "SELECT update_ts, metric, count FROM reading WHERE aweme_id = $aweme_id"
GAINS = "SELECT day, metric, gain FROM increment WHERE aweme_id = $aweme_id AND in_window"


def daily(asked, narrowed):
    asked.database.run(MEMBERS, vars(narrowed))
    data = []
    for row in asked.database.rows(DAYS):
        gains = row["gains"] or {}
        data.append(
            {
                "date": str(row["day"]),
                **{f"{metric}_count": gains.get(metric) for metric in SHOWN},
                "video_count": row["video_count"],
                "summary_count": row["summary_count"],
                "partial": row["day"] == asked.today,
                "gap": row["video_count"] == 0,
                "span_days": row["span_days"],
            }
        )
    return asked.whole(data, narrowed)


def video_daily(asked):
    return daily(asked, Filter(aweme_id=int(asked.question.path_id)))


def creator_daily(asked):
    return daily(asked, Filter(creator_ids=[asked.question.path_id]))


def product_daily(asked):
    return daily(asked, Filter(product_id=asked.question.path_id))


def category_daily(asked):
    return daily(asked, asked.question.filter())


def snapshots(asked):
    video = {"aweme_id": int(asked.question.path_id)}
    counts = {
        (row["update_ts"], row["metric"]): row["count"]
        for row in asked.database.rows(READINGS, video)
    }
    gains = {
        (row["day"], row["metric"]): row["gain"] for row in asked.database.rows(GAINS, video)
    }

    def snapshot(update_ts):
        if update_ts is None:
            return None
        read = {f"{metric}_count": counts.get((update_ts, metric)) for metric in SHOWN}
        return {"update_ts": update_ts, **read}

    data = []
    for row in asked.database.rows(SUMMARIES, video):
        gained = {f"{metric}_count": gains.get((row["day"], metric)) for metric in SHOWN}
        data.append(
            {
                "date": str(row["day"]),
                "first": snapshot(row["first_ts"]),
                "last": snapshot(row["last_ts"]),
                "baseline": snapshot(row["baseline_ts"]),
                "increment": gained,
                "reason": row["reason"],
            }
        )
    return asked.whole(data, Filter(**video))
