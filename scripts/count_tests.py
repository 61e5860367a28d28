"""Sums a test runner's own summary lines: `count_tests.py LOG` prints "passed failed skipped"."""

import re
import sys


def count(text):
    """Passed, failed and skipped tests in a log of cargo test, cargo nextest, pytest or vitest."""
    sums = [0, 0, 0]
    for line in text.splitlines():
        if cargo := re.match(r"test result: \w+\. (\d+) passed; (\d+) failed; (\d+) ignored", line):
            found = [int(number) for number in cargo.groups()]
        elif re.match(r"\s*Summary \[.*\] +\d+(/\d+)? tests? run:", line) or re.match(
            r"(=+ )?\d+ (passed|failed|skipped|error).* in [\d.]+s", line
        ):
            named = {"passed": 0, "failed": 0, "skipped": 0, "error": 0, "timed out": 0}
            for number, name in re.findall(r"(\d+) (passed|failed|skipped|error|timed out)", line):
                named[name] += int(number)
            found = [named["passed"], named["failed"] + named["error"] + named["timed out"], named["skipped"]]
        elif re.match(r"\s*Tests  .*\(\d+\)$", line):
            named = dict.fromkeys(("passed", "failed", "skipped"), 0)
            for number, name in re.findall(r"(\d+) (passed|failed|skipped)", line):
                named[name] += int(number)
            found = list(named.values())
        else:
            continue
        sums = [total + more for total, more in zip(sums, found)]
    return sums


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8", errors="replace") as log:
        passed, failed, skipped = count(log.read())
    print(passed, failed, skipped)
    sys.exit(0 if passed + failed else 1)
