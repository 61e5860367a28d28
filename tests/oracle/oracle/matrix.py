"""The product matrix: one point per product."""

from .groups import group_members
from .members import select_members
from .order import in_bands

GOOD = """
SELECT product_id, count(*) FILTER (score >= $least) AS good, count(*) AS measured
FROM member JOIN score USING (aweme_id) GROUP BY product_id
"""
PRODUCTS = "SELECT product_id, product_title, category, category2 FROM product"
MEDIAN = "SELECT median(x) FROM (SELECT unnest($values::DOUBLE[]) AS x)"


def matrix(asked):
    question, database = asked.question, asked.database
    narrowed = question.filter()
    select_members(database, narrowed, needs=["product_id"])
    groups = group_members(database, ["product_id"], asked.metric).values()
    about = {row["product_id"]: row for row in database.rows(PRODUCTS)}
    least = question.get("min_metric")
    good = good_videos(database, least)
    measure = question.get("measure", "total")

    points = [point(group, about[group.key[0]], asked.metric, good) for group in groups]
    points = [
        row
        for row in points
        if row["video_count"] >= int(question.get("min_videos", 0))
        and row["creator_count"] >= int(question.get("min_creators", 0))
        and (least is None or row["good_video_count"])
    ]
    points = in_bands(
        points,
        asked.similarity,
        value=lambda row: row[measure],
        videos=lambda row: row["video_count"],
        identity=lambda row: row["product_id"],
    )
    measured = [row[measure] for row in points if row[measure] is not None]
    data = {
        "metric": asked.metric,
        "measure": measure,
        "median_x": database.value(MEDIAN, {"values": measured}),
        "median_y": database.value(MEDIAN, {"values": [row["video_count"] for row in points]}),
        "points": chosen(points, measure, question),
    }
    return asked.whole(data, narrowed)


def chosen(points, measure, question):
    """The points of the box and the search, by a column."""
    limits = [(measure, "x"), ("video_count", "y")]
    for name, axis in limits:
        low, high = (question.get(f"{axis}_{end}") for end in ("from", "to"))
        if low is not None or high is not None:
            points = [
                row
                for row in points
                if row[name] is not None
                and (low is None or row[name] >= float(low))
                and (high is None or row[name] <= float(high))
            ]
    text = (question.get("q") or "").lower()
    points = [
        row
        for row in points
        if text in row["product_id"].lower() or text in (row["product_title"] or "").lower()
    ]
    column = question.get("sort")
    if column is None:
        return points
    name = column.lstrip("-")
    known = [row for row in points if row[name] is not None]
    known.sort(key=lambda row: row[name], reverse=column.startswith("-"))
    return known + [row for row in points if row[name] is None]


def good_videos(database, least):
    if least is None:
        return None
    rows = database.rows(GOOD, {"least": int(least)})
    return {row["product_id"]: (row["good"], row["measured"]) for row in rows}


def point(group, about, metric, good):
    best = group.best or {"aweme_id": None, "value": None}
    good_count, measured = (None, None) if good is None else good.get(group.key[0], (0, 0))
    return {
        **about,
        "video_count": group.video_count,
        "creator_count": group.creator_count,
        "total": group.total.get(metric),
        "avg": group.avg.get(metric),
        "median": group.median.get(metric),
        "best": best["value"],
        "best_aweme_id": best["aweme_id"],
        "good_video_count": good_count,
        "good_rate": good_count / measured if measured else None,
    }
