"""The user's tables in a real MariaDB, through SQLAlchemy: read, shared, precomputed."""

import getpass
import shutil
import socket
import subprocess
import time

import pytest
import sqlalchemy
from conftest import same_answers
from sqlalchemy import BigInteger, Column, DateTime, MetaData, String, Table, Text, text

import mediaop

TABLES = ["douyin_aweme_summary", "douyin_aweme", "product_info", "dy_creator"]


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """A MariaDB of its own: its folder, its port."""
    programs = [shutil.which(name, path="/usr/sbin:/usr/bin:/usr/local/bin") for name in ("mariadbd", "mariadb-install-db")]
    if None in programs:
        pytest.skip("THERE IS NO MARIADB HERE: install the Debian package mariadb-server")
    folder = tmp_path_factory.mktemp("mariadb")
    common = ["--no-defaults", f"--datadir={folder / 'data'}"] + (["--user=root"] if getpass.getuser() == "root" else [])
    install = [programs[1], *common, "--auth-root-authentication-method=normal", "--skip-test-db"]
    subprocess.run(install, check=True, capture_output=True)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    place = [f"--socket={folder / 'socket'}", f"--port={port}", "--bind-address=127.0.0.1"]
    with open(folder / "log", "wb") as log:
        process = subprocess.Popen([programs[0], *common, *place], stdout=log, stderr=log)
    engine = sqlalchemy.create_engine("mysql+pymysql://root@localhost/mysql", connect_args={"unix_socket": str(folder / "socket")})
    try:
        for _ in range(1200):
            try:
                with engine.begin() as connection:
                    connection.execute(sqlalchemy.text("CREATE DATABASE shop CHARACTER SET utf8mb4"))
                break
            except sqlalchemy.exc.OperationalError:
                time.sleep(0.1)
        yield sqlalchemy.create_engine(engine.url.set(database="shop"), connect_args={"unix_socket": str(folder / "socket")})
    finally:
        process.terminate()
        process.wait(timeout=120)


@pytest.fixture(scope="module")
def engine(server, demo_db):
    """The demo in the types that MySQL has."""
    tables = MetaData()
    source = sqlalchemy.create_engine(f"sqlite:///{demo_db}")
    with source.connect() as read, server.begin() as written:
        for name in TABLES:
            columns = sqlalchemy.inspect(read).get_columns(name)
            table = Table(name, tables, *(Column(column["name"], kind(column)) for column in columns), mysql_charset="utf8mb4")
            table.create(written)
            rows = [dict(row._mapping) for row in read.execute(sqlalchemy.text(f"SELECT * FROM {name}"))]
            if rows:
                written.execute(table.insert(), rows)
    return server


def kind(column):
    if column["name"] in ("created_at", "updated_at"):
        return DateTime()
    name = str(column["type"]).upper()
    return BigInteger() if "INT" in name else Text() if "TEXT" in name else String(255)


def test_what_is_read_is_what_was_written(engine, opened):
    dataset = mediaop.Dataset.from_sqlalchemy(engine, batch_rows=777)
    assert dataset == opened and dataset.rejected == opened.rejected


def test_it_is_read_by_its_url_without_a_python_object_for_each_row(engine, opened):
    with engine.begin() as connection:
        connection.execute(text("CREATE USER IF NOT EXISTS reader@'%' IDENTIFIED BY 's3cret'"))
        connection.execute(text("GRANT SELECT ON shop.* TO reader@'%'"))
        port = connection.scalar(text("SELECT @@port"))
    news = []
    dataset = mediaop.Dataset.open(f"mysql://reader:s3cret@127.0.0.1:{port}/shop", progress=lambda done, total: news.append((done, total)))
    assert dataset == opened and dataset.rejected == opened.rejected
    assert same_answers(dataset, opened)
    # Of all tables, not of the snapshots alone.
    assert news and news[-1][0] == news[-1][1] >= opened.meta()["rows"]["read"]


def test_a_url_that_cannot_be_read_is_told_without_the_password(engine):
    with engine.connect() as connection:
        port = connection.scalar(text("SELECT @@port"))
    for url in (f"mysql://reader:wrong-s3cret@127.0.0.1:{port}/shop", "mysql://reader:wrong-s3cret@127.0.0.1:1/shop"):
        with pytest.raises(mediaop.DatabaseError) as caught:
            mediaop.Dataset.open(url)
        assert "wrong-s3cret" not in str(caught.value), url
        assert "127.0.0.1" in str(caught.value), url
        # The cause is said once.
        assert str(caught.value).count("1045") == (0 if ":1/" in url else 1), caught.value


@pytest.mark.parametrize("by_file", [False, True])
def test_a_password_may_stand_in_the_environment(engine, opened, monkeypatch, tmp_path, by_file):
    with engine.begin() as connection:
        connection.execute(text("CREATE USER IF NOT EXISTS reader@'%' IDENTIFIED BY 's3cret'"))
        connection.execute(text("GRANT SELECT ON shop.* TO reader@'%'"))
        port = connection.scalar(text("SELECT @@port"))
    url = f"mysql://reader@127.0.0.1:{port}/shop"
    with pytest.raises(mediaop.DatabaseError, match="No password was given: set MEDIAOP_DB_PASSWORD"):
        mediaop.Dataset.open(url)
    if by_file:
        (tmp_path / "password").write_text("s3cret\n", encoding="utf-8")
        monkeypatch.setenv("MEDIAOP_DB_PASSWORD_FILE", str(tmp_path / "password"))
    else:
        monkeypatch.setenv("MEDIAOP_DB_PASSWORD", "s3cret")
    assert mediaop.Dataset.open(url) == opened
    monkeypatch.setenv("MEDIAOP_DB_PASSWORD", "wrong-s3cret")
    monkeypatch.delenv("MEDIAOP_DB_PASSWORD_FILE", raising=False)
    with pytest.raises(mediaop.DatabaseError) as caught:
        mediaop.Dataset.open(url)
    assert "Access denied" in str(caught.value) and "s3cret" not in str(caught.value)
    assert mediaop.Dataset.open(url.replace("reader@", "reader:s3cret@")) == opened


def test_a_wrong_password_is_a_503_that_names_the_cause(engine, caplog):
    with engine.begin() as connection:
        connection.execute(text("CREATE USER IF NOT EXISTS reader@'%' IDENTIFIED BY 's3cret'"))
        port = connection.scalar(text("SELECT @@port"))
    wrong = sqlalchemy.create_engine(f"mysql+pymysql://reader:wrong-s3cret@127.0.0.1:{port}/shop")
    status, _, body = mediaop.SharedDataset(wrong).answer("GET", "/api/videos")
    assert status == 503 and b"1045: Access denied" in body and b"s3cret" not in body
    assert "s3cret" not in caplog.text


def test_processes_share_it_and_precompute(engine, opened):
    shared, other = mediaop.SharedDataset(engine), mediaop.SharedDataset(engine)
    assert shared.dataset() == other.dataset() == opened
    assert shared.refresh().rows_done == opened.meta()["rows"]["read"]
    rows = shared.precompute()
    with engine.connect() as connection:
        for table, count in rows.items():
            assert connection.scalar(sqlalchemy.text(f"SELECT count(*) FROM {table}")) == count > 10
    assert shared.answer("GET", "/api/videos", "page_size=3") == mediaop.answer(opened, "GET", "/api/videos", "page_size=3")


def test_a_database_that_is_not_there_is_told_without_the_password():
    engine = sqlalchemy.create_engine("mysql+pymysql://shop:s3cret@127.0.0.1:1/shop")
    with pytest.raises(mediaop.DatabaseError) as caught:
        mediaop.Dataset.from_sqlalchemy(engine)
    assert "s3cret" not in str(caught.value) and "shop:***@127.0.0.1" in str(caught.value)
