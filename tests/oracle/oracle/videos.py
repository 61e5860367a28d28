"""Top videos, and the row by which other answers show a video."""

from .groups import date
from .lists import instant
from .members import score_members, select_members

SHOWN = ("digg", "collect", "share", "comment", "play")

VIDEO_ROWS = """
WITH median_of_creator AS (
    SELECT creator_id, median(score) AS median, count(*) AS videos
    FROM counted JOIN score USING (aweme_id)
    WHERE creator_id IS NOT NULL GROUP BY creator_id
)
SELECT m.aweme_id, n.title, m.creator_id,
       CASE WHEN m.creator_id IS NULL THEN n.own_nickname ELSE c.nickname END AS nickname,
       m.product_id, m.product_title, m.category, m.category2,
       m.create_time, m.published_on, m.last_snapshot, n.aweme_url, n.cover_url,
       s.score,
       CASE WHEN d.videos >= 3 AND d.median > 0
            THEN s.score::DOUBLE / d.median::DOUBLE END AS times_creator_median
FROM member m
JOIN video_now n USING (aweme_id)
LEFT JOIN creator c ON c.creator_id = m.creator_id
LEFT JOIN score s ON s.aweme_id = m.aweme_id
LEFT JOIN median_of_creator d ON d.creator_id = m.creator_id
ORDER BY s.score DESC NULLS LAST, m.create_time DESC NULLS LAST, m.aweme_id
"""

VALUES = "SELECT aweme_id, metric, total, gained, value FROM value JOIN member USING (aweme_id)"


def videos(asked):
    narrowed = asked.question.filter()
    narrowed.product_id = asked.question.path_id or asked.question.get("product_id")
    creator_id = asked.question.get("creator_id")
    narrowed.creator_ids = [creator_id] if creator_id else None
    select_members(asked.database, narrowed)
    score_members(asked.database, asked.metric)
    return asked.paged([shown for shown, _ in video_rows(asked)], narrowed)


def video_rows(asked):
    """(the row as shown, what the query knows of it) of every member, in the order of videos."""
    value, total, gained = {}, {}, {}
    for row in asked.database.rows(VALUES):
        place = row["aweme_id"], row["metric"]
        value[place], total[place], gained[place] = row["value"], row["total"], row["gained"]
    result = []
    for row in asked.database.rows(VIDEO_ROWS):
        video = row["aweme_id"]
        names = ["title", "creator_id", "nickname", "product_id", "product_title"]
        names += ["category", "category2", "create_time"]
        shown = {
            "aweme_id": str(video),
            **{name: row[name] for name in names},
            "published_on": date(row["published_on"]),
            **{f"{metric}_count": value[video, metric] for metric in SHOWN},
            **{f"total_{metric}_count": total[video, metric] for metric in SHOWN},
            **{f"gained_{metric}_count": gained[video, metric] for metric in SHOWN},
            "times_creator_median": row["times_creator_median"],
            "aweme_url": row["aweme_url"],
            "cover_url": row["cover_url"],
            "last_snapshot": instant(row["last_snapshot"], asked),
            "value": row["score"],
        }
        result.append((shown, row))
    return result
