"""The oracle against numbers worked out by hand, so that it can be trusted without the program.

    Videos 1 and 2 are by A, 3 by B, 4 by nobody. 1 was published on 5 March, 3 on 6 March, 2 on
    1 March; of 4 it is not known. Product P1 and P2 have a category, P3 has none. Video 2 sells P1,
    then P2; video 3 sells nothing.
"""

import datetime
from zoneinfo import ZoneInfo

import pytest

from oracle.answers import Oracle
from oracle.compare import Keyed, difference
from oracle.load import PRODUCT, RAW, load_rows
from oracle.order import in_bands

ZONE = "Asia/Shanghai"


def at(text):
    moment = datetime.datetime.fromisoformat(f"2024-03-{text}").replace(tzinfo=ZoneInfo(ZONE))
    return round(moment.timestamp() * 1000)


BORN_1, BORN_2, BORN_3 = (at(t) // 1000 for t in ("05T10:00", "01T10:00", "06T09:00"))
ROWS = [
    # video, seen, created, creator, product, digg, collect, share, play
    (1, at("05T12:30"), BORN_1, "A", "P1", 10, 1, -1, 100),
    (1, at("05T23:30"), BORN_1, "A", "P1", 30, 2, None, 150),
    (1, at("06T08:30"), BORN_1, "A", "P1", 40, 2, "", 160),
    (1, at("06T20:30"), BORN_1, "A", "P1", 35, 5, "-", 0),
    (1, at("07T12:30"), BORN_1, "A", "P1", 50, 5, "None", 200),
    (1, at("08T04:30"), BORN_1, "A", "P1", 0, 0, 0, 0),
    (2, at("05T08:30"), BORN_2, "A", "P1", 100, "1.2万", 3, None),
    (2, at("05T20:30"), BORN_2, "A", "P1", 120, "12,500", "10w+", None),
    (2, at("07T08:30"), BORN_2, "A", "P2", 150, 12600, 4, None),
    (2, at("07T20:30"), BORN_2, "A", "", 160, 12700, 6, None),
    (3, at("06T12:30"), BORN_3, "B", None, 7, 0, 0, None),
    (4, at("06T08:30"), 0, "", "P3", 5, None, None, None),
    (4, at("06T20:30"), 0, "", "P3", 9, None, None, None),
    (3, at("06T08:30"), BORN_3, "B", None, 1, 0, 0, None),
    (3, at("05T08:30"), BORN_3, "B", None, 1, 0, 0, None),
    (3, at("07T08:30") // 1000, BORN_3, "B", None, 1, 0, 0, None),
]
FIELDS = [
    "aweme_id", "update_ts", "create_time", "sec_uid", "product_id",
    "digg_count", "collect_count", "share_count", "play_count",
]  # fmt: skip
PRODUCTS = [("P1", "Lamp", "Lumen", "Home", "Light"), ("P2", "Desk", None, "Home", None)]
DAYS_5_TO_7 = "from=2024-03-05&to=2024-03-07&as_of=2024-03-08"


def oracle_over(rows):
    known = [dict(zip(FIELDS, row)) for row in rows]
    raw = [[0, *(row.get(column) for column in RAW[1:])] for row in known]
    assert len(PRODUCT) == len(PRODUCTS[0])
    return Oracle(load_rows(raw, [], PRODUCTS, ZONE), ZONE)


@pytest.fixture(scope="module")
def oracle():
    return oracle_over(ROWS)


def diggs(oracle, request, field="digg_count"):
    return [row[field] for row in oracle.answer(request)["data"]]


def test_what_cannot_be_a_snapshot_is_rejected_with_its_reason(oracle):
    rejected = oracle.database.connection.execute(
        "SELECT aweme_id, reason FROM judged WHERE reason IS NOT NULL ORDER BY reason"
    ).fetchall()
    # Of video 3: a row on the day before its publication, and a row in seconds.
    assert rejected == [("3", "before_publication"), ("3", "update_ts_in_seconds")]


def test_published_today_takes_the_last_and_a_single_snapshot_takes_nothing(oracle):
    # 5th: published, 30. 6th: 35 − 40. 7th: one snapshot. 8th is blank.
    request = "/api/videos/1/daily?from=2024-03-05&to=2024-03-08"
    assert diggs(oracle, request) == [30, -5, None, None]
    assert diggs(oracle, request, "gap") == [False, False, True, True]
    assert diggs(oracle, request, "summary_count") == [1, 1, 1, 0]
    # 6th: 35 − 30. 7th: 50 − 35. All of it: 50, the last close.
    request += "&baseline=previous_close"
    assert diggs(oracle, request) == [30, 5, 15, None]


def test_a_missing_metric_has_no_increment(oracle):
    request = "/api/videos/1/daily?from=2024-03-05&to=2024-03-07&baseline=previous_close"
    # The last play count of the 6th is 0, which a crawler writes when it cannot see it.
    assert diggs(oracle, request, "play_count") == [150, None, None]
    assert diggs(oracle, request, "share_count") == [None, None, None]
    # 10w+ is no exact number: of video 2 the shares of the 5th have no last.
    assert diggs(oracle, f"/api/videos/2/daily?{DAYS_5_TO_7}", "share_count") == [None, None, 2]


def test_a_gap_carries_its_span(oracle):
    request = f"/api/videos/2/daily?{DAYS_5_TO_7}&baseline=previous_close"
    # No earlier close for the 5th: 120 − 100. 7th against the 5th: 160 − 120, over two days.
    assert diggs(oracle, request) == [20, None, 40]
    assert diggs(oracle, request, "span_days") == [1, None, 2]
    assert diggs(oracle, request, "collect_count") == [500, None, 200]


def test_the_arithmetic_of_a_day_can_be_followed(oracle):
    request = f"/api/videos/1/snapshots?{DAYS_5_TO_7}"
    reasons = ["published", "within_day", "single_snapshot"]
    assert diggs(oracle, request, "reason") == reasons
    day = oracle.answer(request)["data"][1]
    assert day["baseline"] == day["first"]
    assert (day["first"]["digg_count"], day["last"]["digg_count"]) == (40, 35)
    assert day["increment"] == {
        "digg_count": -5, "collect_count": 3, "share_count": None,
        "comment_count": None, "play_count": None,
    }  # fmt: skip
    by_close = oracle.answer(request + "&baseline=previous_close")["data"]
    assert [row["reason"] for row in by_close] == ["published"] + ["previous_close"] * 2
    assert by_close[1]["baseline"]["update_ts"] == at("05T23:30")


def test_posted_and_gained_videos(oracle):
    posted = oracle.answer(f"/api/videos?{DAYS_5_TO_7}&linked=all")["data"]
    assert [(row["aweme_id"], row["digg_count"]) for row in posted] == [("1", 50), ("3", 7)]
    assert posted[0]["published_on"] == "2024-03-05"
    gained = oracle.answer(f"/api/videos?{DAYS_5_TO_7}&basis=gained&linked=all")["data"]
    assert [(row["aweme_id"], row["digg_count"]) for row in gained] == [
        ("2", 30), ("1", 25), ("3", 7), ("4", 4),
    ]  # fmt: skip
    assert gained[0]["total_digg_count"] == 160
    assert gained[0]["gained_share_count"] == 2
    assert gained[1]["gained_collect_count"] == 5
    # Video 3 sells nothing.
    linked = oracle.answer(f"/api/videos?{DAYS_5_TO_7}&basis=gained")["data"]
    assert [row["aweme_id"] for row in linked] == ["2", "1", "4"]


def test_a_link_is_the_latest_by_the_end_of_the_window(oracle):
    before = "from=2024-03-05&to=2024-03-06&as_of=2024-03-08&basis=gained&linked=all"
    assert {
        row["aweme_id"]: row["product_id"]
        for row in oracle.answer(f"/api/videos?{before}")["data"]
    } == {"1": "P1", "2": "P1", "3": None, "4": "P3"}
    after = oracle.answer(f"/api/videos?{DAYS_5_TO_7}&basis=gained")["data"]
    assert after[0]["product_id"] == "P2"


def test_coverage_counts_what_is_left_out(oracle):
    covered = oracle.answer(f"/api/videos?{DAYS_5_TO_7}&basis=gained")["coverage"]
    growth = covered.pop("growth_between_days")
    last_snapshot = covered.pop("last_snapshot")
    assert covered == {
        "videos_considered": 4,
        "videos_without_product": 1,
        "videos_without_category": 1,
        "videos_without_creator": 1,
        "videos_relinked": 1,
        "single_snapshot_days": 1,
        "falling_increments": 1,
        "gap_increments": 0,
        "days_without_crawl": [],
    }
    assert last_snapshot.is_written_as("2024-03-07T20:30:00+08:00")
    # By closes 50 + 60 + 7 + 4, within days 25 + 30 + 7 + 4.
    assert growth["digg_count"] == 121 - 66
    # Shares: by closes none of video 2, within days 2; of video 3 0 either way.
    assert growth["share_count"] == -2
    assert growth["comment_count"] is None


def test_coverage_follows_the_baseline_and_the_basis(oracle):
    by_close = f"/api/videos?{DAYS_5_TO_7}&basis=gained&baseline=previous_close"
    covered = oracle.answer(by_close)["coverage"]
    assert (covered["falling_increments"], covered["gap_increments"]) == (0, 1)
    posted = oracle.answer("/api/videos?from=2024-03-05&to=2024-03-08")["coverage"]
    assert (posted["videos_considered"], posted["videos_without_product"]) == (2, 1)
    assert posted["days_without_crawl"] == ["2024-03-08"]


def test_coverage_lets_pass_what_may_belong_to_the_category(oracle):
    # P2 has no second level and P3 no category at all, and video 3 no product.
    request = f"/api/videos?{DAYS_5_TO_7}&basis=gained&category=Home&category2=Light"
    body = oracle.answer(request)
    assert [row["aweme_id"] for row in body["data"]] == ["1"]
    assert body["coverage"]["videos_considered"] == 4
    assert body["coverage"]["videos_without_category"] == 2


def test_the_matrix_has_one_point_a_product(oracle):
    data = oracle.answer(f"/api/products/matrix?{DAYS_5_TO_7}&basis=gained&min_metric=25")["data"]
    assert (data["median_x"], data["median_y"]) == (27.5, 1.0)
    points = {row.pop("product_id"): row for row in data["points"]}
    # P3 gained 4: no good video.
    assert list(points) == ["P2", "P1"]
    assert points["P2"] == {
        "product_title": "Desk", "category": "Home", "category2": None,
        "video_count": 1, "creator_count": 1, "total": 30, "avg": 30.0, "median": 30.0,
        "best": 30, "best_aweme_id": "2", "good_video_count": 1, "good_rate": 1.0,
    }  # fmt: skip


def test_hot_products_against_the_window_before(oracle):
    request = "/api/products/hot?period_days=1&as_of=2024-03-07&baseline=previous_close"
    lamp, desk = sorted(oracle.answer(request)["data"], key=lambda row: row["product_id"])
    # P1: video 1 gained 15 after 5. P2 was first seen on the day itself.
    assert (lamp["gained"], lamp["previous"], lamp["growth"]) == (15, 5, 2.0)
    assert (lamp["growth_reason"], lamp["daily"]) == (None, [15])
    assert (desk["gained"], desk["previous"], desk["growth"]) == (40, None, None)
    assert desk["growth_reason"] == "new"
    assert desk["first_seen"].is_written_as("2024-03-07T08:30:00+08:00")


def test_lists_show_everything_known(oracle):
    products = oracle.answer(f"/api/products?{DAYS_5_TO_7}")["data"]
    assert [(row["product_id"], row["video_count"]) for row in products] == [
        ("P1", 1), ("P2", 0), ("P3", 0),
    ]  # fmt: skip
    assert products[0]["last_seen"].is_written_as("2024-03-07T12:30:00+08:00")
    creators = oracle.answer(f"/api/creators?{DAYS_5_TO_7}&basis=gained")["data"]
    assert [(row["creator_id"], row["total_digg_count"]) for row in creators] == [
        ("A", 55), ("B", None),
    ]  # fmt: skip
    assert creators[0]["avg_digg_count"] == 27.5
    categories = oracle.answer(f"/api/categories?{DAYS_5_TO_7}&basis=gained")["data"]
    assert categories == [
        {"category": "Home", "category2": ["Light"], "product_count": 2, "video_count": 2}
    ]


def test_a_benchmark_of_two_is_no_enough(oracle):
    request = f"/api/benchmark/creators?{DAYS_5_TO_7}&basis=gained&linked=all"
    data = oracle.answer(request)["data"]
    assert (data["peers"], data["enough_peers"]) == (2, False)
    # Video 4 has no creator. 30 + 25 + 7 of three videos.
    assert data["category_total"]["total_digg_count"] == 62
    assert data["category_total"]["median_digg_count"] == 25.0
    assert [row["percentile"] for row in data["creators"]] == [75.0, 25.0]
    assert data["creators"][0]["best_video"] == {"aweme_id": "2", "title": None, "value": 30}


def test_overall_is_the_mean_share_of_the_list(oracle):
    request = f"/api/benchmark/creators?{DAYS_5_TO_7}&basis=gained&linked=all&metric=overall"
    first = oracle.answer(request)["data"]["creators"][0]
    # A's best: video 2 with 30 of 62 digg, 600 of 605 collect, 2 of 2 share.
    assert first["best_video"]["value"] == pytest.approx((30 / 62 + 600 / 605 + 1) / 3, rel=1e-12)


def test_times_the_median_of_the_creator_needs_three_videos():
    # Video 5 of creator A: published on the 6th, 200 diggs by the end of the window.
    fifth = (5, at("06T20:30"), BORN_3, "A", "P2", 200, 3, 1, None)
    four = (4, at("07T20:30"), BORN_3, "A", "P3", 20, 3, 1, None)
    rows = [row for row in ROWS if row[0] != 4] + [fifth, four]
    data = oracle_over(rows).answer(f"/api/videos?{DAYS_5_TO_7}")["data"]
    # Posted by A: 200, 50 and 20.
    assert [row["times_creator_median"] for row in data] == [4.0, 1.0, 0.4]


def test_of_two_rows_at_one_instant_the_greater_tuple_counts():
    again = (1, at("07T12:30"), BORN_1, "Z", None, 50, 6, None, None)
    for rows in ([*ROWS, again], [again, *ROWS]):
        (first, *_) = oracle_over(rows).answer("/api/videos?period_days=3&as_of=2024-03-07")["data"]
        # Its collects are more, so all its counters hold; attributes are decided one by one.
        assert (first["collect_count"], first["play_count"]) == (6, None)
        assert (first["creator_id"], first["product_id"]) == ("Z", "P1")


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("7.5w", 75000), ("1.2万", 12000), ("３,４00", 3400), ("2千", 2000), ("1.5K", 1500),
        ("0.1亿", 10**7), ("1b", 10**9), ("2M", 2 * 10**6), (" 12 ", 12), ("0", 0),
        ("-1", None), ("10w+", None), ("7.5w~10w", None), ("1万以上", None), ("", None),
    ],
)  # fmt: skip
def test_counter_text(text, count):
    row = (1, at("05T12:30"), BORN_1, "A", "P1", text, None, 1, None)
    (video,) = oracle_over([row]).answer(f"/api/videos?{DAYS_5_TO_7}")["data"]
    assert video["digg_count"] == count


@pytest.mark.parametrize("text", ["many", "1.5", "9223372036854775808", "1.23456万"])
def test_a_counter_that_is_no_whole_number_rejects_the_row(text):
    row = (1, at("05T12:30"), BORN_1, "A", "P1", text, None, 1, None)
    database = oracle_over([row]).database
    assert database.value("SELECT reason FROM judged") == "counter_not_a_number"


def test_bands_put_the_frequent_before_the_slightly_better():
    rows = [("a", 100, 1), ("b", 96, 3), ("c", 95, 2), ("d", 94.9, 9), ("e", 0, 1), ("f", 0, 2)]
    rows += [("g", -1, 1), ("h", None, 1), ("i", None, 5)]
    ordered = in_bands(
        rows[::-1], 0.05, value=lambda r: r[1], videos=lambda r: r[2], identity=lambda r: r[0]
    )
    assert "".join(row[0] for row in ordered) == "bcadfegih"


def test_the_first_difference_is_named():
    assert difference({"a": [1, 2.0]}, {"a": [1, 2.0 + 1e-15], "more": 1}) is None
    assert difference({"a": [1, 2.0]}, {"a": [1, 2.1]}) == (".a[1]", 2.0, 2.1)
    assert difference({"a": 5}, {"a": 5.0}) == (".a", 5, 5.0)
    assert difference({"a": None}, {"a": 0}) == (".a", None, 0)
    assert difference({"a": None}, {}) == (".a", None, "no such field")
    assert difference([1], [1, 2]) == (" (length)", 1, 2)
    assert difference({"a": 1, "b": 2}, {"b": 2, "a": 1}) is not None
    assert difference(Keyed(a=1), {"a": 1, "b": 2}) is not None
