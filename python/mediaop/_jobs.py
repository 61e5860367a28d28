"""Refreshes: one at a time, whichever process runs it, each with its progress for whoever asks."""

from __future__ import annotations

import os
import socket
import threading
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.engine import Engine
from sqlalchemy.exc import IntegrityError, OperationalError

from ._progress import Progress
from ._tables import JOBS

_KEPT = 100
#: A process that has not been heard of for so long is taken to be gone.
_SILENCE_MS = 120_000
_BETWEEN_NEWS_MS = 500
#: So long after the end of a job, whoever waited for that has begun the next.
_TURN_MS = 30_000
#: Clocks and ticks differ by less.
_SLACK_MS = 5_000
#: The jobs that this process is running, whichever data set they are for. Threads that begin one at once give it one
#: id, and one of them begins it; the copy of a database goes on with the ids of the other.
_RUNNING: Counter[str] = Counter()
_COUNTING = threading.Lock()


@dataclass(frozen=True)
class Job:
    """A refresh as it was when it was looked at."""

    id: str
    kind: str
    state: str
    started_at: int
    finished_at: int | None
    rows_done: int
    rows_total: int
    error: str | None


class Jobs:
    """The jobs that all processes know of."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def begin(self, kind: str, following: Job | None = None) -> tuple[Job, bool]:
        """Begin a job, or give the one that is running; says whether it is new.

        One that `following` gave is begun under its id, once: who else begins it is given it, also when it is over.
        """
        if following is not None and (begun := self._one(JOBS.c.id == following.id)) is not None:
            return begun, False
        running = self._alive()
        if running is not None:
            return running, False
        now = now_ms()
        last = self.last()
        # One of its own for each database of a process, and for one that is made anew.
        first = f"{now // 1000:x}-{os.getpid():x}-{time.monotonic_ns() % 0xFFFFFF:x}-1"
        id = following.id if following else first if last is None else _id_after(last)
        row = {
            "id": id,
            "kind": kind,
            "state": "running",
            "slot": 1,
            "host": socket.gethostname(),
            "process": os.getpid(),
            "started_at": now,
            "seen_at": now,
            "rows_done": 0,
            "rows_total": 0,
        }
        # Before others can see it.
        _begins(id)
        try:
            with self._engine.begin() as connection:
                connection.execute(insert(JOBS).values(row))
                numbers = select(JOBS.c.number).order_by(JOBS.c.number.desc()).offset(_KEPT).limit(1)
                oldest = connection.execute(numbers).scalar()
                if oldest is not None:
                    connection.execute(delete(JOBS).where(JOBS.c.number <= oldest))
        except IntegrityError:
            # Somebody else was quicker, or has ended meanwhile.
            _ends(id)
            return self.begin(kind, following)
        except BaseException:
            _ends(id)
            raise
        try:
            job = self.find(id)
            assert job is not None
        except BaseException:
            _ends(id)
            raise
        return job, True

    def over(self, job: Job) -> None:
        """Note that nobody here works on a job any more, even if that could not be written down."""
        _ends(job.id)

    def progress(self, job: Job) -> Progress:
        """Give what a reading tells its news to."""
        if self._engine.dialect.name == "sqlite":
            with self._engine.connect() as connection:
                if connection.exec_driver_sql("PRAGMA journal_mode").scalar() != "wal":
                    # Who writes beside a long reading would lock everybody else out meanwhile.
                    return Progress(False, "rows")
        return JobProgress(self._engine, job.id)

    def find(self, id: object) -> Job | None:
        """Look a job up, also one that waits for its turn."""
        # Before: the other may begin in between.
        last = self.last()
        found = self._one(JOBS.c.id == id)
        if found is not None or last is None:
            return found
        may_begin = last.finished_at is None or now_ms() - last.finished_at < _TURN_MS
        return self.following(last) if may_begin and id == _id_after(last) else None

    def following(self, job: Job) -> Job:
        """Give the job that waits for the end of another.

        It is written down when its turn comes, since a file may take no writer while it is read; till
        then every process knows it by its id, and whoever waits for it begins it.
        """
        return Job(_id_after(job), "refresh", "running", job.started_at, None, 0, 0, None)

    def last(self) -> Job | None:
        """Look up the job that was begun last."""
        return self._one(JOBS.c.id.is_not(None))

    def finished(self, limit: int = 20) -> list[Job]:
        """List the jobs that are over, the latest first."""
        chosen = select(JOBS).where(JOBS.c.slot.is_(None)).order_by(JOBS.c.number.desc()).limit(limit)
        with self._engine.connect() as connection:
            return [_job(row) for row in connection.execute(chosen)]

    def fail(self, job: Job, error: str) -> None:
        """Note that a job came to nothing."""
        with self._engine.begin() as connection:
            connection.execute(update(JOBS).where(JOBS.c.id == job.id).values(ended("failed", error)))

    def _one(self, condition: Any) -> Job | None:
        with self._engine.connect() as connection:
            row = connection.execute(select(JOBS).where(condition).order_by(JOBS.c.number.desc()).limit(1)).first()
        return None if row is None else _job(row)

    def _alive(self) -> Job | None:
        """Look up the job that is running; frees the slot of a process that is gone."""
        with self._engine.connect() as connection:
            row = connection.execute(select(JOBS).where(JOBS.c.slot == 1)).first()
        if row is None or not _is_gone(row):
            return None if row is None else _job(row)
        gone = (JOBS.c.id == row.id) & (JOBS.c.slot == 1)
        with self._engine.begin() as connection:
            connection.execute(update(JOBS).where(gone).values(ended("failed", "the process that ran it is gone")))
        return None


class JobProgress(Progress):
    """Tells the news to whoever asks, in whichever process."""

    def __init__(self, engine: Engine, id: str) -> None:
        super().__init__(False, "rows")
        self._engine = engine
        self._id = id
        self._told_at = 0

    def at(self, done: int, total: int | None = None) -> None:
        """Take the news; some of them are written down."""
        now = now_ms()
        if now - self._told_at < _BETWEEN_NEWS_MS:
            return
        self._told_at = now
        news = {"rows_done": done, "rows_total": total or 0, "seen_at": now}
        try:
            with self._engine.begin() as connection:
                connection.execute(update(JOBS).where(JOBS.c.id == self._id).values(news))
        except OperationalError:
            # A database that is locked for a moment: the next news will do.
            pass


def ended(state: str, error: str | None = None) -> dict[str, Any]:
    """Give what is written down when a job ends."""
    return {"state": state, "slot": None, "finished_at": now_ms(), "error": error}


def now_ms() -> int:
    """Read the clock, in milliseconds since 1970."""
    return time.time_ns() // 1_000_000


def _begins(id: str) -> None:
    with _COUNTING:
        _RUNNING[id] += 1


def _ends(id: str) -> None:
    with _COUNTING:
        _RUNNING[id] -= 1
        if _RUNNING[id] <= 0:
            del _RUNNING[id]


def _id_after(job: Job) -> str:
    """Give the id of the next job, the same in all processes."""
    name, _, number = job.id.rpartition("-")
    return f"{name}-{int(number) + 1}" if name and number.isdecimal() else f"{job.id}-1"


def _job(row: Any) -> Job:
    return Job(
        row.id, row.kind, row.state, row.started_at, row.finished_at, row.rows_done, row.rows_total, row.error
    )


def _is_gone(row: Any) -> bool:
    # On Windows this would end the process that is asked after.
    if row.host == socket.gethostname() and os.name == "posix":
        if row.process == os.getpid():
            return _RUNNING[row.id] == 0
        try:
            os.kill(row.process, 0)
        except ProcessLookupError:
            return True
        except OSError:
            # There is one, of another user.
            pass
        # The numbers of processes come again: a container gives the same ones out at each start.
        began = _began_at_ms(row.process)
        return began is not None and began > int(row.started_at) + _SLACK_MS
    return now_ms() - int(row.seen_at) > _SILENCE_MS


def _began_at_ms(process: int) -> int | None:
    """When a process began, in milliseconds since 1970, where the system tells."""
    try:
        # After the name, which may have blanks and brackets of its own.
        fields = Path(f"/proc/{process}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        lines = Path("/proc/stat").read_text(encoding="utf-8").splitlines()
        booted = next(int(line.split()[1]) for line in lines if line.startswith("btime "))
        return booted * 1000 + int(fields[19]) * 1000 // os.sysconf("SC_CLK_TCK")
    except (OSError, ValueError, IndexError, StopIteration):
        return None
