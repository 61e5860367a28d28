"""The user's tables through SQLAlchemy: in batches, and only the columns needed."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import sqlalchemy
from sqlalchemy import Select, column, func, select, table
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from ._errors import DatabaseError
from ._mediaop import Builder, Core, table_columns
from ._progress import Progress

if TYPE_CHECKING:
    from collections.abc import Iterator

SUMMARY, VIDEOS, PRODUCTS, CREATORS = "douyin_aweme_summary", "douyin_aweme", "product_info", "dy_creator"


def read(bind: Engine | Connection, timezone: str, progress: Progress, batch_rows: int) -> Core:
    """Read all tables that are there, in one transaction."""
    builder = Builder(timezone)
    try:
        with _connected(bind) as connection:
            _read_tables(connection, builder, progress, batch_rows)
    except SQLAlchemyError as error:
        raise DatabaseError(f"{shown(bind)}: reading the tables failed: {cause(error)}") from error
    return builder.finish()


def shown(bind: Engine | Connection) -> str:
    """Name a database without its password, which may also stand behind the ``?``."""
    return bind.engine.url.set(query={}).render_as_string(hide_password=True)


def cause(error: BaseException) -> str:
    """Give the driver's own words in one line, without the statement and its values."""
    said = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    return " ".join(": ".join(map(str, said.args)).split()).rstrip(".") or type(said).__name__


@contextmanager
def _connected(bind: Engine | Connection) -> Iterator[Connection]:
    if isinstance(bind, Connection):
        yield bind
    else:
        with bind.connect() as connection:
            if bind.dialect.name == "sqlite":
                # Its driver begins a transaction for writing alone; the tables are to be of one moment.
                connection.exec_driver_sql("BEGIN")
            yield connection


def _read_tables(connection: Connection, builder: Builder, progress: Progress, batch_rows: int) -> None:
    inspector = sqlalchemy.inspect(connection)
    there = set(inspector.get_table_names()) | set(inspector.get_view_names())
    if SUMMARY not in there and VIDEOS not in there:
        raise DatabaseError(f"{shown(connection)} has neither a table {SUMMARY} nor {VIDEOS}")
    counts = {
        name: connection.execute(select(func.count()).select_from(table(name))).scalar_one()
        for name in (SUMMARY, VIDEOS, PRODUCTS, CREATORS)
        if name in there
    }
    done, total = 0, sum(counts.values())
    videos = "video_attributes" if counts.get(SUMMARY) else "videos"
    for name, rows_of in ((SUMMARY, "snapshots"), (VIDEOS, videos), (PRODUCTS, "products"), (CREATORS, "creators")):
        if name not in there:
            continue
        has = {found["name"].lower(): found["name"] for found in inspector.get_columns(name)}
        wanted = [known for known in table_columns(rows_of) if known in has]
        if name == SUMMARY and not {"aweme_id", "update_ts"} <= set(wanted):
            raise DatabaseError(f"{name} has no column aweme_id or update_ts, without which rows cannot be told apart")
        for batch in _batches(connection, name, [has[known] for known in wanted], batch_rows):
            builder.push_rows(rows_of, batch, wanted)
            done += len(batch)
            progress.at(done, total)


def _batches(
    connection: Connection, name: str, columns: Sequence[str], batch_rows: int
) -> Iterator[list[tuple[object, ...]]]:
    """Give the rows as the driver's own tuples.

    Columns without a type need no conversion, so SQLAlchemy's rows would be these tuples in a
    wrapper. Streaming keeps drivers that fetch everything at once from doing so.
    """
    statement: Select[*tuple[Any, ...]] = select(*(column(name) for name in columns)).select_from(table(name))
    result = connection.execution_options(stream_results=True).execute(statement)
    for partition in result.partitions(batch_rows):
        yield [tuple(row) for row in partition]
