"""The numbers a second time, in plain pandas over the raw rows, by docs/METRICS.md alone."""

import sqlite3

import numpy
import pandas
import pytest

import mediaop

COUNTERS = ["digg_count", "collect_count", "share_count", "comment_count", "play_count", "recommend_count", "admire_count"]
ZERO_IS_MISSING = ["play_count", "recommend_count", "admire_count"]
ZONE = "Asia/Shanghai"


def local_day(instants, unit):
    return pandas.to_datetime(instants, unit=unit, utc=True).dt.tz_convert(ZONE).dt.tz_localize(None).dt.normalize()


def accepted(raw):
    """Section 2: rows that count, missing counters as NaN, and which rows are blank."""
    rows = raw.copy()
    for name in COUNTERS:
        rows[name] = pandas.to_numeric(rows[name]).astype("float64") if name in rows else numpy.nan
    rows["product_id"] = rows["product_id"].where(rows["product_id"].fillna("").str.strip() != "")
    ok = (pandas.to_numeric(rows["aweme_id"], errors="coerce") > 0) & rows["update_ts"].between(10**11, 10**14 - 1)
    ok &= ~(rows["create_time"] > 10**11) & (rows[COUNTERS].fillna(0) >= -1).all(axis=1)
    rows = rows[ok].copy()
    rows["create_time"] = rows["create_time"].where(rows["create_time"] > 0)
    rows["day"] = local_day(rows["update_ts"], "ms")
    published = local_day(rows["create_time"], "s")
    rows = rows[~(rows["day"] < published)]
    rows[COUNTERS] = rows[COUNTERS].where(rows[COUNTERS] >= 0)
    for name in ZERO_IS_MISSING:
        rows[name] = rows[name].where(rows[name] > 0)
    on_own_day = local_day(rows["create_time"], "s") == rows["day"]
    rows["blank"] = (rows[COUNTERS].fillna(0) == 0).all(axis=1) & ~on_own_day
    # Section 2, two rows with one key: the greater tuple of counters counts, and nothing is blank beside it.
    order = ["digg_count", "collect_count", "share_count", "comment_count", "play_count", "recommend_count", "admire_count"]
    return rows.sort_values(["aweme_id", "update_ts", *order], na_position="first").reset_index(drop=True)


def daily_increments(rows, baseline):
    """Section 4, for each video and day."""
    known = rows[~rows["blank"]].drop_duplicates(["aweme_id", "update_ts"], keep="last")
    created = rows.dropna(subset="create_time").sort_values(["update_ts", "create_time"]).groupby("aweme_id")["create_time"].last()
    days = known.groupby(["aweme_id", "day"], sort=True)
    first, last = (days.nth(place).set_index(["aweme_id", "day"])[COUNTERS] for place in (0, -1))
    first, last = first.sort_index(), last.sort_index()
    single = days.size() == 1
    videos = last.index.get_level_values("aweme_id")
    published = local_day(pandas.Series(created.reindex(videos).to_numpy()), "s").to_numpy()
    on_the_day = published == last.index.get_level_values("day").to_numpy()
    within = last - first
    within[single.to_numpy()] = numpy.nan
    within[on_the_day] = last[on_the_day]
    if baseline == "within_day":
        return within.dropna(how="all")
    close = last.groupby(level="aweme_id").shift()
    follows = numpy.r_[False, videos[1:] == videos[:-1]] & ~on_the_day
    within[follows] = (last - close)[follows]
    return within.dropna(how="all")


@pytest.mark.parametrize("baseline", ["within_day", "previous_close"])
@pytest.mark.parametrize("source", ["demo", "real"])
def test_every_increment_is_that_of_pandas(source, baseline, request):
    if source == "demo":
        path = request.getfixturevalue("demo_db")
    else:
        path = request.getfixturevalue("real_data") / "youtube_us_2017q4" / "mediaop.sqlite"
    with sqlite3.connect(path) as connection:
        raw = pandas.read_sql("SELECT * FROM douyin_aweme_summary", connection)
    expected = daily_increments(accepted(raw), baseline)
    assert len(expected) > 400
    found = mediaop.Dataset.from_arrow(raw).increments(baseline).to_pandas()
    found["day"] = pandas.to_datetime(found["date"])
    found = found.set_index(["aweme_id", "day"])[COUNTERS].astype("float64").sort_index()
    pandas.testing.assert_frame_equal(found, expected, check_names=False, check_index_type=False, check_dtype=False)


@pytest.mark.parametrize("period_days", [1, 7, 30])
def test_what_products_gained_is_that_of_pandas(period_days, demo_db, opened):
    with sqlite3.connect(demo_db) as connection:
        raw = pandas.read_sql("SELECT * FROM douyin_aweme_summary", connection)
    rows = accepted(raw)
    to = rows["day"].max()
    gained = daily_increments(rows, "within_day")["digg_count"].dropna().reset_index()
    gained = gained[(gained["day"] > to - pandas.Timedelta(days=period_days)) & (gained["day"] <= to)]
    # Section 6: a video's product is the latest that is not empty.
    linked = rows.dropna(subset="product_id").sort_values(["update_ts", "product_id"]).groupby("aweme_id")["product_id"].last()
    expected = gained.assign(product_id=gained["aweme_id"].map(linked)).groupby("product_id")["digg_count"].sum()
    hot = opened.hot_products(period_days=period_days, as_of=to.date())
    found = {product: value for product, value in zip(hot["product_id"], hot["gained"], strict=True) if value is not None}
    assert found == expected.astype(int).to_dict() and len(found) > 5


def test_the_best_videos_are_those_of_pandas(demo_db, opened):
    with sqlite3.connect(demo_db) as connection:
        raw = pandas.read_sql("SELECT * FROM douyin_aweme_summary", connection)
    rows = accepted(raw)
    known = rows[~rows["blank"]].drop_duplicates(["aweme_id", "update_ts"], keep="last")
    likes = known.groupby("aweme_id")["digg_count"].last()
    created = rows.dropna(subset="create_time").sort_values("update_ts").groupby("aweme_id")["create_time"].last()
    published = local_day(created, "s")
    to = rows["day"].max()
    linked = rows.dropna(subset="product_id")["aweme_id"].unique()
    posted = published[(published > to - pandas.Timedelta(days=15)) & published.index.isin(linked)].index
    table = pandas.DataFrame({"likes": likes.reindex(posted), "created": created.reindex(posted)})
    table["id"] = table.index
    expected = table.sort_values(["likes", "created", "id"], ascending=[False, False, True], na_position="last")
    found = opened.top_videos(period_days=15, as_of=to.date())
    assert found["aweme_id"] == [str(id) for id in expected["id"]] and len(found) > 20
    assert found["digg_count"] == [None if pandas.isna(value) else int(value) for value in expected["likes"]]
