"""Polars on the work that mediaop was measured on."""

import os

# Read when Polars is loaded.
os.environ["POLARS_MAX_THREADS"] = "2"

import polars

from clock import best_ms
from rows import COUNTERS

from .polars_increments import sorted_ways, ways_in_any_order
from .polars_questions import Questions, tables

BUILD_RUNS = 3
QUESTION_RUNS = 11
WINDOWS = ["30", "7", "3"]


def measure(rows, facts, checks, everything):
    """Medians in ms with the way that gave them. Not `everything`: increments of sorted rows alone."""
    assert polars.thread_pool_size() == 2
    columns = ["aweme_id", "update_ts", "create_time", *COUNTERS]
    raw = polars.DataFrame(rows.columns).select(columns)
    builds = measure_increments(checks, "increments/sorted", raw, sorted_ways())
    if not everything:
        return {"builds": builds}
    shuffled = polars.DataFrame(rows.shuffled()).select(columns)
    builds |= measure_increments(checks, "increments/shuffled", shuffled, ways_in_any_order())
    videos, increments = tables(rows, sorted_ways()["neighbours"](raw))
    windows = {name: measure_questions(videos, increments, rows, facts, name, checks) for name in WINDOWS}
    return {"builds": builds, "windows": windows}


def measure_increments(checks, name, raw, ways):
    for way, increments_of in ways.items():
        made = increments_of(raw)
        checks.increments(f"{name}, {way}", [made.height, *(made[counter].cast(polars.Int64).sum() for counter in COUNTERS)])
    return {name: best_ms({way: lambda of=of: of(raw) for way, of in ways.items()}, BUILD_RUNS)}


def measure_questions(videos, increments, rows, facts, window, checks):
    categories, _ = rows.category_codes()
    texts = {"creators": rows.creators, "products": rows.products, "categories": categories}
    questions = Questions(videos, increments, facts, facts["windows"][window], lambda kind, text: texts[kind].index(text))
    measured = {}
    for name, ways in questions.all().items():
        for answer in ways.values():
            checks.question(window, name, answer().to_dicts())
        measured[name] = best_ms(ways, QUESTION_RUNS)
    return measured
