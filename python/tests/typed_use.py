"""Every public name, used as its types say; mypy reads this file, and nothing runs it."""

from collections.abc import Iterator
from datetime import date
from typing import assert_type

import flask
import matplotlib.axes
import pandas
import polars
import pyarrow
import sqlalchemy

import mediaop
import mediaop.flask


def data_sets(engine: sqlalchemy.Engine, table: pyarrow.Table) -> mediaop.Dataset:
    rows = [{"aweme_id": 7, "update_ts": 1_767_290_400_000}]
    dataset = mediaop.Dataset.from_rows(rows, products=[], strict=True, progress=lambda done, total: None)
    dataset = mediaop.Dataset.from_rows([(7, 1)], columns=["aweme_id", "update_ts"], timezone="UTC")
    dataset = mediaop.Dataset.from_arrow(table, creators=table).merge(dataset).update(rows, videos=rows)
    dataset = mediaop.Dataset.from_sqlalchemy(engine, batch_rows=1_000, progress=False)
    with engine.connect() as connection:
        dataset = mediaop.Dataset.from_sqlalchemy(connection)
    dataset = mediaop.Dataset.open("shop.db", timezone="Asia/Shanghai")
    dataset = mediaop.Dataset.read_csv("a.csv", "b.csv", encoding="gbk")
    dataset = mediaop.Dataset.read_parquet("a.parquet")
    dataset.save("shop.mediaop")
    dataset = mediaop.Dataset.load("shop.mediaop").on("2026-03-10").on(date(2026, 3, 10)).on(None)
    assert_type(dataset.today, str | None)
    assert_type(dataset.timezone, str)
    assert_type(dataset.first_day, date | None)
    assert_type(dataset.last_day, date | None)
    assert_type(dataset.version, str)
    assert_type(dataset.rejected, dict[str, tuple[int, list[str]]])
    assert_type(dataset.meta()["version"], object)  # type: ignore[assert-type]
    return dataset if dataset == mediaop.example() else mediaop.example()


def questions(dataset: mediaop.Dataset, table: pyarrow.Table) -> Iterator[mediaop.Table]:
    yield dataset.creators(period_days=7, q="莉莉", page=1, page_size=20)
    yield dataset.creator_products("lily", group_by="product", basis="gained")
    yield dataset.products(from_="2026-03-01", to=date(2026, 3, 7), as_of="2026-03-10")
    yield dataset.top_videos(metric="overall", creator_id="lily", product_id="p1", linked="all")
    yield dataset.product_matrix(measure="median", min_metric=100, min_videos=2, min_creators=1, q="a", x_from=0.5, y_to=9, sort="-total")
    yield dataset.hot_products(baseline="previous_close", similarity=0.1, category="美妆", category2="彩妆")
    yield dataset.creator_benchmark(metric="share")
    yield dataset.best_videos(category="美妆")
    yield dataset.compare_creators(["lily", "ming"], period_days=30)
    yield dataset.video_daily(7, period_days=30)
    yield dataset.creator_daily("lily")
    yield dataset.product_daily("p1")
    yield dataset.category_daily(category="美妆")
    yield dataset.video_snapshots("7")
    yield dataset.categories(basis="posted")
    yield dataset.increments("previous_close")
    yield mediaop.daily_increments(table, "within_day", timezone="UTC")


def mistakes(dataset: mediaop.Dataset) -> None:
    dataset.top_videos(metrik="share")  # type: ignore[call-arg]
    dataset.top_videos(metric="likes")  # type: ignore[arg-type]
    dataset.hot_products(basis="posted")  # type: ignore[call-arg]
    dataset.product_matrix(metric="overall")  # type: ignore[arg-type]
    dataset.creator_daily()  # type: ignore[call-arg]


def tables(table: mediaop.Table, ax: matplotlib.axes.Axes) -> None:
    assert_type(table.columns, list[str])
    assert_type(len(table), int)
    assert_type(table.to_pandas(), pandas.DataFrame)
    assert_type(table.to_polars(), polars.DataFrame)
    assert_type(table.to_arrow(), pyarrow.Table)
    assert_type(table.question, str)
    assert_type(table.metric, str)
    for row in table.to_dicts():
        row["digg_count"] = table["digg_count"], table[0]["digg_count"]
    print([*table.window, *table.coverage, *table.facts, *(table.page or {})], list(table))
    assert_type(table.plot(ax, column="gained", label="title", top=5), matplotlib.axes.Axes)


def hosts(engine: sqlalchemy.Engine, app: flask.Flask) -> None:
    shared = mediaop.SharedDataset(engine, timezone="UTC", refresh_at=["06:00"], wait=5.0)
    app.register_blueprint(mediaop.flask.blueprint(shared, url_prefix="/stats"))
    app.register_blueprint(mediaop.flask.blueprint(engine, name="other", refresh_at=("02:00",)))
    app.register_blueprint(mediaop.flask.page_blueprint(url_prefix="/hot", api_prefix="/stats", name="hot"))
    assert_type(shared.dataset(), mediaop.Dataset)
    assert_type(shared.refresh().rows_done, int)
    assert_type(shared.begin_refresh().state, str)
    assert_type(shared.precompute("2026-03-10"), dict[str, int])
    assert_type(shared.answer("GET", "/api/videos", "", {}), tuple[int, list[tuple[str, str]], bytes])
    assert_type(shared.events("7"), Iterator[bytes] | None)
    assert_type(mediaop.answer(shared.dataset(), "GET", "/api/meta")[0], int)


def errors() -> None:
    try:
        mediaop.example()
    except mediaop.InvalidInputError as error:
        print(error.row, error.column, error.reason)
    except mediaop.QuestionError as error:
        print(error.detail, error.parameters)
    except (mediaop.UnknownIdError, mediaop.DatabaseError, mediaop.MediaopError, ValueError):
        raise
