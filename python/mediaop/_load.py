"""Rows of all kinds into a data set."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import Any

from ._errors import InvalidInputError
from ._mediaop import Builder, Core, recognise
from ._progress import Progress
from ._slips import COUNTERS, names_of_row, warn_of_slips

#: Rows that are taken at once.
ROWS_BETWEEN_NEWS = 50_000
#: A warning of slips is shown with the line that called `from_rows`, `read_csv`, …
_OF_THE_CALLER = 5


def speaks_arrow(source: object) -> bool:
    """Whether an object hands its data out by Arrow's C interface."""
    return hasattr(source, "__arrow_c_stream__") or hasattr(source, "__arrow_c_array__")


def arrow_alone(source: object) -> object:
    """Refuse what does not speak Arrow."""
    if not speaks_arrow(source):
        raise TypeError(
            f"{type(source).__name__} has neither __arrow_c_stream__ nor __arrow_c_array__: "
            "expected a pyarrow table, a polars or pandas 3 frame, a DuckDB relation; rows go to from_rows"
        )
    return _without_null_columns(source)


def build(
    snapshots: object = None,
    *,
    products: object = None,
    creators: object = None,
    videos: object = None,
    columns: Sequence[str] | None = None,
    timezone: str,
    strict: bool = False,
    progress: Progress | None = None,
) -> Core:
    """Build a data set from tables, each of rows or of columns."""
    builder = Builder(timezone)
    if snapshots is not None:
        push(builder, "snapshots", snapshots, columns, strict, progress)
    attributes = "videos" if snapshots is None else "video_attributes"
    for table, source in ((attributes, videos), ("products", products), ("creators", creators)):
        if source is not None:
            push(builder, table, source, None, strict, progress)
    return builder.finish()


def push(
    builder: Builder,
    table: str,
    source: object,
    columns: Sequence[str] | None = None,
    strict: bool = False,
    progress: Progress | None = None,
) -> None:
    """Add the rows of a table, whatever holds them."""
    if speaks_arrow(source):
        names = _column_names(source)
        warn_of_slips(names, _OF_THE_CALLER)
        if table == "snapshots" and names and "update_ts" not in names and "last_modify_ts" in names:
            table = "videos"
        if names and table == "snapshots" and not any(name in names for name in COUNTERS):
            warnings.warn(
                f"none of the columns is a counter ({', '.join(COUNTERS)}), found {', '.join(names)}", stacklevel=_OF_THE_CALLER - 1
            )
        builder.push_arrow(table, _without_null_columns(source), strict)
        return
    if isinstance(source, (str, bytes)) or not isinstance(source, Iterable):
        raise InvalidInputError(f"{table} is a {type(source).__name__}: expected rows, or columns that speak Arrow")
    rows = _entities(iter(source))
    done = 0
    for piece in iter(lambda: list(islice(rows, ROWS_BETWEEN_NEWS)), []):
        if done == 0:
            warn_of_slips(names_of_row(piece[0], columns), _OF_THE_CALLER)
            if table == "snapshots" and _is_of_media_crawler(piece[0], columns):
                table = "videos"
        done = builder.push_rows(table, piece, columns, strict, done)
        if progress is not None:
            progress.at(done)


def read_parquet(paths: Sequence[str | os.PathLike[str]], timezone: str, strict: bool) -> Core:
    """Read Parquet files, batch by batch."""
    try:
        import pyarrow
        import pyarrow.parquet
    except ModuleNotFoundError as error:
        raise ImportError("read_parquet() needs pyarrow, which is not installed: pip install pyarrow") from error

    builder = Builder(timezone)
    files = [(pyarrow.parquet.ParquetFile(os.fspath(path)), os.fspath(path)) for path in paths]
    tables = [(file, path, recognise(file.schema_arrow.names, path)) for file, path in files]
    has_snapshots = any(table == "snapshots" for _, _, table in tables)
    for file, path, table in tables:
        table = "video_attributes" if table == "videos" and has_snapshots else table
        reader = pyarrow.RecordBatchReader.from_batches(file.schema_arrow, file.iter_batches(batch_size=1 << 18))
        try:
            push(builder, table, reader, None, strict)
        except InvalidInputError as error:
            if error.row is not None:
                error.where = f"{path}: row {error.row}"
            raise
    return builder.finish()


def _entities(rows: Iterator[Any]) -> Iterator[Any]:
    """Take ORM objects out of the rows of one column that ``session.execute(select(Model))`` gives."""
    first = next(rows, None)
    if first is None:
        return iter(())
    rows = chain([first], rows)
    is_of_one_entity = hasattr(first, "_mapping") and len(first) == 1 and hasattr(first[0], "__table__")
    return (row[0] for row in rows) if is_of_one_entity else rows


def _without_null_columns(source: Any) -> object:
    """Leave out what polars knows no type of: it hands out a buffer with it, where the interface
    allows none, and arrow-rs refuses the table."""
    if not type(source).__module__.startswith("polars."):
        return source
    dtypes = zip(source.columns, source.dtypes, strict=True)
    return source.drop([name for name, dtype in dtypes if str(dtype) == "Null"])


def _column_names(source: Any) -> list[str]:
    names = getattr(source, "columns", None)
    if names is None or not all(isinstance(name, str) for name in names):
        names = getattr(getattr(source, "schema", None), "names", None)
    if names is None or callable(names):
        names = getattr(source, "column_names", None)
    return [] if names is None or callable(names) else [str(name) for name in names]


def _is_of_media_crawler(row: object, columns: Sequence[str] | None) -> bool:
    if columns is not None:
        names: Any = columns
    elif isinstance(row, dict):
        names = row
    else:
        return not hasattr(row, "update_ts") and hasattr(row, "last_modify_ts")
    return "update_ts" not in names and "last_modify_ts" in names
