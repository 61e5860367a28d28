"""The data set: rows in, answers out."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Unpack

from . import _load, _questions
from ._contract import raise_problem
from ._mediaop import Core, increments_of, read_database
from ._progress import Progress, ProgressLike
from ._questions import Baseline, Day, query_string, segment, takes
from ._table import Table

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection, Engine

#: Rows of a table: dicts, tuples, objects with attributes; or anything that speaks Arrow's C interface.
Rows = Iterable[object] | object


class Dataset:
    """Snapshots of videos as day summaries, with an index. It does not change; ``merge`` and
    ``update`` give new ones. Threads may share it.

    >>> import mediaop
    >>> hour = 3_600_000
    >>> dataset = mediaop.Dataset.from_rows([
    ...     {"aweme_id": 7, "update_ts": 1_767_283_200_000 + hour, "digg_count": 100},
    ...     {"aweme_id": 7, "update_ts": 1_767_283_200_000 + 9 * hour, "digg_count": 130},
    ... ])
    >>> dataset.increments()["digg_count"]
    [30]
    """

    def __init__(self, core: Core, *, today: Day | None = None) -> None:
        self._core = core
        #: The day that questions take for the current one; ``None`` is the clock's.
        self.today = today.isoformat() if isinstance(today, date) else today

    # Rows in

    @classmethod
    def from_rows(
        cls,
        snapshots: Rows | None = None,
        *,
        products: Rows | None = None,
        creators: Rows | None = None,
        videos: Rows | None = None,
        columns: Sequence[str] | None = None,
        timezone: str = "Asia/Shanghai",
        strict: bool = False,
        progress: ProgressLike = None,
    ) -> Dataset:
        """Build a data set from rows: dicts, dataclasses, ORM objects, ``Row``, named tuples, or
        tuples whose values ``columns`` names.

        Columns go by the names of the tables. Rows that cannot be accepted are counted by reason
        (``rejected``); with ``strict`` the first raises ``InvalidInputError``. Where ``snapshots``
        are given, ``videos`` (rows of ``douyin_aweme``) supply attributes only.

        >>> import mediaop
        >>> rows = [(7, 1_767_290_400_000, "1.2w"), (None, 1_767_290_400_000, 5)]
        >>> names = ["aweme_id", "update_ts", "digg_count"]
        >>> dataset = mediaop.Dataset.from_rows(rows, columns=names)
        >>> dataset.rejected
        {'aweme_id_missing': (1, ['row 1: aweme_id is NULL, expected a video id, such as 7310000000000000001'])}
        """
        with Progress(progress, "rows") as rows:
            core = _load.build(
                snapshots,
                products=products,
                creators=creators,
                videos=videos,
                columns=columns,
                timezone=timezone,
                strict=strict,
                progress=rows,
            )
        return cls(core)

    @classmethod
    def from_arrow(
        cls,
        snapshots: object,
        *,
        products: Rows | None = None,
        creators: Rows | None = None,
        videos: Rows | None = None,
        timezone: str = "Asia/Shanghai",
        strict: bool = False,
    ) -> Dataset:
        """Build a data set from columns: a pyarrow table or reader, a polars or pandas frame, a
        DuckDB relation, anything with ``__arrow_c_stream__`` or ``__arrow_c_array__``.

        Nothing is copied where the types are those of the core: 64-bit ``aweme_id``, ``update_ts``
        and ``create_time``, counters of 32 or 64 bits, all without nulls, and texts in
        dictionaries with 32-bit codes.

        >>> import mediaop, pyarrow
        >>> table = pyarrow.table({"aweme_id": [7], "update_ts": [1_767_290_400_000], "digg_count": [100]})
        >>> mediaop.Dataset.from_arrow(table)
        Dataset of 1 videos, 2026-01-02 to 2026-01-02 (Asia/Shanghai)
        """
        core = _load.build(
            _load.arrow_alone(snapshots), products=products, creators=creators, videos=videos, timezone=timezone, strict=strict
        )
        return cls(core)

    @classmethod
    def from_sqlalchemy(
        cls,
        bind: Engine | Connection,
        *,
        timezone: str = "Asia/Shanghai",
        progress: ProgressLike = None,
        batch_rows: int = 50_000,
    ) -> Dataset:
        """Read the tables of a database through SQLAlchemy, in batches, and only the columns needed.

        A connection is read within its transaction. What can be read without a Python object for
        each row is faster: ``open``.
        """
        from ._sqlalchemy import read

        with Progress(progress, "rows") as rows:
            return cls(read(bind, timezone, rows, batch_rows))

    @classmethod
    def open(cls, url: str, *, timezone: str = "Asia/Shanghai", progress: ProgressLike = None) -> Dataset:
        """Read a database by its URL (``sqlite://PATH`` or a path), without a Python object for
        each row. All tables are read as of one moment, and never written.

        An SQLite file is read by an SQLite of our own. Leave it to ``from_sqlalchemy`` while this
        process is writing the same file through another: closing it would take away that one's locks.
        """
        with Progress(progress, "rows") as rows:
            return cls(read_database(os.fspath(url), timezone, rows.at))

    @classmethod
    def read_csv(
        cls,
        *paths: str | os.PathLike[str],
        timezone: str = "Asia/Shanghai",
        encoding: str = "utf-8-sig",
        strict: bool = False,
        progress: ProgressLike = None,
    ) -> Dataset:
        """Read CSV files; what a file holds is told by its columns, as ``mediaop import`` does it:
        snapshots, MediaCrawler's videos, products, creators."""
        with Progress(progress, "rows") as rows:
            return cls(_load.read_csv(paths, timezone, encoding, strict, rows))

    @classmethod
    def read_parquet(
        cls, *paths: str | os.PathLike[str], timezone: str = "Asia/Shanghai", strict: bool = False
    ) -> Dataset:
        """Read Parquet files, batch by batch (needs pyarrow); what a file holds is told by its columns."""
        return cls(_load.read_parquet(paths, timezone, strict))

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the data set to a file, from which `load` has it back without the rows."""
        data = self._core.to_bytes()
        # Whoever reads the file meanwhile sees the old one or the new one.
        beside = Path(f"{os.fspath(path)}.{os.getpid()}.part")
        try:
            beside.write_bytes(data)
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Dataset:
        """Read what `save` has written.

        >>> import mediaop, tempfile
        >>> with tempfile.NamedTemporaryFile() as file:
        ...     mediaop.example().save(file.name)
        ...     mediaop.Dataset.load(file.name) == mediaop.example()
        True
        """
        return cls(Core.from_bytes(Path(path).read_bytes()))

    def __reduce__(self) -> tuple[Any, ...]:
        return _restored, (self._core.to_bytes(), self.today)

    # Data sets together

    def merge(self, other: Dataset) -> Dataset:
        """Put both together. Neither order nor repetition matters.

        >>> import mediaop
        >>> dataset = mediaop.example()
        >>> dataset.merge(dataset) == dataset
        True
        """
        return Dataset(self._core.merge(other._core), today=self.today)

    def update(
        self,
        snapshots: Rows | None = None,
        *,
        products: Rows | None = None,
        creators: Rows | None = None,
        videos: Rows | None = None,
        columns: Sequence[str] | None = None,
        strict: bool = False,
    ) -> Dataset:
        """Add rows: a data set with these too. Only the new rows are read."""
        core = _load.build(
            snapshots,
            products=products,
            creators=creators,
            videos=videos,
            columns=columns,
            timezone=self.timezone,
            strict=strict,
        )
        return Dataset(self._core.merge(core), today=self.today)

    def on(self, today: Day | None) -> Dataset:
        """Ask the same data as if this were the current day; ``None`` is the clock's day again.

        >>> import mediaop
        >>> mediaop.example().on("2026-03-08").top_videos()["digg_count"]
        [150, 40]
        """
        return Dataset(self._core, today=today)

    # What it is

    @property
    def timezone(self) -> str:
        """The time zone whose days are counted."""
        return self._core.timezone

    @property
    def first_day(self) -> date | None:
        """The first day of which there is a row."""
        return date.fromisoformat(self._core.first_day) if self._core.first_day else None

    @property
    def last_day(self) -> date | None:
        """The last day of which there is a row."""
        return date.fromisoformat(self._core.last_day) if self._core.last_day else None

    @property
    def version(self) -> str:
        """A fingerprint of the content: the same rows give the same one everywhere."""
        return self._core.version()

    @property
    def rejected(self) -> dict[str, tuple[int, list[str]]]:
        """Of each reason for which rows were rejected: how many, and the first few."""
        return {reason: (count, examples) for reason, count, examples in self._core.rejected}

    def meta(self) -> dict[str, Any]:
        """Say what the data set is: days, counts, gaps, rows read and rejected by reason."""
        _, _, body = self._core.answer("GET", "/api/meta", "", today=self.today)
        return dict(json.loads(body)["data"])

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Dataset) and self.version == other.version

    def __hash__(self) -> int:
        return hash(self.version)

    def __repr__(self) -> str:
        days = f"{self.first_day} to {self.last_day}" if self.first_day else "without rows"
        return f"Dataset of {self._core.video_count:,} videos, {days} ({self.timezone})"

    # Answers out

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

        >>> import mediaop
        >>> len(mediaop.example().increments()), len(mediaop.example().increments("previous_close"))
        (13, 14)
        """
        return Table(self._core.increments(baseline), "increments")


def daily_increments(
    snapshots: object, baseline: Baseline = "within_day", *, timezone: str = "Asia/Shanghai"
) -> Table:
    """Give the daily increments of an Arrow table of snapshots, in any order, with no data set in
    between: what ``Dataset.from_arrow(snapshots).increments(baseline)`` gives, sooner.

    >>> import mediaop, polars
    >>> hour = 3_600_000
    >>> at = [1_767_283_200_000 + hour, 1_767_283_200_000 + 9 * hour]
    >>> frame = polars.DataFrame({"aweme_id": [7, 7], "update_ts": at, "digg_count": [100, 130]})
    >>> mediaop.daily_increments(frame)["digg_count"]
    [30]
    """
    return Table(increments_of(_load.arrow_alone(snapshots), timezone, baseline), "increments")


def _restored(data: bytes, today: str | None) -> Dataset:
    return Dataset(Core.from_bytes(data), today=today)


def answer(
    dataset: Dataset,
    method: str,
    path: str,
    query: str = "",
    headers: Mapping[str, str] | Iterable[tuple[str, str]] = (),
) -> tuple[int, list[tuple[str, str]], bytes]:
    """Answer a request as every host does: method, path, query and headers in, as the request line
    has them; status, headers and body out. What is wrong with the request is an answer too.

    >>> import mediaop
    >>> status, headers, body = mediaop.answer(mediaop.example(), "GET", "/api/categories", "format=csv")
    >>> status, body.decode("utf-8-sig").splitlines()[0]
    (200, 'category,category2,product_count,video_count')
    """
    pairs = headers.items() if isinstance(headers, Mapping) else headers
    if_none_match = [value for name, value in pairs if name.lower() == "if-none-match"]
    return dataset._core.answer(method, path, query, ", ".join(if_none_match) or None, dataset.today)
