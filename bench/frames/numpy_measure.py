"""numpy on the increments, on one thread."""

import numpy

from clock import median_ms
from rows import COUNTERS

RUNS = 3
SHIFT_MS, DAY_MS = 28_800_000, 86_400_000
# To sort more takes it many seconds.
MOST_TO_SORT = 2_000_000


def measure(rows, facts, checks, everything):
    columns = rows.columns
    checks.increments("increments/sorted", sums(of_sorted(columns)))
    builds = {"increments/sorted": (median_ms(lambda: of_sorted(columns), RUNS), "neighbours")}
    if everything and len(rows) <= MOST_TO_SORT:
        shuffled = rows.shuffled()
        checks.increments("increments/shuffled", sums(of_shuffled(shuffled)))
        builds["increments/shuffled"] = (median_ms(lambda: of_shuffled(shuffled), RUNS), "lexsort, then neighbours")
    return {"builds": builds}


def of_sorted(columns):
    """The first and the last row of a day differ from a neighbour."""
    video = columns["aweme_id"]
    day = ((columns["update_ts"] + SHIFT_MS) // DAY_MS).astype(numpy.int32)
    published = ((columns["create_time"] + SHIFT_MS // 1000) // (DAY_MS // 1000)).astype(numpy.int32)
    anything = columns["digg"] | columns["collect"] | columns["share"] | columns["comment"]
    rows = numpy.flatnonzero((anything != 0) | (day == published))
    video, day = video[rows], day[rows]
    edges = numpy.flatnonzero((video[1:] != video[:-1]) | (day[1:] != day[:-1]))
    first, last = numpy.append(0, edges + 1), numpy.append(edges, len(rows) - 1)
    video, day = video[last], day[last]
    first, last = rows[first], rows[last]
    on_publication_day = published[last] == day
    kept = (first != last) | on_publication_day
    gained = {
        name: (columns[name][last] - numpy.where(on_publication_day, 0, columns[name][first]))[kept] for name in COUNTERS
    }
    return {"aweme_id": video[kept], "day": day[kept], **gained}


def of_shuffled(columns):
    places = numpy.lexsort((columns["update_ts"], columns["aweme_id"]))
    return of_sorted({name: column[places] for name, column in columns.items()})


def sums(increments):
    return [len(increments["aweme_id"]), *(int(increments[name].sum(dtype=numpy.int64)) for name in COUNTERS)]
