"""Data that the tests share: a demo database, its rows, and the real data where they are."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

import mediaop

REPOSITORY = Path(__file__).resolve().parents[2]
SHOP = REPOSITORY / "tests" / "contract" / "shop.sql"
REAL_DATA = REPOSITORY.parent / "shared" / "data"
# The demo's last day, which is whole whatever the hour: one up to now would have little of today.
YESTERDAY = datetime.now(ZoneInfo("Asia/Shanghai")).date() - timedelta(days=1)
SNAPSHOT_COLUMNS = [
    "aweme_id", "update_ts", "create_time", "digg_count", "collect_count", "share_count", "comment_count",
    "play_count", "recommend_count", "admire_count", "price", "sales", "sec_uid", "nickname", "avatar", "title",
    "product_id", "product_title", "aweme_url", "cover_url",
]  # fmt: skip


def run_mediaop(*arguments):
    """Run the command that the package brings along."""
    command = [str(Path(sys.executable).parent / "mediaop"), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


@pytest.fixture(scope="session")
def demo_db(tmp_path_factory):
    """A small demo database."""
    path = tmp_path_factory.mktemp("demo") / "demo.db"
    run_mediaop("--db", path, "demo", "--size", "20000", "--seed", "7", "--until", YESTERDAY)
    return path


@pytest.fixture(scope="session")
def opened(demo_db):
    """The demo database as Rust reads it."""
    return mediaop.Dataset.open(str(demo_db))


def select(path, columns, table):
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(f"SELECT {', '.join(columns)} FROM {table}").fetchall()


@pytest.fixture(scope="session")
def snapshots(demo_db):
    """The demo's snapshots as tuples, in the order of SNAPSHOT_COLUMNS."""
    rows = select(demo_db, SNAPSHOT_COLUMNS, "douyin_aweme_summary")
    assert len(rows) > 10_000
    return rows


@pytest.fixture(scope="session")
def catalog(demo_db):
    """The demo's products, creators and videos, as `from_rows` takes them."""
    products = ["product_id", "title", "brand", "category", "category2", "updated_at"]
    creators = ["user_id", "nickname", "avatar", "fans", "last_modify_ts"]

    def dicts(columns, table):
        rows = [dict(zip(columns, row, strict=True)) for row in select(demo_db, columns, table)]
        assert rows
        return rows

    return {"products": dicts(products, "product_info"), "creators": dicts(creators, "dy_creator")}


@pytest.fixture
def database(tmp_path):
    """The user's database of the contract, for the test alone."""
    path = tmp_path / "shop.db"
    with sqlite3.connect(path) as connection:
        connection.executescript(SHOP.read_text(encoding="utf-8"))
    return path


@pytest.fixture(scope="session")
def real_data():
    """The folder of real data; a test that needs it is skipped where it is absent."""
    if not REAL_DATA.is_dir():
        pytest.skip(f"THE REAL DATA ARE NOT HERE: there is no folder {REAL_DATA}")
    return REAL_DATA


QUESTIONS = [
    ("creators", {}),
    ("products", {"period_days": 30, "metric": "share"}),
    ("top_videos", {"period_days": 30, "metric": "overall"}),
    ("top_videos", {"basis": "gained", "baseline": "previous_close", "linked": "all"}),
    ("product_matrix", {"period_days": 15, "measure": "median", "min_metric": 100}),
    ("hot_products", {"period_days": 3, "metric": "collect"}),
    ("creator_benchmark", {"period_days": 30}),
    ("best_videos", {"period_days": 30}),
    ("category_daily", {"period_days": 15}),
    ("categories", {"period_days": 30}),
]


def same_answers(one, other):
    """Whether two data sets are the same, by their fingerprint and by every list."""
    assert one.meta() | {"rows": None} == other.meta() | {"rows": None}
    assert one.version == other.version
    filled = 0
    for name, parameters in QUESTIONS:
        first, second = (getattr(data, name)(**parameters) for data in (one, other))
        assert first.to_arrow().equals(second.to_arrow(), check_metadata=True), name
        filled += len(first) > 0
    assert filled >= 5, "most of these answers are empty, and show nothing"
    return True
