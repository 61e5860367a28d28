"""A database that is away: what was read before goes on answering, and the log says so once."""

import json
import logging
import sqlite3
import threading

import flask
import pytest
import sqlalchemy
from sqlalchemy.pool import NullPool

import mediaop
import mediaop.flask
from mediaop._outage import is_away

ASKED = "as_of=2026-03-10&period_days=30"


@pytest.fixture(autouse=True)
def all_warnings(caplog):
    caplog.set_level(logging.WARNING, "mediaop")


@pytest.fixture
def away():
    return threading.Event()


@pytest.fixture
def engine(database, away):
    """An engine whose database is away while the event is set."""
    engine = sqlalchemy.create_engine(f"sqlite:///{database}", poolclass=NullPool)

    @sqlalchemy.event.listens_for(engine, "do_connect")
    def connect(*_):
        if away.is_set():
            raise sqlite3.OperationalError("the server has gone away")

    return engine


@pytest.fixture
def client(engine):
    app = flask.Flask(__name__)
    app.register_blueprint(mediaop.flask.blueprint(engine, refresh_at=["00:00"]))
    return app.test_client()


def test_what_was_read_before_goes_on_answering(client, away, caplog):
    before = client.get(f"/api/videos?{ASKED}"), client.get("/api/meta")
    assert [answer.status_code for answer in before] == [200, 200]
    assert [run["kind"] for run in before[1].json["data"]["runs"]] == ["load"]
    away.set()
    for _ in range(3):
        during = client.get(f"/api/videos?{ASKED}"), client.get("/api/meta")
        assert [answer.data for answer in during] == [answer.data for answer in before]
    (warning,) = caplog.records
    assert warning.levelno == logging.WARNING and warning.exc_info is None
    assert "cannot be used: the server has gone away" in warning.getMessage()
    away.clear()
    assert client.get("/api/meta").data == before[1].data
    assert "can be used again" in caplog.records[-1].getMessage() and len(caplog.records) == 2


def test_a_refresh_that_is_due_and_cannot_begin_is_said_once(client, engine, caplog):
    assert client.get("/api/meta").status_code == 200
    with engine.begin() as connection:
        connection.execute(sqlalchemy.text("UPDATE mediaop_data SET made_at = made_at - 86400000"))

    @sqlalchemy.event.listens_for(engine, "before_cursor_execute")
    def only_read(connection, cursor, statement, *_):
        if statement.startswith("INSERT"):
            raise sqlalchemy.exc.OperationalError(statement, {}, Exception("1290: the server is read-only"))

    assert [client.get(f"/api/videos?{ASKED}").status_code for _ in range(3)] == [200] * 3
    (warning,) = caplog.records
    assert "cannot be used: 1290: the server is read-only" in warning.getMessage()


def test_a_statement_that_fails_is_no_outage(client, engine, caplog):
    assert client.get("/api/meta").status_code == 200
    with engine.begin() as connection:
        connection.execute(sqlalchemy.text("ALTER TABLE mediaop_data RENAME COLUMN number TO place"))
    answer = client.get("/api/meta")
    assert answer.status_code == 500 and answer.json["detail"] == "An error inside mediaop. Its log says more."
    (record,) = caplog.records
    assert record.levelno == logging.ERROR and "no such column" in str(record.exc_info[1])


def test_what_of_a_statement_is_an_outage():
    def error(kind, statement="SELECT 1", lost=False, cause="that is why"):
        return kind(statement, {}, Exception(cause), connection_invalidated=lost)

    exc = sqlalchemy.exc
    for away in (
        error(exc.OperationalError),
        error(exc.ProgrammingError, statement=None),
        error(exc.InterfaceError, lost=True),
        exc.TimeoutError("no connection is free"),
        ConnectionRefusedError(),
    ):
        assert is_away(away), away
    for other in (error(exc.ProgrammingError), error(exc.IntegrityError), exc.ArgumentError("?"), ValueError("?")):
        assert not is_away(other), other


def test_what_needs_the_database_is_a_503_with_the_cause(client, away):
    assert client.get("/api/meta").status_code == 200
    away.set()
    for answer in (client.post("/api/refresh"), client.get("/api/jobs/7"), client.get("/api/jobs/7/events")):
        assert answer.status_code == 503 and answer.headers["retry-after"] == "2"
        assert answer.content_type == "application/problem+json"
        assert "cannot be used: the server has gone away." in answer.json["detail"]
    away.clear()
    assert client.post("/api/refresh").status_code == 202


def test_without_data_a_question_is_a_503_until_the_database_is_back(client, away, caplog):
    away.set()
    for _ in range(2):
        answer = client.get("/api/videos")
        assert answer.status_code == 503 and "the server has gone away" in answer.json["detail"]
    assert len(caplog.records) == 1
    away.clear()
    assert client.get("/api/videos").status_code == 200


def test_the_password_is_not_told(caplog):
    url = "mysql+pymysql://shop:s3cret@127.0.0.1:1/shop?read_default_group=s3cret"
    shared = mediaop.SharedDataset(sqlalchemy.create_engine(url))
    status, headers, body = shared.answer("GET", "/api/videos")
    assert (status, dict(headers)["content-type"]) == (503, "application/problem+json")
    detail = json.loads(body)["detail"]
    assert detail.startswith("The database mysql+pymysql://shop:***@127.0.0.1:1/shop cannot be used: 2003: Can't connect")
    assert "s3cret" not in detail + caplog.text


def test_the_stream_of_a_job_ends_when_the_database_goes_away(engine, away):
    shared = mediaop.SharedDataset(engine)
    shared.dataset()
    job, _ = shared._jobs.begin("refresh")
    events = shared.events(job.id)
    assert next(events).startswith(b"event: progress\n")
    away.set()
    assert list(events) == []
