"""pandas on the increments of sorted rows, by groupby, on one thread."""

import numpy
import pandas

from clock import median_ms
from rows import COUNTERS

RUNS = 3
SHIFT_MS, DAY_MS = 28_800_000, 86_400_000


def measure(rows, facts, checks, everything):
    raw = pandas.DataFrame(rows.columns, copy=False)
    made = increments(raw)
    checks.increments("increments/sorted", [len(made), *(int(made[name].sum()) for name in COUNTERS)])
    return {"builds": {"increments/sorted": (median_ms(lambda: increments(raw), RUNS), "groupby")}}


def increments(raw):
    day = (raw["update_ts"] + SHIFT_MS) // DAY_MS
    published = (raw["create_time"] + SHIFT_MS // 1000) // (DAY_MS // 1000)
    rows = raw[["aweme_id", *COUNTERS]].assign(day=day, published=published)
    anything = raw["digg"] | raw["collect"] | raw["share"] | raw["comment"]
    by_day = rows[(anything != 0) | (day == published)].groupby(["aweme_id", "day"], sort=False)
    first, last = by_day[COUNTERS].first(), by_day[[*COUNTERS, "published"]].last()
    on_publication_day = (last["published"] == last.index.get_level_values("day")).to_numpy()
    gained = last[COUNTERS] - numpy.where(on_publication_day[:, None], 0, first)
    return gained[(by_day.size() > 1).to_numpy() | on_publication_day]
