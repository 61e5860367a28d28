"""The blueprint inside a Flask app: several workers, threads, refreshes."""

import gzip
import http.client
import json
import os
import random
import sqlite3
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import flask
import pytest
import shop_app
import sqlalchemy
from conftest import SHOP

import mediaop
import mediaop.flask

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tests" / "contract"))
from hosts import flask_app  # noqa: E402

AS_OF = "as_of=2026-03-10&period_days=30"


def add_likes(path, likes):
    with sqlite3.connect(path, timeout=30) as connection:
        connection.execute(
            "INSERT INTO douyin_aweme_summary (aweme_id, update_ts, digg_count) VALUES (7310000000000000001, ?, ?)",
            [1773146400000 + likes, likes],
        )


def test_the_data_are_read_at_the_first_question_and_refreshed(database):
    app = shop_app.create_app(f"sqlite:///{database}")
    with sqlite3.connect(database) as connection:
        tables = connection.execute("SELECT name FROM sqlite_master WHERE name LIKE 'mediaop%'").fetchall()
    assert tables == [], "nothing is read or written before the first question"
    client = app.test_client()
    assert client.get("/").json == {"snapshots": 13}
    first = client.get(f"/api/videos?{AS_OF}")
    assert first.status_code == 200 and first.json["data"][0]["digg_count"] == 1300
    add_likes(database, 9999)
    assert client.get(f"/api/videos?{AS_OF}").data == first.data
    job = client.post("/api/refresh?full=true")
    assert job.status_code == 202
    assert b"event: done" in client.get(f"{job.headers['location']}/events").data
    assert client.get(f"/api/videos?{AS_OF}").json["data"][0]["digg_count"] == 9999
    runs = client.get("/api/meta").json["data"]["runs"]
    assert [(run["kind"], run["state"], run["rows_read"]) for run in runs] == [("refresh", "done", 14), ("load", "done", 13)]


def test_a_prefix_of_its_own_compression_and_the_etag(database):
    app = shop_app.create_app(f"sqlite:///{database}", url_prefix="/stats/api")
    client = app.test_client()
    plain = client.get(f"/stats/api/videos?{AS_OF}")
    job = client.post("/stats/api/refresh")
    assert job.status_code == 202 and job.headers["location"] == f"/stats/api/jobs/{job.json['job']['id']}"
    assert b"event: done" in client.get(f"{job.headers['location']}/events").data
    packed = client.get(f"/stats/api/videos?{AS_OF}", headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(packed.data) == plain.data and packed.headers["content-encoding"] == "gzip"
    again = client.get(f"/stats/api/videos?{AS_OF}", headers={"If-None-Match": plain.headers["etag"]})
    assert (again.status_code, again.data) == (304, b"")
    for accepts in ({}, {"Accept-Encoding": "gzip"}):
        head, whole = (ask(f"/stats/api/videos?{AS_OF}", headers=accepts) for ask in (client.head, client.get))
        assert (head.status_code, head.data) == (200, b"")
        assert head.content_length == len(whole.data)
        assert all(head.headers.get(name) == whole.headers.get(name) for name in ("content-encoding", "vary", "etag"))
    assert client.get("/stats/api/products/a%2Fb%20c%2B%E4%B8%AD/videos?as_of=2026-03-10").status_code == 200
    assert client.get("/api/videos").status_code == 404


def test_a_database_that_cannot_be_read_is_told_and_tried_again(tmp_path):
    path = tmp_path / "empty.db"
    app = shop_app.create_app(f"sqlite:///{path}")
    client = app.test_client()
    answer = client.get("/api/videos")
    assert answer.status_code == 503 and answer.headers["retry-after"] == "2"
    assert "has neither a table douyin_aweme_summary nor douyin_aweme" in answer.json["detail"]
    with sqlite3.connect(path) as connection:
        connection.executescript(SHOP.read_text(encoding="utf-8"))
    assert client.get("/api/videos").status_code == 200


def test_a_fault_of_ours_is_a_500_without_its_cause(database, monkeypatch, caplog):
    shared = mediaop.SharedDataset(sqlalchemy.create_engine(f"sqlite:///{database}"))
    shared.dataset()
    monkeypatch.setattr(shared, "_current", lambda: 1 / 0)
    status, _, body = shared.answer("GET", "/api/videos")
    assert status == 500 and b"division" not in body
    assert "division by zero" in caplog.text


@pytest.fixture
def held_up(monkeypatch):
    """Let each reading wait at its end until it is let go: what is written meanwhile it has passed."""
    has_read, may_end = threading.Event(), threading.Event()
    read = mediaop.SharedDataset._read

    def read_and_wait(shared, progress):
        dataset = read(shared, progress)
        has_read.set()
        assert may_end.wait(300)
        return dataset

    monkeypatch.setattr(mediaop.SharedDataset, "_read", read_and_wait)
    yield has_read, may_end
    may_end.set()


def ask(shared, path, method="GET"):
    status, _, body = shared.answer(method, path)
    return status, json.loads(body).get("job")


def wait_for(shared, job):
    for _ in range(6000):
        status, found = ask(shared, f"/api/jobs/{job['id']}")
        assert status == 200, "a job that was given is always known"
        if found["state"] != "running":
            return found
        time.sleep(0.02)
    raise TimeoutError(f"job {job['id']} runs on and on")


def test_what_was_written_before_a_refresh_was_asked_for_is_read(database, held_up, monkeypatch):
    has_read, may_end = held_up
    engines = [sqlalchemy.create_engine(f"sqlite:///{database}") for _ in range(2)]
    one, other = map(mediaop.SharedDataset, engines)
    _, first = ask(one, "/api/refresh", "POST")
    assert has_read.wait(300)
    add_likes(database, 9999)
    # Three times, in two processes: one reading is enough for all of them.
    asked = [ask(shared, "/api/refresh", "POST") for shared in (one, other, other)]
    assert [(status, job["state"], job["rows_done"]) for status, job in asked] == [(202, "running", 0)] * 3
    (following,) = {job["id"] for _, job in asked}
    assert following != first["id"] and ask(other, f"/api/jobs/{following}")[1] == asked[0][1]
    assert next(other.events(following)).startswith(b"event: progress")
    assert ask(one, "/api/jobs/nowhere")[0] == 404
    may_end.set()
    done = [wait_for(shared, asked[0][1]) for shared in (other, one)]
    assert [(job["state"], job["rows_done"]) for job in done] == [("done", 14)] * 2
    assert wait_for(one, first)["rows_done"] == 13
    assert json.loads(one.answer("GET", "/api/videos", AS_OF)[2])["data"][0]["digg_count"] == 9999
    assert [job.id for job in one._jobs.finished()] == [following, first["id"]], "nobody has read a third time"
    # Nobody has begun the next.
    monkeypatch.setattr(mediaop._jobs, "_TURN_MS", 0)
    assert ask(one, f"/api/jobs/{one._jobs.following(one._jobs.last()).id}")[0] == 404


def test_a_task_has_what_was_written_before_it_read(database, held_up):
    has_read, may_end = held_up
    shared = mediaop.SharedDataset(sqlalchemy.create_engine(f"sqlite:///{database}"))
    shared.begin_refresh()
    assert has_read.wait(300)
    add_likes(database, 9999)
    with ThreadPoolExecutor(1) as pool:
        refreshed = pool.submit(shared.refresh)
        may_end.set()
        assert refreshed.result(300).rows_done == 14


def test_what_only_needs_data_waits_for_no_second_reading(database, held_up):
    has_read, may_end = held_up
    engine = sqlalchemy.create_engine(f"sqlite:///{database}")
    shared = mediaop.SharedDataset(engine, refresh_at=["00:00"])
    with ThreadPoolExecutor(4) as pool:
        answers = [pool.submit(shared.answer, "GET", "/api/videos") for _ in range(4)]
        assert has_read.wait(300)
        may_end.set()
        assert [answer.result(300)[0] for answer in answers] == [200] * 4
    assert len(shared._jobs.finished()) == 1
    may_end.clear(), has_read.clear()
    with engine.begin() as connection:
        connection.execute(sqlalchemy.text("UPDATE mediaop_data SET made_at = made_at - 86400000"))
    # Each of them finds that it is time, the first begins.
    assert [shared.answer("GET", "/api/videos")[0] for _ in range(4)] == [200] * 4
    assert has_read.wait(300)
    may_end.set()
    wait_for(shared, {"id": shared._jobs.last().id})
    assert len(shared._jobs.finished()) == 2 and shared._awaited == set()


def test_a_job_that_waits_begins_when_the_database_is_back(database, held_up, monkeypatch):
    has_read, may_end = held_up
    shared = mediaop.SharedDataset(sqlalchemy.create_engine(f"sqlite:///{database}"))
    shared.begin_refresh()
    assert has_read.wait(300)
    begin, failures = shared._jobs.begin, []

    def away(*arguments):
        if len(failures) < 3 and arguments[1:]:
            failures.append(1)
            raise sqlalchemy.exc.OperationalError("SELECT", {}, Exception("server has gone away"))
        return begin(*arguments)

    monkeypatch.setattr(shared._jobs, "begin", away)
    job = shared.begin_refresh()
    may_end.set()
    assert wait_for(shared, {"id": job.id})["state"] == "done" and len(failures) == 3


def test_processes_take_the_data_set_from_one_another(database):
    engines = [sqlalchemy.create_engine(f"sqlite:///{database}") for _ in range(2)]
    one, other = map(mediaop.SharedDataset, engines)
    assert one.dataset() == other.dataset()
    with engines[0].connect() as connection:
        assert connection.scalar(sqlalchemy.text("SELECT count(*) FROM mediaop_jobs")) == 1, "it is read once"
    add_likes(database, 5000)
    before = other.dataset().version
    one.refresh()
    assert other.dataset().version == one.dataset().version != before
    # The newest two are kept: one may just be on its way.
    for likes in (5001, 5002):
        add_likes(database, likes)
        one.refresh()
    with engines[0].connect() as connection:
        assert connection.scalar(sqlalchemy.text("SELECT count(*) FROM mediaop_data")) == 2
        kept = sqlalchemy.text("SELECT count(DISTINCT data_number) FROM mediaop_data_parts")
        assert connection.scalar(kept) == 2


def test_a_job_whose_end_could_not_be_written_down_is_not_waited_for(database, monkeypatch):
    shared = mediaop.SharedDataset(sqlalchemy.create_engine(f"sqlite:///{database}"))

    def lost(*_):
        raise sqlalchemy.exc.OperationalError("UPDATE", {}, Exception("server has gone away"))

    with monkeypatch.context() as patched:
        patched.setattr(mediaop.Dataset, "from_sqlalchemy", lost)
        patched.setattr(shared._jobs, "fail", lost)
        with pytest.raises(sqlalchemy.exc.OperationalError):
            shared.refresh()
    assert shared._jobs.last().state == "running"
    assert shared.refresh().state == "done"


def test_a_process_with_the_number_of_one_that_is_gone_is_another(database):
    shared = mediaop.SharedDataset(sqlalchemy.create_engine(f"sqlite:///{database}"))
    shared._published.make_tables()
    job, _ = shared._jobs.begin("refresh")
    hour_ago = job.started_at - 3_600_000
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as other:
        def begun_by(process, at):
            with sqlite3.connect(database) as connection:
                row = [process, at, job.id]
                connection.execute("UPDATE mediaop_jobs SET process = ?, started_at = ? WHERE id = ?", row)

        begun_by(other.pid, mediaop._jobs.now_ms())
        assert shared._jobs.begin("refresh") == (shared._jobs.find(job.id), False)
        # As in a container that was started anew.
        begun_by(other.pid, hour_ago)
        assert shared.refresh().state == "done"
        other.stdin.close()
    assert shared._jobs.find(job.id).error == "the process that ran it is gone"


def test_the_job_of_a_process_that_is_gone_is_not_waited_for(database):
    shared = mediaop.SharedDataset(sqlalchemy.create_engine(f"sqlite:///{database}"))
    shared.dataset()
    gone = os.spawnv(os.P_NOWAIT, sys.executable, [sys.executable, "-c", ""])
    os.waitpid(gone, 0)
    job, is_new = shared._jobs.begin("refresh")
    assert is_new and shared._jobs.begin("refresh") == (job, False)
    with sqlite3.connect(database) as connection:
        connection.execute("UPDATE mediaop_jobs SET process = ? WHERE id = ?", [gone, job.id])
    assert shared.refresh().id != job.id
    assert shared._jobs.find(job.id).error == "the process that ran it is gone"


def test_a_long_reading_of_sqlite_keeps_nobody_waiting(database):
    """Without a write-ahead log a writer waits for all readers, and new readers for the writer."""
    shared = mediaop.SharedDataset(sqlalchemy.create_engine(f"sqlite:///{database}", connect_args={"timeout": 60}))
    shared.dataset()
    job, _ = shared._jobs.begin("refresh")
    progress = shared._jobs.progress(job)
    with sqlite3.connect(database) as reading:
        reading.execute("BEGIN")
        assert reading.execute("SELECT * FROM douyin_aweme_summary").fetchone()
        began = time.monotonic()
        progress.at(1, 2)
        assert shared.answer("POST", "/api/refresh")[0] == 202
        assert shared.answer("GET", "/api/videos")[0] == 200
        assert time.monotonic() - began < 60, "something waited as long as it may"


def test_progress_is_seen_by_others(database):
    with sqlite3.connect(database) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
    shared = mediaop.SharedDataset(sqlalchemy.create_engine(f"sqlite:///{database}"))
    shared.dataset()
    job, _ = shared._jobs.begin("refresh")
    shared._jobs.progress(job).at(5, 13)
    _, _, body = shared.answer("GET", f"/api/jobs/{job.id}")
    assert (json.loads(body)["job"]["rows_done"], json.loads(body)["job"]["rows_total"]) == (5, 13)


def test_a_refresh_begins_at_the_time_that_is_given(database):
    engine = sqlalchemy.create_engine(f"sqlite:///{database}")
    shared = mediaop.SharedDataset(engine, refresh_at=["00:00"])
    old = shared.dataset().version
    add_likes(database, 7777)
    assert shared.answer("GET", "/api/videos")[0] == 200 and shared.dataset().version == old
    with engine.begin() as connection:
        connection.execute(sqlalchemy.text("UPDATE mediaop_data SET made_at = made_at - 86400000"))
    assert shared.answer("GET", "/api/videos")[0] == 200
    for _ in range(2400):
        if shared.dataset().version != old:
            break
        time.sleep(0.05)
    assert shared.dataset().version != old
    with pytest.raises(ValueError, match="does not match format"):
        mediaop.SharedDataset(engine, refresh_at=["6 o'clock"])


def test_rights_that_an_app_asks_for_come_first(database):
    app = flask.Flask(__name__)
    app.register_blueprint(mediaop.flask.blueprint(sqlalchemy.create_engine(f"sqlite:///{database}")))

    @app.before_request
    def refuse():
        return "no", 401

    for path in ("/api", "/api/videos", "/api//videos", "/api/refresh", "/api/jobs/1/events"):
        assert app.test_client().get(path).status_code == 401, path


def test_two_workers_with_four_threads_under_refreshes(database):
    """1,000 mixed requests and more: none fails, each is of one data set, and none of an older one than a
    request that had ended before it began."""
    numbers = random.Random(4)
    etags = {}
    answers = []

    def ask(target, method="GET", headers=()):
        connection = http.client.HTTPConnection(*address, timeout=60)
        connection.request(method, target, headers=dict(headers))
        response = connection.getresponse()
        body = response.read()
        found = response.status, response.getheader("etag"), body
        connection.close()
        return found

    paths = [
        f"/api/videos?{AS_OF}", f"/api/videos?{AS_OF}&format=csv", f"/api/creators?{AS_OF}", f"/api/products/hot?{AS_OF}",
        f"/api/products/matrix?{AS_OF}", f"/api/creators/lily/products?{AS_OF}", f"/api/benchmark/creators?{AS_OF}",
        f"/api/videos/7310000000000000001/daily?{AS_OF}", "/api/meta", "/api/videos?metric=likes", "/api/videos/1/daily",
    ]  # fmt: skip
    expected = {"/api/videos?metric=likes": 400, "/api/videos/1/daily": 404}

    def work(_):
        path = numbers.choice(paths)
        began = time.monotonic()
        status, etag, body = ask(path)
        answers.append((path, began, time.monotonic(), status, etag, body))

    with flask_app(database, workers=2, threads=4) as address:
        stop = threading.Event()
        versions = []

        def refresh():
            likes = 2000
            while not stop.is_set():
                likes += 1
                add_likes(database, likes)
                status, _, body = ask("/api/refresh", "POST", {"Content-Length": "0"})
                assert status == 202, body
                job = json.loads(body)["job"]["id"]
                while json.loads(ask(f"/api/jobs/{job}")[2])["job"]["state"] == "running":
                    time.sleep(0.01)
                # Every worker answers from it at once.
                seen = {json.loads(ask("/api/meta")[2])["data"]["data_version"] for _ in range(8)}
                assert len(seen) == 1, "two workers answer from two data sets after the refresh"
                versions.append(seen.pop())
                time.sleep(0.1)

        with ThreadPoolExecutor(13) as pool:
            refreshing = pool.submit(refresh)
            list(pool.map(work, range(1000)))
            # On a slow machine a refresh takes as long as many requests.
            while len(set(versions)) < 2 and not refreshing.done():
                list(pool.map(work, range(100)))
            stop.set()
            refreshing.result()
    assert len(answers) >= 1000 and len(set(versions)) >= 2, versions
    wrong = [(path, status, body[:300]) for path, _, _, status, _, body in answers if status != expected.get(path, 200)]
    assert wrong == []
    for path, _, _, status, etag, body in answers:
        if status == 200 and path != "/api/meta":
            assert etags.setdefault((path, etag), body) == body, "one data version, two bodies"
    metas = sorted((began, ended, json.loads(body)["data"]) for path, began, ended, _, _, body in answers if path == "/api/meta")
    order = {version: place for place, version in enumerate(dict.fromkeys(versions))}
    for (_, ended, meta), (began, _, later) in zip(metas, metas[1:], strict=False):
        places = order.get(meta["data_version"]), order.get(later["data_version"])
        if ended < began and None not in places:
            assert places[0] <= places[1], "an older data set after a newer one"
