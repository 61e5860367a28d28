"""The apps and tasks among the examples, run as they stand."""

import importlib
import sqlite3
import sys
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

import mediaop

HERE = Path(__file__).resolve()
EXAMPLES = HERE.parents[1] / "examples"
SHOP = HERE.parents[2] / "tests" / "contract" / "shop.sql"
AS_OF = "as_of=2026-03-10&period_days=30"


@pytest.fixture
def example(tmp_path, monkeypatch):
    """Import an example over a database of its own."""
    path = tmp_path / "shop.db"
    with sqlite3.connect(path) as connection:
        connection.executescript(SHOP.read_text(encoding="utf-8"))
    monkeypatch.setenv("SHOP_DB", f"sqlite:///{path}")
    monkeypatch.setenv("CELERY_BROKER", "memory://")
    monkeypatch.syspath_prepend(str(EXAMPLES))

    def load(name):
        sys.modules.pop(name, None)
        return importlib.import_module(name), path

    return load


def test_flask_and_fastapi_give_the_same_bytes(example):
    flask_client = example("flask_app")[0].app.test_client()
    fastapi_client = TestClient(example("fastapi_app")[0].app)
    for path, status in [
        (f"/api/videos?{AS_OF}", 200),
        (f"/api/products/a%2Fb%20c%2B%E4%B8%AD/videos?{AS_OF}", 200),
        (f"/api/creators?{AS_OF}&format=csv", 200),
        ("/api/videos?metric=likes", 400),
        ("/api/videos/1/daily", 404),
    ]:
        one, other = flask_client.get(path), fastapi_client.get(path)
        assert (one.status_code, other.status_code) == (status, status), path
        assert one.data == other.content, path
        assert one.headers["content-type"] == other.headers["content-type"]
    etag = fastapi_client.get(f"/api/videos?{AS_OF}").headers["etag"]
    assert fastapi_client.get(f"/api/videos?{AS_OF}", headers={"If-None-Match": etag}).status_code == 304
    assert fastapi_client.post("/api/refresh").status_code == 202
    for path in (f"/api/videos?{AS_OF}", "/api/videos/1/daily"):
        head, whole = fastapi_client.head(path), fastapi_client.get(path)
        assert (head.status_code, head.content) == (whole.status_code, b"")
        assert head.headers["content-length"] == whole.headers["content-length"] == str(len(whole.content))


def test_a_worker_refreshes_and_precomputes(example):
    from celery.contrib.testing.worker import start_worker

    tasks, path = example("celery_tasks")
    tasks.app.conf.result_backend = "cache+memory://"
    assert {entry["task"] for entry in tasks.app.conf.beat_schedule.values()} <= set(tasks.app.tasks)
    with start_worker(tasks.app, perform_ping_check=False, pool="solo"):
        assert tasks.refresh.delay().get(timeout=120) == 13
        rows = tasks.precompute.delay("2026-03-10").get(timeout=120)
    with sqlite3.connect(path) as connection:
        connection.row_factory = sqlite3.Row
        for table, count in rows.items():
            assert connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] == count > 0
        of_lily = connection.execute(
            "SELECT * FROM product_creator_stats WHERE product_id = 'p1' AND period_days = 30"
        ).fetchall()
        # One video of 口红, whose likes stand at 1,300.
        assert [(row["user_id"], row["video_count"], row["total_digg_count"]) for row in of_lily] == [("lily", 1, 1300)]
        assert of_lily[0]["first_post_date"] == "2026-03-01"
        matrix = connection.execute("SELECT * FROM product_matrix_stats WHERE period_days = 3").fetchall()
        assert {row["product_title"] for row in matrix} == {"坚果", "礼盒", "面霜"}


def test_precomputing_twice_leaves_the_same_rows(example):
    tasks, path = example("celery_tasks")
    first = tasks.precompute("2026-03-10")
    with sqlite3.connect(path) as connection:
        chosen = "SELECT id, product_id, user_id, period_days, total_digg_count FROM product_creator_stats ORDER BY id"
        rows = connection.execute(chosen).fetchall()
        assert tasks.precompute("2026-03-10") == first and connection.execute(chosen).fetchall() == rows
    with pytest.raises(mediaop.InvalidInputError, match="expected today"):
        tasks.shared.precompute("2999-01-01")
