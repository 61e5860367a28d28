"""Hot products: what they gained, against the window before."""

from .database import SQL
from .lists import instant
from .members import select_members
from .order import in_bands
from .question import DAY

PRODUCTS = (SQL / "hot.sql").read_text(encoding="utf-8")

DAILY = """
SELECT v.product_id, i.day, sum(i.gain) AS gain
FROM increment i JOIN video v USING (aweme_id)
WHERE i.in_window AND i.metric = $metric AND i.gain IS NOT NULL AND v.product_id IS NOT NULL
GROUP BY v.product_id, i.day
"""


def hot(asked):
    narrowed = asked.question.filter()
    select_members(asked.database, narrowed, needs=["product_id"])
    metric = {"metric": asked.metric}
    daily = {
        (row["product_id"], row["day"]): row["gain"] for row in asked.database.rows(DAILY, metric)
    }
    days = [asked.window.from_day + n * DAY for n in range(asked.window.days)]
    rows = in_bands(
        asked.database.rows(PRODUCTS, metric),
        asked.similarity,
        value=lambda row: row["gained"],
        videos=lambda row: row["video_count"],
        identity=lambda row: row["product_id"],
    )
    running = "partial" if asked.partial else None
    data = [
        {
            **{name: row[name] for name in list(row)[:6]},
            "growth": row["growth"],
            "growth_reason": row["unknown_growth"] or running,
            "video_count": row["video_count"],
            "new_video_count": row["new_video_count"],
            "creator_count": row["creator_count"],
            "first_seen": instant(row["first_ts"], asked),
            "daily": [daily.get((row["product_id"], day)) for day in days],
            "joining_creator_count": row["joining_creator_count"],
        }
        for row in rows
    ]
    return asked.paged(data, narrowed)
