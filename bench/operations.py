"""What operation costs on a database of snapshots: reading it whole, a refresh of 1 % new rows, a start
on kept day summaries, and requests while a refresh runs.

    python operations.py MEDIAOP DATABASE [mysql://…]

DATABASE is an SQLite file that `mediaop demo` made; it is changed, so give a copy. With a URL of an
empty schema the rows are copied there first, and the same is measured. Prints a table.
"""

import json
import re
import sqlite3
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

READY_WITHIN_SECONDS = 900


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
        """Seconds that a refresh takes, and rows that it read."""
        began = time.monotonic()
        self.get("/api/refresh" + parameters, "POST")
        self.idle()
        return time.monotonic() - began, self.get("/api/meta")["data"]["runs"][0]["rows_read"]

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

    def crawl(self, share, crawl):
        """Adds a row of each of the videos read last, behind its latest one."""
        with sqlite3.connect(self.path) as database:
            columns = [row[1] for row in database.execute("PRAGMA table_info(douyin_aweme_summary)")]
            return database.execute(insert(columns, share, crawl)).rowcount


def insert(columns, share, crawl):
    """A statement that adds such a share of new rows, a minute behind the latest of each video."""
    values = [f"s.update_ts + {crawl} * 60000" if column == "update_ts" else f"s.`{column}`" for column in columns]
    names = ", ".join(f"`{column}`" for column in columns)
    return f"""INSERT INTO douyin_aweme_summary ({names}) SELECT {", ".join(values)}
        FROM douyin_aweme_summary s JOIN (
            SELECT aweme_id, max(update_ts) AS update_ts FROM douyin_aweme_summary GROUP BY aweme_id
            ORDER BY max(update_ts) DESC LIMIT {share}
        ) AS latest USING (aweme_id, update_ts)"""


def measure(mediaop, database, rows):
    server = Server(mediaop, database.url)
    server.idle()
    first = server.first_answer
    full, read = server.refresh("?full=true")
    figures = {"first start, s": first, "full reading, s": full, "rows/s of a full reading": read / full}
    nothing, _ = server.refresh()
    figures["refresh without news, s"] = nothing
    times = []
    for crawl in range(1, 4):
        added = database.crawl(rows // 100, crawl)
        took, read = server.refresh()
        assert read == added, (read, added)
        times.append((took, read))
    took, read = sorted(times)[1]
    figures["new rows of a refresh"] = read
    figures["refresh, s"] = took
    figures["refresh / full reading, %"] = 100 * took / full
    memory = server.memory_mb()
    for _ in range(100):
        server.refresh()
    figures["memory, MB"] = server.memory_mb()
    figures["memory after 100 more refreshes / before"] = server.memory_mb() / memory
    server.stop()
    again = Server(mediaop, database.url)
    figures["start to the first answer, s"] = again.first_answer
    again.idle()
    figures["start until all is read, s"] = time.monotonic() - again.began
    again.stop()
    return figures


def main(mediaop, path):
    rows = sqlite3.connect(path).execute("SELECT count(*) FROM douyin_aweme_summary").fetchone()[0]
    figures = measure(mediaop, Sqlite(path), rows)
    print(f"| {rows:,} snapshots | SQLite |\n|---|---:|")
    for name, figure in figures.items():
        print(f"| {name} | {figure:,.3g} |" if figure < 1000 else f"| {name} | {figure:,.0f} |")


if __name__ == "__main__":
    main(*sys.argv[1:])
