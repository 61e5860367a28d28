"""Rows of every kind give the same data set."""

import dataclasses
import datetime
from collections import namedtuple
from decimal import Decimal
from types import MappingProxyType

import pytest
import sqlalchemy
from conftest import SNAPSHOT_COLUMNS, same_answers
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

import mediaop

AT = 1_767_290_400_000


@pytest.fixture(scope="module")
def of_tuples(snapshots, catalog):
    return mediaop.Dataset.from_rows(snapshots, columns=SNAPSHOT_COLUMNS, **catalog)


def test_tuples_are_the_database(of_tuples, opened):
    assert same_answers(of_tuples, opened)


def as_dicts(rows):
    return [dict(zip(SNAPSHOT_COLUMNS, row, strict=True)) for row in rows]


def as_named_tuples(rows):
    return map(namedtuple("Snapshot", SNAPSHOT_COLUMNS)._make, rows)


def as_data_classes(rows):
    kind = dataclasses.make_dataclass("Snapshot", SNAPSHOT_COLUMNS, slots=True)
    return (kind(*row) for row in rows)


@pytest.mark.parametrize("form", [as_dicts, as_named_tuples, as_data_classes])
def test_every_form_of_a_row_gives_the_same(form, snapshots, catalog, of_tuples):
    assert same_answers(mediaop.Dataset.from_rows(form(snapshots), **catalog), of_tuples)


def test_mappings_that_are_no_dicts_and_mixed_kinds(snapshots, catalog, of_tuples):
    dicts = as_dicts(snapshots)
    mixed = [MappingProxyType(row) if i % 3 else row for i, row in enumerate(dicts)]
    assert mediaop.Dataset.from_rows(mixed, **catalog) == of_tuples


def test_rows_and_orm_objects_of_sqlalchemy(demo_db, catalog, of_tuples):
    class Base(DeclarativeBase):
        pass

    class Snapshot(Base):
        __tablename__ = "douyin_aweme_summary"
        aweme_id: Mapped[int] = mapped_column(primary_key=True)
        update_ts: Mapped[int] = mapped_column(primary_key=True)

    for name in SNAPSHOT_COLUMNS[2:]:
        setattr(Snapshot, name, mapped_column(name, sqlalchemy.types.NullType()))
    engine = sqlalchemy.create_engine(f"sqlite:///{demo_db}")
    with Session(engine) as session:
        objects = session.scalars(sqlalchemy.select(Snapshot)).all()
        assert mediaop.Dataset.from_rows(objects, **catalog) == of_tuples
    with engine.connect() as connection:
        rows = connection.execute(sqlalchemy.text("SELECT * FROM douyin_aweme_summary")).all()
        assert mediaop.Dataset.from_rows(rows, **catalog) == of_tuples


def test_order_parts_and_repetition_do_not_matter(snapshots, catalog, of_tuples):
    half = len(snapshots) // 2
    first = mediaop.Dataset.from_rows(snapshots[half:][::-1], columns=SNAPSHOT_COLUMNS)
    whole = first.update(snapshots[: half + 500], columns=SNAPSHOT_COLUMNS, **catalog)
    assert same_answers(whole, of_tuples)
    assert whole.merge(first) == of_tuples


def one(**cells):
    return mediaop.Dataset.from_rows([{"aweme_id": 7, "update_ts": AT, **cells}])


@pytest.mark.parametrize(
    ("likes", "known"),
    [
        (12_000, 12_000), ("1.2w", 12_000), ("１２,０００", 12_000), (Decimal(12_000), 12_000), (12_000.0, 12_000),
        (None, None), ("", None), ("-", None), (-1, None), (float("nan"), None), ("10w+", None),
    ],
)  # fmt: skip
def test_counters_are_read_as_the_core_reads_them(likes, known):
    snapshot = one(digg_count=likes, share_count=1).video_snapshots(7, as_of="2026-01-02")
    assert snapshot["last_digg_count"] == [known]
    assert snapshot["last_share_count"] == [1]


def test_numbers_of_numpy_and_moments_with_a_zone():
    import numpy
    import pandas

    zone = datetime.timezone(datetime.timedelta(hours=8))
    at = datetime.datetime(2026, 1, 2, 2, 0, tzinfo=zone)
    row = {"aweme_id": numpy.int64(7), "update_ts": at, "create_time": at, "digg_count": numpy.int32(100)}
    expected = one(create_time=AT // 1000, digg_count=100)
    assert mediaop.Dataset.from_rows([row]) == expected
    assert mediaop.Dataset.from_rows([row | {"update_ts": pandas.Timestamp(at)}]) == expected
    without = one(digg_count=100)
    assert mediaop.Dataset.from_rows([row | {"create_time": pandas.NaT}]) == without


@pytest.mark.parametrize(
    ("row", "at", "column", "reason"),
    [
        ({"aweme_id": 7}, 0, "update_ts", "there is no update_ts, found aweme_id"),
        ({"aweme_id": True, "update_ts": AT}, 1, "aweme_id", "type bool: expected a number, a text or None"),
        ({"aweme_id": 7, "update_ts": AT, "digg_count": [1]}, 1, "digg_count", "type list"),
        ({"aweme_id": 7, "update_ts": datetime.datetime(2026, 1, 2)}, 1, "update_ts", "without a time zone"),
    ],
)
def test_what_is_no_value_is_refused_with_its_place(row, at, column, reason):
    rows = [row] if at == 0 else [{"aweme_id": 7, "update_ts": AT}, row]
    with pytest.raises(mediaop.InvalidInputError) as caught:
        mediaop.Dataset.from_rows(rows)
    assert (caught.value.row, caught.value.column) == (at, column)
    assert reason in caught.value.reason
    assert isinstance(caught.value, ValueError)


def test_rows_are_rejected_and_counted_or_refused():
    rows = [{"aweme_id": 7, "update_ts": AT}, {"aweme_id": 8, "update_ts": AT // 1000}, {"update_ts": AT}]
    dataset = mediaop.Dataset.from_rows(rows)
    assert {reason: count for reason, (count, _) in dataset.rejected.items()} == {
        "update_ts_in_seconds": 1,
        "aweme_id_missing": 1,
    }
    assert dataset.meta()["rows"]["read"] == 3
    with pytest.raises(mediaop.InvalidInputError) as caught:
        mediaop.Dataset.from_rows(rows, strict=True)
    assert (caught.value.row, caught.value.column) == (1, "update_ts")


def test_tuples_need_names_and_the_right_width():
    with pytest.raises(mediaop.InvalidInputError, match=r"columns=\["):
        mediaop.Dataset.from_rows([(7, AT)])
    with pytest.raises(mediaop.InvalidInputError, match="row 1: has 1 value: expected 2"):
        mediaop.Dataset.from_rows([(7, AT), (8,)], columns=["aweme_id", "update_ts"])


def test_rows_of_media_crawler_are_recognised():
    video = {"aweme_id": "7", "last_modify_ts": AT, "liked_count": "1.2w", "sec_uid": "lily", "short_user_id": 42}
    dataset = mediaop.Dataset.from_rows([video]).on("2026-01-02")
    assert dataset.top_videos(linked="all", basis="gained") is not None
    assert dataset.creator_daily("42", linked="all").window["to"] == "2026-01-02"
    beside = mediaop.Dataset.from_rows([{"aweme_id": 7, "update_ts": AT, "digg_count": 5}], videos=[video])
    assert beside.video_snapshots(7, as_of="2026-01-02")["last_digg_count"] == [5]


def test_progress_is_told_and_ctrl_c_is_heard(snapshots):
    news = []
    mediaop.Dataset.from_rows(iter(snapshots), columns=SNAPSHOT_COLUMNS, progress=lambda *now: news.append(now))
    assert news[-1] == (len(snapshots), None)

    def interrupted():
        yield from snapshots[:100]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        mediaop.Dataset.from_rows(interrupted(), columns=SNAPSHOT_COLUMNS)
