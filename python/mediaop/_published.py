"""The data set in tables of our own, from which every process takes it."""

from __future__ import annotations

from typing import Any, NamedTuple

import sqlalchemy
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.engine import Engine

from . import _tables
from ._dataset import Dataset
from ._jobs import Job, ended, now_ms
from ._mediaop import Core
from ._tables import DATA, JOBS, PARTS

_PART_BYTES = 1 << 20


class Held(NamedTuple):
    """A data set, and its number among those that were published."""

    number: int
    dataset: Dataset


class Published:
    """The data sets of a time zone, of which the newest counts."""

    def __init__(self, engine: Engine, timezone: str) -> None:
        self._engine = engine
        self._timezone = timezone
        self._has_tables = False

    def make_tables(self) -> None:
        """Make our tables where they are missing."""
        if not self._has_tables:
            _tables.create(self._engine, DATA, PARTS, JOBS)
            self._has_tables = True

    def has_tables(self) -> bool:
        """Say whether our tables are there."""
        return self._has_tables or sqlalchemy.inspect(self._engine).has_table(JOBS.name)

    def newest(self) -> Any:
        """Give the number of the newest, and when it was made."""
        chosen = select(DATA.c.number, DATA.c.made_at).where(DATA.c.timezone == self._timezone)
        with self._engine.connect() as connection:
            return connection.execute(chosen.order_by(DATA.c.number.desc()).limit(1)).first()

    def take(self) -> Held | None:
        """Take the newest from the tables."""
        numbers = select(func.max(DATA.c.number)).where(DATA.c.timezone == self._timezone).scalar_subquery()
        chosen = select(PARTS.c.data_number, PARTS.c.bytes).where(PARTS.c.data_number == numbers)
        with self._engine.connect() as connection:
            parts = connection.execute(chosen.order_by(PARTS.c.part)).all()
        if not parts:
            return None
        core = Core.from_bytes(b"".join(part.bytes for part in parts))
        return Held(int(parts[0].data_number), Dataset(core))

    def publish(self, job: Job, dataset: Dataset) -> Held:
        """Make it the newest for all processes, and end the job, in one step."""
        data = dataset._core.to_bytes()
        row = {
            "data_version": dataset.version,
            "timezone": dataset.timezone,
            "made_at": now_ms(),
            "rows_read": dataset._core.rows_read,
        }
        with self._engine.begin() as connection:
            made = connection.execute(insert(DATA).values(row)).inserted_primary_key
            assert made is not None
            number = int(made[0])
            for part, begin in enumerate(range(0, len(data), _PART_BYTES)):
                piece = {"data_number": number, "part": part, "bytes": data[begin : begin + _PART_BYTES]}
                connection.execute(insert(PARTS).values(piece))
            # The one before may just be on its way to another process.
            older = select(DATA.c.number).where(DATA.c.timezone == self._timezone)
            kept = connection.execute(older.order_by(DATA.c.number.desc()).limit(2)).scalars().all()
            gone = (DATA.c.timezone == self._timezone) & DATA.c.number.not_in(kept)
            of_gone = select(DATA.c.number).where(gone).scalar_subquery()
            connection.execute(delete(PARTS).where(PARTS.c.data_number.in_(of_gone)))
            connection.execute(delete(DATA).where(gone))
            rows = row["rows_read"]
            done = ended("done") | {"rows_done": rows, "rows_total": rows}
            connection.execute(update(JOBS).where(JOBS.c.id == job.id).values(done))
        return Held(number, dataset)
