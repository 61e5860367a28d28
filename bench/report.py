"""Tables of what mediaop and its peers took, printed and kept; an error where it is below the floor.

    python report.py CACHE DOCUMENT SIZE…

CACHE holds a folder for each size. The document is changed between its markers, if the sizes that
it is about were measured. Goals that are not reached are told, and are an error with STRICT=1.
"""

import os
import sys
from pathlib import Path

from asked import all_asked, asked_table
from floor import below_the_floor
from machine import facts_of_machine
from markdown import keep
from results import Results
from tables import asking, at_a_glance, building, growth, memory

SIZES_KEPT = {"medium", "large"}


def main(cache, document, *sizes):
    results = {size: Results(Path(cache) / size) for size in sizes}
    largest_with_questions = "large" if "large" in results else sizes[0]
    parts = [building(of_size) for of_size in results.values()]
    parts += [asking(results[largest_with_questions]), memory(results), facts_of_machine(results)]
    if len(results) > 1:
        parts.insert(-1, growth(list(results.values())))
    complete = SIZES_KEPT <= set(sizes)
    asked = list(all_asked(results)) if complete else []
    if complete:
        parts[:0] = [at_a_glance(results), "### What is asked\n\n" + asked_table(asked)]
    text = "\n\n".join(parts)
    print(text)
    if complete:
        keep(document, "bench", text)
        print(f"kept in {document}")
    missed = [fault for one in asked if one.is_gate and one.holds is False for fault in one.said()]
    for fault in missed:
        print(f"goal not reached: {fault}", file=sys.stderr)
    faults = list(below_the_floor(results))
    for fault in faults:
        print(f"make bench: {fault}", file=sys.stderr)
    print(f"{len(faults)} figures below the floor, {len(missed)} goals not reached")
    sys.exit(1 if faults or (missed and os.environ.get("STRICT") == "1") else 0)


if __name__ == "__main__":
    main(*sys.argv[1:])
