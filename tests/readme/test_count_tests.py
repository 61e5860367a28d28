"""The sum at the end of `make test` is what the runners said."""

import sys

from documents import REPOSITORY

sys.path.insert(0, str(REPOSITORY / "scripts"))

from count_tests import count  # noqa: E402


def test_cargo_test():
    log = (
        "test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.10s\n"
        "test result: FAILED. 3 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.10s\n"
    )
    assert count(log) == [15, 2, 1]


def test_nextest():
    assert count("     Summary [   4.121s] 45 tests run: 45 passed (2 slow), 3 skipped\n") == [45, 0, 3]
    assert count("     Summary [   4.1s] 5/9 tests run: 3 passed, 2 failed, 4 skipped\n") == [3, 2, 4]


def test_pytest():
    assert count("======== 12 passed, 3 skipped in 4.01s ========\n") == [12, 0, 3]
    assert count("==== 1 failed, 9 passed, 1 error in 100.01s (0:01:40) ====\n") == [9, 2, 0]
    assert count("12 passed in 0.01s\n") == [12, 0, 0]


def test_vitest():
    log = " Test Files  1 failed | 5 passed (6)\n      Tests  2 failed | 60 passed | 3 skipped (65)\n   Duration  22.51s\n"
    assert count(log) == [60, 2, 3]
    assert count("      Tests  9 passed (9)\n") == [9, 0, 0]


def test_what_is_no_summary_counts_nothing():
    assert count("we passed 3 passed things in time\nrunning 4 tests\n") == [0, 0, 0]
