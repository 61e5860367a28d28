"""Questions of mediaop on two frames that were made before: videos with their latest totals, and
increments with the same attributes, both sorted by video, ids as codes.

What Polars need not do: as for DuckDB (docs/PERFORMANCE.md), and the page's values of the other
basis.
"""

import polars
from polars import col

from rows import COUNTERS

from .polars_increments import DAY, NOT_BLANK, PUBLISHED

ATTRIBUTES = ["creator", "product", "category", "create_time", "published"]
# Of a video 32 bits hold any sum; of more they may not.
SUMS = [col(name).cast(polars.Int64).sum() for name in COUNTERS]
AVERAGES = [col(name).mean().alias(f"avg_{name}") for name in COUNTERS]
VIDEOS = polars.len().alias("videos")


def tables(rows, increments):
    """`videos` and `increments`, from the raw rows and the increments made of them."""
    _, category = rows.category_codes()
    raw = polars.DataFrame(rows.columns).lazy()
    known = [col(name).filter(col(name) > least).last() for name, least in [("creator", -1), ("product", -1), ("create_time", 0)]]
    seen = raw.group_by("aweme_id").agg(known)
    totals = raw.with_columns(DAY, PUBLISHED).filter(NOT_BLANK).group_by("aweme_id").agg(col(name).last() for name in COUNTERS)
    categories = polars.DataFrame({"category": category, "product": range(len(category))}, schema_overrides={"product": polars.Int32})
    videos = (
        seen.join(totals, on="aweme_id", how="left")
        .join(categories.filter(col("category") >= 0).lazy(), on="product", how="left")
        .sort("aweme_id")
        .with_row_index("video")
        .with_columns(PUBLISHED)
        .collect()
    )
    of_video = videos.select("aweme_id", "video", *ATTRIBUTES)
    gained = increments.join(of_video, on="aweme_id").drop("aweme_id").sort("video", "day")
    return videos, gained


class Questions:
    """The ways to each answer, by the name of its measurement: {name: {way: function}}."""

    def __init__(self, videos, increments, facts, window, code):
        """`code(kind, text)` gives the code of an id or a category."""
        self.videos, self.increments = videos, increments
        self.since, self.to, self.hot_since = window["from"], window["to"], window["hot_from"]
        self.creators = [code("creators", text) for text in facts["creators"]]
        self.of_creator = col("creator") == self.creators[0]
        self.of_product = col("product") == code("products", facts["product"])
        self.of_category = col("category") == code("categories", facts["category"])

    def all(self):
        questions = {}
        for basis, ways in [("posted", [self.posted]), ("gained", [self.carried, self.fetched])]:
            for name, ask in self.of_a_basis().items():
                questions[f"{name}/{basis}"] = {
                    way.__name__: lambda ask=ask, way=way: ask(way) for way in ways
                }
        return questions | {
            "hot_products": {"by video": self.hot_products},
            "daily_series/creator": {"plain": lambda: self.daily_series(self.of_creator)},
            "daily_series/category": {"plain": lambda: self.daily_series(self.of_category)},
        }

    def posted(self, where):
        published = col("published").is_between(self.since, self.to)
        return self.videos.lazy().filter(published & col("product").is_not_null() & where).collect()

    def sums(self, where, *carried):
        days = col("day").is_between(self.since, self.to)
        rows = self.increments.lazy().filter(days & col("product").is_not_null() & where)
        return rows.group_by("video").agg(*carried, *(col(name).sum() for name in COUNTERS)).collect()

    def carried(self, where):
        """What is known of a video is taken from its increments."""
        return self.sums(where, *(col(name).first() for name in ATTRIBUTES))

    def fetched(self, where):
        """What is known of a video is fetched by its number."""
        sums = self.sums(where)
        return polars.concat([sums, self.videos.select(col(ATTRIBUTES).gather(sums["video"]))], how="horizontal")

    def of_a_basis(self):
        of_all = polars.lit(True)
        categorised, authored = col("category").is_not_null(), col("creator").is_not_null()
        return {
            "creators": lambda members: groups(members(authored), "creator", "product"),
            "products": lambda members: groups(members(of_all), "product", "creator"),
            "creator_products": lambda members: creator_products(members(self.of_creator & categorised)),
            "top_videos/all": lambda members: top_videos(members, of_all),
            "top_videos/category": lambda members: top_videos(members, self.of_category),
            "top_videos/product": lambda members: top_videos(members, self.of_product),
            "product_matrix": lambda members: product_matrix(members(of_all)),
            "creator_benchmark": lambda members: creator_benchmark(members(self.of_category & authored)),
            "best_videos": lambda members: best_videos(members(authored & categorised)),
            "compare_creators": lambda members: compare_creators(members(col("creator").is_in(self.creators) & categorised)),
            "categories": lambda members: counts(members(categorised), "category", "product"),
        }

    def hot_products(self):
        now = col("day") >= self.hot_since
        days = col("day").is_between(2 * self.hot_since - self.to - 1, self.to)
        rows = self.increments.lazy().filter(days & col("product").is_not_null())
        known = lambda column, named: column.is_not_null().sum().alias(named)
        # A sum of nothing is not known, where Polars says 0.
        sum_or_null = lambda column, of: polars.when(column.is_not_null().any()).then(column.cast(polars.Int64).sum()).alias(of)
        page = (
            rows.group_by("video")
            .agg(
                col("product", "creator", "published").first(),
                sum_or_null(col("digg").filter(now), "gained"),
                sum_or_null(col("digg").filter(~now), "previous"),
            )
            .group_by("product")
            .agg(
                sum_or_null(col("gained"), "gained"),
                sum_or_null(col("previous"), "previous"),
                known(col("gained"), "videos"),
                known(col("gained").filter(col("published") >= self.hot_since), "new_videos"),
                col("creator").filter(col("gained").is_not_null()).drop_nulls().n_unique().alias("creators"),
            )
            .sort(["gained", "videos", "product"], descending=[True, True, False], nulls_last=True)
            .head(50)
            .collect()
        )
        daily = (
            rows.filter(now & col("product").is_in(page["product"].to_list()))
            .group_by("product", "day")
            .agg(col("digg").sum())
            .group_by("product")
            .agg(col("digg").sort_by("day").alias("daily"))
            .collect()
        )
        return page.join(daily, on="product", how="left", maintain_order="left").with_columns(col("daily").fill_null([]))

    def daily_series(self, where):
        days = col("day").is_between(self.since, self.to)
        rows = self.increments.lazy().filter(days & col("product").is_not_null() & where)
        return rows.group_by("day").agg(VIDEOS, *SUMS).sort("day").collect()


def counts(members, by, counted):
    return members.lazy().group_by(by).agg(VIDEOS, col(counted).drop_nulls().n_unique().alias(f"{counted}s")).collect()


def groups(members, by, counted):
    return (
        members.lazy()
        .group_by(by)
        .agg(VIDEOS, col(counted).drop_nulls().n_unique().alias(f"{counted}s"), *SUMS, *AVERAGES)
        .sort(["digg", "videos", by], descending=[True, True, False])
        .head(50)
        .collect()
    )


def grouping_sets(members, *sets):
    aggregates = [VIDEOS, *SUMS, *AVERAGES, col("digg").max().alias("best"), col("video").sort_by("digg").last().alias("best_video")]
    frames = [members.lazy().group_by(by).agg(aggregates) for by in sets]
    return polars.concat(frames, how="diagonal").collect()


def creator_products(members):
    return grouping_sets(members, ["category"], ["category", "product"])


def compare_creators(members):
    return grouping_sets(members, ["creator"], ["creator", "category"])


def top_videos(members, where):
    order = {"by": ["digg", "create_time", "video"], "descending": [True, True, False], "nulls_last": True}
    page = members(where).lazy().sort(**order).head(50).collect()
    peers = members(col("creator").is_in(page["creator"].drop_nulls().unique().to_list()))
    medians = peers.group_by("creator").agg(col("digg").median().alias("middle"), col("digg").count().alias("known"))
    above = (col("known") >= 3) & (col("middle") > 0)
    return page.join(medians, on="creator", how="left").with_columns(
        polars.when(above).then(col("digg") / col("middle")).alias("times")
    )


def product_matrix(members):
    return (
        members.lazy()
        .group_by("product")
        .agg(
            VIDEOS,
            col("creator").drop_nulls().n_unique().alias("creators"),
            col("digg").median().alias("middle"),
            col("digg").max().alias("best"),
            col("video").get(col("digg").arg_max()).alias("best_video"),
            col("digg").mean().alias("average"),
            col("digg").cast(polars.Int64).sum(),
        )
        .sort(["digg", "videos", "product"], descending=[True, True, False])
        .collect()
    )


def creator_benchmark(members):
    medians = [col(name).median().alias(f"median_{name}") for name in COUNTERS]
    aggregates = [VIDEOS, col("product").n_unique().alias("products"), *medians, *SUMS, *AVERAGES]
    best = [col("digg").max().alias("best"), col("video").get(col("digg").arg_max()).alias("best_video")]
    rows = members.lazy().group_by("creator").agg(aggregates + best)
    # Mid-rank: all below and half of the equal.
    percentile = 100 * (col("digg").rank("average") - 0.5) / polars.len()
    order = {"by": ["digg", "videos", "creator"], "descending": [True, True, False]}
    page = rows.with_columns(percentile=percentile).sort(**order).head(50)
    return polars.concat([members.lazy().select(aggregates), page], how="diagonal").collect()


def best_videos(members):
    """Of each creator and category the video with most likes."""
    return (
        members.lazy()
        .group_by("creator", "category")
        .agg(col("digg").max(), col("video").get(col("digg").arg_max()))
        .sort("digg", "video", descending=[True, False])
        .head(50)
        .collect()
    )
