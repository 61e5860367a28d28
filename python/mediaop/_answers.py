"""Answers out: every question as a method."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Unpack

from . import _questions
from ._contract import raise_problem
from ._mediaop import Core
from ._questions import Baseline, query_string, segment, takes
from ._table import Table


class Answers:
    """What can be asked of a data set. Each answer is a `Table`."""

    _core: Core
    #: The day that questions take for the current one; ``None`` is the clock's.
    today: str | None

    def _ask(self, path: str, question: Mapping[str, Any], *several: tuple[str, str]) -> Table:
        status, body, table = self._core.table(path, query_string(question, several), self.today)
        if table is None:
            raise_problem(status, body)
        return Table(table, path, str(question.get("metric") or "digg"))

    @takes(_questions.Search)
    def creators(self, **question: Unpack[_questions.Search]) -> Table:
        """List the creators.

        >>> import mediaop
        >>> mediaop.example().creators()["creator_id"]
        ['lily', 'ming']
        """
        return self._ask("/api/creators", question)

    @takes(_questions.Groups)
    def creator_products(self, creator_id: str, **question: Unpack[_questions.Groups]) -> Table:
        """What is a creator good at? One row for each category, second level or product.

        >>> import mediaop
        >>> strengths = mediaop.example().creator_products("lily")
        >>> strengths["category"], strengths["total_digg_count"]
        (['美妆', '食品'], [310, 80])
        """
        return self._ask(f"/api/creators/{segment(creator_id)}/products", question)

    @takes(_questions.Search)
    def products(self, **question: Unpack[_questions.Search]) -> Table:
        """List the products.

        >>> import mediaop
        >>> mediaop.example().products(q="口红")["video_count"]
        [3]
        """
        return self._ask("/api/products", question)

    @takes(_questions.Videos)
    def top_videos(self, **question: Unpack[_questions.Videos]) -> Table:
        """Which videos do best? Of a product, a category, a creator, or of all.

        >>> import mediaop
        >>> mediaop.example().top_videos(basis="gained", period_days=1)["digg_count"]
        [40, 30, 10, 5]
        """
        return self._ask("/api/videos", question)

    @takes(_questions.Matrix)
    def product_matrix(self, **question: Unpack[_questions.Matrix]) -> Table:
        """Which products do many creators shoot, with good results?

        >>> import mediaop
        >>> matrix = mediaop.example().product_matrix()
        >>> matrix["video_count"], matrix["total"], matrix.facts["median_x"]
        ([3, 1], [610, 80], 345.0)
        """
        return self._ask("/api/products/matrix", question)

    @takes(_questions.Hot)
    def hot_products(self, **question: Unpack[_questions.Hot]) -> Table:
        """What is hot now? Products by what their videos gained, beside the days before.

        >>> import mediaop
        >>> hot = mediaop.example().hot_products(period_days=1)
        >>> hot["product_id"][0], hot["gained"][0], hot["previous"][0]
        ('p1', 55, 260)
        """
        return self._ask("/api/products/hot", question)

    @takes(_questions.Ranked)
    def creator_benchmark(self, **question: Unpack[_questions.Ranked]) -> Table:
        """Whom to learn from? The creators of a category, or of all, side by side.

        >>> import mediaop
        >>> peers = mediaop.example().creator_benchmark()
        >>> peers["percentile"], peers.facts["enough_peers"]
        ([75.0, 25.0], False)
        """
        return self._ask("/api/benchmark/creators", question)

    @takes(_questions.Ranked)
    def best_videos(self, **question: Unpack[_questions.Ranked]) -> Table:
        """List each creator's single best video, in each category unless one is given.

        >>> import mediaop
        >>> mediaop.example().best_videos(category="美妆")["video_aweme_id"]
        ['4', '1']
        """
        return self._ask("/api/benchmark/videos", question)

    @takes(_questions.Comparison)
    def compare_creators(self, creator_ids: Iterable[str], **question: Unpack[_questions.Comparison]) -> Table:
        """Compare two to six creators: one row for each category and creator.

        >>> import mediaop
        >>> both = mediaop.example().compare_creators(["lily", "ming"])
        >>> [creator["video_count"] for creator in both.facts["creators"]]
        [3, 1]
        """
        several = [("creator_id", str(creator_id)) for creator_id in creator_ids]
        return self._ask("/api/benchmark/compare", question, *several)

    @takes(_questions.Window)
    def video_daily(self, aweme_id: str | int, **question: Unpack[_questions.Window]) -> Table:
        """Show what a video gained, day by day; a day on which nothing is known is a gap.

        >>> import mediaop
        >>> mediaop.example().video_daily("1", period_days=4)["digg_count"]
        [100, 40, 30, 10]
        """
        return self._ask(f"/api/videos/{segment(aweme_id)}/daily", question)

    @takes(_questions.Window)
    def creator_daily(self, creator_id: str, **question: Unpack[_questions.Window]) -> Table:
        """Show what a creator's videos gained, day by day.

        >>> import mediaop
        >>> mediaop.example().creator_daily("lily", period_days=2)["digg_count"]
        [90, 45]
        """
        return self._ask(f"/api/creators/{segment(creator_id)}/daily", question)

    @takes(_questions.Window)
    def product_daily(self, product_id: str, **question: Unpack[_questions.Window]) -> Table:
        """Show what a product's videos gained, day by day.

        >>> import mediaop
        >>> mediaop.example().product_daily("p1", period_days=2)["digg_count"]
        [260, 55]
        """
        return self._ask(f"/api/products/{segment(product_id)}/daily", question)

    @takes(_questions.CategoryDays)
    def category_daily(self, **question: Unpack[_questions.CategoryDays]) -> Table:
        """Show what the videos of a category, or of all, gained, day by day.

        >>> import mediaop
        >>> mediaop.example().category_daily(category="食品", period_days=2)["digg_count"]
        [30, 30]
        """
        return self._ask("/api/categories/daily", question)

    @takes(_questions.Window)
    def video_snapshots(self, aweme_id: str | int, **question: Unpack[_questions.Window]) -> Table:
        """Show the snapshots behind a video's numbers.

        >>> import mediaop
        >>> mediaop.example().video_snapshots("5", period_days=1)["reason"]
        ['single_snapshot']
        """
        return self._ask(f"/api/videos/{segment(aweme_id)}/snapshots", question)

    @takes(_questions.View)
    def categories(self, **question: Unpack[_questions.View]) -> Table:
        """List the categories.

        >>> import mediaop
        >>> mediaop.example().categories()["category"]
        ['美妆', '食品']
        """
        return self._ask("/api/categories", question)

    def increments(self, baseline: Baseline = "within_day") -> Table:
        """Give all daily increments: one row for each video and day on which one is known.

        ``aweme_id`` is a number of 64 bits here and ``date`` a date, to join with tables of your own.
        These are the increments of all rows, whatever day ``on`` has set.

        ``baseline`` is what a day's increment starts from: ``"within_day"``, its first snapshot;
        ``"previous_close"``, the last one before.

        >>> import mediaop
        >>> len(mediaop.example().increments()), len(mediaop.example().increments("previous_close"))
        (13, 14)
        """
        return Table(self._core.increments(baseline), "increments")
