"""Keeps what tests/browser/times.bench.ts of the page printed.

    python page.py LOG DOCUMENT
"""

import sys
import time
from pathlib import Path

from markdown import keep, table

LINE = "page | "


def main(log, document):
    rows = [line.removeprefix(LINE).rstrip(" |").split(" | ") for line in Path(log).read_text(encoding="utf-8").splitlines() if line.startswith(LINE)]
    assert rows, f"{log} has no line that begins with {LINE!r}"
    load = Path("/proc/loadavg").read_text().split()[0]
    shown = table(["ms", "median", "least to most", "may be"], rows)
    keep(document, "page", f"{shown}\n\n{time.strftime('%Y-%m-%d')}; load average {load} at the end.")
    print(shown)


if __name__ == "__main__":
    main(*sys.argv[1:])
