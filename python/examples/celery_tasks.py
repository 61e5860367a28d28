"""Tasks for a Celery worker: read the database again after the crawls, and write the tables that
other programs read, as of yesterday, at 02:00. Run it: celery -A celery_tasks worker --beat"""

import os

import sqlalchemy
from celery import Celery
from celery.schedules import crontab

import mediaop

app = Celery("shop", broker=os.environ.get("CELERY_BROKER", "redis://127.0.0.1"))
app.conf.timezone = "Asia/Shanghai"
app.conf.beat_schedule = {
    "refresh": {"task": "celery_tasks.refresh", "schedule": crontab(minute=45, hour="0,4,8,12,16,20,23")},
    "precompute": {"task": "celery_tasks.precompute", "schedule": crontab(minute=0, hour=2)},
}
shared = mediaop.SharedDataset(sqlalchemy.create_engine(os.environ["SHOP_DB"]))


@app.task
def refresh() -> int:
    """Every web worker answers from the new data afterwards."""
    return shared.refresh().rows_done


@app.task
def precompute(as_of: str | None = None) -> dict[str, int]:
    """How many rows `product_creator_stats` and `product_matrix_stats` have now."""
    shared.refresh()
    return shared.precompute(as_of)
