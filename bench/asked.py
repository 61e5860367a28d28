"""What is asked of mediaop, and whether it holds.

A gate ends `make bench` with an error. Absolute times depend on the machine: they are said, and
are no gates.
"""

from dataclasses import dataclass

from markdown import milliseconds, table, times

# Of 10 times the rows; within 15 % of linear.
MOST_GROWTH = 11.5
MOST_MS, MOST_MS_FILTERED, MOST_MS_MATRIX = 1.0, 5.0, 2.0
FILTERED = ["top_videos/category", "creator_benchmark", "daily_series/category"]


@dataclass
class Asked:
    what: str
    wanted: str
    found: str
    holds: bool | None
    is_gate: bool = True

    def cells(self):
        verdict = {True: "yes", False: "**no**", None: "not measured"}[self.holds]
        return [self.what, self.wanted, self.found, verdict]


def at_least(what, least, found, is_gate=True, unit="times"):
    return Asked(what, f"≥ {least:g} {unit}", times(found), None if found is None else found >= least, is_gate)


def at_most(what, most, found, show=times, is_gate=True):
    return Asked(what, f"≤ {most:g}", show(found), None if found is None else found <= most, is_gate)


def all_asked(sizes):
    """`sizes`: results by name; those asked for are of `large` unless another is named."""
    large, medium = sizes["large"], sizes["medium"]
    yield from of_builds(large, medium)
    yield from of_questions(large)
    yield from of_memory(sizes)
    yield from of_growth(sizes)


def of_builds(large, medium):
    builds = large.builds
    name = "increments/sorted"
    yield at_least("increments of sorted columns: Polars ÷ mediaop", 2.5, large.build_ratio(name, "polars"))
    yield at_least("the same: DuckDB ÷ mediaop", 15, large.build_ratio(name, "duckdb"))
    mariadb = large if "mariadb" in large.peers else medium
    yield at_least("the same: MariaDB ÷ mediaop", 300, mariadb.build_ratio(name, "mariadb"))
    own = builds.get(name)
    yield at_most("the same: mediaop ÷ one pass over the bytes", 4, own and own / builds["one_pass"])
    yield at_least("increments of shuffled columns: best peer ÷ mediaop", 5, large.build_ratio("increments/shuffled"))
    yield at_least("the whole index: best peer's increments alone ÷ mediaop", 1, large.build_ratio("build/sorted"))
    per_second = lambda name: builds.get(name) and large.rows / builds[name] / 1000
    for name, least in [("build/typed_rows", 20), ("increments/sorted_adaptor", 50)]:
        yield at_least(f"`{name}`", least, per_second(name), is_gate=False, unit="M rows/s")
    yield at_least("a refresh by two crawls: build ÷ refresh", 10, builds["build/sorted"] / builds["refresh"])


def of_questions(large):
    for name in large.questions["30"]:
        ratios = [large.answer_ratio(name, window) for window in large.questions]
        least = min((ratio for ratio in ratios if ratio), default=None)
        yield at_least(f"`{name}`, each window: best peer ÷ mediaop", 10, least)
        kind = name.rpartition("/")[0] or name
        most = MOST_MS_MATRIX if kind == "product_matrix" else MOST_MS_FILTERED if name in FILTERED or kind in FILTERED else MOST_MS
        longest = max(of_window[name] for of_window in large.questions.values())
        yield at_most(f"`{name}`, slowest window, ms", most, longest, milliseconds, is_gate=False)


def of_memory(sizes):
    for name, results in sizes.items():
        memory = results.memory
        resident = memory["resident_bytes"] / results.rows
        yield at_most(f"bytes a snapshot, {name}", 20, resident)
        yield at_most(f"most bytes while building ÷ bytes that stay, {name}", 1.3, memory["peak_bytes"] / memory["resident_bytes"], ratio_text)
        if name == "huge":
            yield at_most("GiB while building, huge", 8, memory["peak_bytes"] / 2**30)


def of_growth(sizes):
    names = [name for name in ["medium", "large", "huge"] if name in sizes]
    for smaller, larger in zip(names, names[1:]):
        small, large = sizes[smaller], sizes[larger]
        scale = 10 * small.rows / large.rows
        grown = large.builds["build/sorted"] / small.builds["build/sorted"] * scale
        yield at_most(f"a build of 10 times the rows, {smaller} → {larger}", MOST_GROWTH, grown)
        grown = large.memory["resident_bytes"] / small.memory["resident_bytes"] * scale
        yield at_most(f"bytes of 10 times the rows, {smaller} → {larger}", MOST_GROWTH, grown)


def ratio_text(value):
    return f"{value:.2f}"


def asked_table(asked):
    return table(["what", "asked", "found", "holds"], [one.cells() for one in asked])
