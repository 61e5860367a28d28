"""The answer to a question: rows in columns, and what they rest on."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, overload

from . import _show
from ._mediaop import ArrowTable

if TYPE_CHECKING:
    import matplotlib.axes
    import pandas
    import polars
    import pyarrow

#: Columns whose texts are lists in JSON.
_LISTS = {"daily"}


class Table:
    """Rows in columns. Every library that speaks Arrow's C interface takes it as it is.

    >>> import mediaop
    >>> videos = mediaop.example().top_videos(page_size=2)
    >>> videos["aweme_id"], videos["digg_count"]
    (['4', '1'], [300, 210])
    >>> videos.window["from"], videos.coverage["videos_considered"]
    ('2026-03-04', 4)
    """

    def __init__(self, arrow: ArrowTable, question: str = "", metric: str = "digg") -> None:
        self._arrow = arrow
        about: dict[str, Any] = json.loads(arrow.about or "{}")
        #: The path of the question.
        self.question = question
        #: By what its rows are ranked.
        self.metric = metric
        #: The window that was really used.
        self.window: Mapping[str, Any] = about.get("window", {})
        #: What the rows rest on, and what they leave out.
        self.coverage: Mapping[str, Any] = about.get("coverage", {})
        #: What the question says beside the rows, such as the medians of the matrix.
        self.facts: Mapping[str, Any] = about.get("data", {})
        #: The page and how many rows there are on all pages, where a page was asked for.
        self.page: Mapping[str, Any] | None = about.get("page")

    @property
    def columns(self) -> list[str]:
        """The names of the columns."""
        return self._arrow.column_names

    def __len__(self) -> int:
        return self._arrow.num_rows

    @overload
    def __getitem__(self, key: str) -> list[Any]: ...
    @overload
    def __getitem__(self, key: int) -> dict[str, Any]: ...
    def __getitem__(self, key: str | int) -> list[Any] | dict[str, Any]:
        """Give a column by its name, or a row by its number."""
        if isinstance(key, str):
            if key not in self.columns:
                raise KeyError(f"there is no column {key!r}, but {', '.join(self.columns)}")
            return self._column(self.columns.index(key))
        row = range(len(self))[key]
        return self._rows(row, 1)[0]

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return iter(self.to_dicts())

    def _column(self, place: int, offset: int = 0, length: int | None = None) -> list[Any]:
        values = self._arrow.values(place, offset, length)
        if self._arrow.kinds[place] == "date":
            return [None if day is None else date(1970, 1, 1) + timedelta(days=day) for day in values]
        if self.columns[place] in _LISTS:
            return [None if text is None else json.loads(text) for text in values]
        return values

    def _rows(self, offset: int = 0, length: int | None = None) -> list[dict[str, Any]]:
        names = self.columns
        columns = [self._column(place, offset, length) for place in range(len(names))]
        return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]

    def to_dicts(self) -> list[dict[str, Any]]:
        """Give the rows as dicts; what is not known is ``None``."""
        return self._rows()

    def to_arrow(self) -> pyarrow.Table:
        """Give a ``pyarrow.Table``; nothing is copied."""
        import pyarrow

        return pyarrow.table(self)

    def to_polars(self) -> polars.DataFrame:
        """Give a ``polars.DataFrame``."""
        import polars

        return polars.DataFrame(self)

    def to_pandas(self) -> pandas.DataFrame:
        """Give a ``pandas.DataFrame``.

        Whole numbers stay whole where some are missing (``Int64``), lists are lists. The window and
        the coverage are in its ``attrs``.
        """
        import pandas
        import pyarrow

        arrow = self.to_arrow()
        whole = {
            name: "Int64"
            for name, column in zip(arrow.column_names, arrow.columns, strict=True)
            if pyarrow.types.is_int64(column.type) and column.null_count
        }
        apart = arrow.drop_columns(list(whole)).to_pandas()
        for name in whole:
            apart[name] = pandas.array(arrow[name].to_pylist(), dtype=pandas.Int64Dtype())
        for name in _LISTS.intersection(self.columns):
            apart[name] = pandas.Series(self[name], dtype=object)
        frame = apart[arrow.column_names]
        frame.attrs = {"window": dict(self.window), "coverage": dict(self.coverage), "facts": dict(self.facts)}
        return frame

    def plot(self, ax: matplotlib.axes.Axes | None = None, **options: Any) -> matplotlib.axes.Axes:
        """Draw the answer: the matrix as a scatter, a series as curves, a ranking as bars.

        Needs matplotlib (``pip install mediaop[plot]``). ``options``: ``column`` chooses what is
        drawn, ``label`` by what bars and points are named, ``top`` how many of them, ``title`` what stands above.
        """
        try:
            from ._plot import plot
        except ModuleNotFoundError as error:
            raise ImportError(f"plot() needs {error.name}, which is not installed: pip install 'mediaop[plot]'") from error
        return plot(self, ax, **options)

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        return self._arrow.__arrow_c_stream__(requested_schema)

    def __arrow_c_schema__(self) -> object:
        return self._arrow.__arrow_c_schema__()

    def __repr__(self) -> str:
        return _show.as_text(self)

    def _repr_html_(self) -> str:
        return _show.as_html(self)
