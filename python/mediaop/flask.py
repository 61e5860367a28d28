"""The contract and the page inside an existing Flask app.

>>> import flask, sqlalchemy, mediaop.flask
>>> app = flask.Flask(__name__)
>>> engine = sqlalchemy.create_engine("sqlite:///shop.db")
>>> app.register_blueprint(mediaop.flask.blueprint(engine))
>>> app.register_blueprint(mediaop.flask.page_blueprint(url_prefix="/hot"))
"""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterable, Sequence
from urllib.parse import quote, urlsplit

from flask import Blueprint, Response, abort, request
from flask.sansio.blueprints import BlueprintSetupState
from sqlalchemy.engine import Engine
from werkzeug.routing import BaseConverter

from ._errors import MediaopError
from ._mediaop import page, problem
from ._job_documents import Answer, unknown_job
from ._outage import DATABASE_ERRORS, is_away
from ._request_line import escaped_wsgi
from ._shared import SharedDataset

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
    prefix = _prefix(url_prefix)
    routes = Blueprint(name, __name__, url_prefix=prefix or None)

    def answer(**_: str) -> Response:
        if (request.content_length or 0) > _LARGEST_BODY:
            return _response(problem(413, "A request body may hold 64 KiB at most."))
        path, query = _as_it_came(prefix)
        # Flask takes the body away when it has been packed and measured.
        method = "GET" if request.method == "HEAD" else request.method
        return _response(_in_its_place(data.answer(method, "/api" + path, query, request.headers), prefix))

    def events(job_id: str) -> Response:
        try:
            news = data.events(job_id)
        except DATABASE_ERRORS as error:
            if not is_away(error):
                raise
            return _response(data._requests.away(error))
        if news is None:
            return _response(unknown_job(job_id))
        return Response(news, content_type="text/event-stream", headers={"cache-control": "no-cache"})

    routes.add_url_rule("/jobs/<job_id>/events", "events", events, methods=["GET"])
    _take_all(routes, prefix, answer, _METHODS)
    return routes


def page_blueprint(*, url_prefix: str = "/mediaop", api_prefix: str = "/api", name: str = "mediaop_page") -> Blueprint:
    """Give a blueprint with the page that ``mediaop serve`` shows, below ``url_prefix``.

    ``api_prefix`` is where the answers are, the ``url_prefix`` of `blueprint`. The files of the page
    are part of this package.
    """
    prefix, answers = _prefix(url_prefix), _prefix(api_prefix)
    if page("/", prefix, answers) is None:
        raise MediaopError("this mediaop was built without its page: build it where mediaop-server/web/dist is")
    routes = Blueprint(name, __name__, url_prefix=prefix or None)

    def show(**_: str) -> Response:
        path, _query = _as_it_came(prefix)
        root = quote(request.script_root.rstrip("/"), safe="/")
        here, there = root + quote(prefix, safe="/"), root + quote(answers, safe="/")
        return _response(page(path or "/", here, there, request.headers.get("If-None-Match")) or abort(404))

    _take_all(routes, prefix, show, ["GET"])
    return routes


def _in_its_place(answer: Answer, prefix: str) -> Answer:
    """Name addresses of answers as they are called from outside."""
    status, headers, body = answer
    root = quote(request.script_root.rstrip("/"), safe="/") + quote(prefix, safe="/")
    mended = [(name, root + value.removeprefix("/api") if name == "location" else value) for name, value in headers]
    return status, mended, body


def _prefix(url_prefix: str) -> str:
    return "/" + url_prefix.strip("/") if url_prefix.strip("/") else ""


def _take_all(routes: Blueprint, prefix: str, view: Callable[..., Response], methods: Sequence[str]) -> None:
    routes.record_once(_know_rest)
    for rule, endpoint in (("", "root"), ("/<mediaop_rest:rest>", "rest")):
        if prefix or rule:
            routes.add_url_rule(
                rule,
                endpoint,
                view,
                methods=methods,
                provide_automatic_options=False,
                merge_slashes=False,
                strict_slashes=True,
            )


def _know_rest(state: BlueprintSetupState) -> None:
    state.app.url_map.converters["mediaop_rest"] = _Rest


class _Rest(BaseConverter):
    """What is left of a path, whatever it is: also nothing, and slashes in a row."""

    regex = ".*?"
    part_isolating = False


def _as_it_came(prefix: str) -> tuple[str, str]:
    """Give the path below the prefix, and the query, as the request line has them: ids may hold an encoded ``/``.

    Servers pass them on beside the decoded ones; without them an encoded ``/`` cannot be told from a real one.
    """
    raw = request.environ.get("RAW_URI") or request.environ.get("REQUEST_URI")
    if isinstance(raw, str) and raw:
        parts = urlsplit(raw) if "://" in raw.partition("?")[0] else None
        path, _, query = raw.partition("?") if parts is None else (parts.path, "", parts.query)
        path = escaped_wsgi(path, request.environ)
    else:
        path = quote(request.environ.get("SCRIPT_NAME", "") + request.environ.get("PATH_INFO", ""), safe="/", encoding="latin-1")
        query = request.environ.get("QUERY_STRING", "")
    # Where the app itself stands below a path, some servers pass the whole path on, others what is left of it.
    script = quote(request.environ.get("SCRIPT_NAME", ""), safe="/%", encoding="latin-1")
    return path.removeprefix(script).removeprefix(quote(prefix, safe="/")), escaped_wsgi(query, request.environ)


def _response(answer: Answer) -> Response:
    status, headers, body = answer
    response = Response(body, status, headers)
    if len(body) >= _WORTH_COMPRESSING and request.accept_encodings["gzip"] > 0:
        response.data = gzip.compress(body, 5)
        response.headers["content-encoding"] = "gzip"
    response.headers["vary"] = "accept-encoding"
    response.headers["x-content-type-options"] = "nosniff"
    return response
