"""The goals of mediaop's speed, and whether they are reached.

A run says which are not; with STRICT=1 that is an error. Absolute times depend on the machine: they
are said, and are never an error. What never may be stands in `floor.py`.
"""

from dataclasses import dataclass, field

from markdown import milliseconds, table, times

# Of 10 times the rows; within 15 % of linear.
MOST_GROWTH = 11.5
LEAST_RATIO = 10
# Peers have each video's totals of the last day in a table; mediaop finds those of any day.
LEAST_RATIO_OF_TOTALS = 1
MOST_MS, MOST_MS_FILTERED, MOST_MS_MATRIX = 1.0, 5.0, 2.0
FILTERED = ("top_videos/category", "creator_benchmark", "daily_series/category")


@dataclass
class Asked:
    what: str
    wanted: str
    found: str
    holds: bool | None
    is_gate: bool = True
    # Where several things are asked in one line, those that do not hold.
    faults: list = field(default_factory=list)

    def said(self):
        """What to say where it does not hold."""
        return [f"{self.what}: {fault}, asked for {self.wanted}" for fault in self.faults or [self.found]]

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
    whole = builds["build/sorted"] + builds["first_answer"]
    alone = min(large.peers_build("build/sorted").values(), default=None)
    yield at_least("the whole index: best peer's increments alone ÷ mediaop", 1, alone and alone / whole)
    per_second = lambda name: builds.get(name) and large.rows / builds[name] / 1000
    for name, least in [("build/plain_rows", 20), ("increments/sorted_adaptor", 50)]:
        yield at_least(f"`{name}`", least, per_second(name), is_gate=False, unit="M rows/s")
    yield at_least("a refresh by two crawls: build ÷ refresh", 10, builds["build/sorted"] / builds["refresh"])


def of_questions(large):
    ratios = {name: least_ratio(large, name) for name in large.questions["30"]}
    of_totals = {name: ratio for name, ratio in ratios.items() if ratio and name.endswith("/posted")}
    of_increments = {name: ratio for name, ratio in ratios.items() if ratio and name not in of_totals}
    yield each_at_least("each question on increments, each window: best peer ÷ mediaop", LEAST_RATIO, of_increments)
    yield each_at_least("each on videos posted, beside the latest totals in a table", LEAST_RATIO_OF_TOTALS, of_totals)

    longest = {name: max(of_window[name] for of_window in large.questions.values()) for name in large.questions["30"]}
    over = [name for name, took in longest.items() if took > most_ms(name)]
    shares = {name: took / most_ms(name) for name, took in longest.items()}
    worst = max(shares, key=shares.get)
    found = f"{len(longest) - len(over)} of {len(longest)} hold; `{worst}` {milliseconds(longest[worst])}"
    wanted = f"≤ {MOST_MS:g}, matrix ≤ {MOST_MS_MATRIX:g}, filtered coverage ≤ {MOST_MS_FILTERED:g}"
    yield Asked("each question, slowest window, ms", wanted, found, not over, is_gate=False)


def each_at_least(what, least, ratios):
    short = [f"`{name}` {times(ratio)}" for name, ratio in ratios.items() if ratio < least]
    worst = min(ratios, key=ratios.get)
    found = f"{len(ratios) - len(short)} of {len(ratios)} hold; least {times(ratios[worst])}, `{worst}`"
    return Asked(what, f"≥ {least} times", found, not short, faults=short)


def least_ratio(results, name):
    ratios = [results.answer_ratio(name, window) for window in results.questions]
    return min((ratio for ratio in ratios if ratio), default=None)


def most_ms(name):
    if name.startswith("product_matrix"):
        return MOST_MS_MATRIX
    return MOST_MS_FILTERED if name.startswith(FILTERED) else MOST_MS


def of_memory(sizes):
    for name, results in sizes.items():
        memory = results.memory
        resident = memory["resident_bytes"] / results.rows
        yield at_most(f"bytes a snapshot, {name}", 20, resident)
        yield at_most(f"most bytes while building ÷ bytes that stay, {name}", 1.3, memory["peak_bytes"] / memory["built_bytes"], ratio_text)
        if name == "huge":
            yield at_most("GiB while building, huge", 8, memory["peak_bytes"] / 2**30)


def of_growth(sizes):
    names = [name for name in ["medium", "large", "huge"] if name in sizes]
    for smaller, larger in zip(names, names[1:]):
        small, large = sizes[smaller], sizes[larger]
        scale = 10 * small.rows / large.rows
        grown = large.from_memory["build/sorted"] / small.from_memory["build/sorted"] * scale
        yield at_most(f"a build of 10 times the rows, {smaller} → {larger}", MOST_GROWTH, grown)
        grown = large.memory["resident_bytes"] / small.memory["resident_bytes"] * scale
        yield at_most(f"bytes of 10 times the rows, {smaller} → {larger}", MOST_GROWTH, grown)


def ratio_text(value):
    return f"{value:.2f}"


def asked_table(asked):
    return table(["what", "asked", "found", "holds"], [one.cells() for one in asked])
