"""One data set that several processes share through their database."""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from urllib.parse import unquote
from zoneinfo import ZoneInfo

import sqlalchemy
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.engine import Engine

from . import _precompute, _tables
from ._dataset import Dataset
from ._errors import MediaopError
from ._jobs import Job, Jobs, ended, now_ms
from ._mediaop import Core, problem, refresh_parameters
from ._progress import Progress
from ._questions import Day
from ._tables import DATA, JOBS, PARTS

_log = logging.getLogger("mediaop")

Answer = tuple[int, list[tuple[str, str]], bytes]

_PART_BYTES = 1 << 20
_BETWEEN_EVENTS = 0.2
_NOT_READ = "The data is not read yet."


class _Held(NamedTuple):
    number: int
    dataset: Dataset


class SharedDataset:
    """The data set of a database, the same in all processes that use it.

    It is read when it is first needed, by one process; its bytes are kept in tables of our own
    (``mediaop_data``, ``mediaop_data_parts``, ``mediaop_jobs``), from which the other processes and
    later starts take it. Before each answer a process looks whether there is a newer one, so that
    after a refresh no process answers from the old. Threads may share it.

    ``refresh_at`` names local times (``["06:00", "14:00"]``): the first question after such a time
    begins a refresh, and the old data go on answering meanwhile.
    """

    def __init__(
        self, engine: Engine, *, timezone: str = "Asia/Shanghai", refresh_at: Iterable[str] = (), wait: float = 25.0
    ) -> None:
        self._engine = engine
        self._timezone = timezone
        self._refresh_at = sorted(datetime.strptime(text, "%H:%M").time() for text in refresh_at)
        #: For how many seconds a question waits for the first reading, before it is told to come again.
        self._wait = wait
        self._jobs = Jobs(engine)
        self._held: _Held | None = None
        self._looking = threading.Lock()
        self._has_tables = False

    # The data set

    def dataset(self) -> Dataset:
        """Give the current data set; read it where no process has."""
        held = self._current()
        if held is None:
            self.refresh(kind="load")
            held = self._current()
        if held is None:
            last = self._jobs.last()
            raise MediaopError(f"the data could not be read: {last.error if last else 'there is no job'}")
        return held.dataset

    def refresh(self, *, kind: str = "refresh") -> Job:
        """Read the database again, or wait for whoever is doing so; all processes answer from it
        afterwards. To be called from a task queue, or from cron."""
        self._make_tables()
        job, is_new = self._jobs.begin(kind)
        if is_new:
            self._run(job)
        while (job := self._jobs.find(job.id) or job).state == "running":
            time.sleep(_BETWEEN_EVENTS)
        if job.state == "failed":
            raise MediaopError(f"the data could not be read: {job.error}")
        return job

    def begin_refresh(self, *, kind: str = "refresh") -> Job:
        """Begin to read the database again in the background, or join the reading that is going on."""
        self._make_tables()
        job, is_new = self._jobs.begin(kind)
        if is_new:
            threading.Thread(target=self._run, args=(job,), name="mediaop refresh", daemon=True).start()
        return job

    def precompute(self, as_of: Day | None = None) -> dict[str, int]:
        """Write ``product_creator_stats`` and ``product_matrix_stats`` as of a day (yesterday unless
        one is given), in one transaction. Returns how many rows each has."""
        return _precompute.write(self._engine, self.dataset(), as_of)

    def _current(self) -> _Held | None:
        """Look whether there is a newer data set, and take it."""
        self._make_tables()
        newest = self._newest()
        held = self._held
        if held is not None and (newest is None or held.number == newest.number):
            return held
        if newest is None:
            return None
        with self._looking:
            # Another thread may have taken it meanwhile.
            if self._held is None or self._held.number != newest.number:
                taken = self._take()
                self._held = taken if taken is not None else self._held
            return self._held

    def _newest(self) -> Any:
        chosen = select(DATA.c.number, DATA.c.made_at).where(DATA.c.timezone == self._timezone)
        with self._engine.connect() as connection:
            return connection.execute(chosen.order_by(DATA.c.number.desc()).limit(1)).first()

    def _take(self) -> _Held | None:
        """Take the newest data set from our tables."""
        numbers = select(func.max(DATA.c.number)).where(DATA.c.timezone == self._timezone).scalar_subquery()
        chosen = select(PARTS.c.data_number, PARTS.c.bytes).where(PARTS.c.data_number == numbers)
        with self._engine.connect() as connection:
            parts = connection.execute(chosen.order_by(PARTS.c.part)).all()
        if not parts:
            return None
        core = Core.from_bytes(b"".join(part.bytes for part in parts))
        return _Held(int(parts[0].data_number), Dataset(core))

    def _make_tables(self) -> None:
        if not self._has_tables:
            _tables.create(self._engine, DATA, PARTS, JOBS)
            self._has_tables = True

    # The work

    def _run(self, job: Job) -> None:
        try:
            dataset = self._read(self._jobs.progress(job))
            self._publish(job, dataset)
        except BaseException as error:
            _log.exception("the data could not be read")
            self._jobs.fail(job, str(error) or type(error).__name__)
            if not isinstance(error, Exception):
                raise

    def _read(self, progress: Progress) -> Dataset:
        # Not by Rust, even where it is SQLite: a process with two SQLites loses the locks of the one
        # when the other closes the file.
        return Dataset.from_sqlalchemy(self._engine, timezone=self._timezone, progress=progress.at)

    def _publish(self, job: Job, dataset: Dataset) -> None:
        """Make it the current data set of all processes, in one step."""
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
        self._held = _Held(number, dataset)

    def _is_due(self, made_at: int) -> bool:
        if not self._refresh_at:
            return False
        now = datetime.now(ZoneInfo(self._timezone))
        latest = max(
            moment
            for days_ago in (0, 1)
            for at in self._refresh_at
            if (moment := datetime.combine(now.date() - timedelta(days=days_ago), at, now.tzinfo)) <= now
        )
        return made_at < latest.timestamp() * 1000

    # Requests

    def answer(
        self,
        method: str,
        path: str,
        query: str = "",
        headers: Mapping[str, str] | Iterable[tuple[str, str]] = (),
    ) -> Answer:
        """Answer a request below ``/api`` as the server does, refreshes and jobs included; path and
        query as the request line has them."""
        pairs = {name.lower(): value for name, value in dict(headers).items()}
        try:
            return self._answer(method, path, query, pairs)
        except Exception:
            _log.exception("a request failed: %s %s", method, path)
            return problem(500, "An error inside mediaop. Its log says more.")

    def _answer(self, method: str, path: str, query: str, headers: Mapping[str, str]) -> Answer:
        if method not in ("GET", "HEAD", "OPTIONS") and (refusal := _foreign_page(headers)) is not None:
            return problem(403, refusal)
        if path == "/api/":
            return problem(404, "There is nothing at /api/. Answers are below /api/.")
        if path == "/api/refresh":
            return self._answer_refresh(method, query)
        job = path.removeprefix("/api/jobs/")
        if job not in (path, "") and "/" not in job and method in ("GET", "HEAD"):
            found = self._jobs.find(unquote(job)) if self._tables_are_there() else None
            return _unknown_job(unquote(job)) if found is None else self._shown(200, found)
        held = self._current()
        if held is None:
            held = self._first()
        if held is None:
            return self._not_ready()
        newest_at = self._newest()
        if newest_at is not None and self._is_due(int(newest_at.made_at)):
            self.begin_refresh()
        runs = [self._run_facts(job) for job in self._jobs.finished()] if path == "/api/meta" else []
        return held.dataset._core.answer(method, path, query, headers.get("if-none-match"), None, runs)

    def _first(self) -> _Held | None:
        """Have the data read, and wait for a while."""
        job = self.begin_refresh(kind="load")
        until = time.monotonic() + self._wait
        while time.monotonic() < until:
            now = self._jobs.find(job.id)
            if now is None or now.state != "running":
                break
            time.sleep(0.02)
        return self._current()

    def _answer_refresh(self, method: str, query: str) -> Answer:
        if method != "POST":
            status, headers, body = problem(405, "A refresh is begun by POST.")
            return status, [pair for pair in headers if pair[0] != "allow"] + [("allow", "POST")], body
        if (refusal := refresh_parameters(query)) is not None:
            return refusal
        job = self.begin_refresh()
        status, headers, body = self._shown(202, job)
        return status, [*headers, ("location", f"/api/jobs/{job.id}")], body

    def events(self, job_id: str) -> Iterator[bytes] | None:
        """Tell how a job goes on, as server-sent events; ``None`` where there is no such job."""
        if not self._tables_are_there() or self._jobs.find(job_id) is None:
            return None
        return self._events(job_id)

    def _events(self, job_id: str) -> Iterator[bytes]:
        told: Job | None = None
        while True:
            now = self._jobs.find(job_id)
            if now is None:
                return
            if now != told:
                name = "progress" if now.state == "running" else now.state
                body = self._shown(200, now)[2].decode()
                yield f"event: {name}\ndata: {body}\n\n".encode()
                told = now
            if now.state != "running":
                return
            time.sleep(_BETWEEN_EVENTS)

    def _tables_are_there(self) -> bool:
        return self._has_tables or sqlalchemy.inspect(self._engine).has_table(JOBS.name)

    def _not_ready(self) -> Answer:
        job = self._jobs.last()
        detail = _NOT_READ
        if job is not None and job.state == "running":
            far = f": {job.rows_done} of {job.rows_total} rows so far" if job.rows_total else ""
            detail = f"The data is being read{far}."
        elif job is not None and job.error:
            detail = f"The data could not be read: {job.error}. POST /api/refresh tries again."
        status, headers, body = problem(503, detail)
        return status, [*headers, ("retry-after", "2")], body

    def _shown(self, status: int, job: Job) -> Answer:
        shown = {
            "id": job.id,
            "kind": job.kind,
            "state": job.state,
            "started_at": self._rfc3339(job.started_at),
            "finished_at": None if job.finished_at is None else self._rfc3339(job.finished_at),
            "rows_done": job.rows_done,
            "rows_total": job.rows_total,
            "error": job.error,
        }
        body = json.dumps({"job": shown}, ensure_ascii=False, separators=(",", ":")).encode()
        return status, [("content-type", "application/json"), ("cache-control", "no-store")], body

    def _run_facts(self, job: Job) -> tuple[str, str, str, str, str | None, int | None, str | None]:
        finished_at = None if job.finished_at is None else self._rfc3339(job.finished_at)
        rows = job.rows_done if job.state == "done" else None
        return job.id, job.kind, job.state, self._rfc3339(job.started_at), finished_at, rows, job.error

    def _rfc3339(self, ms: int) -> str:
        moment = datetime.fromtimestamp(ms / 1000, ZoneInfo(self._timezone))
        return moment.isoformat(timespec="milliseconds" if ms % 1000 else "seconds")


def _unknown_job(id: str) -> Answer:
    return problem(404, f"There is no job {json.dumps(id, ensure_ascii=False)}; jobs are forgotten when the server stops.")


def _foreign_page(headers: Mapping[str, str]) -> str | None:
    """Whether a page of another site sent this, to have something changed."""
    origin = headers.get("origin")
    if origin is not None and origin.partition("://")[2].lower() != headers.get("host", "").lower():
        return f"A page of {origin} may not do this."
    return "A page of another site may not do this." if headers.get("sec-fetch-site") == "cross-site" else None
