"""Files and databases; what can go wrong with them; Ctrl-C."""

import csv
import itertools
import os
import pickle
import signal
import subprocess
import sys
import threading
import time

import pyarrow as pa
import pyarrow.parquet
import pytest
import sqlalchemy
from conftest import SNAPSHOT_COLUMNS, same_answers

import mediaop

PRODUCTS = ["product_id", "title", "brand", "category", "category2", "updated_at"]
CREATORS = ["user_id", "nickname", "avatar", "fans", "last_modify_ts"]


def write_csv(path, columns, rows, encoding="utf-8-sig", delimiter=","):
    with open(path, "w", encoding=encoding, newline="") as file:
        writer = csv.writer(file, delimiter=delimiter)
        writer.writerow(columns)
        writer.writerows(rows)
    return path


@pytest.fixture
def csv_files(tmp_path, snapshots, catalog):
    return [
        write_csv(tmp_path / "snapshots.csv", SNAPSHOT_COLUMNS, snapshots),
        write_csv(tmp_path / "products.csv", PRODUCTS, [row.values() for row in catalog["products"]], delimiter=";"),
        write_csv(tmp_path / "creators.csv", CREATORS, [row.values() for row in catalog["creators"]], delimiter="\t"),
    ]


def test_csv_files_are_the_database(csv_files, opened):
    assert same_answers(mediaop.Dataset.read_csv(*csv_files), opened)


def test_parquet_files_are_the_database(tmp_path, snapshots, catalog, opened):
    columns = [pa.array(column) for column in zip(*snapshots, strict=True)]
    tables = {
        "snapshots": pa.table(dict(zip(SNAPSHOT_COLUMNS, columns, strict=True))),
        "products": pa.Table.from_pylist(catalog["products"]),
        "creators": pa.Table.from_pylist(catalog["creators"]),
    }
    for name, table in tables.items():
        pyarrow.parquet.write_table(table, tmp_path / f"{name}.parquet", row_group_size=1000)
    assert same_answers(mediaop.Dataset.read_parquet(*tmp_path.glob("*.parquet")), opened)


def test_sqlalchemy_reads_what_rust_reads(demo_db, opened):
    engine = sqlalchemy.create_engine(f"sqlite:///{demo_db}")
    news = []
    dataset = mediaop.Dataset.from_sqlalchemy(engine, batch_rows=5_000, progress=lambda *now: news.append(now))
    assert same_answers(dataset, opened) and dataset.rejected == opened.rejected
    assert len(news) > 3 and news[-1][0] == news[-1][1]
    with engine.connect() as connection:
        assert mediaop.Dataset.from_sqlalchemy(connection) == opened


def test_all_tables_are_read_as_of_one_moment(tmp_path, demo_db):
    """What another process writes while the tables are read comes with the next reading."""
    path = tmp_path / "written.db"
    path.write_bytes(demo_db.read_bytes())
    engine = sqlalchemy.create_engine(f"sqlite:///{path}")
    write = "INSERT INTO product_info (product_id, title) VALUES ('new', 'new')"

    @sqlalchemy.event.listens_for(engine, "before_cursor_execute")
    def meanwhile(connection, cursor, statement, *_):
        if "FROM product_info" in statement and "count" not in statement:
            command = "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute(sys.argv[2]); c.commit()"
            subprocess.run([sys.executable, "-c", command, str(path), write], check=True)

    dataset = mediaop.Dataset.from_sqlalchemy(engine)
    assert dataset.products(q="new")["product_id"] == []
    assert mediaop.Dataset.open(path).products(q="new", period_days=30)["product_id"] == ["new"]


def test_the_real_database_through_sqlalchemy(real_data):
    path = real_data / "youtube_us_2017q4" / "mediaop.sqlite"
    dataset = mediaop.Dataset.from_sqlalchemy(sqlalchemy.create_engine(f"sqlite:///{path}"))
    assert dataset == mediaop.Dataset.open(path) and len(dataset.products(period_days=3660)) > 10


def test_rows_of_another_width_are_left_out_and_named(tmp_path):
    path = tmp_path / "odd.csv"
    path.write_text('aweme_id,update_ts,title,digg_count\n7,1767290400000,"two\nlines",5\n8,1767290400000\n', encoding="utf-8")
    with pytest.warns(UserWarning, match=r"odd\.csv: 1 row is left out, not as wide as the header \(4 columns\): line 4"):
        dataset = mediaop.Dataset.read_csv(path)
    assert dataset.meta()["video_count"] == 1


def test_a_file_of_media_crawler_and_one_of_another_encoding(tmp_path):
    columns = ["AWEME_ID", "last_modify_ts", "liked_count", "nickname", "creator_hash"]
    rows = [[7, 1_767_290_400_000, "1.2w", "莉莉", "0123456789abcdef"]]
    path = write_csv(tmp_path / "gbk.csv", columns, rows, encoding="gbk")
    dataset = mediaop.Dataset.read_csv(path, encoding="gbk").on("2026-01-02")
    (creator,) = dataset.creators(linked="all", basis="gained", period_days=30).to_dicts() or [None]
    assert creator is None or creator["nickname"] == "莉莉"
    assert dataset.video_snapshots(7)["last_digg_count"] == [12_000]


@pytest.mark.parametrize(
    ("read", "error", "message"),
    [
        (lambda path: mediaop.Dataset.open(path / "none.db"), mediaop.DatabaseError, "there is no database at"),
        (lambda path: mediaop.Dataset.open(path / "text.db"), mediaop.DatabaseError, "file is not a database"),
        (lambda path: mediaop.Dataset.open("postgres://host/db"), mediaop.DatabaseError, "is no database that mediaop knows"),
        (lambda path: mediaop.Dataset.read_csv(path / "text.db"), mediaop.InvalidInputError, "has the columns no table"),
        (lambda path: mediaop.Dataset.read_csv(path / "none.csv"), FileNotFoundError, "none.csv"),
        (lambda path: mediaop.Dataset.load(path / "text.db"), mediaop.InvalidInputError, r"text\.db: not a stored .* what Dataset\.save wrote"),
        (lambda path: mediaop.Dataset.from_rows([], timezone="Berlin"), mediaop.InvalidInputError, "unknown time zone"),
        (lambda path: mediaop.Dataset.from_rows("rows.csv"), mediaop.InvalidInputError, "expected rows"),
        (lambda path: mediaop.Dataset.from_rows(7), mediaop.InvalidInputError, "snapshots is a int: expected rows"),
    ],
)
def test_what_cannot_be_read_says_what_would_be_right(read, error, message, tmp_path):
    (tmp_path / "text.db").write_text("no table" * 1000, encoding="utf-8")
    with pytest.raises(error, match=message):
        read(tmp_path)


def test_saved_and_pickled_it_is_the_same(tmp_path, opened):
    path = tmp_path / "shop.mediaop"
    opened.save(path)
    assert same_answers(mediaop.Dataset.load(path), opened)
    assert list(tmp_path.iterdir()) == [path]
    again = pickle.loads(pickle.dumps(opened.on("2026-03-10")))
    assert again == opened and again.today == "2026-03-10"
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(mediaop.InvalidInputError):
        mediaop.Dataset.load(path)


def test_data_sets_of_two_time_zones_are_not_merged(opened):
    with pytest.raises(mediaop.InvalidInputError, match="days differ"):
        opened.merge(mediaop.Dataset.from_rows([], timezone="UTC"))


def interrupt_soon():
    # A background job of a shell begins with the signal ignored, and Python then leaves it so.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    threading.Timer(0.4, os.kill, (os.getpid(), signal.SIGINT)).start()


def test_ctrl_c_ends_rows_that_never_end():
    with pytest.raises(KeyboardInterrupt):
        interrupt_soon()
        mediaop.Dataset.from_rows(itertools.repeat({"aweme_id": 7, "update_ts": 1_767_290_400_000}))


HOLD = """
import sqlite3, sys
holder = sqlite3.connect(sys.argv[1])
holder.execute("CREATE TABLE douyin_aweme_summary (aweme_id, update_ts)")
holder.commit()
holder.execute("BEGIN EXCLUSIVE")
print("held", flush=True)
sys.stdin.read()
"""


def test_ctrl_c_ends_the_waiting_for_a_database(tmp_path):
    """Another process holds the file, so that the reading waits for ten seconds."""
    path = tmp_path / "held.db"
    command = [sys.executable, "-c", HOLD, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout.readline() == b"held\n"
        began = time.monotonic()
        with pytest.raises(KeyboardInterrupt):
            interrupt_soon()
            mediaop.Dataset.open(path)
        assert time.monotonic() - began < 10, "it waited to the end"
        holder.stdin.close()


def test_other_threads_run_while_rust_computes(snapshots):
    table = pa.table({name: pa.array(column) for name, column in zip(SNAPSHOT_COLUMNS[:7], zip(*snapshots, strict=True), strict=False)})
    large = pa.concat_tables([table] * 100)
    # A thread that has the interpreter gives it away at once where another wants it.
    turns = 0
    done = threading.Event()

    def work():
        for _ in range(5):
            mediaop.Dataset.from_arrow(large)
        done.set()

    threading.Thread(target=work).start()
    while not done.is_set():
        turns += 1
        time.sleep(0.001)
    assert turns > 20, "the interpreter was held while Rust computed"


def test_a_file_in_another_encoding_says_so(tmp_path):
    path = tmp_path / "gbk.csv"
    path.write_bytes("aweme_id,update_ts,title\n7,1767290400000,口红\n".encode("gbk"))
    with pytest.raises(mediaop.InvalidInputError, match=r"gbk\.csv is not in utf-8-sig: .*encoding='gb18030'"):
        mediaop.Dataset.read_csv(path)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_a_file_of_two_bytes_a_character_says_so_and_is_read_when_told(tmp_path, encoding):
    path = tmp_path / "utf16.csv"
    path.write_bytes("\ufeffaweme_id,update_ts,digg_count\n7,1767290400000,5\n".encode(encoding))
    with pytest.raises(mediaop.InvalidInputError, match=r"utf16\.csv is not in utf-8-sig: .*encoding='utf-16'"):
        mediaop.Dataset.read_csv(path)
    assert mediaop.Dataset.read_csv(path, encoding="utf-16").meta()["video_count"] == 1


def test_strict_stops_at_a_line_of_another_width(tmp_path):
    path = tmp_path / "wide.csv"
    path.write_text("aweme_id,update_ts,digg_count\n7,1767290400000,5,6\n")
    with pytest.raises(mediaop.InvalidInputError, match=r"wide\.csv: line 2 has 4 values: expected 3"):
        mediaop.Dataset.read_csv(path, strict=True)
