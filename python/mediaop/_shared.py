"""One data set that several processes share through their database."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.engine import Engine

from . import _precompute
from ._dataset import Dataset
from ._errors import MediaopError
from ._job_documents import Answer
from ._jobs import Job, Jobs
from ._outage import DATABASE_ERRORS, Outage, is_away
from ._progress import Progress
from ._published import Held, Published
from ._questions import Day
from ._requests import BETWEEN_EVENTS, Requests

_log = logging.getLogger("mediaop")


class SharedDataset:
    """The data set of a database, the same in all processes that use it.

    It is read when it is first needed, by one process; its bytes are kept in tables of our own
    (``mediaop_data``, ``mediaop_data_parts``, ``mediaop_jobs``), from which the other processes and
    later starts take it. Before each answer a process looks whether there is a newer one, so that
    after a refresh no process answers from the old. Threads may share it.

    While the database is away a process answers from the data set that it has.

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
        self._published = Published(engine, timezone)
        self._outage = Outage(engine)
        self._requests = Requests(self, timezone)
        self._held: Held | None = None
        #: Jobs that threads of this process are waiting to run.
        self._awaited: set[str] = set()
        self._awaiting = threading.Lock()
        self._looking = threading.Lock()

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
        """Read the database again; all processes answer from it afterwards. To be called from a task
        queue, or from cron.

        What was written before is read: a reading that goes on may have passed it, and another
        follows. The first one (``kind="load"``) is waited for, whoever is doing it."""
        self._published.make_tables()
        job, is_new = self._jobs.begin(kind)
        if is_new:
            self._run(job)
        elif kind != "load":
            job = self._jobs.following(job)
            self._run_in_turn(job)
        while (job := self._jobs.find(job.id) or job).state == "running":
            time.sleep(BETWEEN_EVENTS)
        if job.state == "failed":
            raise MediaopError(f"the data could not be read: {job.error}")
        return job

    def begin_refresh(self, *, kind: str = "refresh") -> Job:
        """Do in the background what `refresh` does, and give the job."""
        return self._begin(kind, joins=kind == "load")

    def precompute(self, as_of: Day | None = None) -> dict[str, int]:
        """Write ``product_creator_stats`` and ``product_matrix_stats`` as of a day (yesterday unless
        one is given), in one transaction. Returns how many rows each has."""
        return _precompute.write(self._engine, self.dataset(), as_of)

    def _current(self) -> Held | None:
        """Look whether there is a newer data set, and take it; the one that is there goes on while the database is away."""
        try:
            held = self._newest()
        except DATABASE_ERRORS as error:
            if self._held is None or not is_away(error):
                raise
            self._outage.begin(error)
            return self._held
        self._outage.end()
        return held

    def _newest(self) -> Held | None:
        self._published.make_tables()
        newest = self._published.newest()
        held = self._held
        if held is not None and (newest is None or held.number == newest.number):
            return held
        if newest is None:
            return None
        with self._looking:
            # Another thread may have taken it meanwhile.
            if self._held is None or self._held.number != newest.number:
                taken = self._published.take()
                self._held = taken if taken is not None else self._held
            return self._held

    # The work

    def _begin(self, kind: str, *, joins: bool) -> Job:
        """Begin a job in the background. While another reads, that is given where it is to be joined,
        else the one that follows it."""
        self._published.make_tables()
        job, is_new = self._jobs.begin(kind)
        if is_new:
            try:
                self._in_background(self._run, job)
            except BaseException:
                self._jobs.over(job)
                raise
        elif not joins:
            job = self._jobs.following(job)
            self._in_background(self._wait_for_turn, job)
        return job

    def _in_background(self, work: Callable[[Job], None], job: Job) -> None:
        threading.Thread(target=work, args=(job,), name="mediaop refresh", daemon=True).start()

    def _wait_for_turn(self, job: Job) -> None:
        """Run a job when its turn comes, also where the database is away meanwhile."""
        with self._awaiting:
            if job.id in self._awaited:
                return
            self._awaited.add(job.id)
        try:
            while True:
                try:
                    self._run_in_turn(job)
                    return
                except DATABASE_ERRORS as error:
                    if not is_away(error):
                        raise
                    self._outage.begin(error)
                time.sleep(BETWEEN_EVENTS)
        except Exception:
            _log.exception("the data could not be read")
        finally:
            with self._awaiting:
                self._awaited.discard(job.id)

    def _run_in_turn(self, job: Job) -> None:
        """Wait for the end of what is read before, then run the job, unless another process does."""
        while True:
            begun, is_new = self._jobs.begin(job.kind, job)
            if is_new:
                self._run(begun)
            if begun.id == job.id:
                return
            time.sleep(BETWEEN_EVENTS)

    def _run(self, job: Job) -> None:
        try:
            dataset = self._read(self._jobs.progress(job))
            # From here on it is the current one of all processes.
            self._held = self._published.publish(job, dataset)
        except BaseException as error:
            _log.exception("the data could not be read")
            self._jobs.fail(job, str(error) or type(error).__name__)
            if not isinstance(error, Exception):
                raise
        finally:
            self._jobs.over(job)

    def _read(self, progress: Progress) -> Dataset:
        # Not by Rust, even where it is SQLite: a process with two SQLites loses the locks of the one
        # when the other closes the file.
        return Dataset.from_sqlalchemy(self._engine, timezone=self._timezone, progress=progress.at)

    def _refresh_if_due(self) -> None:
        if not self._refresh_at:
            return
        newest = self._published.newest()
        if newest is not None and self._is_due(int(newest.made_at)):
            self._begin("refresh", joins=True)

    def _is_due(self, made_at: int) -> bool:
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
        path: str | bytes,
        query: str | bytes = "",
        headers: Mapping[str, str] | Iterable[tuple[str, str]] = (),
    ) -> Answer:
        """Answer a request below ``/api`` as the server does, refreshes and jobs included; path and
        query as the request line has them."""
        return self._requests.answer(method, path, query, headers)

    def events(self, job_id: str) -> Iterator[bytes] | None:
        """Tell how a job goes on, as server-sent events; ``None`` where there is no such job."""
        return self._requests.events(job_id)
