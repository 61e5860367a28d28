"""The data sets: what the program is given, and how each of them comes to be."""

import csv
import datetime
import shutil
import sqlite3
from zoneinfo import ZoneInfo

import messy
from program import REPOSITORY, TIMEZONE

SHARED = REPOSITORY.parent / "shared" / "data"
YOUTUBE = SHARED / "youtube_us_2017q4" / "mediaop.sqlite"
STELIVE = SHARED / "stelive"

SNAPSHOT_COLUMNS = [
    "aweme_id", "update_ts", "sec_uid", "nickname", "title", "create_time",
    "play_count", "product_id",
]  # fmt: skip


class Absent(Exception):
    """The data set is not on this machine."""


def youtube(folder):
    """One snapshot a day, falling counters, no shares and no collects."""
    if not YOUTUBE.exists():
        raise Absent(f"{YOUTUBE} is absent")
    copy = folder / "youtube.sqlite"
    shutil.copyfile(YOUTUBE, copy)
    return [copy]


def stelive(folder):
    """Many snapshots a day of play counts alone. A stream's date stands for its creation time, at
    midnight; streams without a category have no product."""
    if not STELIVE.is_dir():
        raise Absent(f"{STELIVE} is absent")
    with (STELIVE / "streams.csv").open(encoding="utf-8", newline="") as file:
        streams = {row["video_no"]: row for row in csv.DictReader(file)}
    snapshots, products = folder / "snapshots.csv", folder / "product_info.csv"
    with (STELIVE / "snapshots.csv").open(encoding="utf-8", newline="") as file:
        rows = (stream_row(row, streams[row["video_no"]]) for row in csv.DictReader(file))
        write_csv(snapshots, SNAPSHOT_COLUMNS, rows)
    categories = sorted({row["category"] for row in streams.values() if row["category"]})
    write_csv(
        products, ["product_id", "title", "category"], ([name, name, name] for name in categories)
    )
    return [snapshots, products]


def stream_row(snapshot, stream):
    seen = datetime.datetime.fromisoformat(snapshot["snapshot_at"])
    created = datetime.datetime.fromisoformat(stream["date"]).replace(tzinfo=ZoneInfo(TIMEZONE))
    return [
        snapshot["video_no"],
        round(seen.timestamp() * 1000),
        stream["member_id"],
        stream["member_name"],
        stream["title"],
        round(created.timestamp()),
        snapshot["view_count"],
        stream["category"],
    ]


def messy_tables(folder):
    """Everything that METRICS 2 speaks of, in one small SQLite file."""
    path = folder / "messy.sqlite"
    messy.write(path, seed=1)
    return [path]


def write_csv(path, columns, rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows(rows)


def as_sqlite(files, path):
    """The source files as one SQLite file that the oracle can read without the program."""
    if files[0].suffix == ".sqlite":
        return files[0]
    tables = {"snapshots": "douyin_aweme_summary", "product_info": "product_info"}
    connection = sqlite3.connect(path)
    for file in files:
        with file.open(encoding="utf-8", newline="") as opened:
            reader = csv.reader(opened)
            columns = next(reader)
            connection.execute(f"CREATE TABLE {tables[file.stem]} ({', '.join(columns)})")
            marks = ", ".join("?" * len(columns))
            connection.executemany(f"INSERT INTO {tables[file.stem]} VALUES ({marks})", reader)
    connection.commit()
    connection.close()
    return path


SOURCES = {"youtube": youtube, "stelive": stelive, "messy": messy_tables}
