"""A creator's strengths: their members by category, by its second level, or by product."""

from .groups import averages, group_members, ordered, post_dates, totals
from .members import select_members

GROUPED_BY = {
    "category": ["category"],
    "category2": ["category", "category2"],
    "product": ["product_id"],
}
TITLES = "SELECT product_id, product_title FROM product"


def creator_products(asked):
    narrowed = asked.question.filter()
    narrowed.creator_ids = [asked.question.path_id]
    group_by = asked.question.get("group_by", "category")
    columns = GROUPED_BY[group_by]
    select_members(asked.database, narrowed, needs=["product_id", *columns])
    titles = {row["product_id"]: row["product_title"] for row in asked.database.rows(TITLES)}

    groups = group_members(asked.database, columns, asked.metric)
    in_order = ordered(groups.values(), asked.similarity)
    if group_by == "product":
        data = [product_row(group, titles) for group in in_order]
    else:
        inside = group_members(
            asked.database, ["product_id"], asked.metric, list_columns=tuple(columns)
        )
        data = [category_row(group, inside, titles, asked) for group in in_order]
    return asked.whole(
        {"creator": creator_card(asked), "groups": data},
        narrowed,
        second_level=group_by == "category2",
    )


def category_row(group, inside, titles, asked):
    width = len(group.key)
    mine = [product for product in inside.values() if product.key[:width] == group.key]
    return {
        "category": group.key[0],
        "category2": group.key[1] if width > 1 else None,
        "product_count": group.product_count,
        "video_count": group.video_count,
        **totals(group),
        **averages(group),
        "best_video": group.best,
        **post_dates(group),
        "products": [product_row(one, titles) for one in ordered(mine, asked.similarity)],
        "value": group.score,
    }


def product_row(group, titles):
    return {
        "product_id": group.key[-1],
        "product_title": titles[group.key[-1]],
        "video_count": group.video_count,
        **totals(group),
        **averages(group),
        "best_video": group.best,
        **post_dates(group),
        "value": group.score,
    }


def creator_card(asked):
    return asked.database.row(
        "SELECT creator_id, nickname, avatar, fans FROM creator WHERE creator_id = $id",
        {"id": asked.question.path_id},
    )
