"""Each question of mediaop in SQL over `videos`, `increments` and `summaries`.

What DuckDB need not do: coverage, bands of similarity, names, rows without a video, windows that
end before the last day (so that totals and product links can be kept as they are now).
"""

from rows import COUNTERS

SUMS = ", ".join(f"sum({name}) AS {name}" for name in COUNTERS)
TOTALS = SUMS + ", " + ", ".join(f"avg({name}) AS avg_{name}" for name in COUNTERS)
PERIODS = [3, 5, 7, 15, 30]


class Questions:
    """The formulations of each question, by the name of its measurement: {name: {way: SQL}}."""

    def __init__(self, facts, window, code):
        """`code(table, text)` gives the code of an id or a category."""
        self.since, self.to, self.hot_since = window["from"], window["to"], window["hot_from"]
        self.hot_previous = 2 * self.hot_since - self.to - 1
        self.window = f"day BETWEEN {self.since} AND {self.to}"
        self.creators = [code("creators", text) for text in facts["creators"]]
        self.product = code("products", facts["product"])
        self.category = code("categories", facts["category"])
        self.video = facts["video"]

    def all(self):
        questions = {}
        for basis, members in [("posted", self.posted), ("gained", self.gained)]:
            for name, formulate in self.of_both_bases(basis, members).items():
                questions[f"{name}/{basis}"] = formulate
        return {**questions, **self.of_what_was_gained()}

    def posted(self, where="true"):
        yield "videos", f"""(SELECT * FROM videos
            WHERE published BETWEEN {self.since} AND {self.to} AND product IS NOT NULL AND {where})"""

    def gained(self, where="true"):
        grouped = f"FROM increments WHERE {self.window} AND product IS NOT NULL AND {where} GROUP BY video"
        yield "then joined", f"""(SELECT v.* EXCLUDE ({", ".join(COUNTERS)}), i.* EXCLUDE (video)
            FROM (SELECT video, {SUMS} {grouped}) i JOIN videos v USING (video))"""
        known = ["creator", "product", "category", "create_time", "published"]
        yield "carried", f"(SELECT video, {', '.join(f'any_value({k}) AS {k}' for k in known)}, {SUMS} {grouped})"

    def of_both_bases(self, basis, members):
        of_creator, of_product, of_category = (
            f"creator = {self.creators[0]}",
            f"product = {self.product}",
            f"category = {self.category}",
        )
        compared = f"creator IN ({', '.join(map(str, self.creators))}) AND category IS NOT NULL"

        def ways(formulate, where="true"):
            return {
                f"{way}, {source}": sql
                for source, table in members(where)
                for way, sql in formulate(table).items()
            }

        return {
            "creators": ways(lambda m: groups(m, "creator", "product")),
            "products": ways(lambda m: groups(m, "product", "creator")),
            "creator_products": ways(creator_products, f"{of_creator} AND category IS NOT NULL"),
            "top_videos/all": ways(lambda m: self.top_videos(basis, m)),
            "top_videos/category": ways(lambda m: self.top_videos(basis, m), of_category),
            "top_videos/product": ways(lambda m: self.top_videos(basis, m), of_product),
            "product_matrix": ways(product_matrix),
            "creator_benchmark": ways(creator_benchmark, f"{of_category} AND creator IS NOT NULL"),
            "best_videos": ways(
                lambda m: self.best_videos(basis, m), "creator IS NOT NULL AND category IS NOT NULL"
            ),
            "compare_creators": ways(compare_creators, compared),
            "categories": ways(lambda m: groups(m, "category", "product", counts_alone=True)),
        }

    def top_videos(self, basis, members):
        top = f"SELECT * FROM {members} ORDER BY digg DESC NULLS LAST, create_time DESC NULLS LAST, video LIMIT 50"
        return {"top": self.with_medians(basis, top)}

    def best_videos(self, basis, members):
        top = f"""SELECT creator, category, arg_max(video, digg) AS video, max(digg) AS digg
            FROM {members} GROUP BY creator, category ORDER BY digg DESC NULLS LAST, video LIMIT 50"""
        return {"arg_max": self.with_medians(basis, top)}

    def with_medians(self, basis, top):
        """The videos of a page, each with the median of its creator and its values of the other basis."""
        of_page = "creator IN (SELECT creator FROM page)"
        (_, peers), *_ = reversed(list((self.posted if basis == "posted" else self.gained)(of_page)))
        other = (
            f"""SELECT video, {", ".join(f"sum({name}) AS other_{name}" for name in COUNTERS)} FROM increments
            WHERE {self.window} AND video IN (SELECT video FROM page) GROUP BY video"""
            if basis == "posted"
            else f"""SELECT video, {", ".join(f"{name} AS other_{name}" for name in COUNTERS)} FROM videos
            WHERE video IN (SELECT video FROM page)"""
        )
        return f"""
        WITH page AS MATERIALIZED ({top}),
        medians AS (SELECT creator, median(digg) AS middle, count(digg) AS known FROM {peers} GROUP BY creator),
        other AS ({other})
        SELECT page.video, page.digg, CASE WHEN known >= 3 AND middle > 0 THEN page.digg / middle END AS times,
               page.* EXCLUDE (video, digg), other.* EXCLUDE (video)
        FROM page LEFT JOIN medians USING (creator) LEFT JOIN other USING (video)
        ORDER BY page.digg DESC NULLS LAST, page.video"""

    def of_what_was_gained(self):
        days = f"SELECT day, {SUMS}, count(*) AS videos FROM increments WHERE {self.window} AND product IS NOT NULL"
        return {
            "hot_products": {"by product": self.hot_by_product(), "by video": self.hot_by_video()},
            "daily_series/creator": {"plain": f"{days} AND creator = {self.creators[0]} GROUP BY day ORDER BY day"},
            "daily_series/category": {"plain": f"{days} AND category = {self.category} GROUP BY day ORDER BY day"},
            "video_snapshots": {
                "plain": f"SELECT * FROM summaries WHERE aweme_id = {self.video} AND {self.window} ORDER BY day"
            },
        }

    def precomputed_stats(self):
        return {"one pass": self.stats_in_one_pass(), "by period": self.stats_by_period()}

    def hot_by_product(self):
        now = f"FILTER (day >= {self.hot_since})"
        return self.hot(f"""SELECT product, sum(digg) {now} AS gained,
            sum(digg) FILTER (day < {self.hot_since}) AS previous, count(DISTINCT video) {now} AS videos,
            count(DISTINCT creator) {now} AS creators,
            count(DISTINCT video) FILTER (day >= {self.hot_since} AND published >= {self.hot_since}) AS new_videos
            FROM increments WHERE day BETWEEN {self.hot_previous} AND {self.to} AND product IS NOT NULL
            GROUP BY product""")

    def hot_by_video(self):
        return self.hot(f"""SELECT product, sum(gained) AS gained, sum(previous) AS previous,
            count(gained) AS videos, count(DISTINCT creator) FILTER (gained IS NOT NULL) AS creators,
            count(gained) FILTER (published >= {self.hot_since}) AS new_videos
            FROM (SELECT any_value(product) AS product, any_value(creator) AS creator,
                         any_value(published) AS published, sum(digg) FILTER (day >= {self.hot_since}) AS gained,
                         sum(digg) FILTER (day < {self.hot_since}) AS previous
                  FROM increments WHERE day BETWEEN {self.hot_previous} AND {self.to} AND product IS NOT NULL
                  GROUP BY video)
            GROUP BY product""")

    def hot(self, products):
        return f"""
        WITH page AS MATERIALIZED (
            SELECT * FROM ({products}) ORDER BY gained DESC NULLS LAST, videos DESC, product LIMIT 50
        ),
        days AS (
            SELECT product, day, sum(digg) AS digg FROM increments
            WHERE day BETWEEN {self.hot_since} AND {self.to} AND product IN (SELECT product FROM page)
            GROUP BY product, day
        )
        SELECT page.*, gained / previous - 1 AS growth, daily
        FROM page LEFT JOIN (SELECT product, list(digg ORDER BY day) AS daily FROM days GROUP BY product) USING (product)
        ORDER BY gained DESC NULLS LAST, videos DESC, product"""

    def stats_in_one_pass(self):
        starts = ", ".join(f"({period}, {self.to - period + 1})" for period in PERIODS)
        return f"""
        SELECT period, product, creator, {STATS} FROM videos JOIN (VALUES {starts}) p (period, since)
        ON published >= since AND published <= {self.to} WHERE product IS NOT NULL
        GROUP BY GROUPING SETS ((period, product), (period, product, creator))"""

    def stats_by_period(self):
        return " UNION ALL ".join(
            f"""SELECT {period} AS period, product, creator, {STATS} FROM videos
            WHERE published BETWEEN {self.to - period + 1} AND {self.to} AND product IS NOT NULL
            GROUP BY GROUPING SETS ((product), (product, creator))"""
            for period in PERIODS
        )


STATS = """grouping(creator) AS whole, count(*) AS videos,
    sum(digg) AS digg, sum(collect) AS collect, sum(share) AS share,
    avg(digg), avg(collect), avg(share), min(published), max(published)"""


def groups(members, by, counted, counts_alone=False):
    """Rows of `by` with totals, averages, and how many different `counted` there are."""
    shown = "" if counts_alone else f", {TOTALS}"
    order = f"videos DESC, {by}" if counts_alone else f"digg DESC NULLS LAST, videos DESC, {by} LIMIT 50"
    both_levels = ", ".join(
        f"sum({name}) AS {name}, sum({name}) / sum(known_{name}) AS avg_{name}" for name in COUNTERS
    )
    known = ", ".join(f"count({name}) AS known_{name}" for name in COUNTERS)
    inner = "" if counts_alone else f", {SUMS}, {known}"
    outer = "" if counts_alone else f", {both_levels}"
    return {
        "distinct": f"""SELECT {by}, count(*) AS videos, count(DISTINCT {counted}) AS {counted}s {shown}
            FROM {members} WHERE {by} IS NOT NULL GROUP BY {by} ORDER BY {order}""",
        "two levels": f"""SELECT {by}, sum(videos) AS videos, count({counted}) AS {counted}s {outer}
            FROM (SELECT {by}, {counted}, count(*) AS videos {inner}
                  FROM {members} WHERE {by} IS NOT NULL GROUP BY {by}, {counted})
            GROUP BY {by} ORDER BY {order}""",
    }


def creator_products(members):
    return {
        "plain": f"""SELECT category, product, count(*) AS videos, count(DISTINCT product) AS products, {TOTALS},
            max(digg) AS best, arg_max(video, digg) AS best_video, min(published), max(published)
            FROM {members} GROUP BY GROUPING SETS ((category), (category, product))
            ORDER BY digg DESC NULLS LAST"""
    }


def product_matrix(members):
    return {
        "plain": f"""SELECT product, count(*) AS videos, count(DISTINCT creator) AS creators, sum(digg) AS digg,
            avg(digg), median(digg) AS middle, max(digg) AS best, arg_max(video, digg)
            FROM {members} GROUP BY product ORDER BY digg DESC NULLS LAST, videos DESC, product"""
    }


def creator_benchmark(members):
    medians = ", ".join(f"median({name}) AS median_{name}" for name in COUNTERS)
    return {
        "plain": f"""
        WITH rows AS (
            SELECT grouping(creator) AS whole, creator, count(*) AS videos, count(DISTINCT product) AS products,
                   {TOTALS}, {medians}, max(digg) AS best, arg_max(video, digg) AS best_video
            FROM {members} GROUP BY GROUPING SETS ((), (creator))
        )
        SELECT creator, videos, products, digg, median_digg, 100 * (rank() OVER (PARTITION BY whole ORDER BY digg) - 1
               + count(*) OVER (PARTITION BY whole, digg) / 2) / count(*) OVER (PARTITION BY whole) AS percentile, *
        FROM rows ORDER BY whole DESC, digg DESC NULLS LAST, videos DESC, creator LIMIT 51"""
    }


def compare_creators(members):
    return {
        "plain": f"""SELECT category, creator, count(*) AS videos, {TOTALS}, max(digg) AS best, arg_max(video, digg)
            FROM {members} GROUP BY GROUPING SETS ((creator), (creator, category))
            ORDER BY digg DESC NULLS LAST"""
    }
