"""The gates of `make bench` and of the instruction counts can fail, and say what fell short."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "bench"))

from asked import all_asked
from floor import below_the_floor
from instructions import compare
from results import Results


def results(increments_ms=40.0, answer_ms=0.5, posted_ms=0.5, polars_ms=100.0, resident_bytes=18_000, build_ms=80.0):
    """A thousand rows; Polars takes 6 ms for each question, DuckDB ten times as long as Polars."""
    made = Results.__new__(Results)
    made.rows, made.videos = 1000, 7
    made.builds = {
        "one_pass": 12.0, "increments/sorted": increments_ms, "increments/shuffled": 200.0, "build/sorted": build_ms,
        "increments/sorted_adaptor": 150.0, "refresh": 5.0, "first_answer": 2.0,
    }  # fmt: skip
    made.from_memory = dict(made.builds)
    made.two_threads = {}
    made.questions = {window: {"creators/gained": answer_ms, "creators/posted": posted_ms} for window in ["30", "past"]}
    made.memory = {"resident_bytes": resident_bytes, "built_bytes": resident_bytes, "peak_bytes": 1.2 * resident_bytes}
    peer = lambda scale: {
        "builds": {"increments/sorted": [scale * polars_ms, "a way"], "increments/shuffled": [scale * 1500.0, "a way"]},
        "windows": {"30": {name: [scale * 6.0, "a way"] for name in ["creators/gained", "creators/posted"]}},
    }
    made.peers = {"polars": peer(1), "duckdb": peer(10), "mariadb": peer(150)}
    return made


def short_of(large):
    """What does not hold, where the smaller size has a thousandth of everything."""
    asked = list(all_asked({"medium": smaller(large), "large": large}))
    assert all(one.holds is not None for one in asked if one.is_gate), "each gate was measured"
    return [one.what for one in asked if one.is_gate and not one.holds]


def smaller(large):
    made = results()
    made.rows = large.rows / 10
    made.builds = {name: took / 10 for name, took in large.builds.items()}
    made.from_memory = {name: took / 10 for name, took in large.from_memory.items()}
    made.memory = {name: count / 10 for name, count in large.memory.items()}
    return made


def test_what_holds_is_not_named():
    assert short_of(results()) == []


@pytest.mark.parametrize(
    ("measured", "gate"),
    [
        ({"increments_ms": 41.0}, "increments of sorted columns: Polars ÷ mediaop"),
        ({"increments_ms": 49.0}, "the same: mediaop ÷ one pass over the bytes"),
        ({"build_ms": 98.1}, "the whole index: best peer's increments alone ÷ mediaop"),
        ({"answer_ms": 0.61}, "each question on increments, each window: best peer ÷ mediaop"),
        ({"posted_ms": 6.1}, "each on videos posted, beside the latest totals in a table"),
        ({"resident_bytes": 20_001}, "bytes a snapshot, large"),
    ],
)
def test_what_falls_short_is_named(measured, gate):
    assert gate in short_of(results(**measured))


def test_a_build_that_grows_faster_than_the_rows_is_named():
    large = results()
    asked = {one.what: one.holds for one in all_asked({"medium": grown(large, 1.2), "large": large})}
    assert asked["a build of 10 times the rows, medium → large"] is False


def grown(large, factor):
    made = smaller(large)
    made.from_memory["build/sorted"] /= factor
    return made


def test_instructions_above_five_per_cent_are_named():
    kept = {"a": 1000, "b": 1000, "c": 1000}
    assert list(compare({"a": 1049, "b": 1000, "c": 1}, kept)) == []
    (fault,) = compare({"a": 1051, "b": 1000, "c": 1000}, kept)
    assert fault == "a: 1,051 instructions, +5.1% on the 1,000 that are kept"


def test_a_kernel_that_came_or_went_is_named():
    assert list(compare({"new": 5}, {"old": 5})) == ["new: its count is not kept", "old: kept, but there is no such kernel"]


def test_nothing_is_below_the_floor_where_all_holds():
    assert list(below_the_floor({"medium": smaller(results()), "large": results()})) == []


def test_what_is_slower_than_duckdb_is_below_the_floor():
    (fault,) = below_the_floor({"large": results(answer_ms=61.0)})
    assert fault.startswith("`creators/gained`, 30: 1.02 times as long as DuckDB")


def test_what_grows_far_more_than_the_rows_is_below_the_floor():
    (fault,) = below_the_floor({"medium": grown(results(), 1.3), "large": results()})
    assert fault.startswith("`build/sorted` takes 13.0 as long for 10 times the rows")


def test_what_grows_as_duckdb_does_is_not_below_the_floor():
    large, small = results(), grown(results(), 1.3)
    # DuckDB's part of the same work: 13.5 times as long, then 12.5 times.
    small.peers["duckdb"]["builds"]["increments/sorted"][0] /= 13.5
    assert list(below_the_floor({"medium": small, "large": large})) == []
    small.peers["duckdb"]["builds"]["increments/sorted"][0] *= 13.5 / 12.5
    (fault,) = below_the_floor({"medium": small, "large": large})
    assert fault.startswith("`build/sorted` takes 13.0 as long")
