"""Threads share data sets, with the interpreter's lock and without."""

import json
import subprocess
import sys
import sysconfig
import threading

import pytest
from conftest import SNAPSHOT_COLUMNS

import mediaop

ASKING = 6
REQUESTS = [
    ("/api/products/hot", "period_days=7"),
    ("/api/products/matrix", "period_days=15&measure=median"),
    ("/api/videos", "basis=gained&baseline=previous_close&linked=all&page_size=50"),
    ("/api/benchmark/creators", "period_days=30&metric=overall"),
    ("/api/categories/daily", "period_days=15"),
    ("/api/creators", "format=csv"),
]


@pytest.fixture(scope="module")
def steps(snapshots):
    """The demo's rows in the order in which they were read, cut as refreshes would find them."""
    rows = sorted(snapshots, key=lambda row: row[1])
    cuts = [len(rows) * part // 20 for part in (12, 15, 17, 18, 19, 20)]
    return [rows[begin:end] for begin, end in zip([0, *cuts], cuts, strict=False)]


@pytest.fixture(scope="module")
def today(steps, opened):
    return opened.last_day.isoformat()


def answers(dataset):
    bodies = []
    for path, query in REQUESTS:
        status, headers, body = mediaop.answer(dataset, "GET", path, query)
        assert status == 200, body
        bodies.append((dict(headers)["etag"], body))
    return bodies


def together(*works):
    """Run them at one time, each in a thread of its own; the first error of any is raised."""
    errors, ready = [], threading.Barrier(len(works))

    def run(work):
        ready.wait()
        try:
            work()
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]


def test_many_threads_ask_while_one_updates(steps, today):
    # What there is to see after each step, from data sets built anew by one thread.
    expected, so_far = [], []
    for step in steps:
        so_far += step
        expected.append(answers(mediaop.Dataset.from_rows(so_far, columns=SNAPSHOT_COLUMNS).on(today)))
    assert len({body for bodies in expected for _, body in bodies[:1]}) == len(steps)

    first = mediaop.Dataset.from_rows(steps[0], columns=SNAPSHOT_COLUMNS).on(today)
    shown = [(0, first)]
    asked = [0] * ASKING
    seen = set()

    def ask(thread):
        while True:
            number, dataset = shown[-1]
            assert answers(dataset) == expected[number]
            asked[thread] += 1
            seen.add(number)
            if number == len(steps) - 1:
                return

    def update():
        dataset = first
        for number, step in enumerate(steps[1:], 1):
            rows = mediaop.Dataset.from_rows(step, columns=SNAPSHOT_COLUMNS)
            dataset = dataset.update(step, columns=SNAPSHOT_COLUMNS) if number % 2 else dataset.merge(rows)
            shown.append((number, dataset))

    together(update, *(lambda thread=thread: ask(thread) for thread in range(ASKING)))
    assert all(asked) and len(steps) - 1 in seen


def test_many_threads_merge_and_ask_one_data_set(steps, today):
    old = mediaop.Dataset.from_rows(steps[0], columns=SNAPSHOT_COLUMNS).on(today)
    new = mediaop.Dataset.from_rows(steps[1], columns=SNAPSHOT_COLUMNS)
    found = []

    def work():
        # The version and the sums by day are worked out at the first question that needs them.
        merged = old.merge(new)
        found.append((merged.version, new.version, answers(merged), answers(old)))

    together(*[work] * ASKING)
    assert len(found) == ASKING and all(one == found[0] for one in found)
    rows = steps[0] + steps[1]
    assert found[0][0] == mediaop.Dataset.from_rows(rows, columns=SNAPSHOT_COLUMNS).version


def test_a_table_is_read_by_many_threads(steps, today):
    dataset = mediaop.Dataset.from_rows(steps[0], columns=SNAPSHOT_COLUMNS).on(today)
    table = dataset.increments()
    expected = table.to_dicts()
    assert len(expected) > 1000
    found = []
    together(*[lambda: found.append((table.to_dicts(), table["digg_count"], repr(table)))] * ASKING)
    assert all(dicts == expected for dicts, _, _ in found)
    assert all(column == [row["digg_count"] for row in expected] for _, column, _ in found)


def test_a_builder_takes_rows_of_one_thread_at_a_time():
    builder = mediaop._mediaop.Builder("Asia/Shanghai")

    def rows():
        yield (1, 1_767_290_400_000)
        with pytest.raises(mediaop.InvalidInputError, match="taking rows in another thread"):
            builder.push_rows("snapshots", [(2, 1_767_290_400_000)], ["aweme_id", "update_ts"])
        with pytest.raises(mediaop.InvalidInputError, match="taking rows in another thread"):
            together(builder.finish)
        yield (3, 1_767_290_400_000)

    assert builder.push_rows("snapshots", rows(), ["aweme_id", "update_ts"]) == 2
    assert builder.finish().video_count == 2


def test_rows_of_many_threads_stay_apart(steps):
    expected = mediaop.Dataset.from_rows(steps[1], columns=SNAPSHOT_COLUMNS)
    found = []
    # The list and its tuples are shared by all.
    together(*[lambda: found.append(mediaop.Dataset.from_rows(steps[1], columns=SNAPSHOT_COLUMNS))] * ASKING)
    assert len(found) == ASKING and all(dataset == expected for dataset in found)
    assert all(dataset.rejected == expected.rejected for dataset in found)


def test_the_import_leaves_the_interpreter_without_its_lock():
    if not sysconfig.get_config_var("Py_GIL_DISABLED"):
        pytest.skip("this interpreter is not a free-threaded one")
    told = "import mediaop, sys, json; print(json.dumps([sys._is_gil_enabled(), mediaop.example().first_day.isoformat()]))"
    # A module that needs the lock brings it back with a warning, here an error.
    done = subprocess.run([sys.executable, "-W", "error", "-c", told], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == [False, "2026-03-07"]
