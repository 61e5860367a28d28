"""Every scenario on both hosts: the same bytes."""

import http.client
import json
import os
import re
import sqlite3
from pathlib import Path

import pytest
from hosts import flask_app, server

HERE = Path(__file__).parent
SCENARIOS = sorted(HERE.glob("*.json"))
HEADERS = ["content-type", "etag", "cache-control", "content-disposition", "allow", "retry-after", "location"]
assert len(SCENARIOS) >= 5, "the scenarios have moved"


@pytest.fixture(scope="session")
def hosts(tmp_path_factory):
    database = tmp_path_factory.mktemp("contract") / "shop.db"
    with sqlite3.connect(database) as connection:
        connection.executescript((HERE / "shop.sql").read_text(encoding="utf-8"))
    with server(database) as one, flask_app(database) as other:
        yield one, other


def send(host, step, etag):
    method, _, target = step.get("request", f"GET {step.get('get')}").partition(" ")
    headers = {name: value.replace("{etag}", etag) for name, value in step.get("headers", {}).items()}
    connection = http.client.HTTPConnection(*host, timeout=60)
    # The path goes out as it stands.
    connection.putrequest(method, target, skip_accept_encoding=True)
    for name, value in headers.items():
        connection.putheader(name, value)
    if method in ("POST", "PUT", "PATCH", "DELETE"):
        connection.putheader("Content-Length", "0")
    connection.endheaders()
    response = connection.getresponse()
    answer = response.status, {name: response.getheader(name) for name in HEADERS}, response.read()
    connection.close()
    return answer


def without(body, names):
    document = json.loads(body)
    return {name: value for name, value in document["data"].items() if name not in names}


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_both_hosts_answer_alike(path, hosts):
    etag = "none"
    steps = json.loads(path.read_text(encoding="utf-8"))["steps"]
    assert steps
    for step in steps:
        one, other = (send(host, step, etag) for host in hosts)
        assert (one[0], other[0]) == (step["status"],) * 2, (step, one, other)
        assert one[1] == other[1], step
        if "but" in step:
            assert without(one[2], step["but"]) == without(other[2], step["but"]), step
        else:
            assert one[2] == other[2], step
        for text in step.get("has", []):
            assert text in one[2].decode("utf-8-sig"), (step, one[2][:2000])
        etag = one[1]["etag"] or etag


def test_a_refresh_has_the_same_shape_on_both(hosts):
    shapes = []
    for host in hosts:
        status, headers, body = send(host, {"request": "POST /api/refresh?full=true"}, "")
        job = json.loads(body)["job"]
        assert status == 202 and headers["location"] == f"/api/jobs/{job['id']}"
        _, kept, events = send(host, {"get": f"{headers['location']}/events"}, "")
        names = re.findall(rb"^event: (\w+)$", events, re.MULTILINE)
        assert kept["content-type"] == "text/event-stream" and names[-1] == b"done"
        status, headers, body = send(host, {"get": headers["location"]}, "")
        finished = json.loads(body)["job"]
        assert (status, finished["state"], finished["error"]) == (200, "done", None)
        assert finished["rows_done"] == finished["rows_total"] > 0
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?\+08:00", finished["started_at"])
        shapes.append((list(finished), headers["content-type"], headers["cache-control"]))
    assert shapes[0] == shapes[1]


def test_the_real_data_give_the_same_on_both(tmp_path):
    source = HERE.parents[2] / "shared" / "data" / "youtube_us_2017q4" / "mediaop.sqlite"
    if not source.exists():
        pytest.skip(f"THE REAL DATA ARE NOT HERE: there is no {source}")
    database = tmp_path / "real.db"
    database.write_bytes(source.read_bytes())
    window = "as_of=2017-12-31&period_days=14"
    with server(database) as one, flask_app(database) as other:
        for path in ["videos", "products/hot", "products/matrix", "benchmark/creators", "categories/daily", "creators"]:
            basis = "" if path in ("products/hot", "categories/daily") else "&basis=gained"
            step = {"get": f"/api/{path}?{window}{basis}&metric=comment" if "daily" not in path else f"/api/{path}?{window}"}
            answers = [send(host, step, "") for host in (one, other)]
            assert answers[0] == answers[1] and answers[0][0] == 200 and len(answers[0][2]) > 2000, step


def test_the_program_is_there():
    assert Path(os.environ.get("MEDIAOP_BIN", "target/release/mediaop")).exists()
