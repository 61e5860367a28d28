"""Whom to learn from: creators side by side, their best videos, and chosen creators."""

from .compare import Keyed
from .groups import Group, averages, group_members, medians, ordered, totals
from .members import score_members, select_members
from .question import Filter
from .videos import video_rows

PERCENTILE = """
WITH peer AS (SELECT unnest($scores::DOUBLE[]) AS score)
SELECT DISTINCT p.score,
       100.0 * (count(*) FILTER (q.score < p.score) + 0.5 * count(*) FILTER (q.score = p.score))::DOUBLE
       / count(*)::DOUBLE AS percentile
FROM (SELECT DISTINCT score FROM peer) p CROSS JOIN peer q GROUP BY p.score
"""
CREATORS = "SELECT creator_id, nickname, fans FROM creator"


def benchmark_creators(asked):
    database = asked.database
    narrowed = asked.question.filter()
    select_members(database, narrowed, needs=["creator_id"])
    groups = group_members(database, ["creator_id"], asked.metric)
    about = creator_cards(database)
    scores = [group.score for group in groups.values() if group.score is not None]
    percentile = {
        row["score"]: row["percentile"] for row in database.rows(PERCENTILE, {"scores": scores})
    }
    rows = [
        {
            **about[group.key[0]],
            "video_count": group.video_count,
            "product_count": group.product_count,
            **totals(group),
            **averages(group),
            **medians(group),
            "percentile": None if group.score is None else percentile[float(group.score)],
            "best_video": group.best,
            "value": group.score,
        }
        for group in ordered(groups.values(), asked.similarity)
    ]
    everyone = group_members(database, ["whole"], "digg").get((0,), Group((0,)))
    category_total = {
        "creator_count": everyone.creator_count,
        "video_count": everyone.video_count,
        "product_count": everyone.product_count,
        **totals(everyone),
        **averages(everyone),
        **medians(everyone),
    }
    return asked.paged(
        rows,
        narrowed,
        shape=lambda page: {
            "peers": len(rows),
            "enough_peers": len(rows) >= 5,
            "category_total": category_total,
            "creators": page,
        },
    )


def benchmark_videos(asked):
    """One row per creator and category; the list of `overall` is every video compared."""
    narrowed = asked.question.filter()
    select_members(asked.database, narrowed, needs=["creator_id", "category"])
    score_members(asked.database, asked.metric)
    best, without = {}, {}
    for shown, row in video_rows(asked):
        place = row["creator_id"], row["category"]
        if row["score"] is not None:
            best.setdefault(place, shown)
        without[place] = row["nickname"]
    places = [*best, *sorted(set(without) - set(best), key=bytes_of_both)]
    rows = [
        {
            "creator_id": creator_id,
            "nickname": without[creator_id, category],
            "category": category,
            "video": best.get((creator_id, category)),
        }
        for creator_id, category in places
    ]
    return asked.paged(rows, narrowed)


def compare_creators(asked):
    """Creators and categories alike stand in the order of groups, within their own list."""
    database = asked.database
    chosen = [value for name, value in asked.question.parameters if name == "creator_id"]
    narrowed = Filter(creator_ids=chosen)
    select_members(database, narrowed, needs=["category"])
    about = creator_cards(database)

    groups = group_members(database, ["creator_id"], asked.metric)
    every = [groups.get((identity,), Group((identity,))) for identity in chosen]
    in_order = ordered(every, asked.similarity)
    creators = [{**about[group.key[0]], **compared(group)} for group in in_order]

    categories = group_members(database, ["category"], asked.metric)
    cells = group_members(database, ["creator_id"], asked.metric, list_columns=("category",))
    by_category = [
        {
            "category": category.key[0],
            "by_creator": Keyed(
                (one.key[0], compared(cells.get((category.key[0], one.key[0]), Group(()))))
                for one in in_order
            ),
        }
        for category in ordered(categories.values(), asked.similarity)
    ]
    return asked.whole({"creators": creators, "categories": by_category}, narrowed)


def compared(group):
    return {
        "video_count": group.video_count,
        **totals(group),
        **averages(group),
        "best_video": group.best,
        "value": group.score,
    }


def creator_cards(database):
    return {row["creator_id"]: row for row in database.rows(CREATORS)}


def bytes_of_both(place):
    return tuple(part.encode("utf-8") for part in place)
