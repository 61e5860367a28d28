"""A small seeded data set in which every rule of METRICS 2 and 7 has something to do."""

import random
import sqlite3
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")
BEGIN = datetime(2024, 2, 20, tzinfo=ZONE)
DAYS = 16
CRAWLS = [(0, 30), (4, 30), (8, 30), (12, 30), (16, 30), (20, 30), (23, 30)]
METRICS = ["digg", "collect", "share", "comment", "play", "recommend", "admire"]
COLUMNS = [
    "aweme_id", "update_ts", "create_time", "sec_uid", "nickname", "avatar", "title",
    "aweme_url", "cover_url", "product_id", "product_title", "price", "sales",
    *(f"{metric}_count" for metric in METRICS),
]  # fmt: skip
PRODUCTS = [
    # product_id, title, brand, category, category2
    ("p/1 a", "Lamp & Shade", "Lumen", "Home", "Light"),
    ("p2", "Desk, oak", None, "Home", "Furniture"),
    ("p3", "Desk, pine", "", "Home", None),
    ("p4", "面膜", "美", "美妆", "护肤"),
    ("p5", None, None, "美妆", "彩妆"),
    ("p6", "No category", None, None, None),
    ("p8", "Only in the catalog", None, "Toys", None),
    ("商品 9", "Kite", None, "Toys", "Outdoor"),
]
LINKED = ["p/1 a", "p2", "p3", "p4", "p5", "p6", "p7", "商品 9"]
CREATORS = ["MS4w/ab+c", "uid two", "达人三", "u4", "u5", "u6", "u7"]
CREATOR_ROWS = [
    ("u4", "Four, renamed", None, "1.2w", 1709600000000),
    ("u5", "", "https://a.example/5.jpg", "", 1709600000000),
    ("uid two", "Two of old", None, "3,456", 1700000000000),
    ("only-here", "Never posted", None, "10w+", 1709600000000),
]


def write(path, seed):
    """The tables, without keys, so that one snapshot can stand in them twice."""
    connection = sqlite3.connect(path)
    connection.execute(f"CREATE TABLE douyin_aweme_summary ({', '.join(COLUMNS)})")
    connection.execute("CREATE TABLE product_info (product_id, title, brand, category, category2)")
    connection.execute("CREATE TABLE dy_creator (user_id, nickname, avatar, fans, last_modify_ts)")
    insert(connection, "douyin_aweme_summary", snapshots(random.Random(seed)))
    insert(connection, "product_info", PRODUCTS)
    insert(connection, "dy_creator", CREATOR_ROWS)
    connection.commit()
    connection.close()


def insert(connection, table, rows):
    for row in rows:
        connection.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", row)


def snapshots(rng):
    rows = []
    for number in range(60):
        rows += video_rows(rng, 7_300_000_000_000_000_000 + rng.randrange(10**15), number)
    rows += rejected_rows(rng, rng.choice(rows))
    rng.shuffle(rows)
    return [[row[column] for column in COLUMNS] for row in rows]


def video_rows(rng, aweme_id, number):
    created = BEGIN + timedelta(minutes=rng.randrange(-5 * 1440, (DAYS - 1) * 1440))
    about = {
        "aweme_id": aweme_id,
        "create_time": round(created.timestamp()),
        "sec_uid": rng.choice([*CREATORS, CREATORS[0], None]),
        "product_id": rng.choice([*LINKED, "", None]),
        "title": rng.choice([f'Nr "{number}", 标题', f"line\nbreak {number}", "=1+1", "", None]),
        "aweme_url": f"https://v.example/{number}",
        "cover_url": rng.choice([None, f"https://c.example/{number}?a=1&b=2"]),
    }
    if number % 9 == 0:
        about["create_time"] = rng.choice([0, None, ""])
    counts = {metric: rng.randrange(0, 30) for metric in METRICS}
    unseen = rng.sample(METRICS[1:], rng.randrange(0, 4))
    pace = rng.choice([0, 1, 3, 40, 4000])
    rows = []
    for day in range(DAYS):
        if rng.random() < 0.25:
            continue
        for hour, minute in rng.sample(CRAWLS, rng.choice([1, 2, 3, 7])):
            moment = BEGIN + timedelta(days=day, hours=hour, minutes=minute)
            moment += timedelta(milliseconds=rng.randrange(0, 600_000))
            if moment > created:
                rows.append((moment, about))
    rows = sorted(rows, key=lambda row: row[0])
    relinked_at = rng.randrange(len(rows)) if rows and number % 4 == 0 else None
    told = []
    for place, (moment, about) in enumerate(rows):
        if place == relinked_at:
            about = about | {"product_id": rng.choice(LINKED)}
            if number % 8 == 0:
                about |= {"sec_uid": rng.choice(CREATORS)}
            rows[place:] = [(later, about) for later, _ in rows[place:]]
        counts = {metric: max(0, count + step(rng, pace)) for metric, count in counts.items()}
        told += tell(rng, moment, about, counts, unseen)
    return told


def step(rng, pace):
    return rng.choice([0, pace, rng.randrange(0, 2 * pace + 1), -rng.randrange(0, pace // 2 + 1)])


def tell(rng, moment, about, counts, unseen):
    """One crawl of one video: mostly one row, at times a blank one or two that disagree."""
    row = about | {
        "update_ts": round(moment.timestamp() * 1000),
        "nickname": about["sec_uid"] and f"{about['sec_uid']} day {moment.day // 8}",
        "avatar": rng.choice([None, "https://a.example/x.jpg"]),
        "product_title": rng.choice([None, f"seen as {about['product_id']}"]),
        "price": rng.choice([None, 1990, 2990]),
        "sales": rng.choice([None, 12, 130]),
    }
    if rng.random() < 0.1:
        row |= {"product_id": None, "sec_uid": ""}
    row |= {f"{metric}_count": written(rng, counts[metric]) for metric in METRICS}
    row |= {f"{metric}_count": rng.choice([None, -1, "", "-", "None"]) for metric in unseen}
    if rng.random() < 0.08:
        return [row | {f"{metric}_count": rng.choice([0, 0, None, -1]) for metric in METRICS}]
    if rng.random() < 0.05 and counts["digg"] > 0:
        return [row, row | {"digg_count": counts["digg"] + 1, "title": f"again {counts['digg']}"}]
    return [row]


def written(rng, count):
    """A counter as a number, or in one of the ways in which crawlers copy it from a page."""
    if rng.random() < 0.9:
        return count
    forms = [str(count), f" {count} ", f"{count:,}", str(count).translate(FULL_WIDTH), f"{count}+"]
    if count % 100 == 0 and count > 0:
        forms += [f"{count / 10000}万", f"{count / 10000}w", f"{count / 1000}K"]
    return rng.choice(forms)


FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


def rejected_rows(rng, good):
    changes = [
        {"aweme_id": None}, {"aweme_id": "None"}, {"aweme_id": "12.5"}, {"aweme_id": "x1"},
        {"aweme_id": 0}, {"aweme_id": -5}, {"aweme_id": "9223372036854775808"},
        {"update_ts": None}, {"update_ts": ""}, {"update_ts": 1709000000},
        {"update_ts": 1709000000000000},
        {"create_time": "yesterday"}, {"create_time": 1709000000000},
        {"digg_count": "many"}, {"digg_count": "1.5"}, {"share_count": -2},
        {"create_time": good["update_ts"] // 1000 + 2 * 86400},
    ]  # fmt: skip
    shift = {"update_ts": good["update_ts"] + 1, "digg_count": 10**6 + rng.randrange(9)}
    return [good | shift | change for change in changes]
