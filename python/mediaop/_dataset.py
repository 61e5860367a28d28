"""The data set: rows in, several together, what it is."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import _csv_files, _load
from ._answers import Answers
from ._counted import counted
from ._errors import InvalidInputError
from ._mediaop import Core, read_database
from ._progress import Progress, ProgressLike
from ._questions import Day

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection, Engine

#: Rows of a table: dicts, tuples, objects with attributes; or anything that speaks Arrow's C interface.
Rows = Iterable[object] | object


class Dataset(Answers):
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
        Dataset of 1 video, 2026-01-02 to 2026-01-02 (Asia/Shanghai)
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
        """Read a database by its URL (``sqlite://PATH``, a path, or
        ``mysql://user:password@host:port/name``), without a Python object for each row. All tables
        are read as of one moment, and never written. The password stands in the variable
        ``MEDIAOP_DB_PASSWORD``, in a file that ``MEDIAOP_DB_PASSWORD_FILE`` names, or in the URL, which
        goes before both, percent-encoded (``urllib.parse.quote(password, safe="")``).

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
            return cls(_csv_files.read_csv(paths, timezone, encoding, strict, rows))

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
        try:
            return cls(Core.from_bytes(Path(path).read_bytes()))
        except InvalidInputError as error:
            error.where = os.fspath(path)
            raise

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
        return f"Dataset of {counted(self._core.video_count, 'video')}, {days} ({self.timezone})"


def _restored(data: bytes, today: str | None) -> Dataset:
    return Dataset(Core.from_bytes(data), today=today)
