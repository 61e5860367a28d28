"""Requests to a shared data set, answered as the server does, refreshes and jobs included."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING
from urllib.parse import unquote

from ._counted import counted
from ._job_documents import Answer, JobDocuments, unknown_job
from ._jobs import Job
from ._mediaop import problem, refresh_parameters
from ._outage import DATABASE_ERRORS, Outage, is_away
from ._published import Held
from ._request_line import escaped

if TYPE_CHECKING:
    from ._shared import SharedDataset

_log = logging.getLogger("mediaop")

BETWEEN_EVENTS = 0.2
_NOT_READ = "The data is not read yet."


class Requests:
    """The HTTP interface over a shared data set."""

    def __init__(self, shared: SharedDataset, timezone: str) -> None:
        self._shared = shared
        self._jobs, self._published = shared._jobs, shared._published
        #: Beside that of the data: a database may be read where no job can be written down.
        self._outage = Outage(shared._engine)
        #: As they were when they were looked at last.
        self._finished: list[Job] = []
        self._documents = JobDocuments(timezone)

    def answer(
        self,
        method: str,
        path: str | bytes,
        query: str | bytes = "",
        headers: Mapping[str, str] | Iterable[tuple[str, str]] = (),
    ) -> Answer:
        """Answer a request below ``/api`` as the server does, refreshes and jobs included; path and
        query as the request line has them, also as bytes."""
        path, query = escaped(path), escaped(query)
        pairs = {name.lower(): value for name, value in dict(headers).items()}
        try:
            return self._answer(method, path, query, pairs)
        except Exception as error:
            if is_away(error):
                return self.away(error)
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
            found = self._jobs.find(unquote(job)) if self._published.has_tables() else None
            return unknown_job(unquote(job)) if found is None else self._documents.shown(200, found)
        held = self._shared._current()
        if held is None:
            held = self._first()
        if held is None:
            return self._not_ready()
        is_meta = path == "/api/meta"
        self._look_at_jobs(is_meta)
        runs = [self._documents.run_facts(job) for job in self._finished] if is_meta else []
        return held.dataset._core.answer(method, path, query, headers.get("if-none-match"), None, runs)

    def _look_at_jobs(self, also_finished: bool) -> None:
        """Begin a refresh that is due, and look which have ended; not while the database is away."""
        if self._shared._outage.is_on:
            return
        try:
            self._shared._refresh_if_due()
            if also_finished:
                self._finished = self._jobs.finished()
        except DATABASE_ERRORS as error:
            self._outage.begin(error)
        else:
            self._outage.end()

    def away(self, error: BaseException) -> Answer:
        """Answer that the database is needed and cannot be used, and why."""
        return _later(self._outage.begin(error))

    def _first(self) -> Held | None:
        """Have the data read, and wait for a while."""
        job = self._shared.begin_refresh(kind="load")
        until = time.monotonic() + self._shared._wait
        while time.monotonic() < until:
            now = self._jobs.find(job.id)
            if now is None or now.state != "running":
                break
            time.sleep(0.02)
        return self._shared._current()

    def _answer_refresh(self, method: str, query: str) -> Answer:
        if method != "POST":
            status, headers, body = problem(405, "A refresh is begun by POST.")
            return status, [pair for pair in headers if pair[0] != "allow"] + [("allow", "POST")], body
        if (refusal := refresh_parameters(query)) is not None:
            return refusal
        job = self._shared.begin_refresh()
        status, headers, body = self._documents.shown(202, job)
        return status, [*headers, ("location", f"/api/jobs/{job.id}")], body

    def events(self, job_id: str) -> Iterator[bytes] | None:
        """Tell how a job goes on, as server-sent events; ``None`` where there is no such job."""
        if not self._published.has_tables() or self._jobs.find(job_id) is None:
            return None
        return self._events(job_id)

    def _events(self, job_id: str) -> Iterator[bytes]:
        told: Job | None = None
        while True:
            try:
                now = self._jobs.find(job_id)
            except DATABASE_ERRORS as error:
                if not is_away(error):
                    raise
                self._outage.begin(error)
                return
            if now is None:
                return
            if now != told:
                name = "progress" if now.state == "running" else now.state
                body = self._documents.shown(200, now)[2].decode()
                yield f"event: {name}\ndata: {body}\n\n".encode()
                told = now
            if now.state != "running":
                return
            time.sleep(BETWEEN_EVENTS)

    def _not_ready(self) -> Answer:
        job = self._jobs.last()
        detail = _NOT_READ
        if job is not None and job.state == "running":
            far = f": {job.rows_done:,} of {counted(job.rows_total, 'row')} so far" if job.rows_total else ""
            detail = f"The data is being read{far}."
        elif job is not None and job.error:
            detail = f"The data could not be read: {job.error}. POST /api/refresh tries again."
        return _later(detail)


def _later(detail: str) -> Answer:
    """Say why there is no answer now, and when to ask again."""
    status, headers, body = problem(503, detail)
    return status, [*headers, ("retry-after", "2")], body


def _foreign_page(headers: Mapping[str, str]) -> str | None:
    """Whether a page of another site sent this, to have something changed."""
    origin = headers.get("origin")
    if origin is not None and origin.partition("://")[2].lower() != headers.get("host", "").lower():
        return f"A page of {origin} may not do this."
    return "A page of another site may not do this." if headers.get("sec-fetch-site") == "cross-site" else None
