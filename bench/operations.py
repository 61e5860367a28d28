"""What operation costs on a database of snapshots: reading it whole, a refresh of 1 % new rows, a start
on kept day summaries, and requests while refreshes run.

    python operations.py MEDIAOP LOAD DATABASE SIZE [DOCUMENT]

LOAD is the load generator (bench/src/bin/load). OPERATIONS_LONG=1 keeps the load up for ten minutes, and
refreshes a thousand times; OPERATIONS_ON="SQLite" leaves MariaDB out.

DATABASE is an SQLite file that `mediaop demo --size SIZE` made; it is copied. A MariaDB server of its
own, where there is one, gets such a demo too. Prints a table, and keeps it between its markers in the
document.
"""

import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

from markdown import keep

READY_WITHIN_SECONDS = 900
MIXED_A_SECOND = 1000
CONNECTIONS = 64
SECONDS_BETWEEN_REFRESHES = 2


class Server:
    """A running `mediaop serve`."""

    def __init__(self, mediaop, database):
        self.began = time.monotonic()
        self.process = subprocess.Popen(
            [mediaop, "--db", database, "serve", "--no-schedule", "--listen", "127.0.0.1:0"],
            stderr=subprocess.PIPE,
            text=True,
            env={"RUST_LOG": "warn"},
        )
        for line in self.process.stderr:
            if found := re.search(r"listens on (http://\S+)", line):
                self.url = found[1]
                break
        self.first_answer = self.wait_for_an_answer()

    def wait_for_an_answer(self):
        while time.monotonic() - self.began < READY_WITHIN_SECONDS:
            try:
                self.get("/api/videos?period_days=30")
                return time.monotonic() - self.began
            except urllib.error.HTTPError as error:
                assert error.code == 503, error.read()
                time.sleep(0.01)
        raise SystemExit("the server never became ready")

    def get(self, path, method="GET"):
        with urllib.request.urlopen(urllib.request.Request(self.url + path, method=method)) as answer:
            return json.load(answer)

    def idle(self):
        """Waits for the end of the job that is running; it."""
        while (job := self.get("/healthz")["job"])["state"] == "running":
            time.sleep(0.005)
        assert job["state"] == "done", job
        return job

    def refresh(self, parameters=""):
        """Seconds until new data are served and until the job is done, and rows that it read."""
        began = time.monotonic()
        job = self.get("/api/refresh" + parameters, "POST")["job"]
        served = None
        while job["state"] == "running":
            time.sleep(0.005)
            job = self.get(f"/api/jobs/{job['id']}")["job"]
            if job["served_at"] and not served:
                served = time.monotonic() - began
        assert job["state"] == "done", job
        done = time.monotonic() - began
        return served or done, done, self.get("/api/meta")["data"]["runs"][0]["rows_read"]

    def fetching(self):
        """Rows a second of the last reading, until the database had handed all of them over."""
        with urllib.request.urlopen(self.url + "/metrics") as answer:
            told = answer.read().decode()
        value = lambda name: float(re.search(rf"^mediaop_{name} (\S+)$", told, re.M)[1])
        return value("fetched_rows") / value("fetching_seconds")

    def memory_mb(self):
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+) kB", status)[1]) / 1024

    def stop(self):
        self.process.terminate()
        self.process.wait()


class Sqlite:
    name = "SQLite"

    def __init__(self, path):
        self.url, self.path = f"sqlite://{path}", path

    def add(self, rows):
        with sqlite3.connect(self.path) as database:
            columns = [row[1] for row in database.execute("PRAGMA table_info(douyin_aweme_summary)")]
            return database.execute(insert(columns, rows)).rowcount


def crawl(database, rows):
    """Adds so many rows: one of each video, again and again; the last time of those read last."""
    added = 0
    while added < rows:
        added += database.add(rows - added)
    return added


def insert(columns, rows):
    """A statement that adds at most so many rows, each a minute behind the latest of its video."""
    values = ["s.update_ts + 60000" if column == "update_ts" else f"s.`{column}`" for column in columns]
    names = ", ".join(f"`{column}`" for column in columns)
    return f"""INSERT INTO douyin_aweme_summary ({names}) SELECT {", ".join(values)}
        FROM douyin_aweme_summary s JOIN (
            SELECT aweme_id, max(update_ts) AS update_ts FROM douyin_aweme_summary GROUP BY aweme_id
            ORDER BY max(update_ts) DESC LIMIT {rows}
        ) AS latest USING (aweme_id, update_ts)"""


class MariaDb:
    """A server of its own, with rows like those of the file, all of which it can hold in memory."""

    name = "MariaDB"

    def __init__(self, folder, mediaop, size):
        folder = Path(folder)
        self.socket = folder / "socket"
        (folder / "tmp").mkdir()
        common = [f"--datadir={folder}/data", f"--tmpdir={folder}/tmp", "--user=root"]
        install = ["mariadb-install-db", "--no-defaults", "--auth-root-authentication-method=normal", *common]
        subprocess.run(install, check=True, capture_output=True)
        memory = ["--innodb-buffer-pool-size=6G", "--innodb-log-file-size=1G"]
        options = ["--skip-networking", "--innodb-flush-log-at-trx-commit=0", f"--socket={self.socket}", *memory]
        self.process = subprocess.Popen(
            ["mariadbd", "--no-defaults", *common, *options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        while subprocess.run(self.client("SELECT 1"), capture_output=True).returncode:
            time.sleep(0.1)
        subprocess.run(self.client("CREATE DATABASE shop"), check=True)
        self.url = f"mysql://root@localhost/shop?socket={self.socket}"
        demo = [mediaop, "--db", self.url, "demo", "--size", size, "--seed", "1"]
        subprocess.run(demo, check=True, capture_output=True)
        # As it is set by default; and what a server does by itself some time after so many rows.
        safe = "SET GLOBAL innodb_flush_log_at_trx_commit = 1; ANALYZE TABLE shop.douyin_aweme_summary"
        subprocess.run(self.client(safe), check=True, capture_output=True)

    def client(self, sql):
        return ["mariadb", "--no-defaults", "-uroot", f"--socket={self.socket}", "-N", "-B", "-e", sql]

    def add(self, rows):
        of_table = "table_schema = 'shop' AND table_name = 'douyin_aweme_summary'"
        columns = f"SELECT column_name FROM information_schema.columns WHERE {of_table}"
        columns = subprocess.run(self.client(columns), check=True, capture_output=True, text=True).stdout.split()
        sql = f"USE shop; {insert(columns, rows)}; SELECT ROW_COUNT()"
        return int(subprocess.run(self.client(sql), check=True, capture_output=True, text=True).stdout)

    def stop(self):
        self.process.kill()
        self.process.wait()


def load(program, server, paths, rate, seconds, connections):
    """What the load generator says of these paths: with RATE 0 as fast as answers come."""
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.write("\n".join(paths))
        file.flush()
        address = server.url.removeprefix("http://")
        arguments = [program, address, file.name, str(rate), str(seconds), str(connections)]
        told = json.loads(subprocess.run(arguments, check=True, capture_output=True, text=True).stdout)
    # No answer and every answer that is none would flatter the latencies.
    assert set(told["by_status"]) == {"200"}, told["by_status"]
    return told


def under_load(program, server, database, rows, seconds):
    """Latencies of mixed requests at a given rate while refreshes run, and repeated questions."""
    server.get("/api/meta")
    questions = [
        "videos", "products", "creators", "products/hot", "videos?basis=gained", "benchmark/videos",
        "products?basis=gained", "videos?metric=collect", "products/matrix?min_videos=5", "benchmark/creators",
    ]
    paths = [
        f"/api/{question}{'&' if '?' in question else '?'}period_days={days}"
        for question in questions
        for days in (3, 5, 7, 15, 30)
    ]
    paths += [f"/api/videos?period_days={days}&page={page}" for days in (3, 7, 30) for page in range(2, 12)]
    # What a running server has been asked for long.
    load(program, server, paths, 200, 2, CONNECTIONS)
    over, refreshes = threading.Event(), []

    def refresh():
        while not over.is_set():
            crawl(database, rows // 1000)
            refreshes.append(server.refresh()[1])
            over.wait(SECONDS_BETWEEN_REFRESHES)

    refreshing = threading.Thread(target=refresh)
    refreshing.start()
    memory = server.memory_mb()
    try:
        mixed = load(program, server, paths, MIXED_A_SECOND, seconds, CONNECTIONS)
    finally:
        over.set()
        refreshing.join()
    assert refreshes
    repeated = load(program, server, ["/api/videos?period_days=7"], 0, 5, 32)
    return {
        "mixed requests/s while refreshes run": mixed["answers_per_second"],
        "their median, ms": mixed["median_ms"],
        "their p99, ms": mixed["p99_ms"],
        "refreshes meanwhile": len(refreshes),
        "memory at their beginning, MB": memory,
        "memory at their end, MB": server.memory_mb(),
        "repeated questions/s": repeated["answers_per_second"],
    }


def measure(mediaop, program, database, rows):
    server = Server(mediaop, database.url)
    server.idle()
    first = server.first_answer
    _, full, read = server.refresh("?full=true")
    figures = {
        "first start, s": first,
        "full load, s": full,
        "rows/s of a full load": read / full,
        "rows/s of its reading": server.fetching(),
    }
    figures["refresh without news, s"] = server.refresh()[1]
    times = []
    for _ in range(3):
        added = crawl(database, rows // 100)
        served, done, read = server.refresh()
        assert read == added, (read, added)
        times.append((served, done))
    served, done = (sorted(of)[1] for of in zip(*times))
    figures["new rows of a refresh"] = added
    figures["refresh until they are served, s"] = served
    figures["refresh until the others are counted, s"] = done
    figures["served / full load, %"] = 100 * served / full
    figures["counted / full load, %"] = 100 * done / full
    long = os.environ.get("OPERATIONS_LONG") == "1"
    figures |= under_load(program, server, database, rows, 600 if long else 15)
    memory = server.memory_mb()
    more = 1000 if long else 100
    for _ in range(more):
        server.refresh()
    figures["memory, MB"] = server.memory_mb()
    figures[f"memory after {more} more refreshes / before"] = server.memory_mb() / memory
    server.stop()
    again = Server(mediaop, database.url)
    figures["start to the first answer, s"] = again.first_answer
    again.idle()
    figures["start until all is read, s"] = time.monotonic() - again.began
    again.stop()
    return figures


def must_read_pages(mediaop):
    """Ends where SQLite was compiled without its table of pages, as one kept from before may be."""
    if b"\0sqlite_dbpage\0" not in Path(mediaop).read_bytes():
        raise SystemExit(
            f"{mediaop} reads SQLite files row by row: its SQLite was compiled before .cargo/config.toml asked "
            "for more. Run `cargo clean --release --package libsqlite3-sys`, then this again."
        )


def main(mediaop, program, path, size, document=None):
    must_read_pages(mediaop)
    rows = sqlite3.connect(path).execute("SELECT count(*) FROM douyin_aweme_summary").fetchone()[0]
    columns = {}
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        copy = f"{folder}/copy.db"
        shutil.copy(path, copy)
        columns["SQLite"] = measure(mediaop, program, Sqlite(copy), rows)
        if "MariaDB" not in os.environ.get("OPERATIONS_ON", "SQLite MariaDB"):
            print("!!! MariaDB is NOT measured: OPERATIONS_ON leaves it out", file=sys.stderr)
        elif shutil.which("mariadbd"):
            server = MariaDb(folder, mediaop, size)
            columns["MariaDB"] = measure(mediaop, program, server, rows)
            server.stop()
        else:
            print("!!! MariaDB is NOT measured: there is no mariadbd here", file=sys.stderr)
    lines = [f"| {rows:,} snapshots | {' | '.join(columns)} |", f"|---|{'---:|' * len(columns)}"]
    for name in columns["SQLite"]:
        cells = [f"{of[name]:,.3g}" if of[name] < 999.5 else f"{of[name]:,.0f}" for of in columns.values()]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    load = Path("/proc/loadavg").read_text().split()[0]
    table = "\n".join([*lines, "", f"{time.strftime('%Y-%m-%d')}; load average {load} at the end."])
    print(table)
    if document:
        name = "operations" if rows < 5_000_000 else "operations-large"
        keep(document, name, table)


if __name__ == "__main__":
    main(*sys.argv[1:])
