"""What a user's own idioms give, and how a table shows ids and how much a baseline leaves out."""

import pytest
import sqlalchemy
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

import mediaop

HOUR = 3_600_000
BEGAN = 1_767_290_400_000


class Base(DeclarativeBase):
    pass


class Snapshot(Base):
    __tablename__ = "douyin_aweme_summary"
    aweme_id: Mapped[int] = mapped_column(primary_key=True)
    update_ts: Mapped[int] = mapped_column(primary_key=True)
    digg_count: Mapped[int]


def shop(*hours):
    rows = [(7_310_000_000_000_000_001, BEGAN + hour * HOUR, 100 + hour) for hour in hours]
    return mediaop.Dataset.from_rows(rows, columns=["aweme_id", "update_ts", "digg_count"])


def test_rows_of_one_orm_object_are_that_object():
    engine = sqlalchemy.create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        session.add_all([Snapshot(aweme_id=7, update_ts=BEGAN + hour * HOUR, digg_count=hour) for hour in (1, 5)])
        session.commit()
        wrapped = mediaop.Dataset.from_rows(session.execute(sqlalchemy.select(Snapshot)))
        bare = mediaop.Dataset.from_rows(session.scalars(sqlalchemy.select(Snapshot)))
    assert wrapped == bare and wrapped.rejected == {}
    assert wrapped.increments().to_dicts()[0]["digg_count"] == 4


def test_an_id_is_shown_as_it_is_and_not_as_a_quantity():
    shown = str(shop(1, 5).increments())
    assert "7310000000000000001" in shown and "7,310" not in shown


def test_a_table_says_where_the_baseline_leaves_much_out():
    advice = 'try baseline="previous_close"'
    once_a_day, often = shop(1, 25, 49), shop(1, 5, 25, 29)
    ask = {"basis": "gained", "period_days": 2}
    assert advice in str(once_a_day.on("2026-01-03").top_videos(**ask))
    assert advice not in str(once_a_day.on("2026-01-03").top_videos(**ask, baseline="previous_close"))
    assert advice not in str(often.on("2026-01-03").top_videos(**ask))


def test_a_job_whose_beginning_is_not_read_back_does_not_run(tmp_path, monkeypatch):
    shared = mediaop.SharedDataset(sqlalchemy.create_engine(f"sqlite:///{tmp_path}/shop.db"))
    shared._published.make_tables()

    def lost(_):
        raise ConnectionError("the server has gone away")

    with monkeypatch.context() as broken:
        broken.setattr(shared._jobs, "find", lost)
        with pytest.raises(ConnectionError):
            shared._jobs.begin("refresh")
    job, is_new = shared._jobs.begin("refresh")
    assert is_new and job.state == "running"


def test_lists_are_lists_in_pandas():
    hot = mediaop.example().hot_products(period_days=2)
    frame = hot.to_pandas()
    assert frame["daily"].tolist() == hot["daily"]
    assert list(frame.columns) == hot.columns
    assert frame["daily"][0] == [260, 55]
