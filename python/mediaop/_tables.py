"""Our own tables, by which several processes agree on one data set."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    DateTime,
    Double,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)
from sqlalchemy.dialects import mysql
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DBAPIError

_METADATA = MetaData()
_UTF8: dict[str, Any] = {"mysql_charset": "utf8mb4", "mariadb_charset": "utf8mb4"}
_Number = BigInteger().with_variant(Integer(), "sqlite")

#: Readings and refreshes. One that runs holds the only slot there is.
JOBS = Table(
    "mediaop_jobs",
    _METADATA,
    Column("number", _Number, primary_key=True, autoincrement=True),
    Column("id", String(64), nullable=False, unique=True),
    Column("kind", String(16), nullable=False),
    Column("state", String(16), nullable=False),
    Column("slot", Integer, unique=True),
    Column("host", String(255), nullable=False),
    Column("process", BigInteger, nullable=False),
    Column("started_at", BigInteger, nullable=False),
    Column("seen_at", BigInteger, nullable=False),
    Column("finished_at", BigInteger),
    Column("rows_done", BigInteger, nullable=False),
    Column("rows_total", BigInteger, nullable=False),
    Column("error", Text),
    **_UTF8,
)

#: Data sets, the current one last.
DATA = Table(
    "mediaop_data",
    _METADATA,
    Column("number", _Number, primary_key=True, autoincrement=True),
    Column("data_version", String(64), nullable=False),
    Column("timezone", String(64), nullable=False),
    Column("made_at", BigInteger, nullable=False),
    Column("rows_read", BigInteger, nullable=False),
    **_UTF8,
)

#: The bytes of a data set, in parts that fit into any packet.
PARTS = Table(
    "mediaop_data_parts",
    _METADATA,
    Column("data_number", BigInteger, primary_key=True, autoincrement=False),
    Column("part", Integer, primary_key=True, autoincrement=False),
    Column("bytes", LargeBinary().with_variant(mysql.LONGBLOB(), "mysql", "mariadb"), nullable=False),
    **_UTF8,
)

def _statistics(name: str, *own: Column[Any]) -> Table:
    """Lay out a table that other programs read; names and columns are theirs."""
    id = Column("id", _Number, primary_key=True, autoincrement=False)
    return Table(name, _METADATA, id, *own, Column("updated_at", _Moment, nullable=False), **_UTF8)


def _columns(kind: Any, *names: str) -> list[Column[Any]]:
    return [Column(name, kind) for name in names]


_Key = String(255)
_Mean: Double[float] = Double()
# SQLite keeps dates as text; so they are written, and so the command writes them.
_Date = Text().with_variant(Date(), "mysql", "mariadb", "postgresql")
_Moment = Text().with_variant(DateTime(), "mysql", "mariadb", "postgresql")

PRODUCT_CREATOR_STATS = _statistics(
    "product_creator_stats",
    Column("product_id", _Key, nullable=False),
    Column("user_id", _Key, nullable=False),
    *_columns(Text(), "nickname", "category", "category2"),
    *_columns(BigInteger(), "period_days", "video_count"),
    *_columns(_Mean, "avg_digg_count", "avg_collect_count", "avg_share_count"),
    *_columns(BigInteger(), "total_digg_count", "total_collect_count", "total_share_count"),
    *_columns(_Date, "first_post_date", "last_post_date"),
)

PRODUCT_MATRIX_STATS = _statistics(
    "product_matrix_stats",
    Column("product_id", _Key, nullable=False),
    *_columns(Text(), "product_title", "category", "category2"),
    *_columns(BigInteger(), "period_days", "video_count"),
    *_columns(BigInteger(), "total_digg_count", "total_collect_count", "total_share_count"),
    *_columns(_Mean, "avg_digg_count", "avg_collect_count", "avg_share_count"),
)


def create(bind: Engine | Connection, *tables: Table) -> None:
    """Make those tables that are not there; another process may be doing the same."""
    try:
        _METADATA.create_all(bind, tables=tables)
    except DBAPIError:
        # Of two that make a table at once one fails, and then it is there.
        _METADATA.create_all(bind, tables=tables)
