"""What Python adds: the same rows from columns to a data set and to a table, in Rust and from Arrow.

    python door.py DOCUMENT PROGRAM FOLDER ROWS…

PROGRAM is `door` of this package, which draws ROWS rows into FOLDER, and measures itself. Prints a
table of Markdown, and keeps it in DOCUMENT where ten million rows were measured.
"""

import json
import subprocess
import sys
from statistics import median
from time import perf_counter

import numpy
import pyarrow

import mediaop
from markdown import keep, milliseconds, millions, table
from rows import COUNTERS, TEXTS, WIDE, Rows

# As the program does it: both at least, after a run that does not count.
RUNS, SECONDS = 5, 0.5
KEPT = 10_000_000


def main(document, program, folder, *sizes):
    lines = [line for size in sizes for line in compared(program, folder, size)]
    shown = table(["work", "Rust", "Python", "Python ÷ Rust"], lines)
    print(shown)
    if KEPT in map(int, sizes):
        keep(document, "bench-door", shown)


def compared(program, folder, size):
    rust = json.loads(subprocess.run([program, size, folder], check=True, capture_output=True, text=True).stdout)
    source = arrow(Rows(folder))
    assert len(source) == rust["rows"]
    for name, work in WAYS.items():
        work(source)
        began, took = perf_counter(), []
        while len(took) < RUNS or perf_counter() - began < SECONDS:
            took.append(timed(work, source))
        ms = median(took)
        yield f"{millions(len(source))}: {name}", milliseconds(rust[name]), milliseconds(ms), f"{ms / rust[name]:.2f}"


def timed(work, source):
    """Its result is dropped outside of the measured time, as in Rust."""
    began = perf_counter()
    made = work(source)
    took = (perf_counter() - began) * 1000
    del made
    return took


def arrow(rows):
    """The columns as they are; creators and products as dictionaries."""
    names = {name: f"{name}_count" for name in COUNTERS} | {"creator": "sec_uid", "product": "product_id"}
    columns = {names.get(name, name): pyarrow.array(rows.columns[name]) for name in WIDE + COUNTERS}
    for name, texts in zip(TEXTS, (rows.creators, rows.products), strict=True):
        codes = rows.columns[name]
        codes = pyarrow.array(codes, mask=codes < 0) if numpy.any(codes < 0) else pyarrow.array(codes)
        columns[names[name]] = pyarrow.DictionaryArray.from_arrays(codes, pyarrow.array(texts))
    return pyarrow.table(columns)


def hot(source):
    dataset = mediaop.Dataset.from_arrow(source)
    return dataset, dataset.hot_products(period_days=7, as_of=dataset.last_day, page_size=50)


WAYS = {
    "data set": mediaop.Dataset.from_arrow,
    "increments": lambda source: mediaop.Dataset.from_arrow(source).increments(),
    "hot products": hot,
}

if __name__ == "__main__":
    main(*sys.argv[1:])
