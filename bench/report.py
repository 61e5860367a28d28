"""Tables of what mediaop and its peers took, printed and kept; an error where mediaop falls short.

    python report.py CACHE DOCUMENT SIZE…

CACHE holds a folder for each size. The document is changed between its markers, if the sizes that
it is about were measured.
"""

import sys
from pathlib import Path

from asked import all_asked, asked_table
from machine import facts_of_machine
from markdown import millions
from results import PEERS_WORK, Results
from tables import asking, at_a_glance, building, growth, memory

BEGIN, END = "<!-- bench:begin -->", "<!-- bench:end -->"
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
        keep(Path(document), text)
        print(f"kept in {document}")
    faults = [fault for one in asked if one.is_gate and one.holds is False for fault in one.said()]
    # A hundred thousand rows are for trying the benchmark itself.
    faults += [fault for size in sizes if size != "small" for fault in slower_than_a_peer(results[size])]
    for fault in faults:
        print(f"make bench: {fault}", file=sys.stderr)
    sys.exit(1 if faults else 0)


def slower_than_a_peer(results):
    # Row by row on one thread it is asked for rows a second, not to outrun columns on two.
    for name in PEERS_WORK.keys() - {"increments/sorted_adaptor"}:
        ratio = results.build_ratio(name)
        if ratio is not None and ratio < 1:
            yield f"{name} is slower than the best peer on {millions(results.rows)}: {1 / ratio:.2f} times as long"


def keep(document, text):
    before, found, rest = document.read_text(encoding="utf-8").partition(BEGIN)
    _, found_end, after = rest.partition(END)
    assert found and found_end, f"{document} lacks {BEGIN} … {END}"
    document.write_text(f"{before}{BEGIN}\n{text}\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
