"""Laws of METRICS that hold for any data: the oracle keeps them on real rows."""

import pytest

SOURCES = ["youtube", "stelive", "messy"]
pytestmark = pytest.mark.parametrize("source_oracle", SOURCES, indirect=True, scope="session")

METRICS = ("digg", "collect", "share", "comment")


def window(oracle, **more):
    parameters = {"from": oracle.first_day, "to": oracle.last_day, "as_of": oracle.last_day} | more
    return "&".join(f"{name}={value}" for name, value in parameters.items())


def test_increments_by_previous_close_add_up_to_the_last_close(source_oracle):
    """METRICS 4, over all days, for videos whose closes all have the metric."""
    oracle = source_oracle
    oracle.answer(f"/api/videos?{window(oracle, basis='gained', baseline='previous_close')}")
    checked, wrong = oracle.database.connection.execute(
        """
        WITH whole AS (
            SELECT c.aweme_id, c.metric, arg_max(c.last_count, c.day) AS last_close,
                   sum(i.gain) AS gained, min(c.day) AS first_day
            FROM change c LEFT JOIN increment i USING (aweme_id, day, metric)
            GROUP BY ALL HAVING count(*) = count(c.last_count)
        )
        SELECT count(*), count(*) FILTER (gained IS DISTINCT FROM last_close - opened)
        FROM (
            SELECT w.*, CASE WHEN v.published_on >= w.first_day THEN 0 ELSE r.count END AS opened
            FROM whole w JOIN video v USING (aweme_id)
            JOIN summary s ON s.aweme_id = w.aweme_id AND s.day = w.first_day
            LEFT JOIN reading r ON r.aweme_id = w.aweme_id AND r.update_ts = s.first_ts
                               AND r.metric = w.metric
            WHERE (v.published_on IS NULL OR v.published_on <= w.first_day)
              AND w.gained IS NOT NULL AND opened IS NOT NULL
        )
        """
    ).fetchone()
    assert checked > 50
    assert wrong == 0


@pytest.mark.parametrize("basis", ["posted", "gained"])
def test_videos_add_up_to_products_and_to_the_matrix(source_oracle, basis):
    query = window(source_oracle, basis=basis, page_size=100000)
    videos = source_oracle.answer(f"/api/videos?{query}")["data"]
    products = source_oracle.answer(f"/api/products?{query}")["data"]
    points = source_oracle.answer(f"/api/products/matrix?{window(source_oracle, basis=basis)}")
    assert videos
    assert len(videos) == sum(row["video_count"] for row in products)
    assert sum(row["digg_count"] or 0 for row in videos) == sum(
        row["total_digg_count"] or 0 for row in products
    )
    by_id = {row["product_id"]: row["total_digg_count"] for row in products}
    for point in points["data"]["points"]:
        assert point["total"] == by_id[point["product_id"]]


def test_daily_values_add_up_to_what_a_product_gained(source_oracle):
    hot = source_oracle.answer(
        f"/api/products/hot?{window(source_oracle, metric='play', page_size=500)}"
    )["data"]
    assert hot
    for row in hot:
        values = [value for value in row["daily"] if value is not None]
        assert row["gained"] == (sum(values) if values else None)


def test_percentiles_have_their_mean_at_fifty(source_oracle):
    query = window(source_oracle, metric="play", page_size=500, basis="gained")
    peers = source_oracle.answer(f"/api/benchmark/creators?{query}")["data"]["creators"]
    known = [row["percentile"] for row in peers if row["percentile"] is not None]
    assert known
    if len(known) < 500:
        assert sum(known) / len(known) == pytest.approx(50)
