"""The contract inside an existing Flask app.

>>> import flask, sqlalchemy, mediaop.flask
>>> app = flask.Flask(__name__)
>>> engine = sqlalchemy.create_engine("sqlite:///shop.db")
>>> app.register_blueprint(mediaop.flask.blueprint(engine))
"""

from __future__ import annotations

import gzip
from collections.abc import Iterable
from urllib.parse import quote, urlsplit

from flask import Blueprint, Response, request
from flask.sansio.blueprints import BlueprintSetupState
from sqlalchemy.engine import Engine
from werkzeug.routing import BaseConverter

from ._mediaop import problem
from ._shared import Answer, SharedDataset, _unknown_job

_METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
_LARGEST_BODY = 64 * 1024
_WORTH_COMPRESSING = 1024


def blueprint(
    engine: Engine | SharedDataset,
    *,
    url_prefix: str = "/api",
    timezone: str = "Asia/Shanghai",
    refresh_at: Iterable[str] = (),
    name: str = "mediaop",
) -> Blueprint:
    """Give a blueprint with every answer of the HTTP interface below ``url_prefix``.

    The data are read at the first question, and again on ``POST /refresh`` and at the local times
    ``refresh_at`` (``["06:00"]``). Threads and several worker processes answer alike: see
    `mediaop.SharedDataset`.
    """
    shared = engine
    if not isinstance(shared, SharedDataset):
        shared = SharedDataset(shared, timezone=timezone, refresh_at=refresh_at)
    data = shared
    prefix = "/" + url_prefix.strip("/") if url_prefix.strip("/") else ""
    routes = Blueprint(name, __name__, url_prefix=prefix or None)

    def answer(**_: str) -> Response:
        if (request.content_length or 0) > _LARGEST_BODY:
            return _response(problem(413, "A request body may hold 64 KiB at most."))
        path, query = _as_it_came(prefix)
        return _response(data.answer(request.method, path, query, request.headers))

    def events(job_id: str) -> Response:
        news = data.events(job_id)
        if news is None:
            return _response(_unknown_job(job_id))
        return Response(news, content_type="text/event-stream", headers={"cache-control": "no-cache"})

    routes.add_url_rule("/jobs/<job_id>/events", "events", events, methods=["GET"])
    routes.record_once(_know_rest)
    for rule, endpoint in (("", "root"), ("/<mediaop_rest:rest>", "answer")):
        if prefix or rule:
            routes.add_url_rule(
                rule,
                endpoint,
                answer,
                methods=_METHODS,
                provide_automatic_options=False,
                merge_slashes=False,
                strict_slashes=True,
            )
    return routes


def _know_rest(state: BlueprintSetupState) -> None:
    state.app.url_map.converters["mediaop_rest"] = _Rest


class _Rest(BaseConverter):
    """What is left of a path, whatever it is: also nothing, and slashes in a row."""

    regex = ".*?"
    part_isolating = False


def _as_it_came(prefix: str) -> tuple[str, str]:
    """Give path and query as the request line has them: ids may hold an encoded ``/``.

    Servers pass them on beside the decoded ones; without them an encoded ``/`` cannot be told from a real one.
    """
    raw = request.environ.get("RAW_URI") or request.environ.get("REQUEST_URI")
    if isinstance(raw, str) and raw:
        parts = urlsplit(raw) if "://" in raw.partition("?")[0] else None
        path, _, query = raw.partition("?") if parts is None else (parts.path, "", parts.query)
    else:
        path = quote(request.environ.get("SCRIPT_NAME", "") + request.environ.get("PATH_INFO", ""), safe="/", encoding="latin-1")
        query = request.environ.get("QUERY_STRING", "")
    own = quote(request.environ.get("SCRIPT_NAME", ""), safe="/%", encoding="latin-1") + quote(prefix, safe="/")
    return "/api" + path.removeprefix(own), query


def _response(answer: Answer) -> Response:
    status, headers, body = answer
    response = Response(body, status, headers)
    if len(body) >= _WORTH_COMPRESSING and request.accept_encodings["gzip"] > 0:
        response.data = gzip.compress(body, 5)
        response.headers["content-encoding"] = "gzip"
    response.headers["vary"] = "accept-encoding"
    response.headers["x-content-type-options"] = "nosniff"
    return response
