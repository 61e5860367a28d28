"""What never may be: slower than DuckDB, or far more than 10 times as long for 10 times the rows (or
than DuckDB, where its own time grows by more).

What is asked beyond that stands in `asked.py`: goals, of which a run says how far off they are.
"""

from markdown import millions, times

# Above linear by what tables that outgrow a cache cost; a quadratic step would take 100 times as long.
MOST_GROWTH = 12


def below_the_floor(results_by_size):
    """Sentences, one for each figure that is below."""
    sizes = [results_by_size[name] for name in ["medium", "large"] if name in results_by_size]
    for results in sizes:
        yield from slower_than_duckdb(results)
    if len(sizes) == 2:
        yield from grown_too_much(*sizes)


def slower_than_duckdb(results):
    for name in results.builds:
        ratio = results.build_ratio(name, "duckdb")
        if ratio is not None and ratio < 1:
            yield f"`{name}` takes {1 / ratio:.2f} times as long as DuckDB on {millions(results.rows)}"
    for window in results.questions:
        for name in results.questions[window]:
            ratio = results.answer_ratio(name, window, "duckdb")
            if ratio is not None and ratio < 1:
                yield f"`{name}`, {window}: {1 / ratio:.2f} times as long as DuckDB on {millions(results.rows)}"


def grown_too_much(smaller, larger):
    scale = 10 * smaller.rows / larger.rows
    for name, large in larger.from_memory.items():
        small = smaller.from_memory.get(name)
        most = max(MOST_GROWTH, growth_of_duckdb(name, smaller, larger) * scale)
        if small and large / small * scale > most:
            yield f"`{name}` takes {times(large / small * scale)} as long for 10 times the rows, at most {times(most)} is allowed"


def growth_of_duckdb(name, smaller, larger):
    """By how much its time for the same rows grows: rows in no order outgrow every cache, for anyone. 0 where it has none."""
    small, large = (results.peers_build(name).get("duckdb") for results in [smaller, larger])
    return large / small if small and large else 0
