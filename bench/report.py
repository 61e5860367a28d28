"""One table of what mediaop and DuckDB took, printed and kept; an error where mediaop falls short.

    python report.py CACHE DOCUMENT SIZE…

CACHE holds criterion's estimates and, for each size, the facts and DuckDB's medians. The document
is changed between its markers, if both sizes were measured.
"""

import json
import sys
from pathlib import Path

from machine import facts_of_machine

BEGIN, END = "<!-- bench:begin -->", "<!-- bench:end -->"
SIZES_KEPT = ["medium", "large"]
MOST_GROWTH = 12.0


def main(cache, document, *sizes):
    cache, document = Path(cache), Path(document)
    mediaop = {size: read_estimates(cache / "criterion" / size) for size in sizes}
    duckdb = {size: json.loads((cache / f"{size}.duckdb.json").read_text()) for size in sizes}
    rows = {size: json.loads((cache / f"{size}.facts.json").read_text())["rows"] for size in sizes}
    names = list(mediaop[sizes[0]])
    assert names, f"criterion measured nothing for {sizes[0]}"
    for size in sizes:
        assert set(mediaop[size]) == set(names), f"{size} was not measured on the same work as {sizes[0]}"
        unknown = set(duckdb[size]) - set(names)
        assert not unknown, f"DuckDB was measured on what mediaop was not: {unknown}"
        unmatched = set(names) - set(duckdb[size])
        assert unmatched == {"version"}, f"without a peer: {unmatched}"

    lines = [
        Line(name, [(mediaop[size][name], duckdb[size].get(name, [None])[0]) for size in sizes])
        for name in in_reading_order(names)
    ]
    table = format_table(lines, [f"{rows[size] / 1e6:.3g} M" for size in sizes])
    print(table)
    machine = facts_of_machine()
    print(machine)
    if list(sizes) == SIZES_KEPT:
        keep(document, f"{table}\n\n{machine}")
        print(f"kept in {document}")
    faults = [fault for line in lines for fault in line.faults(sizes)]
    for fault in faults:
        print(f"make bench: {fault}", file=sys.stderr)
    sys.exit(1 if faults else 0)


class Line:
    def __init__(self, name, times):
        """`times`: for each size, what mediaop and DuckDB took in ms; None where there is no peer."""
        self.name, self.times = name, times

    def ratios(self):
        return [peer / own if peer else None for own, peer in self.times]

    def growth(self):
        return self.times[1][0] / self.times[0][0] if len(self.times) == 2 else None

    def faults(self, sizes):
        for size, ratio in zip(sizes, self.ratios()):
            if ratio is not None and ratio < 1:
                yield f"{self.name} is slower than DuckDB on {size}: {1 / ratio:.2f} times as long"
        growth = self.growth()
        if growth is not None and growth > MOST_GROWTH:
            yield f"{self.name} takes {growth:.2f} times as long for 10 times the rows, more than {MOST_GROWTH:.0f}"

    def cells(self):
        for (own, peer), ratio in zip(self.times, self.ratios()):
            yield from (milliseconds(own), milliseconds(peer), times(ratio))
        if self.growth() is not None:
            yield times(self.growth())


def read_estimates(folder):
    """Medians in ms by name, as criterion keeps them."""
    medians = {}
    for estimates in folder.glob("*/new/estimates.json"):
        name = json.loads((estimates.parent / "benchmark.json").read_text())["function_id"]
        medians[name] = json.loads(estimates.read_text())["median"]["point_estimate"] / 1e6
    return medians


def in_reading_order(names):
    """What is built first, then questions by name."""
    first = ["build/sorted", "build/shuffled", "build/rows", "increments/sorted_adaptor", "version"]
    return first + sorted(set(names) - set(first))


def format_table(lines, sizes):
    heading = ["work"]
    for size in sizes:
        heading += [f"mediaop {size}", f"DuckDB {size}", "ratio"]
    if len(sizes) == 2:
        heading.append(f"growth {sizes[1]} / {sizes[0]}")
    cells = [[f"`{line.name}`", *line.cells()] for line in lines]
    widths = [max(len(row[i]) for row in [heading, *cells]) for i in range(len(heading))]
    rule = ["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])]
    body = [[row[0].ljust(widths[0]), *(c.rjust(w) for c, w in zip(row[1:], widths[1:]))] for row in [heading, *cells]]
    return "\n".join("| " + " | ".join(row) + " |" for row in [body[0], rule, *body[1:]])


def milliseconds(value):
    if value is None:
        return "–"
    places = 0 if value >= 100 else 1 if value >= 10 else 2 if value >= 0.1 else 4
    return f"{value:.{places}f}"


def times(value):
    return "–" if value is None else f"{value:.0f}" if value >= 10 else f"{value:.1f}"


def keep(document, text):
    before, found, rest = document.read_text(encoding="utf-8").partition(BEGIN)
    _, found_end, after = rest.partition(END)
    assert found and found_end, f"{document} lacks {BEGIN} … {END}"
    document.write_text(f"{before}{BEGIN}\n{text}\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
