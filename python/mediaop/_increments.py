"""Increments from columns to columns."""

from __future__ import annotations

from ._load import arrow_alone
from ._mediaop import increments_of
from ._questions import Baseline
from ._table import Table


def daily_increments(
    snapshots: object, baseline: Baseline = "within_day", *, timezone: str = "Asia/Shanghai"
) -> Table:
    """Give the daily increments of an Arrow table of snapshots, in any order, with no data set in
    between: what ``Dataset.from_arrow(snapshots).increments(baseline)`` gives, sooner.

    >>> import mediaop, polars
    >>> hour = 3_600_000
    >>> at = [1_767_283_200_000 + hour, 1_767_283_200_000 + 9 * hour]
    >>> frame = polars.DataFrame({"aweme_id": [7, 7], "update_ts": at, "digg_count": [100, 130]})
    >>> mediaop.daily_increments(frame)["digg_count"]
    [30]
    """
    return Table(increments_of(arrow_alone(snapshots), timezone, baseline), "increments")
