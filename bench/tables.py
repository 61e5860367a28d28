"""The tables of the report, in Markdown."""

from markdown import millions, milliseconds, table, times
from results import PEERS, Results

# Of the questions, those that people compare systems by.
GLANCE_BUILDS = {
    "increments/sorted": "daily increments, rows sorted by key",
    "increments/shuffled": "the same, rows shuffled",
    "build/sorted": "the whole index, ready for every question (peers: increments alone)",
}
GLANCE_QUESTIONS = {
    "best_videos/gained": "the best video of each creator and category, 30 days",
    "product_matrix/gained": "product matrix",
    "top_videos/category/gained": "top 50 videos of a category",
    "creator_benchmark/gained": "benchmark of a category",
}


def at_a_glance(sizes: dict[str, Results]):
    """Work by work as in one line each; mediaop answers questions on one thread, all else has two."""
    large = sizes["large"]
    rows = []
    for size in [large, sizes.get("huge")]:
        for name, what in GLANCE_BUILDS.items():
            if size and name in size.builds and (size is large or size.peers_build(name)):
                what = what if size is large else f"{what}, {millions(size.rows)} rows"
                rows.append(glance_row(what, size.builds["one_pass"], size.builds[name], size.peers_build(name)))
        if size is large:
            for name, what in GLANCE_QUESTIONS.items():
                rows.append(glance_row(what, None, size.questions["30"][name], size.peers_answer(name, "30")))
    heading = ["work", "one pass over the bytes", "mediaop", *PEERS.values()]
    return f"### At a glance, {millions(large.rows)} snapshots, ms\n\n{table(heading, rows)}"


def glance_row(what, limit, own, peers):
    return [what, milliseconds(limit), f"**{milliseconds(own)}**", *(milliseconds(peers.get(peer)) for peer in PEERS)]


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
        counts = [results.memory[name] for name in ["built_bytes", "resident_bytes", "peak_bytes"]]
        rows.append([millions(results.rows), f"{results.videos:,}", *(f"{count / 2**20:,.0f}" for count in counts),
                     *(f"{count / results.rows:.1f}" for count in counts), f"{counts[2] / counts[0]:.2f}"])  # fmt: skip
    named = ["built", "asked", "most while building"]
    heading = ["snapshots", "videos", *(f"{name}, MiB" for name in named),
               *(f"{name}, bytes a snapshot" for name in named), "most ÷ built"]  # fmt: skip
    return f"### Memory of a data set, beyond the input\n\n{table(heading, rows)}"


def growth(sizes):
    """Of times that all sizes have, with nothing in a cache: builds, and questions of 30 days on one thread."""
    rows = []
    for name in sizes[0].from_memory:
        took = [results.from_memory.get(name) for results in sizes]
        steps = [b / a if a and b else None for a, b in zip(took, took[1:])]
        rows.append([f"`{name}`", *map(milliseconds, took), *map(times, steps)])
    names = [millions(results.rows) for results in sizes]
    heading = ["work", *names, *(f"{b} ÷ {a}" for a, b in zip(names, names[1:]))]
    return f"### Growth, from memory\n\n{table(heading, rows)}"
