"""Tables of what mediaop and its peers took, printed and kept; an error where mediaop falls short.

    python report.py CACHE DOCUMENT SIZE…

CACHE holds a folder for each size. The document is changed between its markers, if the sizes that
it is about were measured.
"""

import sys
from pathlib import Path

from asked import all_asked, asked_table
from machine import facts_of_machine
from markdown import millions, milliseconds, table, times
from results import PEERS, PEERS_WORK, Results

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
        parts.insert(0, "### What is asked\n\n" + asked_table(asked))
    text = "\n\n".join(parts)
    print(text)
    if complete:
        keep(Path(document), text)
        print(f"kept in {document}")
    faults = [f"{one.what}: {one.found}, asked for {one.wanted}" for one in asked if one.is_gate and one.holds is False]
    faults += [fault for of_size in results.values() for fault in slower_than_a_peer(of_size)]
    for fault in faults:
        print(f"make bench: {fault}", file=sys.stderr)
    sys.exit(1 if faults else 0)


def building(results):
    peers = [peer for peer in PEERS if peer in results.peers]
    rows = []
    for name, own in results.builds.items():
        theirs = results.peers_build(name)
        rate, passes = f"{results.rows / own / 1000:,.0f}", times(own / results.builds["one_pass"])
        rows.append([f"`{name}`", milliseconds(own), *(milliseconds(theirs.get(peer)) for peer in peers),
                     times(results.build_ratio(name)), passes, rate])  # fmt: skip
    heading = ["work", "mediaop", *(PEERS[peer] for peer in peers), "best peer ÷ mediaop", "passes over the bytes", "M rows/s"]
    return f"### Building, {millions(results.rows)} snapshots, two threads\n\n{table(heading, rows)}"


def asking(results):
    windows = list(results.questions)
    rows = []
    for name in sorted({*results.two_threads, *results.questions["30"]}):
        own = {window: results.questions[window].get(name) for window in windows}
        theirs = results.peers_answer(name, "30")
        ratios = [times(results.answer_ratio(name, window)) for window in windows if window != "past"]
        rows.append([f"`{name}`", *map(milliseconds, own.values()), milliseconds(results.two_threads.get(name)),
                     *(milliseconds(theirs.get(peer)) for peer in ["polars", "duckdb"]), *ratios])  # fmt: skip
    heading = ["question", *(f"{window} days" if window.isdigit() else window for window in windows), "two threads",
               "Polars", "DuckDB", *(f"ratio, {window}" for window in windows if window != "past")]  # fmt: skip
    return f"### Asking, {millions(results.rows)} snapshots, one thread\n\n{table(heading, rows)}"


def memory(sizes):
    rows = []
    for results in sizes.values():
        resident, peak = results.memory["resident_bytes"], results.memory["peak_bytes"]
        rows.append([millions(results.rows), f"{results.videos:,}", *(f"{value / 2**20:,.0f}" for value in [resident, peak]),
                     f"{resident / results.rows:.1f}", f"{peak / results.rows:.1f}", f"{peak / resident:.2f}"])  # fmt: skip
    heading = ["snapshots", "videos", "stays, MiB", "most while building, MiB", "stays, bytes a snapshot",
               "most, bytes a snapshot", "most ÷ stays"]  # fmt: skip
    return f"### Memory of a data set, beyond the input\n\n{table(heading, rows)}"


def growth(sizes):
    """Of times that all sizes have: builds, and questions of 30 days on one thread."""
    parts = [lambda results: results.builds, lambda results: results.questions["30"]]
    rows = []
    for part in parts:
        for name in part(sizes[0]):
            took = [part(results).get(name) for results in sizes]
            steps = [b / a if a and b else None for a, b in zip(took, took[1:])]
            rows.append([f"`{name}`", *map(milliseconds, took), *map(times, steps)])
    names = [millions(results.rows) for results in sizes]
    heading = ["work", *names, *(f"{b} ÷ {a}" for a, b in zip(names, names[1:]))]
    return f"### Growth\n\n{table(heading, rows)}"


def slower_than_a_peer(results):
    for name in PEERS_WORK:
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
