"""The tables that other programs read."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import delete, insert
from sqlalchemy.engine import Engine

from ._dataset import Dataset
from ._questions import Day
from ._tables import PRODUCT_CREATOR_STATS, PRODUCT_MATRIX_STATS, create

_ROWS_AT_ONCE = 1_000


def write(engine: Engine, dataset: Dataset, as_of: Day | None = None) -> dict[str, int]:
    """Replace the rows of both tables in one transaction; readers see the old or the new ones.

    ``as_of`` is yesterday unless it is given. Returns how many rows each table has.
    """
    day = as_of.isoformat() if isinstance(as_of, date) else as_of
    statistics = dataset._core.precomputed_stats(day, dataset.today)
    create(engine, PRODUCT_CREATOR_STATS, PRODUCT_MATRIX_STATS)
    now = datetime.now(ZoneInfo(dataset.timezone)).replace(microsecond=0, tzinfo=None)
    with engine.begin() as connection:
        texts = connection.dialect.name == "sqlite"
        for table, (columns, rows) in zip((PRODUCT_CREATOR_STATS, PRODUCT_MATRIX_STATS), statistics, strict=True):
            connection.execute(delete(table))
            named = [_row(columns, row, number, now, texts) for number, row in enumerate(rows, 1)]
            for begin in range(0, len(named), _ROWS_AT_ONCE):
                connection.execute(insert(table), named[begin : begin + _ROWS_AT_ONCE])
    return {
        table.name: len(rows)
        for table, (_, rows) in zip((PRODUCT_CREATOR_STATS, PRODUCT_MATRIX_STATS), statistics, strict=True)
    }


def _row(columns: list[str], values: tuple[Any, ...], number: int, now: datetime, texts: bool) -> dict[str, Any]:
    row = dict(zip(columns, values, strict=True), id=number, updated_at=str(now) if texts else now)
    if not texts:
        for name in ("first_post_date", "last_post_date"):
            if row.get(name) is not None:
                row[name] = date.fromisoformat(row[name])
    return row
