"""The lists of everything known: creators, products, categories (METRICS 10)."""

from .groups import Group, averages, group_members, ordered, totals
from .local_days import Instant
from .members import select_members
from .question import Filter

CREATORS = """
SELECT creator_id, nickname, avatar, fans, last_sighting
FROM creator LEFT JOIN (
    SELECT creator_id, max(last_sighting) AS last_sighting FROM video GROUP BY creator_id
) USING (creator_id)
WHERE (in_table OR first_day <= getvariable('to_day'))
  AND ($category IS NULL OR creator_id IN (
        SELECT creator_id FROM video
        WHERE category = $category AND ($category2 IS NULL OR category2 = $category2)))
"""

PRODUCTS = """
SELECT product_id, product_title, brand, category, category2, price, sales, last_sighting
FROM product LEFT JOIN (
    SELECT product_id, max(last_sighting) AS last_sighting FROM video GROUP BY product_id
) USING (product_id)
WHERE (in_catalog OR first_day <= getvariable('to_day'))
  AND ($category IS NULL OR category = $category)
  AND ($category2 IS NULL OR category2 = $category2)
"""

CATEGORIES = """
SELECT category,
       coalesce(list(DISTINCT category2 ORDER BY category2)
                FILTER (category2 IS NOT NULL), []) AS category2,
       coalesce(any_value(m.product_count), 0) AS product_count,
       coalesce(any_value(m.video_count), 0) AS video_count
FROM product LEFT JOIN (
    SELECT category, count(DISTINCT product_id) AS product_count, count(*) AS video_count
    FROM member GROUP BY category
) m USING (category)
WHERE category IS NOT NULL
GROUP BY category
ORDER BY video_count DESC, category
"""

MATCHES = """
SELECT contains(lower($id), lower($text)) OR contains(lower(coalesce($name, '')), lower($text))
"""


def creators(asked):
    narrowed = asked.question.filter()
    select_members(asked.database, narrowed, needs=["creator_id"])
    groups = group_members(asked.database, ["creator_id"], asked.metric)
    known = {row["creator_id"]: row for row in asked.database.rows(CREATORS, levels(narrowed))}
    rows = []
    for group in everything_known(known, groups, asked):
        about = known[group.key[0]]
        rows.append(
            {
                "creator_id": about["creator_id"],
                "nickname": about["nickname"],
                "avatar": about["avatar"],
                "fans": about["fans"],
                "video_count": group.video_count,
                "product_count": group.product_count,
                **totals(group),
                **averages(group),
                "last_seen": instant(about["last_sighting"], asked),
                "value": group.score,
            }
        )
    text = asked.question.get("q")
    return asked.paged(matching(rows, text, "creator_id", "nickname", asked), narrowed)


def products(asked):
    narrowed = asked.question.filter()
    select_members(asked.database, narrowed, needs=["product_id"])
    groups = group_members(asked.database, ["product_id"], asked.metric)
    known = {row["product_id"]: row for row in asked.database.rows(PRODUCTS, levels(narrowed))}
    rows = []
    for group in everything_known(known, groups, asked):
        about = known[group.key[0]]
        rows.append(
            {
                **{name: about[name] for name in list(about)[:5]},
                "price": number(about["price"]),
                "sales": number(about["sales"]),
                "video_count": group.video_count,
                "creator_count": group.creator_count,
                **totals(group),
                **averages(group),
                "last_seen": instant(about["last_sighting"], asked),
                "value": group.score,
            }
        )
    text = asked.question.get("keyword") or asked.question.get("q")
    return asked.paged(matching(rows, text, "product_id", "product_title", asked), narrowed)


def categories(asked):
    select_members(asked.database, Filter(), needs=["category"])
    return asked.whole(asked.database.rows(CATEGORIES), Filter())


def everything_known(known, groups, asked):
    every = [groups.get((identity,), Group((identity,))) for identity in known]
    assert {group.key[0] for group in groups.values()} <= set(known)
    return ordered(every, asked.similarity)


def matching(rows, text, identity, name, asked):
    if not text:
        return rows
    return [
        row
        for row in rows
        if asked.database.value(MATCHES, {"id": row[identity], "name": row[name], "text": text})
    ]


def levels(narrowed):
    return {"category": narrowed.category, "category2": narrowed.category2}


def instant(milliseconds, asked):
    return None if milliseconds is None else Instant(milliseconds, asked.timezone)


def number(text):
    """Prices and sales are whole numbers in most tables, text in some."""
    return int(text) if text and text.lstrip("-").isdigit() else text
