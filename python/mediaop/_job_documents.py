"""Jobs as the HTTP interface shows them."""

from __future__ import annotations

import json
from datetime import datetime
from zoneinfo import ZoneInfo

from ._jobs import Job
from ._mediaop import problem

Answer = tuple[int, list[tuple[str, str]], bytes]


class JobDocuments:
    """Jobs with their times in a time zone."""

    def __init__(self, timezone: str) -> None:
        self._timezone = timezone

    def shown(self, status: int, job: Job) -> Answer:
        """Answer with a job."""
        finished_at = None if job.finished_at is None else self._rfc3339(job.finished_at)
        shown = {
            "id": job.id,
            "kind": job.kind,
            "state": job.state,
            "started_at": self._rfc3339(job.started_at),
            # A refresh here is one step: new data are served when it is done.
            "served_at": finished_at if job.state == "done" else None,
            "finished_at": finished_at,
            "rows_done": job.rows_done,
            "rows_total": job.rows_total,
            "error": job.error,
        }
        body = json.dumps({"job": shown}, ensure_ascii=False, separators=(",", ":")).encode()
        return status, [("content-type", "application/json"), ("cache-control", "no-store")], body

    def run_facts(self, job: Job) -> tuple[str, str, str, str, str | None, int | None, str | None]:
        """Give what ``/api/meta`` says of a job that has ended."""
        finished_at = None if job.finished_at is None else self._rfc3339(job.finished_at)
        rows = job.rows_done if job.state == "done" else None
        return job.id, job.kind, job.state, self._rfc3339(job.started_at), finished_at, rows, job.error

    def _rfc3339(self, ms: int) -> str:
        moment = datetime.fromtimestamp(ms / 1000, ZoneInfo(self._timezone))
        return moment.isoformat(timespec="milliseconds" if ms % 1000 else "seconds")


def unknown_job(id: str) -> Answer:
    """Answer that there is no such job."""
    return problem(404, f"There is no job {json.dumps(id, ensure_ascii=False)}; jobs are forgotten when the server stops.")
